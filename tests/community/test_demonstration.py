"""The demonstration groups, and the people of the measurements."""

from __future__ import annotations

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Specialty, User
from community import seeding
from community.enums import Level, MemberRole
from community.models import Group, Membership, Post, Reaction, Thread
from core.models import TopicFrame
from search.models import Tag
from tests.people import make_person

KEYS = ("reviewer", "physician_a", "physician_b", "physician_c", "physician_d", "verifier_a", "verifier_b")


def people() -> dict[str, User]:
    return {key: make_person(key, verified=True).user for key in KEYS}


def state() -> tuple[int, ...]:
    counted = (Group, Membership, Thread, Post, Reaction, TopicFrame)
    return tuple(model.objects.count() for model in counted)


def test_seeding_twice_is_seeding_once(db: None) -> None:
    Tag.objects.create(name="ECG", name_en="ECG", name_es="ECG", slug="ecg")
    everybody = people()
    seeding.seed(everybody)
    once = state()
    seeding.seed(everybody)
    assert state() == once
    assert {group.level for group in Group.objects.all()} == set(Level)
    assert not Post.objects.exclude(audience__startswith="group:").exists()
    assert Thread.objects.filter(tags__slug="ecg").exists()
    assert Thread.objects.filter(pinned=True).exists()
    assert Thread.objects.exclude(answer=None).exists()


def test_seeded_posts_lie_in_the_past_in_the_order_of_their_numbers(db: None) -> None:
    seeding.seed(people())
    for thread in Thread.objects.prefetch_related("posts"):
        posts = sorted(thread.posts.all(), key=lambda post: post.number)
        moments = [post.created for post in posts]
        assert moments == sorted(moments)
        assert (thread.created, thread.last_at) == (moments[0], moments[-1])


def test_bench_people_prints_sessions_that_open_the_thread(db: None, settings: Settings) -> None:
    settings.DEMO = True
    Specialty.objects.get_or_create(slug="family-medicine", defaults={"name_en": "Family medicine", "name_es": "MF"})
    lines = []
    for _run in range(2):
        out = io.StringIO()
        call_command("bench_people", "3", group="bench-room", stdout=out)
        lines = out.getvalue().split()
    found = re.fullmatch(r"group=(\d+)", lines[0]), re.fullmatch(r"thread=(\d+)", lines[1])
    assert found[0]
    assert found[1]
    assert len(lines) == 5
    group = Group.objects.get(slug="bench-room")
    assert (group.pk, group.level) == (int(found[0][1]), Level.CLOSED)
    assert Membership.objects.in_force().filter(group=group).count() == 3
    assert Membership.objects.filter(group=group, role=MemberRole.MODERATOR).count() == 1
    assert Thread.objects.filter(group=group).count() == 1
    for session in lines[2:]:
        client = Client()
        client.cookies["sessionid"] = session
        assert client.get(f"/en/community/{group.pk}-bench-room/threads/{found[1][1]}/").status_code == 200


def test_bench_people_refuses_a_real_site(db: None, settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="demonstration"):
        call_command("bench_people", "3", group="bench-room")
    assert not Group.objects.exists()
