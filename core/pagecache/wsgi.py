"""The cache around Django's WSGI handler: where answers are complete, and may be stored."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from typing import TYPE_CHECKING

from core.clock import now
from core.pagecache.decorator import MARK, Public
from core.pagecache.keys import Key, key_for
from core.pagecache.store import MAX_PAGE, Answer, Headers, PageCache, build_page, site_cache, time_to_live

if TYPE_CHECKING:
    from collections.abc import Iterator
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

_PHRASES = {200: "200 OK", 304: "304 Not Modified"}


class CachedPages:
    """Answers from the cache, or asks the application and keeps what is marked and may be kept."""

    def __init__(self, application: WSGIApplication, cache: Callable[[], PageCache] = site_cache) -> None:
        self._application = application
        self._cache = cache
        self._rendering: dict[Key, threading.Lock] = {}
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request."""
        headers = headers_of(environ)
        query = environ.get("QUERY_STRING", "")
        key = key_for(environ["REQUEST_METHOD"], environ["wsgi.url_scheme"], path_of(environ), query, headers)
        if key is None:
            return self._application(environ, start_response)
        cache = self._cache()
        with self._alone(cache, key):
            page = cache.find(key)
            if page is not None:
                return _respond(page.answer(environ["REQUEST_METHOD"], headers), start_response)
            return self._render(cache, key, environ, start_response)

    @contextmanager
    def _alone(self, cache: PageCache, key: Key) -> Iterator[None]:
        """One rendering a key at a time; addresses that are not cached do not wait for each other."""
        if cache.is_refused(key):
            yield
            return
        with self._lock:
            lock = self._rendering.setdefault(key, threading.Lock())
        with lock:
            try:
                yield
            finally:
                with self._lock:
                    self._rendering.pop(key, None)

    def _render(
        self, cache: PageCache, key: Key, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Render, and store unless a rule forbids it. The generation is read before, and compared after.

        Who waited for the rendering gets the stored form too: packed, and with its tag.
        """
        generation = cache.generation.read()
        begun: list[tuple[str, list[tuple[str, str]]]] = []
        response = self._application(environ, lambda status, headers, _=None: _noted(begun, status, headers))
        status, headers = begun[-1]
        method = environ["REQUEST_METHOD"]
        if method != "HEAD":
            mark = getattr(response, MARK, None)
            body = getattr(response, "content", b"")
            if isinstance(mark, Public) and storable(status, headers) and len(body) <= MAX_PAGE:
                until = min(filter(None, (mark.valid_until, now() + time_to_live())))
                page = build_page(generation, until, headers, body)
                if cache.store(key, page):
                    response.close()  # type: ignore[attr-defined]  # only Django's answers carry the mark
                    return _respond(page.answer(method, headers_of(environ)), start_response)
            else:
                cache.refuse(key)
        start_response(status, headers)
        return response


def _noted(
    begun: list[tuple[str, list[tuple[str, str]]]], status: str, headers: list[tuple[str, str]]
) -> Callable[[bytes], object]:
    """Keep what the application begins to answer with; Django never uses what is returned."""
    begun.append((status, headers))
    return lambda _data: None


def storable(status: str, headers: Headers) -> bool:
    """Whether an answer is free of everything that belongs to one reader or one moment."""
    found: dict[str, str] = {}
    for name, value in headers:
        found[name.lower()] = f"{found.get(name.lower(), '')},{value}".lower()
    vary = {part.strip() for part in found.get("vary", "").split(",")}
    control = {part.strip().partition("=")[0] for part in found.get("cache-control", "").split(",")}
    return (
        status.startswith("200")
        and "set-cookie" not in found
        and "content-encoding" not in found
        and not vary & {"cookie", "*", "accept-language"}
        and not control & {"private", "no-store", "no-cache"}
        and "'nonce-" not in found.get("content-security-policy", "")
    )


def headers_of(environ: WSGIEnvironment) -> dict[str, str]:
    """Request headers by lower-case name."""
    return {k[5:].replace("_", "-").lower(): v for k, v in environ.items() if k.startswith("HTTP_")}


def path_of(environ: WSGIEnvironment) -> str:
    """The path as key: the server's raw form if it tells it, else WSGI's."""
    return str(environ.get("consilium.raw_path") or environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", ""))


def _respond(answer: Answer, start_response: StartResponse) -> Iterable[bytes]:
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers]
    start_response(_PHRASES[answer.status], headers)
    return [answer.body]
