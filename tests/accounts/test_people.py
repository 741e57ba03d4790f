"""Verification, roles, profiles, notices."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from accounts import actions
from accounts.documents import cards_for
from accounts.enums import CardAudience, LicenceState, RoleName
from accounts.models import InboxItem, Licence, ProfileCard, Specialty
from core.access import ANONYMOUS, Forbidden
from core.models import GrantsVersion, TopicFrame
from tests.people import Cast

pytestmark = pytest.mark.django_db


def application() -> dict[str, object]:
    specialty, _ = Specialty.objects.get_or_create(slug="x", defaults={"name_en": "X field", "name_es": "Campo X"})
    return {"specialty": specialty.pk, "country": "Nowhere", "number": "12", "key": uuid.uuid4()}


def test_a_member_becomes_a_physician_and_stops_being_one(cast: Cast) -> None:
    member, verifier = cast.unverified.client(), cast.verifier.client()
    assert member.post("/en/account/verify/", application()).status_code == 302
    licence = Licence.objects.get(user_id=cast.unverified.id)
    assert licence.state == LicenceState.APPLIED
    assert not cast.unverified.viewer.holds("physician")
    assert cast.unverified.user.name in verifier.get("/en/desk/verification/").content.decode()
    page = f"/en/desk/verification/{licence.pk}/"
    assert verifier.post(page, {"decision": "verify", "key": uuid.uuid4()}).status_code == 302
    assert cast.unverified.viewer.holds("physician")
    assert InboxItem.objects.filter(user_id=cast.unverified.id, kind="licence-verified").count() == 1
    assert TopicFrame.objects.filter(topic=f"user:{cast.unverified.id}").exists()
    assert "decision" in member.get("/en/account/inbox/").content.decode()
    before = GrantsVersion.objects.get(user_id=cast.unverified.id).version
    refused = verifier.post(page, {"decision": "revoke", "key": uuid.uuid4()})
    assert refused.status_code == 422
    assert verifier.post(page, {"decision": "revoke", "reason": "ended", "key": uuid.uuid4()}).status_code == 302
    assert not cast.unverified.viewer.holds("physician")
    assert GrantsVersion.objects.get(user_id=cast.unverified.id).version > before
    assert "ended" in member.get("/en/account/verify/").content.decode()


def test_the_second_of_two_verifiers_gets_a_clear_conflict(cast: Cast) -> None:
    cast.unverified.client().post("/en/account/verify/", application())
    licence = Licence.objects.get(user_id=cast.unverified.id)
    page = f"/en/desk/verification/{licence.pk}/"
    cast.verifier.client().post(page, {"decision": "refuse", "reason": "no", "key": uuid.uuid4()})
    response = cast.second_verifier.client().post(
        page, {"decision": "refuse", "reason": "no", "key": uuid.uuid4()}, follow=True
    )
    assert "Somebody else decided" in response.content.decode()


def test_a_second_press_decides_once(cast: Cast) -> None:
    cast.unverified.client().post("/en/account/verify/", application())
    licence = Licence.objects.get(user_id=cast.unverified.id)
    body = {"decision": "verify", "key": uuid.uuid4()}
    for _ in range(2):
        assert cast.verifier.client().post(f"/en/desk/verification/{licence.pk}/", body).status_code == 302
    assert InboxItem.objects.filter(kind="licence-verified").count() == 1


@pytest.mark.parametrize("role", ["patient", "physician", "editor", "moderator", "administrator", "reviewer"])
def test_the_verifiers_desk_does_not_exist_for_others(cast: Cast, role: str) -> None:
    person = getattr(cast, role)
    licence = Licence.objects.get(user_id=cast.stranger.id)
    assert person.client().get(f"/en/desk/verification/{licence.pk}/").status_code == 404
    with pytest.raises(Forbidden):
        actions.revoke_physician(licence=licence, by=person.viewer, reason="x")
    assert Client().get("/en/desk/").status_code == 404


def test_a_verifier_never_decides_on_themselves(cast: Cast) -> None:
    cast.verifier.client().post("/en/account/verify/", application())
    licence = Licence.objects.get(user_id=cast.verifier.id)
    assert cast.verifier.client().get(f"/en/desk/verification/{licence.pk}/").status_code == 404
    with pytest.raises(Forbidden):
        actions.verify_physician(licence=licence, by=cast.verifier.viewer)


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
