"""A draft is given to one medical reviewer, who reads and signs it; nobody else sees it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from wagtail.models import Locale

from cms import freshness
from cms.actions import NotReviewable, ask_for_changes, assign_review, sign_review
from cms.enums import Freshness
from cms.models import ArticlePage, MedicalReview, SectionPage
from core import clock
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


def sign_and_publish(cast: Cast, page: ArticlePage) -> ArticlePage:
    review = assign(cast, page)
    sign_review(review=review, review_due=freshness.today() + timedelta(days=365), by=cast.reviewer.viewer)
    return publish(page)


def publish(page: ArticlePage, **fields: Any) -> ArticlePage:
    """Edit the newest draft and publish it, as the editor's form does."""
    draft: ArticlePage = ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision().publish()
    published: ArticlePage = ArticlePage.objects.get(pk=page.pk)
    return published


OTHER_WORDS = [("text", {"heading": "What it is", "body": "<p>It does not hurt to swallow.</p>"})]
OTHER_MARKS = [("text", {"heading": "What it is", "body": "<p>It <b>hurts</b> to swallow.</p>"})]


@pytest.mark.parametrize("fields", [{"sections": OTHER_WORDS}, {"title": "Strep throat"}, {"emergency": "No air"}])
def test_a_signature_is_for_the_words_that_were_read(
    make_article: MakeArticle, editors: Cast, client: Client, fields: dict[str, Any]
) -> None:
    page = sign_and_publish(editors, make_article(live=False))
    sentence = "Words of this page were changed after the medical check."
    assert page.freshness == Freshness.FRESH
    assert sentence not in client.get(page.url).content.decode()
    assert page.title in client.get("/en/").content.decode()
    page = publish(page, **fields)
    assert page.freshness == Freshness.CHANGED
    assert sentence in client.get(page.url).content.decode()
    assert page.url not in client.get("/en/").content.decode()
    assert sign_and_publish(editors, page).freshness == Freshness.FRESH


def test_a_translation_does_not_inherit_the_check(make_article: MakeArticle, editors: Cast) -> None:
    page = sign_and_publish(editors, make_article(live=False))
    spanish = page.copy_for_translation(Locale.objects.get(language_code="es"))
    spanish = publish(spanish, title="Dolor de garganta", sections=OTHER_WORDS)
    assert spanish.language == "es"
    assert spanish.freshness == Freshness.CHANGED


def test_a_live_page_that_was_checked_again_waits_for_its_publication(make_article: MakeArticle, editors: Cast) -> None:
    """The editor opens the draft with the new signature, not the live page without it."""
    page = sign_and_publish(editors, make_article(checked_at=freshness.today() - timedelta(days=700)))
    assert page.checked_at == freshness.today()
    assert not page.has_unpublished_changes
    assert page.freshness == Freshness.FRESH


@pytest.mark.parametrize("fields", [{"sections": OTHER_MARKS}, {"seo_title": "Throat"}, {"also_called": "Angina"}])
def test_marks_and_other_names_leave_a_signature_as_it_is(
    make_article: MakeArticle, editors: Cast, fields: dict[str, Any]
) -> None:
    page = sign_and_publish(editors, make_article(live=False))
    assert publish(page, **fields).freshness == Freshness.FRESH


def test_a_late_check_stays_late_whatever_was_changed(make_article: MakeArticle, editors: Cast) -> None:
    page = publish(sign_and_publish(editors, make_article(live=False)), sections=OTHER_WORDS)
    with time_machine.travel(clock.now() + timedelta(days=400), tick=False):
        assert page.freshness == Freshness.OVERDUE


def test_a_draft_that_was_just_given_away_cannot_be_signed(make_article: MakeArticle, editors: Cast) -> None:
    """The reviewer's grants were read a moment before the editor chose somebody else."""
    page = make_article(live=False)
    first, then = assign(editors, page), editors.reviewer.viewer
    assign(editors, page, "editor")
    with pytest.raises(Forbidden):
        sign_review(review=first, review_due=freshness.today(), by=then)
    with pytest.raises(Forbidden):
        ask_for_changes(review=first, note="Too late.", by=then)
    first.refresh_from_db()
    assert (first.state, first.note) == ("withdrawn", "")


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
