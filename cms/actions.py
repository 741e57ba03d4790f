"""Everything that cms changes beside Wagtail's own page actions: the tree, medical reviews, readers' marks."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from wagtail.models import Page, Revision

from accounts.actions import notify
from accounts.models import RoleName, User
from cms import freshness, permissions
from cms.enums import ReviewState
from cms.models import ClarityCount, MedicalReview, ReviewedPage
from cms.querysets import EDITORS
from cms.tree import ensure_tree
from core import audit, clock
from core.access import Forbidden, Viewer, bump_grants, require

__all__ = ["ask_for_changes", "assign_review", "ensure_tree", "mark_clarity", "reviewers", "sign_review"]


class NotReviewable(Exception):
    """The page has no draft with medical content."""


def reviewers() -> Any:
    """People who may be asked for a medical review."""
    standing = User.objects.filter(is_active=True, suspended_at=None)
    return standing.filter(roles__role=RoleName.REVIEWER).order_by("name")


@transaction.atomic
def assign_review(*, page: Page, reviewer: User, by: Viewer) -> MedicalReview:
    """Give the newest draft of a page to a reviewer. Whoever had it before loses sight of it."""
    require(permissions.can_assign_review, by)
    # One after the other: two editors at once would each leave a review open.
    Page.objects.select_for_update().filter(pk=page.pk).values_list("pk").get()
    revision = page.latest_revision
    if revision is None or not isinstance(page.specific, ReviewedPage):
        raise NotReviewable(page.pk)
    waiting = MedicalReview.objects.select_for_update().filter(page=page, state=ReviewState.OPEN)
    others = [review.reviewer_id for review in waiting]
    waiting.update(state=ReviewState.WITHDRAWN, decided_at=clock.now())
    review = MedicalReview.objects.create(
        audience=EDITORS, page_id=page.pk, revision=revision, reviewer=reviewer, assigned_at=clock.now()
    )
    # The token carries the row's own number, which exists only now.
    review.audience = f"review:{review.pk}"
    review.save(update_fields=["audience"])
    bump_grants(reviewer.pk, *others)
    audit.record(
        "review.assigned", actor=by, target=review, detail={"page": page.pk, "reviewer": str(reviewer.public_id)}
    )
    notify(user_ids=[reviewer.pk], kind="review-assigned", target=f"review:{review.pk}")
    return review


@transaction.atomic
def sign_review(*, review: MedicalReview, review_due: date, by: Viewer) -> MedicalReview:
    """Sign exactly the revision that was read: its check shows when an editor publishes it.

    Other words published later keep name and date of the check, and the page says that it changed since.
    """
    review = _decide(review, ReviewState.SIGNED, by)
    revision = Revision.objects.select_for_update().get(pk=review.revision_id)
    draft = revision.as_object()
    signature = {
        "checked_at": freshness.today().isoformat(),
        "review_due": review_due.isoformat(),
        "reviewer": review.reviewer_id,
        "reviewer_label": review.reviewer.name,
        "checked_words": draft.seal_of_words(),
    }
    revision.content = {**revision.content, **signature}
    revision.save(update_fields=["content"])
    _wait_for_publication(draft, revision)
    audit.record("review.signed", actor=by, target=review, detail={"page": review.page_id, "revision": revision.pk})
    return review


def _wait_for_publication(draft: Any, revision: Revision) -> None:
    """Say that there is something to publish: else Wagtail opens the live page, and the signature never gets out."""
    if draft.latest_revision_id == revision.pk and not draft.has_unpublished_changes:
        page = revision.content_object
        page.has_unpublished_changes = True
        page.save(update_fields=["has_unpublished_changes"], clean=False)


@transaction.atomic
def ask_for_changes(*, review: MedicalReview, note: str, by: Viewer) -> MedicalReview:
    """Give the draft back with words about what should change."""
    review = _decide(review, ReviewState.CHANGES, by, note=note)
    audit.record("review.changes-asked", actor=by, target=review, detail={"page": review.page_id})
    return review


def _decide(review: MedicalReview, state: ReviewState, by: Viewer, note: str = "") -> MedicalReview:
    """Close an open review; one that was given to somebody else in the meantime stays with them."""
    require(permissions.can_decide_review, by, review)
    found = MedicalReview.objects.select_for_update(of=("self",)).select_related("reviewer").get(pk=review.pk)
    if found.state != ReviewState.OPEN:
        raise Forbidden("decide_review")
    found.state, found.note, found.decided_at = state, note, clock.now()
    found.save(update_fields=["state", "note", "decided_at"])
    bump_grants(found.reviewer_id)
    return found


@transaction.atomic
def mark_clarity(*, page_id: int, section: str, clear: bool) -> None:
    """Count a reader's answer to "was this clear?". No person is kept with it."""
    field = "clear" if clear else "unclear"
    mark, _created = ClarityCount.objects.get_or_create(page_id=page_id, section=section)
    ClarityCount.objects.filter(pk=mark.pk).update(**{field: F(field) + 1})
