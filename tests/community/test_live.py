"""Posts between browsers, over a real server and real sockets."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from accounts.models import Licence
from accounts.signin.store import SessionStore
from accounts.verification.actions import revoke_licence
from community import actions
from community.models import Membership, Post, ReadMark, Thread
from tests.community.making import BAD_WORD, Circle, circle_of, post_in, thread_in
from tests.core.realtime.client import Client, opened, run
from tests.core.realtime.live import live_sockets
from tests.core.realtime.room import Visitor
from tests.core.serve.running import RunningServer
from tests.people import Person, make_cast


@pytest.fixture
def server(transactional_db: None) -> Iterator[RunningServer]:
    """A server with sockets."""
    with live_sockets() as running:
        yield running


def visitor(person: Person) -> Visitor:
    """Sign somebody in."""
    store = SessionStore()
    store[SESSION_KEY] = str(person.id)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.user.get_session_auth_hash()
    store.save()
    assert store.session_key is not None
    return Visitor(person.id, store.session_key)


def make_circle() -> Circle:
    """The usual group, committed."""
    return circle_of(make_cast())


async def say(client: Client, circle: Circle, body: str, message_id: int, **more: object) -> dict[str, object]:
    """Send a post and wait for the answer."""
    message = {"key": str(uuid.uuid4()), "group": circle.group.pk, "thread": circle.thread.pk, "body": body, **more}
    await client.send(type="post", id=message_id, **message)
    return await client.answer(message_id)


async def test_a_post_reaches_everybody_in_the_group_and_its_sender(server: RunningServer) -> None:
    circle = await run(make_circle)
    one, two = [await run(visitor, p) for p in (circle.cast.physician, circle.cast.second_physician)]
    topic = circle.group.inside
    async with opened(server.port, one) as a, opened(server.port, two, language="es") as b:
        await a.subscribe(topic)
        await b.subscribe(topic)
        ack = await say(a, circle, "Three months.", 1)
        for client in (a, b):
            await client.until(lambda client=client: client.frames(topic))  # type: ignore[misc]  # a bound lambda
    post = await run(Post.objects.latest, "pk")
    assert ack == {"type": "ack", "id": 1, "seq": post.seq}
    month = f"{circle.cast.physician.user.licence.expires_at:%Y-%m}"
    expected = {
        "seq": post.seq,
        "type": "PostCreated",
        "key": str(post.key),
        "post": post.pk,
        "thread": circle.thread.pk,
        "number": 2,
        "author": "Physician",
        "author_id": circle.cast.physician.user.public_id.hex,
        "author_specialty": f"Verified physician, Cardiology, until {month}",
        "body_html": "<p>Three months.</p>",
        "created": post.created.isoformat(),
        "edited": None,
        "helped": 0,
    }
    assert a.frames(topic) == [expected]
    assert b.frames(topic) == [expected | {"author_specialty": f"Médico verificado, Cardiología, hasta {month}"}]


async def test_the_same_key_again_is_the_same_acknowledgement(server: RunningServer) -> None:
    circle = await run(make_circle)
    who = await run(visitor, circle.cast.physician)
    key = str(uuid.uuid4())
    async with opened(server.port, who) as client:
        await client.subscribe(circle.group.inside)
        first = await say(client, circle, "Once.", 1, key=key)
        second = await say(client, circle, "Once.", 2, key=key)
        await say(client, circle, "Another.", 3)
        await client.until(lambda: len(client.frames(circle.group.inside)) == 2)
    assert first["seq"] == second["seq"]
    assert await run(Post.objects.filter(thread=circle.thread).count) == 3


async def test_who_comes_back_misses_nothing_edits_and_removals_included(server: RunningServer) -> None:
    circle = await run(make_circle)
    who = await run(visitor, circle.cast.second_physician)
    topic = circle.group.inside
    async with opened(server.port, who) as client:
        last = (await client.subscribe(topic))["seq"]
    author, moderator = circle.cast.physician, circle.cast.group_moderator
    kept = await run(post_in, circle.thread, author, "Stays.")
    gone = await run(post_in, circle.thread, author, "Goes.")
    await run(actions.react_helped, post=kept, helped=True, by=await run(lambda: moderator.viewer))
    await run(actions.remove_post, post=gone, by=await run(lambda: author.viewer))
    async with opened(server.port, who) as client:
        await client.subscribe(topic, after=last)
        await client.until(lambda: len(client.frames(topic)) == 4)
        await run(post_in, circle.thread, author, "Live again.")
        await client.until(lambda: len(client.frames(topic)) == 5)
    assert client.seqs(topic) == list(range(last + 1, last + 6))
    assert [f["type"] for f in client.frames(topic)] == [
        "PostCreated", "PostCreated", "ReactionChanged", "PostRemoved", "PostCreated",
    ]  # fmt: skip
    assert client.frames(topic)[1] == {"seq": last + 2, "type": "PostCreated", "gone": True}
    assert "Goes." not in str(client.got)


async def test_a_removed_member_gets_nothing_more_within_a_second(server: RunningServer) -> None:
    circle = await run(make_circle)
    person, topic = circle.cast.second_physician, circle.group.inside
    who = await run(visitor, person)
    membership = await run(Membership.objects.select_related("group").get, group=circle.group, user=person.user)
    async with opened(server.port, who) as client:
        await client.subscribe(topic)
        began = time.monotonic()
        by = await run(lambda: circle.cast.group_moderator.viewer)
        await run(actions.remove_member, membership=membership, by=by)
        await client.until(lambda: client.told("revoked"))
        took = time.monotonic() - began
        await run(post_in, circle.thread, circle.cast.physician, "Among ourselves.")
        refused = await say(client, circle, "Still here?", 5)
        again = await client.subscribe(topic, after=0)
    assert took < 2, "one second, and the machine may be busy"
    assert client.told("revoked") == [{"type": "revoked", "topic": topic}]
    assert (refused["type"], refused["code"]) == ("error", "not_found")
    assert (again["type"], again["code"]) == ("error", "not_found")
    assert client.frames(topic) == []
    assert "Among ourselves." not in str(client.got)


async def test_a_licence_taken_back_ends_the_listening(server: RunningServer) -> None:
    circle = await run(make_circle)
    person = circle.cast.second_physician
    who = await run(visitor, person)
    async with opened(server.port, who) as client:
        await client.subscribe(circle.group.inside)
        licence = await run(Licence.objects.get, user=person.user)
        by = await run(lambda: circle.cast.verifier.viewer)
        await run(revoke_licence, licence=licence, version=licence.version, by=by, reason="Test")
        await client.until(lambda: client.told("revoked"))


async def test_a_stranger_hears_and_says_nothing(server: RunningServer) -> None:
    circle = await run(make_circle)
    who = await run(visitor, circle.cast.stranger)
    async with opened(server.port, who) as client:
        listening = await client.subscribe(circle.group.inside, after=0)
        forbidden = await say(client, circle, "Hello?", 2)
        missing = await say(client, circle, "Hello?", 3, thread=999_999)
    assert listening["code"] == forbidden["code"] == missing["code"] == "not_found"
    assert forbidden["message"] == missing["message"]
    assert client.frames(circle.group.inside) == []


async def test_what_cannot_go_out_is_refused_with_a_reason(server: RunningServer) -> None:
    circle = await run(make_circle)
    who = await run(visitor, circle.cast.physician)
    async with opened(server.port, who) as client:
        answers = [
            await say(client, circle, " \n ", 1),
            await say(client, circle, "x" * 10_001, 2),
            await say(client, circle, f"Seen by {BAD_WORD}", 3),
        ]
        broken = [
            await say(client, circle, "No key", 4, key="no uuid"),
            await say(client, circle, "No thread", 5, thread="34"),
        ]
        other = await run(thread_in, circle.group, circle.cast.physician, "Another thread")
        key = str(uuid.uuid4())
        await say(client, circle, "Here.", 6, key=key)
        reused = await say(client, circle, "There.", 7, key=key, thread=other.pk)
    assert [answer["code"] for answer in answers] == ["empty", "too_long", "refused"]
    assert BAD_WORD in str(answers[2]["message"])
    assert [answer["code"] for answer in broken] == ["bad_message", "bad_message"]
    assert reused["code"] == "refused"
    assert await run(Post.objects.filter(thread=circle.thread).count) == 2


async def test_reading_moves_the_mark(server: RunningServer) -> None:
    circle = await run(make_circle)
    person = circle.cast.second_physician
    who = await run(visitor, person)
    async with opened(server.port, who) as client:
        await client.send(type="read", id=1, thread=circle.thread.pk, number=1)
        assert await client.answer(1) == {"type": "ack", "id": 1, "number": 1}
    mark = await run(ReadMark.objects.get, user=person.user, thread=circle.thread)
    assert mark.last_number == 1


async def test_a_reply_carries_what_it_answers(server: RunningServer) -> None:
    circle = await run(make_circle)
    who = await run(visitor, circle.cast.second_physician)
    first = await run(Post.objects.get, thread=circle.thread)
    async with opened(server.port, who) as client:
        await client.subscribe(circle.group.inside)
        await say(client, circle, "Longer.", 1, reply_to=first.pk)
        await client.until(lambda: client.frames(circle.group.inside))
    assert client.frames(circle.group.inside)[0]["body_html"] == (
        "<blockquote><p><bdi>Physician</bdi>: The leaflet says six weeks.</p></blockquote><p>Longer.</p>"
    )
    assert (await run(Thread.objects.get, pk=circle.thread.pk)).last_number == 2
