"""kill -9 of the server, again and again, in the middle of what ten people write: twenty times in CI.

What was acknowledged is there, once, under its number, and is found by a search soon after.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sqlite3
import time
import urllib.parse
import urllib.request
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.core.serve.process import Site
from tests.faults.writers import Journal, Speaker, word_of
from tests.plugins.skips import in_ci

KILLS = int(os.environ.get("KILLS", "20" if in_ci() else "5"))
PEOPLE = 10
FOUND_WITHIN = 5.0
SEARCHED = 5


@pytest.fixture
def site(tmp_path: Path, database_template: Path) -> Iterator[Site]:
    found = Site(tmp_path, database_template)
    yield found
    if found.process is not None:
        found.end(signal.SIGKILL)


def make_people(site: Site) -> tuple[int, int, list[str]]:
    """Group, thread and sessions of the trial."""
    made = site.command("bench_people", str(PEOPLE), "--group", "faults")
    assert made.returncode == 0, made.stderr
    first, *sessions = made.stdout.split("\n")
    ids = dict(part.split("=") for part in first.split())
    return int(ids["group"]), int(ids["thread"]), [line for line in sessions if line]


def rows(site: Site, sql: str, *values: object) -> list[tuple[object, ...]]:
    """Ask the database file itself, as it stands on disk."""
    with closing(sqlite3.connect(f"file:{site.folder / 'db.sqlite3'}?mode=ro", uri=True)) as database:
        return database.execute(sql, values).fetchall()


def is_found(site: Site, session: str, word: str) -> bool:
    """Whether the search page shows the message."""
    address = f"http://localhost:{site.port}/en/search/?{urllib.parse.urlencode({'q': word})}"
    request = urllib.request.Request(address, headers={"Cookie": f"sessionid={session}"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return f"<mark>{word}" in answer.read().decode()


async def write_and_kill(site: Site, speakers: list[Speaker], journal: Journal) -> None:
    """Let everybody write while the server is killed and started again."""
    stop = asyncio.Event()
    writing = [asyncio.create_task(speaker.speak(stop)) for speaker in speakers]
    for _ in range(KILLS):
        before, end = len(journal.acknowledged), time.monotonic() + 60
        while len(journal.acknowledged) == before:
            assert not journal.refused
            assert time.monotonic() < end, "nothing is acknowledged"
            await asyncio.sleep(0.01)
        await asyncio.sleep(random.uniform(0, 0.8))
        await asyncio.to_thread(site.end, signal.SIGKILL)
        await asyncio.to_thread(site.start)
    await asyncio.sleep(1)
    stop.set()
    await asyncio.gather(*writing)


@pytest.mark.faults
async def test_nothing_acknowledged_is_lost_or_doubled_by_kills(site: Site) -> None:
    group, thread, sessions = await asyncio.to_thread(make_people, site)
    journal = Journal()
    speakers = [Speaker(site.port, session, group, thread, journal) for session in sessions]
    await asyncio.to_thread(site.start)
    await write_and_kill(site, speakers, journal)
    ended = time.monotonic()

    assert not journal.refused
    assert not journal.contradictions
    assert len(journal.acknowledged) >= 2 * KILLS
    assert_stored_once(site, journal, thread)
    assert_no_gap(site, f"group:{group}", speakers)
    await asyncio.to_thread(assert_found, site, sessions[0], journal, ended)
    assert await asyncio.to_thread(site.end) == 0
    assert rows(site, "PRAGMA integrity_check") == [("ok",)]


def assert_stored_once(site: Site, journal: Journal, thread: int) -> None:
    """Every acknowledged message is there under its number; no key is there twice; nothing else is there."""
    stored = rows(site, "SELECT key, seq FROM community_post WHERE thread_id = ?", thread)
    counts = Counter(str(key) for key, _ in stored)
    assert not [key for key, count in counts.items() if count > 1]
    numbers = {uuid.UUID(str(key)): seq for key, seq in stored}
    lost = {key: seq for key, seq in journal.acknowledged.items() if numbers.get(key) != seq}
    assert not lost
    assert len(set(numbers) - journal.sent) <= 1, "only the thread's first message was not sent by the trial"


def assert_no_gap(site: Site, topic: str, speakers: list[Speaker]) -> None:
    """The topic's numbers are complete, and every person saw them in order, each once."""
    ((last, count),) = rows(site, "SELECT max(seq), count(*) FROM core_topicframe WHERE topic = ?", topic)
    assert last == count
    assert rows(site, "SELECT seq FROM core_topic WHERE name = ?", topic) == [(last,)]
    for speaker in speakers:
        assert speaker.seen == list(range(speaker.seen[0], speaker.seen[-1] + 1))


def assert_found(site: Site, session: str, journal: Journal, since: float) -> None:
    """All of them are in the index within five seconds, and nothing waits; the search page shows the newest."""
    assert site.process is not None
    assert site.process.poll() is None, "the server has ended by itself"
    while missing := not_indexed(site, journal):
        assert time.monotonic() - since < FOUND_WITHIN, f"{len(missing)} messages are not found"
        time.sleep(0.1)
    waiting = rows(site, "SELECT task FROM core_outboxrow WHERE status IN ('pending', 'claimed') AND lane = 'fast'")
    assert not waiting
    for key in list(journal.acknowledged)[-SEARCHED:]:
        assert is_found(site, session, word_of(key))


def not_indexed(site: Site, journal: Journal) -> set[uuid.UUID]:
    """Acknowledged messages that have no row in the index."""
    sql = """SELECT key FROM community_post post JOIN search_searchrow document
             ON document.kind = 'post' AND document.object_id = CAST(post.id AS TEXT)"""
    return set(journal.acknowledged) - {uuid.UUID(str(key)) for (key,) in rows(site, sql)}
