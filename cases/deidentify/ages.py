"""Ages over 89 in digits and words, and birth years that reveal one, in English and Spanish."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

from cases.deidentify.hits import Hit, hits_of, pattern, windows
from cases.deidentify.spans import Kind

_NUMBER = r"(?:9[0-9]|1[0-2][0-9])"
_EN_UNIT = "(?:one|two|three|four|five|six|seven|eight|nine)"
_EN_WORDS = (
    rf"(?:ninety(?:[ -]{_EN_UNIT})?|(?:(?:a|one)[ -])?hundred(?:[ -](?:and[ -])?(?:{_EN_UNIT}|ten|eleven|twelve))?)"
)
_ES_UNIT = "(?:un[oa]?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)"
_ES_WORDS = rf"(?:noventa(?:[ ]y[ ]{_ES_UNIT})?|cien|ciento[ ](?:{_ES_UNIT}|diez|once|doce))"
# Groups of people ("over 90 years") are the form that the law allows.
_GROUP = "".join(
    f"(?<!{re.escape(before)})"
    for before in (
        "over ",
        "above ",
        "under ",
        "than ",
        "least ",
        "to ",
        ">",
        "> ",
        "≥",
        "≥ ",
        "=",
        "= ",
        "-",
        ".",
        ",",
        "/",
        "mayor de ",
        "mayores de ",
        "más de ",
        "menos de ",
        "mas de ",
        "menores de ",
    )
)
_OPEN_ENDED = r"(?![ ]?(?:or[ ](?:older|over|more|above)|and[ ](?:older|over|above)|\+|o[ ]más|y[ ]más|o[ ]mayor|[%]))"
_PATTERNS = (
    pattern(
        (
            rf"\b{_GROUP}(?P<value>{_NUMBER}[ -]?(?:years?|yrs?|y)[ -]?(?:and[ ][0-9]+[ ]months?[ -])?(?:old|o"
            rf"|of[ ]age)\b)"
        ),
    ),
    pattern(rf"\b{_GROUP}(?P<value>{_NUMBER}[ -]?(?:yo|y/o|y\.[ ]?o\.?|yrs?[ ]?old|yof|yom|ans)\b)"),
    pattern(
        rf"\b(?:aged|age|age[ ]?[:=]|aged[ ]?:|turned|edad:?|edad[ ]de)[ ]{{0,2}}(?P<value>{_NUMBER})\b"
        rf"(?![.,]?[0-9]){_OPEN_ENDED}"
    ),
    pattern(rf"(?<![-\w.,/]){_NUMBER}[ ]?/?[ ]?(?-i:[MF])\b(?![-.]?[0-9A-Za-z/])"),
    pattern(
        rf"\b{_GROUP}(?P<value>{_NUMBER}[ ]?a[nñ]os)\b{_OPEN_ENDED}(?![ ]?(?:después|más|antes|de[ ]"
        rf"(?:evoluci|historia|seguimiento)))"
    ),
    pattern(rf"\b(?P<value>{_NUMBER}(?:st|nd|rd|th))[ ]birthday"),
    pattern(rf"\b{_GROUP}(?P<value>{_EN_WORDS}[ -]years?[ -](?:old|of[ ]age))\b"),
    pattern(
        rf"\b(?:aged|age|turned|is|was|now)[ ](?P<value>{_EN_WORDS})\b(?=[ ]?(?:[.,;)]|$|and\b|when\b"
        rf"|years?\b|at\b|last\b))"
    ),
    pattern(rf"\b{_GROUP}(?P<value>{_ES_WORDS}[ ]a[nñ]os)\b{_OPEN_ENDED}"),
    pattern(r"\b(?:supercent|cent|nonag)enarian\b|\b(?:nonag|cent)enari[oa]\b"),
    pattern(r"\bin[ ](?:her|his|their)[ ](?P<value>(?:late[ ]|early[ ]|mid-?[ ]?)?(?:nineties|90'?s))\b"),
)
_BIRTH_YEAR = pattern(
    r"\b(?:born|birth|dob|d\.o\.b\.|b\.|nacid[oa]|naci[oó]|nacimiento)\b[^.\n0-9]{0,24}?(?P<value>(?:18|19)[0-9]{2})\b",
)
_ANCHOR = re.compile(r"(?i)9\d|1[0-2]\d|ninet|hundred|noventa|\bcien|enarian|enari[oa]")
_OLD_YEAR = re.compile(r"\b(?:18|19)\d\d\b")
_OLDEST = 90


def find_ages(text: str, year: int | None = None) -> Iterator[Hit]:
    """Ages over 89, and years of birth that reveal one in `year` (by default the current one)."""
    places = windows(text, _ANCHOR, 40, 40)
    for expression in _PATTERNS:
        yield from hits_of(expression, text, Kind.AGE, 0.95, "age over 89", places=places)
    last = (year or time.gmtime().tm_year) - _OLDEST
    births = windows(text, _OLD_YEAR, 50, 10)
    for hit in hits_of(_BIRTH_YEAR, text, Kind.AGE, 0.9, "year of birth that reveals an age over 89", places=births):
        if int(text[hit.start : hit.end]) <= last:
            yield hit
