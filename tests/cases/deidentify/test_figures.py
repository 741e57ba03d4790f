"""The least that the detector has to reach on marked documents; the figures themselves stand in the docs."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.deidentify import scoring
from cases.deidentify.marked import read_documents, read_prose

HERE = Path(__file__).parent


@pytest.mark.parametrize(("name", "full", "blocked"), [("asq_phi_dev", 0.98, 0.98), ("meddocan_dev", 0.98, 0.98)])
def test_marked_documents_are_blocked(deid_data: Path, name: str, full: float, blocked: float) -> None:
    score = scoring.Score()
    for index, document in enumerate(read_documents(deid_data / f"{name}.jsonl")):
        if index % 5 == 0:
            score.add(document)
    assert score.marked_blocked >= blocked * score.marked
    assert score.full.total() >= full * score.total.total()


def test_few_clean_documents_are_blocked(deid_data: Path) -> None:
    score = scoring.Score()
    for document in read_documents(deid_data / "asq_phi_dev.jsonl"):
        if not document.marks:
            score.add(document)
    assert score.clean_blocked <= 0.03 * score.clean
    assert score.clean_touched <= 0.15 * score.clean


@pytest.mark.parametrize(("language", "full"), [("en", 0.9), ("es", 0.8)])
def test_free_prose_is_mostly_covered(language: str, full: float) -> None:
    score = scoring.Score()
    for document in read_prose(HERE / f"prose_{language}.txt", language):
        score.add(document)
    assert score.full.total() >= full * score.total.total()
    assert score.clean_blocked == 0
    assert score.marked_blocked >= 0.9 * score.marked
