"""What the hub asks the database, in its own threads; every function here may block."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import orjson
from django.db import close_old_connections

from core.access import Viewer
from core.realtime import people, protocol
from core.realtime.frames import LoggedFrame, render_frames
from core.realtime.log import heads, read_log
from core.realtime.people import Person
from core.realtime.topics import may_subscribe

MAX_BEHIND: Final = 1000
PAGE: Final = 100
_CACHED_SECONDS: Final = 5.0
_CACHED: Final = 64
_CACHED_SIZE: Final = 256 * 1024
_PIECE: Final = 32 * 1024

Bodies = list[bytes]


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive frames of a topic, rendered and encoded in the languages asked for."""

    topic: str
    first: int
    last: int
    bodies: dict[str, Bodies]

    def pieces(self, seq: int, language: str) -> Iterator[tuple[int, bytes]]:
        """Messages with the frames above a number, each of moderate size, and the last number in each."""
        start = max(0, seq + 1 - self.first)
        bodies = self.bodies[language]
        while start < len(bodies):
            end, size = start + 1, len(bodies[start])
            while end < len(bodies) and size + len(bodies[end]) <= _PIECE:
                size += len(bodies[end])
                end += 1
            yield self.first + end - 1, protocol.frames(self.topic, bodies[start:end])
            start = end


@dataclass(frozen=True, slots=True)
class Entry:
    """The answer to a wish to listen: whether, from which number on, and whether too much was missed."""

    allowed: bool
    head: int = 0
    sent: int = 0
    too_far: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the database: the topics' numbers, the people's grants, the sessions that ended."""

    heads: dict[str, int]
    versions: dict[int, int]
    ended: set[str]


def enter(person: Person, topic: str, after: int | None) -> Entry:
    """Decide with the grants of this moment."""
    viewer = people.identify(person.session_key)
    if viewer is None or viewer.user_id != person.user_id or not may_subscribe(viewer.viewer, topic):
        return Entry(allowed=False)
    head = heads([topic]).get(topic, 0)
    if after is None:
        return Entry(allowed=True, head=head, sent=head)
    if after > head or head - after > MAX_BEHIND:
        return Entry(allowed=True, head=head, sent=head, too_far=True)
    return Entry(allowed=True, head=head, sent=after)


class Reader:
    """Reads and renders the log. Clients that come back together ask for the same: it is rendered once.

    Kept for seconds, and never past the next frame of the topic, which may be the removal of one.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pages: OrderedDict[tuple[object, ...], tuple[float, Bodies]] = OrderedDict()

    def read_batch(self, topic: str, after: int, languages: Collection[str]) -> Batch | None:
        """The next consecutive frames; None if there is none, or if the next number is not in the log."""
        logged, head = read_log(topic, after, PAGE)
        count = _run_length(logged, after)
        if not count:
            return None
        logged = logged[:count]
        bodies = {language: self._page(logged, head, language) for language in languages}
        return Batch(topic, logged[0].seq, logged[-1].seq, bodies)

    def _page(self, logged: list[LoggedFrame], head: int, language: str) -> Bodies:
        key = (logged[0].topic, logged[0].seq, len(logged), head, language)
        with self._lock:
            kept = self._pages.get(key)
        if kept and kept[0] > time.monotonic():
            return kept[1]
        page = [orjson.dumps(body) for body in render_frames(logged, language)]
        if sum(map(len, page)) > _CACHED_SIZE:
            return page
        with self._lock:
            self._pages[key] = (time.monotonic() + _CACHED_SECONDS, page)
            while len(self._pages) > _CACHED:
                self._pages.popitem(last=False)
        return page


def _run_length(logged: Iterable[LoggedFrame], after: int) -> int:
    """How many entries follow each other without a hole, from the number on."""
    count = 0
    for frame in logged:
        if frame.seq != after + count + 1:
            break
        count += 1
    return count


def look(topics: Collection[str], user_ids: Collection[int], session_keys: Collection[str]) -> Look:
    """Look once; runs a few times a second while anybody is connected."""
    return Look(
        heads=heads(topics) if topics else {},
        versions=people.versions(user_ids),
        ended=people.ended_sessions(session_keys),
    )


def still_allowed(viewer: Viewer, topics: Iterable[str]) -> set[str]:
    """Those topics to which the viewer may still listen."""
    return {topic for topic in topics if may_subscribe(viewer, topic)}


def recover() -> None:
    """Drop a connection that the database broke, so that the next call opens a new one."""
    close_old_connections()
