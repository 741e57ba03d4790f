"""Who may do what with cases. Pure predicates; reading is not asked here: rows are visible or they are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.enums import CaseState, ReviewState

if TYPE_CHECKING:
    from cases.models import Case, CaseComment, CaseDraft, Receipt, Submission
    from community.models import Membership
    from core.access import Viewer


def can_write_case(viewer: Viewer) -> bool:
    return viewer.holds("physician")


def can_open_draft(viewer: Viewer, draft: CaseDraft) -> bool:
    """Its author, while a verified physician."""
    return can_write_case(viewer) and viewer.holds(draft.audience) and draft.owner_id == viewer.user_id


def can_send_to(viewer: Viewer, audience: str, membership: Membership | None) -> bool:
    """To all physicians, or to a group of which one is a member now; `membership` is the viewer's own."""
    if not viewer.holds("physician"):
        return False
    if audience == "physician":
        return True
    own = membership is not None and membership.user_id == viewer.user_id and membership.is_in_force
    return own and membership is not None and audience == f"group:{membership.group_id}" and viewer.holds(audience)


def can_review(viewer: Viewer, submission: Submission) -> bool:
    """Second readers decide, never the author."""
    return (
        viewer.holds("physician") and viewer.holds(submission.review_audience) and submission.owner_id != viewer.user_id
    )


def can_take_up(viewer: Viewer, submission: Submission) -> bool:
    """The author takes back what was returned."""
    own = submission.owner_id == viewer.user_id and viewer.holds(submission.audience)
    return own and submission.state == ReviewState.RETURNED and viewer.holds("physician")


def can_recall(viewer: Viewer, receipt: Receipt) -> bool:
    """The author takes a submission back while it waits."""
    return receipt.owner_id == viewer.user_id and viewer.holds(receipt.audience) and viewer.holds("physician")


def _owns(viewer: Viewer, case: Case) -> bool:
    return case.owner_id == viewer.user_id and viewer.holds(case.audience) and viewer.holds("physician")


def can_withdraw(viewer: Viewer, case: Case) -> bool:
    """The owner, at any time, also while the case is hidden."""
    return _owns(viewer, case) and case.state != CaseState.WITHDRAWN


def can_close(viewer: Viewer, case: Case) -> bool:
    """The owner ends the discussion."""
    return _owns(viewer, case) and case.state == CaseState.PUBLISHED


def can_see_readers(viewer: Viewer, case: Case) -> bool:
    """The owner sees who opened the case."""
    return _owns(viewer, case)


def can_flag(viewer: Viewer, case: Case) -> bool:
    """Every reader but the owner, who withdraws."""
    reader = viewer.holds("physician") and viewer.holds(case.audience)
    return reader and case.owner_id != viewer.user_id and case.is_readable


def can_comment(viewer: Viewer, case: Case) -> bool:
    """Every reader, while the discussion is open."""
    return viewer.holds("physician") and viewer.holds(case.audience) and case.state == CaseState.PUBLISHED


def can_remove_comment(viewer: Viewer, comment: CaseComment) -> bool:
    """Whoever wrote it, or the owner of the case."""
    if not viewer.holds("physician") or not viewer.holds(comment.audience) or comment.removed_at is not None:
        return False
    return viewer.user_id in (comment.author_id, comment.case.owner_id)
