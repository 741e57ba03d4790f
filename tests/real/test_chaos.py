"""Parts and engines of a whole site fall over, again and again, under load: nothing acknowledged is lost.

The long form (`make chaos`) kills twenty times and takes Elasticsearch away for a minute; CI runs a short one.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import threading
import time
import urllib.parse
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

from tests import databases
from tests.faults.writers import Journal, Speaker
from tests.real.postgres_server import PostgresServer, dump
from tests.real.relay import Relay
from tests.real.stack import Stack

pytestmark = [pytest.mark.real, pytest.mark.faults]

LONG: Final = os.environ.get("CHAOS") == "long"
KILLS: Final = 20 if LONG else 6
AWAY: Final = 60.0 if LONG else 12.0
PEOPLE: Final = 9
SETTLED_WITHIN: Final = 120.0
NOTICE: Final = "The search engine does not answer at the moment"


class Trouble(Stack):
    """A site whose engines can be taken away."""

    patience = 45.0  # an answer is an answer, however busy the machine is

    def __init__(self, folder: Path, postgres: PostgresServer, search: Relay) -> None:
        self.postgres = postgres
        self.search = search
        super().__init__(folder, database=postgres.url)
        self.environment["ELASTICSEARCH_URL"] = search.url
        for part in self.parts.values():
            part.change(ELASTICSEARCH_URL=search.url)


@pytest.fixture
def site(tmp_path: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[Trouble]:
    with django_db_blocker.unblock():
        template = databases.postgres_template()
    source = os.environ["TEST_DATABASE_URL"].rpartition("/")[0]
    postgres = PostgresServer()
    dump(f"{source}/{template}", postgres.folder / "template")
    postgres.start(postgres.folder / "template")
    try:
        with Relay(os.environ["TEST_ELASTICSEARCH_URL"]) as search:
            found = Trouble(tmp_path, postgres, search)
            try:
                yield found.start()
            finally:
                search.mend()
                found.stop()
    finally:
        postgres.stop()


@dataclass
class Reader:
    """Reads pages and searches all the time, and writes down what it got."""

    site: Trouble
    session: str
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    notices: int = 0
    slowest: float = 0
    is_excused: bool = False
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Until told to stop."""
        for path in self._paths():
            excused, began = self.is_excused, time.monotonic()
            try:
                status, _, body = self.site.get(path, self.session if "q=" in path else None)
            except OSError as error:
                status, body = 0, type(error).__name__
            self.slowest = max(self.slowest, time.monotonic() - began)
            what = path.partition("?")[0]
            self.statuses[what, status] += 1
            self.notices += NOTICE in body
            if status != 200 and not (excused or self.is_excused):
                self.faults.append(f"{path}: {status} {body[:60]!r}")

    def _paths(self) -> Iterator[str]:
        number = 0
        while not self.stop.wait(0.15):
            number += 1
            yield "/en/"
            yield f"/en/search/?{urllib.parse.urlencode({'q': f'message {number}'})}"


def troubles(site: Trouble, reader: Reader) -> list[Callable[[], None]]:
    """What happens, in an order that differs each time."""

    def page_worker() -> None:
        # Granian gives up when one process dies twice within seconds; a supervisor would start it again.
        part = site.parts["pages"]
        os.kill(random.choice(part.children()), signal.SIGKILL)
        time.sleep(6)

    def part(name: str) -> Callable[[], None]:
        def fall() -> None:
            site.parts[name].end(signal.SIGKILL)
            time.sleep(random.uniform(0, 1.5))
            site.parts[name].start()

        fall.__name__ = name
        return fall

    def redis(*, keeps: bool) -> Callable[[], None]:
        def fall() -> None:
            site.redis.keeps = keeps
            site.redis.kill()
            time.sleep(random.uniform(0.5, 2.5))
            site.redis.start()

        fall.__name__ = "redis" if keeps else "redis_forgets"
        return fall

    kinds = [page_worker, part("sockets1"), part("sockets2"), part("worker"), redis(keeps=True), redis(keeps=False)]
    happen = [*kinds, *random.choices(kinds, k=KILLS - len(kinds))]

    def search_away() -> None:
        site.search.cut()
        time.sleep(AWAY)
        site.search.mend()

    def database_down() -> None:
        with excused(reader):
            site.postgres.restart(1)

    happen += [search_away, database_down]
    random.shuffle(happen)
    return happen


class excused:  # noqa: N801 - reads as a sentence
    """While the database is away pages may fail, and a moment longer."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def __enter__(self) -> None:
        self._reader.is_excused = True

    def __exit__(self, *_: object) -> None:
        time.sleep(5)
        self._reader.is_excused = False


async def make_trouble(site: Trouble, journal: Journal, reader: Reader) -> None:
    """One trouble after the other, each while people are heard."""
    for trouble in troubles(site, reader):
        before, end = len(journal.acknowledged), time.monotonic() + 60
        while len(journal.acknowledged) < before + PEOPLE:
            assert time.monotonic() < end, "nothing is acknowledged"
            await asyncio.sleep(0.02)
        print(f"{time.strftime('%X')} {trouble.__name__}")  # noqa: T201 - the story of a long run
        await asyncio.to_thread(trouble)


async def test_nothing_acknowledged_is_lost_whatever_falls_over(site: Trouble) -> None:
    group, thread, sessions = await asyncio.to_thread(site.people, PEOPLE, "chaos")
    journal, stop = Journal(), asyncio.Event()
    speakers = [Speaker(site.port, session, group, thread, journal) for session in sessions[1:]]
    reader = Reader(site, sessions[0])
    reading = threading.Thread(target=reader.run)
    reading.start()
    speaking = [asyncio.create_task(speaker.speak(stop)) for speaker in speakers]
    try:
        await make_trouble(site, journal, reader)
        await asyncio.sleep(2)
    finally:
        stop.set()
        reader.stop.set()
        await asyncio.gather(*speaking)
        await asyncio.to_thread(reading.join)
    ended = time.monotonic()

    await asyncio.gather(*(speaker.hear_the_rest() for speaker in speakers))
    assert_posts(site, thread, journal, speakers)
    assert not reader.faults, reader.faults[:10]
    assert reader.notices, "while the engine was away the search page said so"
    print(f"{len(journal.acknowledged)} acknowledged, {len(journal.refused)} to be sent again")  # noqa: T201 - the figures of a long run
    print(f"{dict(reader.statuses)}, {reader.notices} notices, slowest {reader.slowest:.1f} s")  # noqa: T201 - as above
    await asyncio.to_thread(assert_settled, site, ended)
    print(f"all that followed was done {time.monotonic() - ended:.0f} s later")  # noqa: T201 - as above


def assert_posts(site: Trouble, thread: int, journal: Journal, speakers: list[Speaker]) -> None:
    """Lost, doubled, out of order: none."""
    stored = site.rows("SELECT key, seq FROM community_post WHERE thread_id = %s", thread)
    assert not [key for key, found in Counter(key for key, _ in stored).items() if found > 1]
    numbers = {uuid.UUID(str(key)): seq for key, seq in stored}
    assert not {key: seq for key, seq in journal.acknowledged.items() if numbers.get(key) != seq}
    assert len(set(numbers) - journal.sent) <= 1, "only the thread's first message was not sent by the trial"
    assert not journal.contradictions
    assert {reason.partition(":")[0] for reason in journal.refused} <= {"server_error", "busy"}
    last = max(numbers.values())
    for speaker in speakers:
        assert speaker.seen == list(range(speaker.seen[0], last + 1)), "everything, once and in order"


def assert_settled(site: Trouble, ended: float) -> None:
    """Nothing waits in the outbox and the index is what the database says, without anybody's help."""
    what = "status, attempts, error"
    sql = f"SELECT {what}, count(*) FROM core_outboxrow WHERE status <> 'done' AND lane = 'fast' GROUP BY {what}"
    states = []
    while waiting := site.rows(sql):
        states.append(f"{time.monotonic() - ended:.0f} s: {waiting}")
        assert time.monotonic() - ended < SETTLED_WITHIN, states[::10]
        time.sleep(1)
    print(*states[::10], f"drained {time.monotonic() - ended:.0f} s after the last trouble", sep="\n")  # noqa: T201 - as above
    while True:
        with suppress(AssertionError):
            site.command("search_check")
            return
        assert time.monotonic() - ended < SETTLED_WITHIN, "the index differs from the database"
