"""Small writes of every sort, one after the other; runs inside Django. `python -m bench.writers PLACE COUNT`.

Prints one JSON object: how many were written, how many SQLite refused, and how long 99 in 100 took at most.
"""

from __future__ import annotations

import json
import os
import sys
import time
import uuid
from collections.abc import Callable
from itertools import cycle, islice

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import OperationalError, transaction  # noqa: E402 - needs the set-up above

from accounts.models import User  # noqa: E402 - needs the set-up above
from accounts.signin.store import SessionStore  # noqa: E402 - needs the set-up above
from bench.measure import p99  # noqa: E402 - needs the set-up above
from cms.models import ArticlePage  # noqa: E402 - needs the set-up above
from community.actions import create_post, mark_read, react_helped  # noqa: E402 - needs the set-up above
from community.models import Post, ReadMark, Thread  # noqa: E402 - needs the set-up above
from community.texts import CheckedText  # noqa: E402 - needs the set-up above
from core import outbox, ratelimit  # noqa: E402 - needs the set-up above
from core.access import Viewer, viewer_for  # noqa: E402 - needs the set-up above
from search.tasks import index_row_task  # noqa: E402 - needs the set-up above

Write = Callable[[int], object]
_PUBLISH_EVERY = 200


def writes(place: int, viewer: Viewer, thread: Thread) -> list[Write]:
    """One of each sort, as pages, sockets and jobs do them: most read before they write."""
    known = Post.objects.filter(thread=thread).exclude(author_id=viewer.user_id).first()

    def post(number: int) -> object:
        text = CheckedText(f"Word {number}.", f"<p>Word {number}.</p>")
        return create_post(thread=thread, text=text, key=uuid.uuid4(), by=viewer)

    def react(number: int) -> object:
        return known and react_helped(post=known, helped=number % 2 == 0, by=viewer)

    def read(_number: int) -> object:
        with transaction.atomic():
            ReadMark.objects.filter(user_id=viewer.known_id, thread=thread).delete()
            return mark_read(thread=thread, number=1, by=viewer)

    def session(number: int) -> object:
        store = SessionStore()
        store["number"] = number
        store.create()
        return store

    def count(number: int) -> None:
        ratelimit.hit(f"bench-{place}", str(number % 50), limit=10**6, seconds=60)

    def ask(number: int) -> None:
        with transaction.atomic():
            outbox.add(index_row_task, "post", str(known.pk if known else 0), key=f"bench:{place}:{number}")

    return [session, count, read, count, session, react, count, read, session, ask, count, post]


def publish(number: int) -> None:
    """An editor saves an article, which holds the write lock for long."""
    page = ArticlePage.objects.filter(live=True).order_by("pk")[:1].get()
    page.summary = f"Number {number}."
    page.save_revision().publish()


def main(place: int, count: int) -> dict[str, float]:
    """Write, and count what went wrong."""
    person = User.objects.filter(email=f"bench-bench-{place}@example.org").get()
    thread = Thread.objects.select_related("group").filter(group__slug="bench").earliest("pk")
    waits, locked = [], 0
    for number, write in enumerate(islice(cycle(writes(place, viewer_for(person.pk), thread)), count)):
        began = time.perf_counter()
        try:
            if number % _PUBLISH_EVERY == _PUBLISH_EVERY - 1:
                publish(number)
            else:
                write(number)
        except OperationalError:
            locked += 1
        else:
            waits.append((time.perf_counter() - began) * 1000)
    return {"written": len(waits), "locked": locked, "p99": p99(waits)}


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
