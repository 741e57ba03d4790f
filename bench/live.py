"""The embedded server with one part exchanged, to see what that part costs: `python -m bench.live PORT [SWITCH...]`.

`portable` sends through ASGI, as under any server that does not lend its transport.
`memory` keeps the log of topics in a list instead of the database: what is left is delivery with all its guards.
"""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from collections.abc import Collection
from concurrent.futures import Future
from functools import partial
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

import orjson  # noqa: E402 - the set-up above comes first

from core import bus  # noqa: E402 - needs the set-up above
from core.access import Forbidden, Viewer  # noqa: E402 - needs the set-up above
from core.realtime import hub, log, reading, rooms  # noqa: E402 - needs the set-up above
from core.realtime.commands import register_command  # noqa: E402 - needs the set-up above
from core.realtime.writer import Job  # noqa: E402 - needs the set-up above
from core.serve import server  # noqa: E402 - needs the set-up above

Message = dict[str, Any]


class MemoryLog:
    """Stands where the writer and the reader of the hub stand, and forgets everything at the end."""

    def __init__(self, known: dict[str, rooms.Room], size: int) -> None:
        self._rooms = known
        self._size = size
        self._first: dict[str, int] = {}
        self._bodies: defaultdict[str, list[bytes]] = defaultdict(list)

    def submit(self, job: Job) -> Future[Message]:
        """Number the message and say so at once."""
        answer: Future[Message] = Future()
        topic = f"group:{job.message['group']}"
        if not job.viewer.holds(topic):
            answer.set_exception(Forbidden("post"))
            return answer
        first = self._first.setdefault(topic, self._rooms[topic].cursor + 1)
        seq = first + len(self._bodies[topic])
        self._bodies[topic].append(self._body(seq, job.message["key"]))
        answer.set_result({"seq": seq})
        bus.tell(log.TOLD + topic, seq)
        return answer

    def _body(self, seq: int, key: str) -> bytes:
        body = {"seq": seq, "type": "PostCreated", "key": key, "body_html": ""}
        body["body_html"] = "x" * max(0, self._size - len(orjson.dumps(body)))
        return orjson.dumps(body)

    def read_batch(self, topic: str, after: int, languages: Collection[str]) -> reading.Batch | None:
        """What follows a number."""
        start = after + 1 - self._first.get(topic, after + 1)
        bodies = self._bodies[topic][start : start + reading.PAGE]
        if not bodies:
            return None
        return reading.Batch(topic, after + 1, after + len(bodies), dict.fromkeys(languages, bodies))

    def start(self) -> None:
        """Nothing to start."""

    def stop(self) -> None:
        """Nothing to end."""


class MemoryHub(hub.Hub):
    """The hub as it is, on a log in memory."""

    size = 0

    def __init__(self) -> None:
        super().__init__()
        self.writer.stop()
        kept = MemoryLog(self._rooms, self.size)
        self.writer = kept  # type: ignore[assignment]  # has what the hub asks of a writer
        self._reader = kept  # type: ignore[assignment]  # has what the hub asks of a reader


def _unused(_viewer: Viewer, message: Message, _language: str) -> Message:
    """Never called: the log in memory takes the message itself."""
    return message


def main(port: int, switches: Collection[str]) -> None:
    """Exchange what was asked for and serve."""
    if "portable" in switches:
        server.configuration = partial(server.configuration, portable=True)
    sizes = [switch for switch in switches if switch.startswith("memory=")]
    if sizes:
        register_command("post", _unused)
        MemoryHub.size = int(sizes[0].partition("=")[2])
        hub.Hub = MemoryHub  # type: ignore[misc]  # on purpose: this is the exchange
    server.serve("localhost", port, partial(print, flush=True))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
