"""Building the index again while the site runs, without losing a change or a search.

Every change goes to the old and the new index from the first moment; the filling carries the versions of the
rows, so that it never overwrites something newer; at the end one step puts the new one in the old one's place.
"""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING, Final

from django.db import connections, transaction

from core import kinds
from search import counters, fts, spelling
from search.backends import uses_elasticsearch
from search.indexing import EMBEDDED, documents_of, index_object, set_of, texts_of, write_documents
from search.models import SearchRow, WriteTarget
from search.request import Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.backends.utils import CursorWrapper

    Say = Callable[[str], None]

_PAUSE_SECONDS: Final = 0.05


def quiet(_line: str) -> None:
    """Say nothing."""


def _pause() -> None:
    """Leave room for posts while a server holds the SQLite database."""
    from core.serve.lock import is_running  # noqa: PLC0415 - only commands that write much ask

    if connections["default"].vendor == "sqlite" and is_running():
        time.sleep(_PAUSE_SECONDS)


def prepare() -> None:
    """Make what the engine of this site needs and does not have yet."""
    if connections["default"].vendor == "sqlite":
        with connections["default"].cursor() as cursor:
            fts.create(cursor)
    if uses_elasticsearch():
        from search.backends import elasticsearch  # noqa: PLC0415 - embedded sites never load the client

        elasticsearch.write_targets(elasticsearch.client(elasticsearch.site_url()))


def reindex(say: Say = quiet) -> dict[str, int]:
    """Read every object again, rebuild the engine's index, learn the vocabulary; returns counts."""
    prepare()
    written = refresh_rows(say)
    removed = remove_orphans()
    if connections["default"].vendor == "sqlite":
        rebuild_embedded()
    if uses_elasticsearch():
        rebuild_elasticsearch()
    spelling.rebuild()
    return {"objects": written, "removed": removed, "rows": SearchRow.objects.count()}


def refresh_rows(say: Say = quiet) -> int:
    """Bring the rows of every object up to date, one object a transaction."""
    count = 0
    for kind in kinds.searchable_kinds():
        for object_id in kind.model._base_manager.order_by("pk").values_list("pk", flat=True).iterator():
            _refresh(kind.name, str(object_id))
            count += 1
        say(f"{kind.name}: read")
    return count


def _refresh(kind_name: str, object_id: str) -> None:
    with transaction.atomic():
        version = counters.raise_counter(counters.VERSIONS)
        write_documents(kind_name, object_id, documents_of(kind_name, object_id), version)
    _pause()


def remove_orphans() -> int:
    """Remove rows whose object or kind is gone."""
    removed = 0
    known = {kind.name: kind for kind in kinds.searchable_kinds()}
    for kind_name in SearchRow.objects.values_list("kind", flat=True).distinct().order_by("kind"):
        ids = set(SearchRow.objects.filter(kind=kind_name).values_list("object_id", flat=True))
        if kind_name in known:
            ids -= {str(pk) for pk in known[kind_name].model._base_manager.values_list("pk", flat=True)}
        for object_id in sorted(ids):
            index_object(kind_name, object_id)
            removed += 1
    return removed


def batches() -> Iterator[int]:
    """Ids of all rows, in order, found as the table grows and shrinks."""
    last = 0
    while (
        row_id := SearchRow.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True).first()
    ) is not None:
        yield row_id
        last = row_id


# --- embedded ------------------------------------------------------------------------------------


def rebuild_embedded() -> None:
    """Fill shadow tables beside the live ones and rename them in one transaction."""
    connection = connections["default"]
    with transaction.atomic(), connection.cursor() as cursor:
        fts.drop(cursor, fts.SHADOW)
        fts.create(cursor, fts.SHADOW)
        WriteTarget.objects.get_or_create(engine=EMBEDDED, rows="all", name=fts.SHADOW)
    for row_id in batches():
        with transaction.atomic(), connection.cursor() as cursor:
            row = SearchRow.objects.filter(pk=row_id).first()
            if row is not None:
                _copy(cursor, row)
        _pause()
    with transaction.atomic(), connection.cursor() as cursor:
        fts.swap(cursor)
        WriteTarget.objects.filter(engine=EMBEDDED).delete()


def _copy(cursor: CursorWrapper, row: SearchRow) -> None:
    """Write a row's texts into the shadow tables; a change that came meanwhile wrote them already, the same."""
    rows = set_of(row.audience)
    fts.delete(cursor, row.pk, row.language, rows, fts.SHADOW)
    fts.insert(cursor, row.pk, row.language, rows, texts_of(row), fts.SHADOW)


# --- Elasticsearch -------------------------------------------------------------------------------


def rebuild_elasticsearch() -> None:
    """Fill new indices beside the old ones, compare them with the rows, and move both aliases in one call."""
    from search.backends import elasticsearch as engine  # noqa: PLC0415 - embedded sites never load the client

    connection = engine.client(engine.site_url())
    old = [name for _rows, name in engine.write_targets(connection)]
    new = [(rows.value, f"{engine.alias_of(rows)}-v{secrets.token_hex(4)}") for rows in Rows]
    for rows, name in new:
        engine.create_index(connection, name)
        WriteTarget.objects.create(engine=engine.ENGINE, rows=rows, name=name)
    engine.fill(connection, new)
    for _attempt in range(3):
        if not engine.repair(connection, new):
            break
    engine.move_aliases(connection, new)
    WriteTarget.objects.filter(engine=engine.ENGINE, name__in=old).delete()
    engine.drop_indices(connection, old)


# --- the check -----------------------------------------------------------------------------------


def differences() -> dict[str, int]:
    """How far rows, objects, full-text tables and engine are apart; all zero when the index is right."""
    found = {"missing": 0, "orphaned": 0, "outdated": 0, "embedded": _embedded_differences(), "engine": 0}
    for kind in kinds.searchable_kinds():
        if kind.documents is None:
            continue
        for thing in kind.model._base_manager.order_by("pk").iterator(chunk_size=200):
            wanted = {d.language: d for d in kind.documents(thing)}
            rows = {r.language: r for r in SearchRow.objects.filter(kind=kind.name, object_id=str(thing.pk))}
            found["missing"] += len(set(wanted) - set(rows))
            found["orphaned"] += len(set(rows) - set(wanted))
            found["outdated"] += sum(
                rows[language].audience != wanted[language].audience for language in set(rows) & set(wanted)
            )
    if uses_elasticsearch():
        from search.backends import elasticsearch as engine  # noqa: PLC0415 - embedded sites never load the client

        found["engine"] = engine.count_differences(engine.client(engine.site_url()))
    return found


def _embedded_differences() -> int:
    """Rows that stand in no body table, and entries of the tables without a row."""
    if connections["default"].vendor != "sqlite":
        return 0
    wanted = {(r.pk, r.language, set_of(r.audience).value) for r in SearchRow.objects.only("language", "audience")}
    present = set()
    with connections["default"].cursor() as cursor:
        for field, language, rows, name in fts.tables():
            if field == "body":
                cursor.execute(f"SELECT rowid FROM {name}")  # noqa: S608 - a table of ours
                present |= {(row_id, language, rows) for (row_id,) in cursor.fetchall()}
    return len(wanted ^ present)
