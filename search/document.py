"""The Elasticsearch document: its mapping, its settings and how a row becomes one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from elasticsearch import dsl

from search.analysis import elastic
from search.analysis.text import clean

if TYPE_CHECKING:
    from search.models import SearchRow

# Longer than any rebuild: a late old version must not bring a deleted document back.
_GC_DELETES: Final = "1h"


class RowDocument(dsl.Document):
    """A search row. Each language has its own fields, so each has its own chain and word statistics."""

    kind = dsl.Keyword()
    object_id = dsl.Keyword()
    language = dsl.Keyword()
    audience = dsl.Keyword()
    tags = dsl.Keyword()
    date = dsl.Date()
    title_key = dsl.Keyword()
    exact_title = dsl.Keyword()
    exact_names = dsl.Keyword()
    names_en = dsl.Text(analyzer=elastic.ANALYZERS["en"], position_increment_gap=100)
    title_en = dsl.Text(analyzer=elastic.ANALYZERS["en"])
    body_en = dsl.Text(analyzer=elastic.ANALYZERS["en"])
    names_es = dsl.Text(analyzer=elastic.ANALYZERS["es"], position_increment_gap=100)
    title_es = dsl.Text(analyzer=elastic.ANALYZERS["es"])
    body_es = dsl.Text(analyzer=elastic.ANALYZERS["es"])

    class Meta:
        dynamic = dsl.MetaField("strict")


def index_body() -> dict[str, Any]:
    """Settings and mapping of an index. One shard: word statistics are those of the whole set."""
    mapping = RowDocument._doc_type.mapping.to_dict()  # noqa: SLF001 - the library's way to the mapping
    analysis = elastic.settings()
    index = {"number_of_shards": 1, "auto_expand_replicas": "0-1", "gc_deletes": _GC_DELETES}
    return {"mappings": mapping, "settings": {"index": index, "analysis": analysis}}


def document_id(kind: str, object_id: str, language: str) -> str:
    """The id of a row's document, the same in every index."""
    return f"{kind}:{object_id}:{language}"


def source_of(row: SearchRow, exact_names: list[str]) -> dict[str, Any]:
    """A row as the index stores it."""
    language = row.language
    return {
        "kind": row.kind,
        "object_id": row.object_id,
        "language": language,
        "audience": row.audience,
        "tags": row.tags,
        "date": row.date.isoformat() if row.date else None,
        "title_key": row.title_key,
        "exact_title": row.title_key,
        "exact_names": exact_names,
        f"names_{language}": [clean(name) for name in [row.title, *row.names]],
        f"title_{language}": clean(row.title),
        f"body_{language}": clean(row.body),
    }
