"""A socket server for the tests of this folder, over our own protocol and over plain ASGI."""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import patch

import pytest

from core.realtime import commands, topics
from core.realtime.app import Application, socket_application
from tests.core.realtime import room
from tests.core.serve.running import RunningServer


@pytest.fixture(autouse=True)
def _room(transactional_db: None) -> Iterator[None]:
    """The room is open for a test; others find the registries as the apps left them."""
    with patch.dict(commands._registry), patch.dict(topics._registry):
        room.install()
        yield


class AnyPort:
    """Sockets whose allowed origin is known only once the server has its port."""

    def __init__(self) -> None:
        self.application: Application | None = None

    async def __call__(self, scope: object, receive: object, send: object) -> None:
        assert self.application is not None
        await self.application(scope, receive, send)  # type: ignore[arg-type]  # passed on as it came


@pytest.fixture(params=["direct", "portable"])
def server(request: pytest.FixtureRequest, transactional_db: None) -> Iterator[RunningServer]:
    """Both ways out: into the transport, and through ASGI."""
    sockets = AnyPort()
    with RunningServer(sockets, portable=request.param == "portable") as running:
        sockets.application = socket_application([f"http://127.0.0.1:{running.port}"])
        yield running
