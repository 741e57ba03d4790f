"""Whose name it is, by the words beside it: a suggestion must not turn a physician into the patient."""

from __future__ import annotations

import re
from typing import Final

PATIENT: Final = "name of the patient"
PHYSICIAN: Final = "name of a physician"
NURSE: Final = "name of a nurse"
PROFESSIONAL: Final = "name of a health professional"
RELATIVE: Final = "name of a relative"
OTHER: Final = "name of another person"
KIN: Final = "name after a kin word"
_ROLES: Final = frozenset({PATIENT, PHYSICIAN, NURSE, PROFESSIONAL, RELATIVE, OTHER, KIN})
_PATTERNS: Final = (
    (
        NURSE,
        re.compile(r"(?i)\b(?:nurse|midwife|enfermer[oa]|matrona|R\.?N\b|N\.?P\b|CNM|APRN|CRNP)"),
    ),
    (
        PHYSICIAN,
        re.compile(
            r"(?i)\b(?:dra?s?\b|dres\b|doctora?\b|prof(?:essor|a)?\b|physician|surgeon|attending|consultant|provider"
            r"|pcp\b|resident|author|autor|dictated|signed|seen|operated|referred|referring|reviewed|reported|discussed"
            r"|cc\b|m[eé]dico|facultativo|cirujano|responsable|firmado|fdo|atendid|remitid|derivad|intervenid|valorad"
            r"|M\.?D\b|D\.?O\b|MBBS|FRCS|FACP|FACS)"
        ),
    ),
    (
        PATIENT,
        re.compile(r"(?i)\b(?:patient|pt\b|client|proband|nombre|apellido|paciente)"),
    ),
    (
        PROFESSIONAL,
        re.compile(r"(?i)\b(?:therapist|interpreter|lic\b|licda|licenciad|P\.?A\b|Ph\.?D|DDS|PharmD|LCSW|D?PT\b)"),
    ),
    (
        RELATIVE,
        re.compile(
            r"(?i)\b(?:uncle|aunt|auntie|grandma|grandpa|t[ií][oa]\b|abuel[oa]|next[ ]of[ ]kin|emergency|guardian"
            r"|familiar|contact|accompanied|acompa[nñ]ad|mother|father)"
        ),
    ),
    (
        OTHER,
        re.compile(
            r"(?i)\b(?:rev(?:erend)?\b|fr\b|sister|pastor|rabbi|imam|deacon|judge|justice|officer|detective|sgt"
            r"|sergeant|capt|col\b|colonel|lt\b|lieutenant|cpl|pvt|coach|sir\b|dame|lady|lord|mayor|governor|senator"
            r"|congress|councill?or|president|chief|sheriff|deputy|principal|ing\b|padre|fray|sor\b|alcalde|juez)"
        ),
    ),
)
_ARTICLE = re.compile(r"(?i)\b(?:(?P<el>el|del|al)|la)[ ]$")
AFTER_EL: Final = ", after “el”"
AFTER_LA: Final = ", after “la”"


def is_role(reason: str) -> bool:
    """Whether a reason says whose name it is."""
    return reason.partition(",")[0] in _ROLES


def role_of(beside: str, otherwise: str) -> str:
    """The reason of a finding beside these words: the role that they name, if any."""
    return next((role for role, words in _PATTERNS if words.search(beside)), otherwise)


def after_article(text: str, start: int, reason: str) -> str:
    """The reason with the article that stands before a Spanish name, so that a suggestion does not repeat it."""
    article = _ARTICLE.search(text[max(0, start - 5) : start])
    if not article:
        return reason
    return reason + (AFTER_EL if article["el"] else AFTER_LA)
