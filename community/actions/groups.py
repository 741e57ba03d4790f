"""Founding and changing groups."""

from __future__ import annotations

from django.db import transaction

from accounts.enums import LicenceState
from accounts.models import Licence, Specialty
from community import permissions
from community.actions.membership import put_in
from community.enums import Level, MemberRole
from community.models import Group
from core import audit, clock, outbox
from core.access import Viewer, bump_grants, require
from search.tasks import index_row_task


@transaction.atomic
def create_group(
    *, name: str, about: str, language: str, level: Level, specialty: Specialty | None, by: Viewer
) -> Group:
    """Found a group; whoever founds it moderates it."""
    require(permissions.can_create_group, by)
    group = Group(name=name.strip(), about=about.strip(), language=language, level=level, specialty=specialty)
    group.slug, group.created = group.fresh_slug(), clock.now()
    # The token of a secret group holds the number that the row gets only now.
    group.audience = "physician" if level != Level.SECRET else "group:0"
    group.save()
    group.audience = group.listing_audience()
    group.save(update_fields=["audience"])
    put_in(group, permissions.person_of(by), role=MemberRole.MODERATOR)
    audit.record("group.created", actor=by, target=group, detail={"level": str(level)})
    outbox.add(index_row_task, "group", str(group.pk))
    return group


@transaction.atomic
def change_group(
    *, group: Group, name: str, about: str, language: str, specialty: Specialty | None, by: Viewer
) -> Group:
    """Change how a group is described. Who sees it stays as it is."""
    require(permissions.can_moderate, by, group)
    group = Group.objects.select_for_update().get(pk=group.pk)
    group.name, group.about, group.language, group.specialty = name.strip(), about.strip(), language, specialty
    group.slug = group.fresh_slug()
    group.save(update_fields=["name", "about", "language", "specialty", "slug"])
    audit.record("group.changed", actor=by, target=group)
    outbox.add(index_row_task, "group", str(group.pk))
    return group


@transaction.atomic
def change_level(*, group: Group, level: Level, by: Viewer) -> Group:
    """Open or close a group.

    Rewrites the audience of its listing. What is inside keeps its audience; who holds that token changes
    with the level, so every physician's sockets look again when an open group closes or opens.
    """
    require(permissions.can_moderate, by, group)
    group = Group.objects.select_for_update().get(pk=group.pk)
    before, group.level = group.level, level
    group.audience = group.listing_audience()
    group.save(update_fields=["level", "audience"])
    if Level.OPEN in {before, level} and before != level:
        bump_grants(*Licence.objects.filter(state=LicenceState.VERIFIED).values_list("user_id", flat=True))
    audit.record("group.level-changed", actor=by, target=group, detail={"from": str(before), "to": str(level)})
    outbox.add(index_row_task, "group", str(group.pk))
    return group
