"""Rising numbers kept in the database: every change takes one, every cache compares one."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.db.models import F

from search.models import SearchCounter

VERSIONS: Final = "versions"
PUBLIC_CHANGES: Final = "public"
SYNONYM_CHANGES: Final = "synonyms"


def raise_counter(name: str, using: str = "default", *, by: int = 1) -> int:
    """Take the next number, inside the caller's transaction: whoever takes a later one also read later."""
    rows = SearchCounter.objects.using(using)
    with transaction.atomic(using=using):
        if not rows.filter(name=name).update(value=F("value") + by):
            rows.get_or_create(name=name)
            rows.filter(name=name).update(value=F("value") + by)
        return rows.values_list("value", flat=True).get(name=name)


def read_counters(using: str = "default") -> dict[str, int]:
    """All numbers in one query."""
    return dict(SearchCounter.objects.using(using).values_list("name", "value"))
