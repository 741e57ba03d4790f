"""From what was typed to what an engine is asked: words, spelling, exact names and filters, before any engine."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Protocol

from search.analysis.text import LANGUAGES, key, tokens, typed_words, words
from search.request import LONGEST_QUERY, Rows, SearchRequest, Sort

if TYPE_CHECKING:
    from collections.abc import Iterable

# --- the numbers of the ranking ------------------------------------------------------------------

NAMES_WEIGHT: Final = 2.0
TITLE_WEIGHT: Final = 1.0
BODY_WEIGHT: Final = 1.0
EXACT_TITLE_BONUS: Final = 30.0
EXACT_NAME_BONUS: Final = 25.0
# Documents in the language of the page, and exact names in any, stand before all others.
FIRST_BONUS: Final = 100.0
SCORE_DIGITS: Final = 4

# --- words that say nothing about the subject ----------------------------------------------------

_ENGLISH: Final = """
    about an and any are as at be been being by can could did do does doing don't for from get give had has have
    having how i i'm if in into is isn't it it's its just know like may me mean might must my need of on or our
    please shall she should so some tell than that the their them there these they this those to us want was we
    were what what's when where which who whom whose why will with would you your a he his her
"""
_SPANISH: Final = """
    al algo alguien algún como cómo con cual cuál cuáles cuando cuándo cuanto cuánto cuánta de del dime donde dónde
    el él ella ellos en entre era eres es esa ese eso esta está están estas este esto estoy favor fue gracias ha
    hacer hay la las le les lo los más me mi mis muy nos nosotros o para pero por porque puede puedo pueden que qué
    quien quién quiero saber se ser si sí sobre son soy su sus tener tengo ti tiene tienen tu tus un una uno unas
    unos usted y ya
"""
DROPPED: Final = frozenset((_ENGLISH + _SPANISH).split())
# "hepatitis A" and "vitamin A" are not hepatitis and vitamin.
_LETTER_FOLLOWS: Final = frozenset(
    [
        "vitamin",
        "vitamina",
        "hepatitis",
        "type",
        "tipo",
        "group",
        "grupo",
        "factor",
        "class",
        "clase",
        "strep",
        "influenza",
        "gripe",
    ]
)
_LETTERS: Final = frozenset("aeyo")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to look for: tokens that stand together, in one field or in any."""

    tokens: tuple[str, ...]
    title_only: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """An engine's orders. Each group of `groups` is a choice of terms.

    `required` says that every group must match. Otherwise the engine tries that first and takes any group
    when fewer than `ENOUGH` documents have them all.
    """

    groups: tuple[tuple[Term, ...], ...]
    excluded: tuple[Term, ...] = ()
    exact: tuple[str, ...] = ()
    required: bool = False
    kinds: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    grants: frozenset[str] = frozenset({"public"})
    sets: tuple[Rows, ...] = (Rows.PUBLIC,)
    after: datetime | None = None
    first_language: str = "en"
    sort: Sort = Sort.RELEVANCE
    limit: int = 20
    facets: bool = True
    corrected: str = field(default="", compare=False)

    @property
    def terms(self) -> tuple[Term, ...]:
        """All positive terms in the order typed."""
        return tuple(term for group in self.groups for term in group)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is looked for, so that everything visible matches the filters."""
        return not self.groups and not self.exact


ENOUGH: Final = 10


class Correct(Protocol):
    """What a plan needs of a speller."""

    def correct(self, word: str) -> str:
        """The word itself, or the word that was probably meant."""


class Equivalents(Protocol):
    """What a plan needs of the synonym table."""

    def of(self, name: str) -> tuple[str, ...]:
        """The exact keys that mean the same as this key, without itself."""


# --- operators -----------------------------------------------------------------------------------

_PIECE: Final = re.compile(
    r"""(?P<minus>-)?(?P<field>title|type|after):(?:"(?P<fieldphrase>[^"]+)"|(?P<fieldword>[^\s"]+))
      |(?P<not>(?<!\S)-)?"(?P<phrase>[^"]+)"
      |(?<!\S)-(?P<unwanted>[^\W_][^\s"]*)
      |(?P<either>\bOR\b)
      |(?P<word>[^\s"]+)
    """,
    re.VERBOSE,
)
_DATE: Final = re.compile(r"^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")


@dataclass(slots=True)
class _Parsed:
    plain: list[str] = field(default_factory=list)
    groups: list[tuple[Term, ...]] = field(default_factory=list)
    excluded: list[Term] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    after: datetime | None = None
    used: bool = False
    either: bool = False

    def add(self, term: Term) -> None:
        if self.either and self.groups:
            self.groups[-1] = (*self.groups[-1], term)
        else:
            self.groups.append((term,))
        self.either = False


def _date(text: str) -> datetime | None:
    match = _DATE.match(text)
    if match is None:
        return None
    year, month, day = (int(part) if part else 1 for part in match.groups())
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None


def _take_field(parsed: _Parsed, name: str, value: str, *, unwanted: bool) -> bool:
    """Understand `title:`, `type:` and `after:`; False leaves the piece to be read as plain words."""
    term = Term(tuple(tokens(value)), title_only=True)
    if name == "title" and term.tokens:
        if unwanted:
            parsed.excluded.append(term)
        else:
            parsed.add(term)
    elif name == "type" and tokens(value) and not unwanted:
        parsed.kinds.add(value.lower())
    elif name == "after" and _date(value) is not None and not unwanted:
        parsed.after = _date(value)
    else:
        return False
    return True


def _take(parsed: _Parsed, piece: re.Match[str]) -> None:
    part = piece.groupdict()
    if part["field"]:
        value = part["fieldphrase"] or part["fieldword"]
        if _take_field(parsed, part["field"], value, unwanted=bool(part["minus"])):
            parsed.used = True
            return
        part = {"word": value}
    if phrase := part.get("phrase"):
        term = Term(tuple(tokens(phrase)))
        if term.tokens:
            parsed.excluded.append(term) if part["not"] else parsed.add(term)
            parsed.used = True
    elif unwanted := part.get("unwanted"):
        parsed.excluded.append(Term(tuple(tokens(unwanted))))
        parsed.used = True
    elif part.get("either"):
        parsed.either = bool(parsed.groups)
        parsed.used = parsed.used or parsed.either
    elif word := part.get("word"):
        parsed.plain.append(word)
        for cut in words(word):
            parsed.add(Term(tuple(tokens(cut))))


def _parse(query: str) -> _Parsed | None:
    """The operators of a query, or None when it uses none (or nothing would be looked for)."""
    if not any(mark in query for mark in ('"', "-", ":", "OR")):
        return None
    parsed = _Parsed()
    for piece in _PIECE.finditer(query):
        _take(parsed, piece)
    searched = parsed.groups or parsed.kinds or parsed.after
    return parsed if parsed.used and searched else None


# --- plain words ---------------------------------------------------------------------------------


def topic_words(query: str) -> list[str]:
    """The words of a query that say what it is about; all of them when none would be left."""
    typed = typed_words(query)
    lower = [word.lower() for word in typed]
    shouting = query == query.upper()
    kept = [word for place, word in enumerate(lower) if not _is_dropped(typed, lower, place, shouting=shouting)]
    return kept or lower


def _is_dropped(typed: list[str], lower: list[str], place: int, *, shouting: bool) -> bool:
    word = lower[place]
    if word not in DROPPED:
        return False
    if word in _LETTERS and place and lower[place - 1] in _LETTER_FOLLOWS:
        return False
    acronym = len(word) > 1 and typed[place].isupper()
    return shouting or not acronym


def _spelt(found: list[str], speller: Correct | None) -> list[str]:
    if speller is None:
        return found
    return [part for word in found for part in (words(speller.correct(word)) or [word])]


def _exact_keys(candidates: Iterable[str], equivalents: Equivalents | None) -> tuple[str, ...]:
    keys: dict[str, None] = {}
    for candidate in candidates:
        name = key(candidate)
        if not name:
            continue
        keys[name] = None
        for other in equivalents.of(name) if equivalents else ():
            keys[other] = None
    return tuple(keys)


def _corrected_query(query: str, before: list[str], after: list[str]) -> str:
    """The whole query with the corrected words in their places, as the page shows it."""
    changes = dict(zip(before, after, strict=False))
    return " ".join(changes.get(word, word) for word in words(query))


def make_plan(
    request: SearchRequest, *, speller: Correct | None = None, equivalents: Equivalents | None = None
) -> Plan:
    """Turn a request into orders that both engines understand alike. Never raises on any query."""
    query = request.query[:LONGEST_QUERY]
    frame = Plan(
        groups=(),
        kinds=request.kinds,
        tags=request.tags,
        languages=request.languages & frozenset(LANGUAGES),
        grants=request.viewer.grants,
        sets=request.sets,
        first_language=request.language if request.language in LANGUAGES else LANGUAGES[0],
        sort=request.sort,
        limit=request.page * request.size,
    )
    parsed = _parse(query)
    if parsed is not None:
        return replace(
            frame,
            groups=tuple(parsed.groups),
            excluded=tuple(term for term in parsed.excluded if term.tokens),
            kinds=frame.kinds | frozenset(parsed.kinds),
            after=parsed.after,
            required=True,
        )
    found = topic_words(query)
    spelt = _spelt(found, None if request.raw else speller)
    changed = spelt != found
    corrected = _corrected_query(query, found, spelt) if changed else ""
    return replace(
        frame,
        groups=tuple((Term(tuple(tokens(word))),) for word in dict.fromkeys(spelt)),
        exact=_exact_keys([query, corrected, " ".join(spelt)], equivalents),
        corrected=corrected,
    )
