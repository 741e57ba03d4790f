"""The detector: all rules and the trained model of a language, merged into findings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from cases.deidentify import tagger
from cases.deidentify.ages import find_ages
from cases.deidentify.clues import find_clues
from cases.deidentify.contacts import find_contacts, reference_addresses
from cases.deidentify.dates import find_dates
from cases.deidentify.hits import Hit
from cases.deidentify.identifiers import find_identifiers, public_codes
from cases.deidentify.merging import join_names, merge, to_findings
from cases.deidentify.names import find_names, repeat_names
from cases.deidentify.normalise import normalise
from cases.deidentify.places import find_places, public_bodies, within
from cases.deidentify.spans import Finding, Kind

DETECTOR_VERSION: Final = "1.0"
LANGUAGES: Final = tagger.LANGUAGES
_WORD = re.compile(r"[a-záéíóúñü]{2,}")
_TELLING_WORDS = {
    "en": frozenset(
        [
            "the",
            "and",
            "of",
            "was",
            "with",
            "her",
            "his",
            "is",
            "in",
            "to",
            "for",
            "on",
            "at",
            "he",
            "she",
            "patient",
            "who",
            "has",
            "were",
        ]
    ),
    "es": frozenset(
        [
            "el",
            "la",
            "los",
            "las",
            "de",
            "del",
            "con",
            "su",
            "fue",
            "en",
            "que",
            "por",
            "una",
            "un",
            "se",
            "paciente",
            "al",
            "es",
            "y",
            "ha",
        ]
    ),
}
_NAMED = {Kind.PLACE, Kind.NAME}
_CODED = {Kind.ID, Kind.CONTACT}
_MIXED_SHARE = 0.06
_ACCEPTED = 0.7  # a name this sure is looked for in the whole text


class UnsupportedLanguage(ValueError):
    """There is no model for this language, so the detector makes no claim: a moderator has to read the text."""


def find(text: str, language: str, *, year: int | None = None) -> list[Finding]:
    """What may identify a person in `text`, in order and without overlaps, in characters of `text`.

    `language` is `en` or `es` (a region may follow: `es-MX`); anything else raises UnsupportedLanguage.
    `year` is the current year, for birth years that reveal an age over 89.
    """
    base = language.lower().replace("_", "-").partition("-")[0]
    if base not in LANGUAGES:
        message = f"There is no de-identification model for the language “{language}”."
        raise UnsupportedLanguage(message)
    plain = normalise(text)
    hits = merge(plain.text, _all_hits(plain.text, base, year))
    accepted = [hit for hit in hits if hit.kind is Kind.NAME and hit.risky and hit.score >= _ACCEPTED]
    repeated = list(repeat_names(plain.text, accepted))
    if repeated:
        hits = merge(plain.text, [*hits, *repeated])
    return to_findings(plain, join_names(plain.text, hits))


def is_blocked(findings: Iterable[Finding]) -> bool:
    """Whether publishing has to wait for a decision on one of these findings."""
    return any(finding.blocks for finding in findings)


def _all_hits(text: str, language: str, year: int | None) -> list[Hit]:
    hits = [
        *find_contacts(text, language),
        *find_identifiers(text),
        *find_dates(text),
        *find_ages(text, year),
        *find_places(text, language),
        *find_names(text),
        *find_clues(text),
        *_tagged(text, language),
    ]
    other = "es" if language == "en" else "en"
    if _share(text, other) > _MIXED_SHARE:
        hits += _tagged(text, other)
        if other == "es":
            hits += find_places(text, other)
    return hits


def _tagged(text: str, language: str) -> list[Hit]:
    """What the model says, without authorities of a whole country and codes of published knowledge."""
    bodies = public_bodies(text)
    codes = public_codes(text) + reference_addresses(text)
    kept: list[Hit] = []
    for hit in tagger.find_tagged(text, language):
        if hit.kind in _NAMED and within(hit, bodies):
            continue
        if hit.kind in _CODED and any(start < hit.end and hit.start < end for start, end in codes):
            continue
        kept.append(hit)
    return kept


def _share(text: str, language: str) -> float:
    """The share of words that are everyday words of a language."""
    words = _WORD.findall(text.lower())
    return sum(word in _TELLING_WORDS[language] for word in words) / len(words) if words else 0.0
