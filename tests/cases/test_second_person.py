"""Another physician decides on every case: never the author, and only once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from accounts.models import InboxItem
from cases import actions, vault
from cases.models import Case, CaseDraft, Receipt, Submission
from core.access import Forbidden
from core.models import PrivateFile
from tests.cases.making import PLAIN, WORDS, draft_of, findings_of, key, published, receipt_of, submitted
from tests.community.making import admit, group_of
from tests.people import Cast, Person, make_cast


def decide(person: Person, submission: Submission, decision: str, **more: str) -> Any:
    form = {"key": key(), "decision": decision, "looked": "on", **more}
    return person.client().post(f"/en/cases/reviews/{submission.public_id}/", form)


def test_who_holds_the_token(cast: Cast) -> None:
    """Every verified physician but the author."""
    submission = submitted(cast.physician)
    holders = {name for name, person in cast.everyone().items() if person.viewer.holds(submission.review_audience)}
    physicians = {name for name, person in cast.everyone().items() if person.viewer.holds("physician")}
    assert holders == physicians - {"physician"}
    assert "second_physician" in holders
    assert not holders & {"patient", "unverified", "suspended", "moderator", "administrator", "editor"}


def test_a_case_of_a_group_is_read_by_its_members_only(cast: Cast) -> None:
    group = group_of(cast.group_moderator, cast.physician, cast.second_physician)
    submission = submitted(cast.physician, {**PLAIN, "audience": group.inside})
    holders = {name for name, person in cast.everyone().items() if person.viewer.holds(submission.review_audience)}
    assert holders == {"group_moderator", "second_physician"}
    case = actions.approve(submission=submission, by=cast.second_physician.viewer)
    assert case.audience == group.inside
    assert cast.stranger.client().get(f"/en/cases/{case.public_id}/").status_code == 404
    assert cast.group_moderator.client().get(f"/en/cases/{case.public_id}/").status_code == 200


def test_one_sends_to_own_groups_only(cast: Cast) -> None:
    group = group_of(cast.group_moderator, cast.second_physician)
    draft = draft_of(cast.physician, {**PLAIN, "audience": group.inside})
    actions.scan(draft=draft, by=cast.physician.viewer)
    with pytest.raises(Forbidden):
        actions.submit(draft=draft, attested=True, by=cast.physician.viewer)
    admit(group, cast.physician, by=cast.group_moderator)
    actions.submit(draft=draft, attested=True, by=cast.physician.viewer)


@pytest.mark.parametrize("act", [actions.approve])
def test_the_author_never_decides(cast: Cast, act: Callable[..., Any]) -> None:
    submission = submitted(cast.physician)
    forged = cast.physician.viewer
    with pytest.raises(Forbidden):
        act(submission=submission, by=forged)
    with pytest.raises(Forbidden):
        actions.refuse(submission=submission, reason="No.", by=forged)
    with pytest.raises(Forbidden):
        actions.approve(submission=submission, by=cast.unverified.viewer)
    assert decide(cast.physician, submission, "approve").status_code == 404
    assert not Case.objects.exists()


def test_a_yes_needs_a_look_and_a_no_a_reason(cast: Cast) -> None:
    submission = submitted(cast.physician)
    assert decide(cast.second_physician, submission, "approve", looked="").status_code == 422
    assert decide(cast.second_physician, submission, "return").status_code == 422
    assert decide(cast.second_physician, submission, "refuse", reason="Mr Jorge Ferrer is named.").status_code == 422
    assert Submission.objects.get().state == "waiting"


def test_the_second_reader_sees_the_reasons(cast: Cast) -> None:
    by = cast.physician.viewer
    draft = draft_of(cast.physician, WORDS)
    actions.scan(draft=draft, by=by)
    kept = findings_of(draft)[1]
    actions.decide_finding(draft=draft, finding=kept.id, verb="keep", reason="The season explains it.", by=by)
    actions.accept_safe_changes(draft=draft, by=by)
    submission = actions.submit(draft=draft, attested=True, by=by).submission
    assert submission is not None
    page = cast.second_physician.client().get(f"/en/cases/reviews/{submission.public_id}/").content.decode()
    assert "The season explains it." in page
    assert '<mark class="finding deid-date">2 March 2026' in page


def test_the_second_of_two_meets_a_clear_answer(cast: Cast) -> None:
    submission = submitted(cast.physician)
    assert decide(cast.second_physician, submission, "approve").status_code == 302
    late = decide(cast.stranger, submission, "approve")
    assert late.status_code == 409
    assert "Somebody else has decided" in late.content.decode()
    address = f"/en/cases/reviews/{submission.public_id}/"
    assert cast.stranger.client().get(address).status_code == 409
    for other in (cast.patient, cast.unverified, cast.physician):
        assert other.client().get(address).status_code == 404
    assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_publish_once() -> None:
    """Both read, both press: one case, one conflict."""
    cast = make_cast()
    submission = submitted(cast.physician)
    answers: list[str] = []
    viewers = [cast.second_physician.viewer, cast.stranger.viewer]
    ready = threading.Barrier(2)

    def press(number: int) -> None:
        try:
            mine = Submission.objects.get(pk=submission.pk)
            ready.wait()
            actions.approve(submission=mine, by=viewers[number])
            answers.append("published")
        except actions.AlreadyDecided:
            answers.append("conflict")
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["conflict", "published"]
    assert Case.objects.count() == 1


def test_what_is_returned_can_be_taken_up(cast: Cast) -> None:
    submission = submitted(cast.physician, image=True)
    assert decide(cast.second_physician, submission, "return", reason="Look at the picture.").status_code == 302
    receipt = receipt_of(submission)
    author = cast.physician.client()
    page = author.get(f"/en/cases/submissions/{receipt.public_id}/").content.decode()
    assert "Look at the picture." in page
    assert PLAIN["title"] in page
    for other in (cast.second_physician, cast.stranger, cast.patient):
        assert other.client().get(f"/en/cases/submissions/{receipt.public_id}/").status_code == 404
    form = {"key": key()}
    first = author.post(f"/en/cases/submissions/{receipt.public_id}/take-up/", form)
    second = author.post(f"/en/cases/submissions/{receipt.public_id}/take-up/", form)
    assert first["Location"] == second["Location"]
    content = vault.read_content(CaseDraft.objects.get())
    assert content.history == PLAIN["history"]
    assert content.picture is not None
    assert content.scan is None
    assert not Submission.objects.exists()
    assert not PrivateFile.objects.exists()


def test_what_is_refused_is_gone_at_once(cast: Cast) -> None:
    submission = submitted(cast.physician, image=True)
    assert decide(cast.second_physician, submission, "refuse", reason="The consent is missing.").status_code == 302
    submission.refresh_from_db()
    assert (submission.title, submission.history, submission.report) == ("", "", {})
    assert not PrivateFile.objects.exists()
    receipt = receipt_of(submission)
    assert (receipt.state, receipt.reason) == ("refused", "The consent is missing.")
    notices = InboxItem.objects.filter(user_id=cast.physician.id, kind="case-decision")
    assert notices.count() == 1
    assert "was not published" in cast.physician.client().get("/en/account/inbox/").content.decode()
    assert "was not published" not in cast.second_physician.client().get("/en/account/inbox/").content.decode()


def test_the_author_takes_it_back(cast: Cast) -> None:
    submission = submitted(cast.physician)
    receipt = receipt_of(submission)
    address = f"/en/cases/submissions/{receipt.public_id}/recall/"
    assert cast.second_physician.client().post(address, {"key": key()}).status_code == 404
    assert cast.physician.client().post(address, {"key": key()}).status_code == 302
    assert not cast.second_physician.viewer.holds(submission.review_audience)
    assert Receipt.objects.get().state == "returned"
    with pytest.raises(actions.AlreadyDecided):
        actions.recall(receipt=receipt, by=cast.physician.viewer)


def test_words_changed_under_the_report_are_not_published(cast: Cast) -> None:
    """Nothing but exactly what the report describes goes out."""
    submission = submitted(cast.physician, image=True)
    Submission.objects.filter(pk=submission.pk).update(history="Mr Jorge Ferrer came in.")
    assert decide(cast.second_physician, submission, "approve").status_code == 422
    with pytest.raises(actions.CaseNotCleared):
        actions.approve(submission=submission, by=cast.second_physician.viewer)
    assert not Case.objects.exists()


def test_the_way_of_a_case_is_told_to_its_author(cast: Cast) -> None:
    case = published(cast)
    receipt = Receipt.objects.get()
    assert receipt.case == case
    page = cast.physician.client().get(f"/en/cases/submissions/{receipt.public_id}/").content.decode()
    assert f"/en/cases/{case.public_id}/" in page
