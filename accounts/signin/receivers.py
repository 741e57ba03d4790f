"""What follows from signing in and out, wherever it happens."""

from __future__ import annotations

from django.db import transaction
from django.db.models.signals import post_delete

from accounts.signin.models import Session
from core import bus


def connect() -> None:
    """Listen; run once at start-up."""
    post_delete.connect(_session_ended, sender=Session)


def _session_ended(**_given: object) -> None:
    """Open sockets of the session end at once."""
    transaction.on_commit(bus.tell_of_people)
