"""Clients that cost little themselves: kept connections for pages, counting connections for sockets."""

from __future__ import annotations

import asyncio
import base64
import os
import time
from typing import cast


class PageReader(asyncio.Protocol):
    """Asks for one page again and again on one connection."""

    def __init__(self, request: bytes, size: int, until: float) -> None:
        self._request, self._size, self._until = request, size, until
        self._missing = size
        self.answers = 0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the first time."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Count whole answers; they are all of one size."""
        self._missing -= len(data)
        if self._missing > 0:
            return
        self.answers += 1
        self._missing = self._size
        if time.monotonic() < self._until:
            self._transport.write(self._request)
        else:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """The end."""
        del exc
        if not self.done.done():
            self.done.set_result(None)


def page_request(path: str, port: int) -> bytes:
    """A request of a browser that takes the plain form."""
    return f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nAccept: text/html\r\n\r\n".encode()


async def size_of(path: str, port: int) -> int:
    """Bytes of one whole answer, headers included."""
    reader, writer = await asyncio.open_connection("localhost", port)
    writer.write(page_request(path, port))
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"{path} answers {head[:40]!r}")
    length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    await reader.readexactly(length)
    writer.close()
    return len(head) + length


async def read_pages(path: str, port: int, seconds: float, connections: int = 8) -> int:
    """Read one page as often as it goes; returns how often."""
    size = await size_of(path, port)
    until = time.monotonic() + seconds
    loop = asyncio.get_running_loop()
    readers = [
        (await loop.create_connection(lambda: PageReader(page_request(path, port), size, until), "localhost", port))[1]
        for _ in range(connections)
    ]
    await asyncio.gather(*(reader.done for reader in readers))
    return sum(reader.answers for reader in readers)


class Listener(asyncio.Protocol):
    """A websocket client that counts a mark in what it gets, and can say something."""

    def __init__(self, mark: bytes) -> None:
        self.expect(mark)

    def expect(self, mark: bytes) -> None:
        """Count this from now on."""
        self._mark = mark
        self._tail = b""
        self.heard = 0
        self.times: list[float] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way out."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Count, also across the borders of packets."""
        text = self._tail + data
        found = text.count(self._mark)
        if found:
            self.heard += found
            self.times += [time.monotonic()] * found
            text = text[text.rindex(self._mark) + len(self._mark) :]
        self._tail = text[-len(self._mark) + 1 :] if len(self._mark) > 1 else b""

    def say(self, text: bytes) -> None:
        """Send one masked text message."""
        length = len(text)
        head = bytes((0x81, 0x80 | length)) if length < 126 else b"\x81\xfe" + length.to_bytes(2, "big")
        self._transport.write(head + b"\0\0\0\0" + text)

    def close(self) -> None:
        """Leave."""
        self._transport.close()


async def listen(port: int, mark: bytes, session: str = "") -> Listener:
    """Open a socket; the answer of the handshake passes through the counter, which does not mind."""
    lines = [
        f"GET /ws/v1/ HTTP/1.1\r\nHost: localhost:{port}", f"Origin: http://localhost:{port}", "Upgrade: websocket",
        "Connection: Upgrade", f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        "Sec-WebSocket-Version: 13", f"Cookie: sessionid={session}",
    ]  # fmt: skip
    loop = asyncio.get_running_loop()
    _, listener = await loop.create_connection(lambda: Listener(mark), "localhost", port)
    listener._transport.write(("\r\n".join(lines) + "\r\n\r\n").encode())  # noqa: SLF001 - its own factory
    return listener
