"""Putting the answers of the two sets together, the same way on both engines."""

from __future__ import annotations

from heapq import merge
from itertools import islice, zip_longest
from typing import TYPE_CHECKING, Any

from search.request import Ranked, Sort

if TYPE_CHECKING:
    from collections.abc import Sequence

Ordered = tuple[tuple[Any, ...], Ranked]


def order_of(sort: Sort, entry: Ranked, date: str | None, title_key: str) -> tuple[Any, ...]:
    """What an entry is ordered by, as one ascending value; the newest comes first."""
    identity = (entry.kind, entry.object_id, entry.language)
    newest = (date is None, *(-ord(c) for c in date or ""))
    if sort is Sort.RELEVANCE:
        return (-entry.score, newest, *identity)
    return (newest, *identity) if sort is Sort.DATE else (title_key, *identity)


def fuse(sets: Sequence[Sequence[Ordered]], sort: Sort, limit: int) -> tuple[Ranked, ...]:
    """One list out of one ordered list a set.

    By relevance ranks are fused, never scores, because each set has its own word statistics: the first of
    each, then the second of each. By date or title the orders are the same and are merged.
    """
    if sort is Sort.RELEVANCE:
        taken = (pair for rank in zip_longest(*sets) for pair in rank if pair is not None)
    else:
        taken = merge(*sets, key=lambda pair: pair[0])
    return tuple(entry for _order, entry in islice(taken, limit))
