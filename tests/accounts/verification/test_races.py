"""Two people at once, in threads of their own: one decides, the other is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from accounts.models import Application, Approval, InboxItem, Licence
from accounts.verification import actions
from accounts.verification.enums import ApplicationState
from core.access import Viewer
from tests.core.test_races import at_once
from tests.people import Cast, Person, card, facts, make_cast

pytestmark = pytest.mark.django_db(transaction=True)


def outcome(call: Callable[[], object]) -> Callable[[], str]:
    def run() -> str:
        try:
            call()
        except actions.ChangedMeanwhile:
            return "told"
        return "done"

    return run


def waiting() -> tuple[Cast, Application]:
    cast = make_cast()
    return cast, actions.apply(facts=facts(), images=[card()], by=cast.unverified.viewer)


def test_of_two_opposite_decisions_one_counts() -> None:
    cast, application = waiting()
    by = {name: getattr(cast, name).viewer for name in ("verifier", "second_verifier")}
    results = at_once(
        outcome(lambda: actions.approve(application=application, version=0, by=by["verifier"])),
        outcome(lambda: actions.refuse(application=application, version=0, reason="No", by=by["second_verifier"])),
    )
    assert Counter(results) == {"done": 1, "told": 1}
    application.refresh_from_db()
    assert application.version == 1
    assert application.state in (ApplicationState.IN_REVIEW, ApplicationState.REFUSED)
    assert InboxItem.objects.filter(user_id=cast.unverified.id).count() == 1


def test_two_approvals_at_once_are_one_and_a_conflict() -> None:
    cast, application = waiting()
    viewers = [cast.verifier.viewer, cast.second_verifier.viewer]

    def approve(by: Viewer) -> Callable[[], str]:
        return outcome(lambda: actions.approve(application=application, version=0, by=by))

    results = at_once(*(approve(by) for by in viewers))
    assert Counter(results) == {"done": 1, "told": 1}
    assert Approval.objects.count() == 1
    assert not Licence.objects.filter(user_id=cast.unverified.id).exists()


def test_of_two_decisions_on_a_licence_one_counts() -> None:
    cast, _application = waiting()
    licence = Licence.objects.get(user_id=cast.physician.id)
    first, second = cast.verifier.viewer, cast.second_verifier.viewer
    results = at_once(
        outcome(lambda: actions.suspend_licence(licence=licence, version=0, reason="x", by=first)),
        outcome(lambda: actions.revoke_licence(licence=licence, version=0, reason="y", by=second)),
    )
    assert Counter(results) == {"done": 1, "told": 1}
    licence.refresh_from_db()
    assert licence.version == 1


def test_two_tabs_of_one_applicant_send_one_application() -> None:
    cast = make_cast()
    person: Person = cast.unverified
    by = person.viewer
    said = facts()
    made = at_once(*(lambda: actions.apply(facts=said, images=[card()], by=by).pk for _ in range(4)))
    assert len(set(made)) == 1
    assert Application.objects.filter(user_id=person.id).count() == 1
    assert Application.objects.get().evidence.count() == 1
