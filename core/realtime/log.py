"""Writing and reading the numbered log of a topic."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Final, cast

from django.db import connection, transaction

from core import bus
from core.clock import now
from core.realtime.frames import Frame, LoggedFrame, registered_frames
from core.realtime.models import Topic, TopicFrame

# Before the name of a topic that moved on, as a word of the bus.
TOLD: Final = "topic:"
_NEXT_NUMBER = """
    INSERT INTO core_topic (name, seq) VALUES (%s, 1)
    ON CONFLICT (name) DO UPDATE SET seq = core_topic.seq + 1 RETURNING seq
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
    TopicFrame.objects.bulk_create([TopicFrame(topic=topic, seq=seq, type=frame.type, payload=frame.payload())])
    transaction.on_commit(partial(bus.tell, TOLD + topic, seq))
    return seq


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
    rows = TopicFrame.objects.filter(topic=topic, seq__gt=seq).order_by("seq")
    return [LoggedFrame(*row) for row in rows.values_list("topic", "seq", "type", "payload")[:limit]]


def heads(topics: Iterable[str]) -> dict[str, int]:
    """The last number of each topic, in one query; a topic without frames is missing."""
    return dict(Topic.objects.filter(name__in=list(topics)).values_list("name", "seq"))


def prune_log(keep: timedelta) -> int:
    """Forget entries older than that; who is further behind fetches the page anew. Returns how many."""
    return TopicFrame.objects.filter(created__lt=now() - keep).delete()[0]
