"""Periodic work of the ground."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from celery import shared_task

from core import audit, idempotency, outbox, ratelimit
from core.realtime.log import prune_log

_FRAMES_KEPT: Final = timedelta(days=30)


@shared_task
def run_row_task(row_id: int) -> None:
    """Do the work of one outbox row, if nobody else has it: what workers are sent."""
    outbox.run_row(row_id)


@shared_task
def seal_audit_task() -> None:
    """Give the waiting audit entries their place in the chain."""
    while audit.seal():
        pass


@shared_task
def prune_core_task() -> None:
    """Forget finished outbox rows, old idempotency keys and old counters."""
    outbox.prune()
    idempotency.prune(timedelta(days=7))
    ratelimit.prune()
    prune_log(_FRAMES_KEPT)
