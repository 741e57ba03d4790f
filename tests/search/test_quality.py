"""Quality on the judged development sets, through the classes of the site, on both engines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django.plugin import DjangoDbBlocker

from search import evaluation
from search.evaluation import Bench, bench, measure, read_articles, read_qrels, read_queries
from search.plan import Plan
from search.request import SearchRequest
from tests.contract.conftest import ENGINES, engine_url

pytestmark = pytest.mark.data

# Set, figure to reach, how far below it still passes.
TARGETS = {
    "embedded": {"synonym": (0.974, 0.01), "typo": (0.990, 0.01), "clean": (0.998, 0.01), "liveqa": (0.867, 0.05)},
    "elasticsearch": {"synonym": (0.974, 0.01), "typo": (0.990, 0.01), "clean": (0.999, 0.01), "liveqa": (0.873, 0.05)},
}


@dataclass(frozen=True)
class Sets:
    """The judged sets."""

    folder: Path

    def queries(self, name: str) -> dict[str, str]:
        if name == "clean":
            lines = (self.folder / "typo.queries.tsv").read_text().splitlines()
            return {line.split("\t")[0]: line.split("\t")[2] for line in lines}
        return read_queries(self.folder / f"{name}.queries.tsv")

    def qrels(self, name: str) -> dict[str, dict[str, int]]:
        return read_qrels(self.folder / f"{name.replace('clean', 'typo')}.qrels.tsv")


@pytest.fixture(scope="module")
def sets(shared_data: Path) -> Sets:
    return Sets(shared_data / "search")


@pytest.fixture(scope="module", params=ENGINES)
def asked(
    request: pytest.FixtureRequest, sets: Sets, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[str, Bench]]:
    from django.test import override_settings

    url = engine_url() if request.param == "elasticsearch" else ""
    articles = read_articles(sets.folder / "medquad_articles.jsonl.gz")
    with (
        django_db_blocker.unblock(),
        override_settings(ELASTICSEARCH_URL=url),
        bench(articles, request.param) as filled,
    ):
        yield request.param, filled


@pytest.mark.parametrize("name", ["synonym", "typo", "clean", "liveqa"])
def test_figures(asked: tuple[str, Bench], sets: Sets, name: str) -> None:
    engine, filled = asked
    target, tolerance = TARGETS[engine][name]
    assert measure(filled, sets.queries(name), sets.qrels(name)).ndcg >= target - tolerance


@pytest.mark.parametrize(("name", "loss"), [("synonym", 0.02), ("clean", 0.02)])
def test_without_the_bonus_the_score_falls(asked: tuple[str, Bench], sets: Sets, name: str, loss: float) -> None:
    _engine, filled = asked

    def broken(request: SearchRequest) -> Plan:
        return replace(filled.planner(request), exact=())

    assert _fall(filled, replace(filled, planner=broken), sets, name) > loss


def test_without_the_speller_the_score_falls(asked: tuple[str, Bench], sets: Sets) -> None:
    _engine, filled = asked

    def broken(request: SearchRequest) -> Plan:
        return filled.planner(replace(request, raw=True))

    assert _fall(filled, replace(filled, planner=broken), sets, "typo") > 0.3


def _fall(whole: Bench, broken: Bench, sets: Sets, name: str) -> float:
    queries = dict(list(sets.queries(name).items())[:200])
    qrels = sets.qrels(name)
    return measure(whole, queries, qrels).ndcg - measure(broken, queries, qrels).ndcg


def test_no_clean_title_is_changed_and_words_are_restored(asked: tuple[str, Bench], sets: Sets) -> None:
    _engine, filled = asked
    clean, typed = sets.queries("clean"), sets.queries("typo")
    plans = {name: filled.planner(SearchRequest(query=query)) for name, query in clean.items()}
    assert not [clean[name] for name, plan in plans.items() if plan.corrected]
    restored = sum(filled.planner(SearchRequest(query=typed[n])).terms == plan.terms for n, plan in plans.items())
    assert restored / len(clean) >= 0.95


# --- the command and the measures ----------------------------------------------------------------


def test_the_command_prints_one_object(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], django_db_blocker: DjangoDbBlocker
) -> None:
    (tmp_path / "a.jsonl").write_text(
        "\n".join(
            json.dumps({"id": i, "focus": t, "synonyms": [], "sections": []}) for i, t in enumerate(["Asthma", "Flu"])
        )
    )
    (tmp_path / "q.tsv").write_text("1\tasthma\n2\tflu\n3\tnothing\n")
    (tmp_path / "r.tsv").write_text("1\t0\t1\n2\t0\t1\n")
    files = {"articles": "a.jsonl", "queries": "q.tsv", "qrels": "r.tsv", "run_file": "run"}
    with django_db_blocker.unblock():
        call_command("search_eval", **{option: tmp_path / name for option, name in files.items()})
    printed = json.loads(capsys.readouterr().out)
    assert set(printed) == {"ndcg@10", "mrr@10", "recall@10", "p50_ms", "p95_ms", "queries"}
    assert (printed["ndcg@10"], printed["queries"]) == (0.5, 3)
    assert (tmp_path / "run").read_text().startswith("1 Q0 0 1 ")


def test_measures() -> None:
    grades = {"a": 3, "b": 1, "c": 0}
    assert evaluation.ndcg(["a", "b"], grades) == 1.0
    assert evaluation.ndcg(["b", "a"], grades) == pytest.approx((1 + 3 / 1.58496) / (3 + 1 / 1.58496), abs=1e-4)
    assert evaluation.reciprocal_rank(["c", "b"], grades) == 0.5
    assert evaluation.recall(["a", "x"], grades) == 0.5
