"""The same chains as Elasticsearch settings, generated from the same tables; nothing is kept in the cluster."""

from __future__ import annotations

from typing import Any, Final

from search.analysis.spanish import RULES_AFTER_FOLDING, RULES_BEFORE_FOLDING, VOWELS
from search.analysis.text import JAVA_GAP

ANALYZERS: Final = {"en": "consilium_en", "es": "consilium_es"}
PREFIX_ANALYZER: Final = "consilium_prefix"
PLAIN_ANALYZER: Final = "consilium_plain"


def _rule_filters() -> dict[str, dict[str, Any]]:
    named: dict[str, dict[str, Any]] = {}
    for place, rules in (("before", RULES_BEFORE_FOLDING), ("after", RULES_AFTER_FOLDING)):
        for number, (pattern, replacement) in enumerate(rules):
            named[f"es_{place}_{number}"] = {
                "type": "pattern_replace",
                "pattern": pattern,
                "replacement": replacement,
                "all": False,
            }
    return named


def _names(place: str) -> list[str]:
    return [name for name in _rule_filters() if name.startswith(f"es_{place}_")]


def settings() -> dict[str, Any]:
    """The `analysis` part of an index."""
    return {
        "char_filter": {
            "es_vowels": {
                "type": "mapping",
                "mappings": [
                    *(f"{marked} => {plain}" for marked, plain in VOWELS.items()),
                    *(f"{marked.upper()} => {plain.upper()}" for marked, plain in VOWELS.items()),
                ],
            },
        },
        "tokenizer": {"words": {"type": "pattern", "pattern": JAVA_GAP}},
        "filter": {
            "english_stem": {"type": "stemmer", "language": "english"},
            "beginnings": {"type": "edge_ngram", "min_gram": 1, "max_gram": 15, "preserve_original": True},
            **_rule_filters(),
        },
        "analyzer": {
            ANALYZERS["en"]: {
                "type": "custom",
                "tokenizer": "words",
                "filter": ["lowercase", "asciifolding", "english_stem"],
            },
            ANALYZERS["es"]: {
                "type": "custom",
                "char_filter": ["es_vowels"],
                "tokenizer": "words",
                "filter": ["lowercase", *_names("before"), "asciifolding", *_names("after")],
            },
            PLAIN_ANALYZER: {"type": "custom", "tokenizer": "words", "filter": ["lowercase", "asciifolding"]},
            PREFIX_ANALYZER: {
                "type": "custom",
                "tokenizer": "words",
                "filter": ["lowercase", "asciifolding", "beginnings"],
            },
        },
    }
