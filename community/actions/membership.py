"""Coming into a group and going: joining, asking, inviting, leaving, removing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import notify
from accounts.models import User
from community import notices, permissions
from community.enums import MemberRole, MemberState
from community.models import Group, Membership, ReadMark, Thread
from core import audit, clock
from core.access import Forbidden, Viewer, bump_grants, require

if TYPE_CHECKING:
    from datetime import datetime


class LastModerator(Exception):
    """The last moderator can't go. The message says why and what to do first."""

    def __init__(self) -> None:
        super().__init__(_("You are the last moderator of this group. Make somebody else a moderator first."))


def put_in(group: Group, user_id: int, *, role: str = MemberRole.MEMBER, until: datetime | None = None) -> Membership:
    """Make somebody a member: the grants change, and what was written before does not count as unread."""
    values = {"role": role, "state": MemberState.ACTIVE, "until": until, "changed_at": clock.now()}
    membership, _created = Membership.objects.update_or_create(group=group, user_id=user_id, defaults=values)
    _start_reading_here(group, user_id)
    bump_grants(user_id)
    return membership


def _start_reading_here(group: Group, user_id: int) -> None:
    threads = Thread.objects.filter(group=group).order_by().values_list("pk", "last_number")
    marks = [ReadMark(user_id=user_id, thread_id=pk, last_number=number) for pk, number in threads]
    ReadMark.objects.bulk_create(
        marks, update_conflicts=True, unique_fields=["user", "thread"], update_fields=["last_number"]
    )


def _set_state(membership: Membership, state: MemberState) -> None:
    membership.state, membership.role, membership.changed_at = state, MemberRole.MEMBER, clock.now()
    membership.save(update_fields=["state", "role", "changed_at"])
    bump_grants(membership.user_id)


def _hold(group_id: int) -> None:
    """Lock the group's row: whoever comes in or goes does so one after the other, and counts of moderators hold."""
    Group.objects.select_for_update().filter(pk=group_id).values_list("pk").get()


def _locked(membership: Membership) -> Membership:
    """The row as it is now; the group comes along, held."""
    _hold(membership.group_id)
    return Membership.objects.select_related("group").get(pk=membership.pk)


@transaction.atomic
def join_group(*, group: Group, by: Viewer) -> Membership:
    """Become a member of an open group. Doing it twice changes nothing."""
    _hold(group.pk)
    membership = Membership.objects.of(by, group)
    require(permissions.can_join, by, group, membership)
    if membership is not None and membership.is_in_force:
        return membership
    membership = put_in(group, permissions.person_of(by))
    audit.record("member.joined", actor=by, target=group)
    return membership


@transaction.atomic
def request_join(*, group: Group, by: Viewer) -> Membership:
    """Ask the moderators to be let in."""
    _hold(group.pk)
    membership = Membership.objects.of(by, group)
    require(permissions.can_ask_to_join, by, group, membership)
    if membership is not None and membership.state in {MemberState.REQUESTED, MemberState.INVITED}:
        return membership
    asked = {"state": MemberState.REQUESTED, "role": MemberRole.MEMBER, "until": None, "changed_at": clock.now()}
    made, _created = Membership.objects.update_or_create(group=group, user_id=permissions.person_of(by), defaults=asked)
    audit.record("member.requested", actor=by, target=group)
    return made


@transaction.atomic
def decide_request(*, membership: Membership, accept: bool, by: Viewer) -> Membership:
    """Let somebody in who asked, or not. A request that was decided before stays decided."""
    require(permissions.can_moderate, by, membership.group)
    membership = _locked(membership)
    if membership.state != MemberState.REQUESTED:
        return membership
    if accept:
        membership = put_in(membership.group, membership.user_id)
        notify(user_ids=[membership.user_id], kind=notices.WELCOME, target=f"group:{membership.group_id}")
    else:
        _set_state(membership, MemberState.LEFT)
    audit.record("member.accepted" if accept else "member.refused", actor=by, target=membership)
    return membership


@transaction.atomic
def invite(*, group: Group, person: User, by: Viewer, until: datetime | None = None) -> Membership:
    """Invite somebody. Whoever asked already is in with that; a member stays what they are."""
    require(permissions.can_moderate, by, group)
    _hold(group.pk)
    known = Membership.objects.filter(group=group, user=person).first()
    if known is not None and known.is_in_force:
        return known
    if known is not None and known.state == MemberState.REQUESTED:
        return decide_request(membership=known, accept=True, by=by)
    invited = {"state": MemberState.INVITED, "role": MemberRole.MEMBER, "until": until, "changed_at": clock.now()}
    membership, _created = Membership.objects.update_or_create(group=group, user=person, defaults=invited)
    audit.record("member.invited", actor=by, target=membership)
    if known is None or known.state != MemberState.INVITED:
        notify(user_ids=[person.pk], kind=notices.INVITATION, target=f"group:{group.pk}")
    return membership


@transaction.atomic
def accept_invitation(*, membership: Membership, by: Viewer) -> Membership:
    """Become a member by invitation."""
    membership = _locked(membership)
    require(permissions.can_answer_invitation, by, membership)
    membership = put_in(membership.group, membership.user_id, until=membership.until)
    audit.record("member.joined", actor=by, target=membership.group)
    return membership


@transaction.atomic
def decline_invitation(*, membership: Membership, by: Viewer) -> None:
    """Say no to an invitation."""
    membership = _locked(membership)
    require(permissions.can_answer_invitation, by, membership)
    _set_state(membership, MemberState.LEFT)
    audit.record("member.declined", actor=by, target=membership)


@transaction.atomic
def leave_group(*, group: Group, by: Viewer) -> None:
    """Leave; also takes back a request.

    Raises LastModerator for the one who moderates alone, as long as others are in the group.
    """
    _hold(group.pk)
    membership = Membership.objects.of(by, group)
    if membership is None or membership.state not in {MemberState.ACTIVE, MemberState.REQUESTED}:
        raise Forbidden("leave_group")
    if membership.is_moderator:
        _keep_a_moderator(membership)
    _set_state(membership, MemberState.LEFT)
    audit.record("member.left", actor=by, target=group)


def _keep_a_moderator(membership: Membership) -> None:
    others = Membership.objects.in_force().filter(group_id=membership.group_id).exclude(pk=membership.pk)
    if others.exists() and not others.moderators().exists():
        raise LastModerator


@transaction.atomic
def remove_member(*, membership: Membership, by: Viewer) -> None:
    """Put somebody out, or take an invitation back: access ends with the commit, sockets notice within a second."""
    require(permissions.can_remove_member, by, membership)
    membership = _locked(membership)
    was_invited = membership.state == MemberState.INVITED
    _set_state(membership, MemberState.LEFT if was_invited else MemberState.REMOVED)
    audit.record("member.removed", actor=by, target=membership)


@transaction.atomic
def change_role(*, membership: Membership, role: MemberRole, by: Viewer) -> Membership:
    """Make a member a moderator, or a moderator a member. Raises LastModerator."""
    require(permissions.can_moderate, by, membership.group)
    membership = _locked(membership)
    if not membership.is_in_force:
        raise Forbidden("change_role")
    if role == MemberRole.MEMBER and membership.is_moderator:
        _keep_a_moderator(membership)
    Membership.objects.filter(pk=membership.pk).update(role=role)
    membership.role = role
    bump_grants(membership.user_id)
    audit.record("member.role-changed", actor=by, target=membership, detail={"role": str(role)})
    return membership
