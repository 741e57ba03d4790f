"""Which topics exist and who may listen to them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from core.access import Viewer

CanSubscribe = Callable[[Viewer, str], bool]

MAX_LENGTH: Final = 80
_NAME = re.compile(r"[a-z][a-z-]*(:[A-Za-z0-9_-]+)?\Z")
_registry: dict[str, CanSubscribe] = {}


def holds_token(viewer: Viewer, topic: str) -> bool:
    """The usual rule: a topic is named like the audience of its frames."""
    return viewer.holds(topic)


def register_topic(prefix: str, can_subscribe: CanSubscribe = holds_token) -> None:
    """Open a family of topics (`group` for `group:12`) to those whom the rule lets in."""
    _registry[prefix] = can_subscribe


def is_topic(name: str) -> bool:
    """Whether the name is well formed and its family is registered."""
    return len(name) <= MAX_LENGTH and _NAME.match(name) is not None and name.partition(":")[0] in _registry


def may_subscribe(viewer: Viewer, topic: str) -> bool:
    """Whether the viewer may listen; an unknown topic looks like a forbidden one."""
    return is_topic(topic) and _registry[topic.partition(":")[0]](viewer, topic)
