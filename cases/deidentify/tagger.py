"""The trained models (conditional random fields, English and Spanish) as one more detector."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import pycrfsuite

from cases.deidentify import clinical, features, gazetteer, names
from cases.deidentify.checksums import digits_of
from cases.deidentify.hits import Hit
from cases.deidentify.spans import Kind

if TYPE_CHECKING:
    from cases.deidentify.features import Token

MODELS: Final = Path(__file__).parent / "models"
LANGUAGES: Final = ("en", "es")
LEAST: Final = 0.05
_OUTSIDE = "O"
_BEGINNING = 0.6
_LONGEST_ABBREVIATION = 3
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
_PLACES = {"SITE", "PLACE", "STREET"}
_INSTITUTION = re.compile(
    r"(?i)hosp|cl[ií]ni|cent(?:er|re|ro)|health|salud|medical|m[eé]dic|general|institut|universi|school|college|coleg"
    r"|residenc|fundaci|foundation|home|hogar|calle|avenid|plaza|street|road"
)
_NO_NAME = re.compile(r"U\.? ?S\.?|I\.? ?V\.?|N[º°]? ?Col\.?|NHC|NASS|COVID.*|X-[Rr]ay")
_local = threading.local()


@cache
def _models() -> dict[str, bytes]:
    return {language: (MODELS / f"{language}.crfsuite").read_bytes() for language in LANGUAGES}


def use_model(language: str, model: bytes) -> None:
    """Use another model from now on in this thread; only the training's cross-validation does."""
    _models()[language] = model
    _local.__dict__.clear()


class _Model(NamedTuple):
    """A tagger, and for each name of a label its two forms as far as the model knows them.

    The tagger reads the bytes of the model wherever they lie and does not keep them alive: `data` does, because two
    threads that load the models at the same moment each hold their own copy, and only one of them stays cached.
    """

    data: bytes
    tagger: pycrfsuite.Tagger
    labels: tuple[tuple[str, str | None, tuple[str, ...]], ...]


def _model(language: str) -> _Model:
    """One tagger a thread: it keeps the sequence it works on."""
    models: dict[str, _Model] = _local.__dict__.setdefault("models", {})
    if language not in models:
        tagger = pycrfsuite.Tagger()
        data = _models()[language]
        tagger.open_inmemory(data)
        known = frozenset(tagger.labels()) - {_OUTSIDE}
        labels = tuple(
            (name, "B-" + name if "B-" + name in known else None, tuple(sorted({"B-" + name, "I-" + name} & known)))
            for name in sorted({label[2:] for label in known})
        )
        models[language] = _Model(data, tagger, labels)
    return models[language]


def find_tagged(text: str, language: str) -> Iterator[Hit]:
    """Stretches whose probability of being an identifier is at least `LEAST`."""
    model = _model(language)
    for tokens in features.sequences(text):
        model.tagger.set(features.features_of(tokens))
        yield from _runs(model, tokens, text)


def _runs(model: _Model, tokens: list[Token], text: str) -> Iterator[Hit]:
    """Neighbouring tokens of the same label become one hit with the mean of their probabilities."""
    run: list[tuple[Token, float]] = []
    current = ""
    outside = model.tagger.marginal
    for index, token in enumerate(tokens):
        rest = 1 - outside(_OUTSIDE, index)
        label, probability, begins = _best(model, index, rest) if rest >= LEAST else ("", 0.0, False)
        if run and (label != current or begins):
            yield _hit(run, current, text)
            run = []
        current = label
        if label:
            run.append((token, probability))
    if run:
        yield _hit(run, current, text)


def _best(model: _Model, index: int, rest: float) -> tuple[str, float, bool]:
    """The likeliest label of a token, its probability, and whether a new one begins here.

    `rest` is the probability that there is any; as soon as no other label can win, the search ends.
    """
    marginal = model.tagger.marginal
    best, name, first = 0.0, "", None
    for label, beginning, forms in model.labels:
        probability = 0.0
        for form in forms:
            probability += marginal(form, index)
        if probability >= best:
            best, name, first = probability, label, beginning
        rest -= probability
        if rest < best:
            break
    if best < LEAST:
        return "", 0.0, False
    return name, best, first is not None and marginal(first, index) > _BEGINNING


def _hit(run: list[tuple[Token, float]], label: str, text: str) -> Hit:
    while len(run) > 1 and _hangs_over(run[-2][0].text, run[-1][0].text, run[0][0].text, label):
        run = run[:-1]
    while len(run) > 1 and not run[0][0].text.isalnum() and run[0][0].text not in "(+#@":
        run = run[1:]
    start, end = run[0][0].start, run[-1][0].end
    score = sum(probability for _, probability in run) / len(run)
    risky = label in _RISKY_LABELS and (label != "NAME" or _is_full(text[start:end]))
    score *= _plausible(text, start, end, label)
    return Hit(start, end, _KIND_OF[label], round(min(score, 0.999), 3), risky, names.BY_MODEL)


def _hangs_over(before: str, last: str, first: str, label: str) -> bool:
    """Whether the last token is no part of what is marked: a sign, or after a capitalised name a plain word."""
    if label != "NAME":
        return not last.isalnum()
    if not last.isalnum():
        return last != "." or len(before) > _LONGEST_ABBREVIATION
    lists = gazetteer.memberships(last)
    return first[:1].isupper() and last.islower() and ("common" in lists or not lists & {"first", "last"})


def _plausible(text: str, start: int, end: int, label: str) -> float:
    """How much to believe the model: less for eponyms in their usual place, and for numbers that are no numbers."""
    found = text[start:end]
    if label == "NAME" and names.is_eponym_use(text, start, end):
        return 0.3
    if label == "NAME" and clinical.is_clinical(found):
        return 0.4
    if label in _PLACES and _is_title_without_place(text, start, end):
        return 0.4
    return _plausible_form(found, label)


def _is_title_without_place(text: str, start: int, end: int) -> bool:
    found = text[start:end]
    if (
        not clinical.is_title(text, start, end)
        or _INSTITUTION.search(found)
        or digits_of(found)
        or gazetteer.is_place(found.lower())
    ):
        return False
    return clinical.is_clinical(found) or clinical.is_lone_eponym(found)


def _plausible_form(found: str, label: str) -> float:
    """How much the signs of which it is made speak for the label."""
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
