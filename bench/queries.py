"""Counts queries with some data and with ten times as much; runs inside Django. Prints one JSON object.

`{"pages": {name: [few, many]}, "sockets": {name: [few, many]}}`. Pages are rendered anew each time.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from itertools import count
from typing import Any, Final

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402 - needs the set-up above
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402 - as above
from django.db import connection  # noqa: E402 - needs the set-up above
from django.test import Client  # noqa: E402 - needs the set-up above
from django.test.utils import CaptureQueriesContext  # noqa: E402 - needs the set-up above

from accounts.signin.store import SessionStore  # noqa: E402 - needs the set-up above
from bench import content  # noqa: E402 - needs the set-up above
from cases.models import Case  # noqa: E402 - needs the set-up above
from cms.models import SectionPage  # noqa: E402 - needs the set-up above
from community.models import Group, Thread  # noqa: E402 - needs the set-up above
from core.realtime import people, reading  # noqa: E402 - needs the set-up above
from core.realtime.commands import find_command  # noqa: E402 - needs the set-up above
from core.realtime.writer import Job, run_batch  # noqa: E402 - needs the set-up above
from events.models import Event  # noqa: E402 - needs the set-up above
from tests.people import Person  # noqa: E402 - needs the set-up above

TIMES: Final = 10
_numbers = count(1)
_HEALTH: Final = "/en/health/"

# Every list that somebody opens, and one page of each kind, by who asks; words in braces are filled in.
PAGES: Final[dict[str, tuple[str, ...]]] = {
    "stranger": (
        "/en/", "/es/", _HEALTH, f"{_HEALTH}bench-article-0/", "/en/drugs/", "/en/drugs/bench-drug-0/", "/en/alerts/",
        "/en/find-care/", "/en/about/", "/en/search/?q=cough", "/en/search/?q=cough&kind=event",
        "/en/search/suggest/?q=cou", "/en/search/tags/lungs/", "/en/events/", "/en/events/public.ics",
        "/en/events/{event}/", "/sitemap.xml", "/api/v1/articles", "/api/v1/drugs", "/api/v1/alerts", "/api/v1/events/",
        "/api/v1/search?q=cough",
    ),
    "physician": (
        "/en/account/today/", "/en/account/inbox/", "/en/community/", "/en/community/{group}/",
        "/en/community/{group}/members/", "/en/community/{group}/threads/{thread}/", "/en/cases/", "/en/cases/{case}/",
        "/en/events/", "/en/search/?q=cough", "/en/people/{person}/", "/api/v1/groups/",
        "/api/v1/groups/{group_id}/threads/", "/api/v1/groups/{group_id}/threads/{thread}/posts/", "/api/v1/cases/",
        "/api/v1/events/", "/api/v1/search?q=cough",
    ),
    "colleague": ("/en/cases/{case}/opened-by/",),
    "moderator": ("/en/community/{group}/members/", "/en/community/{group}/settings/"),
    "verifier": ("/en/desk/", "/en/desk/verification/"),
    "reviewer": ("/en/account/today/",),
    "administrator": ("/en/desk/", "/en/desk/people/"),
    "editor": ("/cms/", "/cms/pages/{section}/", "/cms/reports/site-history/", "/cms/images/"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class World:
    """What was made, and who looks at it."""

    readers: content.Readers
    group: Group
    thread: Thread
    clients: dict[str, Client]

    def words(self) -> dict[str, object]:
        """For the braces in the addresses."""
        case, event = Case.objects.order_by("pk")[:1].get(), Event.objects.filter(audience="public")[:1].get()
        return {
            "group": f"{self.group.pk}-{self.group.slug}",
            "group_id": self.group.pk,
            "thread": self.thread.pk,
            "case": case.public_id,
            "event": event.public_id,
            "person": self.readers.colleague.user.public_id,
            "section": SectionPage.objects.get(kind="health", locale__language_code="en").pk,
        }


def count_pages(world: World) -> dict[str, int]:
    """Queries of each page, the second time that this process renders it."""
    found: dict[str, int] = {}
    refused: list[str] = []
    words = world.words()
    for role, patterns in PAGES.items():
        for pattern in patterns:
            address = pattern.format(**words)
            status, _ = _queries_of(world.clients[role], address)
            if status != HTTPStatus.OK:
                refused.append(f"{role}: {address} {status}")
            found[f"{role}: {pattern}"] = _queries_of(world.clients[role], address)[1]
    if refused:
        raise RuntimeError(f"not answered with a page: {', '.join(refused)}")
    return found


def _queries_of(client: Client, address: str) -> tuple[int, int]:
    sign = "&" if "?" in address else "?"
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(f"{address}{sign}again={next(_numbers)}")
        b"".join(answer) if answer.streaming else answer.content
    return answer.status_code, len(asked)


def count_sockets(world: World) -> dict[str, int]:
    """Queries of what a socket does: coming, listening, catching up, posting, reading, and being watched over."""
    key, topic = session_of(world.readers.physician), world.group.inside
    person = people.identify(key)
    if person is None:
        raise RuntimeError("nobody is behind the session")
    newest = reading.enter(person, topic, None).head
    everybody = _all_sessions(world)
    ids = {"type": "post", "group": world.group.pk, "thread": world.thread.pk}
    posted = {**ids, "body": "A word.", "key": str(uuid.uuid4())}
    prepared: dict[str, Any] = {}

    def prepare() -> None:
        prepared.update(_prepare(person, posted))

    steps: dict[str, Callable[[], object]] = {
        "connect": lambda: people.identify(key),
        "subscribe": lambda: reading.enter(person, topic, newest - 1),
        "catch up one frame": lambda: reading.Reader().read_batch(topic, newest - 1, {"en"}),
        "catch up a page of frames": lambda: reading.Reader().read_batch(topic, 0, {"en"}),
        "post: before the transaction": prepare,
        "post: in the transaction": lambda: run_batch([_job(person, prepared)]),
        "read": lambda: run_batch([_job(person, {**ids, "type": "read", "number": 3})]),
        "look at all who are connected": lambda: reading.look([topic], {p.user_id for p in everybody}, {key}),
    }
    return {name: _asked(step) for name, step in steps.items()}


def _asked(step: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as asked:
        step()
    return len(asked)


def _prepare(person: people.Person, message: dict[str, Any]) -> dict[str, Any]:
    command = find_command("post")
    if command is None or command.prepare is None:
        raise RuntimeError("there is no such command")
    return {**command.prepare(person.viewer, message, "en"), "type": "post"}


def _job(person: people.Person, message: dict[str, Any]) -> Job:
    command = find_command(message["type"])
    if command is None:
        raise RuntimeError("there is no such command")
    return Job(command.handler, person.viewer, message, "en")


def _all_sessions(world: World) -> list[people.Person]:
    """Everybody in the group, connected."""
    users = [membership.user for membership in world.group.memberships.select_related("user")]
    found = [people.identify(session_of(Person(user))) for user in users]
    return [person for person in found if person is not None]


def session_of(person: Person) -> str:
    """A new session of somebody."""
    store = SessionStore()
    store[SESSION_KEY] = str(person.id)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def main() -> dict[str, dict[str, list[int]]]:
    """Count, fill, count again."""
    settings.ALLOWED_HOSTS.append("testserver")
    readers, group, thread = content.begin()
    clients = {"stranger": Client()}
    clients |= {role: getattr(readers, role).client() for role in PAGES if role != "stranger"}
    world = World(readers, group, thread, clients)
    found: dict[str, dict[str, list[int]]] = {"pages": {}, "sockets": {}}
    first = 0
    for last in (content.ONCE, content.ONCE * TIMES):
        content.fill(readers, group, thread, first, last)
        first = last
        for kind, counter in (("pages", count_pages), ("sockets", count_sockets)):
            for name, queries in counter(world).items():
                found[kind].setdefault(name, []).append(queries)
    return found


if __name__ == "__main__":
    print(json.dumps(main()))
