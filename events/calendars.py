"""Writing iCalendar (RFC 5545, with the names of RFC 7986)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from icalendar import Calendar
from icalendar import Event as CalendarEvent

from core import clock
from events.documents import url_of_event
from events.models import Event


def write_calendar(events: Iterable[Event], *, name: str, language: str) -> bytes:
    """Render events as one calendar; a line for each, with a stable UID and a rising SEQUENCE."""
    calendar = Calendar.new(name=name, refresh_interval=timedelta(hours=6))
    calendar["PRODID"] = "-//Consilium//EN"
    for event in events:
        calendar.add_component(_entry(event, language))
    return bytes(calendar.to_ical())


def _entry(event: Event, language: str) -> CalendarEvent:
    entry = CalendarEvent()
    entry.add("uid", f"{event.public_id}@{settings.BASE_URL.split('://', 1)[1]}")
    entry.add("dtstamp", clock.now())
    entry.add("dtstart", event.starts_at.astimezone(event.zone))
    entry.add("dtend", event.ends_at.astimezone(event.zone))
    entry.add("summary", event.words("title", language))
    entry.add("description", event.words("description", language))
    entry.add("location", event.words("place", language))
    entry.add("url", settings.BASE_URL + url_of_event(event, language))
    entry.add("sequence", event.sequence)
    entry.add("status", "CANCELLED" if event.cancelled_at else "CONFIRMED")
    return entry
