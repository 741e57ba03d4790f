"""Finds what may identify a person in a clinical text; pure Python, knows neither Django nor the rest of the site."""

from cases.deidentify.detector import DETECTOR_VERSION, LANGUAGES, UnsupportedLanguage, find, is_blocked
from cases.deidentify.redaction import Decision, redact, suggest
from cases.deidentify.spans import Finding, Kind

__all__ = [
    "DETECTOR_VERSION",
    "LANGUAGES",
    "Decision",
    "Finding",
    "Kind",
    "UnsupportedLanguage",
    "find",
    "is_blocked",
    "redact",
    "suggest",
]
