"""The HTTP protocol of the embedded server: uvicorn's, with limits on slow heads and crowded addresses."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import ClassVar, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from core.realtime.transport import LendingProtocol
from core.serve.limits import Limits
from core.serve.proxies import is_proxy

_LINGER_SECONDS: Final = 1.0
_FULL: Final = (
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain\r\ncontent-length: 39\r\n"
    b"retry-after: 5\r\nconnection: close\r\n\r\nToo many connections from your address."
)


class GuardedProtocol(HttpToolsProtocol):
    """Closes a connection whose first request does not come, and refuses an address that has too many."""

    limits: ClassVar[Limits] = Limits()
    _open: ClassVar[Counter[str]] = Counter()

    _address: str = ""
    _timer: asyncio.TimerHandle | None = None
    _is_refused: bool = False

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
        """What a refused connection asks for is not read."""
        if not self._is_refused:
            super().data_received(data)

    def on_message_begin(self) -> None:
        """A further request on a kept connection has the same time for its head."""
        super().on_message_begin()
        self._start_timer()

    def on_headers_complete(self) -> None:
        """The head is here: from now on the bridge watches the time."""
        self._stop_timer()
        super().on_headers_complete()

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
