"""A throw-away index made of the site's own parts: a temporary SQLite database with the tables of search."""

from __future__ import annotations

import copy
import secrets
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from django.db import connections, transaction

from search import counters, fts
from search.indexing import Index, write_documents
from search.models import ExactName, SearchCounter, SearchRow, SpellerState, Synonym, WriteTarget

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from core.kinds import SearchDocument

_MODELS: Final = (SearchRow, ExactName, Synonym, SearchCounter, SpellerState, WriteTarget)


@contextmanager
def scratch_database() -> Iterator[str]:
    """The alias of a new database with the tables of search, gone afterwards."""
    alias = f"search_scratch_{secrets.token_hex(4)}"
    with TemporaryDirectory(prefix="consilium-search-") as folder:
        settings = copy.deepcopy(connections["default"].settings_dict)
        settings |= {"ENGINE": "django.db.backends.sqlite3", "NAME": str(Path(folder, "search.sqlite3"))}
        settings["OPTIONS"] = {"init_command": "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-64000"}
        connections.databases[alias] = settings
        try:
            _create_tables(alias)
            yield alias
        finally:
            connections[alias].close()
            del connections[alias]
            del connections.databases[alias]


def _create_tables(alias: str) -> None:
    with connections[alias].schema_editor() as editor:
        for model in _MODELS:
            editor.create_model(model)
    with connections[alias].cursor() as cursor:
        fts.create(cursor)


def fill(alias: str, documents: Iterable[SearchDocument]) -> int:
    """Write documents as the site would; returns how many."""
    index = Index(using=alias)
    count = 0
    with transaction.atomic(using=alias):
        for document in documents:
            version = counters.raise_counter(counters.VERSIONS, alias)
            write_documents(document.kind, document.object_id, [document], version, index)
            count += 1
    return count
