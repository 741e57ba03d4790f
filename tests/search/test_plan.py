"""From typed text to a plan."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.plan import Plan, Term, make_plan, topic_words
from search.request import SearchRequest


def plan(query: str) -> Plan:
    return make_plan(SearchRequest(query=query))


def looked_for(query: str) -> list[str]:
    return [" ".join(term.tokens) for term in plan(query).terms]


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("What is a stroke?", ["stroke"]),
        ("how can I treat my asthma", ["treat", "asthma"]),
        ("hepatitis A", ["hepatitis", "a"]),
        ("vitamin A", ["vitamin", "a"]),
        ("a vitamin", ["vitamin"]),
        ("no pain", ["no", "pain"]),
        ("AIDS in children", ["aids", "children"]),
        ("what IS IT", ["is", "it"]),
        ("WHAT IS A STROKE", ["stroke"]),
        ("what is it", ["what", "is", "it"]),
        ("¿Qué es la diabetes?", ["diabetes"]),
        ("dolor de cabeza", ["dolor", "cabeza"]),
    ],
)
def test_question_words_are_dropped_unless_they_carry_meaning(query: str, kept: list[str]) -> None:
    assert topic_words(query) == kept


def test_the_whole_query_and_its_topic_are_exact_keys() -> None:
    assert plan("What is a Stroke?").exact == ("what is a stroke", "stroke")


def test_operators_are_understood() -> None:
    made = plan('"heart attack" -child title:aspirin after:2026-03 type:article OR drug')
    assert made.required
    assert made.groups[0] == (Term(("heart", "attack")),)
    assert Term(("aspirin",), title_only=True) in made.terms
    assert made.excluded == (Term(("child",)),)
    assert made.kinds == {"article"}
    assert made.after == datetime(2026, 3, 1, tzinfo=UTC)


def test_or_makes_one_group() -> None:
    assert plan("fever OR chills").groups == ((Term(("fever",)), Term(("chills",))),)


@pytest.mark.parametrize("query", ["after:never", "x-ray", "-", '"', '""', "title:", "OR", "type 2: food", 'a "b'])
def test_what_does_not_parse_is_a_plain_query(query: str) -> None:
    assert not plan(query).required


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_makes_a_plan_of_letters_and_digits(query: str) -> None:
    made = plan(query)
    assert all(token.replace("_", "x").isalnum() for term in (*made.terms, *made.excluded) for token in term.tokens)


def test_a_request_refuses_impossible_pages() -> None:
    with pytest.raises(ValueError, match="page"):
        SearchRequest(query="x", page=0)
