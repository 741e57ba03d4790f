"""The least that the detector has to reach on marked documents; the figures themselves stand in the docs."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from cases.deidentify import find, scoring
from cases.deidentify.marked import Document, read_documents, read_prose

HERE = Path(__file__).parent


@cache
def scored(path: Path) -> scoring.Score:
    """Every eighth marked document and all clean ones, read once for all tests; the docs have the whole figures."""
    score = scoring.Score()
    for index, document in enumerate(read_documents(path)):
        if index % 8 == 0 or not document.marks:
            score.add(document)
    return score


@cache
def prose(name: str) -> scoring.Score:
    score = scoring.Score()
    for document in read_prose(HERE / f"{name}.txt", name[-2:]):
        score.add(document)
    return score


@pytest.mark.parametrize(("name", "full", "blocked"), [("asq_phi_dev", 0.98, 0.98), ("meddocan_dev", 0.98, 0.98)])
def test_marked_documents_are_blocked(deid_data: Path, name: str, full: float, blocked: float) -> None:
    score = scored(deid_data / f"{name}.jsonl")
    assert score.marked_blocked >= blocked * score.marked
    assert score.full.total() >= full * score.total.total()


def test_few_clean_documents_are_blocked(deid_data: Path) -> None:
    score = scored(deid_data / "asq_phi_dev.jsonl")
    assert score.clean_blocked <= 0.03 * score.clean
    assert score.clean_touched <= 0.15 * score.clean


@pytest.mark.parametrize(("language", "full"), [("en", 0.92), ("es", 0.85)])
def test_free_prose_is_mostly_covered(language: str, full: float) -> None:
    score = prose(f"prose_{language}")
    assert score.full.total() >= full * score.total.total()
    assert score.clean_blocked == 0
    assert score.marked_blocked >= 0.9 * score.marked


@pytest.mark.parametrize("name", ["lone_names_es", "more_lone_names_es"])
def test_lone_last_names_in_spanish_prose_block(name: str) -> None:
    score = prose(name)
    assert score.full.total() >= 0.95 * score.total.total()
    assert score.marked_blocked >= 0.85 * score.marked
    assert score.clean_blocked == 0


def lines(name: str) -> list[str]:
    """The lines of a list of titles."""
    source = (HERE / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in source.splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("name", ["titles_en", "titles_es", "more_titles_en", "more_titles_es"])
def test_titles_of_cases_rarely_block(name: str) -> None:
    titles, language = lines(name), name[-2:]
    blocking = [(title, one.reason) for title in titles for one in find(title, language) if one.blocks]
    assert len(titles) >= 80
    assert len(blocking) <= 0.03 * len(titles), blocking


@pytest.mark.parametrize("language", ["en", "es"])
def test_titles_with_a_name_block(language: str) -> None:
    titles = lines(f"named_titles_{language}")
    silent = [title for title in titles if not any(one.blocks for one in find(title, language))]
    assert len(titles) >= 25
    assert len(silent) <= 0.2 * len(titles), silent


def test_prose_is_read_with_its_marks() -> None:
    documents: list[Document] = list(read_prose(HERE / "lone_names_es.txt", "es"))
    assert sum(bool(document.marks) for document in documents) >= 30
    assert sum(not document.marks for document in documents) >= 20
