"""The demonstration groups, and the people of the measurements."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any, Final

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from accounts import seeding as people_seeding
from accounts.models import InboxItem, Specialty, User
from community import permissions, queries, seeding
from community.enums import Level, MemberRole, MemberState
from community.models import Group, Membership, Post, Reaction, ReadMark, Thread
from core import clock
from core.access import viewer_for
from core.models import TopicFrame
from search.models import Tag

DEMO: Final = Path(seeding.__file__).parent / "demo"


def threads_of_the_files() -> list[Any]:
    return [thread for path in DEMO.glob("threads-*.json") for thread in json.loads(path.read_text())["threads"]]


def people() -> dict[str, User]:
    rows = people_seeding.read("people.json")["people"]
    return people_seeding.seed({row["key"]: "correct horse battery staple" for row in rows})


def state() -> tuple[int, ...]:
    counted = (Group, Membership, Thread, Post, Reaction, ReadMark, InboxItem, TopicFrame)
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
    assert Post.objects.exclude(reply_to=None).exists()


def test_every_text_of_the_files_is_there_after_seeding(db: None) -> None:
    seeding.seed(people())
    told = {post["body"] for thread in threads_of_the_files() for post in thread["posts"]}
    assert set(Post.objects.values_list("body", flat=True)) == told
    edited = {p["body"] for t in threads_of_the_files() for p in t["posts"] if "first_body" in p}
    assert set(Post.objects.exclude(edited_at=None).values_list("body", flat=True)) == edited
    for post in Post.objects.exclude(edited_at=None):
        assert post.edited_at is not None
        assert post.created < post.edited_at <= clock.now()
    for post in Post.objects.prefetch_related("reactions"):
        assert post.helped == len(post.reactions.all())


def test_people_of_the_demonstration_find_something_new_and_somebody_waiting(db: None, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    everybody = people()
    before = people_seeding.newest_notice()
    seeding.seed(everybody)
    people_seeding.settle(after=before)
    for key, kinds in {"physician_a": {"group-mention", "group-invitation"}, "physician_b": {"group-mention"}}.items():
        viewer = viewer_for(everybody[key].pk)
        groups = queries.my_groups(viewer)
        assert sum(queries.unread_by_group(viewer, [group.pk for group in groups]).values()) > 0
        assert queries.threads_waiting(viewer) < Thread.objects.visible_to(viewer).count() / 2
        inbox = InboxItem.objects.filter(user=everybody[key]).order_by("pk")
        assert kinds <= set(inbox.filter(read_at=None).values_list("kind", flat=True))
        assert inbox.exclude(read_at=None).exists()
        moments = list(inbox.values_list("created", flat=True))
        assert moments == sorted(moments)
        assert moments[-1] <= clock.now()
    client = Client()
    client.force_login(everybody["physician_a"])
    today = client.get("/en/account/today/").content.decode()
    assert "Nothing new in your groups." not in today
    assert "Unread in your groups" in today
    asking = Membership.objects.get(state=MemberState.REQUESTED)
    assert permissions.can_moderate(viewer_for(everybody["physician_a"].pk), asking.group)


def test_seeded_posts_lie_in_the_past_in_the_order_of_their_numbers(db: None) -> None:
    seeding.seed(people())
    for thread in Thread.objects.prefetch_related("posts"):
        posts = sorted(thread.posts.all(), key=lambda post: post.number)
        moments = [post.created for post in posts]
        assert moments == sorted(moments)
        assert (thread.created, thread.last_at) == (moments[0], moments[-1])


def test_bench_people_prints_sessions_that_open_the_thread(db: None, settings: Settings) -> None:
    settings.DEMO = True
    settings.SECOND_FACTOR_REQUIRED = False
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
