"""Who is behind a socket: from the session cookie to the viewer, and whether that still holds."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest

from core.access import Viewer, viewer_for
from core.clock import now
from core.models import GrantsVersion


@dataclass(frozen=True, slots=True)
class Person:
    """A signed-in viewer, the session that says so, and the version of the grants that were read."""

    viewer: Viewer
    user_id: int
    session_key: str
    version: int


Gate = Callable[[Viewer, Any], bool]
_gates: list[Gate] = []
_told: list[Callable[[str], None]] = []


def register_gate(may_enter: Gate) -> None:
    """Ask `may_enter(viewer, session)` of everybody who opens a socket, beyond being signed in."""
    _gates.append(may_enter)


def register_activity(note: Callable[[str], None]) -> None:
    """Call `note(session_key)` when a person did something on a socket, at most twice a minute."""
    _told.append(note)


def note_activity(session_key: str) -> None:
    """Tell whoever asked; runs in a thread of the hub."""
    for note in _told:
        note(session_key)


def _session_store() -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore


def identify(session_key: str) -> Person | None:
    """The person behind a session; None when nobody is signed in, or they are shut out."""
    request = HttpRequest()
    request.session = _session_store()(session_key)
    user = auth.get_user(request)
    if not session_key or not user.is_authenticated:
        return None
    # The version first: a change between the two reads is then noticed at the next look.
    version = versions([user.pk]).get(user.pk, 0)
    viewer = viewer_for(user.pk)
    if viewer.user_id is None or not all(gate(viewer, request.session) for gate in _gates):
        return None
    return Person(viewer, user.pk, session_key, version)


def versions(user_ids: Collection[int]) -> dict[int, int]:
    """How often the grants of these people changed."""
    return dict(GrantsVersion.objects.filter(user_id__in=user_ids).values_list("user_id", "version"))


def ended_sessions(session_keys: Collection[str]) -> set[str]:
    """Those of the sessions that are over. Sessions outside the database are looked at by `identify` only."""
    store = _session_store()
    if not hasattr(store, "get_model_class"):
        return set()
    rows = store.get_model_class().objects.filter(session_key__in=session_keys, expire_date__gt=now())
    return set(session_keys) - set(rows.values_list("session_key", flat=True))
