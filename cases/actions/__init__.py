"""Everything that changes drafts, submissions and cases."""

from __future__ import annotations

from cases.actions.drafts import (
    DecisionRefused,
    DraftLimit,
    accept_safe_changes,
    decide_finding,
    discard_draft,
    purge_drafts,
    record_scan,
    remove_image,
    save_draft,
    save_image,
    scan,
    undo_safe_changes,
)
from cases.actions.published import close_case, comment, flag_case, record_reading, remove_comment, withdraw_case
from cases.actions.review import AlreadyDecided, approve, purge_submissions, recall, refuse, return_to_author
from cases.actions.sending import submit, take_up
from cases.gate import CaseNotCleared

__all__ = [
    "AlreadyDecided",
    "CaseNotCleared",
    "DecisionRefused",
    "DraftLimit",
    "accept_safe_changes",
    "approve",
    "close_case",
    "comment",
    "decide_finding",
    "discard_draft",
    "flag_case",
    "purge_drafts",
    "purge_submissions",
    "recall",
    "record_reading",
    "record_scan",
    "refuse",
    "remove_comment",
    "remove_image",
    "return_to_author",
    "save_draft",
    "save_image",
    "scan",
    "submit",
    "take_up",
    "undo_safe_changes",
    "withdraw_case",
]
