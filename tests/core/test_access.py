"""The one rule of visibility."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.http import Http404
from pytest_django import DjangoAssertNumQueries

from accounts.actions import suspend, take_role
from accounts.enums import RoleName
from accounts.models import InboxItem, Licence
from accounts.verification.actions import revoke_licence
from core import clock
from core.access import ANONYMOUS, Forbidden, Viewer, get_visible_or_404, is_token, require, viewer_for
from tests.people import Cast

pytestmark = pytest.mark.django_db


def test_a_stranger_holds_public_only() -> None:
    assert viewer_for(None) is ANONYMOUS
    assert ANONYMOUS.grants == {"public"}


def test_grants_take_one_query(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    viewer_for(cast.physician.id)
    with django_assert_num_queries(1):
        viewer_for(cast.physician.id)


def test_grants_follow_from_person_licence_and_role(cast: Cast) -> None:
    me = f"user:{cast.physician.id}"
    assert cast.physician.viewer.grants == {"public", "member", "physician", me}
    assert cast.unverified.viewer.grants == {"public", "member", f"user:{cast.unverified.id}"}
    assert "staff:verifier" in cast.verifier.viewer.grants
    assert not any(token.startswith("staff:") for token in cast.reviewer.viewer.grants)


def test_the_records_know_a_person_by_a_random_name(cast: Cast) -> None:
    assert cast.physician.viewer.actor_id == cast.physician.user.public_id.hex


def test_a_suspended_person_is_a_stranger(cast: Cast) -> None:
    assert cast.suspended.viewer is ANONYMOUS


def test_suspension_empties_the_grants(cast: Cast) -> None:
    suspend(person=cast.physician.user, by=cast.moderator.viewer)
    assert cast.physician.viewer is ANONYMOUS


def test_revocation_takes_physician_away_and_leaves_the_member(cast: Cast) -> None:
    licence = Licence.objects.get(user_id=cast.physician.id)
    revoke_licence(licence=licence, version=0, by=cast.verifier.viewer, reason="expired abroad")
    assert cast.physician.viewer.grants == {"public", "member", f"user:{cast.physician.id}"}


def test_a_licence_ends_by_itself(cast: Cast) -> None:
    with time_machine.travel(clock.now() + timedelta(days=731), tick=False):
        assert not cast.physician.viewer.holds("physician")


def test_a_role_taken_back_is_gone(cast: Cast) -> None:
    take_role(person=cast.editor.user, role=RoleName.EDITOR, by=cast.administrator.viewer)
    assert not cast.editor.viewer.holds("staff:editor")


def test_nobody_decides_on_themselves(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        suspend(person=cast.moderator.user, by=cast.moderator.viewer)


def test_missing_and_forbidden_are_the_same(cast: Cast) -> None:
    item = InboxItem.objects.create(
        user_id=cast.physician.id, audience=f"user:{cast.physician.id}", kind="k", target="t:1"
    )
    assert get_visible_or_404(InboxItem.objects.all(), cast.physician.viewer, pk=item.pk) == item
    for viewer in (ANONYMOUS, cast.second_physician.viewer, cast.administrator.viewer):
        with pytest.raises(Http404):
            get_visible_or_404(InboxItem.objects.all(), viewer, pk=item.pk)


def test_a_row_without_a_declared_token_is_refused(cast: Cast) -> None:
    with pytest.raises(ValueError, match="no valid audience"):
        InboxItem.objects.create(user_id=cast.physician.id, audience="everyone", kind="k", target="t:1")


@pytest.mark.parametrize(
    ("token", "valid"),
    [("public", True), ("user:7", True), ("staff:editor", True), ("user", False), ("public:1", False), ("root", False)],
)
def test_tokens(token: str, valid: bool) -> None:
    assert is_token(token) is valid


def test_require_passes_arguments_on(cast: Cast) -> None:
    def is_first(_viewer: Viewer, number: int) -> bool:
        return number == 1

    require(is_first, cast.patient.viewer, 1)
    with pytest.raises(Forbidden):
        require(is_first, cast.patient.viewer, 2)
