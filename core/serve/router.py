"""Where a connection goes: sockets to the hub, cached pages straight back, all else over the bridge."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

from core.pagecache.keys import Key, key_for
from core.pagecache.store import Answer, PageCache, site_cache
from core.serve.body import Receive
from core.serve.bridge import RawHeaders, Send
from core.serve.environ import headers_of

# The headers that key and form of an answer depend on, and those that announce a body.
_DECIDING: Final = {
    name.encode(): name
    for name in (
        "host", "cookie", "authorization", "range", "hx-request", "if-none-match", "accept-encoding",
        "content-length", "transfer-encoding",
    )
}  # fmt: skip
Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


class Router:
    """The outermost ASGI application. A hit in the page cache never takes a thread."""

    def __init__(self, pages: Application, sockets: Application, cache: Callable[[], PageCache] = site_cache) -> None:
        self._pages = pages
        self._sockets = sockets
        self._cache = cache
        self._rendering: dict[Key, asyncio.Event] = {}

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Route one connection."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._sockets(scope, receive, send)
        else:
            # By this a server learns that nothing is to be told about its start and end (ASGI, "lifespan").
            raise ValueError(f"Connections of type {scope['type']} are not served")

    def at_hand(self, method: str, scheme: str, url: bytes, headers: RawHeaders) -> Answer | None:
        """The answer to a request without a body, if the cache has it; else the usual way decides.

        What it does not read as surely as the usual way does (a header that is repeated, an address that is
        not a plain path) it leaves alone.
        """
        found: dict[str, str] = {}
        for raw_name, value in headers:
            name = _DECIDING.get(raw_name)
            if name is not None:
                if name in found:
                    return None
                found[name] = value.decode("latin-1")
        if b"#" in url or "content-length" in found or "transfer-encoding" in found:
            return None
        path, _, query = url.decode("latin-1").partition("?")
        key = key_for(method, scheme, path, query, found)
        return None if key is None else self._find(key, method, found)

    async def _http(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["method"] not in {"GET", "HEAD"}:
            await self._pages(scope, receive, send)
            return
        headers = headers_of(scope)
        key = key_for(scope["method"], scope["scheme"], _path(scope), scope["query_string"].decode("latin-1"), headers)
        if key is None:
            await self._pages(scope, receive, send)
            return
        answer = self._find(key, scope["method"], headers)
        if answer is None and key in self._rendering:
            # Somebody renders this page: waiting in the loop leaves the threads to others.
            await self._rendering[key].wait()
            answer = self._find(key, scope["method"], headers)
        if answer is not None:
            await _send_answer(answer, send)
        elif key in self._rendering or self._cache().is_refused(key):
            await self._pages(scope, receive, send)
        else:
            await self._render(key, scope, receive, send)

    async def _render(self, key: Key, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Render while others wait. They go on once it is in the cache, not once our client has read it."""
        done = self._rendering[key] = asyncio.Event()

        async def release_and_send(message: dict[str, Any]) -> None:
            release()
            await send(message)

        def release() -> None:
            if self._rendering.get(key) is done:
                del self._rendering[key]
            done.set()

        try:
            await self._pages(scope, receive, release_and_send)
        finally:
            release()

    def _find(self, key: Key, method: str, headers: dict[str, str]) -> Answer | None:
        page = self._cache().find(key)
        return None if page is None else page.answer(method, headers)


def _path(scope: dict[str, Any]) -> str:
    raw = scope.get("raw_path") or scope["path"].encode()
    return str(raw.decode("latin-1"))


async def _send_answer(answer: Answer, send: Send) -> None:
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body})
