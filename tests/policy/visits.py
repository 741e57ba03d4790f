"""Asking the running site as somebody: pages, files and feeds over HTTP, topics over a socket."""

from __future__ import annotations

import http.client
import json
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

_CHANGES_EACH_TIME: Final = (
    re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"'),
    re.compile(rb'(?:name="key"|data-key=)[^>]*>'),
    re.compile(rb"(?im)^(?:x-request-id|date|expires|content-length|set-cookie|server-timing):.*$"),
    re.compile(rb"[0-9a-f]{32}"),
    re.compile(rb"<[^>]*csrf[^>]*>"),
)
_SECONDS: Final = 20
_SHORTEST_STRIPPED: Final = 12


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status and every byte of head and body."""

    status: int
    data: bytes

    def without(self, path: str) -> bytes:
        """The bytes without the address that was asked for, which the asker knows."""
        data = self.data
        for form in _forms_of(path):
            data = data.replace(form.encode(), b"@")
        return data

    def alike(self, path: str) -> bytes:
        """What must be equal for forbidden and missing."""
        data = self.without(path)
        for pattern in _CHANGES_EACH_TIME:
            data = pattern.sub(b"", data)
        return str(self.status).encode() + data

    def as_if(self, word: str) -> bytes:
        """What must be equal for two searches that find nothing, whatever was searched for."""
        return Answer(self.status, self.data.replace(word.encode(), b"@")).alike("")


def _forms_of(path: str) -> Iterator[str]:
    """The address as answers repeat it: in both languages, quoted, and cut at the query."""
    bare = path.partition("?")[0]
    if len(bare) < _SHORTEST_STRIPPED:
        return
    for whole in dict.fromkeys((path, bare)):
        for language in ("en", "es"):
            form = re.sub(r"^/(en|es)/", f"/{language}/", whole)
            yield from (form, quote(form), quote(form, safe=""), quote(quote(form)), form.replace("&", "&amp;"))


class Visitor:
    """One role at the door of the site."""

    def __init__(self, port: int, session: str) -> None:
        self._port, self._session = port, session
        self._connection = http.client.HTTPConnection("localhost", port, timeout=_SECONDS)

    def get(self, path: str) -> Answer:
        """Ask for one address, following nothing. A connection that the site closed is opened again."""
        headers = {"Cookie": f"sessionid={self._session}"} if self._session else {}
        for attempt in (1, 2):
            try:
                self._connection.request("GET", path, headers=headers)
                response = self._connection.getresponse()
                body = response.read()
            except (http.client.HTTPException, ConnectionError):
                self._connection.close()
                if attempt == 2:
                    raise
            else:
                head = "\n".join(f"{name}: {value}" for name, value in response.getheaders())
                return Answer(response.status, head.encode("utf-8", "replace") + b"\n\n" + body)
        raise AssertionError

    def close(self) -> None:
        """Leave."""
        self._connection.close()

    # --- sockets --------------------------------------------------------------------------------

    @contextmanager
    def socket(self) -> Iterator[ClientConnection]:
        """A socket from our own pages."""
        headers = {"Cookie": f"sessionid={self._session}"} if self._session else {}
        with connect(
            f"ws://localhost:{self._port}/ws/v1/",
            origin=Origin(f"http://localhost:{self._port}"),
            additional_headers=headers,
            compression=None,
        ) as opened:
            yield opened

    def frames(self, topics: Iterable[str]) -> dict[str, bytes]:
        """Everything that each topic ever said to this role, or its refusal."""
        heard: dict[str, bytes] = {}
        with self.socket() as opened:
            for topic in topics:
                try:
                    heard[topic] = listen(opened, topic)
                except ConnectionClosed as closed:
                    heard[topic] = f"closed {closed.rcvd.code if closed.rcvd else 0}".encode()
        return heard


def listen(opened: ClientConnection, topic: str) -> bytes:
    """Subscribe from the beginning and read until the last number that there is."""
    opened.send(json.dumps({"type": "subscribe", "id": 1, "topic": topic, "after": 0}))
    said: list[bytes] = []
    head, last = -1, 0
    while head < 0 or last < head:
        text = opened.recv(timeout=_SECONDS)
        said.append(text.encode() if isinstance(text, str) else text)
        message: dict[str, Any] = json.loads(text)
        if message["type"] in {"error", "refetch"}:
            break
        if message["type"] == "subscribed":
            head = message["seq"]
        elif message["type"] == "frames" and message["topic"] == topic:
            last = message["frames"][-1]["seq"]
    return b"\n".join(said)


def overhear(opened: ClientConnection, seconds: float) -> bytes:
    """What comes within some time on a socket that already listens."""
    said: list[bytes] = []
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        try:
            text = opened.recv(timeout=left)
        except TimeoutError:
            break
        except ConnectionClosed as closed:
            said.append(f"closed {closed.rcvd.code if closed.rcvd else 0}".encode())
            break
        said.append(text.encode() if isinstance(text, str) else text)
    return b"\n".join(said)
