"""An institution's e-mail domain: says that somebody has a confirmed address there, not that they hold a licence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.verification.enums import Outcome
from accounts.verification.registers.questions import Question, Reply

if TYPE_CHECKING:
    from accounts.models import Register


def ask_domains(register: Register, question: Question) -> Reply:
    """Whether one of the confirmed addresses is of a domain of the institution, or below one."""
    domains = [line.strip().lower().removeprefix("@") for line in register.domains.splitlines() if line.strip()]
    for email in question.emails:
        host = email.rsplit("@", 1)[-1].lower()
        if any(host == domain or host.endswith(f".{domain}") for domain in domains):
            return Reply(Outcome.MATCH, "", host[:200])
    return Reply(Outcome.MISSING)
