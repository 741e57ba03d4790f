"""Work that follows a commit."""

from __future__ import annotations

import threading
from datetime import timedelta
from smtplib import SMTPDataError
from typing import Any

import pytest
import time_machine
from django.db import transaction

from core import clock, outbox
from core.models import OutboxRow, ScheduledJob
from core.outbox import drain, rows, schedule, workers
from core.outbox.schedule import fire_due, jobs

pytestmark = pytest.mark.django_db

DONE: list[str] = []


def note_task(word: str) -> None:
    """Stands for a task."""
    match word:
        case "broken":
            raise RuntimeError(word)
        case "refused":
            raise SMTPDataError(554, b"ana@example.org is refused")
        case "unique":
            with transaction.atomic():
                for _ in range(2):
                    OutboxRow.objects.create(task="x", key="ana@example.org", due=clock.now())
        case "away":
            raise outbox.Away(word)
        case "no server":
            raise ConnectionRefusedError(word)
    DONE.append(word)


@pytest.fixture(autouse=True)
def _empty() -> None:
    DONE.clear()


def add(word: str, **options: Any) -> None:
    with transaction.atomic():
        outbox.add(note_task, word, **options)


def test_work_is_done_once() -> None:
    add("a")
    assert outbox.drain_now() == 1
    assert outbox.drain_now() == 0
    assert DONE == ["a"]


def test_the_same_work_waits_once() -> None:
    add("a")
    add("a")
    outbox.drain_now()
    assert DONE == ["a"]


def test_a_newer_change_is_not_swallowed_by_a_claimed_row() -> None:
    add("a")
    rows.claim("fast", 10)
    add("a")
    assert OutboxRow.objects.filter(status="pending").count() == 1


def test_a_row_rolls_back_with_its_action() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        outbox.add(note_task, "a")
        raise ZeroDivisionError
    assert not OutboxRow.objects.exists()


def test_work_of_a_dead_worker_is_taken_again() -> None:
    add("a")
    rows.claim("fast", 10)
    assert outbox.drain_now() == 0
    with time_machine.travel(clock.now() + timedelta(minutes=3)):
        outbox.drain_now()
    assert DONE == ["a"]


def test_a_broken_task_waits_longer_each_time_and_ends_where_staff_sees_it() -> None:
    add("broken")
    moment = clock.now()
    for _ in range(rows.GIVE_UP_AFTER):
        with time_machine.travel(moment, tick=False):
            assert outbox.drain_now() == 1
        moment += timedelta(hours=1)
    row = outbox.failed().get()
    assert "RuntimeError" in row.error
    outbox.retry(row)
    assert not outbox.failed().exists()


def test_a_reason_names_the_fault_and_quotes_nothing() -> None:
    """The words of an exception may hold an address, a row or somebody's text."""
    for word in ("broken", "refused", "unique"):
        add(word)
        outbox.drain_now()
        reason = OutboxRow.objects.get(args=[word]).error
        assert "@" not in reason
        assert word not in reason
        assert "tests/core/test_outbox.py:" in reason
        assert {"broken": "RuntimeError", "refused": "SMTPDataError 554", "unique": "IntegrityError"}[word] in reason
    assert len(rows.failed()) == 0


@pytest.mark.parametrize("word", ["away", "no server"])
def test_work_whose_server_is_away_waits_as_long_as_it_takes(word: str) -> None:
    add(word)
    moment = clock.now()
    for _ in range(3 * rows.GIVE_UP_AFTER):
        with time_machine.travel(moment, tick=False):
            assert outbox.drain_now() == 1
            assert OutboxRow.objects.get().due <= moment + timedelta(minutes=1), "soon after it is back"
        moment += timedelta(minutes=1)
    assert OutboxRow.objects.get().status == "pending"
    OutboxRow.objects.update(args=["back"])
    with time_machine.travel(moment, tick=False):
        outbox.drain_now()
    assert DONE == ["back"]


def test_work_whose_lease_ended_while_it_waited_its_turn_is_claimed_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a batch, what comes late may be in somebody else's hands by now."""
    for word in ("a", "b"):
        add(word)
    monkeypatch.setitem(rows.LEASES, "fast", timedelta(0))
    assert outbox.run_batch() == 2
    assert DONE == []
    monkeypatch.undo()
    outbox.drain_now()
    assert sorted(DONE) == ["a", "b"]


def test_a_broken_task_does_not_hold_up_others() -> None:
    add("broken")
    add("b")
    outbox.drain_now()
    assert DONE == ["b"]


def note_all(rows: list[list[Any]]) -> None:
    """Does the work of many of the tasks above at once."""
    words = [str(word) for (word,) in rows]
    if "away" in words:
        raise outbox.Away
    if "broken" in words:
        raise RuntimeError
    DONE.append("+".join(words))


@pytest.fixture
def _together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(drain._together, rows.name_of(note_task), note_all)


@pytest.mark.usefixtures("_together")
def test_rows_of_one_task_are_done_together() -> None:
    for word in "abc":
        add(word)
    assert outbox.drain_now() == 3
    assert DONE == ["a+b+c"]
    assert {row.status for row in OutboxRow.objects.all()} == {OutboxRow.Status.DONE}
    assert outbox.drain_now() == 0


@pytest.mark.usefixtures("_together")
def test_one_that_is_broken_does_not_hold_up_those_beside_it() -> None:
    for word in ("a", "broken", "b"):
        add(word)
    outbox.drain_now()
    assert sorted(DONE) == ["a", "b"]
    (row,) = OutboxRow.objects.exclude(status=OutboxRow.Status.DONE)
    assert (row.args, row.attempts) == (["broken"], 1)


@pytest.mark.usefixtures("_together")
def test_while_a_server_is_away_it_is_asked_once_for_all() -> None:
    for word in ("a", "away", "b"):
        add(word)
    outbox.drain_now()
    assert not DONE
    assert {(row.status, row.attempts) for row in OutboxRow.objects.all()} == {(OutboxRow.Status.PENDING, 1)}


@pytest.mark.usefixtures("_together")
def test_a_worker_takes_what_waits_beside_its_row() -> None:
    for word in "abc":
        add(word)
    row_ids = list(OutboxRow.objects.order_by("pk").values_list("pk", flat=True))
    assert outbox.run_row(row_ids[1])
    assert DONE == ["b+a+c"]
    assert not outbox.run_row(row_ids[0])


@pytest.mark.usefixtures("_together")
def test_what_another_worker_took_meanwhile_is_not_marked_as_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its lease ended while the work was under way: whoever has it now says when it is done."""

    def slow(found: list[list[Any]]) -> None:
        OutboxRow.objects.filter(args=["b"]).update(lease_until=clock.now() + timedelta(hours=1))
        note_all(found)

    monkeypatch.setitem(drain._together, rows.name_of(note_task), slow)
    add("a")
    add("b")
    outbox.run_batch()
    assert OutboxRow.objects.get(args=["a"]).status == OutboxRow.Status.DONE
    assert OutboxRow.objects.get(args=["b"]).status == OutboxRow.Status.CLAIMED


def test_work_that_is_due_later_waits() -> None:
    add("later", due=clock.now() + timedelta(hours=1))
    assert outbox.drain_now() == 0


def test_fast_work_goes_first() -> None:
    add("slow", lane="slow")
    add("fast")
    outbox.drain_now()
    assert DONE == ["fast", "slow"]


@pytest.mark.parametrize(
    ("on_the_way", "seconds", "is_asked"),
    [
        (0, 3, False),  # the word may be in a worker's hands
        (0, 8, True),  # the queue was emptied by force, or its worker was killed
        (1, 8, False),  # the queue is long
        (1, 61, True),
    ],
)
def test_a_word_that_was_lost_is_said_again(
    monkeypatch: pytest.MonkeyPatch, on_the_way: int, seconds: int, is_asked: bool
) -> None:
    asked: list[tuple[int, str]] = []
    monkeypatch.setattr(workers, "_tell", [lambda row_id, lane: asked.append((row_id, lane))])
    monkeypatch.setattr(workers, "_waiting", [lambda _lane: on_the_way])
    moment = clock.now()
    with time_machine.travel(moment, tick=False):
        add("a")
    with time_machine.travel(moment + timedelta(seconds=seconds), tick=False):
        assert workers.ask_for_due() == is_asked
        assert asked == [(OutboxRow.objects.get().pk, "fast")] * is_asked
        assert workers.ask_for_due() == 0, "and not a third time at once"


def test_a_broker_that_cannot_be_asked_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def away(lane: str) -> int:
        asked.append(lane)
        raise ConnectionRefusedError

    monkeypatch.setattr(workers, "_tell", [lambda _row, _lane: None])
    monkeypatch.setattr(workers, "_waiting", [away])
    monkeypatch.setattr(workers, "_away_until", clock.now())
    add("a")
    with time_machine.travel(clock.now() + timedelta(seconds=8), tick=False):
        assert workers.ask_for_due() == 0
        assert workers.ask_for_due() == 0
    assert asked == ["fast"], "not again for a moment"
    assert OutboxRow.objects.get().status == "pending"


def test_the_thread_that_drains_outlives_any_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[str] = []
    enough = threading.Event()

    def broken(*_words: object) -> int:
        tries.append("a")
        if len(tries) == 3:
            enough.set()
        raise ArithmeticError("made for a test")

    monkeypatch.setattr(drain, "run_batch", broken)
    monkeypatch.setattr(drain, "_POLL_SECONDS", 0.01)
    drainer = outbox.Drainer()
    drainer.start()
    assert enough.wait(5)
    drainer.stop()
    assert not drainer.is_alive()


def test_the_clock_outlives_a_fault_of_one_job(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> int:
        raise ArithmeticError("made for a test")

    with monkeypatch.context() as patch:
        patch.setattr(schedule, "fire_due", broken)
        outbox.tick()
    assert not ScheduledJob.objects.exists()
    outbox.tick()
    assert ScheduledJob.objects.count() == len(jobs())


def test_done_rows_are_pruned_after_a_day() -> None:
    add("a")
    outbox.drain_now()
    assert outbox.prune() == 0
    with time_machine.travel(clock.now() + timedelta(days=2)):
        assert outbox.prune() == 1


def test_a_job_fires_once_per_time() -> None:
    assert fire_due() == len(jobs())
    assert fire_due() == 0
    assert ScheduledJob.objects.count() == len(jobs())
    with time_machine.travel(clock.now() + timedelta(days=8)):
        assert fire_due() == len(jobs())
