"""Ways out to one client: straight into the transport where the server lets us, else through ASGI."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final, Protocol

import orjson

MAX_UNSENT: Final = 256 * 1024
TOO_SLOW: Final = 4008
EXTENSION: Final = "consilium.direct"
_CLOSE_WITHIN: Final = 2.0

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Packed:
    """A message encoded once for all who get it: as text, and as the bytes of a websocket frame.

    Bytes are taken for finished JSON.
    """

    __slots__ = ("frame", "text")

    def __init__(self, message: object) -> None:
        self.text = message if isinstance(message, bytes) else orjson.dumps(message)
        self.frame = _frame_head(len(self.text)) + self.text


def _frame_head(length: int) -> bytes:
    """The head of an unmasked, unfragmented text frame (RFC 6455, 5.2)."""
    if length < 126:
        return bytes((0x81, length))
    if length < 65_536:
        return b"\x81\x7e" + length.to_bytes(2, "big")
    return b"\x81\x7f" + length.to_bytes(8, "big")


class Outlet(Protocol):
    """Sends without ever waiting; a client that does not read is cut off."""

    def write(self, packed: Packed) -> None:
        """Send, or end the connection as too slow."""

    def unsent(self) -> int:
        """Bytes that wait in this process."""

    def end(self, code: int) -> None:
        """Close with a code, and abort soon if the client does not answer."""

    def stop(self) -> None:
        """The connection is over."""


class Direct(Protocol):
    """What `core.realtime.transport` puts into the scope of a connection."""

    transport: asyncio.Transport

    def end(self, code: int, within: float) -> None:
        """Send a close frame; abort after that many seconds."""


class DirectOutlet:
    """Writes prepared frames into the transport. A stalled client is really gone two seconds later."""

    def __init__(self, direct: Direct) -> None:
        self._direct = direct
        self._ended = False

    def write(self, packed: Packed) -> None:
        """Send, or end the connection as too slow."""
        transport = self._direct.transport
        if self._ended or transport.is_closing():
            return
        if transport.get_write_buffer_size() + len(packed.frame) > MAX_UNSENT:
            self.end(TOO_SLOW)
        else:
            transport.write(packed.frame)

    def unsent(self) -> int:
        """Bytes that wait in this process."""
        return self._direct.transport.get_write_buffer_size()

    def end(self, code: int) -> None:
        """Close with a code, and abort soon if the client does not answer."""
        self._ended = True
        self._direct.end(code, _CLOSE_WITHIN)

    def stop(self) -> None:
        """The connection is over; nothing to tidy."""
        self._ended = True


class PortableOutlet:
    """Sends through ASGI from a bounded queue, for servers that do not hand out their transport.

    ASGI knows no abort: the socket of a stalled client stays open until the server gives it up.
    """

    def __init__(self, send: Send, cut: Callable[[], None]) -> None:
        self._send = send
        self._cut = cut
        self._waiting: deque[Packed] = deque()
        self._bytes = 0
        self._code: int | None = None
        self._stirred = asyncio.Event()
        self._task = asyncio.get_running_loop().create_task(self._run())

    def write(self, packed: Packed) -> None:
        """Queue, or end the connection as too slow."""
        if self._code is not None:
            return
        if self._bytes + len(packed.text) > MAX_UNSENT:
            self.end(TOO_SLOW)
            return
        self._waiting.append(packed)
        self._bytes += len(packed.text)
        self._stirred.set()

    def unsent(self) -> int:
        """Bytes that wait in this process."""
        return self._bytes

    def end(self, code: int) -> None:
        """Close with a code; what was not sent is dropped if the client is too slow to take it."""
        if self._code is not None:
            return
        self._code = code
        if code == TOO_SLOW:
            self._waiting.clear()
        self._stirred.set()
        asyncio.get_running_loop().call_later(_CLOSE_WITHIN, self._give_up)

    def _give_up(self) -> None:
        if not self._task.done():
            self._task.cancel()
            self._cut()

    async def _run(self) -> None:
        # The server raises its own exceptions once the client is gone: then there is nothing left to do.
        with suppress(OSError, RuntimeError):
            while self._code is None or self._waiting:
                while self._waiting:
                    packed = self._waiting.popleft()
                    await self._send({"type": "websocket.send", "text": packed.text.decode()})
                    self._bytes -= len(packed.text)
                self._stirred.clear()
                if self._code is None:
                    await self._stirred.wait()
            await self._send({"type": "websocket.close", "code": self._code})

    def stop(self) -> None:
        """The connection is over."""
        self._task.cancel()
