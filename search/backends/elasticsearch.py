"""The real engine: Elasticsearch 8, one index a set, asked by one multi-search a request."""

from __future__ import annotations

import logging
import secrets
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from elasticsearch import ApiError, Elasticsearch, TransportError, helpers

from search.analysis.text import LANGUAGES
from search.backends import EngineUnavailable
from search.backends.fusing import Ordered, fuse, order_of
from search.backends.queries import build
from search.document import document_id, index_body, source_of
from search.indexing import set_of
from search.models import ExactName, SearchRow, WriteTarget
from search.plan import ENOUGH, EXACT_NAME_BONUS, Plan
from search.request import Facets, Ranked, Ranking, Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

ENGINE: Final = "elasticsearch"
_SEARCH_SECONDS: Final = 2.0
_WRITE_SECONDS: Final = 60.0
# One object; shorter than a worker may take.
_PUSH_SECONDS: Final = 20.0
_CONFLICT: Final = 409
_MISSING: Final = 404
_BUSY: Final = frozenset({429, 502, 503, 504})
_BATCH: Final = 200


class IndexRefused(Exception):
    """Elasticsearch refused a change for another reason than a newer version; the outbox tries again."""


# The client logs every call; a line for each search is noise.
logging.getLogger("elastic_transport").setLevel(logging.WARNING)


@lru_cache(maxsize=4)
def client(url: str) -> Elasticsearch:
    """The connection pool of this process."""
    return Elasticsearch(url, request_timeout=_SEARCH_SECONDS, max_retries=0, retry_on_timeout=False)


def alias_of(rows: str) -> str:
    """The name under which a set is searched."""
    return f"{settings.ELASTICSEARCH_PREFIX}-{rows}"


def site_url() -> str:
    """The address that this site names."""
    return str(settings.ELASTICSEARCH_URL)


def release() -> str:
    """Which Elasticsearch answers under this site's address."""
    try:
        return str(client(site_url()).info()["version"]["number"])
    except (ApiError, TransportError) as error:
        raise EngineUnavailable from error


def site_backend() -> ElasticsearchBackend:
    """The engine that this site names."""
    return ElasticsearchBackend(client(site_url()), {rows: alias_of(rows) for rows in Rows})


# --- asking --------------------------------------------------------------------------------------


class ElasticsearchBackend:
    """Ranks with Elasticsearch; `indices` names what to search for each set."""

    def __init__(self, connection: Elasticsearch, indices: Mapping[Rows, str]) -> None:
        self._client = connection
        self._indices = indices

    def search(self, plan: Plan) -> Ranking:
        """All words first; any word when fewer than `ENOUGH` documents have them all."""
        if plan.required or len(plan.groups) <= 1:
            return self._ranking(plan, self._ask(plan))
        strict = replace(plan, required=True)
        answers = self._ask(strict)
        found = sum(answer["aggregations"]["before_selections"]["doc_count"] for answer in answers)
        if found >= ENOUGH:
            return self._ranking(strict, answers)
        return self._ranking(plan, self._ask(plan))

    def _ask(self, plan: Plan) -> list[dict[str, Any]]:
        searches: list[Mapping[str, Any]] = []
        for rows in plan.sets:
            searches += [{"index": self._indices[rows]}, build(plan, rows)]
        try:
            answers = self._client.msearch(searches=searches)["responses"]
        except (TransportError, ApiError) as error:
            raise EngineUnavailable(type(error).__name__) from error
        for answer in answers:
            if "error" in answer or answer.get("timed_out") or answer["_shards"]["failed"]:
                raise EngineUnavailable(str(answer.get("error", {}).get("type", "partial answer")))
        return list(answers)

    def _ranking(self, plan: Plan, answers: Sequence[Mapping[str, Any]]) -> Ranking:
        lists = [_ordered(plan, rows, answer) for rows, answer in zip(plan.sets, answers, strict=True)]
        total = sum(answer["hits"]["total"]["value"] for answer in answers)
        return Ranking(fuse(lists, plan.sort, plan.limit), total, _facets(plan, answers))


def _ordered(plan: Plan, rows: Rows, answer: Mapping[str, Any]) -> list[Ordered]:
    found: list[Ordered] = []
    for hit in answer["hits"]["hits"]:
        source = hit["_source"]
        entry = Ranked(source["kind"], source["object_id"], source["language"], rows, float(hit["_score"] or 0))
        found.append((order_of(plan.sort, entry, source.get("date"), source["title_key"]), entry))
    return found


def _facets(plan: Plan, answers: Iterable[Mapping[str, Any]]) -> Facets:
    if not plan.facets:
        return Facets()
    counts: dict[str, Counter[str]] = {"kind": Counter(), "language": Counter(), "tags": Counter()}
    for answer in answers:
        for field, counter in counts.items():
            for bucket in answer["aggregations"][field]["values"]["buckets"]:
                counter[bucket["key"]] += bucket["doc_count"]
    return Facets(dict(counts["kind"]), dict(counts["language"]), dict(counts["tags"]))


# --- writing -------------------------------------------------------------------------------------


def operations_for(
    rows: Sequence[SearchRow], gone: Iterable[tuple[str, str, str, int]], targets: Sequence[tuple[str, str]]
) -> list[dict[str, Any]]:
    """Bulk operations: each row into the indices of its set and out of the other's; gone ones out of all.

    `targets` are pairs of set and index name. Every operation carries the version of its change.
    """
    names = _exact_names(rows)
    operations: list[dict[str, Any]] = []
    for row in rows:
        identity = document_id(row.kind, row.object_id, row.language)
        for of, name in targets:
            if of == set_of(row.audience):
                operations += [_action("index", name, identity, row.version), source_of(row, names.get(row.pk, []))]
            else:
                operations.append(_action("delete", name, identity, row.version))
    for kind, object_id, language, version in gone:
        identity = document_id(kind, object_id, language)
        operations += [_action("delete", name, identity, version) for _of, name in targets]
    return operations


def _action(verb: str, index: str, identity: str, version: int) -> dict[str, Any]:
    return {verb: {"_index": index, "_id": identity, "version": version, "version_type": "external_gte"}}


def _exact_names(rows: Sequence[SearchRow]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    if rows:
        using = rows[0]._state.db  # the database that the rows came from
        names = ExactName.objects.using(using).filter(row__in=[row.pk for row in rows], bonus=EXACT_NAME_BONUS)
        for row_id, name in names.values_list("row_id", "key"):
            found.setdefault(row_id, []).append(name)
    return found


def send(
    connection: Elasticsearch,
    operations: list[dict[str, Any]],
    *,
    refresh: bool = False,
    seconds: float = _WRITE_SECONDS,
) -> None:
    """Send bulk operations. "A newer one is there" and "already gone" are successes."""
    if not operations:
        return
    answer = connection.options(request_timeout=seconds).bulk(operations=operations, refresh=refresh)
    if not answer["errors"]:
        return
    for item in answer["items"]:
        for result in item.values():
            if "error" in result and result["status"] not in {_CONFLICT, _MISSING}:
                raise IndexRefused(result["error"]["type"])


def push_objects(objects: Sequence[tuple[str, str, int]], *, refresh: bool = False) -> None:
    """Bring the engine to what the rows say about these objects (kind, id, version of the change).

    Raises EngineUnavailable when it does not answer, or has no room for more at the moment.
    """
    connection = client(site_url())
    rows: list[SearchRow] = []
    gone: list[tuple[str, str, str, int]] = []
    found = _rows_of(objects)
    for kind, object_id, version in objects:
        for language in LANGUAGES:
            row = found.get((kind, object_id, language))
            if row is None:
                gone.append((kind, object_id, language, version))
            else:
                rows.append(row)
    try:
        # Read after the rows: a rebuild that began meanwhile gets this change too.
        operations = operations_for(rows, gone, write_targets(connection))
        send(connection, operations, refresh=refresh, seconds=_PUSH_SECONDS)
    except TransportError as error:
        raise EngineUnavailable(type(error).__name__) from error
    except ApiError as error:
        if error.status_code not in _BUSY:
            raise
        raise EngineUnavailable(str(error.status_code)) from error


def _rows_of(objects: Iterable[tuple[str, str, int]]) -> dict[tuple[str, str, str], SearchRow]:
    """The rows of the objects, in one query a kind."""
    ids: dict[str, list[str]] = {}
    for kind, object_id, _version in objects:
        ids.setdefault(kind, []).append(object_id)
    rows = [row for kind, found in ids.items() for row in SearchRow.objects.filter(kind=kind, object_id__in=found)]
    return {(row.kind, row.object_id, row.language): row for row in rows}


def write_targets(connection: Elasticsearch) -> list[tuple[str, str]]:
    """Set and name of every index that receives changes; the first ones are made when there are none."""
    targets = list(WriteTarget.objects.filter(engine=ENGINE).values_list("rows", "name"))
    return targets or create_first(connection)


# --- indices -------------------------------------------------------------------------------------


def create_first(connection: Elasticsearch) -> list[tuple[str, str]]:
    """Make the first index of each set, with its alias."""
    created: list[tuple[str, str]] = []
    for rows in Rows:
        alias = alias_of(rows)
        if connection.indices.exists_alias(name=alias):
            name = next(iter(connection.indices.get_alias(name=alias)))
        else:
            name = f"{alias}-v{secrets.token_hex(4)}"
            create_index(connection, name, alias)
        WriteTarget.objects.get_or_create(engine=ENGINE, rows=rows.value, name=name)
        created.append((rows.value, name))
    return created


def create_index(connection: Elasticsearch, name: str, alias: str | None = None) -> None:
    """Make an empty index with our mapping."""
    aliases: dict[str, dict[str, Any]] = {alias: {}} if alias else {}
    connection.options(request_timeout=_WRITE_SECONDS).indices.create(index=name, aliases=aliases, **index_body())


def batches(using: str = "default") -> Iterator[list[SearchRow]]:
    """All rows in the order of their ids, some at a time, each batch read when it is wanted."""
    last = 0
    while rows := list(SearchRow.objects.using(using).filter(pk__gt=last).order_by("pk")[:_BATCH]):
        yield rows
        last = rows[-1].pk


# --- rebuilding ----------------------------------------------------------------------------------


def fill(connection: Elasticsearch, targets: Sequence[tuple[str, str]]) -> None:
    """Send every row with its version; what is newer in the index stays."""
    for rows in batches():
        send(connection, operations_for(rows, [], targets))


def repair(connection: Elasticsearch, targets: Sequence[tuple[str, str]]) -> int:
    """Compare ids and versions with the rows and send what differs again; returns how many did."""
    wanted = _wanted()
    present = _present(connection, targets)
    behind = [identity for identity, (_of, version) in wanted.items() if present.get(identity, ("", 0))[1] < version]
    moved = [identity for identity, (of, _v) in present.items() if identity in wanted and wanted[identity][0] != of]
    left = [identity for identity in present if identity not in wanted]
    rows = [row for identity in {*behind, *moved} if (row := _row(identity)) is not None]
    gone = [(*_parts_of(identity), present[identity][1]) for identity in left]
    send(connection, operations_for(rows, gone, targets))
    return len(behind) + len(moved) + len(left)


def count_differences(connection: Elasticsearch) -> int:
    """How many documents of the live indices differ from the rows by id, set or version."""
    wanted, present = _wanted(), _present(connection, write_targets(connection))
    return len(set(wanted.items()) ^ set(present.items()))


def _wanted() -> dict[str, tuple[str, int]]:
    rows = SearchRow.objects.values_list("kind", "object_id", "language", "audience", "version")
    return {
        document_id(kind, object_id, language): (set_of(audience).value, version)
        for kind, object_id, language, audience, version in rows.iterator()
    }


def _present(connection: Elasticsearch, targets: Sequence[tuple[str, str]]) -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for rows, name in targets:
        connection.indices.refresh(index=name)
        hits = helpers.scan(
            connection.options(request_timeout=_WRITE_SECONDS), index=name, version=True, _source=False, size=1000
        )
        found.update({hit["_id"]: (rows, hit["_version"]) for hit in hits})
    return found


def _parts_of(identity: str) -> tuple[str, str, str]:
    """Kind, object and language in the id of a document."""
    kind, object_id, language = identity.split(":")
    return kind, object_id, language


def _row(identity: str) -> SearchRow | None:
    kind, object_id, language = _parts_of(identity)
    return SearchRow.objects.filter(kind=kind, object_id=object_id, language=language).first()


def move_aliases(connection: Elasticsearch, targets: Sequence[tuple[str, str]]) -> None:
    """Let both aliases name the new indices, in one step."""
    actions: list[dict[str, Any]] = []
    for rows, name in targets:
        alias = alias_of(rows)
        actions.append({"remove": {"index": f"{alias}-v*", "alias": alias, "must_exist": False}})
        actions.append({"add": {"index": name, "alias": alias}})
    connection.options(request_timeout=_WRITE_SECONDS).indices.update_aliases(actions=actions)


def drop_indices(connection: Elasticsearch, names: Sequence[str]) -> None:
    """Remove indices that nothing names any more."""
    connection.options(request_timeout=_WRITE_SECONDS).indices.delete(index=list(names), ignore_unavailable=True)


@contextmanager
def scratch_backend(using: str, url: str = "") -> Iterator[ElasticsearchBackend]:
    """An engine over new indices filled from one database, gone afterwards."""
    connection = client(url or site_url()).options(request_timeout=_WRITE_SECONDS)
    prefix = f"{settings.ELASTICSEARCH_PREFIX}-scratch-{secrets.token_hex(4)}"
    indices = {rows: f"{prefix}-{rows}" for rows in Rows}
    try:
        for name in indices.values():
            create_index(connection, name)
        for rows in batches(using):
            send(connection, operations_for(rows, [], [(of.value, name) for of, name in indices.items()]))
        for name in indices.values():
            connection.indices.refresh(index=name)
        yield ElasticsearchBackend(connection, indices)
    finally:
        connection.indices.delete(index=list(indices.values()), ignore_unavailable=True)
