"""Reading articles, medicines and alerts over /api/v1/: the same rows as the pages, by the same rule."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from cms.models import AlertPage, ArticlePage, CentrePage, DrugPage
from core.middleware import viewer_of
from core.paging import page_of

router = Router(tags=["pages"])
_SIZE = 50


class PageItem(Schema):
    """A page in a list."""

    id: int
    slug: str
    language: str
    title: str
    url: str
    summary: str


class ReviewedItem(PageItem):
    """A page with its check."""

    checked_at: date | None
    review_due: date | None
    freshness: str


class ArticleOut(ReviewedItem):
    """An article as a whole."""

    also_called: list[str]
    emergency: list[str]
    short_version: list[str]
    text: str
    codes: list[str]
    tags: list[str]
    reviewer: str
    source: str
    source_edition: date | None
    source_url: str
    licence: str
    twin_url: str


class AlertOut(PageItem):
    """An alert."""

    severity: str
    place: str
    starts_at: datetime
    ends_at: datetime | None
    state: str
    what_to_do: list[str]


class CentreOut(PageItem):
    """A health centre."""

    care: str
    town: str
    address: str
    phone: str
    always_open: bool
    hours: list[str]
    languages_spoken: list[str]
    confirmed_on: date | None


class Articles(Schema):
    """One page of a list, and the cursor of the next."""

    items: list[ReviewedItem]
    next: str | None


class Alerts(Schema):
    """One page of alerts, and the cursor of the next."""

    items: list[AlertOut]
    next: str | None


class Centres(Schema):
    """One page of health centres, and the cursor of the next."""

    items: list[CentreOut]
    next: str | None


class Listing(Schema):
    """What a list may be asked for."""

    language: str = Field(default="", pattern="^(en|es)?$")
    cursor: str = Field(default="", max_length=400)


def _rows(request: HttpRequest, model: Any, language: str) -> Any:
    rows = model.objects.all().visible_to(viewer_of(request)).originals().select_related("locale")
    return rows.filter(locale__language_code=language) if language else rows


def _list(request: HttpRequest, model: Any, listing: Listing, describe: Any) -> dict[str, Any]:
    rows = _rows(request, model, listing.language)
    page = page_of(rows, order=("title", "id"), cursor=listing.cursor, size=_SIZE)
    return {"items": [describe(item) for item in page.items], "next": page.next_cursor}


def _one(request: HttpRequest, model: Any, slug: str, language: str) -> Any:
    found = _rows(request, model, language).filter(slug=slug).order_by("locale__language_code").first()
    if found is None:
        raise Http404
    return found


def _item(page: Any) -> dict[str, Any]:
    return {
        "id": page.pk,
        "slug": page.slug,
        "language": page.language,
        "title": page.title,
        "url": page.get_url() or "",
        "summary": page.summary,
    }


def _reviewed(page: Any) -> dict[str, Any]:
    state = str(page.freshness.value)
    return _item(page) | {"checked_at": page.checked_at, "review_due": page.review_due, "freshness": state}


def _article(page: Any) -> dict[str, Any]:
    return _reviewed(page) | {
        "also_called": list(page.names),
        "emergency": list(page.emergency_signs),
        "short_version": list(page.short_lines),
        "text": page.body_words,
        "codes": [f"{system}:{code}" for system, code, _name in page.code_list],
        "tags": list(page.tags.values_list("slug", flat=True)),
        "reviewer": page.reviewer_label,
        "source": getattr(page, "source_name", ""),
        "source_edition": getattr(page, "source_edition", None),
        "source_url": getattr(page, "source_url", ""),
        "licence": getattr(page, "source_licence", ""),
        "twin_url": (page.twin.get_url() or "") if page.twin else "",
    }


def _alert(page: Any) -> dict[str, Any]:
    times = {"starts_at": page.starts_at, "ends_at": page.ends_at, "state": str(page.state.value)}
    return _item(page) | times | {"severity": page.severity, "place": page.place, "what_to_do": list(page.acts)}


def _centre(page: Any) -> dict[str, Any]:
    same = ("care", "town", "address", "phone", "always_open", "confirmed_on")
    said = {"hours": list(page.times), "languages_spoken": list(page.languages)}
    return _item(page) | said | {name: getattr(page, name) for name in same}


@router.get("/articles", response=Articles, operation_id="list_articles")
def list_articles(request: HttpRequest, listing: Query[Listing]) -> dict[str, Any]:
    """Articles by title."""
    return _list(request, ArticlePage, listing, _reviewed)


@router.get("/articles/{slug}", response=ArticleOut, operation_id="get_article")
def get_article(request: HttpRequest, slug: str, language: str = "") -> dict[str, Any]:
    """One article; without a language the first that has it."""
    return _article(_one(request, ArticlePage, slug, language))


@router.get("/drugs", response=Articles, operation_id="list_drugs")
def list_drugs(request: HttpRequest, listing: Query[Listing]) -> dict[str, Any]:
    """Medicines by title."""
    return _list(request, DrugPage, listing, _reviewed)


@router.get("/drugs/{slug}", response=ArticleOut, operation_id="get_drug")
def get_drug(request: HttpRequest, slug: str, language: str = "") -> dict[str, Any]:
    """One medicine."""
    return _article(_one(request, DrugPage, slug, language))


@router.get("/alerts", response=Alerts, operation_id="list_alerts")
def list_alerts(request: HttpRequest, listing: Query[Listing]) -> dict[str, Any]:
    """Alerts by title; `state` says whether one holds now."""
    return _list(request, AlertPage, listing, _alert)


@router.get("/alerts/{slug}", response=AlertOut, operation_id="get_alert")
def get_alert(request: HttpRequest, slug: str, language: str = "") -> dict[str, Any]:
    """One alert."""
    return _alert(_one(request, AlertPage, slug, language))


@router.get("/centres", response=Centres, operation_id="list_centres")
def list_centres(request: HttpRequest, listing: Query[Listing]) -> dict[str, Any]:
    """Health centres by name."""
    return _list(request, CentrePage, listing, _centre)


@router.get("/centres/{slug}", response=CentreOut, operation_id="get_centre")
def get_centre(request: HttpRequest, slug: str, language: str = "") -> dict[str, Any]:
    """One health centre."""
    return _centre(_one(request, CentrePage, slug, language))
