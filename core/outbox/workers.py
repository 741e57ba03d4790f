"""Telling workers in other processes which rows to look at. A word may be lost: the row stays, and is told again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Final

import structlog
from django.db.models import Q

from core import clock
from core.models import OutboxRow

log = structlog.get_logger(__name__)
Tell = Callable[[int, str], None]
Waiting = Callable[[str], int]

# A worker was told and nothing happened: the word was lost, or the queue is long. Asking twice does no harm.
ASK_AGAIN = timedelta(seconds=60)
# In a queue that is empty no word is on its way: what was asked for so long ago was lost.
_LOST: Final = timedelta(seconds=5)
# After a failure nobody tries for so long, so that commits do not wait for a broker that is away.
_AWAY: Final = timedelta(seconds=3)
_MOST: Final = 500
_tell: list[Tell] = []
_waiting: list[Waiting] = []
_away_until = clock.now()


def register(tell: Tell, waiting: Waiting) -> None:
    """Name the way to the workers, and how many words of a lane are on it; both raise when the broker is away."""
    _tell[:], _waiting[:] = [tell], [waiting]


def are_there() -> bool:
    """Whether workers do the work, and not a thread of the server."""
    return bool(_tell)


def ask(row_id: int, lane: str) -> bool:
    """Tell a worker about the row, after its commit; whether the broker took the word. Never fails."""
    return bool(_tell) and _at_broker(partial(_tell[0], row_id, lane))


def _is_empty(lane: str) -> bool:
    """Whether no word of a lane is on its way, as far as the broker can be asked."""
    found: list[int] = []
    return bool(_waiting) and _at_broker(lambda: found.append(_waiting[0](lane))) and found == [0]


def _at_broker(order: Callable[[], object]) -> bool:
    """Do something there; whether it could be done. One that is away is left alone for a moment."""
    global _away_until  # noqa: PLW0603 - one state of the line a process
    if clock.now() < _away_until:
        return False
    try:
        order()
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
    suspect = Q(asked_until__lt=now + ASK_AGAIN - _LOST)
    lanes = OutboxRow.objects.filter(ready & suspect).values_list("lane", flat=True).distinct()
    lost = suspect & Q(lane__in=[lane for lane in lanes if _is_empty(lane)])
    unasked = Q(asked_until=None) | Q(asked_until__lt=now) | lost
    found = OutboxRow.objects.filter(ready & unasked).order_by("due", "pk").values_list("pk", "lane")[:_MOST]
    asked = []
    for row_id, lane in found:
        if not ask(row_id, lane):
            break
        asked.append(row_id)
    OutboxRow.objects.filter(pk__in=asked).update(asked_until=now + ASK_AGAIN)
    return len(asked)
