"""A throw-away index made of the site's own parts: a temporary SQLite database with the tables of search."""

from __future__ import annotations

import copy
import secrets
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from django.db import connections, transaction

from search import fts
from search.indexing import Index, write_new
from search.models import ExactName, SearchCounter, SearchRow, SpellerState, Synonym, WriteTarget

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from core.kinds import SearchDocument

_BATCH: Final = 200
_MODELS: Final = (SearchRow, ExactName, Synonym, SearchCounter, SpellerState, WriteTarget)


@contextmanager
def scratch_database() -> Iterator[str]:
    """The alias of a new database with the tables of search, gone afterwards."""
    alias = f"search_scratch_{secrets.token_hex(4)}"
    with TemporaryDirectory(prefix="consilium-search-") as folder:
        settings = copy.deepcopy(connections["default"].settings_dict)
        settings |= {"ENGINE": "django.db.backends.sqlite3", "NAME": str(Path(folder, "search.sqlite3"))}
        settings["OPTIONS"] = {
            "init_command": "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-64000"
        }
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
    count = 0
    waiting = iter(documents)
    with transaction.atomic(using=alias):
        while batch := list(islice(waiting, _BATCH)):
            write_new(batch, Index(using=alias))
            count += len(batch)
    return count
