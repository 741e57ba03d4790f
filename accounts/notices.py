"""The kinds of notices, registered by the apps: how a row of the inbox reads and where it leads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from core.access import Viewer


@dataclass(frozen=True, slots=True)
class Words:
    """A notice as it is shown: a sentence and an address."""

    sentence: str
    url: str


# Gets the targets of one kind and returns words for those that the viewer may still see.
NoticeSource = Callable[[Viewer, Iterable[str], str], Mapping[str, Words]]
_sources: dict[str, tuple[str, NoticeSource]] = {}


def register_notice(kind: str, source: NoticeSource, *, icon: str = "bell") -> None:
    """Declare a kind of notice."""
    _sources[kind] = (icon, source)


def known_notices() -> frozenset[str]:
    """The names of all kinds."""
    return frozenset(_sources)


def words_for(viewer: Viewer, kind: str, targets: Iterable[str], language: str) -> Mapping[str, Words]:
    """The words for targets of a kind; a target without words is not the viewer's any more."""
    if kind not in _sources:
        return {}
    return _sources[kind][1](viewer, targets, language)


def icon_of(kind: str) -> str:
    """The icon of a kind."""
    return _sources[kind][0] if kind in _sources else "bell"
