"""The speller of the site: built in the background from public rows, stored, and swapped when a new one is there."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

from search import counters
from search.models import SearchRow, SpellerState
from search.request import Rows
from search.speller import DeletionIndex, Speller, candidates
from search.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

_CHUNK: Final = 200
_loaded: dict[str, tuple[int, Speller]] = {}


def learn(rows: Iterable[SearchRow]) -> Vocabulary:
    """Count the words of rows; the caller has made sure that all of them are public."""
    vocabulary = Vocabulary()
    for row in rows:
        vocabulary.add([row.title, *row.names], row.body)
    return vocabulary


def public_vocabulary(using: str = "default") -> Vocabulary:
    """The words of all public rows."""
    rows = SearchRow.objects.using(using).filter(audience=Rows.PUBLIC.value)
    return learn(rows.only("title", "names", "body").iterator(chunk_size=_CHUNK))


def rebuild(using: str = "default") -> Speller:
    """Learn, index, store and use a new speller."""
    changes = counters.read_counters(using).get(counters.PUBLIC_CHANGES, 0)
    speller = Speller(public_vocabulary(using))
    state, _created = SpellerState.objects.using(using).update_or_create(
        pk=1,
        defaults={
            "public_changes": changes,
            "vocabulary": zlib.compress(speller.vocabulary.dump().encode(), 1),
            "deletions": speller.index.dump(),
        },
    )
    _loaded[using] = (state.public_changes, speller)
    return speller


def rebuild_if_stale(using: str = "default") -> bool:
    """Rebuild when public rows changed since; whether it did."""
    changes = counters.read_counters(using).get(counters.PUBLIC_CHANGES, 0)
    stored = SpellerState.objects.using(using).values_list("public_changes", flat=True).first()
    if stored == changes:
        return False
    rebuild(using)
    return True


def speller(using: str = "default") -> Speller | None:
    """The newest stored speller, read once and again only when another was stored; None before the first."""
    stored = SpellerState.objects.using(using).values_list("public_changes", flat=True).first()
    if stored is None:
        return None
    kept = _loaded.get(using)
    if kept is None or kept[0] != stored:
        kept = _loaded[using] = (stored, _read(using))
    return kept[1]


def _read(using: str) -> Speller:
    state = SpellerState.objects.using(using).get(pk=1)
    vocabulary = Vocabulary.load(zlib.decompress(bytes(state.vocabulary)).decode())
    return Speller(vocabulary, DeletionIndex.load(candidates(vocabulary), bytes(state.deletions)))
