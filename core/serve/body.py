"""Reading a request's body in the event loop, so that a slow client holds no thread."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from io import BytesIO
from typing import IO, Any

from core.serve.limits import Limits

Receive = Callable[[], Awaitable[dict[str, Any]]]


class BodyRefused(Exception):
    """The body is not passed on; `status` is the answer, 0 when the client is gone."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def declared_length(headers: dict[str, str]) -> int | None:
    """The Content-Length; raises 400 for one that is no number."""
    text = headers.get("content-length")
    if text is None:
        return None
    if not text.isascii() or not text.isdigit():
        raise BodyRefused(400)
    return int(text)


async def read_body(receive: Receive, headers: dict[str, str], limits: Limits) -> tuple[IO[bytes], int]:
    """The whole body and its length: in memory while it is small, then in a temporary file.

    Raises `BodyRefused`: 413 too large, 408 too slow, 400 other than declared, 0 client gone.
    """
    declared = declared_length(headers)
    if declared is not None and declared > limits.body:
        raise BodyRefused(413)
    if not declared and "transfer-encoding" not in headers:
        return BytesIO(), 0
    body: IO[bytes] = tempfile.SpooledTemporaryFile(limits.body_in_memory)  # noqa: SIM115 - the bridge closes it
    try:
        length = await asyncio.wait_for(_read_into(body, receive, limits), limits.body_total)
    except TimeoutError:
        body.close()
        raise BodyRefused(408) from None
    except BodyRefused:
        body.close()
        raise
    if declared is not None and length != declared:
        body.close()
        raise BodyRefused(400)
    body.seek(0)
    return body, length


async def _read_into(body: IO[bytes], receive: Receive, limits: Limits) -> int:
    length = 0
    while True:
        message = await asyncio.wait_for(receive(), limits.body_pause)
        if message["type"] == "http.disconnect":
            raise BodyRefused(0)
        chunk = message.get("body", b"")
        length += len(chunk)
        if length > limits.body:
            raise BodyRefused(413)
        body.write(chunk)
        if not message.get("more_body", False):
            return length
