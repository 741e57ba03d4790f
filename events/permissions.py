"""Who may plan events and take part. Pure predicates."""

from __future__ import annotations

from core.access import Viewer
from events.models import Event


def audiences_for(viewer: Viewer) -> list[str]:
    """For whom somebody may plan an event that belongs to no group."""
    audiences = ["physician"] if viewer.holds("physician") else []
    return [*audiences, "public"] if viewer.holds("staff:editor") else audiences


def can_plan(viewer: Viewer, audience: str) -> bool:
    """Physicians for physicians and for groups they moderate, editors for everybody."""
    if audience.startswith("group:"):
        return viewer.holds(audience.replace("group:", "group-moderator:"))
    return audience in audiences_for(viewer)


def can_register(viewer: Viewer, event: Event) -> bool:
    """Members take part in what they may see, until it ends."""
    return viewer.holds("member") and viewer.holds(event.audience) and not event.is_over and event.cancelled_at is None


def can_cancel_event(viewer: Viewer, event: Event) -> bool:
    """The host, before the end."""
    return viewer.user_id == event.host_id and viewer.holds(event.audience) and not event.is_over
