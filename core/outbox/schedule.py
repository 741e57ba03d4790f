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
from core.outbox import rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

log = structlog.get_logger(__name__)
_TICK_SECONDS: Final = 1.0


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
            row = OutboxRow(task=job.task, args=[], key=f"{job.name}@{entry.next_at.isoformat()}", lane="slow", due=now)
            OutboxRow.objects.bulk_create([row], ignore_conflicts=True)
            ScheduledJob.objects.filter(pk=job.name).update(next_at=now + job.every)
            fired += 1
    return fired


class Scheduler(threading.Thread):
    """The thread of the embedded server that keeps the times of the jobs."""

    def __init__(self) -> None:
        super().__init__(name="scheduler", daemon=True)
        self._stopped = threading.Event()

    def run(self) -> None:
        """Look every second until stopped."""
        while not self._stopped.wait(_TICK_SECONDS):
            try:
                if self._any_due() and fire_due():
                    rows.wake.set()
            except DatabaseError as error:
                log.warning("scheduler.database", error=type(error).__name__)
                connection.close()
        connection.close()

    def _any_due(self) -> bool:
        known = dict(ScheduledJob.objects.values_list("name", "next_at"))
        now = clock.now()
        return any(known.get(job.name, now) <= now for job in jobs())

    def stop(self, timeout: float = 3.0) -> None:
        """End at the next tick."""
        self._stopped.set()
        self.join(timeout)
