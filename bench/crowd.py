"""Many sockets that listen to one room and take turns in speaking; they only count what they hear."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import os
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar, cast

from bench.measure import cpu_of
from bench.place import Room

MARK = b'"type":"PostCreated"'
ACK = b'"type":"ack"'
_SUBSCRIBED = b'"type":"subscribed"'
_TEXT, _PING, _PONG = 0x81, 0x89, 0x8A
_SEATS_A_PERSON = 5
_AT_ONCE = 25
_PATIENCE = 60.0
T = TypeVar("T")


class Listener(asyncio.Protocol):
    """A client that counts a mark in what it gets, and can say something."""

    def __init__(self, crowd: Crowd) -> None:
        self._crowd = crowd
        self._rest = b""
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way out."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Take whole frames: count in texts, answer pings, so that the server does not take us for dead."""
        data = self._rest + data if self._rest else data
        start, found = 0, 0
        if not self.opened.done():
            start = data.find(b"\r\n\r\n") + 4
            if start < 4:
                self._rest = data
                return
            self._open(data)
        while (frame := whole_frame(data, start)) is not None:
            first, body, start = frame
            if first == _TEXT:
                found += body.count(self._crowd.mark)
            elif first == _PING:
                self._transport.write(bytes((_PONG, 0x80 | len(body))) + b"\0\0\0\0" + body)
        self._rest = data[start:]
        if found:
            self._crowd.hear(found)

    def _open(self, head: bytes) -> None:
        if head.startswith(b"HTTP/1.1 101"):
            self.opened.set_result(None)
        else:
            self.opened.set_exception(RuntimeError(f"no socket: {head[:60]!r}"))

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is waited for who was sent away."""
        self._crowd.lost(exc)

    def shake_hands(self, port: int, session: str) -> None:
        """Ask for the socket."""
        lines = [
            f"GET /ws/v1/ HTTP/1.1\r\nHost: localhost:{port}", f"Origin: http://localhost:{port}", "Upgrade: websocket",
            "Connection: Upgrade", f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
            "Sec-WebSocket-Version: 13", f"Cookie: sessionid={session}",
        ]  # fmt: skip
        self._transport.write(("\r\n".join(lines) + "\r\n\r\n").encode())

    def say(self, text: bytes) -> None:
        """Send one masked text message; a mask of zeros leaves the bytes as they are."""
        length = len(text)
        head = bytes((0x81, 0x80 | length)) if length < 126 else b"\x81\xfe" + length.to_bytes(2, "big")
        self._transport.write(head + b"\0\0\0\0" + text)

    def close(self) -> None:
        """Leave."""
        self._transport.abort()


@dataclass(frozen=True, slots=True)
class Talk:
    """What a number of messages cost: processor time of the server and seconds on the clock."""

    cpu: float
    seconds: float
    waits: list[float]


class Crowd:
    """Listeners on one server, or shared out over several ports of one site."""

    def __init__(self, room: Room, ports: list[int], origin: int, processes: list[int]) -> None:
        self.room, self._ports, self._origin, self.processes = room, ports, origin, processes
        self.mark = MARK
        self.listeners: list[Listener] = []
        self._heard = 0
        self._expected = 0
        self._goal: asyncio.Future[None] | None = None
        self._texts: Iterator[bytes] = iter(())
        self._said_at: list[float] = []
        self.waits: list[float] = []
        self._closing = False
        self._turns: Iterator[Listener] = iter(())

    # --- coming and going -----------------------------------------------------------------------

    async def gather(self, number: int, *, subscribe: bool = True, seats: int = _SEATS_A_PERSON) -> None:
        """Open so many sockets, at most `seats` for each person, and listen to the room on each."""
        sessions = [session for session in self.room.sessions or [""] for _ in range(seats)]
        if self.room.sessions and number > len(sessions):
            raise RuntimeError("there are too few people for so many sockets")
        pairs = zip(itertools.cycle(sessions), itertools.cycle(self._ports), strict=False)
        for batch in _batched(list(itertools.islice(pairs, number))):
            made = [await self._open(port, session) for session, port in batch]
            await asyncio.wait_for(asyncio.gather(*(listener.opened for listener in made)), _PATIENCE)
            self.listeners += made
        self._turns = itertools.cycle(self.listeners)
        await asyncio.sleep(0.5)
        if subscribe and self.room.sessions:
            await self._subscribe()

    async def _open(self, port: int, session: str) -> Listener:
        loop = asyncio.get_running_loop()
        _, listener = await loop.create_connection(lambda: Listener(self), "127.0.0.1", port)
        listener.shake_hands(self._origin, session)
        return listener

    async def _subscribe(self) -> None:
        self.mark = _SUBSCRIBED
        text = json.dumps({"type": "subscribe", "id": 1, "topic": f"group:{self.room.group}"}).encode()
        for batch in _batched(self.listeners):
            heard = self.wish(len(batch))
            for listener in batch:
                listener.say(text)
            await asyncio.wait_for(heard, _PATIENCE)
        self.mark = MARK

    def close(self) -> None:
        """Everybody leaves."""
        self._closing = True
        for listener in self.listeners:
            listener.close()
        self.listeners = []

    def lost(self, exc: Exception | None) -> None:
        """A socket ended by itself: the measurement is void."""
        if not self._closing and self._goal is not None and not self._goal.done():
            self._goal.set_exception(RuntimeError(f"a socket was closed by the server ({exc})"))

    # --- talking --------------------------------------------------------------------------------

    async def talk(self, count: int, in_flight: int = 1, settle: float = 0.3) -> Talk:
        """Say so many messages, so many of them at a time; all must be heard by all."""
        everybody = len(self.listeners)
        self._texts = self._posts(count)
        self._said_at, self.waits = [], []
        before, began = cpu_of(*self.processes), time.monotonic()
        heard = self.wish(count * everybody)
        for _ in range(min(in_flight, count)):
            self._say_next()
        await asyncio.wait_for(heard, _PATIENCE)
        seconds = time.monotonic() - began
        await asyncio.sleep(settle)  # what follows a post (index, notices) belongs to its price
        return Talk(cpu_of(*self.processes) - before, seconds, self.waits)

    def ask(self, text: bytes) -> asyncio.Future[None]:
        """Say one thing; ends when the mark was heard once."""
        heard = self.wish(1)
        next(self._turns).say(text)
        return heard

    async def talk_evenly(self, count: int, per_second: float) -> Talk:
        """Say so many messages at an even pace."""
        self._texts = self._posts(count)
        self._said_at, self.waits = [], []
        before, began = cpu_of(*self.processes), time.monotonic()
        heard = self.wish(count * len(self.listeners))
        for _ in range(count):
            self._say_next()
            await asyncio.sleep(1 / per_second)
        await asyncio.wait_for(heard, _PATIENCE)
        return Talk(cpu_of(*self.processes) - before, time.monotonic() - began, self.waits)

    def hear(self, found: int) -> None:
        """Somebody heard something. A message that all heard lets the next one be said."""
        whole = self._heard // max(1, len(self.listeners))
        self._heard += found
        for _ in range(self._heard // max(1, len(self.listeners)) - whole):
            if len(self.waits) < len(self._said_at):
                self.waits.append(time.monotonic() - self._said_at[len(self.waits)])
            self._say_next()
        if self._heard >= self._expected and self._goal is not None and not self._goal.done():
            self._goal.set_result(None)

    def wish(self, expected: int) -> asyncio.Future[None]:
        """Ends when the mark was heard so often."""
        self._heard, self._expected = 0, expected
        self._goal = asyncio.get_running_loop().create_future()
        return self._goal

    def _say_next(self) -> None:
        text = next(self._texts, None)
        if text is not None:
            self._said_at.append(time.monotonic())
            next(self._turns).say(text)

    def _posts(self, count: int) -> Iterator[bytes]:
        return iter(posts(self.room, count))


def whole_frame(data: bytes, start: int) -> tuple[int, bytes, int] | None:
    """First byte, body and end of the unmasked frame that begins there; None if it is not complete."""
    if len(data) < start + 2:
        return None
    length, body = data[start + 1], start + 2
    if length >= 126:
        wide = 2 if length == 126 else 8
        body = start + 2 + wide
        length = int.from_bytes(data[start + 2 : body], "big")
        if len(data) < body:
            return None
    end = body + length
    return (data[start], data[body:end], end) if len(data) >= end else None


def posts(room: Room, count: int) -> list[bytes]:
    """Messages for the room, each with a key of its own."""
    common = {"type": "post", "group": room.group, "thread": room.thread, "body": "A message of the measurement."}
    return [json.dumps({**common, "id": number, "key": str(uuid.uuid4())}).encode() for number in range(count)]


def _batched(items: list[T]) -> Iterator[list[T]]:
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]
