"""Reading events over /api/v1/: the same rows as the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from core import clock
from core.access import get_visible_or_404
from core.middleware import viewer_of
from core.paging import page_of
from events.documents import url_of_event
from events.models import Event

router = Router(tags=["events"])


class EventOut(Schema):
    """One event; `places_left` is null where there is no limit."""

    id: UUID
    audience: str
    title: dict[str, str]
    description: dict[str, str]
    place: dict[str, str]
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    places_left: int | None
    cancelled: bool
    url: str


class Events(Schema):
    """A page of events, and the cursor of the next."""

    items: list[EventOut]
    next: str | None


def _event(event: Event) -> dict[str, Any]:
    def both(part: str) -> dict[str, str]:
        return {language: getattr(event, f"{part}_{language}") for language in ("en", "es")}

    return {
        "id": event.public_id,
        "audience": event.audience,
        "title": both("title"),
        "description": both("description"),
        "place": both("place"),
        "starts_at": event.starts_at,
        "ends_at": event.ends_at,
        "time_zone": event.time_zone,
        "places_left": None if event.capacity is None else max(0, event.capacity - event.taken),
        "cancelled": event.cancelled_at is not None,
        "url": url_of_event(event, "en"),
    }


@router.get("", response=Events, url_name="events")
def list_events(request: HttpRequest, after: str | None = None) -> dict[str, Any]:
    """What comes next, as far as the caller may see it."""
    coming = Event.objects.visible_to(viewer_of(request)).filter(ends_at__gt=clock.now(), cancelled_at=None)
    page = page_of(coming, order=("starts_at", "pk"), cursor=after)
    return {"items": [_event(event) for event in page.items], "next": page.next_cursor}


@router.get("{public_id}", response=EventOut, url_name="event")
def read_event(request: HttpRequest, public_id: UUID) -> dict[str, Any]:
    """One event."""
    return _event(get_visible_or_404(Event.objects.all(), viewer_of(request), public_id=public_id))
