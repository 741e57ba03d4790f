"""Who may do what to pages. Pure predicates; what Wagtail's admin allows, Wagtail's own groups decide."""

from __future__ import annotations

from cms.models import MedicalReview
from cms.querysets import EDITORS
from core.access import Viewer


def can_assign_review(viewer: Viewer) -> bool:
    """Editors give a draft to a medical reviewer."""
    return viewer.holds(EDITORS)


def can_decide_review(viewer: Viewer, review: MedicalReview) -> bool:
    """Only the reviewer to whom the draft was given, and only while it waits."""
    return viewer.user_id == review.reviewer_id and viewer.holds(f"review:{review.pk}")
