"""The clock of the periodic jobs, run by Celery's beat. It keeps nothing: the times are rows of the database."""

from __future__ import annotations

from typing import Any

from celery.beat import Scheduler
from django.db import close_old_connections

from core.outbox import tick
from core.outbox.schedule import TICK_SECONDS


class JobScheduler(Scheduler):  # type: ignore[misc]  # Celery has no types
    """Writes the rows of jobs whose time has come, and asks workers for every row that waits.

    Two of them do no harm: a job's time is moved on by one, and a row is taken by one worker.
    """

    def setup_schedule(self) -> None:
        """The table of jobs is `config.schedule`; Celery's own stays empty."""

    def tick(self, *_args: Any, **_options: Any) -> float:
        """Look once, and say when to look again."""
        close_old_connections()
        tick()
        return TICK_SECONDS
