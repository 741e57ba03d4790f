"""Writing: how fast posts are acknowledged, how long they wait beside busy pages, and whether SQLite ever refuses."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import uvloop

from bench.crowd import ACK, Crowd, posts
from bench.load import new_each_time, read_pages
from bench.measure import p99
from bench.pages import ARTICLE
from bench.place import Place, prepared
from bench.row import Row
from bench.sockets import of_place
from tests.core.serve.process import ROOT

SPEAKERS = 40
AT_ONCE = 18  # a socket may say twenty things at once
WRITES = 20_000
WRITERS = 3
PACED, PACE = 60, 10
READERS = 8
_LONGEST = 120.0  # ended before, when the last post is acknowledged


def measure() -> Iterator[Row]:
    """All rows on one site."""
    with prepared() as place:
        place.module("bench.content", "1")
        place.invite()
        place.start()
        yield from _acknowledged(place)
        yield from _beside_pages(place)
        yield from _mixed(place)


def _acknowledged(place: Place) -> Iterator[Row]:
    rates, bare = [], []
    for _ in range(3):
        rates.append(uvloop.run(_rate(of_place(place))))
        bare.append(_bare_commits(place.folder))
    yield Row(
        "posts-rate",
        f"posts acknowledged, {SPEAKERS} people at once, against bare commits of one row",
        statistics.median(rates),
        "/s",
        statistics.median(bare),
    )


async def _rate(crowd: Crowd) -> float:
    await crowd.gather(SPEAKERS, subscribe=False)
    crowd.mark = ACK
    heard = crowd.wish(SPEAKERS * AT_ONCE)
    began = time.monotonic()
    for speaker in crowd.listeners:
        for text in posts(crowd.room, AT_ONCE):
            speaker.say(text)
    await asyncio.wait_for(heard, 120)
    took = time.monotonic() - began
    crowd.close()
    return SPEAKERS * AT_ONCE / took


def _bare_commits(folder: Path) -> float:
    """Commits a second of one small row, with the settings of the site."""
    with closing(sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=NORMAL")
        database.execute("CREATE TABLE IF NOT EXISTS row (id INTEGER PRIMARY KEY, body TEXT)")
        began = time.monotonic()
        for _ in range(2000):
            database.execute("INSERT INTO row (body) VALUES ('A message of the measurement.')")
        return 2000 / (time.monotonic() - began)


def _beside_pages(place: Place) -> Iterator[Row]:
    """Posts at an even pace: alone, and while every page thread renders without a pause."""
    idle, busy = [], []
    for _ in range(2):
        idle += uvloop.run(_waits(place, saturated=False))
        busy += uvloop.run(_waits(place, saturated=True))
    head = f"{PACE} posts a second until acknowledged, beside saturated uncached pages"
    yield Row("wait-p50", f"{head}, median; against idle", statistics.median(busy), "ms", statistics.median(idle))
    yield Row("wait-p99", f"{head}, 99 in 100; against idle", p99(busy), "ms", p99(idle), "<= 5")


async def _waits(place: Place, *, saturated: bool) -> list[float]:
    """Milliseconds of each acknowledgement."""
    crowd = of_place(place)
    await crowd.gather(READERS, subscribe=False)
    crowd.mark = ACK
    requests = new_each_time(ARTICLE, place.port)
    pages = asyncio.create_task(read_pages(place.port, requests, _LONGEST, READERS)) if saturated else None
    await asyncio.sleep(0.5)
    waits = []
    for text in posts(crowd.room, PACED):
        said = time.monotonic()
        await asyncio.wait_for(crowd.ask(text), 30)
        waits.append((time.monotonic() - said) * 1000)
        await asyncio.sleep(max(0.0, 1 / PACE - (time.monotonic() - said)))
    if pages is not None:
        pages.cancel()
        with suppress(asyncio.CancelledError):
            await pages
    crowd.close()
    return waits


def _mixed(place: Place) -> Iterator[Row]:
    """Writers of several processes beside the server, which gets posts and saves pages at the same time."""
    began = time.monotonic()
    line = [sys.executable, "-m", "bench.writers"]
    share = WRITES // WRITERS
    writers = [
        subprocess.Popen(
            [*line, str(number), str(share)], cwd=ROOT, env=place.environment, stdout=subprocess.PIPE, text=True
        )
        for number in range(WRITERS)
    ]
    try:
        posted = uvloop.run(_post_until(of_place(place), writers))
        results = [json.loads(writer.communicate()[0].splitlines()[-1]) for writer in writers]
    finally:
        for writer in writers:
            writer.kill()
    took = time.monotonic() - began
    written = sum(result["written"] for result in results) + posted
    errors = sum(result["locked"] for result in results)
    errors += place.errors().count("database is locked")
    yield Row(
        "locked",
        f"“database is locked” in {written} mixed writes of {WRITERS} processes and the server",
        errors,
        goal="<= 0",
    )
    yield Row("mixed-rate", "... writes", written / took, "/s")
    yield Row("mixed-p99", "... wait of a write, 99 in 100", max(result["p99"] for result in results), "ms")


async def _post_until(crowd: Crowd, writers: list[subprocess.Popen[str]]) -> int:
    """Post on until the writers have ended; returns how many posts were acknowledged."""
    await crowd.gather(SPEAKERS, subscribe=False)
    crowd.mark = ACK
    count = 0
    while any(writer.poll() is None for writer in writers):
        (text,) = posts(crowd.room, 1)
        await asyncio.wait_for(crowd.ask(text), 60)
        count += 1
        await asyncio.sleep(0.01)
    crowd.close()
    return count
