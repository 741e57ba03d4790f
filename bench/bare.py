"""The bare servers that the site is compared with: one answers bytes, one passes messages on.

Run as `python -m bench.bare http|sockets PORT SIZE`.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import uvicorn
import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed


class StaticPage:
    """An ASGI application that always answers the same bytes."""

    def __init__(self, size: int) -> None:
        self._body = b"x" * size
        self._headers = [(b"content-type", b"text/html"), (b"content-length", str(size).encode())]

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer."""
        del scope, receive
        await send({"type": "http.response.start", "status": 200, "headers": self._headers})
        await send({"type": "http.response.body", "body": self._body})


def answer_bytes(port: int, size: int) -> None:
    """A static response through the same HTTP server, without anything of ours."""
    config = uvicorn.Config(
        StaticPage(size), port=port, http="httptools", loop="uvloop", lifespan="off", log_level="error"
    )
    uvicorn.Server(config).run()


async def pass_on(port: int) -> None:
    """What anybody says is said to all, with nothing kept and nothing checked."""
    clients: set[ServerConnection] = set()

    async def talk(client: ServerConnection) -> None:
        clients.add(client)
        try:
            async for message in client:
                broadcast(clients, message)
        except ConnectionClosed:
            pass  # the measurement ends without a farewell
        finally:
            clients.discard(client)

    async with serve(talk, "localhost", port, compression=None):
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    kind, given_port, given_size = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    if kind == "http":
        answer_bytes(given_port, given_size)
    else:
        uvloop.run(pass_on(given_port))
