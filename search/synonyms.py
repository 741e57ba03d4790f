"""The live synonym table: what it adds to documents and to exact keys, and what a change of it sets off."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction

from core import outbox
from search.analysis.text import key
from search.counters import SYNONYM_CHANGES, raise_counter, read_counters
from search.models import ExactName, Synonym

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Synonyms:
    """The whole table in memory, as it was at one number of changes."""

    changes: int = 0
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, name: str) -> tuple[str, ...]:
        """The exact keys that mean the same as this key, without itself."""
        keys = dict.fromkeys(key(other) for other in self.groups.get(name, ()))
        return tuple(k for k in keys if k and k != name)

    def names_for(self, names: Iterable[str]) -> tuple[str, ...]:
        """What a document with these names is called besides."""
        own = {key(name) for name in names}
        added = {key(other): other for name in own for other in self.groups.get(name, ())}
        return tuple(other for k, other in sorted(added.items()) if k not in own)


_loaded: dict[str, Synonyms] = {}


def load(using: str = "default", changes: int | None = None) -> Synonyms:
    """The table as it is now; read again only when its counter moved."""
    now = read_counters(using).get(SYNONYM_CHANGES, 0) if changes is None else changes
    kept = _loaded.get(using)
    if kept is None or kept.changes != now:
        kept = _loaded[using] = Synonyms(now, _groups(Synonym.objects.using(using).all()))
    return kept


def _groups(rows: Iterable[Synonym]) -> dict[str, tuple[str, ...]]:
    groups: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for row in rows:
        names = row.names()
        for name in row.exact_keys():
            groups[name].update(dict.fromkeys(names))
    return {name: tuple(others) for name, others in groups.items()}


def synonym_changed(instance: Synonym, using: str = "default", **_kwargs: Any) -> None:
    """Make a saved or deleted synonym work at once for exact queries, and index the documents it names again."""
    from search.tasks import index_row_task  # noqa: PLC0415 - tasks import the index, which imports this module

    with transaction.atomic(using=using):
        raise_counter(SYNONYM_CHANGES, using)
        touched = (
            ExactName.objects.using(using)
            .filter(key__in=instance.exact_keys())
            .values_list("row__kind", "row__object_id")
            .distinct()
        )
        for kind_name, object_id in touched:
            outbox.add(index_row_task, kind_name, object_id)
