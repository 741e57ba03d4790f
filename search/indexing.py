"""Writing the index: rows and full-text tables in one transaction, then the engine's copy with the same version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connections, transaction
from django.db.models import prefetch_related_objects

from core import kinds
from search import counters, fts, synonyms
from search.analysis import chains
from search.analysis.text import LANGUAGES, key, stored
from search.backends import uses_elasticsearch
from search.models import ExactName, SearchRow, WriteTarget
from search.plan import EXACT_NAME_BONUS, EXACT_TITLE_BONUS
from search.request import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.kinds import SearchDocument

# Name of the kind and id of the object.
Identity = tuple[str, str]
EMBEDDED = "embedded"
# A token that nobody types: no phrase reaches from one name into the next.
_APART = " \ue000 "
_TITLE_LENGTH = 500
_New = tuple[Identity, "SearchDocument", int]
_ROW_FIELDS = ("audience", "title", "names", "body", "date", "tags", "source")


@dataclass(frozen=True, slots=True)
class Index:
    """Where rows are written: a database, and the suffixes of its full-text tables ("" and a shadow's)."""

    using: str = "default"
    suffixes: tuple[str, ...] = ("",)

    @classmethod
    def of_site(cls) -> Index:
        """The site's own index, with the shadow tables while they are being filled."""
        if connections["default"].vendor != "sqlite":
            return cls(suffixes=())
        shadows = WriteTarget.objects.filter(engine=EMBEDDED).values_list("name", flat=True)
        return cls(suffixes=("", *shadows))


def set_of(audience: str) -> Rows:
    """The set to which an audience belongs."""
    return Rows.PUBLIC if audience == Rows.PUBLIC.value else Rows.RESTRICTED


# --- one object ----------------------------------------------------------------------------------


def index_object(kind_name: str, object_id: str) -> None:
    """Make the index say about one object what the database says now; also when it is gone.

    The version is taken before the object is read: whoever has the later version has read the later state.
    """
    index_objects([(kind_name, str(object_id))])


def index_objects(objects: Iterable[Identity]) -> None:
    """The same for many objects in one transaction; each gets a version of its own.

    What raises the versions waits for others that did, so no row appears between the look for it and its writing.
    """
    wanted = list(dict.fromkeys(objects))
    if not wanted:
        return
    with transaction.atomic():
        last = counters.raise_counter(counters.VERSIONS, by=len(wanted))
        versions = {identity: last - place for place, identity in enumerate(wanted)}
        index, known = Index.of_site(), _known(wanted)
        new: list[_New] = []
        for identity, documents in documents_of_each(wanted).items():
            if identity in known:
                write_documents(*identity, documents, versions[identity], index)
            else:
                by_language = _by_language(*identity, documents)
                new += [(identity, document, versions[identity]) for document in by_language.values()]
        _write_all(new, index)
    if uses_elasticsearch():
        from search.backends.elasticsearch import push_objects  # noqa: PLC0415 - embedded sites never load the client

        push_objects([(*identity, version) for identity, version in versions.items()])


def index_rows(rows: Iterable[Sequence[int | str]]) -> None:
    """The work of many rows of the outbox; each holds the name of a kind and the id of an object."""
    index_objects((str(kind_name), str(object_id)) for kind_name, object_id in rows)


def _known(objects: Sequence[Identity]) -> set[Identity]:
    """Those of the objects that have rows."""
    known: set[Identity] = set()
    for kind_name, ids in _by_kind(objects).items():
        rows = SearchRow.objects.filter(kind=kind_name, object_id__in=ids)
        known.update((kind_name, object_id) for object_id in rows.values_list("object_id", flat=True))
    return known


def _by_kind(objects: Iterable[Identity]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for kind_name, object_id in objects:
        found.setdefault(kind_name, []).append(object_id)
    return found


def documents_of(kind_name: str, object_id: str) -> list[SearchDocument]:
    """What the object's kind wants to be found; nothing when object or kind is gone."""
    return documents_of_each([(kind_name, object_id)])[kind_name, object_id]


def documents_of_each(objects: Sequence[Identity]) -> dict[Identity, list[SearchDocument]]:
    """The same for many objects, in as many queries as one of each kind takes."""
    searchable = {kind.name: kind for kind in kinds.searchable_kinds()}
    documents: dict[Identity, list[SearchDocument]] = {identity: [] for identity in objects}
    for kind_name, ids in _by_kind(objects).items():
        kind = searchable.get(kind_name)
        if kind is None or kind.documents is None:
            continue
        read = kind.model._meta.pk.to_python
        found = kind.model._base_manager.in_bulk([read(object_id) for object_id in ids])
        prefetch_related_objects(list(found.values()), *kind.needs)
        for object_id in ids:
            if (one := found.get(read(object_id))) is not None:
                documents[kind_name, object_id] = list(kind.documents(one))
    return documents


def write_documents(
    kind_name: str, object_id: str, documents: Iterable[SearchDocument], version: int, index: Index | None = None
) -> None:
    """Replace all rows of one object; part of the caller's transaction."""
    index = index or Index.of_site()
    wanted = _by_language(kind_name, object_id, documents)
    existing = {
        row.language: row for row in SearchRow.objects.using(index.using).filter(kind=kind_name, object_id=object_id)
    }
    for language, row in existing.items():
        if language not in wanted:
            _remove_row(index, row)
    for language, document in wanted.items():
        _write_row(index, existing.get(language), document, (kind_name, object_id), version)


def _by_language(kind_name: str, object_id: str, documents: Iterable[SearchDocument]) -> dict[str, SearchDocument]:
    wanted = {document.language: document for document in documents}
    if unknown := set(wanted) - set(LANGUAGES):
        raise ValueError(f"{kind_name} {object_id} has documents in {sorted(unknown)}, which have no chain")
    return wanted


def _write_row(
    index: Index, old: SearchRow | None, document: SearchDocument, identity: tuple[str, str], version: int
) -> None:
    fields = _fields(document, synonyms.load(index.using))
    if old is not None and all(getattr(old, name) == fields[name] for name in _ROW_FIELDS):
        SearchRow.objects.using(index.using).filter(pk=old.pk).update(version=version)
        return
    row, _created = SearchRow.objects.using(index.using).update_or_create(
        kind=identity[0],
        object_id=identity[1],
        language=document.language,
        defaults={**fields, "version": version},
    )
    if old is None or any(getattr(old, name) != fields[name] for name in ("title", "names")):
        _write_exact_names(index, row)
    if old is None or _text_moved(old, row):
        _write_texts(index, old, row)
    if Rows.PUBLIC in {set_of(row.audience), set_of(old.audience) if old else None}:
        counters.raise_counter(counters.PUBLIC_CHANGES, index.using)


def _fields(document: SearchDocument, table: synonyms.Synonyms) -> dict[str, Any]:
    title = stored(document.title)[:_TITLE_LENGTH]
    own = [stored(name) for name in document.names if name.strip()]
    added = table.names_for([title, *own])
    return {
        "audience": document.audience,
        "title": title,
        "title_key": key(title)[:_TITLE_LENGTH],
        "names": [*own, *added],
        "body": stored(document.body),
        "date": document.date,
        "tags": list(document.tags),
        "source": document.source[:200],
    }


def _text_moved(old: SearchRow, new: SearchRow) -> bool:
    """Whether the full-text rows must be written: from group to group the row's audience is all that changes."""
    return set_of(old.audience) != set_of(new.audience) or any(
        getattr(old, name) != getattr(new, name) for name in ("title", "names", "body")
    )


def _write_exact_names(index: Index, row: SearchRow) -> None:
    ExactName.objects.using(index.using).filter(row=row).delete()
    ExactName.objects.using(index.using).bulk_create(_exact_names(row))


def _exact_names(row: SearchRow) -> list[ExactName]:
    bonus = {key(name)[:_TITLE_LENGTH]: EXACT_NAME_BONUS for name in row.names}
    bonus[row.title_key] = EXACT_TITLE_BONUS
    bonus.pop("", None)
    return [ExactName(row=row, key=name, bonus=worth) for name, worth in bonus.items()]


def write_new(documents: Sequence[SearchDocument], index: Index) -> None:
    """Write many documents into an index that has none of them; the same rows as one by one, in fewer steps."""
    last = counters.raise_counter(counters.VERSIONS, index.using, by=len(documents))
    new = [((one.kind, one.object_id), one, last - place) for place, one in enumerate(documents)]
    _write_all(new, index)


def _write_all(new: Sequence[_New], index: Index) -> None:
    """Write rows, exact names and texts of documents that have none."""
    if not new:
        return
    table = synonyms.load(index.using)
    rows = SearchRow.objects.using(index.using).bulk_create(
        SearchRow(
            kind=identity[0],
            object_id=identity[1],
            language=document.language,
            version=version,
            **_fields(document, table),
        )
        for identity, document, version in new
    )
    ExactName.objects.using(index.using).bulk_create([name for row in rows for name in _exact_names(row)])
    if index.suffixes:
        texts = [(row.pk, row.language, set_of(row.audience).value, texts_of(row)) for row in rows]
        with connections[index.using].cursor() as cursor:
            for suffix in index.suffixes:
                fts.insert_many(cursor, texts, suffix)
    if any(set_of(row.audience) is Rows.PUBLIC for row in rows):
        counters.raise_counter(counters.PUBLIC_CHANGES, index.using)


def texts_of(row: SearchRow) -> dict[str, str]:
    """A row's three texts as the full-text tables get them. Names are the title and all synonyms."""
    return {
        "names": _APART.join(chains.indexed(name, row.language) for name in [row.title, *row.names]),
        "title": chains.indexed(row.title, row.language),
        "body": chains.indexed(row.body, row.language),
    }


def _write_texts(index: Index, old: SearchRow | None, row: SearchRow) -> None:
    if not index.suffixes:  # no full-text tables: the engine makes its own out of the row
        return
    texts = texts_of(row)
    with connections[index.using].cursor() as cursor:
        for suffix in index.suffixes:
            if old is not None:
                fts.delete(cursor, old.pk, old.language, set_of(old.audience), suffix)
            fts.insert(cursor, row.pk, row.language, set_of(row.audience), texts, suffix)


def _remove_row(index: Index, row: SearchRow) -> None:
    if set_of(row.audience) is Rows.PUBLIC:
        counters.raise_counter(counters.PUBLIC_CHANGES, index.using)
    with connections[index.using].cursor() as cursor:
        for suffix in index.suffixes:
            fts.delete(cursor, row.pk, row.language, set_of(row.audience), suffix)
    row.delete()


# --- upkeep --------------------------------------------------------------------------------------


def tidy() -> None:
    """Make the bytes of deleted private words disappear."""
    connection = connections["default"]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            fts.optimize(cursor, Rows.RESTRICTED)
