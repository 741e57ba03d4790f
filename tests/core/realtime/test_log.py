"""Numbers of topics: no gap, no number for what was rolled back, nothing for the wrong readers."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core.clock import now
from core.realtime import Frame, publish, publish_many, register_frame
from core.realtime.frames import LoggedFrame, render_frames
from core.realtime.log import AudienceMismatch, frames_after, heads, prune_log
from core.realtime.models import TopicFrame
from tests.core.realtime.room import OTHER, ROOM, Said, say


def test_numbers_start_at_one_and_have_no_gap() -> None:
    assert [say("a"), say("b"), say("c", topic=OTHER), say("d")] == [1, 2, 1, 3]
    assert [frame.seq for frame in frames_after(ROOM, 1, 10)] == [2, 3]
    assert heads([ROOM, OTHER, "testroom:9"]) == {ROOM: 3, OTHER: 1}


def test_what_is_rolled_back_leaves_no_number() -> None:
    say("a")
    with transaction.atomic():
        publish(Said(word="x", audience=ROOM), topic=ROOM)
        transaction.set_rollback(True)
    assert say("b") == 2


def test_publishing_needs_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        publish(Said(word="x", audience=ROOM), topic=ROOM)


@pytest.mark.parametrize("audience", [OTHER, "public", ""])
def test_a_frame_for_other_readers_is_not_published(audience: str) -> None:
    with pytest.raises(AudienceMismatch), transaction.atomic():
        publish(Said(word="x", audience=audience), topic=ROOM)
    assert not TopicFrame.objects.exists()


def test_an_unregistered_frame_is_not_published() -> None:
    class Unknown(Frame):
        pass

    with pytest.raises(ValueError, match="not a registered"), transaction.atomic():
        publish(Unknown(), topic=ROOM)


def test_two_frames_cannot_share_a_name() -> None:
    twin = type("Said", (Frame,), {"__module__": "elsewhere"})
    with pytest.raises(ValueError, match="Two frames"):
        register_frame(twin)


def test_the_log_holds_ids_and_no_audience() -> None:
    say("secret words", name="w1")
    assert TopicFrame.objects.get().payload == {"word": "w1"}


def test_several_topics_are_taken_in_sorted_order() -> None:
    with transaction.atomic():
        last = publish_many([(Said(word=topic, audience=topic), topic) for topic in (OTHER, ROOM, OTHER)])
    assert last == {ROOM: 1, OTHER: 2}
    assert list(last) == sorted(last)


def test_ten_threads_leave_no_gap_and_no_error() -> None:
    seqs: list[int] = []

    def work() -> None:
        try:
            seqs.extend(say("a") for _ in range(10))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seqs) == list(range(1, 101))


def test_publishing_costs_two_queries() -> None:
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        publish(Said(word="x", audience=ROOM), topic=ROOM)
    assert len(queries) == 2


def test_a_moved_row_and_a_missing_row_are_only_said_to_be_gone() -> None:
    say("here", name="a")
    say("moved to other readers", name="b")
    frames = [*frames_after(ROOM, 0, 10), LoggedFrame(ROOM, 3, "Said", {"word": "none"})]
    here, moved, missing = render_frames(frames, "es")
    assert here == {"seq": 1, "type": "Said", "word": "a", "text": "here (es)"}
    assert moved == {"seq": 2, "type": "Said", "gone": True}
    assert missing == {"seq": 3, "type": "Said", "gone": True}


def test_a_fault_of_one_frame_class_does_not_stop_the_topic() -> None:
    say("here", name="a")
    frames = [LoggedFrame(ROOM, 1, "Said", {"no": "word"}), LoggedFrame(ROOM, 2, "Nobody", {})]
    assert [frame.get("gone") for frame in render_frames(frames, "en")] == [True, True]


def test_old_entries_are_forgotten() -> None:
    with time_machine.travel(now() - timedelta(days=40)):
        say("old")
    say("new")
    assert prune_log(timedelta(days=30)) == 1
    assert [frame.seq for frame in frames_after(ROOM, 0, 10)] == [2]
