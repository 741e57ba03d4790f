"""The HTTP protocol of the embedded server: uvicorn's, with limits, and at once with what the page cache has."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any, ClassVar, Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from core.pagecache.store import Answer
from core.realtime.transport import LendingProtocol
from core.serve.limits import Limits
from core.serve.proxies import is_proxy
from core.serve.router import Router

_LINGER_SECONDS: Final = 1.0
_FULL: Final = (
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain\r\ncontent-length: 39\r\n"
    b"retry-after: 5\r\nconnection: close\r\n\r\nToo many connections from your address."
)
_READING: Final = {b"GET": "GET", b"HEAD": "HEAD"}


class _Event:
    def set(self) -> None:
        pass


class _Answered:
    """What uvicorn looks at when an answer is complete."""

    response_complete = True
    disconnected = False
    message_event = _Event()


_ANSWERED: Final[Any] = _Answered()


class GuardedProtocol(HttpToolsProtocol):
    """Closes a connection whose first request does not come, and refuses an address that has too many."""

    limits: ClassVar[Limits] = Limits()
    _open: ClassVar[Counter[str]] = Counter()

    _address: str = ""
    _timer: asyncio.TimerHandle | None = None
    _is_refused: bool = False
    _is_in_head: bool = False
    _head_size: int = 0
    _may_answer: bool = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Count the connection in, and wait for its first request only so long."""
        super().connection_made(transport)
        address = self.client[0] if self.client else ""
        if address and not is_proxy(address):
            self._address = address
            self._open[address] += 1
            if self._open[address] > self.limits.connections_per_address:
                self._refuse(transport)
                return
        self._start_timer()

    def _refuse(self, transport: asyncio.Transport) -> None:
        """Say why, and close a moment later: closing on unread bytes would take the answer away again."""
        self._is_refused = True
        transport.write(_FULL)
        transport.write_eof()
        self._timer = self.loop.call_later(_LINGER_SECONDS, self._too_slow)

    def data_received(self, data: bytes) -> None:
        """What a refused connection asks for is not read. A further request has the same time for its head."""
        if not self._is_refused:
            self._may_answer = True
            super().data_received(data)
            if self._is_in_head:
                self._wait_for_head(len(data))

    def _wait_for_head(self, came: int) -> None:
        """A head that is not complete has its time, and may not grow for as long: it is kept in memory."""
        self._head_size += came
        if self._head_size > self.limits.head_size:
            self.transport.abort()
        else:
            self._start_timer()

    def on_message_begin(self) -> None:
        """A head begins; its time runs if it is not complete when all that came has been read."""
        self._is_in_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is here: from now on the bridge watches the time, unless the answer is at hand."""
        self._is_in_head = False
        self._head_size = 0
        self._stop_timer()
        if not self._answers_now():
            super().on_headers_complete()

    def _answers_now(self) -> bool:
        """Write the answer if the page cache has it, without a task; otherwise the usual way is taken.

        Once for all that came at a time: who sends a thousand requests at once waits as others do.
        """
        is_first, self._may_answer = self._may_answer, False
        answer = self._at_hand() if is_first and self._is_free() else None
        if answer is None:
            return False
        common = b"".join(b"%b: %b\r\n" % header for header in self.server_state.default_headers)
        self.transport.write(b"".join((STATUS_LINE[answer.status], common, answer.head, answer.body)))
        self.cycle = _ANSWERED
        self.on_response_complete()
        return True

    def _is_free(self) -> bool:
        """Whether nothing else is to be written before, and nobody speaks for others (see `is_proxy`)."""
        is_answered = self.cycle is None or self.cycle.response_complete  # type: ignore[redundant-expr]  # None at first
        return is_answered and not self.flow.write_paused and self._address != ""

    def _at_hand(self) -> Answer | None:
        """What the router has for a request that only reads, on a connection that stays."""
        router, parser = self.config.app, self.parser
        method = _READING.get(parser.get_method())
        if (
            method is None
            or not isinstance(router, Router)
            or self.expect_100_continue
            or parser.get_http_version() != "1.1"
            or not parser.should_keep_alive()
            or parser.should_upgrade()
        ):
            return None
        return router.at_hand(method, self.scheme or "", self.url, self.headers)

    def handle_websocket_upgrade(self) -> None:
        """From here on the socket's protocol hears of the end, so it counts the connection out."""
        self._stop_timer()
        super().handle_websocket_upgrade()
        taken_over = self.transport.get_protocol()
        if isinstance(taken_over, LendingProtocol):
            taken_over.on_lost = self._count_out
        else:
            self._count_out()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count the connection out."""
        self._stop_timer()
        self._count_out()
        super().connection_lost(exc)

    def _count_out(self) -> None:
        if self._address:
            self._open[self._address] -= 1
            if not self._open[self._address]:
                del self._open[self._address]
            self._address = ""

    def _start_timer(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(self.limits.head, self._too_slow)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _too_slow(self) -> None:
        self._timer = None
        if not self.transport.is_closing():
            self.transport.abort()
