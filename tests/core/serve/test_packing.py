"""Compressed answers: for strangers, for text, and never for somebody who may be signed in."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from core.serve.packing import Packed

TEXT = b"<p>" + b"words of a page " * 80


def ask(
    answer: HttpResponse | StreamingHttpResponse, method: str = "GET", accept: str = "br, gzip", **more: str
) -> tuple[dict[str, str], bytes]:
    """Headers and body of an answer behind `Packed`."""

    def application(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start(f"{answer.status_code} X", [*answer.items(), ("Content-Length", "1296")])
        return answer

    environ = {"REQUEST_METHOD": method, "wsgi.input": BytesIO(), "HTTP_ACCEPT_ENCODING": accept, **more}
    begun: list[tuple[str, list[tuple[str, str]]]] = []
    body = Packed(application)(environ, lambda status, headers, _=None: begun.append((status, headers)))  # type: ignore[arg-type]  # a recorder
    [(_, headers)] = begun
    return {name.lower(): value for name, value in headers}, b"".join(body)


@pytest.mark.parametrize("status", [200, 404, 500])
def test_a_stranger_gets_text_compressed(status: int) -> None:
    headers, body = ask(HttpResponse(TEXT, status=status, headers={"Vary": "Cookie", "ETag": '"a"'}))
    assert headers["content-encoding"] == "gzip"
    assert headers["content-length"] == str(len(body))
    assert headers["vary"] == "Cookie, Accept-Encoding"
    assert headers["etag"] == 'W/"a"'
    assert len(body) < len(TEXT) / 4
    assert gzip.decompress(body) == TEXT


@pytest.mark.parametrize(
    "more", [{"HTTP_COOKIE": "theme=dark; sessionid=abc"}, {"HTTP_AUTHORIZATION": "Bearer x"}], ids=["session", "token"]
)
def test_who_may_be_signed_in_gets_plain_bytes(more: dict[str, str]) -> None:
    headers, body = ask(HttpResponse(TEXT), **more)
    assert "content-encoding" not in headers
    assert body == TEXT


def test_who_takes_no_gzip_gets_plain_bytes_and_caches_are_told() -> None:
    headers, body = ask(HttpResponse(TEXT), accept="br, gzip;q=0")
    assert (headers["vary"], headers["content-length"], body) == ("Accept-Encoding", "1296", TEXT)
    assert "content-encoding" not in headers


@pytest.mark.parametrize(
    "answer",
    [
        HttpResponse(TEXT, content_type="image/jpeg"),
        HttpResponse(TEXT, headers={"Content-Encoding": "gzip"}),
        HttpResponse(b"short"),
        StreamingHttpResponse([TEXT]),
    ],
    ids=["picture", "packed", "short", "stream"],
)
def test_the_rest_stays_as_it_is(answer: HttpResponse | StreamingHttpResponse) -> None:
    before = dict(answer.items())
    headers, body = ask(answer)
    assert headers == {name.lower(): value for name, value in before.items()} | {"content-length": "1296"}
    assert body in {TEXT, b"short"}


def test_a_question_for_the_head_keeps_its_length() -> None:
    headers, _ = ask(HttpResponse(TEXT), method="HEAD")
    assert headers["content-length"] == "1296"
