"""The ASGI application of sockets: only from our own pages, only at one address."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from channels.security.websocket import OriginValidator
from django.conf import settings

from core.realtime.consumer import TopicConsumer
from core.realtime.protocol import PATH

Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]
_LOCAL = ("localhost", "127.0.0.1")


def allowed_origins(port: int | None = None) -> list[str]:
    """The site's own origin; on this machine both of its names, with the port that is served."""
    parts = urlsplit(settings.BASE_URL)
    origins = {f"{parts.scheme}://{parts.netloc}"}
    if parts.hostname in _LOCAL:
        ports = {found for found in (parts.port, port) if found}
        origins |= {f"http://{name}:{found}" for name in _LOCAL for found in ports}
    return sorted(origins)


def socket_application(origins: Iterable[str] | None = None) -> Application:
    """Build the application. A wrong or missing Origin, or another address, never gets a socket."""
    consumer = TopicConsumer.as_asgi()

    async def at_one_address(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["path"] == PATH:
            await consumer(scope, receive, send)
            return
        await receive()
        await send({"type": "websocket.close"})

    guarded: Application = OriginValidator(at_one_address, list(origins if origins is not None else allowed_origins()))
    return guarded
