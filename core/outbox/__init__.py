"""Work that follows a commit: rows written in the action's transaction, drained by a thread or by workers."""

from __future__ import annotations

from core.outbox.drain import Drainer, drain_now, register_together, run_batch, run_row
from core.outbox.reasons import Away
from core.outbox.rows import add, failed, prune, retry
from core.outbox.schedule import Job, Scheduler, tick

__all__ = [
    "Away",
    "Drainer",
    "Job",
    "Scheduler",
    "add",
    "drain_now",
    "failed",
    "prune",
    "register_together",
    "retry",
    "run_batch",
    "run_row",
    "tick",
]
