"""What a search page's address may say, read with limits; anything else in it is left aside, never an error."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from core import kinds
from search.analysis.text import LANGUAGES
from search.models import Tag
from search.request import LAST_PAGE, LONGEST_QUERY, SearchRequest, Sort

if TYPE_CHECKING:
    from django.http import QueryDict

    from core.access import Viewer


def read_request(data: QueryDict, *, viewer: Viewer, language: str, tag: str = "") -> SearchRequest:
    """The request that an address asks for."""
    chosen = frozenset(data.getlist("tag")[:20]) | ({tag} if tag else frozenset())
    sort = data.get("sort", "")
    return SearchRequest(
        # The sign zero stands in no page, and PostgreSQL takes it in no text.
        query=data.get("q", "").replace("\0", " ").strip()[:LONGEST_QUERY],
        viewer=viewer,
        language=language,
        kinds=frozenset(data.getlist("kind")) & {kind.name for kind in kinds.searchable_kinds()},
        tags=frozenset(Tag.objects.filter(slug__in=chosen).values_list("slug", flat=True)) if chosen else frozenset(),
        languages=frozenset(data.getlist("lang")) & frozenset(LANGUAGES),
        sort=Sort(sort) if sort in set(Sort) else Sort.RELEVANCE,
        page=_page(data.get("page", "1")),
        raw=data.get("raw") == "1",
    )


def _page(text: str) -> int:
    return min(max(int(text), 1), LAST_PAGE) if text.isascii() and text.isdigit() and len(text) < 4 else 1


def pairs(request: SearchRequest) -> list[tuple[str, str]]:
    """A request as pairs of an address, without the page."""
    found = [("q", request.query)] if request.query else []
    found += [("kind", kind) for kind in sorted(request.kinds)]
    found += [("lang", language) for language in sorted(request.languages)]
    found += [("tag", tag) for tag in sorted(request.tags)]
    if request.sort is not Sort.RELEVANCE:
        found.append(("sort", request.sort.value))
    if request.raw:
        found.append(("raw", "1"))
    return found


def address(request: SearchRequest, path: str, *, page: int = 1, without: tuple[str, str] | None = None) -> str:
    """The address of a request, perhaps on another page or without one selection."""
    kept = [pair for pair in pairs(request) if pair != without]
    if page > 1:
        kept.append(("page", str(page)))
    return f"{path}?{urlencode(kept)}" if kept else path
