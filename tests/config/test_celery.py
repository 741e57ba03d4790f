"""What the queue is told about the outbox is what the outbox says."""

from __future__ import annotations

from datetime import timedelta

from config import celery
from core.models import OutboxRow
from core.outbox import rows


def test_queues_are_the_lanes() -> None:
    assert set(celery.LANES) == set(OutboxRow.Lane.values) == set(rows.LEASES)


def test_a_word_comes_back_no_sooner_than_its_row_and_work_ends_before_its_lease() -> None:
    assert max(rows.LEASES.values()) == celery.LONGEST_LEASE
    assert timedelta(0) < celery.BEFORE_LEASE < min(rows.LEASES.values()) / 2


def test_what_a_killed_worker_held_is_given_back() -> None:
    assert celery.app.conf.task_acks_late
    assert celery.app.conf.task_reject_on_worker_lost
    assert celery.app.conf.worker_prefetch_multiplier == 1
    assert celery.app.conf.broker_connection_max_retries is None, "a worker waits for Redis as long as it takes"
