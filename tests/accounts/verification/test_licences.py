"""What happens to a licence later: held, taken back, looked at again, run out, and who is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from accounts.enums import LicenceState
from accounts.models import InboxItem, Licence, ProfileCard
from accounts.verification import actions, queries
from accounts.verification.actions.licences import NotInThatState
from community.models import Post
from core import clock
from core.access import Forbidden
from core.models import AuditEntry, GrantsVersion, OutboxRow
from tests.community.making import group_of, post_in, thread_in
from tests.people import Cast, Person

pytestmark = pytest.mark.django_db

V = LicenceState


def licence_of(person: Person) -> Licence:
    return Licence.objects.select_related("user").get(user_id=person.id)


def version_of(person: Person) -> int:
    return GrantsVersion.objects.get(user_id=person.id).version


def do(action: Callable[..., Any], licence: Licence, by: Person, **words: str) -> Licence:
    licence.refresh_from_db()
    done: Licence = action(licence=licence, version=licence.version, by=by.viewer, **words)
    return done


def test_on_hold_and_back(cast: Cast) -> None:
    licence = licence_of(cast.physician)
    do(actions.suspend_licence, licence, cast.verifier, reason="A letter came.")
    held = version_of(cast.physician)
    assert not cast.physician.viewer.holds("physician")
    assert cast.physician.viewer.holds("member")
    assert not ProfileCard.objects.filter(user_id=cast.physician.id, facts__has_key="specialty").exists()
    do(actions.resume_licence, licence, cast.second_verifier, reason="")
    assert cast.physician.viewer.holds("physician")
    assert version_of(cast.physician) > held, "open sockets look again"
    kinds = list(InboxItem.objects.filter(user_id=cast.physician.id).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["licence-suspended", "licence-resumed"]
    assert AuditEntry.objects.filter(action__in=["licence.suspended", "licence.resumed"]).count() == 2


# From which state what may follow: plain data, apart from the code.
FOLLOWS = {
    (V.VERIFIED, "suspend"): V.SUSPENDED,
    (V.VERIFIED, "resume"): None,
    (V.VERIFIED, "revoke"): V.REVOKED,
    (V.SUSPENDED, "suspend"): None,
    (V.SUSPENDED, "resume"): V.VERIFIED,
    (V.SUSPENDED, "revoke"): V.REVOKED,
    (V.EXPIRED, "suspend"): None,
    (V.EXPIRED, "resume"): None,
    (V.EXPIRED, "revoke"): V.REVOKED,
    (V.REVOKED, "suspend"): None,
    (V.REVOKED, "resume"): None,
    (V.REVOKED, "revoke"): None,
}
VERBS: dict[str, Callable[..., Licence]] = {
    "suspend": actions.suspend_licence,
    "resume": actions.resume_licence,
    "revoke": actions.revoke_licence,
}


@pytest.mark.parametrize(("state", "verb"), FOLLOWS)
def test_each_state_follows_only_from_some(cast: Cast, state: LicenceState, verb: str) -> None:
    licence = licence_of(cast.physician)
    Licence.objects.filter(pk=licence.pk).update(state=state)
    becomes = FOLLOWS[state, verb]
    if becomes is None:
        with pytest.raises(NotInThatState):
            do(VERBS[verb], licence, cast.verifier, reason="x")
        becomes = state
    else:
        do(VERBS[verb], licence, cast.verifier, reason="x")
    licence.refresh_from_db()
    assert licence.state == becomes


@pytest.mark.parametrize("role", ["patient", "second_physician", "editor", "moderator", "administrator", "physician"])
def test_only_verifiers_handle_licences(cast: Cast, role: str) -> None:
    licence = licence_of(cast.physician)
    every: list[Callable[..., Licence]] = [*VERBS.values(), actions.confirm_licence]
    for action in every:
        words = {} if action is actions.confirm_licence else {"reason": "x"}
        with pytest.raises(Forbidden):
            do(action, licence, getattr(cast, role), **words)
    assert licence_of(cast.physician).state == V.VERIFIED


def test_the_second_of_two_decisions_is_told(cast: Cast) -> None:
    licence = licence_of(cast.physician)
    seen = licence.version
    do(actions.suspend_licence, licence, cast.verifier, reason="x")
    with pytest.raises(actions.ChangedMeanwhile):
        actions.revoke_licence(licence=licence, version=seen, reason="y", by=cast.second_verifier.viewer)
    assert licence_of(cast.physician).state == V.SUSPENDED


def end_of(person: Person) -> datetime:
    expires = licence_of(person).expires_at
    assert expires is not None
    return expires


def test_rights_end_with_the_clock_and_the_job_says_so_once(cast: Cast) -> None:
    end = end_of(cast.physician)
    with time_machine.travel(end - timedelta(seconds=5), tick=False):
        assert cast.physician.viewer.holds("physician")
        assert actions.expire_licences() == 0
    with time_machine.travel(end + timedelta(seconds=1), tick=False):
        assert not cast.physician.viewer.holds("physician"), "no job is needed for that"
        before = licence_of(cast.physician).state
        assert before == V.VERIFIED
        assert actions.expire_licences() >= 1
        assert licence_of(cast.physician).state == V.EXPIRED
        assert version_of(cast.physician) >= 1, "open sockets look again"
        assert actions.expire_licences() == 0
        found = InboxItem.objects.filter(user_id=cast.physician.id, kind="licence-expired")
        assert found.count() == 1
        assert AuditEntry.objects.filter(action="licence.expired", actor_id="system").exists()


def test_reminders_come_once_each_60_30_and_7_days_before(cast: Cast) -> None:
    Licence.objects.exclude(user_id=cast.physician.id).update(expires_at=clock.now() + timedelta(days=4000))
    end = end_of(cast.physician)
    came: list[int] = []
    for days in range(70, -1, -1):
        with time_machine.travel(end - timedelta(days=days, hours=-1) if days else end, tick=False):
            came += [days for _twice in range(2) if actions.remind_of_licences()]
    assert came == [60, 30, 7]
    mails = OutboxRow.objects.filter(task="accounts.tasks.send_licence_mail_task", args__0=cast.physician.id)
    assert mails.count() == 3
    assert InboxItem.objects.filter(user_id=cast.physician.id, kind="licence-expiring").count() == 3


def test_after_a_rest_of_the_job_only_the_nearest_reminder_comes(cast: Cast) -> None:
    end = end_of(cast.physician)
    Licence.objects.exclude(user_id=cast.physician.id).update(expires_at=clock.now() + timedelta(days=4000))
    with time_machine.travel(end - timedelta(days=5), tick=False):
        assert actions.remind_of_licences() == 1
        assert licence_of(cast.physician).reminded == 7


def test_a_licence_is_looked_at_again_after_a_year(cast: Cast) -> None:
    licence = licence_of(cast.physician)
    viewer = cast.verifier.viewer
    assert licence.recheck_at is not None
    with time_machine.travel(licence.recheck_at - timedelta(hours=1), tick=False):
        assert not queries.due_again(viewer).filter(pk=licence.pk).exists()
    with time_machine.travel(licence.recheck_at + timedelta(hours=1), tick=False):
        waiting = queries.waiting_count(viewer)
        assert queries.due_again(viewer).filter(pk=licence.pk).exists()
        do(actions.confirm_licence, licence, cast.verifier)
        assert not queries.due_again(viewer).filter(pk=licence.pk).exists()
        assert queries.waiting_count(viewer) == waiting - 1
        assert cast.physician.viewer.holds("physician")
    assert AuditEntry.objects.filter(action="licence.confirmed").count() == 1


def test_nothing_that_the_person_wrote_is_hidden(cast: Cast) -> None:
    group = group_of(cast.group_moderator, cast.physician)
    thread = thread_in(group, cast.physician)
    post = post_in(thread, cast.physician)
    do(actions.revoke_licence, licence_of(cast.physician), cast.verifier, reason="x")
    kept = Post.objects.get(pk=post.pk)
    assert (kept.body, kept.audience, kept.removed_at) == (post.body, post.audience, None)
    assert kept in Post.objects.visible_to(cast.group_moderator.viewer)
    assert kept not in Post.objects.visible_to(cast.physician.viewer)
