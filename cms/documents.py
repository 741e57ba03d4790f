"""What search knows of pages. An alias repeats another page and is never indexed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Any

from django.utils import translation

from cms.models import AlertPage, CentrePage, ProsePage
from cms.models.base import ReviewedPage
from core.kinds import SearchDocument
from core.richtext import to_text


def _moment(day: Any) -> datetime | None:
    if day is None or isinstance(day, datetime):
        return day
    return datetime.combine(day, time(12), UTC)


def reviewed_documents(kind: str) -> Any:
    """Make the function that describes articles or medicines."""

    def documents(page: ReviewedPage) -> Iterable[SearchDocument]:
        if page.alias_of_id is not None:
            return []
        edition = getattr(page, "source_edition", None)
        return [
            SearchDocument(
                kind=kind,
                object_id=str(page.pk),
                language=page.language,
                audience=page.audience,
                title=page.title,
                names=page.names,
                body=page.body_words,
                date=_moment(page.checked_at or edition) or page.last_published_at,
                tags=tuple(page.tags.values_list("slug", flat=True)),
                source=getattr(page, "source_name", ""),
            )
        ]

    return documents


def alert_documents(page: AlertPage) -> Iterable[SearchDocument]:
    """Describe an alert."""
    if page.alias_of_id is not None:
        return []
    words = [page.place, page.summary, *page.emergency_signs, *page.groups, *page.acts, to_text(page.body)]
    return [
        SearchDocument(
            kind="alert",
            object_id=str(page.pk),
            language=page.language,
            audience=page.audience,
            title=page.title,
            body=" ".join(word for word in words if word),
            date=page.starts_at,
            source=page.source_name,
        )
    ]


def centre_documents(page: CentrePage) -> Iterable[SearchDocument]:
    """Describe a health centre: a service is found by the name of its tag in the language of the page."""
    if page.alias_of_id is not None:
        return []
    tags = list(page.tags.all())
    services = [tag.label(page.language) for tag in tags]
    with translation.override(page.language):
        care = str(page.get_care_display())
    words = [care, page.town, page.address, page.summary, *services, *page.languages, *page.times]
    return [
        SearchDocument(
            kind="centre",
            object_id=str(page.pk),
            language=page.language,
            audience=page.audience,
            title=page.title,
            body=" ".join(word for word in words if word),
            date=_moment(page.confirmed_on) or page.last_published_at,
            tags=tuple(tag.slug for tag in tags),
        )
    ]


def prose_documents(page: ProsePage) -> Iterable[SearchDocument]:
    """Describe a plain page."""
    if page.alias_of_id is not None:
        return []
    return [
        SearchDocument(
            kind="page",
            object_id=str(page.pk),
            language=page.language,
            audience=page.audience,
            title=page.title,
            body=f"{page.summary} {to_text(page.body)}".strip(),
            date=page.last_published_at,
        )
    ]
