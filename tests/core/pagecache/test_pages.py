"""From the view to the stored page: what is kept, for how long, and for whom."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse

from core.clock import now
from core.pagecache import cached_public, watched_kinds
from core.pagecache.generation import Generation
from core.pagecache.store import MAX_PAGE, PageCache
from core.pagecache.wsgi import CachedPages

View = Callable[[HttpRequest], HttpResponse]
PAGE = b"<p>" + b"words " * 500


class Site:
    """A page behind the cache, without the rest of a site."""

    def __init__(self, folder: Path) -> None:
        self.cache = PageCache(Generation(folder / "generation"))
        self.views = 0
        self.view: View = lambda _request: HttpResponse(PAGE)
        self.pages = CachedPages(self._application, lambda: self.cache)

    def _application(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        self.views += 1
        request = WSGIRequest(environ)
        response = cached_public(kinds=["test-kind"])(self.view)(request)
        if hasattr(response, "render"):
            response.render()
        cookies = [("Set-Cookie", c.OutputString()) for c in response.cookies.values()]
        start(f"{response.status_code} X", [*response.items(), *cookies])
        return response

    def get(
        self, path: str = "/en/x/", method: str = "GET", query: str = "", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(), "HTTP_HOST": "localhost", "SERVER_NAME": "localhost", "SERVER_PORT": "80",
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }  # fmt: skip
        begun: list[tuple[str, list[tuple[str, str]]]] = []
        response = self.pages(environ, lambda status, found, _=None: begun.append((status, found)))  # type: ignore[arg-type]  # a recorder
        status, found = begun[-1]
        return int(status[:3]), {name.lower(): value for name, value in found}, b"".join(response)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    found = Site(tmp_path)
    yield found
    found.cache.generation.close()


def test_a_page_is_rendered_once_until_something_is_published(site: Site) -> None:
    assert [site.get()[2] for _ in range(3)] == [PAGE] * 3
    assert site.views == 1
    site.cache.generation.bump()
    site.view = lambda _request: HttpResponse(b"new")
    assert site.get()[2] == b"new"


def test_a_page_that_was_published_while_it_was_rendered_is_thrown_away(site: Site) -> None:
    def meanwhile(_request: HttpRequest) -> HttpResponse:
        site.cache.generation.bump()
        return HttpResponse(b"old")

    site.view = meanwhile
    site.get()
    site.view = lambda _request: HttpResponse(b"new")
    assert site.get()[2] == b"new"


@pytest.mark.embedded  # with other hosts about, a page lives shorter than this test waits
def test_no_page_outlives_the_moment_at_which_it_changes_by_itself(site: Site) -> None:
    def with_end(_request: HttpRequest) -> HttpResponse:
        response = HttpResponse(b"until then")
        response.valid_until = now() + timedelta(seconds=90)  # type: ignore[attr-defined]  # how a view says it
        return response

    site.view = with_end
    with time_machine.travel(now(), tick=False) as clock:
        site.get()
        clock.shift(89)
        site.get()
        assert site.views == 1
        clock.shift(2)
        site.get()
    assert site.views == 2


def test_every_page_has_an_age_limit(site: Site) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        site.get()
        clock.shift(timedelta(minutes=11))
        site.get()
    assert site.views == 2


def test_who_may_be_signed_in_is_neither_served_nor_stored(site: Site) -> None:
    site.view = lambda request: HttpResponse(request.COOKIES.get("sessionid", "stranger"))
    assert site.get(cookie="sessionid=secret")[2] == b"secret"
    assert site.get()[2] == b"stranger"
    assert site.get(cookie="sessionid=secret")[2] == b"secret"
    assert site.views == 3


def test_language_query_theme_and_path_are_different_pages(site: Site) -> None:
    site.get()
    site.get("/es/x/")
    site.get(query="a")
    site.get(cookie="theme=dark")
    site.get("/en/y/")
    assert site.views == 5
    site.get(cookie="theme=none")
    assert site.views == 5


def _with(**headers: str) -> HttpResponse:
    return HttpResponse(PAGE, headers={name.replace("_", "-"): value for name, value in headers.items()})


def _with_cookie() -> HttpResponse:
    response = HttpResponse(PAGE)
    response.set_cookie("a", "b")
    return response


NEVER: dict[str, Callable[[], HttpResponse]] = {
    "not found": lambda: HttpResponse(PAGE, status=404),
    "moved": lambda: HttpResponse(status=302, headers={"Location": "/"}),
    "sets a cookie": _with_cookie,
    "varies by cookie": lambda: _with(Vary="Accept, Cookie"),
    "varies by language": lambda: _with(Vary="Accept-Language"),
    "varies by all": lambda: _with(Vary="*"),
    "private": lambda: _with(Cache_Control="private"),
    "no-store": lambda: _with(Cache_Control="max-age=5, no-store"),
    "no-cache": lambda: _with(Cache_Control="no-cache"),
    "has a nonce": lambda: _with(Content_Security_Policy="script-src 'nonce-abc'"),
    "is too large": lambda: HttpResponse(b"x" * (MAX_PAGE + 1)),
    "is a stream": lambda: StreamingHttpResponse([b"a"]),  # type: ignore[dict-item,return-value]  # an answer all the same
}


@pytest.mark.parametrize("reason", NEVER)
def test_what_is_never_stored(site: Site, reason: str) -> None:
    site.view = lambda _request: NEVER[reason]()
    site.get()
    site.get()
    assert site.views == 2


def test_a_preview_is_never_stored(site: Site) -> None:
    def preview(request: HttpRequest) -> HttpResponse:
        request.is_preview = True  # type: ignore[attr-defined]  # as Wagtail does
        return HttpResponse(PAGE)

    site.view = preview
    site.get()
    site.get()
    assert site.views == 2


def test_a_template_response_is_stored_as_it_was_rendered(site: Site) -> None:
    site.view = _late
    assert [site.get()[2] for _ in range(2)] == [b"late", b"late"]
    assert site.views == 1


def _late(request: HttpRequest) -> HttpResponse:
    class Late(TemplateResponse):
        @property
        def rendered_content(self) -> str:
            return "late"

    return Late(request, "none")


def test_the_small_form_the_tag_and_head(site: Site) -> None:
    site.get()
    status, headers, body = site.get(accept_encoding="br, gzip")
    assert (headers["content-encoding"], gzip.decompress(body)) == ("gzip", PAGE)
    assert headers["vary"] == "Accept-Encoding"
    assert site.get(accept_encoding="gzip;q=0")[2] == PAGE
    status, unchanged, body = site.get(if_none_match=headers["etag"])
    assert (status, body) == (304, b"")
    assert unchanged["etag"] == headers["etag"]
    status, head, body = site.get(method="HEAD")
    assert (status, head["content-length"], body) == (200, str(len(PAGE)), b"")
    assert site.views == 1


def test_who_waits_for_the_rendering_gets_the_stored_form(site: Site) -> None:
    status, headers, body = site.get(accept_encoding="gzip")
    assert (status, headers["content-encoding"], gzip.decompress(body)) == (200, "gzip", PAGE)
    assert site.get(if_none_match=headers["etag"])[0] == 304
    assert site.views == 1


def test_copies_elsewhere_ask_each_time(site: Site) -> None:
    assert site.get()[1]["cache-control"] == "public, max-age=0, must-revalidate"


def test_a_page_is_rendered_by_one_at_a_time(site: Site) -> None:
    def slow(_request: HttpRequest) -> HttpResponse:
        time.sleep(0.1)
        return HttpResponse(PAGE)

    site.view = slow
    with ThreadPoolExecutor(6) as readers:
        answers = list(readers.map(lambda _: site.get()[2], range(6)))
    assert answers == [PAGE] * 6
    assert site.views == 1


def test_pages_that_are_not_kept_do_not_wait_for_each_other(site: Site) -> None:
    together = threading.Barrier(3, timeout=3)

    def meeting(_request: HttpRequest) -> HttpResponse:
        together.wait()
        return HttpResponse(status=404)

    site.view = lambda _request: HttpResponse(status=404)
    site.get()
    site.view = meeting
    with ThreadPoolExecutor(3) as readers:
        assert [status for status, *_ in readers.map(lambda _: site.get(), range(3))] == [404] * 3


def test_the_whole_size_is_bounded_and_the_oldest_go_first(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.cache = PageCache(site.cache.generation, max_total=20_000)
    for number in range(20):
        site.get(query=f"{number}")
    assert site.cache._total <= 20_000
    views = site.views
    site.get(query="19")
    assert site.views == views
    site.get(query="0")
    assert site.views == views + 1


def test_a_cached_view_names_the_kinds_it_shows(site: Site) -> None:
    site.get()
    assert "test-kind" in watched_kinds()
