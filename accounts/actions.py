"""What changes people: roles, standing, profiles, notices. Licences: see `accounts.verification`."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Final

from django.contrib.auth.models import Group as PermissionGroup
from django.db import transaction

from accounts import permissions
from accounts.cards import rebuild_cards
from accounts.enums import CardAudience, RoleName
from accounts.frames import InboxChanged
from accounts.models import InboxItem, LoginLink, Profile, Role, User
from core import audit, clock
from core.access import Viewer, bump_grants, require
from core.realtime import publish_many

LINK_LIFE: Final = timedelta(minutes=10)


# --- roles --------------------------------------------------------------------------------------


@transaction.atomic
def give_role(*, person: User, role: RoleName, by: Viewer | None) -> None:
    """Give a role. `by` is None for the command line, which belongs to the operator."""
    if by is not None:
        require(permissions.can_change_roles, by, person)
    Role.objects.get_or_create(user=person, role=role)
    group, _created = PermissionGroup.objects.get_or_create(name=f"staff:{role}")
    person.groups.add(group)
    bump_grants(person.pk)
    audit.record("role.given", actor=by, target=person, detail={"role": str(role)})


@transaction.atomic
def take_role(*, person: User, role: RoleName, by: Viewer | None) -> None:
    """Take a role back; open sockets notice within a second."""
    if by is not None:
        require(permissions.can_change_roles, by, person)
    Role.objects.filter(user=person, role=role).delete()
    person.groups.remove(*PermissionGroup.objects.filter(name=f"staff:{role}"))
    bump_grants(person.pk)
    audit.record("role.taken", actor=by, target=person, detail={"role": str(role)})


# --- standing -----------------------------------------------------------------------------------


@transaction.atomic
def suspend(*, person: User, by: Viewer) -> None:
    """Shut somebody out: from the next request on they are a stranger."""
    require(permissions.can_suspend, by, person)
    User.objects.filter(pk=person.pk, suspended_at=None).update(suspended_at=clock.now())
    bump_grants(person.pk)
    audit.record("person.suspended", actor=by, target=person)


@transaction.atomic
def restore(*, person: User, by: Viewer) -> None:
    """Let somebody in again."""
    require(permissions.can_suspend, by, person)
    User.objects.filter(pk=person.pk).update(suspended_at=None)
    bump_grants(person.pk)
    audit.record("person.restored", actor=by, target=person)


# --- profiles -----------------------------------------------------------------------------------


@transaction.atomic
def update_profile(
    *, person: User, name: str, facts: Mapping[str, str], shown_to: Mapping[str, CardAudience], by: Viewer
) -> Profile:
    """Save what a person says of themselves and rebuild the cards that others see."""
    require(permissions.can_edit_profile, by, person)
    person.name = name
    person.save(update_fields=["name"])
    profile, _created = Profile.objects.update_or_create(
        user=person, defaults={**facts, "shown_to": {part: str(audience) for part, audience in shown_to.items()}}
    )
    rebuild_cards(person)
    audit.record("profile.changed", actor=by, target=person)
    return profile


# --- notices ------------------------------------------------------------------------------------


def notify(*, user_ids: Iterable[int], kind: str, target: str) -> None:
    """Put a notice into inboxes; part of the caller's transaction, just before it publishes.

    `target` is `<kind of object>:<id>`; the words are found when the notice is shown, so that somebody who
    lost sight of the object reads nothing of it.
    """
    notify_each((user_id, kind, target) for user_id in set(user_ids))


def notify_each(notices: Iterable[tuple[int, str, str]]) -> None:
    """Put different notices, each of a person, a kind and a target, into inboxes at once; see `notify`.

    One call a transaction: the people's topics are then taken in order, whoever else tells some of them.
    """
    now = clock.now()
    items = [
        InboxItem(user_id=user_id, audience=f"user:{user_id}", kind=kind, target=target, created=now)
        for user_id, kind, target in sorted(notices)
    ]
    InboxItem.objects.bulk_create(items)
    publish_many((InboxChanged(user=item.user_id, audience=item.audience), item.audience) for item in items)


@transaction.atomic
def mark_inbox_read(*, by: Viewer, up_to: int) -> None:
    """Mark one's notices up to an id as read."""
    require(permissions.is_member, by)
    InboxItem.objects.visible_to(by).filter(user_id=by.known_id, pk__lte=up_to, read_at=None).update(
        read_at=clock.now()
    )


# --- login links --------------------------------------------------------------------------------


@transaction.atomic
def make_login_link(*, person: User) -> str:
    """Make a one-time token for the operator's command; only its hash is kept."""
    token = secrets.token_urlsafe(32)
    LoginLink.objects.create(
        user=person, token_hash=sha256(token.encode()).hexdigest(), expires_at=clock.now() + LINK_LIFE
    )
    audit.record("login-link.made", actor=None, target=person)
    return token


@transaction.atomic
def use_login_link(*, token: str) -> User | None:
    """Give the person of an unused, unexpired token in good standing, once."""
    links = LoginLink.objects.filter(token_hash=sha256(token.encode()).hexdigest(), used_at=None)
    used = links.filter(expires_at__gt=clock.now(), user__is_active=True, user__suspended_at=None)
    link = used.select_related("user").select_for_update(of=("self",)).first()
    if link is None:
        return None
    link.used_at = clock.now()
    link.save(update_fields=["used_at"])
    audit.record("login-link.used", actor=None, target=link.user)
    return link.user
