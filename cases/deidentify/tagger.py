"""The trained models (conditional random fields, English and Spanish) as one more detector."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pycrfsuite

from cases.deidentify import features, names
from cases.deidentify.checksums import digits_of
from cases.deidentify.hits import Hit
from cases.deidentify.spans import Kind

if TYPE_CHECKING:
    from cases.deidentify.features import Token

MODELS: Final = Path(__file__).parent / "models"
LANGUAGES: Final = ("en", "es")
LEAST: Final = 0.05
_OUTSIDE = "O"
_RISKY_LABELS = {"NAME", "DATE", "CONTACT", "ID", "STREET", "SITE"}
_KIND_OF = {
    "NAME": Kind.NAME,
    "DATE": Kind.DATE,
    "CONTACT": Kind.CONTACT,
    "ID": Kind.ID,
    "STREET": Kind.PLACE,
    "SITE": Kind.PLACE,
    "PLACE": Kind.PLACE,
}
_NO_NAME = re.compile(r"U\.? ?S\.?|I\.? ?V\.?|N[º°]? ?Col\.?|NHC|NASS|COVID.*|X-[Rr]ay")
_local = threading.local()


@cache
def _models() -> dict[str, bytes]:
    return {language: (MODELS / f"{language}.crfsuite").read_bytes() for language in LANGUAGES}


def use_model(language: str, model: bytes) -> None:
    """Use another model from now on in this thread; only the training's cross-validation does."""
    _models()[language] = model
    _local.__dict__.clear()


def _tagger(language: str) -> pycrfsuite.Tagger:
    """One tagger a thread: it keeps the sequence it works on."""
    taggers: dict[str, pycrfsuite.Tagger] = _local.__dict__.setdefault("taggers", {})
    if language not in taggers:
        tagger = pycrfsuite.Tagger()
        tagger.open_inmemory(_models()[language])
        taggers[language] = tagger
    return taggers[language]


def find_tagged(text: str, language: str) -> Iterator[Hit]:
    """Stretches whose probability of being an identifier is at least `LEAST`."""
    tagger = _tagger(language)
    names = sorted({label[2:] for label in tagger.labels() if label != _OUTSIDE})
    for tokens in features.sequences(text):
        tagger.set(features.features_of(tokens))
        yield from _runs(tagger, names, tokens, text)


def _runs(tagger: pycrfsuite.Tagger, names: list[str], tokens: list[Token], text: str) -> Iterator[Hit]:
    """Neighbouring tokens of the same label become one hit with the mean of their probabilities."""
    run: list[tuple[Token, float]] = []
    current = ""
    for index, token in enumerate(tokens):
        label, probability = _best(tagger, names, index)
        if label != current or (label and _starts(tagger, label, index) and run):
            if run:
                yield _hit(run, current, text)
            run = []
        current = label
        if label:
            run.append((token, probability))
    if run:
        yield _hit(run, current, text)


def _best(tagger: pycrfsuite.Tagger, names: list[str], index: int) -> tuple[str, float]:
    if 1 - tagger.marginal(_OUTSIDE, index) < LEAST:
        return "", 0.0
    scored = [(_marginal(tagger, "B-" + name, index) + _marginal(tagger, "I-" + name, index), name) for name in names]
    probability, name = max(scored)
    return (name, probability) if probability >= LEAST else ("", 0.0)


def _starts(tagger: pycrfsuite.Tagger, label: str, index: int) -> bool:
    return _marginal(tagger, "B-" + label, index) > 0.6


def _marginal(tagger: pycrfsuite.Tagger, label: str, index: int) -> float:
    return float(tagger.marginal(label, index)) if label in _labels(tagger) else 0.0


def _labels(tagger: pycrfsuite.Tagger) -> frozenset[str]:
    known: dict[int, frozenset[str]] = _local.__dict__.setdefault("labels", {})
    if id(tagger) not in known:
        known[id(tagger)] = frozenset(tagger.labels())
    return known[id(tagger)]


def _hit(run: list[tuple[Token, float]], label: str, text: str) -> Hit:
    while len(run) > 1 and not run[-1][0].text.isalnum() and not (label == "NAME" and run[-1][0].text == "."):
        run = run[:-1]
    while len(run) > 1 and not run[0][0].text.isalnum() and run[0][0].text not in "(+#@":
        run = run[1:]
    start, end = run[0][0].start, run[-1][0].end
    score = sum(probability for _, probability in run) / len(run)
    risky = label in _RISKY_LABELS and (label != "NAME" or _is_full(text[start:end]))
    score *= _plausible(text, start, end, label)
    return Hit(start, end, _KIND_OF[label], round(min(score, 0.999), 3), risky, names.BY_MODEL)


def _plausible(text: str, start: int, end: int, label: str) -> float:
    """How much to believe the model: less for eponyms in their usual place, and for numbers that are no numbers."""
    found = text[start:end]
    if label == "NAME" and names.is_eponym_use(text, start, end):
        return 0.3
    if label == "NAME" and (_NO_NAME.fullmatch(found) or names.is_title(found)):
        return 0.05
    if label in {"SITE", "PLACE"} and not any(character.isupper() for character in found):
        return 0.4
    if label in {"ID", "CONTACT"} and len(digits_of(found)) < 4 and "@" not in found and "." not in found:
        return 0.4
    if label == "DATE" and not (digits_of(found) or any(word.isalpha() and len(word) > 2 for word in found.split())):
        return 0.3
    return 1.0


def _is_full(found: str) -> bool:
    """More than a single word: a lone first name is shown, a full one blocks."""
    return " " in found.strip() or "." in found.strip(".")
