"""A draft is given to one medical reviewer, who reads and signs it; nobody else sees it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cms import freshness
from cms.actions import NotReviewable, assign_review, sign_review
from cms.models import ArticlePage, MedicalReview, SectionPage
from core.access import Forbidden
from core.models import AuditEntry
from tests.cms.conftest import MakeArticle
from tests.people import Cast

DUE = {"sign-review_due": (freshness.today() + timedelta(days=365)).isoformat()}


def assign(cast: Cast, page: ArticlePage, person: str = "reviewer") -> MedicalReview:
    return assign_review(page=page, reviewer=getattr(cast, person).user, by=cast.editor.viewer)


def test_only_the_reviewer_sees_the_draft_until_the_signature(make_article: MakeArticle, editors: Cast) -> None:
    review = assign(editors, make_article("Canary draft", live=False))
    path = f"/en/desk-review/{review.pk}/"
    for name, person in editors.everyone().items():
        answer = person.client().get(path)
        entitled = name == "reviewer"
        assert (answer.status_code == 200) is entitled, name
        assert (b"Canary draft" in answer.content) is entitled, name
    assert editors.reviewer.viewer.holds(f"review:{review.pk}")
    answer = editors.reviewer.client().post(path, DUE)
    assert answer.status_code == 302
    assert not editors.reviewer.viewer.holds(f"review:{review.pk}")
    assert editors.reviewer.client().get(path).status_code == 404


def test_a_signature_shows_when_the_signed_draft_is_published(make_article: MakeArticle, editors: Cast) -> None:
    page = make_article(live=False)
    review = assign(editors, page)
    editors.reviewer.client().post(f"/en/desk-review/{review.pk}/", DUE)
    assert ArticlePage.objects.get(pk=page.pk).checked_at is None
    ArticlePage.objects.get(pk=page.pk).get_latest_revision().publish(user=editors.editor.user)
    page = ArticlePage.objects.get(pk=page.pk)
    assert page.checked_at == freshness.today()
    assert page.review_due == freshness.today() + timedelta(days=365)
    assert page.reviewer == editors.reviewer.user
    assert page.reviewer_label == "Reviewer"
    assert AuditEntry.objects.filter(action="review.signed", actor_id=editors.reviewer.user.public_id.hex).exists()


def test_a_reassigned_draft_is_closed_to_the_first_reviewer(make_article: MakeArticle, editors: Cast) -> None:
    page = make_article(live=False)
    first = assign(editors, page)
    second = assign(editors, page, "editor")
    assert editors.reviewer.client().get(f"/en/desk-review/{first.pk}/").status_code == 404
    # The editor holds no reviewer role, so the row alone opens nothing.
    assert editors.editor.client().get(f"/en/desk-review/{second.pk}/").status_code == 404
    with pytest.raises(Forbidden):
        sign_review(review=first, review_due=freshness.today(), by=editors.reviewer.viewer)


@pytest.mark.parametrize("days", [-1, 0, 5000])
def test_a_review_date_must_make_sense(make_article: MakeArticle, editors: Cast, days: int) -> None:
    review = assign(editors, make_article(live=False))
    due = {"sign-review_due": (freshness.today() + timedelta(days=days)).isoformat()}
    answer = editors.reviewer.client().post(f"/en/desk-review/{review.pk}/", due)
    assert answer.status_code == 200
    assert b"within the next three years" in answer.content


def test_asking_for_changes_gives_the_draft_back(make_article: MakeArticle, editors: Cast) -> None:
    review = assign(editors, make_article(live=False))
    editors.reviewer.client().post(f"/en/desk-review/{review.pk}/", {"changes-note": "The dose is wrong."})
    review.refresh_from_db()
    assert (review.state, review.note) == ("changes", "The dose is wrong.")
    assert not editors.reviewer.viewer.holds(f"review:{review.pk}")


def test_only_editors_assign_and_only_medical_pages(make_article: MakeArticle, editors: Cast) -> None:
    page = make_article(live=False)
    for name in ("patient", "reviewer", "physician", "moderator"):
        with pytest.raises(Forbidden):
            assign_review(page=page, reviewer=editors.reviewer.user, by=getattr(editors, name).viewer)
    with pytest.raises(NotReviewable):
        assign_review(page=SectionPage.objects.first(), reviewer=editors.reviewer.user, by=editors.editor.viewer)
