"""The embedded engine: SQLite FTS5 in the same file and the same transaction as the data."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from django.db import connections

from search import fts
from search.analysis import chains
from search.analysis.text import LANGUAGES
from search.backends.fusing import Ordered, fuse, order_of
from search.plan import (
    BODY_WEIGHT,
    ENOUGH,
    FIRST_BONUS,
    NAMES_WEIGHT,
    SCORE_DIGITS,
    TITLE_WEIGHT,
    Plan,
    Term,
)
from search.request import Facets, Ranked, Ranking, Rows, Sort

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ROW: Final = "search_searchrow"

# Every statement starts at the FTS match and goes to the rows from there: CROSS JOIN forbids SQLite the other
# way round, which is a hundred times slower.
_MATCHED: Final = """
    exact(id, bonus) AS MATERIALIZED (
        SELECT row_id, MAX(bonus) FROM search_exactname
        WHERE key IN (SELECT value FROM json_each(%(exact)s)) GROUP BY row_id
    ),
    matched(id, score) AS MATERIALIZED (
        SELECT rowid, -{body_weight} * bm25({body}, 1.0, 0.0, 0.0) FROM {body} WHERE {body} MATCH %(match)s
        UNION ALL SELECT id, 0.0 FROM exact
    )
"""
_RANKED: Final = """
    WITH {matched},
    parts(id, score, hit) AS MATERIALIZED (
        SELECT id, score, 1 FROM matched
        UNION ALL SELECT rowid, -{names_weight} * bm25({names}), 0 FROM {names} WHERE {names} MATCH %(any)s
        UNION ALL SELECT rowid, -{title_weight} * bm25({title}), 0 FROM {title} WHERE {title} MATCH %(any)s
    ),
    scored(id, score) AS MATERIALIZED (SELECT id, SUM(score) FROM parts GROUP BY id HAVING MAX(hit) = 1)
    SELECT r.kind, r.object_id, r.date, r.title_key,
        ROUND(s.score + COALESCE(e.bonus, 0)
            + CASE WHEN e.bonus IS NOT NULL OR %(first)s THEN {first_bonus} ELSE 0 END, {digits}) AS total
    FROM scored s CROSS JOIN search_searchrow r ON r.id = s.id LEFT JOIN exact e ON e.id = r.id
    WHERE {where} ORDER BY {order} LIMIT %(limit)s
"""
_LISTED: Final = """
    SELECT r.kind, r.object_id, r.date, r.title_key, CASE WHEN %(first)s THEN {first_bonus} ELSE 0 END AS total
    FROM search_searchrow r WHERE {where} ORDER BY {order} LIMIT %(limit)s
"""
# Counts have the five columns of entries, so that one statement can ask for both.
_COUNTED_BY_KIND: Final = "SELECT r.kind, COUNT(*), NULL, NULL, NULL FROM {source} WHERE {where} GROUP BY r.kind"
_COUNTED_BY_TAG: Final = (
    "SELECT t.value, COUNT(*), NULL, NULL, NULL FROM {source} CROSS JOIN json_each(r.tags) t "
    "WHERE {where} GROUP BY t.value"
)
_ORDER: Final = {
    Sort.RELEVANCE: "total DESC, r.date DESC, r.kind, r.object_id",
    Sort.DATE: "r.date DESC, r.kind, r.object_id",
    Sort.TITLE: "r.title_key, r.kind, r.object_id",
}

# The number of a part, what is asked of it, in SQL, with values.
_Statement = tuple[int, str, str, dict[str, Any]]


def _quoted(term: Term, language: str) -> str:
    """A term as an FTS5 string; only letters and digits ever come between the quotes."""
    words = [chains.stem(t, "es") for t in term.tokens] if language == "es" else list(term.tokens)
    return '"' + " ".join(words) + '"'


def _scoped(term: Term, language: str) -> str:
    return f"{{title}} : {_quoted(term, language)}" if term.title_only else _quoted(term, language)


def _all_of(plan: Plan, language: str) -> str:
    return " AND ".join("(" + " OR ".join(_scoped(t, language) for t in group) + ")" for group in plan.groups)


def _any_of(terms: Iterable[Term], language: str, *, scoped: bool) -> str:
    write = _scoped if scoped else _quoted
    return " OR ".join(dict.fromkeys(write(term, language) for term in terms))


@dataclass(frozen=True)
class _Part:
    """One language in one set: where a statement runs."""

    plan: Plan
    language: str
    rows: Rows

    @cached_property
    def names(self) -> dict[str, Any]:
        """Table names and numbers for the statements."""
        return {
            **{field: fts.table(field, self.language, self.rows) for field in fts.FIELDS},
            "names_weight": NAMES_WEIGHT,
            "title_weight": TITLE_WEIGHT,
            "body_weight": BODY_WEIGHT,
            "first_bonus": FIRST_BONUS,
            "digits": SCORE_DIGITS,
        }

    @cached_property
    def values(self) -> dict[str, Any]:
        """Everything a statement may be given."""
        plan, language = self.plan, self.language
        grants = {"public"} & plan.grants if self.rows is Rows.PUBLIC else plan.grants - {"public"}
        return {
            "match": _all_of(plan, language) if plan.required else _any_of(plan.terms, language, scoped=True),
            "any": _any_of(plan.terms, language, scoped=False),
            "unwanted": _any_of(plan.excluded, language, scoped=True),
            "exact": json.dumps(plan.exact),
            "grants": json.dumps(sorted(grants)),
            "kinds": json.dumps(sorted(plan.kinds)),
            "tags": json.dumps(sorted(plan.tags)),
            "after": plan.after.strftime("%Y-%m-%d %H:%M:%S") if plan.after else None,
            "language": language,
            "first": language == plan.first_language,
            "limit": plan.limit,
        }

    def where(self, *, without: frozenset[str] = frozenset()) -> str:
        """The conditions on rows. The viewer's grants are always among them."""
        conditions = ["r.audience IN (SELECT value FROM json_each(%(grants)s))", "r.language = %(language)s"]
        if self.plan.kinds and "kinds" not in without:
            conditions.append("r.kind IN (SELECT value FROM json_each(%(kinds)s))")
        if self.plan.tags and "tags" not in without:
            conditions.append(
                "EXISTS (SELECT 1 FROM json_each(r.tags) w WHERE w.value IN (SELECT value FROM json_each(%(tags)s)))"
            )
        if self.plan.after is not None:
            conditions.append("r.date >= %(after)s")
        if self.plan.excluded:
            body = self.names["body"]
            conditions.append(f"r.id NOT IN (SELECT rowid FROM {body} WHERE {body} MATCH %(unwanted)s)")  # noqa: S608 - a table of ours
        return " AND ".join(conditions)

    def ranked(self) -> str:
        """The statement that ranks."""
        order = _ORDER[self.plan.sort]
        if self.plan.is_empty:
            return _LISTED.format(where=self.where(), order=order.removeprefix("total DESC, "), **self.names)
        matched = _MATCHED.format(**self.names)
        return _RANKED.format(matched=matched, where=self.where(), order=order, **self.names)

    def counted(self, template: str, *, without: frozenset[str]) -> str:
        """A statement that counts the same matches, without some of the selections."""
        if self.plan.is_empty:
            return template.format(source=f"{_ROW} r", where=self.where(without=without))
        body = self.names["body"]
        source = (
            f"(SELECT rowid AS id FROM {body} WHERE {body} MATCH %(match)s UNION SELECT row_id FROM search_exactname "  # noqa: S608 - tables of ours
            f"WHERE key IN (SELECT value FROM json_each(%(exact)s))) m CROSS JOIN {_ROW} r ON r.id = m.id"
        )
        return template.format(source=source, where=self.where(without=without))


class EmbeddedBackend:
    """Ranks with the FTS5 tables of one database."""

    def __init__(self, using: str = "default") -> None:
        self.using = using

    def search(self, plan: Plan) -> Ranking:
        """All words first; any word when fewer than `ENOUGH` documents have them all."""
        if not plan.required and len(plan.groups) > 1:
            strict = replace(plan, required=True)
            plan = strict if self._count(strict) >= ENOUGH else plan
        found = _Found(plan, self._parts(plan))
        found.rows = self._run(found.statements())
        return found.ranking()

    def _parts(self, plan: Plan) -> list[_Part]:
        return [_Part(plan, language, rows) for rows in plan.sets for language in LANGUAGES]

    def _count(self, plan: Plan) -> int:
        """Matches visible to the viewer, whatever is selected in the facets."""
        every = frozenset({"kinds", "tags"})
        parts = enumerate(self._parts(plan))
        rows = self._run((number, "kind", p.counted(_COUNTED_BY_KIND, without=every), p.values) for number, p in parts)
        return sum(count for _number, _what, _kind, count, *_rest in rows)

    def _run(self, statements: Iterable[_Statement]) -> list[tuple[Any, ...]]:
        """Ask several statements as one. A row starts with the number of its part and with what it is."""
        written: list[str] = []
        values: dict[str, Any] = {}
        for number, what, sql, own in statements:
            # The values of each part get names of their own.
            written.append(f"SELECT {number}, '{what}', * FROM ({sql.replace('%(', f'%(v{number}_')})")  # noqa: S608 - words of ours
            values |= {f"v{number}_{name}": value for name, value in own.items()}
        with connections[self.using].cursor() as cursor:
            cursor.execute(" UNION ALL ".join(written), values)
            return list(cursor.fetchall())


@dataclass
class _Found:
    """What the engine said about a plan: rows of a part's number, what the row is, and five columns."""

    plan: Plan
    parts: list[_Part]
    rows: list[tuple[Any, ...]] = field(default_factory=list)

    def statements(self) -> Iterator[_Statement]:
        """What is asked of each part; those of languages that are not wanted are only counted."""
        for number, part in enumerate(self.parts):
            values = part.values
            yield number, "kind", part.counted(_COUNTED_BY_KIND, without=frozenset({"kinds"})), values
            if self._is_wanted(part):
                yield number, "entry", part.ranked(), values
                if self.plan.facets:
                    yield number, "tag", part.counted(_COUNTED_BY_TAG, without=frozenset({"tags"})), values

    def _is_wanted(self, part: _Part) -> bool:
        return not self.plan.languages or part.language in self.plan.languages

    def _of(self, what: str) -> Iterator[tuple[_Part, tuple[Any, ...]]]:
        return ((self.parts[number], tuple(rest)) for number, named, *rest in self.rows if named == what)

    def ranking(self) -> Ranking:
        """The entries of all sets in one order, and the counts."""
        facets, total = self._facets()
        lists = [self._ranked_set(rows) for rows in self.plan.sets]
        return Ranking(fuse(lists, self.plan.sort, self.plan.limit), total, facets)

    def _ranked_set(self, rows: Rows) -> list[Ordered]:
        """The first entries of one set over all wanted languages, each with what it is ordered by."""
        sort, found = self.plan.sort, list[Ordered]()
        for part, (kind, object_id, date, title_key, total) in self._of("entry"):
            if part.rows is rows:
                entry = Ranked(kind, object_id, part.language, rows, total)
                found.append((order_of(sort, entry, str(date) if date else None, title_key), entry))
        return sorted(found, key=lambda pair: pair[0])[: self.plan.limit]

    def _facets(self) -> tuple[Facets, int]:
        """Counts of each facet over all other selections, and the total over all of them."""
        kinds, languages, tags = Counter[str](), Counter[str](), Counter[str]()
        total = 0
        for part, (kind, count, *_rest) in self._of("kind"):
            is_selected = not self.plan.kinds or kind in self.plan.kinds
            languages[part.language] += count if is_selected else 0
            if self._is_wanted(part):
                total += count if is_selected else 0
                kinds[kind] += count
        for _part, (tag, count, *_rest) in self._of("tag"):
            tags[tag] += count
        return Facets(dict(+kinds), dict(+languages), dict(+tags)), total
