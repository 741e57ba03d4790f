"""The bridge from the event loop to Django's WSGI handler.

Only a complete request takes a thread, and a slow reader or writer never holds one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final

import structlog

from core.serve.body import Body, BodyRefused, Receive, Room, read_body
from core.serve.environ import build_environ, headers_of
from core.serve.limits import Limits

log = structlog.get_logger(__name__)
Send = Callable[[dict[str, Any]], Awaitable[None]]
RawHeaders = list[tuple[bytes, bytes]]

_WHOLE: Final = 1024 * 1024
_REFUSALS: Final = {
    400: b"The request is not complete.",
    408: b"The upload took too long.",
    413: b"The upload is too large.",
    500: b"Something went wrong.",
    503: b"The server is busy. Please try again in a moment.",
}


@dataclass(slots=True)
class _Answer:
    """What the application said: a whole body, or the rest of a stream."""

    status: int = 500
    headers: RawHeaders = field(default_factory=list)
    body: bytes = b""
    stream: Iterator[bytes] | None = None
    close: Callable[[], object] | None = None

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
        """WSGI's start_response."""
        del exc_info
        self.status = int(status[:3])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return self._no_write

    def _no_write(self, _data: bytes) -> object:
        raise RuntimeError("write() of WSGI is not offered: Django does not use it")

    def length(self) -> int | None:
        """The declared length of the body."""
        return next((int(value) for name, value in self.headers if name == b"content-length"), None)


class Bridge:
    """An ASGI application that runs a WSGI application in a few threads."""

    def __init__(self, application: Callable[..., Iterable[bytes]], limits: Limits | None = None) -> None:
        self._application = application
        self._limits = limits or Limits()
        self._pages = ThreadPoolExecutor(self._limits.threads, thread_name_prefix="page")
        self._streams = ThreadPoolExecutor(self._limits.streams, thread_name_prefix="stream")
        self._room = Room(self._limits)
        self._waiting = 0

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Serve one request: read all of it, then run the view, then send."""
        headers = headers_of(scope)
        try:
            body = await read_body(receive, headers, self._room)
        except BodyRefused as refused:
            if refused.status:
                await refuse(send, refused.status)
            return
        with body:
            if self._waiting >= self._limits.waiting + self._limits.threads:
                await refuse(send, 503)
                return
            await self._answer(scope, headers, body, receive, send)

    async def _answer(
        self, scope: dict[str, Any], headers: dict[str, str], body: Body, receive: Receive, send: Send
    ) -> None:
        environ = build_environ(scope, headers, body, body.length)
        self._waiting += 1
        try:
            answer = await asyncio.get_running_loop().run_in_executor(self._pages, self._run, environ)
        except Exception:  # Django turns faults of views into pages: this one broke the handler itself
            log.exception("serve.application_failed")
            await refuse(send, 500)
            return
        finally:
            self._waiting -= 1
        start = {"type": "http.response.start", "status": answer.status, "headers": answer.headers}
        if answer.stream is None:
            await send(start)
            await send({"type": "http.response.body", "body": answer.body})
        else:
            await self._stream(answer, start, receive, send)

    def _run(self, environ: dict[str, Any]) -> _Answer:
        """Run the application in a page thread; a body that is at hand crosses over at once."""
        answer = _Answer()
        response = self._application(environ, answer.start)
        close = getattr(response, "close", None)
        at_hand = not getattr(response, "streaming", not isinstance(response, list | tuple))
        length = answer.length()
        is_head = environ["REQUEST_METHOD"] == "HEAD" or answer.status in {204, 304}
        if is_head or at_hand or (length is not None and length <= _WHOLE):
            try:
                answer.body = b"" if is_head else b"".join(response)
                if length is None and not is_head:
                    answer.headers.append((b"content-length", str(len(answer.body)).encode()))
            finally:
                if close is not None:
                    close()
        else:
            answer.stream, answer.close = iter(response), close
        return answer

    async def _stream(self, answer: _Answer, start: dict[str, Any], receive: Receive, send: Send) -> None:
        """Send chunk by chunk: a thread for each chunk, the socket waited for in the loop."""
        gone = asyncio.ensure_future(_disconnected(receive))
        sending = asyncio.ensure_future(self._send_chunks(answer, start, send))
        try:
            await asyncio.wait({gone, sending}, return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                sending.result()
        finally:
            gone.cancel()
            sending.cancel()
            # Wait for the end of both; what went wrong was raised above, or has no reader left to be told.
            await asyncio.gather(gone, sending, return_exceptions=True)
            if answer.close is not None:
                await self._in_stream_thread(answer.close)

    async def _send_chunks(self, answer: _Answer, start: dict[str, Any], send: Send) -> None:
        stream = answer.stream
        if stream is None:
            return
        await send(start)
        while True:
            chunk = await self._in_stream_thread(next, stream, None)
            if chunk is None:
                break
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async def _in_stream_thread(self, function: Callable[..., Any], *args: Any) -> Any:
        """Run in the second pool. A chunk in the making is waited for even when the client leaves."""
        work = asyncio.get_running_loop().run_in_executor(self._streams, function, *args)
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            await asyncio.gather(work, return_exceptions=True)
            raise

    def close(self) -> None:
        """Take no more work."""
        self._pages.shutdown(wait=False, cancel_futures=True)
        self._streams.shutdown(wait=False, cancel_futures=True)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def refuse(send: Send, status: int) -> None:
    """Answer for the application, and end the connection: what else is on it cannot be trusted."""
    body = _REFUSALS[status]
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    if status == 503:
        headers.append((b"retry-after", b"2"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
