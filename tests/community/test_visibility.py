"""Who sees a group, its threads and its posts: one table of answers, asked of pages, API and querysets."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from community import actions
from community.documents import post_documents
from community.enums import Level
from community.models import Group, Post, Thread
from core.access import ANONYMOUS
from core.kinds import kind, kinds
from core.realtime.topics import may_subscribe
from tests.community.making import Circle, circle_of, group_of, post_in, thread_in
from tests.people import Cast

CANARY = "Zanzibarquartz"

# role -> for each level: (finds the group, reads inside). Written as a physician would say it.
ANSWERS: dict[str, dict[Level, tuple[bool, bool]]] = {
    role: {
        Level.OPEN: (physician, physician and role != "removed_member"),
        Level.RESTRICTED: (physician, member),
        Level.CLOSED: (physician, member),
        Level.SECRET: (member, member),
    }
    for role, physician, member in [
        ("anonymous", False, False),
        ("patient", False, False),
        ("unverified", False, False),
        ("editor", False, False),
        ("moderator", False, False),
        ("administrator", False, False),
        ("suspended", False, False),
        ("stranger", True, False),
        ("removed_member", True, False),
        ("physician", True, True),
        ("group_moderator", True, True),
    ]
}
ROWS = [(role, level, *ANSWERS[role][level]) for role in ANSWERS for level in Level]


def make(cast: Cast, level: Level) -> Circle:
    circle = circle_of(cast, level)
    Group.objects.filter(pk=circle.group.pk).update(name=f"Name {CANARY}", about=f"About {CANARY}")
    Thread.objects.filter(pk=circle.thread.pk).update(title=f"Title {CANARY}")
    post_in(circle.thread, cast.physician, f"Body {CANARY}")
    circle.group.refresh_from_db()
    return circle


def client_of(cast: Cast, role: str) -> Client:
    return Client() if role == "anonymous" else getattr(cast, role).client()


def ask(client: Client, url: str) -> tuple[int, bool]:
    response = client.get(url, follow=True)
    return response.status_code, CANARY.encode() in response.content


@pytest.mark.parametrize(("role", "level", "finds", "reads"), ROWS)
def test_each_surface_gives_the_answer_of_the_table(
    cast: Cast, role: str, level: Level, finds: bool, reads: bool
) -> None:
    circle = make(cast, level)
    viewer = ANONYMOUS if role == "anonymous" else getattr(cast, role).viewer
    assert Group.objects.visible_to(viewer).exists() is finds
    assert Thread.objects.visible_to(viewer).exists() is reads
    assert Post.objects.visible_to(viewer).exists() is reads
    assert may_subscribe(viewer, circle.group.inside) is reads
    client = client_of(cast, role)
    api = f"/api/v1/groups/{circle.group.pk}/threads/"
    assert ask(client, circle.url) == ((200, True) if finds else (404, False))
    assert ask(client, "/en/community/") == (200, finds)
    assert ask(client, circle.thread_url) == ((200, True) if reads else (404, False))
    assert ask(client, f"{circle.url}members/")[0] == (200 if reads else 404)
    assert ask(client, api) == ((200, True) if reads else (404, False))
    assert ask(client, f"{api}{circle.thread.pk}/posts/") == ((200, True) if reads else (404, False))
    listing = client.get(circle.url).content
    assert (b"Body " + CANARY.encode() in listing) is reads


FORBIDDEN_TO_STRANGERS = [
    "",
    "settings/",
    "members/",
    "leave/",
    "threads/new/",
    "threads/{thread}/",
    "threads/{thread}/posts/{post}/edit/",
    "threads/{thread}/posts/{post}/remove/",
    "threads/{thread}/posts/{post}/answer/",
    "threads/{thread}/posts/{post}/unread/",
]
POSTS = [
    "level/",
    "join/",
    "ask/",
    "members/invite/",
    "threads/{thread}/post/",
    "threads/{thread}/pin/",
    "threads/{thread}/read/",
    "threads/{thread}/posts/{post}/helped/",
]


@pytest.mark.parametrize("role", ["anonymous", "patient", "stranger", "removed_member", "administrator", "suspended"])
def test_forbidden_looks_like_missing_at_every_address(cast: Cast, role: str) -> None:
    circle = make(cast, Level.SECRET)
    post = Post.objects.latest("pk")
    client = client_of(cast, role)
    missing = client.get("/en/community/999999-nothing/")
    for pattern in FORBIDDEN_TO_STRANGERS + POSTS:
        url = circle.url + pattern.format(thread=circle.thread.pk, post=post.pk)
        response = client.post(url, {"key": "0", "body": "x"}) if pattern in POSTS else client.get(url)
        assert response.status_code == 404, url
        assert CANARY.encode() not in response.content
        assert response.templates[0].name == missing.templates[0].name


def test_a_wrong_name_leads_on_only_for_those_who_may_know(cast: Cast) -> None:
    circle = make(cast, Level.SECRET)
    wrong = f"/en/community/{circle.group.pk}-something/threads/{circle.thread.pk}/?post=1"
    response = cast.physician.client().get(wrong)
    assert response.status_code == 302
    assert response["Location"] == f"{circle.thread_url}?post=1"
    assert cast.stranger.client().get(wrong).status_code == 404


def test_a_thread_of_another_group_is_missing(cast: Cast) -> None:
    circle = make(cast, Level.CLOSED)
    other = group_of(cast.physician, name="Other")
    thread = thread_in(other, cast.physician)
    assert cast.physician.client().get(f"{circle.url}threads/{thread.pk}/").status_code == 404


def test_an_invitation_names_the_group_to_its_own_person_only(cast: Cast) -> None:
    group = group_of(cast.group_moderator, level=Level.SECRET, name=f"Name {CANARY}")
    actions.invite(group=group, person=cast.stranger.user, by=cast.group_moderator.viewer)
    assert ask(cast.stranger.client(), "/en/community/") == (200, True)
    assert ask(cast.stranger.client(), f"/en/community/{group.pk}-{group.slug}/")[0] == 404
    assert ask(cast.second_physician.client(), "/en/community/") == (200, False)


def test_page_api_and_queryset_list_the_same_rows(cast: Cast) -> None:
    groups = [group_of(cast.group_moderator, name=f"{level} group", level=level) for level in Level]
    for level, group in zip(Level, groups, strict=True):
        for number in range(2):
            thread_in(group, cast.group_moderator, f"{level} thread {number}")
    for person in (cast.group_moderator, cast.stranger):
        seen = set(Group.objects.visible_to(person.viewer).values_list("pk", flat=True))
        client = person.client()
        api = {item["id"] for item in client.get("/api/v1/groups/").json()["items"]}
        page = client.get("/en/community/").content.decode()
        assert api == seen
        assert {g.pk for g in groups if f"/en/community/{g.pk}-{g.slug}/" in page} == seen
        for group in groups:
            threads = set(Thread.objects.visible_to(person.viewer).filter(group=group).values_list("pk", flat=True))
            answer = client.get(f"/api/v1/groups/{group.pk}/threads/")
            items = answer.json()["items"] if answer.status_code == 200 else []
            assert {item["id"] for item in items} == threads
            shown = client.get(f"/en/community/{group.pk}-{group.slug}/").content.decode()
            assert {t.pk for t in Thread.objects.filter(group=group) if f"/threads/{t.pk}/" in shown} == threads


def test_documents_carry_the_audience_of_their_row(circle: Circle) -> None:
    post = post_in(circle.thread, circle.cast.physician)
    rows: list[tuple[str, Any]] = [("group", circle.group), ("thread", circle.thread), ("post", post)]
    for name, row in rows:
        declared = kind(name)
        assert declared.documents is not None
        assert {document.audience for document in declared.documents(row)} == {row.audience}
        assert declared.url is not None
        assert declared.url(row, "es").startswith("/es/community/")
    actions.remove_post(post=post, by=circle.cast.physician.viewer)
    post.refresh_from_db()
    assert list(post_documents(post)) == []
    assert {"group", "thread", "post"} <= {k.name for k in kinds()}
