"""Writing, claiming and finishing outbox rows."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import IntegrityError, connection, transaction

from core import clock
from core.models import OutboxRow

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.db.models import QuerySet

LEASE: Final = timedelta(minutes=2)
GIVE_UP_AFTER: Final = 12
_KEEP_DONE: Final = timedelta(days=1)
_KEY_LENGTH: Final = 255

wake: Final = threading.Event()


def name_of(task: Callable[..., Any]) -> str:
    """Return the dotted path under which the task is found again."""
    function = getattr(task, "run", task)
    return f"{function.__module__}.{function.__name__}"


def add(
    task: Callable[..., Any],
    *args: int | str,
    key: str | None = None,
    lane: str = OutboxRow.Lane.FAST,
    due: datetime | None = None,
) -> None:
    """Ask for `task(*args)` after the commit; ids only.

    The same key (by default task and arguments) waits once. A row that is already being worked on
    does not count: the newer change gets its own row, so it is never swallowed.
    """
    if not transaction.get_connection().in_atomic_block:
        message = "An outbox row belongs to the transaction of its action"
        raise RuntimeError(message)
    name = name_of(task)
    row = OutboxRow(
        task=name,
        args=list(args),
        key=(key or f"{name}:{':'.join(str(a) for a in args)}")[:_KEY_LENGTH],
        lane=lane,
        due=due or clock.now(),
    )
    OutboxRow.objects.bulk_create([row], ignore_conflicts=True)
    transaction.on_commit(wake.set)


def claim(lane: str, limit: int) -> list[OutboxRow]:
    """Take due rows, and rows whose worker died, for this worker."""
    now = clock.now()
    open_rows = OutboxRow.objects.filter(lane=lane)
    with transaction.atomic():
        rows = list(
            _locked(open_rows.filter(status=OutboxRow.Status.PENDING, due__lte=now)).order_by("due", "pk")[:limit]
        )
        lost = _locked(open_rows.filter(status=OutboxRow.Status.CLAIMED, lease_until__lt=now))
        rows += list(lost.order_by("due", "pk")[: limit - len(rows)])
        OutboxRow.objects.filter(pk__in=[row.pk for row in rows]).update(
            status=OutboxRow.Status.CLAIMED, lease_until=now + LEASE
        )
    return rows


def _locked(rows: QuerySet[OutboxRow]) -> QuerySet[OutboxRow]:
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True)
    return rows


def finish(row: OutboxRow) -> None:
    """Mark the work as done."""
    OutboxRow.objects.filter(pk=row.pk).update(
        status=OutboxRow.Status.DONE, finished_at=clock.now(), lease_until=None, error=""
    )


def fail(row: OutboxRow, reason: str) -> None:
    """Try again later, with growing pauses; in the end give up where staff can see it."""
    attempts = row.attempts + 1
    status = OutboxRow.Status.FAILED if attempts >= GIVE_UP_AFTER else OutboxRow.Status.PENDING
    due = clock.now() + timedelta(seconds=min(2**attempts, 900))
    try:
        with transaction.atomic():
            OutboxRow.objects.filter(pk=row.pk).update(
                status=status, attempts=attempts, due=due, lease_until=None, error=reason[:200]
            )
    except IntegrityError:  # the same work waits again already: this row is superseded
        finish(row)


def failed() -> QuerySet[OutboxRow]:
    """Rows that were given up."""
    return OutboxRow.objects.filter(status=OutboxRow.Status.FAILED)


def retry(row: OutboxRow) -> None:
    """Give a failed row another chance."""
    OutboxRow.objects.filter(pk=row.pk, status=OutboxRow.Status.FAILED).update(
        status=OutboxRow.Status.PENDING, attempts=0, due=clock.now()
    )


def prune() -> int:
    """Delete rows that were finished long ago; returns how many."""
    done = OutboxRow.objects.filter(status=OutboxRow.Status.DONE, finished_at__lt=clock.now() - _KEEP_DONE)
    return done.delete()[0]
