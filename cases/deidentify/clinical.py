"""Whether capitalised words are clinical vocabulary, as in the title of a case, rather than somebody's name."""

from __future__ import annotations

import re
from functools import lru_cache

from cases.deidentify import gazetteer, lexicon

_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_TITLE = 60
_PREPOSITION = re.compile(
    r"(?i)\b(?:at|in|to|from|of|by|near|with|en|de|del|desde|hacia|al?|por|con)\s+(?:the |el |la )?$"
)
_ENDINGS = (
    *("itis", "osis", "emia", "emias", "patía", "pathy", "pathies", "algia", "algias", "ectomy", "ectomía", "ostomy"),
    *("ostomía", "scopy", "scopia", "scopía", "plasty", "plastia", "plastía", "megaly", "megalia", "penia", "penias"),
    *("uria", "urias", "rrhea", "rrhoea", "rrea", "lysis", "lisis", "trophy", "trophic", "trofia", "plegia", "plejia"),
    *("oides", "sclerosis", "logy", "logía", "cirugía", "surgery", "pediatría", "pediatrics", "therapy", "terapia"),
    *("graphy", "grafía", "cillin", "cycline", "mycin", "micina", "azol", "azole", "statin", "statina", "pril"),
    *("sartan", "tinib", "parin", "parina"),
)
_SHORTEST = 6


@lru_cache(maxsize=8192)
def _kind(word: str) -> str:
    """`clinical`: only that; `named`: in a list of names; `neutral`: neither tells."""
    lists = gazetteer.memberships(word)
    named = bool(lists & gazetteer.NAMES)
    if not named and ("clinical" in lists or word in lexicon.CLINICAL_WORK or _ends_clinically(word)):
        return "clinical"
    if lists & {"common", "clinical"} or word in lexicon.EPONYMS or word in lexicon.HEADS or word in lexicon.NOT_NAMES:
        return "neutral"
    return "named" if named and word not in lexicon.COUNTRIES and len(word) > 2 else "neutral"


def _ends_clinically(word: str) -> bool:
    return len(word) >= _SHORTEST and word.endswith(_ENDINGS)


def is_clinical(phrase: str) -> bool:
    """Whether one of the words can only be clinical, and none is in a list of names."""
    kinds = {_kind(word) for word in _WORD.findall(phrase.lower())}
    return "clinical" in kinds and "named" not in kinds


def is_all_clinical(phrase: str) -> bool:
    """Whether no word is anything but clinical, small words aside: what is left of `Diabetes Clinic`."""
    words = [word for word in _WORD.findall(phrase.lower()) if word not in lexicon.NOT_NAMES]
    return bool(words) and all(_kind(word) == "clinical" for word in words)


def is_title(text: str, start: int, end: int) -> bool:
    """Whether these words stand in a short line by itself and no preposition makes a place of them."""
    before, after = text[:start].rpartition("\n")[2], text[end:].partition("\n")[0]
    return len(before) + end - start + len(after) <= _LONGEST_TITLE and not _PREPOSITION.search(before)


def is_lone_eponym(phrase: str) -> bool:
    """Whether these are only names that stand for diseases and signs: `Paget` as a title."""
    return all(word in lexicon.EPONYMS for word in _WORD.findall(phrase.lower()))
