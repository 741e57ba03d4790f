"""The site's own sockets on a running server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from core.realtime.app import Application, socket_application
from tests.core.serve.running import RunningServer


class _AnyPort:
    """Sockets whose allowed origin is known only once the server has its port."""

    application: Application | None = None

    async def __call__(self, scope: object, receive: object, send: object) -> None:
        assert self.application is not None
        await self.application(scope, receive, send)  # type: ignore[arg-type]  # passed on as it came


@contextmanager
def live_sockets() -> Iterator[RunningServer]:
    """A server with the site's sockets, which let in its own pages only."""
    sockets = _AnyPort()
    with RunningServer(sockets) as running:
        sockets.application = socket_application([f"http://127.0.0.1:{running.port}"])
        yield running
