"""The desk: whose queues there are, reports, overdue pages, work that failed, and two people deciding at once."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.desk import actions
from accounts.desk.enums import ReportReason, ReportState
from accounts.enums import RoleName
from accounts.models import InboxItem, Report, WorkDecision
from core import clock
from core.access import Forbidden
from core.models import AuditEntry, OutboxRow
from tests.core.test_races import at_once
from tests.people import Cast, Person, make_cast, make_person

DONE, TOLD, MISSING = "done", "told", 404


# --- whose queues ---------------------------------------------------------------------------------------

QUEUES = {
    "verifier": {"Verification of physicians"},
    "moderator": {"Reports", "People and roles"},
    "administrator": {"Work that failed", "People and roles", "Registers"},
    "editor": {"Health topics whose check is overdue", "Medicines whose check is overdue", "Pages for patients"},
}


@pytest.mark.django_db
@pytest.mark.parametrize("role", QUEUES)
def test_everybody_finds_their_queues_and_no_others(cast: Cast, role: str) -> None:
    page = getattr(cast, role).client().get("/en/desk/").content.decode()
    assert set(re.findall(r'class="row-title" href="[^"]+">([^<]+)<', page)) == QUEUES[role]


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["patient", "physician", "reviewer", "unverified", "suspended"])
def test_for_others_there_is_no_desk(cast: Cast, role: str) -> None:
    client = getattr(cast, role).client()
    for path in ("", "reports/", "work/", "queues/overdue-articles/", "queues/nothing/", "people/", "registers/"):
        assert client.get(f"/en/desk/{path}").status_code == MISSING, path
    assert Client().get("/en/desk/reports/").status_code == MISSING


# --- reports ----------------------------------------------------------------------------------------------


def reported(cast: Cast, person: Person | None = None) -> Report:
    return actions.report(
        person=(person or cast.physician).user,
        target="person:1",
        snapshot=[{"label": "bio", "text": "Buy my pills."}],
        reason=ReportReason.SPAM,
        words="Advertising on the profile.",
        by=cast.patient.viewer,
    )


def post(person: Person, path: str, **body: Any) -> Any:
    return person.client().post(path, {"key": uuid.uuid4(), **body})


@pytest.mark.django_db
def test_a_profile_is_reported_and_everybody_is_told(cast: Cast) -> None:
    colleague, accused = cast.second_physician, cast.physician
    path = f"/en/people/{accused.user.public_id}/"
    assert "Report this profile" in colleague.client().get(path).content.decode()
    assert post(colleague, f"{path}report/", reason="spam", words="Sells pills.").status_code == 302
    report = Report.objects.get()
    assert report.audience == "staff:moderator"
    assert {"label": "name", "text": accused.user.name} in report.snapshot
    page = cast.moderator.client().get(f"/en/desk/reports/{report.pk}/").content.decode()
    assert "Sells pills." in page
    assert accused.user.name in page
    body = {"state": "warned", "decision": "Please take the prices out.", "version": report.version}
    assert post(cast.moderator, f"/en/desk/reports/{report.pk}/", **body).status_code == 302
    report.refresh_from_db()
    assert report.state == ReportState.WARNED
    assert "Please take the prices out." in accused.client().get("/en/account/inbox/").content.decode()
    assert "Please take the prices out." in colleague.client().get("/en/account/inbox/").content.decode()
    assert {entry.action for entry in AuditEntry.objects.filter(action__startswith="report.")} == {
        "report.sent",
        "report.warned",
    }


@pytest.mark.django_db
def test_the_person_never_learns_who_reported(cast: Cast) -> None:
    report = reported(cast)
    actions.decide_report(
        report=report, version=0, state=ReportState.WARNED, decision="Mind this.", by=cast.moderator.viewer
    )
    inbox = cast.physician.client().get("/en/account/inbox/").content.decode()
    assert "Mind this." in inbox
    assert cast.patient.user.name not in inbox
    assert "Advertising on the profile." not in inbox


@pytest.mark.django_db
def test_a_report_without_anything_to_do_tells_the_reporter_alone(cast: Cast) -> None:
    actions.decide_report(
        report=reported(cast),
        version=0,
        state=ReportState.DISMISSED,
        decision="It is a price list.",
        by=cast.moderator.viewer,
    )
    assert InboxItem.objects.filter(user_id=cast.patient.id, kind=actions.DECIDED).count() == 1
    assert not InboxItem.objects.filter(user_id=cast.physician.id).exists()


@pytest.mark.django_db
def test_a_report_may_shut_somebody_out(cast: Cast) -> None:
    actions.decide_report(
        report=reported(cast), version=0, state=ReportState.SUSPENDED, decision="Again.", by=cast.moderator.viewer
    )
    assert not cast.physician.viewer.is_signed_in
    assert AuditEntry.objects.filter(action="person.suspended").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["patient", "physician", "verifier", "editor", "administrator", "unverified"])
def test_only_moderators_see_and_decide_reports(cast: Cast, role: str) -> None:
    report = reported(cast)
    person: Person = getattr(cast, role)
    assert person.client().get(f"/en/desk/reports/{report.pk}/").status_code == MISSING
    with pytest.raises(Forbidden):
        actions.decide_report(report=report, version=0, state=ReportState.DISMISSED, decision="x", by=person.viewer)
    assert not Report.objects.visible_to(person.viewer).exists()


@pytest.mark.django_db
def test_a_moderator_does_not_decide_about_themselves_or_their_own_report(cast: Cast) -> None:
    about = reported(cast, cast.moderator)
    own = actions.report(
        person=cast.physician.user,
        target="person:2",
        snapshot=[],
        reason=ReportReason.OTHER,
        words="",
        by=cast.moderator.viewer,
    )
    for report in (about, own):
        with pytest.raises(Forbidden):
            actions.decide_report(
                report=report, version=0, state=ReportState.DISMISSED, decision="x", by=cast.moderator.viewer
            )
    with pytest.raises(Forbidden):
        reported(cast, cast.patient)  # nobody reports themselves


@pytest.mark.django_db
def test_who_reports_twice_has_one_open_report(cast: Cast) -> None:
    assert reported(cast).pk == reported(cast).pk
    assert Report.objects.count() == 1


@pytest.mark.django_db
def test_whom_one_does_not_see_one_does_not_report(cast: Cast) -> None:
    path = f"/en/people/{cast.physician.user.public_id}/report/"
    assert cast.patient.client().get(path).status_code == MISSING
    assert post(cast.patient, path, reason="spam").status_code == MISSING
    assert not Report.objects.exists()


@pytest.mark.django_db
def test_a_decision_needs_a_sentence(cast: Cast) -> None:
    report = reported(cast)
    answer = post(cast.moderator, f"/en/desk/reports/{report.pk}/", state="dismissed", version=0)
    assert answer.status_code == 422
    report.refresh_from_db()
    assert report.state == ReportState.OPEN


@pytest.mark.django_db
def test_the_second_moderator_is_shown_how_it_stands(cast: Cast) -> None:
    report = reported(cast)
    path = f"/en/desk/reports/{report.pk}/"
    body = {"state": "dismissed", "decision": "First.", "version": 0}
    assert post(cast.moderator, path, **body).status_code == 302
    late = post(cast.moderator, path, **{**body, "state": "suspended", "decision": "Second."})
    assert late.status_code == 409
    assert "Somebody decided after you opened this" in late.content.decode()
    assert "First." in late.content.decode()
    assert cast.physician.viewer.is_signed_in


# --- work that failed ---------------------------------------------------------------------------------------


def failed(number: int = 1, *, key: str = "") -> OutboxRow:
    return OutboxRow.objects.create(
        task="accounts.tasks.send_reset_mail_task", args=[number], key=key or f"broken:{number}", status="failed",
        attempts=12, due=clock.now(), error="ConnectionRefusedError",
    )  # fmt: skip


@pytest.mark.django_db
def test_failed_work_is_tried_again_or_let_go(cast: Cast) -> None:
    first, second = failed(1), failed(2)
    client = cast.administrator.client()
    page = client.get("/en/desk/work/").content.decode()
    assert page.count("ConnectionRefusedError") == 2
    assert "2 wait" in client.get("/en/desk/").content.decode()
    assert post(cast.administrator, f"/en/desk/work/{first.pk}/", verb="retry").status_code == 302
    refused = post(cast.administrator, f"/en/desk/work/{second.pk}/", verb="discard")
    assert refused.status_code == 422, "letting go needs a reason"
    body = {"verb": "discard", "reason": "The person asked again."}
    assert post(cast.administrator, f"/en/desk/work/{second.pk}/", **body).status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, first.attempts) == ("pending", 0)
    assert second.status == "done"
    assert "The person asked again." in client.get("/en/desk/work/").content.decode()
    assert [one.verb for one in WorkDecision.objects.order_by("pk")] == ["retry", "discard"]
    assert AuditEntry.objects.filter(action__in=["work.retry", "work.discard"]).count() == 2
    assert not AuditEntry.objects.filter(detail__icontains="asked again").exists()


@pytest.mark.django_db
def test_work_that_waits_again_already_is_not_doubled(cast: Cast) -> None:
    row = failed(1, key="same")
    OutboxRow.objects.create(task=row.task, args=row.args, key="same", status="pending", due=clock.now())
    actions.retry_work(row_id=row.pk, reason="", by=cast.administrator.viewer)
    assert OutboxRow.objects.filter(key="same", status="pending").count() == 1
    row.refresh_from_db()
    assert row.status == "done"


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["verifier", "moderator", "editor", "physician", "patient"])
def test_only_administrators_mend_work(cast: Cast, role: str) -> None:
    row = failed()
    person: Person = getattr(cast, role)
    assert person.client().get(f"/en/desk/work/{row.pk}/").status_code == MISSING
    for act in actions.VERBS.values():
        with pytest.raises(Forbidden):
            act(row_id=row.pk, reason="x", by=person.viewer)


@pytest.mark.django_db
def test_work_that_somebody_decided_on_is_said_to_be_so(cast: Cast) -> None:
    row = failed()
    actions.discard_work(row_id=row.pk, reason="x", by=cast.administrator.viewer)
    answer = cast.administrator.client().post(
        f"/en/desk/work/{row.pk}/", {"verb": "retry", "key": uuid.uuid4()}, follow=True
    )
    assert "just before you" in answer.content.decode()


# --- two at once, in threads -----------------------------------------------------------------------------------


def outcome(call: Callable[[], object]) -> Callable[[], str]:
    def run() -> str:
        try:
            call()
        except actions.DecidedMeanwhile:
            return TOLD
        return DONE

    return run


@pytest.mark.django_db(transaction=True)
def test_of_two_moderators_one_decides() -> None:
    cast = make_cast()
    other = make_person("other_moderator", roles=(RoleName.MODERATOR,))
    report = reported(cast)
    first, second = cast.moderator.viewer, other.viewer
    results = at_once(
        outcome(
            lambda: actions.decide_report(report=report, version=0, state=ReportState.DISMISSED, decision="a", by=first)
        ),
        outcome(
            lambda: actions.decide_report(
                report=report, version=0, state=ReportState.SUSPENDED, decision="b", by=second
            )
        ),
    )
    assert Counter(results) == {DONE: 1, TOLD: 1}
    report.refresh_from_db()
    assert cast.physician.viewer.is_signed_in is (report.state == ReportState.DISMISSED)
    assert InboxItem.objects.filter(kind=actions.DECIDED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_one_decides_about_work() -> None:
    cast = make_cast()
    row = failed()
    by = cast.administrator.viewer
    results = at_once(
        outcome(lambda: actions.retry_work(row_id=row.pk, reason="", by=by)),
        outcome(lambda: actions.discard_work(row_id=row.pk, reason="x", by=by)),
    )
    assert Counter(results) == {DONE: 1, TOLD: 1}
    assert WorkDecision.objects.count() == 1


# --- lists -------------------------------------------------------------------------------------------------------


def _reports(cast: Cast, count: int) -> None:
    Report.objects.bulk_create(
        Report(
            audience="staff:moderator",
            target=f"t:{uuid.uuid4()}",
            reason="spam",
            reporter=cast.patient.user,
            person=cast.physician.user,
        )
        for _ in range(count)
    )


def _work(_cast: Cast, count: int) -> None:
    for _ in range(count):
        failed(OutboxRow.objects.count() + 1)


LISTS = {
    "reports/": ("moderator", _reports),
    "work/": ("administrator", _work),
}


@pytest.mark.django_db
@pytest.mark.parametrize("path", LISTS)
def test_lists_ask_as_often_for_ten_times_the_rows_and_go_on_by_key(cast: Cast, path: str) -> None:
    role, add = LISTS[path]
    client = getattr(cast, role).client()
    counts = []
    for size in (4, 36):
        add(cast, size)
        client.get(f"/en/desk/{path}")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/en/desk/{path}")
        counts.append(len(asked))
    assert counts[0] == counts[1]
    found: list[str] = []
    address = f"/en/desk/{path}"
    while address:
        page = client.get(address).content.decode()
        found += re.findall(r'class="row-title" href="([^"]+)"', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = f"/en/desk/{path}{following[1].replace('&amp;', '&')}" if following else ""
    assert len(found) == len(set(found)) == 40
