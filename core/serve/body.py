"""Reading a request's body in the event loop, so that a slow client holds no thread.

A body stays in memory: it may be a picture that still shows who the patient is, and that must never lie on a disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from io import BytesIO
from typing import Any

from core.serve.limits import Limits

Receive = Callable[[], Awaitable[dict[str, Any]]]


class BodyRefused(Exception):
    """The body is not passed on; `status` is the answer, 0 when the client is gone."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Room:
    """The memory that all large bodies of a server share. Used from its event loop only."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.used = 0


class Body(BytesIO):
    """The body of one request. It gives its room back when it is closed; a small one takes none."""

    def __init__(self, room: Room) -> None:
        super().__init__()
        self.room = room
        self._took = 0
        self.length = 0

    def add(self, chunk: bytes) -> None:
        """Append what came. Raises `BodyRefused`: 413 too large, 503 no room left."""
        limits = self.room.limits
        self.length += len(chunk)
        if self.length > limits.body:
            raise BodyRefused(413)
        if self.length > limits.small_body:
            self._take(self.length - self._took)
        self.write(chunk)

    def _take(self, count: int) -> None:
        if self.room.used + count > self.room.limits.bodies:
            raise BodyRefused(503)
        self.room.used += count
        self._took += count

    def close(self) -> None:
        """Free the memory."""
        self.room.used -= self._took
        self._took = 0
        super().close()


def declared_length(headers: dict[str, str]) -> int | None:
    """The Content-Length; raises 400 for one that is no number."""
    text = headers.get("content-length")
    if text is None:
        return None
    if not text.isascii() or not text.isdigit():
        raise BodyRefused(400)
    return int(text)


async def read_body(receive: Receive, headers: dict[str, str], room: Room) -> Body:
    """The whole body; the caller closes it.

    Raises `BodyRefused`: 413 too large, 408 too slow, 400 other than declared, 503 no room left, 0 client gone.
    """
    declared = declared_length(headers)
    if declared is not None and declared > room.limits.body:
        raise BodyRefused(413)
    body = Body(room)
    if not declared and "transfer-encoding" not in headers:
        return body
    try:
        await asyncio.wait_for(_read_into(body, receive, declared), room.limits.body_total)
    except TimeoutError:
        body.close()
        raise BodyRefused(408) from None
    except BaseException:  # also when the server ends meanwhile: the room is given back in any case
        body.close()
        raise
    body.seek(0)
    return body


async def _read_into(body: Body, receive: Receive, declared: int | None) -> None:
    more = True
    while more:
        message = await asyncio.wait_for(receive(), body.room.limits.body_pause)
        if message["type"] == "http.disconnect":
            raise BodyRefused(0)
        body.add(message.get("body", b""))
        more = message.get("more_body", False)
    if declared is not None and body.length != declared:
        raise BodyRefused(400)
