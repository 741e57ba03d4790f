"""Coming into a group and going: who may, and what becomes of their grants."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from accounts.models import InboxItem
from community import actions
from community.enums import Level, MemberState
from community.models import Membership
from community.queries import threads_waiting
from core import clock
from core.access import Forbidden
from core.models import AuditEntry, GrantsVersion
from tests.community.making import Circle, admit, group_of, post_in, promote, thread_in
from tests.people import Cast, Person


def holds(person: Person, token: str) -> bool:
    return person.viewer.holds(token)


def test_who_founds_a_group_moderates_it(cast: Cast) -> None:
    group = group_of(cast.physician)
    assert holds(cast.physician, group.inside)
    assert holds(cast.physician, group.moderation)
    assert not holds(cast.stranger, group.inside)


@pytest.mark.parametrize("role", ["patient", "unverified", "editor", "moderator", "administrator", "suspended"])
def test_only_verified_physicians_found_groups(cast: Cast, role: str) -> None:
    with pytest.raises(Forbidden):
        group_of(getattr(cast, role))


def test_every_physician_reads_an_open_group_and_joins_it(cast: Cast) -> None:
    group = group_of(cast.group_moderator, level=Level.OPEN)
    assert holds(cast.stranger, group.inside)
    assert not holds(cast.unverified, group.inside)
    with pytest.raises(Forbidden):
        thread_in(group, cast.stranger)
    actions.join_group(group=group, by=cast.stranger.viewer)
    actions.join_group(group=group, by=cast.stranger.viewer)
    thread_in(group, cast.stranger)


@pytest.mark.parametrize("level", [Level.RESTRICTED, Level.CLOSED, Level.SECRET])
def test_nobody_joins_another_group_by_themselves(cast: Cast, level: Level) -> None:
    group = group_of(cast.group_moderator, level=level)
    with pytest.raises(Forbidden):
        actions.join_group(group=group, by=cast.stranger.viewer)


def test_a_request_is_decided_by_a_moderator(cast: Cast) -> None:
    group = group_of(cast.group_moderator, cast.physician, level=Level.RESTRICTED)
    request = actions.request_join(group=group, by=cast.stranger.viewer)
    assert not holds(cast.stranger, group.inside)
    with pytest.raises(Forbidden):
        actions.decide_request(membership=request, accept=True, by=cast.physician.viewer)
    actions.decide_request(membership=request, accept=True, by=cast.group_moderator.viewer)
    assert holds(cast.stranger, group.inside)
    assert InboxItem.objects.filter(user=cast.stranger.user, kind="group-welcome").count() == 1


def test_a_refused_request_gives_nothing_and_can_be_made_again(cast: Cast) -> None:
    group = group_of(cast.group_moderator, level=Level.RESTRICTED)
    request = actions.request_join(group=group, by=cast.stranger.viewer)
    actions.decide_request(membership=request, accept=False, by=cast.group_moderator.viewer)
    assert not holds(cast.stranger, group.inside)
    assert actions.request_join(group=group, by=cast.stranger.viewer).state == MemberState.REQUESTED


@pytest.mark.parametrize("level", [Level.OPEN, Level.CLOSED, Level.SECRET])
def test_only_groups_on_request_take_requests(cast: Cast, level: Level) -> None:
    group = group_of(cast.group_moderator, level=level)
    with pytest.raises(Forbidden):
        actions.request_join(group=group, by=cast.stranger.viewer)


def test_an_invitation_is_answered_by_its_own_person_only(cast: Cast) -> None:
    group = group_of(cast.group_moderator, level=Level.SECRET)
    invitation = actions.invite(group=group, person=cast.stranger.user, by=cast.group_moderator.viewer)
    with pytest.raises(Forbidden):
        actions.accept_invitation(membership=invitation, by=cast.physician.viewer)
    assert not holds(cast.stranger, group.inside)
    actions.accept_invitation(membership=invitation, by=cast.stranger.viewer)
    assert holds(cast.stranger, group.inside)


def test_a_declined_invitation_is_over(cast: Cast) -> None:
    group = group_of(cast.group_moderator)
    invitation = actions.invite(group=group, person=cast.stranger.user, by=cast.group_moderator.viewer)
    actions.decline_invitation(membership=invitation, by=cast.stranger.viewer)
    with pytest.raises(Forbidden):
        actions.accept_invitation(membership=invitation, by=cast.stranger.viewer)


def test_members_do_not_invite(circle: Circle) -> None:
    with pytest.raises(Forbidden):
        actions.invite(group=circle.group, person=circle.cast.stranger.user, by=circle.cast.physician.viewer)


def test_removal_ends_access_with_the_commit_and_tells_the_sockets(circle: Circle) -> None:
    person = circle.cast.second_physician
    before = GrantsVersion.objects.get(user_id=person.id).version
    membership = Membership.objects.get(group=circle.group, user=person.user)
    actions.remove_member(membership=membership, by=circle.cast.group_moderator.viewer)
    assert not holds(person, circle.group.inside)
    assert GrantsVersion.objects.get(user_id=person.id).version > before
    assert AuditEntry.objects.filter(action="member.removed").exists()


def test_who_was_removed_from_an_open_group_reads_it_no_more_and_does_not_come_back(cast: Cast) -> None:
    group = group_of(cast.group_moderator, cast.removed_member, level=Level.OPEN)
    membership = Membership.objects.get(group=group, user=cast.removed_member.user)
    actions.remove_member(membership=membership, by=cast.group_moderator.viewer)
    assert not holds(cast.removed_member, group.inside)
    with pytest.raises(Forbidden):
        actions.join_group(group=group, by=cast.removed_member.viewer)


def test_a_moderator_does_not_remove_themselves(circle: Circle) -> None:
    moderator = circle.cast.group_moderator
    membership = Membership.objects.get(group=circle.group, user=moderator.user)
    with pytest.raises(Forbidden):
        actions.remove_member(membership=membership, by=moderator.viewer)


def test_the_last_moderator_stays_until_there_is_another(circle: Circle) -> None:
    cast = circle.cast
    with pytest.raises(actions.LastModerator, match="last moderator"):
        actions.leave_group(group=circle.group, by=cast.group_moderator.viewer)
    promote(circle.group, cast.physician, by=cast.group_moderator)
    actions.leave_group(group=circle.group, by=cast.group_moderator.viewer)
    assert not holds(cast.group_moderator, circle.group.inside)
    assert holds(cast.physician, circle.group.moderation)


def test_the_last_person_may_leave(cast: Cast) -> None:
    group = group_of(cast.physician)
    actions.leave_group(group=group, by=cast.physician.viewer)
    assert not holds(cast.physician, group.inside)


def test_a_membership_ends_on_its_date(cast: Cast) -> None:
    group = group_of(cast.group_moderator)
    end = clock.now() + timedelta(days=3)
    moderator = cast.group_moderator.viewer
    invitation = actions.invite(group=group, person=cast.stranger.user, until=end, by=moderator)
    actions.accept_invitation(membership=invitation, by=cast.stranger.viewer)
    assert holds(cast.stranger, group.inside)
    with time_machine.travel(end + timedelta(seconds=1), tick=False):
        assert not holds(cast.stranger, group.inside)


def test_no_licence_no_group(circle: Circle) -> None:
    person = circle.cast.physician
    licence = person.user.licence
    licence.expires_at = clock.now() - timedelta(seconds=1)
    licence.save()
    assert not holds(person, circle.group.inside)
    assert holds(person, "member")


def test_what_was_written_before_one_came_is_not_unread(circle: Circle) -> None:
    cast = circle.cast
    admit(circle.group, cast.stranger, by=cast.group_moderator)
    assert threads_waiting(cast.stranger.viewer) == 0
    post_in(circle.thread, cast.physician)
    assert threads_waiting(cast.stranger.viewer) == 1


def test_closing_an_open_group_takes_its_readers_sight_away(cast: Cast) -> None:
    group = group_of(cast.group_moderator, cast.physician, level=Level.OPEN)
    before = GrantsVersion.objects.filter(user_id=cast.stranger.id).values_list("version", flat=True).first() or 0
    actions.change_level(group=group, level=Level.SECRET, by=cast.group_moderator.viewer)
    group.refresh_from_db()
    assert group.audience == group.inside
    assert not holds(cast.stranger, group.inside)
    assert holds(cast.physician, group.inside)
    assert GrantsVersion.objects.get(user_id=cast.stranger.id).version > before
