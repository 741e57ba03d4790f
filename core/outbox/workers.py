"""Telling workers in other processes which rows to look at. A word may be lost: the row stays, and is told again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

import structlog
from django.db.models import Q

from core import clock
from core.models import OutboxRow

log = structlog.get_logger(__name__)
Tell = Callable[[int, str], None]

# A worker was told and nothing happened: the word was lost, or the queue is long. Asking twice does no harm.
ASK_AGAIN = timedelta(seconds=60)
# After a failure nobody tries for so long, so that commits do not wait for a broker that is away.
_AWAY: Final = timedelta(seconds=3)
_MOST: Final = 500
_tell: list[Tell] = []
_away_until = clock.now()


def register(tell: Tell) -> None:
    """Name the way to the workers: `tell(row_id, lane)` raises when the broker is away."""
    _tell[:] = [tell]


def are_there() -> bool:
    """Whether workers do the work, and not a thread of the server."""
    return bool(_tell)


def ask(row_id: int, lane: str) -> bool:
    """Tell a worker about the row, after its commit; whether the broker took the word. Never fails."""
    global _away_until  # noqa: PLW0603 - one state of the line a process
    if not _tell or clock.now() < _away_until:
        return False
    try:
        _tell[0](row_id, lane)
    except Exception as error:  # noqa: BLE001 - whatever a broker does, the row is safe and asked for again
        log.warning("outbox.broker_away", error=type(error).__name__)
        _away_until = clock.now() + _AWAY
        return False
    return True


def ask_for_due() -> int:
    """Ask for every row that is due, or whose worker died, and that nobody was asked for lately; returns how many.

    Two processes that do this at once ask twice, which is harmless: a row is taken by one worker only.
    """
    now = clock.now()
    ready = Q(status=OutboxRow.Status.PENDING, due__lte=now) | Q(status=OutboxRow.Status.CLAIMED, lease_until__lt=now)
    unasked = Q(asked_until=None) | Q(asked_until__lt=now)
    found = OutboxRow.objects.filter(ready & unasked).order_by("due", "pk").values_list("pk", "lane")[:_MOST]
    asked = []
    for row_id, lane in found:
        if not ask(row_id, lane):
            break
        asked.append(row_id)
    OutboxRow.objects.filter(pk__in=asked).update(asked_until=now + ASK_AGAIN)
    return len(asked)
