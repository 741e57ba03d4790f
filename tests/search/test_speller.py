"""The speller corrects what nobody wrote and leaves the rest alone."""

from __future__ import annotations

import pytest

from search.speller import DeletionIndex, Speller, candidates, distance
from search.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def speller() -> Speller:
    vocabulary = Vocabulary()
    vocabulary.add(["Asthma", "Diarrea", "Presión alta", "Crohn's disease"], "breathing")
    for _ in range(200):
        vocabulary.add(["Diarrhea"], "water fluid moles")
    vocabulary.add([], "diarhea fluod")
    return Speller(vocabulary)


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [
        ("asthma", "asthma", 0),
        ("asthna", "asthma", 1),
        ("ashtma", "asthma", 1),
        ("atma", "asthma", 2),
        ("x", "asthma", 3),
    ],
)
def test_distance_counts_swaps_once_and_stops_at_the_limit(one: str, other: str, edits: int) -> None:
    assert distance(one, other, 2) == edits


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("asthna", "asthma"),
        ("presoin", "presión"),
        ("crohm's", "crohn's"),
        ("diarrea", "diarrea"),  # Spanish, known
        ("fluod", "fluid"),  # in one document, but a near word is far more frequent
        ("breathing", "breathing"),  # in a document, no near word
        ("mol", "mol"),  # too short
        ("b12", "b12"),  # not only letters
        ("qqqqqqqq", "qqqqqqqq"),  # nothing near
    ],
)
def test_words(speller: Speller, typed: str, meant: str) -> None:
    assert speller.correct(typed) == meant


def test_a_stored_index_is_read_again(speller: Speller) -> None:
    words = candidates(speller.vocabulary)
    again = Speller(Vocabulary.load(speller.vocabulary.dump()), DeletionIndex.load(words, speller.index.dump()))
    assert again.correct("asthna") == "asthma"
