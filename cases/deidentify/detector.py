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
from cases.deidentify.lone_names import find_lone_names
from cases.deidentify.merging import join_names, merge, to_findings, with_reasons
from cases.deidentify.names import find_names, repeat_names
from cases.deidentify.normalise import normalise
from cases.deidentify.openings import starts_of
from cases.deidentify.places import find_places, public_bodies, within
from cases.deidentify.spans import Finding, Kind

DETECTOR_VERSION: Final = "1.1"
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
Spans = list[tuple[int, int]]
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
    told = _all_hits(plain.text, base, year)
    hits = merge(plain.text, told)
    accepted = [hit for hit in hits if hit.kind is Kind.NAME and hit.risky and hit.score >= _ACCEPTED]
    whose = [hit.reason for hit in with_reasons(accepted, told)]
    repeated = list(repeat_names(plain.text, accepted, whose))
    if repeated:
        hits = merge(plain.text, [*hits, *repeated])
    return to_findings(plain, join_names(plain.text, with_reasons(hits, [*told, *repeated])))


def is_blocked(findings: Iterable[Finding]) -> bool:
    """Whether publishing has to wait for a decision on one of these findings."""
    return any(finding.blocks for finding in findings)


def _all_hits(text: str, language: str, year: int | None) -> list[Hit]:
    starts = starts_of(text)
    bodies, codes = public_bodies(text), public_codes(text, starts)
    published = codes + reference_addresses(text)
    hits = [
        *find_contacts(text, language, starts),
        *find_identifiers(text, starts, codes),
        *find_dates(text, starts),
        *find_ages(text, year),
        *find_places(text, language, starts, bodies),
        *find_names(text, starts),
        *find_lone_names(text, starts),
        *find_clues(text),
        *_tagged(text, language, bodies, published),
    ]
    other = "es" if language == "en" else "en"
    if _share(text, other) > _MIXED_SHARE:
        hits += _tagged(text, other, bodies, published)
        if other == "es":
            hits += find_places(text, other, starts, bodies)
    return hits


def _tagged(text: str, language: str, bodies: Spans, codes: Spans) -> list[Hit]:
    """What the model says, without authorities of a whole country and codes of published knowledge."""
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
