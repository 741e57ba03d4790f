"""Several processes: what others write arrives over Redis, and without Redis a moment later."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core import bus
from core.realtime import hub
from core.realtime.app import socket_application
from tests.core.realtime.client import Client, opened, run
from tests.core.realtime.conftest import AnyPort
from tests.core.realtime.room import ROOM, say, visitor, wait_until
from tests.core.serve.running import RunningServer
from tests.redis_server import RedisServer


@pytest.fixture
def redis(tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[RedisServer]:
    with RedisServer(tmp_path / "redis") as found:
        settings.REDIS_URL = found.url  # type: ignore[attr-defined]  # pytest-django's settings
        monkeypatch.setattr(bus, "_senders", {})  # one of an earlier test has a line to another Redis
        yield found


@pytest.fixture
def shared(redis: RedisServer, transactional_db: None) -> Iterator[RunningServer]:
    sockets = AnyPort()
    with RunningServer(sockets) as running:
        sockets.application = socket_application([f"http://127.0.0.1:{running.port}"])
        yield running


@pytest.fixture
def others(monkeypatch: pytest.MonkeyPatch) -> Others:
    return Others(monkeypatch)


class Others:
    """Lets this process speak as another one would: the hub's ears hear it over Redis only."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch

    def speak(self, *, redis: bool = True) -> None:
        self._patch.setattr(bus, "_listeners", [])
        if not redis:
            self._patch.setattr(bus, "is_shared", lambda: False)


async def online(server: RunningServer, *, wanted: bool = True) -> None:
    """Wait until the hub knows whether it hears others."""
    await asyncio.to_thread(wait_until, lambda: server.hub()._online is wanted, 8)


async def seconds_until(client: Client, frames: int) -> float:
    began = time.monotonic()
    await client.until(lambda: len(client.frames()) == frames)
    return time.monotonic() - began


async def test_posts_of_another_process_come_at_once(shared: RunningServer, others: Others) -> None:
    who = await run(visitor, ROOM)
    async with opened(shared.port, who) as client:
        await client.subscribe()
        await online(shared)
        others.speak()
        delays = []
        for number in range(1, 6):
            await run(say, "from elsewhere")
            delays.append(await seconds_until(client, number))
        assert sorted(delays)[2] < 0.3, "long before the look that comes every two seconds"
    assert client.seqs() == [1, 2, 3, 4, 5]


async def test_a_lost_word_costs_two_seconds_and_nothing_else(shared: RunningServer, others: Others) -> None:
    who = await run(visitor, ROOM)
    async with opened(shared.port, who) as client:
        await client.subscribe()
        await online(shared)
        others.speak(redis=False)
        await run(say, "nobody was told")
        assert await seconds_until(client, 1) < hub.HEADS_SECONDS + 1


async def test_while_redis_is_away_the_database_is_looked_at_often(
    shared: RunningServer, redis: RedisServer, others: Others
) -> None:
    who = await run(visitor, ROOM)
    async with opened(shared.port, who) as client:
        await client.subscribe()
        await online(shared)
        others.speak()
        redis.kill()
        await online(shared, wanted=False)
        for number in range(1, 4):
            await run(say, "without Redis")
            assert await seconds_until(client, number) < 0.8
        redis.start()
        await online(shared)
        await run(say, "with Redis")
        assert await seconds_until(client, 4) < 0.3
    assert client.seqs() == [1, 2, 3, 4]


async def test_a_wrong_number_makes_nobody_read_anew(shared: RunningServer) -> None:
    who = await run(visitor, ROOM)
    async with opened(shared.port, who) as client:
        await client.subscribe()
        bus.tell(f"topic:{ROOM}", 1_000_000)
        await asyncio.sleep(0.3)
        await run(say, "one")
        await client.until(client.frames)
    assert client.seqs() == [1]
    assert not client.told("refetch")


@pytest.mark.parametrize("redis_is_up", [True, False])
@pytest.mark.parametrize("end", ["remove", "sign_out", "shut_out"])
async def test_access_that_ends_elsewhere_ends_here(
    shared: RunningServer, redis: RedisServer, others: Others, end: str, redis_is_up: bool
) -> None:
    who = await run(visitor, ROOM)
    async with opened(shared.port, who) as client:
        await client.subscribe()
        await online(shared)
        others.speak()
        if not redis_is_up:
            redis.kill()
            await online(shared, wanted=False)
        began = time.monotonic()
        await run(getattr(who, end), *([ROOM] if end == "remove" else []))
        await client.until(lambda: client.told("revoked") or client.closed)
        assert time.monotonic() - began < (0.4 if redis_is_up else 1)
        assert client.closed == (None if end == "remove" else 4001)
        await run(say, "secret")
        await asyncio.sleep(0.3)
    assert not client.frames()


async def test_access_ends_also_when_the_word_was_lost(shared: RunningServer, others: Others) -> None:
    who = await run(visitor, ROOM)
    async with opened(shared.port, who) as client:
        await client.subscribe()
        await online(shared)
        others.speak(redis=False)
        began = time.monotonic()
        await run(who.remove, ROOM)
        await client.until(lambda: client.told("revoked"))
        assert time.monotonic() - began < 1
