"""Drawing events: their words in the reader's language, and the row of a list."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from events.documents import url_of_event
from events.enums import RegistrationState
from events.models import Event

register = template.Library()


def _language() -> str:
    return (get_language() or "en")[:2]


@register.filter
def words(event: Event, part: str) -> str:
    """A part of the event in the reader's language."""
    return event.words(part, _language())


def _seats(event: Event) -> str:
    if event.capacity is None:
        return ""
    free = max(0, event.capacity - event.taken)
    if not free:
        return _("All places are taken")
    return ngettext("%(free)d place left", "%(free)d places left", free) % {"free": free}


@register.inclusion_tag("components/event_row.html")
def event_row(event: Event, state: str | None = None, level: int = 3) -> dict[str, Any]:
    """The row of one event."""
    tags = []
    if state == RegistrationState.REGISTERED:
        tags.append({"label": RegistrationState.REGISTERED.label, "kind": "ok", "icon": "check"})
    elif state == RegistrationState.WAITING:
        tags.append({"label": RegistrationState.WAITING.label, "kind": "info", "icon": "clock"})
    return {
        "start": event.starts_at.astimezone(event.zone),
        "title": event.words("title", _language()),
        "url": url_of_event(event, _language()),
        "audience": event.audience,
        "audience_label": event.group.name if event.group_id and event.group else "",
        "text": event.words("place", _language()),
        "seats": _seats(event),
        "tags": tags,
        "level": level,
    }
