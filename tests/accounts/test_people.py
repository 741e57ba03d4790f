"""Roles, profiles, notices."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from accounts import actions
from accounts.documents import cards_for
from accounts.enums import CardAudience, RoleName
from accounts.models import InboxItem, ProfileCard
from core.access import ANONYMOUS, Forbidden
from tests.people import Cast

pytestmark = pytest.mark.django_db


def test_administrators_give_and_take_roles(cast: Cast) -> None:
    admin = cast.administrator.client()
    page = f"/en/desk/people/{cast.patient.user.public_id}/"
    admin.post(page, {"role": "editor", "verb": "give", "key": uuid.uuid4()})
    assert cast.patient.viewer.holds("staff:editor")
    assert cast.patient.user.groups.filter(name="staff:editor").exists()
    admin.post(page, {"role": "editor", "verb": "take", "key": uuid.uuid4()})
    assert not cast.patient.viewer.holds("staff:editor")
    assert not cast.patient.user.groups.exists()
    with pytest.raises(Forbidden):
        actions.give_role(person=cast.administrator.user, role=RoleName.EDITOR, by=cast.administrator.viewer)


def show(cast: Cast, **shown: CardAudience) -> None:
    actions.update_profile(
        person=cast.physician.user,
        name="Dr Example",
        facts={"place": "Northmere", "bio": "Hearts", "institution": "", "spoken": ""},
        shown_to=shown,
        by=cast.physician.viewer,
    )


def test_each_part_of_a_profile_is_shown_as_chosen(cast: Cast) -> None:
    show(cast, place=CardAudience.PUBLIC, bio=CardAudience.MEMBER, specialty=CardAudience.NOBODY)
    path = f"/en/people/{cast.physician.user.public_id}/"
    public = Client().get(path).content.decode()
    member = cast.patient.client().get(path).content.decode()
    colleague = cast.second_physician.client().get(path).content.decode()
    assert "Northmere" in public
    assert "Hearts" not in public
    assert "Hearts" in member
    assert "Hearts" in colleague
    assert "Cardiology" not in colleague
    assert cards_for(cast.second_physician.viewer).filter(user=cast.physician.user).count() == 1


def test_a_hidden_profile_does_not_exist(cast: Cast) -> None:
    show(cast)
    path = f"/en/people/{cast.physician.user.public_id}/"
    assert Client().get(path).status_code == 404
    assert cast.patient.client().get(path).status_code == 404
    assert cast.second_physician.client().get(path).status_code == 200
    assert not cards_for(ANONYMOUS).exists()
    assert ProfileCard.objects.filter(user=cast.physician.user).count() == 1


def test_the_inbox_of_another_stays_shut(cast: Cast) -> None:
    item = InboxItem.objects.create(
        user_id=cast.physician.id, audience=f"user:{cast.physician.id}", kind="licence-verified", target="licence:1"
    )
    cast.patient.client().post("/en/account/inbox/read/", {"up_to": item.pk})
    item.refresh_from_db()
    assert item.read_at is None
    cast.physician.client().post("/en/account/inbox/read/", {"up_to": item.pk})
    item.refresh_from_db()
    assert item.read_at is not None


def test_a_notice_whose_object_is_out_of_sight_says_nothing(cast: Cast) -> None:
    InboxItem.objects.create(
        user_id=cast.physician.id, audience=f"user:{cast.physician.id}", kind="gone-kind", target="secret:1"
    )
    assert "secret" not in cast.physician.client().get("/en/account/inbox/").content.decode()
