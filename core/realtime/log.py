"""Writing and reading the numbered log of a topic."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

import orjson
from django.db import connection, transaction

from core import bus
from core.clock import now
from core.realtime.frames import Frame, LoggedFrame, registered_frames
from core.realtime.models import Topic, TopicFrame

if TYPE_CHECKING:
    from django.db.models import Field

# Before the name of a topic that moved on, as a word of the bus.
TOLD: Final = "topic:"
_NEXT_NUMBER = """
    INSERT INTO core_topic (name, seq) VALUES (%s, 1)
    ON CONFLICT (name) DO UPDATE SET seq = core_topic.seq + 1 RETURNING seq
"""
# Written out, for every post comes along here: put together anew each time they cost five times as much.
_ENTRY_FIELDS: Final = ("topic", "seq", "type", "payload", "created")
_ENTRY: Final = f"""
    INSERT INTO core_topicframe ({", ".join(_ENTRY_FIELDS)}) VALUES ({", ".join(["%s"] * len(_ENTRY_FIELDS))})
"""  # noqa: S608 - names of our own columns
_ENTRIES: Final = """
    SELECT entry.seq, entry.type, entry.payload, topic.seq FROM core_topicframe AS entry
    JOIN core_topic AS topic ON topic.name = entry.topic
    WHERE entry.topic = %s AND entry.seq > %s ORDER BY entry.seq LIMIT %s
"""


class AudienceMismatch(ValueError):
    """A frame was about to be published where other people read."""


def publish(frame: Frame, *, topic: str) -> int:
    """Write the frame into the topic's log under the next number, and return the number.

    Belongs last into the action's transaction: from here to the commit the topic's row is locked.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("publish() belongs inside the transaction of its action")
    if registered_frames().get(frame.type) is not type(frame):
        raise ValueError(f"{type(frame).__name__} is not a registered frame")
    if frame.audience != topic:
        raise AudienceMismatch(f"{frame.type} is for {frame.audience or 'nobody'}, not for {topic}")
    seq = _next_number(topic)
    entry = TopicFrame(topic=topic, seq=seq, type=frame.type, payload=frame.payload())
    with connection.cursor() as cursor:
        cursor.execute(_ENTRY, [_prepared(entry, name) for name in _ENTRY_FIELDS])
    transaction.on_commit(partial(bus.tell, TOLD + topic, seq))
    return seq


def _prepared(entry: TopicFrame, name: str) -> Any:
    """A value as the database takes it."""
    field = cast("Field[Any, Any]", TopicFrame._meta.get_field(name))
    return field.get_db_prep_save(getattr(entry, name), connection)


def publish_many(frames: Iterable[tuple[Frame, str]]) -> dict[str, int]:
    """Publish (frame, topic) pairs and return the last number of each topic.

    Topics are taken in sorted order, so that two transactions never wait for each other in a circle.
    """
    return {topic: publish(frame, topic=topic) for frame, topic in sorted(frames, key=lambda pair: pair[1])}


def _next_number(topic: str) -> int:
    """Create or count the topic in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_NUMBER, [topic])
        return cast("int", cursor.fetchone()[0])


def frames_after(topic: str, seq: int, limit: int) -> list[LoggedFrame]:
    """The entries above a number, lowest first."""
    return read_log(topic, seq, limit)[0]


def read_log(topic: str, seq: int, limit: int) -> tuple[list[LoggedFrame], int]:
    """The entries above a number, lowest first, and the topic's last number at that moment (0: no entries)."""
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, [topic, seq, limit])
        rows = cursor.fetchall()
    frames = [LoggedFrame(topic, number, name, orjson.loads(payload)) for number, name, payload, _head in rows]
    return frames, rows[0][3] if rows else 0


def heads(topics: Iterable[str]) -> dict[str, int]:
    """The last number of each topic, in one query; a topic without frames is missing."""
    return dict(Topic.objects.filter(name__in=list(topics)).values_list("name", "seq"))


def prune_log(keep: timedelta) -> int:
    """Forget entries older than that; who is further behind fetches the page anew. Returns how many."""
    return TopicFrame.objects.filter(created__lt=now() - keep).delete()[0]
