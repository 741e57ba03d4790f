"""When a page's state changes by itself: asked when the page is served, so no job can be late."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final

from django.utils import timezone

from cms.enums import AlertState, Freshness
from core import clock

NOTICE: Final = timedelta(days=30)


def today() -> date:
    """Return the day in the time zone of the site."""
    return timezone.localdate(clock.now())


def midnight(day: date) -> datetime:
    """Return the moment at which a day begins in the time zone of the site."""
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())


def state_of(checked_at: date | None, review_due: date | None, day: date) -> Freshness:
    """Return the state on a day: overdue from the day after the review date, due in the month before it."""
    if review_due is not None and day > review_due:
        return Freshness.OVERDUE
    if checked_at is None:
        return Freshness.UNCHECKED
    if review_due is not None and day >= review_due - NOTICE:
        return Freshness.DUE
    return Freshness.FRESH


def review_moments(review_due: date | None) -> tuple[datetime, ...]:
    """Return the moments at which `state_of` may change."""
    if review_due is None:
        return ()
    return midnight(review_due - NOTICE), midnight(review_due + timedelta(days=1))


def alert_state(starts_at: datetime, ends_at: datetime | None, moment: datetime) -> AlertState:
    """Return the state of an alert: it holds from its start up to, not including, its end."""
    if moment < starts_at:
        return AlertState.PLANNED
    if ends_at is not None and moment >= ends_at:
        return AlertState.ENDED
    return AlertState.NOW


def next_change(moments: Iterable[datetime | None]) -> datetime | None:
    """Return the first of the moments that is still to come; None when nothing changes by itself."""
    now = clock.now()
    return min((moment for moment in moments if moment is not None and moment > now), default=None)
