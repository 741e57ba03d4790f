"""Doing the work of the outbox inside this process."""

from __future__ import annotations

import threading
from typing import Final

import structlog
from django.db import Error as DatabaseError
from django.db import connection
from django.utils.module_loading import import_string

from core import clock
from core.models import OutboxRow
from core.outbox import reasons, rows

log = structlog.get_logger(__name__)

_POLL_SECONDS: Final = 0.5
_FAST_BATCH: Final = 50
_SLOW_BATCH: Final = 1


def run_batch(lane: str = OutboxRow.Lane.FAST, limit: int = _FAST_BATCH) -> int:
    """Claim rows of the lane and do their work; returns how many were claimed."""
    claimed = rows.claim(lane, limit)
    for row in claimed:
        # What waited for its turn until its lease ended is anybody's: it is claimed anew.
        if row.lease_until is not None and row.lease_until > clock.now():
            _run(row)
    return len(claimed)


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
    """Do the work of this row if it waits for somebody; whether it did."""
    row = rows.claim_one(row_id)
    if row is None:
        return False
    _run(row)
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
                busy = run_batch() or run_batch(OutboxRow.Lane.SLOW, _SLOW_BATCH)
            except DatabaseError as error:
                log.warning("outbox.database", error=type(error).__name__)
                connection.close()
                busy = 0
            except Exception:  # nobody else does the work of this process
                log.exception("outbox.broken")
                busy = 0
            if not busy:
                rows.wake.wait(_POLL_SECONDS)
        connection.close()

    def stop(self, timeout: float = 3.0) -> None:
        """End after the row in hand."""
        self._stopped.set()
        rows.wake.set()
        self.join(timeout)
