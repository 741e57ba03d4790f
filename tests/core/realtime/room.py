"""A small topic for tests: a room in which people say words, kept in rows of core."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.db import transaction
from django.db.models import QuerySet

from accounts.signin.store import SessionStore
from core.access import Forbidden, Viewer, bump_grants, register_grants
from core.clock import now
from core.idempotency import once
from core.models import AuditEntry, RateCounter
from core.realtime import CommandError, Frame, publish, register_command, register_frame, register_topic

FAMILY = "testroom"
ROOM = "testroom:1"
OTHER = "testroom:2"


def grants_of_tests(user_id: int, _now: object) -> QuerySet[Any, Any]:
    """Tokens that a test gave to somebody."""
    return RateCounter.objects.filter(window=user_id).values_list("subject", flat=True)


@register_frame
@dataclass(frozen=True)
class Said(Frame):
    """Somebody said something."""

    word: str

    @classmethod
    def render(cls, payloads: Sequence[dict[str, Any]], language: str) -> list[dict[str, Any] | None]:
        names = [payload["word"] for payload in payloads]
        marks = dict(AuditEntry.objects.filter(target__in=names).values_list("target", "detail"))
        return [
            {"word": name, "text": f"{marks[name]} ({language})", "audience": audience_of(marks[name])}
            if name in marks
            else None
            for name in names
        ]


def audience_of(text: str) -> str:
    return OTHER if text.startswith("moved") else ROOM


def say(text: str, *, topic: str = ROOM, name: str | None = None) -> int:
    """Say something, as an action would."""
    with transaction.atomic():
        word = name or uuid.uuid4().hex
        # A row of core that takes a text of any length.
        AuditEntry.objects.create(target=word, detail=text, actor_id="room", actor_role="member", at=now())
        return publish(Said(word=word, audience=topic), topic=topic)


def say_command(viewer: Viewer, message: dict[str, Any], _language: str) -> dict[str, Any]:
    """The command of the room: idempotent, refuses some words, and has a fault."""
    if not viewer.holds(ROOM):
        raise Forbidden
    text = message["text"]

    def run() -> dict[str, Any]:
        seq = say(text, name=message["key"].replace("-", ""))
        if text == "refused":
            raise CommandError("refused", "Not this word.")
        if text == "fault":
            raise ZeroDivisionError
        return {"seq": seq}

    return once(author=viewer, key=uuid.UUID(message["key"]), scope="say", run=run)


def shout(_viewer: Viewer, message: dict[str, Any], _language: str) -> dict[str, Any]:
    return {**message, "text": message["text"].upper()}


def install() -> None:
    """Open the room."""
    register_topic(FAMILY)
    register_grants("tests", grants_of_tests)
    register_command("say", say_command)
    register_command("shout", say_command, prepare=shout)


@dataclass(frozen=True)
class Visitor:
    """A person of a test with a session."""

    user_id: int
    session: str

    def admit(self, *topics: str) -> None:
        RateCounter.objects.bulk_create(
            [RateCounter(subject=topic, window=self.user_id) for topic in topics], ignore_conflicts=True
        )
        bump_grants(self.user_id)

    def remove(self, *topics: str) -> None:
        RateCounter.objects.filter(window=self.user_id, subject__in=topics).delete()
        bump_grants(self.user_id)

    def sign_out(self) -> None:
        SessionStore(self.session).delete()

    def shut_out(self) -> None:
        get_user_model().objects.filter(pk=self.user_id).update(is_active=False)
        bump_grants(self.user_id)


def visitor(*topics: str) -> Visitor:
    """Somebody new who may listen to these topics."""
    model = get_user_model()
    user = model(**{model.USERNAME_FIELD: f"{uuid.uuid4().hex}@example.org"})
    user.set_unusable_password()
    user.save()
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    found = Visitor(user.pk, str(session.session_key))
    found.admit(f"user:{user.pk}", *topics)
    return found


def wait_until(condition: Any, seconds: float = 3.0) -> None:
    """Wait for something that another thread does."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)
