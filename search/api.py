"""The search of the API: plain functions that return typed data; the API's own module gives them an address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from search.analysis.text import LANGUAGES
from search.finding import find
from search.request import LONGEST_QUERY, Facets, Hit, SearchRequest, Sort

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.access import Viewer


@dataclass(frozen=True, slots=True)
class HitReply:
    """One result. Titles and snippets are HTML with found words in `<mark>`."""

    kind: str
    id: str
    language: str
    audience: str
    url: str
    title: str
    title_html: str
    snippet_html: str
    date: datetime | None
    tags: list[str]
    source: str


@dataclass(frozen=True, slots=True)
class FacetsReply:
    """Counts by value, each over all other selections."""

    kinds: dict[str, int]
    languages: dict[str, int]
    tags: dict[str, int]


@dataclass(frozen=True, slots=True)
class SearchReply:
    """One page of results. `corrected` is the query that was searched instead, or empty."""

    query: str
    corrected: str
    emergency: bool
    degraded: bool
    total: int
    page: int
    pages: int
    hits: list[HitReply]
    facets: FacetsReply


def search(  # noqa: PLR0913 - one argument for each parameter of the address
    viewer: Viewer,
    *,
    q: str,
    language: str = "en",
    kinds: Sequence[str] = (),
    tags: Sequence[str] = (),
    languages: Sequence[str] = (),
    sort: str = "relevance",
    page: int = 1,
    size: int = 20,
    raw: bool = False,
) -> SearchReply:
    """Answer one search of the API; ValueError names a value that no search has."""
    if unknown := {language, *languages} - set(LANGUAGES):
        raise ValueError(f"unknown language {min(unknown)!r}")
    asked = SearchRequest(
        query=q[:LONGEST_QUERY],
        viewer=viewer,
        language=language,
        kinds=frozenset(kinds),
        tags=frozenset(tags),
        languages=frozenset(languages),
        sort=Sort(sort),
        page=page,
        size=size,
        raw=raw,
    )
    found = find(asked)
    return SearchReply(
        query=asked.query,
        corrected=found.corrected,
        emergency=found.emergency,
        degraded=found.degraded,
        total=found.total,
        page=asked.page,
        pages=found.pages,
        hits=[_hit(hit) for hit in found.hits],
        facets=_facets(found.facets),
    )


def _hit(hit: Hit) -> HitReply:
    return HitReply(
        kind=hit.kind,
        id=hit.object_id,
        language=hit.language,
        audience=hit.audience,
        url=hit.url,
        title=hit.title,
        title_html=str(hit.title_html),
        snippet_html=str(hit.snippet_html),
        date=hit.date,
        tags=list(hit.tags),
        source=hit.source,
    )


def _facets(facets: Facets) -> FacetsReply:
    return FacetsReply(dict(facets.kinds), dict(facets.languages), dict(facets.tags))
