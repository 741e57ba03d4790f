"""A client of pages that costs little itself: kept connections that ask again and again."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import cast

_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
_LAST = b"0\r\n\r\n"  # ends an answer in chunks; nothing else is on its way to us then
Requests = Callable[[], bytes]


class PageReader(asyncio.Protocol):
    """Asks on one connection, the next time when the answer is complete, until a moment."""

    def __init__(self, requests: Requests, until: float) -> None:
        self._requests, self._until = requests, until
        self._head, self._tail, self._missing, self._chunked = b"", b"", 0, False
        self.waits: list[float] = []
        self.refused: list[str] = []
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the first time."""
        self._transport = cast("asyncio.Transport", transport)
        self._ask()

    def _ask(self) -> None:
        self._asked = time.monotonic()
        self._transport.write(self._requests())

    def data_received(self, data: bytes) -> None:
        """Count whole answers, by their declared length or their last chunk."""
        if self._chunked:
            self._tail = (self._tail + data)[-len(_LAST) :]
        elif self._missing:
            self._missing -= len(data)
        else:
            self._head += data
            head, end, body = self._head.partition(b"\r\n\r\n")
            if not end:
                return
            if not head.startswith(b"HTTP/1.1 200"):
                self.refused.append(head.partition(b"\r\n")[0].decode("latin-1"))
            found = _LENGTH.search(head)
            self._chunked = found is None
            self._missing = int(found[1]) - len(body) if found else 0
            self._head, self._tail = b"", body[-len(_LAST) :]
        if self._tail == _LAST if self._chunked else self._missing <= 0:
            self._missing, self._chunked = 0, False
            self._whole()

    def _whole(self) -> None:
        self.waits.append(time.monotonic() - self._asked)
        if time.monotonic() < self._until:
            self._ask()
        else:
            self._transport.close()

    def leave(self) -> None:
        """End now."""
        self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """The end."""
        del exc
        if not self.done.done():
            self.done.set_result(None)


@dataclass(frozen=True, slots=True)
class Read:
    """How often a page was read, in how many seconds, and how long each answer took."""

    seconds: float
    waits: list[float]

    @property
    def pages(self) -> int:
        """How many answers came."""
        return len(self.waits)


def request(path: str, port: int, *headers: str) -> bytes:
    """A request of a stranger."""
    lines = [f"GET {path} HTTP/1.1", f"Host: localhost:{port}", "Accept: text/html", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def same(path: str, port: int, *headers: str) -> Requests:
    """Always the same page."""
    text = request(path, port, *headers)
    return lambda: text


_numbers = count(1)


def new_each_time(path: str, port: int, *headers: str) -> Requests:
    """A page under addresses that no cache knows."""
    sign = "&" if "?" in path else "?"
    return lambda: request(f"{path}{sign}uncached={next(_numbers)}", port, *headers)


async def read_pages(port: int, requests: Requests, seconds: float, connections: int = 8) -> Read:
    """Read as often as it goes."""
    began = time.monotonic()
    loop = asyncio.get_running_loop()
    made = [
        await loop.create_connection(lambda: PageReader(requests, began + seconds), "127.0.0.1", port)
        for _ in range(connections)
    ]
    readers = [reader for _, reader in made]
    try:
        await asyncio.gather(*(reader.done for reader in readers))
    finally:
        for reader in readers:
            reader.leave()
    refused = [answer for reader in readers for answer in reader.refused]
    if refused:
        raise RuntimeError(f"port {port}: {len(refused)} requests were not answered with a page: {refused[0]}")
    return Read(time.monotonic() - began, [wait for reader in readers for wait in reader.waits])


async def body_of(path: str, port: int, *headers: str) -> bytes:
    """The bytes of one answer, as they travel."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request(path, port, *headers))
    head = await reader.readuntil(b"\r\n\r\n")
    found = _LENGTH.search(head)
    if not head.startswith(b"HTTP/1.1 200") or found is None:
        raise RuntimeError(f"{path} answers {head[:60]!r}")
    body = await reader.readexactly(int(found[1]))
    writer.close()
    return body
