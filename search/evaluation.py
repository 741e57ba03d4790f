"""Measuring the search with judged queries, through the same plan, index and request classes as the site."""

from __future__ import annotations

import gzip
import json
import math
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from core.kinds import SearchDocument
from search import spelling, synonyms
from search.backends.embedded import EmbeddedBackend
from search.plan import Plan, make_plan
from search.request import SearchRequest
from search.scratch import fill, scratch_database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import TextIO

    from search.backends import Backend

    Planner = Callable[[SearchRequest], Plan]

DEPTH: Final = 10
_RUN_DEPTH: Final = 100
_RELEVANT: Final = 1


@dataclass(frozen=True, slots=True)
class Figures:
    """What `search_eval` prints."""

    ndcg: float
    mrr: float
    recall: float
    p50_ms: float
    p95_ms: float
    queries: int

    def as_json(self) -> str:
        """One JSON object with the names of the interface."""
        named = {f"{name}@10" if name in {"ndcg", "mrr", "recall"} else name: v for name, v in asdict(self).items()}
        return json.dumps(named)


# --- files ---------------------------------------------------------------------------------------


def _open(path: Path) -> TextIO:
    return gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")


def read_articles(path: Path) -> Iterator[SearchDocument]:
    """Articles in the form of the judged sets, one JSON object a line."""
    with _open(path) as lines:
        for line in lines:
            if line.strip():
                yield _document(json.loads(line))


def _document(article: Mapping[str, Any]) -> SearchDocument:
    return SearchDocument(
        kind="article",
        object_id=str(article["id"]),
        language=str(article.get("language") or "en"),
        audience="public",
        title=str(article["focus"]),
        names=tuple(article.get("synonyms") or ()),
        body="\n".join(_section_texts(article)),
        source=str(article.get("source") or ""),
    )


def _section_texts(article: Mapping[str, Any]) -> Iterator[str]:
    for section in article.get("sections") or ():
        yield str(section.get("answer") or "")


def read_queries(path: Path) -> dict[str, str]:
    """Query ids and texts; further columns are not read."""
    with _open(path) as lines:
        split = (line.rstrip("\r\n").split("\t") for line in lines if line.strip())
        return {columns[0]: columns[1] for columns in split if len(columns) > 1}


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Grades by query and document."""
    grades: dict[str, dict[str, int]] = {}
    with _open(path) as lines:
        for line in lines:
            columns = line.split()
            if columns:
                grades.setdefault(columns[0], {})[columns[-2]] = int(columns[-1])
    return grades


# --- measures ------------------------------------------------------------------------------------


def ndcg(ranked: list[str], grades: Mapping[str, int]) -> float:
    """Normalised discounted gain of the first ten: linear gain, logarithm of base two."""
    best = sorted((grade for grade in grades.values() if grade > 0), reverse=True)[:DEPTH]
    ideal = sum(grade / math.log2(place + 2) for place, grade in enumerate(best))
    gain = sum(max(grades.get(one, 0), 0) / math.log2(place + 2) for place, one in enumerate(ranked[:DEPTH]))
    return gain / ideal if ideal else 0.0


def reciprocal_rank(ranked: list[str], grades: Mapping[str, int]) -> float:
    """One over the place of the first relevant document among ten."""
    places = (place for place, one in enumerate(ranked[:DEPTH], 1) if grades.get(one, 0) >= _RELEVANT)
    return 1 / next(places, math.inf)


def recall(ranked: list[str], grades: Mapping[str, int]) -> float:
    """The part of the relevant documents that stands among the first ten."""
    relevant = {one for one, grade in grades.items() if grade >= _RELEVANT}
    return len(relevant.intersection(ranked[:DEPTH])) / len(relevant) if relevant else 0.0


# --- running -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bench:
    """A filled scratch index, ready to be asked."""

    backend: Backend
    planner: Planner

    def ranked(self, query: str, depth: int = _RUN_DEPTH) -> list[tuple[str, float]]:
        """Document ids and scores, best first."""
        plan = self.planner(SearchRequest(query=query, size=depth))
        return [(entry.object_id, entry.score) for entry in self.backend.search(plan).entries]


def site_planner(alias: str) -> Planner:
    """The plan as the site makes it, with the speller and synonyms of a database."""

    def plan(request: SearchRequest) -> Plan:
        return make_plan(request, speller=spelling.speller(alias), equivalents=synonyms.load(alias))

    return plan


@contextmanager
def bench(documents: Iterable[SearchDocument], engine: str = "embedded") -> Iterator[Bench]:
    """Fill a scratch index of an engine and hand out what asks it."""
    with scratch_database() as alias:
        fill(alias, documents)
        spelling.rebuild(alias)
        if engine == "elasticsearch":
            from search.backends.elasticsearch import scratch_backend  # noqa: PLC0415 - only when asked for

            with scratch_backend(alias) as backend:
                yield Bench(backend, site_planner(alias))
        else:
            yield Bench(EmbeddedBackend(alias), site_planner(alias))


def measure(
    asked: Bench, queries: Mapping[str, str], qrels: Mapping[str, Mapping[str, int]], run_file: TextIO | None = None
) -> Figures:
    """Ask every query and grade the answers; queries without any relevant document do not count in the means."""
    quality: list[tuple[float, float, float]] = []
    times: list[float] = []
    for query_id, query in queries.items():
        began = perf_counter()
        ranked = asked.ranked(query)
        times.append((perf_counter() - began) * 1000)
        grades = qrels.get(query_id, {})
        names = [name for name, _score in ranked]
        if any(grade >= _RELEVANT for grade in grades.values()):
            quality.append((ndcg(names, grades), reciprocal_rank(names, grades), recall(names, grades)))
        if run_file is not None:
            for place, (name, score) in enumerate(ranked, 1):
                run_file.write(f"{query_id} Q0 {name} {place} {score:.4f} consilium\n")
    return _figures(quality, times)


def _figures(quality: list[tuple[float, float, float]], times: list[float]) -> Figures:
    count = max(len(quality), 1)
    means = [round(sum(column) / count, 4) for column in zip(*quality, strict=True)] if quality else [0.0] * 3
    ordered = sorted(times) or [0.0]
    return Figures(
        ndcg=means[0],
        mrr=means[1],
        recall=means[2],
        p50_ms=round(ordered[len(ordered) // 2], 2),
        p95_ms=round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 2),
        queries=len(times),
    )
