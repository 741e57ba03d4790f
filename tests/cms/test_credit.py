"""What a checked page says of its reviewer: as much as they show to everybody, and no longer than it is true."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.actions import update_profile
from accounts.enums import CardAudience
from accounts.models import Licence, User
from cms import freshness
from tests.cms.conftest import MakeArticle
from tests.people import Cast

pytestmark = pytest.mark.django_db


def test_a_checked_page_names_its_reviewer_as_far_as_they_allow(editors: Cast, make_article: MakeArticle) -> None:
    page = make_article(
        reviewer=editors.reviewer.user, reviewer_label="Dr Reviewer", checked_at=freshness.today(), review_due=None
    )
    path = page.get_url()
    stranger = Client()
    assert "Dr Reviewer" in stranger.get(path).content.decode()
    assert "Verified physician" not in stranger.get(path).content.decode()
    # Opening the specialty to everybody outdates what is cached.
    person = User.objects.get(pk=editors.reviewer.id)
    shown = {"specialty": CardAudience.PUBLIC}
    update_profile(person=person, name="Reviewer", facts={}, shown_to=shown, by=editors.reviewer.viewer)
    ends = Licence.objects.get(user_id=editors.reviewer.id).expires_at
    assert ends is not None
    wanted = f"Verified physician, Cardiology, until {ends:%Y-%m}"
    fresh = type(page).objects.get(pk=page.pk)
    assert fresh.reviewer_trust == wanted
    assert wanted in editors.patient.client().get(path).content.decode()
    assert fresh.credit_moments() == (ends,), "no cache outlives it"
    with time_machine.travel(ends + timedelta(seconds=1), tick=False):
        assert type(page).objects.get(pk=page.pk).reviewer_trust == ""
