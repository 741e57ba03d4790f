"""Marks on found words, made in Python for both engines, so that both mark the same words of the same text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.analysis import chains
from search.analysis.text import stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from search.plan import Plan

SNIPPET_LENGTH: Final = 220
# Private-use letters stand for the marks until everything is escaped; stored text never has them.
_OPEN, _CLOSE = "\ue001", "\ue002"
_BEFORE: Final = 60
_PREFIX_SHORTER: Final = 2

# One letter for one letter, so that places in the folded text are places in the text.
_FOLDED: Final = {
    code: unicodedata.normalize("NFKD", chr(code))[0].lower() for code in [*range(0x41, 0x5B), *range(0xC0, 0x250)]
}


@dataclass(frozen=True, slots=True)
class Marker:
    """Finds the words of one plan in texts of one language."""

    language: str
    stems: frozenset[str]
    pattern: re.Pattern[str] | None

    @classmethod
    def of(cls, plan: Plan, language: str) -> Marker:
        """Prepare for the words that the plan looks for."""
        stems = frozenset(chains.stem(token, language) for term in plan.terms for token in term.tokens)
        beginnings = sorted({_beginning(stem) for stem in stems})
        pattern = re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, beginnings))})[^\W_]*") if beginnings else None
        return cls(language, stems, pattern)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Places of the found words. The pattern proposes by beginnings, the stem decides."""
        if self.pattern is None:
            return []
        folded = text.translate(_FOLDED)
        return [
            match.span()
            for match in self.pattern.finditer(folded)
            if chains.stem(text[match.start() : match.end()].lower(), self.language) in self.stems
        ]


def _beginning(stem: str) -> str:
    """What every word with this stem begins with; endings were cut or changed, and ñ may have been kept as ny."""
    return stem[: max(1, len(stem) - _PREFIX_SHORTER)].replace("ny", "n")


def marked(text: str, marker: Marker) -> SafeString:
    """The whole text, escaped, with found words in `<mark>`."""
    text = stored(text)
    return _html(text, marker.spans(text))


def snippet(body: str, marker: Marker, length: int = SNIPPET_LENGTH) -> SafeString:
    """The part of a text that has most of the words, escaped and marked; its beginning when it has none."""
    text = " ".join(stored(body).split())
    spans = marker.spans(text)
    begin = _begin_of_window(text, spans, marker, length)
    end = min(len(text), begin + length)
    if end < len(text):
        end = max(text.rfind(" ", begin, end), begin + length // 2)
    inside = [(start - begin, stop - begin) for start, stop in spans if begin <= start and stop <= end]
    part = _html(text[begin:end], inside)
    before = "… " if begin else ""
    after = " …" if end < len(text) else ""
    return mark_safe(f"{before}{part}{after}")  # noqa: S308 - escaped in _html


def _begin_of_window(text: str, spans: Sequence[tuple[int, int]], marker: Marker, length: int) -> int:
    best, most = 0, 0
    for start, _stop in spans:
        found = {
            chains.stem(text[a:b].lower(), marker.language)
            for a, b in spans
            if start <= a and b <= start + length - _BEFORE
        }
        if len(found) > most:
            best, most = start, len(found)
        if most == len(marker.stems):
            break
    if best <= _BEFORE:
        return 0
    sentence = text.rfind(". ", best - _BEFORE, best)
    return sentence + 2 if sentence >= 0 else text.find(" ", best - _BEFORE) + 1


def _html(text: str, spans: Iterable[tuple[int, int]]) -> SafeString:
    parts: list[str] = []
    last = 0
    for start, stop in spans:
        parts += [text[last:start], _OPEN, text[start:stop], _CLOSE]
        last = stop
    escaped = str(escape("".join([*parts, text[last:]])))
    return mark_safe(escaped.replace(_OPEN, "<mark>").replace(_CLOSE, "</mark>"))  # noqa: S308 - escaped above
