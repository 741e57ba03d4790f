"""Clients that cost without doing anything: slow ones, and quiet sockets."""

from __future__ import annotations

import asyncio
import socket
import statistics
import time
from collections.abc import Iterator

import uvloop

from bench.load import new_each_time, read_pages, request
from bench.measure import memory_of
from bench.pages import ARTICLE
from bench.place import Place, prepared
from bench.row import Row
from bench.sockets import of_place

SLOW = 100
SECONDS = 8.0
WARM, QUIET = 50, 500
_LARGE = 400_000


def measure() -> Iterator[Row]:
    """Memory first, on a fresh server."""
    with prepared() as place:
        place.module("bench.content", "1")
        place.invite()
        place.start()
        yield uvloop.run(_memory(place))
        yield from uvloop.run(_slow_clients(place))


async def _memory(place: Place) -> Row:
    """What one more socket takes, signed in and subscribed, once caches and threads are warm."""
    crowd = of_place(place)
    await crowd.gather(WARM)
    await asyncio.sleep(2)
    before = memory_of(place.pid)
    more = of_place(place)
    await more.gather(QUIET)
    await asyncio.sleep(3)
    grown = memory_of(place.pid) - before
    crowd.close()
    more.close()
    await asyncio.sleep(2)
    return Row(
        "memory-socket", f"memory of a quiet signed-in socket, {QUIET} open", grown / QUIET / 1024, "KiB", goal="<= 35"
    )


async def _slow_clients(place: Place) -> Iterator[Row]:
    """One reader after another asks for a rendered page, without and beside a hundred slow clients."""
    requests = new_each_time(ARTICLE, place.port)
    alone = (await read_pages(place.port, requests, SECONDS / 2, 1)).waits
    slow = [asyncio.create_task(_slow(place.port, number)) for number in range(SLOW)]
    await asyncio.sleep(1)
    beside = (await read_pages(place.port, requests, SECONDS, 1)).waits
    ended = sum(task.done() for task in slow)
    for task in slow:
        task.cancel()
    await asyncio.gather(*slow, return_exceptions=True)
    kinds = f"{SLOW} slow clients (heads, uploads, readers)"
    return iter(
        [
            Row(
                "slow-worst",
                f"{kinds}: longest wait of {len(beside)} others for a rendered page; against without",
                max(beside) * 1000,
                "ms",
                max(alone) * 1000,
            ),
            Row("slow-added", "... added to the longest wait", (max(beside) - max(alone)) * 1000, "ms", goal="<= 200"),
            Row(
                "slow-median",
                "... median wait",
                statistics.median(beside) * 1000,
                "ms",
                statistics.median(alone) * 1000,
            ),
            Row("slow-ended", "... of them gone before the end", ended),
        ]
    )


def _narrow(port: int) -> socket.socket:
    """A connection whose buffer is soon full."""
    found = socket.socket()
    found.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    found.connect(("127.0.0.1", port))
    found.settimeout(0)  # the loop waits, not the socket
    return found


async def _slow(port: int, number: int) -> None:
    """A third sends its request byte by byte, a third an upload, a third never reads its answers."""
    until = time.monotonic() + SECONDS + 2
    reader, writer = await asyncio.open_connection(sock=_narrow(port), limit=1024)
    try:
        if number % 3 == 2:
            # More answers than all buffers on the way take, so that the server has to wait for us.
            writer.write(request(ARTICLE, port) * 200)
            await asyncio.sleep(until - time.monotonic())
            return
        text = request(ARTICLE, port)
        if number % 3 == 1:
            head = f"POST /en/account/login/ HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Length: {_LARGE}\r\n\r\n"
            writer.write(head.encode())
            text = b"x" * _LARGE
        for byte in text:
            writer.write(bytes((byte,)))
            await asyncio.sleep(0.1)
            if time.monotonic() > until:
                return
        await reader.read(1)
    finally:
        writer.transport.abort()
