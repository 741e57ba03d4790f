"""The websocket protocol of the embedded server, which lends its transport to the hub.

This leans on internals of uvicorn, so uvicorn is pinned; without it the hub falls back to plain ASGI.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

from core.realtime.outlets import EXTENSION

# Without it the kernel swallows megabytes for a client that reads nothing, and we learn of it late.
_KERNEL_BUFFER = 128 * 1024


class LendingProtocol(WebSocketsSansIOProtocol):
    """uvicorn's own protocol; the hub writes prepared frames and aborts through it."""

    on_lost: Callable[[], None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the kernel's buffer small."""
        super().connection_made(transport)
        raw = transport.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _KERNEL_BUFFER)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever counts connections."""
        super().connection_lost(exc)
        if self.on_lost is not None:
            self.on_lost()

    def handle_connect(self, event: Request) -> None:
        """Put this object into the scope, before the application sees it."""
        super().handle_connect(event)
        if self.response.status_code == 101:
            self.scope["extensions"][EXTENSION] = {"protocol": self}

    def end(self, code: int, within: float) -> None:
        """Send a close frame, and abort if the client does not answer in time."""
        if self.close_sent or self.transport.is_closing():
            self.loop.call_later(within, self.transport.abort)
            return
        self.conn.send_close(code)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": ""})
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        # As `close_timer` it keeps uvicorn from closing first, which would wait for a flush that never comes.
        self.close_timer = self.loop.call_later(within, self.transport.abort)
