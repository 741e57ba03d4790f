"""A real server in a thread of the test process, and small raw clients for it."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import Any, Self

import uvloop

from core.realtime import hub
from core.serve.server import Server, bind, configuration


class RunningServer:
    """Serves an ASGI application on a free port for the time of a `with` block."""

    def __init__(self, application: Any, *, portable: bool = False) -> None:
        self.is_direct = not portable
        self._listener = bind("127.0.0.1", 0)
        self.port: int = self._listener.getsockname()[1]
        self._ready = threading.Event()
        self._server = Server(configuration(application, portable=portable), self._ready.set)
        self._thread = threading.Thread(target=lambda: uvloop.run(self._serve()))

    async def _serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        try:
            await self._server.serve(sockets=[self._listener])
        finally:
            await hub.stop_hub()

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        assert not self._thread.is_alive()

    def hub(self) -> hub.Hub:
        """The hub of the server's loop, for a look from outside."""
        return hub._hubs[id(self.loop)]

    def connect(self) -> socket.socket:
        """A plain connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def ask(self, request: bytes) -> bytes:
        """Send raw bytes, read until the server closes."""
        with self.connect() as client:
            client.sendall(request)
            return read_all(client)


def read_all(client: socket.socket) -> bytes:
    """Everything until the end of the connection."""
    parts = []
    while part := client.recv(65_536):
        parts.append(part)
    return b"".join(parts)


def get(path: str, *headers: str, method: str = "GET", host: str = "localhost") -> bytes:
    """A request whose connection ends with the answer."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def parts(answer: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body."""
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return int(first.split()[1]), headers, body
