"""The embedded index's tables: their names, how they are made, and the statements that fill them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from search.analysis.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.backends.utils import CursorWrapper

FIELDS: Final = ("names", "title", "body")
SETS: Final = ("public", "restricted")
TOKENIZERS: Final = {"en": "porter unicode61 remove_diacritics 2", "es": "unicode61 remove_diacritics 0"}
# The body table also holds title and names, unscored: "all words" and phrases are then one look-up in one table.
COLUMNS: Final = {"names": ("names",), "title": ("title",), "body": ("body", "title", "names")}
SHADOW: Final = "_new"


def table(field: str, language: str, rows: str, suffix: str = "") -> str:
    """The name of one table."""
    return f"search_fts_{field}_{language}_{rows}{suffix}"


def tables(suffix: str = "") -> Iterator[tuple[str, str, str, str]]:
    """Field, language, set and name of the twelve tables."""
    for rows in SETS:
        for language in LANGUAGES:
            for field in FIELDS:
                yield field, language, rows, table(field, language, rows, suffix)


def create(cursor: CursorWrapper, suffix: str = "") -> None:
    """Make the twelve tables."""
    for field, language, _rows, name in tables(suffix):
        columns = ", ".join(COLUMNS[field])
        cursor.execute(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {name} USING fts5({columns}, tokenize='{TOKENIZERS[language]}')"
        )


def drop(cursor: CursorWrapper, suffix: str = "") -> None:
    """Remove the twelve tables."""
    for *_place, name in tables(suffix):
        cursor.execute(f"DROP TABLE IF EXISTS {name}")


def swap(cursor: CursorWrapper) -> None:
    """Put the shadow tables in the place of the live ones; part of the caller's transaction."""
    drop(cursor)
    for field, language, rows, name in tables():
        cursor.execute(f"ALTER TABLE {table(field, language, rows, SHADOW)} RENAME TO {name}")


def insert(
    cursor: CursorWrapper, row_id: int, language: str, rows: str, texts: dict[str, str], suffix: str = ""
) -> None:
    """Add one row to its three tables. `texts` holds names, title and body after `chains.indexed`."""
    for field in FIELDS:
        columns = COLUMNS[field]
        marks = ", ".join(["%s"] * (len(columns) + 1))
        cursor.execute(
            f"INSERT INTO {table(field, language, rows, suffix)}(rowid, {', '.join(columns)}) VALUES ({marks})",  # noqa: S608 - names from the tables above
            [row_id, *(texts[column] for column in columns)],
        )


def insert_many(cursor: CursorWrapper, rows: Iterable[tuple[int, str, str, dict[str, str]]], suffix: str = "") -> None:
    """Add many rows (id, language, set, texts), with one statement a table."""
    found: defaultdict[tuple[str, str], list[tuple[int, dict[str, str]]]] = defaultdict(list)
    for row_id, language, of, texts in rows:
        found[language, of].append((row_id, texts))
    for (language, of), entries in found.items():
        for field in FIELDS:
            columns = COLUMNS[field]
            marks = ", ".join(["%s"] * (len(columns) + 1))
            cursor.executemany(
                f"INSERT INTO {table(field, language, of, suffix)}(rowid, {', '.join(columns)}) VALUES ({marks})",  # noqa: S608 - names from the tables above
                [[row_id, *(texts[column] for column in columns)] for row_id, texts in entries],
            )


def delete(cursor: CursorWrapper, row_id: int, language: str, rows: str, suffix: str = "") -> None:
    """Take one row out of its three tables."""
    for field in FIELDS:
        cursor.execute(f"DELETE FROM {table(field, language, rows, suffix)} WHERE rowid = %s", [row_id])  # noqa: S608 - as above


def optimize(cursor: CursorWrapper, rows: str) -> None:
    """Merge a set's tables into one segment each: afterwards the bytes of deleted words are gone."""
    for _field, _language, of, name in tables():
        if of == rows:
            cursor.execute(f"INSERT INTO {name}({name}) VALUES ('optimize')")  # noqa: S608 - as above
