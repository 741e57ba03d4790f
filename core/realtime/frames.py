"""What travels on a socket: frame classes, their registry, and rendering from the database."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

import structlog
from django.db import Error as DatabaseError
from django.utils import translation

log = structlog.get_logger(__name__)
Payload = dict[str, Any]
F = TypeVar("F", bound="type[Frame]")

_registry: dict[str, type[Frame]] = {}


@dataclass(frozen=True)
class Frame:
    """One thing that happened in a topic. Fields are ids; the words are read when the frame is sent.

    `audience` is that of the row it speaks of. It must be the topic's name, and is not stored.
    """

    type: ClassVar[str] = ""

    audience: str = field(default="", kw_only=True)

    def payload(self) -> Payload:
        """The ids, as they stand in the log."""
        fields = (f.name for f in dataclasses.fields(self) if f.name != "audience")
        return {name: getattr(self, name) for name in fields}

    @classmethod
    def render(cls, payloads: Sequence[Payload], language: str) -> Sequence[Payload | None]:
        """What readers get for each payload, in the same order; None for what is gone.

        The default sends the ids. A frame with words overrides it and fetches all rows at once. If a
        rendered frame carries `audience`, it is compared with the topic again and then taken out.
        """
        del language
        return payloads


@dataclass(frozen=True, slots=True)
class LoggedFrame:
    """An entry of a topic's log."""

    topic: str
    seq: int
    type: str
    payload: Payload


def register_frame(cls: F) -> F:
    """Make a frame class known under its own name; a decorator."""
    cls.type = cls.__name__
    known = _registry.setdefault(cls.type, cls)
    if known.__module__ != cls.__module__:
        raise ValueError(f"Two frames are called {cls.type}: in {known.__module__} and {cls.__module__}")
    _registry[cls.type] = cls
    return cls


def registered_frames() -> Mapping[str, type[Frame]]:
    """Every frame class by its name."""
    return dict(_registry)


def render_frames(frames: Sequence[LoggedFrame], language: str) -> list[Payload]:
    """Render log entries in their order, with one call a frame class."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, frame in enumerate(frames):
        places[frame.type].append(place)
    bodies: list[Payload | None] = [None] * len(frames)
    with translation.override(language):
        for name, found in places.items():
            rendered = _render(name, [dict(frames[place].payload) for place in found], language)
            for place, body in zip(found, rendered, strict=True):
                bodies[place] = body
    return [_sealed(frame, body) for frame, body in zip(frames, bodies, strict=True)]


def _render(name: str, payloads: list[Payload], language: str) -> Sequence[Payload | None]:
    """Render frames of one class. A fault in it must not stop the topic: its frames count as gone."""
    nothing: list[Payload | None] = [None] * len(payloads)
    cls = _registry.get(name)
    if cls is None:
        return nothing
    try:
        rendered = cls.render(payloads, language)
    except DatabaseError:
        raise
    except Exception:
        log.exception("realtime.render_failed", type=name)
        return nothing
    return rendered if len(rendered) == len(payloads) else nothing


def _sealed(frame: LoggedFrame, body: Payload | None) -> Payload:
    """Number the frame. A row that has moved to other readers since is only said to be gone."""
    head = {"seq": frame.seq, "type": frame.type}
    if body is None:
        return {**head, "gone": True}
    rest = {name: value for name, value in body.items() if name != "audience"}
    if body.get("audience", frame.topic) != frame.topic:
        return {**head, "gone": True}
    return {**rest, **head}
