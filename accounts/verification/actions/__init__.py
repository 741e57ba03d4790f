"""Everything that changes applications and licences."""

from __future__ import annotations

from accounts.verification.actions.applying import Facts, answer, apply, withdraw
from accounts.verification.actions.deciding import (
    AlreadyApproved,
    ChangedMeanwhile,
    NothingProves,
    approve,
    ask_for_more,
    declare_conflict,
    refuse,
)
from accounts.verification.actions.licences import (
    NotInThatState,
    confirm_licence,
    expire_licences,
    remind_of_licences,
    resume_licence,
    revoke_licence,
    suspend_licence,
)

__all__ = [
    "AlreadyApproved",
    "ChangedMeanwhile",
    "Facts",
    "NotInThatState",
    "NothingProves",
    "answer",
    "apply",
    "approve",
    "ask_for_more",
    "confirm_licence",
    "declare_conflict",
    "expire_licences",
    "refuse",
    "remind_of_licences",
    "resume_licence",
    "revoke_licence",
    "suspend_licence",
    "withdraw",
]
