"""Periodic work of the ground."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task

from core import audit, idempotency, outbox, ratelimit


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
