"""The Spanish pairs, asked of both engines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.kinds import SearchDocument
from search.analysis.text import stored
from search.backends import Backend
from search.plan import make_plan
from search.request import SearchRequest
from tests.contract.conftest import Load
from tests.search.spanish_pairs import APART, MEET

_TEXTS = list(dict.fromkeys(stored(other) for _one, other in MEET + APART))


@pytest.fixture(scope="module")
def engine(load: Load) -> Backend:
    return load(
        SearchDocument("word", str(number), "es", "public", title=f"Página {number}", body=f"antes {text} después")
        for number, text in enumerate(_TEXTS)
    )


def found(engine: Backend, query: str) -> set[str]:
    """Texts that have all words of the query; the exact-name keys stay out of the comparison."""
    plan = make_plan(SearchRequest(query=f'"{query}"', language="es"))
    return {_TEXTS[int(entry.object_id)] for entry in engine.search(replace(plan, limit=200)).entries}


@pytest.mark.parametrize(("one", "other"), MEET)
def test_meet(engine: Backend, one: str, other: str) -> None:
    assert stored(other) in found(engine, one)


@pytest.mark.parametrize(("one", "other"), APART)
def test_apart(engine: Backend, one: str, other: str) -> None:
    assert stored(other) not in found(engine, one)
