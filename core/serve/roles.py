"""The processes of a site on the real engines: pages in some, sockets in others, a proxy before both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import uvloop
from django.conf import settings
from django.db import connection

from core.realtime.app import Application, allowed_origins, socket_application
from core.serve.bridge import Send
from core.serve.server import CannotServe, bind, check_database, run_server

# More page threads only hand over the interpreter's lock; more processes do not.
PAGE_THREADS: Final = 3
_WAITING: Final = 256
_RESPAWN_SECONDS: Final = 0.2
_KILL_SECONDS: Final = 10


def check_role() -> None:
    """Refuse what would start and then be wrong."""
    if connection.vendor == "sqlite":
        raise CannotServe(
            "This serves one part of a site on the real engines, and DATABASE_URL is not set. "
            "With SQLite one process does everything: manage.py serve"
        )
    if not settings.TRUSTED_PROXIES:
        raise CannotServe(
            "TRUSTED_PROXIES is empty, so every reader would have the address of the proxy, and limits would hit all. "
            'Name the proxy before this process, such as TRUSTED_PROXIES=["127.0.0.1"]'
        )
    check_database()


def serve_pages(host: str, port: int, workers: int, say: Callable[[str], object]) -> None:
    """Serve pages from several processes until SIGTERM. Needs a proxy that buffers requests and answers."""
    from granian.constants import HTTPModes, Interfaces  # noqa: PLC0415 - the embedded site does without it
    from granian.log import LogLevels  # noqa: PLC0415 - as above
    from granian.server import Server  # noqa: PLC0415 - as above

    check_role()
    bind(host, port).close()  # for the sentence; granian opens it in each of its processes
    connection.close()  # the processes are forks of this one, and must not share it
    server = Server(
        settings.WSGI_APPLICATION.replace(".application", ":application"),
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=workers,
        blocking_threads=PAGE_THREADS,
        backpressure=_WAITING,
        respawn_failed_workers=True,
        respawn_interval=_RESPAWN_SECONDS,
        workers_kill_timeout=_KILL_SECONDS,
        log_level=LogLevels.warning,
    )
    server.on_startup(lambda: say(f"Pages at {host}:{port}, from {workers} processes"))
    server.serve()


def serve_sockets(host: str, port: int, say: Callable[[str], object]) -> None:
    """Serve sockets from this one process until SIGTERM; start as many of it as there are ports."""
    check_role()
    listener = bind(host, port)
    connection.close()
    uvloop.run(run_server(listener, sockets_only(), lambda: say(f"Sockets at {host}:{port}")))


def sockets_only() -> Application:
    """Sockets, and one page that says that the process is alive."""
    sockets = socket_application(allowed_origins())

    async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await sockets(scope, receive, send)
        elif scope["type"] == "http":
            await _say_alive(send, alive=scope["path"] == "/healthz")
        else:
            raise ValueError(f"Connections of type {scope['type']} are not served")

    return application


async def _say_alive(send: Send, *, alive: bool) -> None:
    body = b"ok\n" if alive else b"Only sockets are served here.\n"
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": 200 if alive else 404, "headers": headers})
    await send({"type": "http.response.body", "body": body})
