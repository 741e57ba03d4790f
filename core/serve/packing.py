"""Answers to strangers are sent compressed; finished pages of the cache already are.

Who is signed in gets plain bytes. Compression shows in its length what repeats, and so would let somebody who
can put words on a page, and watch the wire, guess the private words beside them.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.http import HttpResponse

from core.pagecache.store import accepts_gzip

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    Headers = list[tuple[str, str]]

_WORTH_PACKING: Final = 500
_KINDS: Final = ("text/", "application/json", "application/xml", "application/manifest+json", "image/svg+xml")


class Packed:
    """A WSGI application around another one."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request."""
        if may_be_private(environ):
            return self._application(environ, start_response)
        begun: list[tuple[str, Headers]] = []

        def start(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], object]:
            begun.append((status, headers))
            return start_response(status, headers, exc_info) if exc_info else _no_write

        response = self._application(environ, start)
        status, headers = begun[-1]
        if isinstance(response, HttpResponse) and worth_packing(response, headers):
            headers = _varying(headers)
            if accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")) and environ["REQUEST_METHOD"] != "HEAD":
                response.content = gzip.compress(response.content, 6, mtime=0)
                headers = _of_packed(headers, len(response.content))
        start_response(status, headers)
        return response


def may_be_private(environ: WSGIEnvironment) -> bool:
    """Whether the request could come from somebody who is signed in."""
    return "HTTP_AUTHORIZATION" in environ or settings.SESSION_COOKIE_NAME in environ.get("HTTP_COOKIE", "")


def worth_packing(response: HttpResponse, headers: Headers) -> bool:
    """Whether it is text of some length that nobody has packed."""
    found = {name.lower(): value for name, value in headers}
    return (
        found.get("content-type", "").startswith(_KINDS)
        and "content-encoding" not in found
        and len(response.content) > _WORTH_PACKING
    )


def _varying(headers: Headers) -> Headers:
    """Say that the answer depends on Accept-Encoding."""
    vary = [value for name, value in headers if name.lower() == "vary"]
    rest = [(name, value) for name, value in headers if name.lower() != "vary"]
    return [*rest, ("Vary", ", ".join(dict.fromkeys([*vary, "Accept-Encoding"])))]


def _of_packed(headers: Headers, length: int) -> Headers:
    """Its length and its encoding; the tag becomes weak, for the plain bytes are the same page."""
    rest = [
        (name, f"W/{value}" if name.lower() == "etag" and not value.startswith("W/") else value)
        for name, value in headers
        if name.lower() != "content-length"
    ]
    return [*rest, ("Content-Encoding", "gzip"), ("Content-Length", str(length))]


def _no_write(_data: bytes) -> object:
    raise RuntimeError("write() of WSGI is not offered: Django does not use it")
