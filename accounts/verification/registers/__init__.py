"""Asking registers: one question, one answer, whatever the register is. No adapter touches the application itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from accounts.verification.enums import RegisterKind
from accounts.verification.registers.domains import ask_domains
from accounts.verification.registers.fhir import ask_fhir
from accounts.verification.registers.files import ask_file
from accounts.verification.registers.questions import Away, Question, Reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import Register

_ADAPTERS: Final[dict[str, Callable[[Register, Question], Reply]]] = {
    RegisterKind.FILE: ask_file,
    RegisterKind.FHIR: ask_fhir,
    RegisterKind.DOMAIN: ask_domains,
}


def ask(register: Register, question: Question) -> Reply:
    """Ask a register. Raises Away, with a word that says why, when it has no answer now."""
    return _ADAPTERS[register.kind](register, question)


__all__ = ["Away", "Question", "Reply", "ask"]
