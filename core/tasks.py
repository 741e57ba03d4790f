"""Periodic work of the ground."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from celery import shared_task

from core import audit, clock, idempotency, outbox, ratelimit
from core.files import sweep_private
from core.realtime.log import prune_log

_FRAMES_KEPT: Final = timedelta(days=30)
# Longer than any transaction lasts.
_FILES_UNSURE: Final = timedelta(hours=1)


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
    """Forget finished outbox rows, old idempotency keys, old counters, and files of what was rolled back."""
    outbox.prune()
    idempotency.prune(timedelta(days=7))
    ratelimit.prune()
    prune_log(_FRAMES_KEPT)
    sweep_private(older_than=(clock.now() - _FILES_UNSURE).timestamp())
