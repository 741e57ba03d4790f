"""Answering a search: plan, engine, the check of each hit against the database, marks."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import structlog
from django.conf import settings
from django.db import connections
from django.db.models import TextField, Value
from django.db.models.functions import Cast

from core import kinds
from search import counters, spelling, synonyms
from search.analysis.text import key
from search.backends import EngineUnavailable, backend
from search.backends.embedded import EmbeddedBackend
from search.emergency import is_emergency
from search.highlight import Marker, marked, snippet
from search.models import ExactName, SearchRow
from search.plan import Plan, make_plan
from search.request import Facets, Hit, Ranked, Ranking, Rows, SearchAnswer, SearchRequest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from core.access import Viewer

log = structlog.get_logger(__name__)
# Entries fetched beyond the page, so that one that fails its check leaves no hole.
_SLACK: Final = 10
SUGGESTIONS: Final = 8
_SHORTEST_SUGGESTED: Final = 2


def find(request: SearchRequest) -> SearchAnswer:
    """Answer one search. Any text is a valid query, and an engine that is away never ends in an error."""
    plan = plan_for(request)
    ranking, degraded = _rank(plan, request)
    entries, dropped = _checked(ranking.entries, request)
    start = (request.page - 1) * request.size
    hits = _hits(entries[start : start + request.size], plan, request)
    answer = SearchAnswer(
        request=request,
        hits=hits,
        total=max(ranking.total - dropped, len(entries)) if ranking.total else 0,
        facets=ranking.facets,
        corrected=plan.corrected,
        emergency=is_emergency(request.query),
        degraded=degraded,
    )
    _note(answer, dropped)
    return answer


def plan_for(request: SearchRequest) -> Plan:
    """The plan of the site, with its own speller and synonyms."""
    changes = counters.read_counters().get(counters.SYNONYM_CHANGES, 0)
    equivalents = synonyms.load(changes=changes)
    plan = make_plan(request, speller=spelling.speller(), equivalents=equivalents)
    if plan.corrected and Rows.RESTRICTED in plan.sets:
        # A word that no public text knows may be right in the closed texts that this viewer reads.
        typed = make_plan(replace(request, raw=True), equivalents=equivalents)
        closed = replace(typed, sets=(Rows.RESTRICTED,), required=True, limit=1, facets=False)
        if _rank(closed, request)[0].total:
            return typed
    return plan


def _rank(plan: Plan, request: SearchRequest) -> tuple[Ranking, bool]:
    """The engine's ranking; when it is away that of the embedded index, where there is one."""
    wanted = replace(plan, limit=request.page * request.size + _SLACK)
    try:
        return backend().search(wanted), False
    except EngineUnavailable as error:
        log.warning("search.engine_away", reason=str(error))
    if connections["default"].vendor == "sqlite":
        return EmbeddedBackend().search(wanted), True
    return Ranking((), 0, Facets()), True


# --- the check -----------------------------------------------------------------------------------


def _checked(entries: Sequence[Ranked], request: SearchRequest) -> tuple[list[Ranked], int]:
    """The entries that the viewer may see at this moment, and how many others the index still had."""
    visible = _visible_ids(entries, request.viewer)
    kept = [entry for entry in entries if entry.object_id in visible[entry.kind]]
    return kept, len(entries) - len(kept)


def _visible_ids(entries: Iterable[Ranked], viewer: Viewer) -> dict[str, set[str]]:
    """One query over all kinds; only keys are read."""
    grouped = _by_kind(entries)
    found: dict[str, set[str]] = defaultdict(set)
    if grouped:
        first, *others = (_keys(kind, ids, viewer) for kind, ids in grouped.items())
        keys = {kind.name: kind.model._meta.pk for kind in grouped}
        for name, pk in first.union(*others, all=True):
            found[name].add(str(keys[name].to_python(pk)))
    return found


def _keys(kind: kinds.Kind, ids: Iterable[str], viewer: Viewer) -> QuerySet[Any, Any]:
    """Name and key of each visible row, as text: keys of different kinds come in one column."""
    rows = kind.visible(viewer).filter(pk__in=ids).order_by()
    return rows.values_list(Value(kind.name), Cast("pk", TextField()))


def _by_kind(entries: Iterable[Ranked]) -> dict[kinds.Kind, list[str]]:
    registered = {kind.name: kind for kind in kinds.searchable_kinds()}
    grouped: dict[kinds.Kind, list[str]] = defaultdict(list)
    for entry in entries:
        if entry.kind in registered:
            grouped[registered[entry.kind]].append(entry.object_id)
    return grouped


def _objects(entries: Iterable[Ranked], viewer: Viewer) -> dict[tuple[str, str], Any]:
    return {
        (kind.name, str(found.pk)): found
        for kind, ids in _by_kind(entries).items()
        for found in kind.visible(viewer).filter(pk__in=ids)
    }


# --- hits ----------------------------------------------------------------------------------------


def _hits(entries: Sequence[Ranked], plan: Plan, request: SearchRequest) -> tuple[Hit, ...]:
    objects = _objects(entries, request.viewer)
    rows = _rows(entries, request.viewer)
    markers = {language: Marker.of(plan, language) for language in {entry.language for entry in entries}}
    return tuple(
        _hit(rows[identity], objects[identity[:2]], request, markers[entry.language])
        for entry in entries
        if (identity := (entry.kind, entry.object_id, entry.language)) in rows and identity[:2] in objects
    )


def _rows(entries: Sequence[Ranked], viewer: Viewer) -> dict[tuple[str, str, str], SearchRow]:
    """The texts of the entries, as far as the viewer holds the audience that they were indexed with."""
    rows = SearchRow.objects.filter(
        kind__in={entry.kind for entry in entries},
        object_id__in={entry.object_id for entry in entries},
        audience__in=viewer.grants,
    )
    return {(row.kind, row.object_id, row.language): row for row in rows}


def _hit(row: SearchRow, found: Any, request: SearchRequest, marker: Marker) -> Hit:
    kind = kinds.kind(row.kind)
    return Hit(
        kind=row.kind,
        kind_label=str(kind.label),
        object_id=row.object_id,
        language=row.language,
        audience=row.audience,
        audience_label=kind.audience_label(found) if kind.audience_label else "",
        url=kind.url(found, row.language if row.audience == Rows.PUBLIC.value else request.language)
        if kind.url
        else "",
        title=row.title,
        title_html=marked(row.title, marker),
        snippet_html=snippet(row.body, marker),
        date=row.date,
        tags=tuple(row.tags),
        source=row.source,
    )


# --- suggestions ---------------------------------------------------------------------------------


def suggest(typed: str, language: str) -> tuple[str, ...]:
    """Titles that begin like this, or have a name that does. Public rows only, for every viewer."""
    beginning = key(typed)
    if len(beginning) < _SHORTEST_SUGGESTED:
        return ()
    names = ExactName.objects.filter(
        key__gte=beginning, key__lt=f"{beginning}\U0010ffff", row__audience=Rows.PUBLIC.value, row__language=language
    )
    found = names.order_by("-bonus", "key").values_list("row__kind", "row__object_id", "row__title")
    listed = [
        (Ranked(kind, object_id, language, Rows.PUBLIC, 0.0), title)
        for kind, object_id, title in found[: SUGGESTIONS * 3]
    ]
    checked, _dropped = _checked([entry for entry, _title in listed], SearchRequest(query=""))
    titles = dict.fromkeys(title for entry, title in listed if entry in checked)
    return tuple(titles)[:SUGGESTIONS]


# --- the log -------------------------------------------------------------------------------------


def _note(answer: SearchAnswer, dropped: int) -> None:
    """Queries are health data: the log gets a keyed hash and counts."""
    digest = hashlib.blake2b(
        key(answer.request.query).encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=8
    ).hexdigest()
    log.info("search", query=digest, total=answer.total, page=answer.request.page, corrected=bool(answer.corrected))
    if dropped:
        log.warning("search.recheck_dropped", count=dropped)
