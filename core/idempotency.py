"""A write asked for twice under one key happens once, and answers the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from core import clock
from core.models import IdempotencyRecord

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta
    from uuid import UUID

    from core.access import Viewer


class KeyReused(Exception):
    """The key belongs to another write of the same author."""


def author_of(viewer: Viewer, *, fallback: str = "") -> str:
    """Name the scope of a key: the person, or for a stranger something that stands for their browser."""
    return str(viewer.user_id) if viewer.user_id is not None else f"anonymous:{fallback}"[:64]


def once(
    *, author: Viewer, key: UUID, scope: str, run: Callable[[], dict[str, Any]], fallback: str = ""
) -> dict[str, Any]:
    """Run the write and keep its outcome, or return the outcome kept under this key.

    The outcome is plain JSON (ids, an address). Opens the transaction, so a failed write keeps no key.
    Raises KeyReused when the author used the key for something else.
    """
    name = author_of(author, fallback=fallback)
    with transaction.atomic():
        record, created = IdempotencyRecord.objects.get_or_create(
            author=name, key=key, defaults={"scope": scope, "created": clock.now()}
        )
        if not created:
            if record.scope != scope:
                raise KeyReused(scope)
            return dict(record.outcome)
        outcome = run()
        IdempotencyRecord.objects.filter(pk=record.pk).update(outcome=outcome)
        return outcome


def prune(older_than: timedelta) -> int:
    """Forget old keys; returns how many."""
    return IdempotencyRecord.objects.filter(created__lt=clock.now() - older_than).delete()[0]
