"""What a search asks and what it answers: frozen values, the same for page, API, feed and both engines."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from core.access import ANONYMOUS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from core.access import Viewer

PAGE_SIZE: Final = 20
LAST_PAGE: Final = 50
LONGEST_QUERY: Final = 400


class Sort(StrEnum):
    """Orders of a result list."""

    RELEVANCE = "relevance"
    DATE = "date"
    TITLE = "title"


class Rows(StrEnum):
    """The two sets of documents. They are ranked apart, so that private text never moves a public score."""

    PUBLIC = "public"
    RESTRICTED = "restricted"


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search by one viewer.

    `language` is the language of the page that asks: its documents come first. Empty `kinds`, `tags` and
    `languages` mean all. `raw` switches the speller off.
    """

    query: str
    viewer: Viewer = ANONYMOUS
    language: str = "en"
    kinds: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    size: int = PAGE_SIZE
    raw: bool = False

    def __post_init__(self) -> None:
        """Refuse what no page links to; the query itself is never refused."""
        if not 1 <= self.page <= LAST_PAGE:
            message = f"page must be between 1 and {LAST_PAGE}"
            raise ValueError(message)
        if not 1 <= self.size <= 100:
            message = "size must be between 1 and 100"
            raise ValueError(message)

    @property
    def sets(self) -> tuple[Rows, ...]:
        """The sets in which this viewer can find anything."""
        more = self.viewer.grants - {Rows.PUBLIC.value}
        return (Rows.PUBLIC, Rows.RESTRICTED) if more else (Rows.PUBLIC,)


@dataclass(frozen=True, slots=True)
class Ranked:
    """One entry of an engine's ranking, not yet checked against the database."""

    kind: str
    object_id: str
    language: str
    rows: Rows
    score: float


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts by value, each over all other selections."""

    kinds: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    tags: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ranking:
    """An engine's answer: the first entries in order, how many there are, and the counts."""

    entries: tuple[Ranked, ...]
    total: int
    facets: Facets = field(default_factory=Facets)


@dataclass(frozen=True, slots=True)
class Hit:
    """One result as it is shown: checked against the database a moment ago, all HTML escaped."""

    kind: str
    kind_label: str
    object_id: str
    language: str
    audience: str
    audience_label: str
    url: str
    title: str
    title_html: str
    snippet_html: str
    date: datetime | None
    tags: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """Everything a result page needs. `degraded` says that the engine was away and titles answered."""

    request: SearchRequest
    hits: tuple[Hit, ...]
    total: int
    facets: Facets
    corrected: str = ""
    emergency: bool = False
    degraded: bool = False

    @property
    def pages(self) -> int:
        """How many pages can be opened."""
        return min(LAST_PAGE, max(1, -(-self.total // self.request.size)))
