"""The one writer: answers after the commit, each command in its own savepoint."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from core.access import viewer_for
from core.models import AuditEntry
from core.realtime.commands import CommandError, Handler, register_command
from core.realtime.log import heads
from core.realtime.writer import Job, Writer, run_batch
from tests.core.realtime.room import ROOM, Visitor, say_command, visitor


def job(who: Visitor, text: str, key: str | None = None, handler: Handler = say_command) -> Job:
    return Job(handler, viewer_for(who.user_id), {"type": "say", "text": text, "key": key or str(uuid.uuid4())}, "en")


def code(answer: Future[dict[str, Any]]) -> str:
    error = answer.exception(3)
    assert isinstance(error, CommandError)
    return error.code


@pytest.fixture
def writer() -> Iterator[Writer]:
    found = Writer()
    yield found
    found.stop()


def test_a_refused_command_harms_no_neighbour_and_takes_no_number() -> None:
    who, stranger = visitor(ROOM), visitor()
    jobs = [job(who, "a"), job(who, "refused"), job(stranger, "b"), job(who, "fault"), job(who, "c")]
    run_batch(jobs)
    assert jobs[0].answer.result() == {"seq": 1}
    assert [code(found.answer) for found in jobs[1:4]] == ["refused", "not_found", "server_error"]
    assert jobs[4].answer.result() == {"seq": 2}
    assert sorted(AuditEntry.objects.values_list("detail", flat=True)) == ["a", "c"]


def test_the_same_key_gets_the_same_answer_and_is_written_once() -> None:
    who, key = visitor(ROOM), str(uuid.uuid4())
    first, second = job(who, "a", key), job(who, "a", key)
    run_batch([first, second])
    run_batch([third := job(who, "a", key)])
    assert [found.answer.result() for found in (first, second, third)] == [{"seq": 1}] * 3
    assert heads([ROOM]) == {ROOM: 1}


def test_what_waits_is_committed_together(writer: Writer) -> None:
    who = visitor(ROOM)
    commits: list[int] = []

    def noting(*args: Any) -> dict[str, Any]:
        transaction.on_commit(lambda: commits.append(1))
        return {"in": connection.in_atomic_block}

    answers = [writer.submit(job(who, "", handler=noting)) for _ in range(250)]
    writer.start()
    assert all(answer.result(5)["in"] for answer in answers)
    assert len(commits) == 250


@pytest.mark.embedded
def test_an_answer_comes_after_the_commit(writer: Writer) -> None:
    who = visitor(ROOM)
    release, inside = threading.Event(), threading.Event()

    def slow(*args: Any) -> dict[str, Any]:
        inside.set()
        release.wait(3)
        return {}

    first, second = writer.submit(job(who, "first")), writer.submit(job(who, "", handler=slow))
    writer.start()
    assert inside.wait(3)
    assert not first.done()
    assert not AuditEntry.objects.exists()
    release.set()
    second.result(3)
    assert first.result(3) == {"seq": 1}
    assert AuditEntry.objects.count() == 1


def test_a_commit_that_fails_is_tried_one_by_one() -> None:
    """SQLite checks foreign keys at the commit, so one command can break the common one."""
    who = visitor(ROOM)

    def break_commit(*args: Any) -> dict[str, Any]:
        def fail() -> None:
            raise IntegrityError

        # Stands for a deferred constraint: the outer block fails after all commands were fine.
        connection.run_on_commit.clear()
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE IF NOT EXISTS parent (id INTEGER PRIMARY KEY)")
            cursor.execute(
                "CREATE TABLE IF NOT EXISTS child (p INTEGER REFERENCES parent(id) DEFERRABLE INITIALLY DEFERRED)"
            )
            cursor.execute("INSERT INTO child VALUES (99)")
        return {}

    jobs = [job(who, "a"), job(who, "", handler=break_commit), job(who, "b")]
    run_batch(jobs)
    assert [jobs[0].answer.result()["seq"], jobs[2].answer.result()["seq"]] == [1, 2]
    assert code(jobs[1].answer) == "server_error"


def test_grants_are_read_again_when_the_command_runs() -> None:
    who = visitor(ROOM)
    waiting = job(who, "too late")
    who.remove(ROOM)
    run_batch([waiting])
    assert code(waiting.answer) == "not_found"
    assert not AuditEntry.objects.exists()


def test_words_of_the_protocol_are_no_commands() -> None:
    with pytest.raises(ValueError, match="subscribe"):
        register_command("subscribe", say_command)
