"""A socket client that keeps everything it was told."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from django.db import connection
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from tests.core.realtime.room import ROOM, Visitor

T = TypeVar("T")


class Client:
    """Speaks the protocol over one connection."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.got: list[dict[str, Any]] = []
        self.closed: int | None = None
        self._news = asyncio.Condition()
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        try:
            async for text in self.socket:
                async with self._news:
                    self.got.append(json.loads(text))
                    self._news.notify_all()
        except ConnectionClosed:
            pass
        async with self._news:
            self.closed = self.socket.close_code
            self._news.notify_all()

    async def send(self, **message: Any) -> None:
        await self.socket.send(json.dumps(message))

    async def until(self, condition: Callable[[], T], seconds: float = 4.0) -> T:
        """Wait until what was told fulfils the condition."""
        async with asyncio.timeout(seconds), self._news:
            await self._news.wait_for(condition)
        return condition()

    async def answer(self, message_id: int) -> dict[str, Any]:
        return await self.until(lambda: next((m for m in self.got if m.get("id") == message_id), {}))

    async def subscribe(self, topic: str = ROOM, **more: Any) -> dict[str, Any]:
        message_id = 1000 + len(self.got)
        await self.send(type="subscribe", id=message_id, topic=topic, **more)
        return await self.answer(message_id)

    async def say(self, text: str, message_id: int, key: str | None = None, kind: str = "say") -> None:
        await self.send(type=kind, id=message_id, text=text, key=key or str(uuid.uuid4()))

    def frames(self, topic: str = ROOM) -> list[dict[str, Any]]:
        return [f for m in self.got if m["type"] == "frames" and m["topic"] == topic for f in m["frames"]]

    def seqs(self, topic: str = ROOM) -> list[int]:
        return [frame["seq"] for frame in self.frames(topic)]

    def texts(self, topic: str = ROOM) -> list[str]:
        return [frame.get("text", "gone") for frame in self.frames(topic)]

    def told(self, kind: str) -> list[dict[str, Any]]:
        return [m for m in self.got if m["type"] == kind]

    async def close(self) -> None:
        await self.socket.close()
        await self._reader


@asynccontextmanager
async def opened(port: int, who: Visitor | None, *, language: str = "en", **more: Any) -> AsyncIterator[Client]:
    """A client of the server at that port."""
    headers = {"Cookie": f"sessionid={who.session}"} if who else {}
    url = f"ws://127.0.0.1:{port}/ws/v1/?language={language}"
    async with connect(
        url, origin=Origin(f"http://127.0.0.1:{port}"), additional_headers=headers, compression=None, **more
    ) as socket:
        client = Client(socket)
        yield client
        await client.close()


async def run(function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """Do something with the database, as another process would, and leave no connection behind."""

    def call() -> T:
        try:
            return function(*args, **kwargs)
        finally:
            connection.close()

    return await asyncio.to_thread(call)
