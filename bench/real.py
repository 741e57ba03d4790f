"""The site on the real engines: two socket processes over Redis and PostgreSQL behind nginx, and the bare server."""

from __future__ import annotations

import os
import secrets
import shutil
import statistics
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit

import uvloop

from bench.crowd import Crowd
from bench.measure import children_of, cpu_of, p99
from bench.place import Room
from bench.row import Row, Skipped
from bench.sockets import IN_FLIGHT, MANY, MESSAGES, MICRO, ROUNDS, bare, size_of_a_message
from tests import databases
from tests.real.stack import Stack

NEEDED = ("TEST_DATABASE_URL", "TEST_REDIS_URL", "TEST_ELASTICSEARCH_URL")
PEOPLE = 50
NUMBER = 400  # all come from one address, which may open 600
_GOALS = {1: "<= 2", IN_FLIGHT: "<= 0.2"}


def measure() -> Iterator[Row]:
    """Start every part of the site, and a bare server beside it."""
    missing = [name for name in NEEDED if not os.environ.get(name)]
    if missing:
        raise Skipped(f"{', '.join(missing)} unset; `make engines` prints what to export")
    if shutil.which("nginx") is None or shutil.which("redis-server") is None:
        raise Skipped("nginx or redis-server is not installed")
    with TemporaryDirectory(prefix="consilium-bench-") as folder, ExitStack() as stack:
        name = f"bench_{secrets.token_hex(4)}"
        databases.make_postgres(name, "template1")
        stack.callback(databases.drop_postgres, name)
        url = urlsplit(os.environ["TEST_DATABASE_URL"])
        site = Stack(Path(folder), database=urlunsplit(url._replace(path=f"/{name}")))
        stack.callback(site.stop)
        site.start()
        room = Room(*site.people(PEOPLE, "bench"))
        proxied = Crowd(room, [site.port], site.port, _sockets_of(site))
        size = uvloop.run(size_of_a_message(site.port, site.port, room))
        yield from uvloop.run(_rounds(site, proxied, stack.enter_context(bare("plain", size))))


def _sockets_of(site: Stack) -> list[int]:
    return [site.parts[name].pid for name in ("sockets1", "sockets2")]


async def _rounds(site: Stack, ours: Crowd, base: Crowd) -> list[Row]:
    """Both in turns, one message at a time and many."""
    proxy = [site.parts["proxy"].pid, *children_of(site.parts["proxy"].pid)]
    rows: list[Row] = []
    await ours.gather(NUMBER, seats=8)
    await base.gather(NUMBER)
    for in_flight in (1, IN_FLIGHT):
        count = MESSAGES * (MANY if in_flight > 1 else 1)
        before = cpu_of(*proxy)
        talks = [(await ours.talk(count, in_flight), await base.talk(count, in_flight)) for _ in range(ROUNDS)]
        share = MICRO / (count * NUMBER)
        cpu, bare_cpu = (statistics.median(pair[side].cpu for pair in talks) * share for side in (0, 1))
        head = f"{NUMBER} sockets on two processes, Redis, PostgreSQL, nginx; {in_flight} in flight"
        rows += [
            Row(f"real-{in_flight}", f"{head}: CPU a delivery", cpu, "µs", bare_cpu, _GOALS[in_flight]),
            Row(f"real-proxy-{in_flight}", "... of nginx beside", (cpu_of(*proxy) - before) / ROUNDS * share, "µs"),
            Row(
                f"real-wait-{in_flight}",
                "... until the last one has it, 99 in 100",
                p99([wait * 1000 for talk, _ in talks for wait in talk.waits]),
                "ms",
                p99([wait * 1000 for _, talk in talks for wait in talk.waits]),
            ),
        ]
    ours.close()
    base.close()
    return rows
