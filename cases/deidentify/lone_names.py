"""Lone names in prose: a last name that does what only people do, or to whom something is told or done."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cases.deidentify import clinical, gazetteer, lexicon
from cases.deidentify.hits import Hit, matches_at, pattern
from cases.deidentify.openings import Starts
from cases.deidentify.spans import Kind

_CAPITAL = r"(?-i:[A-ZÁÉÍÓÚÑ](?:[^\W\d_]|['-](?=[^\W\d_])){2,24})"
_NAMES = rf"(?P<value>{_CAPITAL})(?:[ ](?:y|e|and|&)[ ](?P<other>{_CAPITAL}))?"
_LINK = (
    r"(?:[ ](?:no|ya|nos|me|se|lo|la|le|les|también|hoy|ayer|siempre|sólo|solo|nunca|apenas|siquiera"
    r"|also|then|still|later|now|never)){0,3}[ ]"
)
_SUBJECT = pattern(rf"(?<![\w-]){_NAMES}{_LINK}$")
_NO_SUBJECT = re.compile(r"(?i)\b(?:del?|la|el|los|las|con|por|en|una?|al?|para|sin|tipo)[ ]$")
_PASSIVE = pattern(
    r"(?:fue|fueron|ha[ ]sido|había[ ]sido|era|es|está|estaba|queda|quedó)[ ](?:dad[oa]|trasladad|operad|intervenid"
    r"|ingresad|valorad|vist[oa]|atendid|remitid|derivad|reingresad|intubad|sedad|asintom|jubilad|casad|viud|fumador)"
    r"|(?:was|is|has[ ]been)[ ](?:admitted|discharged|seen|transferred|referred|intubated|readmitted|retired|married)\b"
)
_TOWARD = pattern(
    rf"""(?<![\w-])(?:
      (?P<person>(?:avis|llam|pregunt|escrib|dij|oper|atend|explor)[^\W\d_]{{1,7}}[ ]a
      |(?:vi|vimos|vieron|traté|tratamos|trataron|(?:di|dimos|dieron)[ ]de[ ]alta)[ ]a
      |(?:coment|consult|habl|discut|revis|coincid|acord)[^\W\d_]{{1,8}}(?:[ ]el[ ]caso)?[ ]con
      |(?:lo|la|le|nos|me|los|las)[ ](?:vio|operó|atendió|derivó|remitió|siguió|revisó|trató|llamó|acompañó|encontró
      |trajo|ingresó)(?:[ ](?:primero|también|luego|después))?
      |(?:reviewed|discussed|spoke|conferred|agreed|met)(?:[ ]the[ ]case)?[ ]with|handed[ ]over[ ]to)
      |según|according[ ]to|per|gracias[ ]a
      |(?:nota|informe|familia|hij[oa]|viud[oa]|caso|domicilio|habitación|consentimiento)[ ]de)
      [ ]{_NAMES}(?![ ]de[ ]|[^\W\d_])"""
)
REASON = "lone name of a person"


def find_lone_names(text: str, starts: Starts) -> Iterator[Hit]:
    """Known names beside such words block; unknown capitalised words there are only shown."""
    for start in starts["personal"]:
        yield from _subjects(text, start, towns=True)
    for start in starts["general"]:
        yield from _subjects(text, start, towns=bool(_PASSIVE.match(text, start)))
    for match in matches_at(_TOWARD, text, starts["toward"]):
        yield from _hits(match, 0, towns=match["person"] is not None, unknown=0.4)


def _subjects(text: str, start: int, *, towns: bool) -> Iterator[Hit]:
    offset = max(0, start - 80)
    match = _SUBJECT.search(text[offset:start])
    if match and not _NO_SUBJECT.search(text[offset : offset + match.start()]) and not match["value"].isupper():
        yield from _hits(match, offset, towns=towns, unknown=0.3 if towns else 0.0)


def _hits(match: re.Match[str], offset: int, *, towns: bool, unknown: float) -> Iterator[Hit]:
    for group in ("value", "other"):
        if match[group] is None:
            continue
        score = _score(match[group].lower(), towns=towns, unknown=unknown)
        if score:
            start, end = match.span(group)
            yield Hit(start + offset, end + offset, Kind.NAME, score, score > unknown, REASON)


def _score(word: str, *, towns: bool, unknown: float) -> float:
    """.6 for a name that is nothing else; with a verb of people alone (`towns`) it may also be a town or an eponym."""
    lists = gazetteer.memberships(word)
    if word in lexicon.NOT_NAMES or word in lexicon.HEADS or word in lexicon.COUNTRIES or clinical.is_clinical(word):
        return 0.0
    if "common" in lists or "clinical" in lists:
        return 0.0 if not towns or not lists & {"first", "last"} else 0.3
    if lists & {"first", "last"}:
        doubtful = ("place" in lists and "first" not in lists) or word in lexicon.EPONYMS
        return 0.4 if doubtful and not towns else 0.6
    return 0.0 if word in lexicon.EPONYMS else unknown
