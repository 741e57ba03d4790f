"""Writing, claiming and finishing outbox rows."""

from __future__ import annotations

import threading
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from core import clock
from core.models import OutboxRow
from core.outbox import workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from django.db.models import QuerySet

# How long a worker may take. Longer than any wait between taking a row and beginning it, which is none.
LEASES: Final[dict[str, timedelta]] = {
    OutboxRow.Lane.FAST: timedelta(minutes=1),
    OutboxRow.Lane.SLOW: timedelta(minutes=15),
}
GIVE_UP_AFTER: Final = 12
# Work whose server is away is tried again after a minute at most, and never given up.
_AWAY_ATTEMPTS: Final = 6
_KEEP_DONE: Final = timedelta(days=1)
_KEY_LENGTH: Final = 255
_WRITTEN: Final = ("task", "args", "key", "lane", "status", "attempts", "due", "asked_until", "error")
_INSERT: Final = f"""
    INSERT INTO core_outboxrow ({", ".join(_WRITTEN)}) VALUES ({", ".join(["%s"] * len(_WRITTEN))})
    ON CONFLICT (key) WHERE status = 'pending' DO UPDATE SET key = excluded.key
    RETURNING id
"""  # noqa: S608 - names of our own columns

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
    insert(
        OutboxRow(
            task=name,
            args=list(args),
            key=(key or f"{name}:{':'.join(str(a) for a in args)}")[:_KEY_LENGTH],
            lane=lane,
            due=due or clock.now(),
        )
    )


def insert(row: OutboxRow) -> None:
    """Write a row unless the same work waits, and have somebody look at it after the commit.

    A row that waits already is locked until then: a worker who took it now would read the state before this
    transaction, and nobody would come back for ours.
    """
    asks = workers.are_there() and row.due <= clock.now()
    row.asked_until = clock.now() + workers.ASK_AGAIN if asks else None
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [_prepared(row, name) for name in _WRITTEN])
        row_id = cursor.fetchone()[0]
    if asks:
        transaction.on_commit(partial(workers.ask, row_id, row.lane))
    else:
        transaction.on_commit(wake.set)


def _prepared(row: OutboxRow, name: str) -> Any:
    """A value as the database takes it."""
    field = next(field for field in OutboxRow._meta.concrete_fields if field.name == name)
    return field.get_db_prep_save(getattr(row, name), connection)


def claim(lane: str, limit: int, *, task: str = "") -> list[OutboxRow]:
    """Take due rows, and rows whose worker died, for this worker; all of the lane, or those of one task."""
    now = clock.now()
    of_lane = OutboxRow.objects.filter(lane=lane, **({"task": task} if task else {}))
    with transaction.atomic():
        rows = list(_locked(of_lane.filter(_waiting(now))).order_by("due", "pk")[:limit])
        rows += _locked(of_lane.filter(_lost(now))).order_by("due", "pk")[: limit - len(rows)]
        return _take(rows, now)


def claim_one(row_id: int) -> OutboxRow | None:
    """Take this row for this worker; None when it is done, not due, or in somebody's hands."""
    now = clock.now()
    with transaction.atomic():
        taken = _take(list(_locked(OutboxRow.objects.filter(_waiting(now) | _lost(now), pk=row_id))), now)
    return taken[0] if taken else None


def _waiting(now: datetime) -> Q:
    return Q(status=OutboxRow.Status.PENDING, due__lte=now)


def _lost(now: datetime) -> Q:
    return Q(status=OutboxRow.Status.CLAIMED, lease_until__lt=now)


def _take(rows: list[OutboxRow], now: datetime) -> list[OutboxRow]:
    """Give the rows their lease; work that ended its workers again and again is given up instead."""
    fresh = [row for row in rows if row.status == OutboxRow.Status.PENDING and row.attempts < GIVE_UP_AFTER]
    for row in fresh:
        row.status, row.lease_until = OutboxRow.Status.CLAIMED, now + LEASES[row.lane]
    if fresh:
        lease = {"status": OutboxRow.Status.CLAIMED, "lease_until": fresh[0].lease_until}
        OutboxRow.objects.filter(pk__in=[row.pk for row in fresh]).update(**lease)
    return fresh + _take_lost([row for row in rows if row not in fresh], now)


def _take_lost(rows: list[OutboxRow], now: datetime) -> list[OutboxRow]:
    taken = []
    for row in rows:
        if row.status == OutboxRow.Status.CLAIMED:
            row.attempts += 1
            row.error = "The process that did this work ended."
        row.status = OutboxRow.Status.CLAIMED if row.attempts < GIVE_UP_AFTER else OutboxRow.Status.FAILED
        row.lease_until = now + LEASES[row.lane] if row.status == OutboxRow.Status.CLAIMED else None
        if row.lease_until is not None:
            taken.append(row)
    if rows:
        OutboxRow.objects.bulk_update(rows, ["attempts", "error", "status", "lease_until"])
    return taken


def _locked(rows: QuerySet[OutboxRow]) -> QuerySet[OutboxRow]:
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True)
    return rows


def _mine(row: OutboxRow) -> QuerySet[OutboxRow]:
    """The row, while its lease is the one that this worker took: after that it is another's."""
    return OutboxRow.objects.filter(pk=row.pk, status=OutboxRow.Status.CLAIMED, lease_until=row.lease_until)


def finish(row: OutboxRow) -> None:
    """Mark the work as done."""
    _mine(row).update(status=OutboxRow.Status.DONE, finished_at=clock.now(), lease_until=None, error="")


def finish_all(rows: Iterable[OutboxRow]) -> None:
    """Mark the work of several rows as done."""
    by_lease: dict[datetime | None, list[int]] = {}
    for row in rows:
        by_lease.setdefault(row.lease_until, []).append(row.pk)
    for lease, ids in by_lease.items():
        mine = OutboxRow.objects.filter(pk__in=ids, status=OutboxRow.Status.CLAIMED, lease_until=lease)
        mine.update(status=OutboxRow.Status.DONE, finished_at=clock.now(), lease_until=None, error="")


def fail(row: OutboxRow, reason: str, *, away: bool = False) -> None:
    """Try again later, with growing pauses; in the end give up where staff can see it.

    What fails because something is away does not count, beyond the pauses that it makes grow.
    """
    attempts = row.attempts + 1 if not away or row.attempts < _AWAY_ATTEMPTS else row.attempts
    status = OutboxRow.Status.FAILED if attempts >= GIVE_UP_AFTER else OutboxRow.Status.PENDING
    due = clock.now() + timedelta(seconds=min(2**attempts, 60 if away else 900))
    try:
        with transaction.atomic():
            _mine(row).update(
                status=status, attempts=attempts, due=due, lease_until=None, asked_until=None, error=reason[:200]
            )
    except IntegrityError:  # the same work waits again already: this row is superseded
        finish(row)


def failed() -> QuerySet[OutboxRow]:
    """Rows that were given up."""
    return OutboxRow.objects.filter(status=OutboxRow.Status.FAILED)


def retry(row: OutboxRow) -> None:
    """Give a failed row another chance."""
    OutboxRow.objects.filter(pk=row.pk, status=OutboxRow.Status.FAILED).update(
        status=OutboxRow.Status.PENDING, attempts=0, due=clock.now(), asked_until=None
    )


def prune() -> int:
    """Delete rows that were finished long ago; returns how many."""
    done = OutboxRow.objects.filter(status=OutboxRow.Status.DONE, finished_at__lt=clock.now() - _KEEP_DONE)
    return done.delete()[0]
