"""Ten people who post without end, and a journal of what they were promised."""

from __future__ import annotations

import asyncio
import json
import random
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin

_LETTERS = "bcdfghjklmnpqrstvwz"
_PAUSE = 0.22  # the site allows five messages a second on a socket


def word_of(key: uuid.UUID) -> str:
    """A word that stands in one message only."""
    number, letters = key.int, ""
    for _ in range(14):
        number, rest = divmod(number, len(_LETTERS))
        letters += _LETTERS[rest]
    return f"zq{letters}"


@dataclass
class Journal:
    """What was sent, and what the server said about it. Kept on the client's side only."""

    sent: set[uuid.UUID] = field(default_factory=set)
    acknowledged: dict[uuid.UUID, int] = field(default_factory=dict)
    contradictions: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def note(self, key: uuid.UUID, seq: int) -> None:
        """An acknowledgement; the same key must always get the same number."""
        if self.acknowledged.setdefault(key, seq) != seq:
            self.contradictions.append(f"{key}: {self.acknowledged[key]} and {seq}")


class Speaker:
    """Posts one message after the other. What was not acknowledged is sent again under the same key."""

    def __init__(self, port: int, session: str, group: int, thread: int, journal: Journal) -> None:
        self._port, self._session = port, session
        self._group, self._thread = group, thread
        self._journal = journal
        self._open: uuid.UUID | None = None
        self.seen: list[int] = []

    async def speak(self, stop: asyncio.Event) -> None:
        """Until told to stop; a lost connection only means a new one."""
        url = f"ws://localhost:{self._port}/ws/v1/"
        origin = Origin(f"http://localhost:{self._port}")
        cookie = {"Cookie": f"sessionid={self._session}"}
        while not stop.is_set():
            with suppress(OSError, WebSocketException, TimeoutError):
                async with connect(url, origin=origin, additional_headers=cookie, compression=None) as socket:
                    await self._one_connection(socket, stop)
            await asyncio.sleep(0.1 + random.random() / 10)

    async def hear_the_rest(self) -> None:
        """Come back once more, as after any loss, and hear up to the last message."""
        headers = {"Cookie": f"sessionid={self._session}"}
        origin = Origin(f"http://localhost:{self._port}")
        async with connect(
            f"ws://localhost:{self._port}/ws/v1/", origin=origin, additional_headers=headers, compression=None
        ) as socket:
            await socket.send(json.dumps(self._wish()))
            async with asyncio.timeout(30):
                last = None
                while last is None or self.seen[-1] < last:
                    message = json.loads(await socket.recv())
                    last = message["seq"] if message["type"] == "subscribed" else last
                    self._hear(message)

    def _wish(self) -> dict[str, Any]:
        after = {"after": self.seen[-1]} if self.seen else {}
        return {"type": "subscribe", "id": 0, "topic": f"group:{self._group}", **after}

    def _hear(self, message: dict[str, Any]) -> None:
        if message["type"] == "frames":
            self.seen += [frame["seq"] for frame in message["frames"]]
        elif message["type"] == "subscribed" and not self.seen:
            self.seen.append(message["seq"])

    async def _one_connection(self, socket: ClientConnection, stop: asyncio.Event) -> None:
        await socket.send(json.dumps(self._wish()))
        while not stop.is_set():
            key = self._open = self._open or uuid.uuid4()
            self._journal.sent.add(key)
            body = f"Message {word_of(key)} of the trial."
            post = {
                "type": "post",
                "id": 1,
                "group": self._group,
                "thread": self._thread,
                "body": body,
                "key": str(key),
            }
            await socket.send(json.dumps(post))
            await asyncio.wait_for(self._until_answered(socket, key), 10)
            await asyncio.sleep(_PAUSE)

    async def _until_answered(self, socket: ClientConnection, key: uuid.UUID) -> None:
        while True:
            message: dict[str, Any] = json.loads(await socket.recv())
            self._hear(message)
            if message["type"] == "ack":
                self._journal.note(key, message["seq"])
                self._open = None
                return
            if message["type"] == "error":
                self._journal.refused.append(f"{message['code']}: {message['message']}")
                return
