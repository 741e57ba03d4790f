"""A plan as Elasticsearch queries, built of structured clauses only; what people type is never parsed there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from elasticsearch.dsl import Q, Search
from elasticsearch.dsl.query import Query

from search.analysis.text import LANGUAGES
from search.plan import (
    BODY_WEIGHT,
    EXACT_NAME_BONUS,
    EXACT_TITLE_BONUS,
    FIRST_BONUS,
    NAMES_WEIGHT,
    TITLE_WEIGHT,
    Plan,
    Term,
)
from search.request import Rows, Sort

if TYPE_CHECKING:
    from collections.abc import Iterable

_WEIGHTS: Final = {"names": NAMES_WEIGHT, "title": TITLE_WEIGHT, "body": BODY_WEIGHT}
_FACET_VALUES: Final = 1000
_NEWEST: Final = {"date": {"order": "desc", "missing": "_last"}}
_SORTS: Final = {Sort.RELEVANCE: ("_score", _NEWEST), Sort.DATE: (_NEWEST,), Sort.TITLE: ("title_key",)}


def _any(queries: Iterable[Query]) -> Query:
    return Q("bool", should=list(queries), minimum_should_match=1)


def _match(term: Term, field: str, boost: float = 1.0) -> Query:
    kind = "match_phrase" if len(term.tokens) > 1 else "match"
    return Q(kind, **{field: {"query": " ".join(term.tokens), "boost": boost}})


def _somewhere(term: Term, language: str) -> Query:
    fields = ("title",) if term.title_only else ("names", "body")
    return _any(_match(term, f"{field}_{language}") for field in fields)


def _matching(plan: Plan) -> Query:
    """Which documents belong to the answer, without any score."""
    clauses: list[Query] = []
    for language in LANGUAGES:
        groups = [_any(_somewhere(term, language) for term in group) for group in plan.groups]
        clauses.append(Q("bool", filter=groups) if plan.required else _any(groups))
    return _any([*clauses, *_exact(plan)])


def _exact(plan: Plan) -> list[Query]:
    if not plan.exact:
        return []
    return [Q("terms", exact_title=list(plan.exact)), Q("terms", exact_names=list(plan.exact))]


def _constant(query: Query, boost: float) -> Query:
    return Q("constant_score", filter=query, boost=boost)


def _scoring(plan: Plan) -> list[Query]:
    """What adds to the score: words by field, exact names, the language of the page."""
    terms = dict.fromkeys(Term(term.tokens) for term in plan.terms)
    clauses = [
        _match(term, f"{field}_{language}", weight)
        for language in LANGUAGES
        for field, weight in _WEIGHTS.items()
        for term in terms
    ]
    first: list[Query] = [Q("term", language=plan.first_language)]
    if plan.exact:
        title, name = _exact(plan)
        bonuses = [_constant(title, EXACT_TITLE_BONUS), _constant(name, EXACT_NAME_BONUS)]
        clauses.append(Q("dis_max", queries=bonuses))
        first += [title, name]
    return [*clauses, _constant(_any(first), FIRST_BONUS)]


def _access(plan: Plan, rows: Rows) -> Query:
    """Positive tokens only, inside the query."""
    grants = {"public"} & plan.grants if rows is Rows.PUBLIC else plan.grants - {"public"}
    return Q("terms", audience=sorted(grants))


def _query(plan: Plan, rows: Rows) -> Query:
    filters = [_access(plan, rows)]
    if not plan.is_empty:
        filters.append(_matching(plan))
    if plan.after is not None:
        filters.append(Q("range", date={"gte": plan.after.isoformat()}))
    excluded = [_somewhere(term, language) for term in plan.excluded for language in LANGUAGES]
    return Q("bool", filter=filters, must_not=excluded, should=_scoring(plan))


def _selections(plan: Plan) -> dict[str, Query]:
    """What is selected in each facet."""
    chosen = {"kind": plan.kinds, "language": plan.languages, "tags": plan.tags}
    return {field: Q("terms", **{field: sorted(values)}) for field, values in chosen.items() if values}


def build(plan: Plan, rows: Rows) -> dict[str, Any]:
    """The body of one search in one set.

    Selections of facets are applied after the query, and each facet counts under all other selections.
    """
    selections = _selections(plan)
    search = Search().query(_query(plan, rows)).extra(track_total_hits=True)[: plan.limit]
    search = search.source(["kind", "object_id", "language", "date", "title_key"])
    search = search.sort(*_SORTS[plan.sort], "kind", "object_id", "language")
    if selections:
        search = search.post_filter(_all(selections.values()))
    search.aggs.bucket("before_selections", "filter", filter=Q("match_all"))
    for field in ("kind", "language", "tags") if plan.facets else ():
        others = _all(query for name, query in selections.items() if name != field)
        search.aggs.bucket(field, "filter", filter=others).bucket("values", "terms", field=field, size=_FACET_VALUES)
    body: dict[str, Any] = search.to_dict()
    return body | {"track_scores": True}


def _all(queries: Iterable[Query]) -> Query:
    return Q("bool", filter=list(queries))
