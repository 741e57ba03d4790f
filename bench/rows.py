"""The rows of the table: what is measured, and against what."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.load import Listener, listen, read_pages, size_of
from tests.core.serve.process import ROOT, Site, cpu_of, free_port

SOCKETS = 200
PER_PERSON = 5
POSTS = 80
POSTS_PER_SECOND = 10
MARK = b'"type":"PostCreated"'
PAGE = "/en/"
COUNTED = ("/en/", "/en/health/", "/en/glossary/", "/en/search/?q=asthma", "/en/community/")


@dataclass(frozen=True)
class Row:
    """One line: a figure, what it is compared with, and the goal for the ratio."""

    name: str
    value: float
    unit: str
    reference: float | None = None
    goal: str = ""

    @property
    def ratio(self) -> float | None:
        """The figure as a multiple of the reference."""
        return self.value / self.reference if self.reference else None

    def as_json(self) -> dict[str, object]:
        """For the history."""
        return {**asdict(self), "ratio": self.ratio}


@contextmanager
def bare_server(kind: str, size: int = 0) -> Iterator[tuple[int, int]]:
    """A bare server; yields its port and process."""
    port = free_port()
    line = [sys.executable, "-m", "bench.bare", kind, str(port), str(size)]
    with subprocess.Popen(line, cwd=ROOT) as process:
        time.sleep(1.5)
        yield port, process.pid
        process.terminate()


async def _cpu_per_page(port: int, process: int, path: str, seconds: float) -> tuple[float, float]:
    await read_pages(path, port, 0.3)
    before = cpu_of(process)
    pages = await read_pages(path, port, seconds)
    return (cpu_of(process) - before) / pages * 1000, pages / seconds


def cached_page(site: Site, rounds: int = 3, seconds: float = 2.0) -> list[Row]:
    """CPU of a hit in the page cache against the same bytes from a bare server, in turns."""
    size = asyncio.run(size_of(PAGE, site.port))
    with bare_server("http", size) as (port, process):
        pairs = [
            (
                asyncio.run(_cpu_per_page(site.port, site.pid, PAGE, seconds)),
                asyncio.run(_cpu_per_page(port, process, "/", seconds)),
            )
            for _ in range(rounds)
        ]
    ours, bare = (statistics.median(pair[side][0] for pair in pairs) for side in (0, 1))
    rate, bare_rate = (statistics.median(pair[side][1] for pair in pairs) for side in (0, 1))
    return [
        Row("cached page, CPU", ours, "ms", bare, "<= 2"),
        Row("cached page, requests", rate, "/s", bare_rate, ">= 0.5"),
    ]


def uncached_pages(site: Site) -> list[Row]:
    """Queries of pages that are rendered."""
    line = [sys.executable, "-m", "bench.queries", *COUNTED]
    done = subprocess.run(line, cwd=ROOT, env=site.environment, capture_output=True, text=True, check=True)
    return [Row(f"queries of {path}", count, "", goal="<= 12") for path, count in json.loads(done.stdout).items()]


async def _until(condition: Callable[[], bool], seconds: float) -> None:
    """Look again and again; the clients only count, so nothing tells us."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:  # noqa: ASYNC110 - as the docstring says
        await asyncio.sleep(0.01)


async def _say_to(
    process: int, listeners: list[Listener], speakers: list[Listener], texts: list[bytes]
) -> tuple[float, list[float]]:
    """Say the texts at an even pace until all heard all; returns CPU seconds, and the delays in seconds."""
    before, said = cpu_of(process), []
    for number, text in enumerate(texts):
        said.append(time.monotonic())
        speakers[number % len(speakers)].say(text)
        await asyncio.sleep(1 / POSTS_PER_SECOND)
    await _until(lambda: all(listener.heard >= len(texts) for listener in listeners), 10)
    lost = sum(max(0, len(texts) - listener.heard) for listener in listeners)
    if lost:
        raise RuntimeError(f"{lost} messages were not delivered")
    used = cpu_of(process) - before
    delays = [got - then for listener in listeners[::20] for got, then in zip(listener.times, said, strict=True)]
    for socket in {*listeners, *speakers}:
        socket.close()
    await asyncio.sleep(1)
    return used, delays


def _posts(group: int, thread: int, count: int) -> list[bytes]:
    common = {"type": "post", "group": group, "thread": thread, "body": "A message of the measurement."}
    return [json.dumps({**common, "id": n, "key": str(uuid.uuid4())}).encode() for n in range(count)]


async def _ours(site: Site, group: int, thread: int, sessions: list[str], sockets: int) -> tuple[float, list[float]]:
    seats = [session for session in sessions for _ in range(PER_PERSON)][:sockets]
    listeners = [await listen(site.port, MARK, session) for session in seats]
    speakers = [await listen(site.port, MARK, session) for session in sessions]
    await asyncio.sleep(1)
    for listener in listeners:
        listener.expect(b'"type":"subscribed"')
        listener.say(json.dumps({"type": "subscribe", "id": 1, "topic": f"group:{group}"}).encode())
    await _until(lambda: all(listener.heard for listener in listeners), 20)
    for listener in listeners:
        listener.expect(MARK)
    return await _say_to(site.pid, listeners, speakers, _posts(group, thread, POSTS))


async def _bare(port: int, process: int, sockets: int) -> tuple[float, list[float]]:
    frame = {"seq": 1, "type": "PostCreated", "key": str(uuid.uuid4()), "body_html": "x" * 220}
    text = json.dumps({"type": "frames", "frames": [frame]}, separators=(",", ":")).encode()
    listeners = [await listen(port, MARK) for _ in range(sockets)]
    await asyncio.sleep(1)
    return await _say_to(process, listeners, listeners, [text] * POSTS)


def fan_out(site: Site, group: int, thread: int, sessions: list[str]) -> list[Row]:
    """Durable posts to 200 sockets against a bare server that keeps and checks nothing.

    What one more listener costs is the difference to the same posts with a single listener.
    """
    alone, _ = asyncio.run(_ours(site, group, thread, sessions, 1))
    used, delays = asyncio.run(_ours(site, group, thread, sessions, SOCKETS))
    with bare_server("sockets") as (port, process):
        bare_alone, _ = asyncio.run(_bare(port, process, 1))
        bare_used, bare_delays = asyncio.run(_bare(port, process, SOCKETS))
    more = POSTS * (SOCKETS - 1) / 1000
    return [
        Row("one post: checked, stored, sent, indexed; CPU", alone / POSTS * 1000, "ms"),
        Row(
            f"fan-out to {SOCKETS}, CPU a listener",
            (used - alone) / more,
            "ms",
            (bare_used - bare_alone) / more,
            "<= 1",
        ),
        Row(
            f"{POSTS_PER_SECOND} posts/s to {SOCKETS}, median delay",
            statistics.median(delays) * 1000,
            "ms",
            statistics.median(bare_delays) * 1000,
        ),
        Row(f"{POSTS_PER_SECOND} posts/s to {SOCKETS}, p99 delay", _p99(delays) * 1000, "ms", _p99(bare_delays) * 1000),
    ]


def _p99(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)]


async def _acknowledged(site: Site, group: int, thread: int, sessions: list[str]) -> float:
    speakers = [await listen(site.port, b'"type":"ack"', session) for session in sessions]
    await asyncio.sleep(1)
    began = time.monotonic()
    for speaker in speakers:
        for text in _posts(group, thread, 18):
            speaker.say(text)
    total = 18 * len(speakers)
    await _until(lambda: sum(speaker.heard for speaker in speakers) >= total, 60)
    took = time.monotonic() - began
    heard = sum(speaker.heard for speaker in speakers)
    for speaker in speakers:
        speaker.close()
    return heard / took


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


def posts(site: Site, group: int, thread: int, sessions: list[str]) -> list[Row]:
    """Posts acknowledged a second, against bare commits of SQLite."""
    rate = asyncio.run(_acknowledged(site, group, thread, sessions))
    return [Row("posts acknowledged", rate, "/s", _bare_commits(site.folder))]
