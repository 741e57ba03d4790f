"""Queues of the desk, offered by the apps: who has them, how much waits, where they are, and rows for plain ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.utils.functional import _StrPromise

    from core.access import Viewer


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A line of a plain queue: what it is, where one does something about it, since when it waits."""

    title: str
    url: str
    notes: tuple[str, ...] = ()
    since: date | datetime | None = None


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Some lines, and the cursor under which the list goes on."""

    rows: list[QueueRow]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue; `count` says how much waits, and without `rows` it has a page of its own."""

    name: str
    label: str | _StrPromise
    tokens: tuple[str, ...]
    count: Callable[[Viewer], int] | None = None
    rows: Callable[[Viewer, str | None, str], QueuePage] | None = None
    url_name: str = ""
    order: int = 50
    empty: str | _StrPromise = ""

    def is_for(self, viewer: Viewer) -> bool:
        """Whether the viewer has this queue."""
        return any(viewer.holds(token) for token in self.tokens)

    def url(self) -> str:
        """Its page."""
        return reverse(self.url_name) if self.url_name else reverse("desk:queue", args=[self.name])


@dataclass(frozen=True, slots=True)
class Waiting:
    """A queue with how much waits in it for this viewer."""

    queue: Queue
    url: str
    count: int | None = field(default=None)


_queues: dict[str, Queue] = {}


def register_queue(queue: Queue) -> None:
    """Offer a queue; its name is unique."""
    _queues[queue.name] = queue


def queue_of(name: str) -> Queue | None:
    """The queue of that name."""
    return _queues.get(name)


def queues_for(viewer: Viewer) -> list[Waiting]:
    """The viewer's queues with their counts, one query each."""
    mine = [queue for queue in _queues.values() if queue.is_for(viewer)]
    return [
        Waiting(queue, queue.url(), queue.count(viewer) if queue.count is not None else None)
        for queue in sorted(mine, key=lambda queue: (queue.order, queue.name))
    ]


def is_staff(viewer: Viewer) -> bool:
    """Whether any queue is the viewer's."""
    return any(queue.is_for(viewer) for queue in _queues.values())
