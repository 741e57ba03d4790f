"""Doing the work of the outbox inside this process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any, Final

import structlog
from django.db import Error as DatabaseError
from django.db import connection
from django.utils.module_loading import import_string

from core import clock
from core.models import OutboxRow
from core.outbox import reasons, rows

Together = Callable[[list[list[Any]]], None]
log = structlog.get_logger(__name__)

_POLL_SECONDS: Final = 0.5
# What comes within this time is done together, for a fraction of the price.
_GATHER_SECONDS: Final = 0.2
_FAST_BATCH: Final = 50
_SLOW_BATCH: Final = 1
_together: dict[str, Together] = {}


def run_batch(lane: str = OutboxRow.Lane.FAST, limit: int = _FAST_BATCH) -> int:
    """Claim rows of the lane and do their work; returns how many were claimed."""
    claimed = rows.claim(lane, limit)
    _run_all(claimed)
    return len(claimed)


def register_together(task: Callable[..., Any], together: Together) -> None:
    """Name a function that does the work of many rows of a task at once, given their arguments.

    It does all or nothing: if it fails, each row is tried by itself.
    """
    _together[rows.name_of(task)] = together


def _run_all(claimed: Sequence[OutboxRow]) -> None:
    """What can be done together first, then the others one by one."""
    groups: dict[str, list[OutboxRow]] = {}
    alone: list[OutboxRow] = []
    for row in claimed:
        (groups.setdefault(row.task, []) if row.task in _together else alone).append(row)
    for found in groups.values():
        alone = [*_run_together(found), *alone]
    for row in alone:
        if _is_ours(row):
            _run(row)


def _is_ours(row: OutboxRow) -> bool:
    """What waited for its turn until its lease ended is anybody's: it is claimed anew."""
    return row.lease_until is not None and row.lease_until > clock.now()


def _run_together(found: Sequence[OutboxRow]) -> Sequence[OutboxRow]:
    """Do the work of rows of one task; returns those that are to be tried alone."""
    if len(found) == 1:
        return found
    try:
        _together[found[0].task]([row.args for row in found])
    except Exception as error:  # noqa: BLE001 - as for a single row
        log.warning("outbox.together_failed", task=found[0].task, rows=len(found), error=type(error).__name__)
        if not reasons.is_away(error):
            return found
        for row in found:  # alone each would wait for the same server
            rows.fail(row, reasons.reason_of(error), away=True)
    else:
        rows.finish_all(found)
    return []


def _run(row: OutboxRow) -> None:
    """Do the work of one row. Whatever goes wrong stays with the row."""
    try:
        import_string(row.task)(*row.args)
    except Exception as error:  # noqa: BLE001 - any failure of a task must end in its row, not in the thread
        log.warning("outbox.failed", task=row.task, row=row.pk, error=type(error).__name__)
        rows.fail(row, reasons.reason_of(error), away=reasons.is_away(error))
    else:
        rows.finish(row)


def run_row(row_id: int) -> bool:
    """Do the work of this row if it waits for somebody, with what can be done together; whether it did."""
    row = rows.claim_one(row_id)
    if row is None:
        return False
    others = rows.claim(row.lane, _FAST_BATCH - 1, task=row.task) if row.task in _together else []
    _run_all([row, *others])
    return True


def drain_now(limit: int = 10_000) -> int:
    """Do everything that is due, in this thread; for commands and tests."""
    done = 0
    while done < limit:
        count = run_batch() or run_batch(OutboxRow.Lane.SLOW)
        if not count:
            break
        done += count
    return done


class Drainer(threading.Thread):
    """The thread of the embedded server that drains the outbox."""

    def __init__(self) -> None:
        super().__init__(name="outbox", daemon=True)
        self._stopped = threading.Event()

    def run(self) -> None:
        """Drain until stopped; a broken database only makes it wait."""
        while not self._stopped.is_set():
            rows.wake.clear()
            try:
                fast = run_batch()
                busy = fast or run_batch(OutboxRow.Lane.SLOW, _SLOW_BATCH)
            except DatabaseError as error:
                log.warning("outbox.database", error=type(error).__name__)
                connection.close()
                fast = busy = 0
            except Exception:  # nobody else does the work of this process
                log.exception("outbox.broken")
                fast = busy = 0
            if 0 < fast < _FAST_BATCH or (not busy and rows.wake.wait(_POLL_SECONDS)):
                self._stopped.wait(_GATHER_SECONDS)
        connection.close()

    def stop(self, timeout: float = 3.0) -> None:
        """End after the row in hand."""
        self._stopped.set()
        rows.wake.set()
        self.join(timeout)
