"""The protocol from outside, over both ways out: order, once, no gap, and the ends of access."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from typing import Any

import pytest
from django.db import OperationalError
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from core import bus
from core.realtime import people, reading
from core.realtime.models import Topic, TopicFrame
from tests.core.realtime.client import Client, opened, run
from tests.core.realtime.room import OTHER, ROOM, say, visitor
from tests.core.serve.running import RunningServer


async def test_a_client_gets_what_it_missed_and_then_what_comes(server: RunningServer) -> None:
    who = await run(visitor, ROOM)
    for word in "abc":
        await run(say, word)
    async with opened(server.port, who) as client:
        answer = await client.subscribe(after=1)
        await run(say, "d")
        await client.until(lambda: len(client.frames()) == 3)
    assert answer == {"type": "subscribed", "id": answer["id"], "topic": ROOM, "seq": 3}
    assert client.seqs() == [2, 3, 4]
    assert client.texts() == ["b (en)", "c (en)", "d (en)"]


async def test_without_a_number_only_what_comes_is_sent(server: RunningServer) -> None:
    who = await run(visitor, ROOM)
    await run(say, "before")
    async with opened(server.port, who, language="es") as client:
        assert (await client.subscribe())["seq"] == 1
        await run(say, "after")
        await client.until(client.frames)
    assert client.texts() == ["after (es)"]


async def test_a_command_is_acknowledged_and_its_sender_gets_the_frame_too(server: RunningServer) -> None:
    who, other = await run(visitor, ROOM), await run(visitor, ROOM)
    async with opened(server.port, who) as client, opened(server.port, other) as listener:
        await client.subscribe()
        await listener.subscribe()
        key = str(uuid.uuid4())
        await client.say("hello", 1, key)
        await client.say("hello", 2, key)
        await client.say("loud", 3, kind="shout")
        assert await client.answer(1) == {"type": "ack", "id": 1, "seq": 1}
        assert await client.answer(2) == {"type": "ack", "id": 2, "seq": 1}
        for told in (client, listener):
            await told.until(lambda told=told: len(told.frames()) == 2)  # type: ignore[misc]  # a bound lambda
            assert told.texts() == ["hello (en)", "LOUD (en)"]


async def test_many_posts_by_several_arrive_in_order_and_once(server: RunningServer) -> None:
    people = [await run(visitor, ROOM) for _ in range(4)]
    async with (
        opened(server.port, people[0]) as a,
        opened(server.port, people[1]) as b,
        opened(server.port, people[2], language="es") as c,
    ):
        for client in (a, b, c):
            await client.subscribe()
        for number in range(15):
            for client in (a, b, c):
                await client.say(f"{number}", number + 1)
        async with opened(server.port, people[3]) as late:
            await late.subscribe(after=0)
            for client in (a, b, c, late):
                await client.until(lambda client=client: len(client.frames()) >= 45)  # type: ignore[misc]  # a bound lambda
                assert client.seqs() == list(range(1, 46))
    assert len(a.told("frames")) < 45, "what gathers is sent together"


async def test_posts_of_other_processes_are_seen_without_any_hint(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = await run(visitor, ROOM)
    async with opened(server.port, who) as client:
        await client.subscribe()
        monkeypatch.setattr(bus, "_listeners", [])
        began = time.monotonic()
        await run(say, "from elsewhere")
        await client.until(client.frames)
    assert time.monotonic() - began < 1


async def test_who_is_far_behind_fetches_the_page_anew(server: RunningServer) -> None:
    who = await run(visitor, ROOM)
    await run(Topic.objects.create, name=ROOM, seq=1500)
    async with opened(server.port, who) as client:
        assert (await client.subscribe(after=10))["seq"] == 1500
        await client.until(lambda: client.told("refetch"))
        await run(say, "next")
        await client.until(client.frames)
    assert client.told("refetch") == [{"type": "refetch", "topic": ROOM}]
    assert client.seqs() == [1501]


async def test_a_forgotten_part_of_the_log_is_said_and_not_skipped(server: RunningServer) -> None:
    who = await run(visitor, ROOM)
    for word in "abc":
        await run(say, word)
    await run(TopicFrame.objects.filter(seq__lte=2).delete)
    async with opened(server.port, who) as client:
        await client.subscribe(after=0)
        await client.until(lambda: client.told("refetch"))
        await run(say, "d")
        await client.until(client.frames)
    assert client.seqs() == [4]


async def test_forbidden_looks_like_missing(server: RunningServer) -> None:
    who = await run(visitor, ROOM)
    await run(say, "private", topic=OTHER)
    async with opened(server.port, who) as client:
        refusals = [await client.subscribe(topic) for topic in (OTHER, "testroom:99", "nonsense", "user:0")]
    assert len({json.dumps({**r, "id": 0}) for r in refusals}) == 1
    assert refusals[0]["code"] == "not_found"
    assert not client.frames(OTHER)


async def test_who_may_listen_but_not_speak_is_refused_alone(server: RunningServer) -> None:
    who, outsider = await run(visitor, ROOM), await run(visitor)
    async with opened(server.port, who) as client, opened(server.port, outsider) as other:
        await client.subscribe()
        await other.say("let me in", 1)
        await client.say("here", 1)
        assert (await other.answer(1))["code"] == "not_found"
        await client.until(client.frames)
    assert client.texts() == ["here (en)"]


WRONG = [
    ("{", "bad_json"),
    ("[]", "bad_message"),
    ('{"type": 5, "id": 1}', "bad_message"),
    ('{"type": "nothing", "id": 1}', "unknown"),
    ('{"type": "subscribe", "id": 1}', "bad_message"),
    ('{"type": "subscribe", "id": 1, "topic": ["a"]}', "bad_message"),
    ('{"type": "subscribe", "id": 1, "topic": "testroom:1", "after": "x"}', "bad_message"),
    ('{"type": "subscribe", "id": 1, "topic": "testroom:1", "after": true}', "bad_message"),
    ('{"type": "subscribe", "id": 1, "topic": "testroom:1", "after": -1}', "bad_message"),
    ('{"type": "say", "id": {"a": 1}}', "server_error"),
]


async def test_a_wrong_message_is_told_to_its_sender_and_the_socket_goes_on(server: RunningServer) -> None:
    who, other = await run(visitor, ROOM), await run(visitor, ROOM)
    async with opened(server.port, who) as client, opened(server.port, other) as neighbour:
        for text, _ in WRONG:
            await client.socket.send(text)
        await client.until(lambda: len(client.told("error")) == len(WRONG))
        assert (await client.subscribe())["type"] == "subscribed"
        assert not neighbour.got
    assert [message["code"] for message in client.told("error")] == [code for _, code in WRONG]


async def test_a_message_above_64_kb_ends_the_socket(server: RunningServer) -> None:
    who = await run(visitor, ROOM)
    async with opened(server.port, who) as client:
        await client.socket.send("x" * 70_000)
        assert await client.until(lambda: client.closed) == 1009


async def test_bytes_and_broken_text_are_no_messages(server: RunningServer) -> None:
    who = await run(visitor, ROOM)
    async with opened(server.port, who) as client:
        await client.socket.send(b"\xff\xfe")
        await client.until(lambda: client.told("error"))
        await client.socket.send(b"\xff", text=True)
        assert await client.until(lambda: client.closed) == 1007


async def test_five_messages_a_second_and_twenty_at_once(server: RunningServer) -> None:
    who = await run(visitor, ROOM)
    async with opened(server.port, who) as client:
        for number in range(30):
            await client.send(type="ping", id=number)
        await client.until(lambda: len(client.got) == 30)
    assert 20 <= len(client.told("pong")) <= 22
    assert {m["code"] for m in client.told("error")} == {"rate_limited"}


async def test_the_eleventh_socket_of_a_person_is_closed(server: RunningServer) -> None:
    who = await run(visitor, ROOM)
    clients: list[Client] = []
    contexts = [opened(server.port, who) for _ in range(11)]
    for context in contexts:
        clients.append(await context.__aenter__())
        if len(clients) <= 10:
            await clients[-1].subscribe()
    assert await clients[10].until(lambda: clients[10].closed) == 4009
    assert all(client.closed is None for client in clients[:10])
    for context in contexts:
        await context.__aexit__(None, None, None)


async def test_a_stranger_is_told_that_no_sign_in_holds(server: RunningServer) -> None:
    async with opened(server.port, None) as client:
        assert await client.until(lambda: client.closed) == 4001


async def test_a_wrong_or_missing_origin_never_gets_a_socket(server: RunningServer) -> None:
    who = await run(visitor, ROOM)
    for origin in (None, "null", "https://evil.example", "http://127.0.0.1:1", f"https://127.0.0.1:{server.port}"):
        headers = {"Cookie": f"sessionid={who.session}", **({"Origin": origin} if origin else {})}
        with pytest.raises(InvalidStatus) as refused:
            await connect(f"ws://127.0.0.1:{server.port}/ws/v1/", additional_headers=headers)
        assert refused.value.response.status_code == 403


async def test_another_address_is_no_socket(server: RunningServer) -> None:
    origin = Origin(f"http://127.0.0.1:{server.port}")
    with pytest.raises(InvalidStatus):
        await connect(f"ws://127.0.0.1:{server.port}/ws/v2/", origin=origin)


async def test_a_removed_person_hears_nothing_more_and_cannot_come_back(server: RunningServer) -> None:
    who, stays = await run(visitor, ROOM, OTHER), await run(visitor, ROOM)
    async with opened(server.port, who) as client, opened(server.port, stays) as other:
        for topic in (ROOM, OTHER):
            await client.subscribe(topic)
        await other.subscribe()
        began = time.monotonic()
        await run(who.remove, ROOM)
        await client.until(lambda: client.told("revoked"))
        assert time.monotonic() - began < 1
        await run(say, "secret")
        await run(say, "elsewhere", topic=OTHER)
        await other.until(other.frames)
        await client.until(lambda: client.frames(OTHER))
        assert (await client.subscribe())["code"] == "not_found"
        await client.say("still here?", 7)
        assert (await client.answer(7))["code"] == "not_found"
    assert client.told("revoked") == [{"type": "revoked", "topic": ROOM}]
    assert not client.frames(ROOM)
    assert "secret" not in json.dumps(client.got)


@pytest.mark.parametrize("end", ["sign_out", "shut_out"])
async def test_the_end_of_a_sign_in_closes_its_sockets(server: RunningServer, end: str) -> None:
    who, stays = await run(visitor, ROOM), await run(visitor, ROOM)
    async with opened(server.port, who) as client, opened(server.port, stays) as other:
        await client.subscribe()
        await other.subscribe()
        began = time.monotonic()
        await run(getattr(who, end))
        assert await client.until(lambda: client.closed) == 4001
        assert time.monotonic() - began < 1
        await run(say, "secret")
        await other.until(other.frames)
    assert not client.frames()


async def test_unsubscribing_ends_the_frames(server: RunningServer) -> None:
    who = await run(visitor, ROOM, OTHER)
    async with opened(server.port, who) as client:
        await client.subscribe()
        await client.subscribe(OTHER)
        await client.send(type="unsubscribe", id=5, topic=ROOM)
        assert (await client.answer(5))["type"] == "ack"
        await run(say, "unheard")
        await run(say, "heard", topic=OTHER)
        await client.until(lambda: client.frames(OTHER))
    assert not client.frames(ROOM)


async def test_reconnecting_with_the_last_number_misses_nothing(server: RunningServer) -> None:
    who, speaker = await run(visitor, ROOM), await run(visitor, ROOM)
    got: list[int] = []
    async with opened(server.port, speaker) as other:
        await other.subscribe()
        for round_ in range(4):
            async with opened(server.port, who) as client:
                await client.subscribe(after=got[-1] if got else 0)
                for number in range(3):
                    await other.say("x", 10 * round_ + number + 1)
                await asyncio.sleep(0.05 * round_)
            got += client.seqs()
        await other.until(lambda: len(other.seqs()) == 12)
    async with opened(server.port, who) as client:
        await client.subscribe(after=got[-1] if got else 0)
        await client.until(lambda: len(got) + len(client.seqs()) == 12)
    assert got + client.seqs() == list(range(1, 13))


async def test_a_database_that_is_away_says_come_back_and_not_go_away(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = await run(visitor, ROOM)

    def broken(_session: str) -> None:
        raise OperationalError("made for a test")

    with monkeypatch.context() as patch:
        patch.setattr(people, "identify", broken)
        async with opened(server.port, who) as client:
            assert await client.until(lambda: client.closed) == 1012
    async with opened(server.port, who) as client:
        assert (await client.subscribe())["type"] == "subscribed"


async def test_a_connection_that_the_database_broke_is_opened_anew(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after its restart: the first question fails, the second is answered."""
    who = await run(visitor, ROOM)
    asked: list[int] = []
    enter = reading.enter

    def breaks_once(*words: Any) -> reading.Entry:
        asked.append(1)
        if len(asked) == 1:
            raise OperationalError("made for a test")
        return enter(*words)

    monkeypatch.setattr(reading, "enter", breaks_once)
    async with opened(server.port, who) as client:
        assert (await client.subscribe())["type"] == "subscribed"
    assert len(asked) == 2


async def test_who_watches_outlives_any_fault(server: RunningServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever one look meets, the next one still ends the access of who was removed."""
    who = await run(visitor, ROOM)
    looks: list[int] = []
    look = reading.look

    def breaks_twice(*words: Any) -> reading.Look:
        looks.append(1)
        if len(looks) < 3:
            raise ArithmeticError("made for a test")
        return look(*words)

    async with opened(server.port, who) as client:
        await client.subscribe()
        monkeypatch.setattr(reading, "look", breaks_twice)
        await run(who.sign_out)
        assert await client.until(lambda: client.closed, 6) == 4001
    assert len(looks) >= 3


@pytest.mark.parametrize("fault", [OperationalError, ArithmeticError])
async def test_a_client_that_cannot_be_brought_up_to_date_comes_back(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    """It would otherwise stay open and hear nothing more."""
    who = await run(visitor, ROOM)
    for number in range(3):
        await run(say, f"text {number}")

    def broken(*_words: Any) -> None:
        raise fault("made for a test")

    with monkeypatch.context() as patch:
        patch.setattr(reading.Reader, "read_batch", broken)
        async with opened(server.port, who) as client:
            await client.subscribe(after=0)
            assert await client.until(lambda: client.closed) == 1012
    async with opened(server.port, who) as client:
        await client.subscribe(after=0)
        assert await client.until(lambda: len(client.seqs()) == 3 and client.seqs()) == [1, 2, 3]


async def test_a_wish_to_listen_that_the_database_broke_is_made_again(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = await run(visitor, ROOM)

    def broken(*_words: Any) -> None:
        raise OperationalError("made for a test")

    monkeypatch.setattr(reading, "enter", broken)
    async with opened(server.port, who) as client:
        await client.send(type="subscribe", id=1, topic=ROOM)
        assert await client.until(lambda: client.closed) == 1012
        assert not client.told("error")


async def test_a_fault_in_one_frame_is_met_again_and_not_without_end(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The topic waits for its repair; the process does nothing else meanwhile, but it does not spin."""
    who = await run(visitor, ROOM)
    tries: list[int] = []
    read_batch = reading.Reader.read_batch

    def broken(*_words: Any) -> None:
        tries.append(1)
        raise ArithmeticError("made for a test")

    async with opened(server.port, who) as client:
        await client.subscribe()
        with monkeypatch.context() as patch:
            patch.setattr(reading.Reader, "read_batch", broken)
            await run(say, "later")
            await asyncio.sleep(1)
        assert 1 <= len(tries) <= 12
        monkeypatch.setattr(reading.Reader, "read_batch", read_batch)
        assert await client.until(client.texts) == ["later (en)"]
