"""Which requests the cache answers."""

from __future__ import annotations

import pytest

from core.pagecache.keys import Key, key_for


def key(path: str = "/en/health/", method: str = "GET", query: str = "", **headers: str) -> Key | None:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return key_for(method, "http", path, query, {"host": "localhost:8000", **names})


def test_what_a_page_depends_on() -> None:
    assert key(query="a=1") == Key("http", "localhost:8000", "/en/health/", "a=1", "en", "")
    assert key("/es/health/", cookie="a=b; theme=dark") == Key(
        "http", "localhost:8000", "/es/health/", "", "es", "dark"
    )


@pytest.mark.parametrize(
    ("theme", "kept"), [("light", "light"), ("dark", "dark"), ("system", ""), ('"x', ""), ("dark%00", "")]
)
def test_the_theme_is_one_of_three_values(theme: str, kept: str) -> None:
    found = key(cookie=f"theme={theme}")
    assert found is not None
    assert found.theme == kept


@pytest.mark.parametrize("cookie", ["csrftoken=abc", "_analytics=1; x=y"])
def test_other_cookies_do_not_matter(cookie: str) -> None:
    assert key(cookie=cookie) == key()


@pytest.mark.parametrize(
    "cookie",
    [
        "sessionid=abc",
        "sessionid=",
        "a=b; sessionid=abc",
        "broken[=1; sessionid=abc",
        "messages=x",
        "theme=dark; sessionid=a",
        "x=" + "y" * 5000,
    ],
)
def test_who_may_be_signed_in_goes_past_the_cache(cookie: str) -> None:
    assert key(cookie=cookie) is None


@pytest.mark.parametrize("header", ["authorization", "range", "hx_request"])
def test_headers_that_change_the_answer_go_past_the_cache(header: str) -> None:
    assert key(**{header: "x"}) is None


@pytest.mark.parametrize("method", ["POST", "PUT", "OPTIONS"])
def test_only_reading_is_answered(method: str) -> None:
    assert key(method=method) is None


def test_head_shares_the_key_of_get() -> None:
    assert key(method="HEAD") == key()


@pytest.mark.parametrize(
    "path",
    ["/", "/cms/pages/", "/api/v1/x", "/media/x.png", "/static/x.css", "/files/x/", "/english/", "/enx", "/fr/x/"],
)
def test_only_pages_below_a_language_are_answered(path: str) -> None:
    assert key(path) is None


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "a b"])
def test_made_up_hosts_do_not_fill_the_cache(host: str) -> None:
    assert key(host=host) is None


def test_very_long_addresses_do_not_fill_the_cache() -> None:
    assert key(query="a" * 2000) is None
