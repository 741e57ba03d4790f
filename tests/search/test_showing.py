"""Marks, snippets and the emergency box."""

from __future__ import annotations

import pytest

from search.emergency import is_emergency
from search.highlight import Marker, marked, snippet
from search.plan import make_plan
from search.request import SearchRequest


def marker(query: str, language: str = "en") -> Marker:
    return Marker.of(make_plan(SearchRequest(query=query)), language)


def test_marks_follow_the_stem() -> None:
    assert marked("Allergies and an allergy", marker("allergy")) == "<mark>Allergies</mark> and an <mark>allergy</mark>"


def test_spanish_marks_ignore_accents_and_keep_the_text() -> None:
    assert marked("Los niños y el año", marker("ninos", "es")) == "Los <mark>niños</mark> y el año"
    assert marked("Un año, un ano", marker("años", "es")) == "Un <mark>año</mark>, un ano"
    assert marked("Luces", marker("luz", "es")) == "<mark>Luces</mark>"


def test_everything_else_is_escaped() -> None:
    assert marked("<script>asthma</script>\ue001", marker("asthma script")) == (
        "&lt;<mark>script</mark>&gt;<mark>asthma</mark>&lt;/<mark>script</mark>&gt;"
    )


def test_a_snippet_shows_the_place_with_the_words() -> None:
    body = "Nothing here. " * 60 + "The inhaler opens the tubes in asthma. " + "More words. " * 60
    found = snippet(body, marker("asthma inhaler"))
    assert "<mark>inhaler</mark>" in found
    assert "<mark>asthma</mark>" in found
    assert found.startswith("… ")
    assert found.endswith(" …")
    assert len(found) < 300


def test_a_snippet_without_the_words_is_the_beginning() -> None:
    assert snippet("A short text.", marker("asthma")) == "A short text."


@pytest.mark.parametrize(
    "query",
    ["chest pain", "I can’t breathe", "my dad has CHEST PAIN now", "overdose", "stroke signs", "suicide",
     "infarto", "no respira", "dolor en el pecho", "sobredosis", "mi bebé no respira", "opresión en el pecho"],
)  # fmt: skip
def test_words_of_an_emergency_show_the_box(query: str) -> None:
    assert is_emergency(query)


@pytest.mark.parametrize("query", ["asthma", "chest x-ray", "breathing exercises", "tos", "", "paint chest"])
def test_other_words_do_not(query: str) -> None:
    assert not is_emergency(query)
