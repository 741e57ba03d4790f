"""What a message costs from its sender to everybody who listens, against the barest server there is."""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import uvloop
from websockets.asyncio.client import connect
from websockets.typing import Origin

from bench.crowd import Crowd, Talk, posts
from bench.measure import p99
from bench.place import Place, Room, prepared
from bench.row import Row
from tests.core.serve.process import ROOT, free_port

ROUNDS = 3
SIZES = (200, 500)
MESSAGES = 40
IN_FLIGHT = 64
MANY = 5  # times as many, when many are in flight
PACED, PACE = 40, 10
MICRO = 1e6

# Server, and what of it is measured. The share of the bare server's efficiency is one over the ratio.
GOALS = {"memory": 1.25, "memory-portable": 2.0, "durable": 2.0, "durable-portable": 2.0}
NAMES = {
    "memory": "all guards, own transport",
    "memory-portable": "all guards, portable",
    "durable": "durable, own transport",
    "durable-portable": "durable, portable",
}


@dataclass(frozen=True, slots=True)
class Heard:
    """Rounds of one server."""

    rounds: list[Talk]

    def delivery(self, listeners: int, messages: int) -> float:
        """Microseconds of processor time a delivered message, the median of the rounds."""
        return statistics.median(talk.cpu for talk in self.rounds) / (listeners * messages) * MICRO

    def waits(self) -> list[float]:
        """Milliseconds until the last one heard, of all messages."""
        return [wait * 1000 for talk in self.rounds for wait in talk.waits]


@contextmanager
def bare(kind: str, size: int) -> Iterator[Crowd]:
    """A bare server, and a crowd that has not come in yet."""
    port = free_port()
    line = [sys.executable, "-m", "bench.bare", kind, str(port), str(size)]
    with subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE) as process:
        if process.stdout is None or not process.stdout.readline():
            raise RuntimeError("the bare server does not start")
        try:
            yield Crowd(Room(0, 0), [port], port, [process.pid])
        finally:
            process.terminate()


def of_place(place: Place) -> Crowd:
    """A crowd for a site."""
    return Crowd(place.room, [place.port], place.port, [place.pid])


async def size_of_a_message(port: int, origin: int, room: Room) -> int:
    """Bytes of a message as the site delivers it: the bare server sends as many."""
    address, cookie = f"ws://127.0.0.1:{port}/ws/v1/", {"Cookie": f"sessionid={room.sessions[0]}"}
    page = Origin(f"http://localhost:{origin}")
    async with connect(address, origin=page, additional_headers=cookie, compression=None) as socket:
        await socket.send(json.dumps({"type": "subscribe", "id": 1, "topic": f"group:{room.group}"}))
        post = {"group": room.group, "thread": room.thread, "body": "A message of the measurement."}
        await socket.send(json.dumps({"type": "post", "id": 2, "key": str(uuid.uuid4()), **post}))
        while True:
            text = await asyncio.wait_for(socket.recv(), 10)
            if json.loads(text)["type"] == "frames":
                return len(text)


def measure() -> Iterator[Row]:
    """Rows of both sizes of the room; every server is up while the others are measured."""
    with prepared() as place, ExitStack() as stack:
        place.invite()
        places = {name: place.twin(place.folder.with_name(name)) for name in GOALS if name != "durable"}
        places["durable"] = place
        place.start()
        size = asyncio.run(size_of_a_message(place.port, place.port, place.room))
        for name, other in places.items():
            stack.callback(other.finish)
            switches = name.replace("memory", f"memory={size - 40}").split("-")
            if name != "durable":
                other.start_live(*switches)
        for name, other in places.items():
            if name != "durable":
                other.ready()
        crowds = {name: of_place(places[name]) for name in GOALS}
        crowds["bare"] = stack.enter_context(bare("plain", size))
        crowds["broadcast"] = stack.enter_context(bare("broadcast", size))
        for number in SIZES:
            yield from uvloop.run(_one_size(crowds, number))


async def _one_size(crowds: dict[str, Crowd], number: int) -> list[Row]:
    for crowd in crowds.values():
        await crowd.gather(number)
    single: dict[str, Heard] = {}
    many: dict[str, Heard] = {}
    paced: dict[str, Heard] = {}
    try:
        for talks, words in ((single, (MESSAGES, 1)), (many, (MESSAGES * MANY, IN_FLIGHT))):
            for _ in range(ROUNDS):
                for name, crowd in crowds.items():
                    talks.setdefault(name, Heard([])).rounds.append(await crowd.talk(*words))
        if number == SIZES[0]:
            for _ in range(ROUNDS):
                for name in ("durable", "bare"):
                    paced.setdefault(name, Heard([])).rounds.append(await crowds[name].talk_evenly(PACED, PACE))
    finally:
        for crowd in crowds.values():
            crowd.close()
    await asyncio.sleep(1)
    return [*_rows(number, single, many), *_delays(number, paced)]


def _rows(number: int, single: dict[str, Heard], many: dict[str, Heard]) -> Iterator[Row]:
    base = single["bare"].delivery(number, MESSAGES)
    advised = single["broadcast"].delivery(number, MESSAGES)
    yield Row(
        f"bare-{number}",
        f"{number} sockets: bare server against websockets.broadcast, CPU",
        base,
        "µs",
        advised,
        "<= 1",
    )
    for name, goal in GOALS.items():
        yield Row(
            f"{name}-{number}",
            f"{number} sockets: {NAMES[name]}, CPU a delivery",
            single[name].delivery(number, MESSAGES),
            "µs",
            base,
            f"<= {goal:g}",
        )
    base = many["bare"].delivery(number, MESSAGES * MANY)
    for name in GOALS:
        yield Row(
            f"{name}-{number}-flight",
            f"{number} sockets, {IN_FLIGHT} in flight: {NAMES[name]}, CPU a delivery",
            many[name].delivery(number, MESSAGES * MANY),
            "µs",
            base,
            "<= 0.2",
        )


def _delays(number: int, paced: dict[str, Heard]) -> Iterator[Row]:
    if not paced:
        return
    ours, base = paced["durable"].waits(), paced["bare"].waits()
    head = f"{PACE} posts a second to {number}: until the last one has it"
    yield Row(f"delay-p50-{number}", f"{head}, median", statistics.median(ours), "ms", statistics.median(base))
    yield Row(f"delay-p99-{number}", f"{head}, 99 in 100", p99(ours), "ms", p99(base), "<= 2")


__all__ = ["Crowd", "bare", "measure", "of_place", "posts", "size_of_a_message"]
