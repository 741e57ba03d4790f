"""Two people decide, never the applicant, never a friend, never on a number alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.enums import LicenceState, RoleName
from accounts.models import Application, Evidence, InboxItem, Licence, User
from accounts.verification import actions, evidence, queries
from accounts.verification.enums import ApplicationState
from core import clock
from core.access import Forbidden, require
from core.files import sealed
from core.models import AuditEntry, OutboxRow
from tests.people import Cast, Person, card, facts, make_person, verify

pytestmark = pytest.mark.django_db


def applied(person: Person, *, pictures: int = 1) -> Application:
    return actions.apply(facts=facts(), images=[card()] * pictures, by=person.viewer)


def approve(application: Application, verifier: Person) -> Application:
    application.refresh_from_db()
    return actions.approve(application=application, version=application.version, by=verifier.viewer)


def audited(action: str) -> int:
    return AuditEntry.objects.filter(action=action).count()


def told(person: Person) -> list[str]:
    return list(InboxItem.objects.filter(user_id=person.id).order_by("pk").values_list("kind", flat=True))


def test_two_verifiers_make_a_physician(cast: Cast) -> None:
    application = applied(cast.unverified)
    assert application.audience == f"verification:{application.pk}"
    approve(application, cast.verifier)
    application.refresh_from_db()
    assert application.state == ApplicationState.IN_REVIEW
    assert not cast.unverified.viewer.holds("physician"), "one of two is not enough"
    approve(application, cast.second_verifier)
    assert cast.unverified.viewer.holds("physician")
    licence = Licence.objects.get(user_id=cast.unverified.id)
    assert licence.is_in_force
    assert (licence.number, licence.registry) == ("N-1", "Register of Nowhere")
    assert licence.recheck_at is not None
    assert told(cast.unverified) == ["licence-in-review", "licence-verified"]
    assert [audited(f"verification.{name}") for name in ("applied", "approved")] == [1, 1]
    assert audited("licence.verified") == 1
    mails = OutboxRow.objects.filter(task="accounts.tasks.send_licence_mail_task")
    assert [row.args for row in mails] == [[cast.unverified.id, "licence-verified"]]


def test_the_cast_is_verified_as_the_actions_leave_it(cast: Cast) -> None:
    made = verify(cast.unverified, cast.verifier, cast.second_verifier)
    short = Licence.objects.get(user_id=cast.physician.id)
    names = ("state", "specialty_id", "country", "registry", "profession", "second_specialty_id", "reason", "reminded")
    assert [getattr(made, name) for name in names] == [getattr(short, name) for name in names]
    for licence in (made, short):
        assert licence.expires_at is not None
        assert licence.recheck_at is not None
        assert (licence.expires_at - licence.verified_at).days == 730
        assert (licence.recheck_at - licence.verified_at).days == 365
    assert cast.unverified.viewer.grants - {f"user:{cast.unverified.id}"} == cast.physician.viewer.grants - {
        f"user:{cast.physician.id}"
    }


def test_one_verifier_does_not_count_twice(cast: Cast) -> None:
    application = applied(cast.unverified)
    approve(application, cast.verifier)
    with pytest.raises(actions.AlreadyApproved):
        approve(application, cast.verifier)
    assert not cast.unverified.viewer.holds("physician")


def test_an_applicant_never_decides_on_themselves(cast: Cast) -> None:
    application = applied(cast.verifier)
    approve(application, cast.second_verifier)
    application.refresh_from_db()
    for decide in decisions():
        with pytest.raises(Forbidden):
            decide(application, cast.verifier)
    assert not cast.verifier.viewer.holds(application.audience)
    assert not cast.verifier.viewer.holds("physician")


def decisions() -> list[Callable[[Application, Person], Any]]:
    def call(action: Callable[..., Any], **words: str) -> Callable[[Application, Person], Any]:
        return lambda row, who: action(application=row, version=row.version, by=who.viewer, **words)

    return [
        call(actions.approve),
        call(actions.ask_for_more, reason="More"),
        call(actions.refuse, reason="No"),
    ]


@pytest.mark.parametrize(
    "role", ["patient", "physician", "editor", "moderator", "administrator", "reviewer", "stranger"]
)
def test_nobody_but_verifiers_decides(cast: Cast, role: str) -> None:
    application = applied(cast.unverified)
    person: Person = getattr(cast, role)
    for decide in decisions():
        with pytest.raises(Forbidden):
            decide(application, person)
    with pytest.raises(Forbidden):
        actions.declare_conflict(application=application, by=person.viewer)
    application.refresh_from_db()
    assert application.state == ApplicationState.APPLIED


def test_a_declared_conflict_excludes_now_and_later(cast: Cast) -> None:
    third = make_person("third_verifier", roles=(RoleName.VERIFIER,))
    application = applied(cast.unverified)
    approve(application, cast.verifier)
    before = cast.verifier.viewer
    application.refresh_from_db()
    actions.declare_conflict(application=application, by=before)
    application.refresh_from_db()
    assert application.state == ApplicationState.APPLIED, "what they said before does not count"
    assert not cast.verifier.viewer.holds(application.audience)
    # Also with the rights of the request in which the conflict was declared.
    with pytest.raises(Forbidden):
        actions.approve(application=application, version=application.version, by=before)
    approve(application, cast.second_verifier)
    assert not cast.unverified.viewer.holds("physician")
    approve(application, third)
    assert cast.unverified.viewer.holds("physician")
    licence = Licence.objects.get(user_id=cast.unverified.id)
    with pytest.raises(Forbidden):
        actions.revoke_licence(licence=licence, version=licence.version, reason="x", by=cast.verifier.viewer)
    assert licence not in queries.licences_for(cast.verifier.viewer)
    assert licence in queries.licences_for(cast.second_verifier.viewer)


def test_a_number_alone_is_no_proof(cast: Cast) -> None:
    application = applied(cast.unverified, pictures=0)
    for verifier in (cast.verifier, cast.second_verifier):
        with pytest.raises(actions.NothingProves):
            approve(application, verifier)
    assert not application.approvals.exists()
    assert not Licence.objects.filter(user_id=cast.unverified.id).exists()


def test_more_is_asked_for_and_sent(cast: Cast) -> None:
    application = applied(cast.unverified)
    approve(application, cast.verifier)
    application.refresh_from_db()
    actions.ask_for_more(
        application=application,
        version=application.version,
        reason="The other side, please.",
        by=cast.second_verifier.viewer,
    )
    with pytest.raises(Forbidden):
        approve(application, cast.second_verifier)
    with pytest.raises(Forbidden):
        actions.answer(application=application, facts=facts("N-2"), by=cast.patient.viewer)
    actions.answer(application=application, facts=facts("N-2"), images=[card("BACK")], by=cast.unverified.viewer)
    application.refresh_from_db()
    assert (application.state, application.number) == (ApplicationState.APPLIED, "N-2")
    assert application.evidence.count() == 2
    # A yes to other facts is none to these.
    assert not application.approvals.exists()
    approve(application, cast.verifier)
    assert not cast.unverified.viewer.holds("physician")
    assert told(cast.unverified) == ["licence-in-review", "licence-more-needed", "licence-in-review"]


def test_a_refused_person_applies_again(cast: Cast) -> None:
    application = applied(cast.unverified)
    actions.refuse(application=application, version=0, reason="Not on the register.", by=cast.verifier.viewer)
    assert not cast.verifier.viewer.holds(application.audience), "decided: nobody holds the token"
    assert told(cast.unverified) == ["licence-refused"]
    again = applied(cast.unverified)
    assert again.pk != application.pk
    assert [one.reason for one in queries.earlier_of(again)] == ["Not on the register."]


def test_whoever_waits_has_one_application(cast: Cast) -> None:
    first = applied(cast.unverified)
    assert applied(cast.unverified).pk == first.pk
    assert Application.objects.filter(user_id=cast.unverified.id).count() == 1
    assert audited("verification.applied") == 1


def test_a_physician_does_not_apply_before_time(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        applied(cast.physician)
    with pytest.raises(Forbidden):
        actions.apply(facts=facts(), by=cast.suspended.viewer)


def test_a_withdrawn_application_leaves_no_pictures(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    application = applied(cast.unverified)
    path = sealed.folder(evidence.FOLDER) / application.evidence.get().path
    assert path.exists()
    with pytest.raises(Forbidden):
        actions.withdraw(application=application, by=cast.verifier.viewer)
    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw(application=application, by=cast.unverified.viewer)
    assert not Evidence.objects.exists()
    assert not path.exists()
    assert not cast.verifier.viewer.holds(application.audience)
    with pytest.raises(Forbidden):
        actions.withdraw(application=application, by=cast.unverified.viewer)


def test_the_token_is_held_by_verifiers_alone_and_until_the_decision(cast: Cast) -> None:
    application = applied(cast.unverified)
    holders = {name for name, person in cast.everyone().items() if person.viewer.holds(application.audience)}
    assert holders == {"verifier", "second_verifier"}
    approve(application, cast.verifier)
    approve(application, cast.second_verifier)
    assert not any(person.viewer.holds(application.audience) for person in cast.everyone().values())


def test_whoever_sees_an_old_state_is_told(cast: Cast) -> None:
    application = applied(cast.unverified)
    approve(application, cast.verifier)
    for decide in decisions():  # the row in hand still says version 0
        application.version = 0
        with pytest.raises(actions.ChangedMeanwhile):
            decide(application, cast.second_verifier)
    assert application.approvals.count() == 1


def test_a_licence_near_its_end_is_renewed(cast: Cast) -> None:
    Licence.objects.filter(user_id=cast.physician.id).update(expires_at=clock.now() + timedelta(days=20), reminded=30)
    application = applied(cast.physician)
    assert cast.physician.viewer.holds("physician"), "applying anew takes nothing away"
    approve(application, cast.verifier)
    approve(application, cast.second_verifier)
    licence = Licence.objects.get(user_id=cast.physician.id)
    assert licence.state == LicenceState.VERIFIED
    assert licence.reminded is None
    assert licence.expires_at is not None
    assert licence.expires_at > clock.now() + timedelta(days=700)


def test_grants_cost_one_query_however_many_wait(cast: Cast, django_assert_num_queries: Any) -> None:
    for number in range(12):
        applied(make_person(f"applicant_{number}"))
    with django_assert_num_queries(1):
        held = cast.verifier.viewer.grants
    assert sum(token.startswith("verification:") for token in held) == 12
    assert User.objects.exists()
    with pytest.raises(Forbidden):
        require(lambda viewer: viewer.holds("verification:0"), cast.verifier.viewer)
