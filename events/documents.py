"""What search knows of events, and where they are shown."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import translation

from core.kinds import SearchDocument
from events.models import Event


def url_of_event(event: Event, language: str) -> str:
    """The page of the event."""
    with translation.override(language):
        return reverse("events:event", args=[event.public_id])


def event_documents(event: Event) -> Iterable[SearchDocument]:
    """One document for each language that has a title; an event called off is not found."""
    if event.cancelled_at is not None:
        return
    for language in ("en", "es"):
        title = getattr(event, f"title_{language}")
        if title:
            yield SearchDocument(
                kind="event",
                object_id=str(event.pk),
                language=language,
                audience=event.audience,
                title=title,
                body=" ".join([event.words("description", language), event.words("place", language), event.speakers]),
                date=event.starts_at,
                tags=tuple(event.tags.values_list("slug", flat=True)),
            )
