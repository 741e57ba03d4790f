"""What becomes of a finding: neutral words instead of it, nothing, or the text as it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cases.deidentify import roles
from cases.deidentify.spans import Finding, Kind

REMOVED: Final = {"en": "[removed]", "es": "[eliminado]"}
_SUGGESTIONS: Final[dict[str, dict[Kind, str]]] = {
    "en": {
        Kind.NAME: "the patient",
        Kind.DATE: "[date removed]",
        Kind.PLACE: "[place removed]",
        Kind.CONTACT: "[contact removed]",
        Kind.ID: "[number removed]",
        Kind.AGE: "90 years or older",
        Kind.CLUE: "[detail removed]",
    },
    "es": {
        Kind.NAME: "el paciente",
        Kind.DATE: "[fecha eliminada]",
        Kind.PLACE: "[lugar eliminado]",
        Kind.CONTACT: "[contacto eliminado]",
        Kind.ID: "[número eliminado]",
        Kind.AGE: "90 años o más",
        Kind.CLUE: "[detalle eliminado]",
    },
}
_BY_REASON: Final[dict[str, dict[str, str]]] = {
    "en": {
        roles.PATIENT: "the patient",
        roles.PHYSICIAN: "the physician",
        roles.NURSE: "the nurse",
        roles.PROFESSIONAL: "the health professional",
        roles.RELATIVE: "a relative",
        roles.OTHER: "another person",
        roles.KIN: "[name removed]",
        "named institution": "a tertiary centre",
        "street address": "[address removed]",
        "street": "[address removed]",
        "post box": "[address removed]",
        "postcode": "[postcode removed]",
        "e-mail address": "[e-mail removed]",
        "web address": "[link removed]",
    },
    "es": {
        roles.PATIENT: "el paciente",
        roles.PHYSICIAN: "el médico",
        roles.PHYSICIAN + roles.AFTER_EL: "médico",
        roles.PHYSICIAN + roles.AFTER_LA: "médica",
        roles.NURSE: "el personal de enfermería",
        roles.NURSE + roles.AFTER_EL: "enfermero",
        roles.NURSE + roles.AFTER_LA: "enfermera",
        roles.PROFESSIONAL: "el profesional sanitario",
        roles.PROFESSIONAL + roles.AFTER_EL: "profesional sanitario",
        roles.PROFESSIONAL + roles.AFTER_LA: "profesional sanitaria",
        roles.RELATIVE: "un familiar",
        roles.RELATIVE + roles.AFTER_EL: "familiar",
        roles.RELATIVE + roles.AFTER_LA: "familiar",
        roles.OTHER: "otra persona",
        roles.KIN: "[nombre eliminado]",
        roles.OTHER + roles.AFTER_EL: "señor",
        roles.OTHER + roles.AFTER_LA: "señora",
        "name after a title" + roles.AFTER_EL: "paciente",
        "name after a title" + roles.AFTER_LA: "paciente",
        "named institution": "un centro de tercer nivel",
        "street address": "[dirección eliminada]",
        "street": "[dirección eliminada]",
        "post box": "[dirección eliminada]",
        "postcode": "[código postal eliminado]",
        "e-mail address": "[correo eliminado]",
        "web address": "[enlace eliminado]",
    },
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with one finding: `replacement` None keeps the text, any other string takes its place."""

    finding: Finding
    replacement: str | None

    @classmethod
    def keep(cls, finding: Finding) -> Decision:
        """Leave the text as it stands."""
        return cls(finding, None)

    @classmethod
    def remove(cls, finding: Finding, language: str = "en") -> Decision:
        """Put the mark of a removal."""
        return cls(finding, REMOVED[language.partition("-")[0]])

    @classmethod
    def replace(cls, finding: Finding, replacement: str) -> Decision:
        """Put these words instead."""
        return cls(finding, replacement)


def suggest(finding: Finding, language: str) -> str:
    """Neutral words that can stand instead of a finding in a text of this language."""
    base = language.partition("-")[0]
    return _BY_REASON[base].get(finding.reason) or _SUGGESTIONS[base][finding.kind]


def redact(text: str, decisions: Iterable[Decision]) -> str:
    """The text with every decision applied. Raises ValueError if two of them overlap or one lies outside."""
    pieces: list[str] = []
    position = 0
    for decision in sorted(decisions, key=lambda one: one.finding.start):
        finding = decision.finding
        if finding.start < position or finding.end > len(text):
            message = "Two decisions overlap or one lies outside the text."
            raise ValueError(message)
        kept = text[finding.start : finding.end]
        pieces += [text[position : finding.start], kept if decision.replacement is None else decision.replacement]
        position = finding.end
    return "".join([*pieces, text[position:]])
