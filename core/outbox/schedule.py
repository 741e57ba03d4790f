"""Periodic jobs: each writes an outbox row at its time, under a key that cannot fire twice."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import structlog
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection, transaction
from django.utils.module_loading import import_string

from core import clock
from core.models import OutboxRow, ScheduledJob
from core.outbox import rows, workers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

log = structlog.get_logger(__name__)
TICK_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Job:
    """A task without arguments and how often it runs."""

    name: str
    task: str
    every: timedelta


def jobs() -> Sequence[Job]:
    """The jobs of the site, from the table that the setting SCHEDULE names."""
    found: Sequence[Job] = import_string(settings.SCHEDULE)
    return found


def fire_due() -> int:
    """Write an outbox row for each job whose time has come; returns how many."""
    fired = 0
    now = clock.now()
    for job in jobs():
        with transaction.atomic():
            entry, _ = ScheduledJob.objects.get_or_create(name=job.name, defaults={"next_at": now})
            if entry.next_at > now:
                continue
            # Of two schedulers that come this far at once, one moves the time on; the other finds it moved.
            if not ScheduledJob.objects.filter(pk=job.name, next_at=entry.next_at).update(next_at=now + job.every):
                continue
            key = f"{job.name}@{entry.next_at.isoformat()}"
            rows.insert(OutboxRow(task=job.task, args=[], key=key, lane=OutboxRow.Lane.SLOW, due=now))
            fired += 1
    return fired


def tick() -> None:
    """Look once; whatever goes wrong only makes the next look come later."""
    try:
        if _any_due():
            fire_due()
        if workers.are_there():
            workers.ask_for_due()
    except DatabaseError as error:
        log.warning("scheduler.database", error=type(error).__name__)
        connection.close()
    except Exception:  # the clock of everything periodic must not stop for a fault of one job
        log.exception("scheduler.failed")


def _any_due() -> bool:
    known = dict(ScheduledJob.objects.values_list("name", "next_at"))
    now = clock.now()
    return any(known.get(job.name, now) <= now for job in jobs())


class Scheduler(threading.Thread):
    """The thread of the embedded server that keeps the times of the jobs."""

    def __init__(self) -> None:
        super().__init__(name="scheduler", daemon=True)
        self._stopped = threading.Event()

    def run(self) -> None:
        """Look every second until stopped."""
        while not self._stopped.wait(TICK_SECONDS):
            tick()
        connection.close()

    def stop(self, timeout: float = 3.0) -> None:
        """End at the next tick."""
        self._stopped.set()
        self.join(timeout)
