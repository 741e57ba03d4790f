"""Bare servers of messages, with which live topics are compared: `python -m bench.bare plain|broadcast PORT SIZE`.

Nothing is checked, kept, numbered or limited: whatever anybody says, everybody gets the same prepared frame.
`plain` is the cheapest that Python has: a protocol of asyncio on uvloop that writes bytes into transports.
`broadcast` is what websockets advises for many clients; it only shows that `plain` is no straw man.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import re
import sys
import uuid
from typing import cast

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_KEY = re.compile(rb"(?i)sec-websocket-key: *(\S+)")
_TEXT, _CLOSE = 0x81, 0x88


def message(size: int) -> str:
    """A message of that many bytes that looks like one of the site."""
    frame = {"seq": 1, "type": "PostCreated", "key": str(uuid.uuid4()), "body_html": ""}
    empty = json.dumps({"type": "frames", "frames": [frame]}, separators=(",", ":"))
    frame["body_html"] = "x" * max(0, size - len(empty))
    return json.dumps({"type": "frames", "frames": [frame]}, separators=(",", ":"))


def packed(text: bytes) -> bytes:
    """An unmasked text frame of less than 64 KiB (RFC 6455, 5.2)."""
    head = bytes((_TEXT, len(text))) if len(text) < 126 else b"\x81\x7e" + len(text).to_bytes(2, "big")
    return head + text


class Passer(asyncio.Protocol):
    """One connection: answers the handshake, then writes the prepared frame to all for each message it gets."""

    def __init__(self, transports: set[asyncio.Transport], frame: bytes) -> None:
        self._all, self._frame = transports, frame
        self._waiting = b""
        self._is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way out."""
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        del exc
        self._all.discard(self._transport)

    def data_received(self, data: bytes) -> None:
        """Take whole messages out of what came."""
        self._waiting += data
        if not self._is_open:
            self._shake_hands()
        while self._is_open and (kind := self._next()):
            if kind == _CLOSE:
                self._transport.close()
                return
            for transport in self._all:
                transport.write(self._frame)

    def _shake_hands(self) -> None:
        head, end, self._waiting = self._waiting.partition(b"\r\n\r\n")
        found = _KEY.search(head)
        if not end or found is None:
            self._waiting = head
            return
        accept = base64.b64encode(hashlib.sha1(found[1] + _GUID, usedforsecurity=False).digest())
        self._transport.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
        )
        self._is_open = True
        self._all.add(self._transport)

    def _next(self) -> int:
        """Drop one whole masked frame from the front and return its first byte; 0 if none is complete."""
        data = self._waiting
        if len(data) < 6:
            return 0
        length, start = data[1] & 0x7F, 6
        if length == 126:
            length, start = int.from_bytes(data[2:4], "big"), 8
        if len(data) < start + length:
            return 0
        self._waiting = data[start + length :]
        return data[0]


async def pass_on_plain(port: int, size: int) -> None:
    """Serve with the protocol above."""
    transports: set[asyncio.Transport] = set()
    frame = packed(message(size).encode())
    server = await asyncio.get_running_loop().create_server(lambda: Passer(transports, frame), "127.0.0.1", port)
    print("ready", flush=True)
    await server.serve_forever()


async def pass_on_broadcast(port: int, size: int) -> None:
    """Serve with websockets."""
    clients: set[ServerConnection] = set()
    text = message(size)

    async def talk(client: ServerConnection) -> None:
        clients.add(client)
        try:
            async for _ in client:
                broadcast(clients, text)
        except ConnectionClosed:
            pass  # the measurement ends without a farewell
        finally:
            clients.discard(client)

    async with serve(talk, "127.0.0.1", port, compression=None, ping_interval=None):
        print("ready", flush=True)
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    kind, given_port, given_size = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    uvloop.run({"plain": pass_on_plain, "broadcast": pass_on_broadcast}[kind](given_port, given_size))
