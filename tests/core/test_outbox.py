"""Work that follows a commit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction

from core import clock, outbox
from core.models import OutboxRow, ScheduledJob
from core.outbox import rows
from core.outbox.schedule import fire_due, jobs

pytestmark = pytest.mark.django_db

DONE: list[str] = []


def note_task(word: str) -> None:
    """Stands for a task."""
    if word == "broken":
        raise RuntimeError(word)
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


def test_a_broken_task_does_not_hold_up_others() -> None:
    add("broken")
    add("b")
    outbox.drain_now()
    assert DONE == ["b"]


def test_work_that_is_due_later_waits() -> None:
    add("later", due=clock.now() + timedelta(hours=1))
    assert outbox.drain_now() == 0


def test_fast_work_goes_first() -> None:
    add("slow", lane="slow")
    add("fast")
    outbox.drain_now()
    assert DONE == ["fast", "slow"]


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
