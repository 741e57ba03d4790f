"""The language chains in Python, and that they are the chains of the full-text tables."""

from __future__ import annotations

import sqlite3

import pytest

from search.analysis import english, spanish
from search.analysis.text import clean, fold, key, stored, words
from tests.search.spanish_pairs import APART, MEET

_ENGLISH = [
    "relational",
    "conditional",
    "rational",
    "valency",
    "hesitancy",
    "digitizer",
    "conformably",
    "radically",
    "differently",
    "analogously",
    "vietnamization",
    "predication",
    "operator",
    "feudalism",
    "decisiveness",
    "hopefulness",
    "callousness",
    "formality",
    "sensitivity",
    "sensibility",
    "triplicate",
    "formative",
    "formalize",
    "electricity",
    "electrical",
    "hopeful",
    "goodness",
    "revival",
    "allowance",
    "inference",
    "airliner",
    "gyroscopic",
    "adjustable",
    "defensible",
    "irritant",
    "replacement",
    "adjustment",
    "dependent",
    "adoption",
    "homologous",
    "communism",
    "activate",
    "angularity",
    "effective",
    "bowdlerize",
    "probate",
    "rate",
    "cease",
    "controlling",
    "rolling",
    "motoring",
    "sing",
    "plastered",
    "bled",
    "agreed",
    "feed",
    "conflated",
    "troubled",
    "sized",
    "hopping",
    "tanned",
    "falling",
    "hissing",
    "fizzed",
    "failing",
    "filing",
    "happy",
    "sky",
    "caresses",
    "ponies",
    "ties",
    "caress",
    "cats",
    "allergies",
    "allergy",
    "diabetes",
    "diabetic",
    "hepatitis",
    "asthma",
    "children",
    "dying",
    "pathology",
    "psychology",
    "yes",
    "yellow",
    "boy",
    "layers",
    "oed",
]


def test_the_table_has_66_and_21_pairs() -> None:
    assert (len(MEET), len(APART)) == (66, 21)


@pytest.mark.parametrize(("one", "other"), MEET)
def test_spanish_words_that_mean_the_same_meet(one: str, other: str) -> None:
    assert spanish.stems(one) == spanish.stems(other)


@pytest.mark.parametrize(("one", "other"), APART)
def test_spanish_words_that_differ_stay_apart(one: str, other: str) -> None:
    assert spanish.stems(one) != spanish.stems(other)


def test_the_english_stemmer_is_that_of_the_full_text_tables() -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5(w, tokenize='porter unicode61 remove_diacritics 2')")
    connection.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, 'instance')")
    connection.executemany("INSERT INTO t(rowid, w) VALUES (?, ?)", enumerate(_ENGLISH))
    stems = {row: term for term, row, _column, _offset in connection.execute("SELECT * FROM v")}
    connection.close()
    assert [english.stem(word) for word in _ENGLISH] == [stems[place] for place in range(len(_ENGLISH))]


def test_words_keep_inner_apostrophes_and_engines_lose_possessives() -> None:
    assert words("Crohn’s disease, don't!") == ["crohn's", "disease", "don't"]
    assert clean("Crohn’s disease") == "Crohn disease"


def test_keys_are_folded_and_single_spaced() -> None:
    assert key("  Parkinson’s   DISEASE ") == key("parkinsons disease") == "parkinsons disease"
    assert key("Presión-alta") == "presion alta"


def test_stored_text_has_composed_letters_and_no_private_marks() -> None:
    assert stored("nin\u0303o\ue001\x00") == "niño"


def test_folding_drops_marks() -> None:
    assert fold("RIÑÓN") == "rinon"
