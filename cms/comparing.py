"""Compares pages with their search rows: finds what a bulk update, which no signal sees, left behind."""

from __future__ import annotations

from collections.abc import Iterator

from cms.querysets import EDITORS
from core.access import PUBLIC
from core.kinds import Kind, searchable_kinds
from search.models import SearchRow

PAGE_KINDS = frozenset({"article", "drug", "alert", "centre", "page"})


def differences() -> Iterator[tuple[str, str]]:
    """Yield kind and id of every page whose row is missing, left over or has another audience or title."""
    for kind in searchable_kinds():
        if kind.name in PAGE_KINDS:
            yield from ((kind.name, page_id) for page_id in _differing(kind))


def _differing(kind: Kind) -> list[str]:
    pages = kind.model._default_manager.filter(alias_of=None).values_list("pk", "live", "title")
    wanted = {str(pk): (PUBLIC if live else EDITORS, title[:500]) for pk, live, title in pages}
    rows = SearchRow.objects.filter(kind=kind.name).values_list("object_id", "audience", "title")
    present = {object_id: (audience, title) for object_id, audience, title in rows}
    return sorted(pk for pk in wanted.keys() | present.keys() if wanted.get(pk) != present.get(pk))
