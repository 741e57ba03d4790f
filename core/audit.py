"""The audit: who did what to what, in rows that are chained and never changed.

An action writes its row unsealed in its own transaction. One sealer gives rows their place in a chain,
each with the hash of the one before, in a second table. Both tables refuse UPDATE and DELETE.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import models, transaction

from core import clock
from core.models import AuditEntry, AuditSeal, SiteMark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.access import Viewer

GENESIS: Final = "0" * 64
_BATCH: Final = 500
_SEALER: Final = "audit-sealer"
_GRACE: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class ChainReport:
    """The state of the chain: rows checked, rows waiting for their seal, and the first bad row."""

    sealed: int
    unsealed: int
    first_bad: int | None
    reason: str = ""


def _name_of(target: models.Model | str) -> str:
    if isinstance(target, str):
        return target
    return f"{target._meta.label_lower}:{getattr(target, 'public_id', None) or target.pk}"


def record(
    action: str, *, actor: Viewer | None, target: models.Model | str, detail: Mapping[str, Any] | None = None
) -> AuditEntry:
    """Write what was done. Call it inside the transaction of the action.

    `detail` holds ids and enumerated values only, never names, addresses or text of people.
    """
    if not transaction.get_connection().in_atomic_block:
        message = "An audit entry belongs to the transaction of its action"
        raise RuntimeError(message)
    return AuditEntry.objects.create(
        action=action,
        actor_id=actor.actor_id if actor else "system",
        actor_role=_role_of(actor),
        target=_name_of(target),
        detail=dict(detail or {}),
        at=clock.now(),
    )


def _role_of(actor: Viewer | None) -> str:
    if actor is None:
        return "system"
    staff = sorted(t for t in actor.grants if t.startswith("staff:"))
    if staff:
        return staff[0]
    return "physician" if actor.holds("physician") else "member" if actor.user_id else "anonymous"


def _digest(entry: AuditEntry, sequence: int, previous: str) -> str:
    row = [
        sequence,
        previous,
        entry.pk,
        entry.action,
        entry.actor_id,
        entry.actor_role,
        entry.target,
        entry.detail,
        entry.at.isoformat(),
    ]
    canonical = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def seal() -> int:
    """Chain the entries that wait for it; returns how many."""
    SiteMark.objects.get_or_create(name=_SEALER, defaults={"value": "one at a time"})
    with transaction.atomic():
        # The last seal's own row would not do: who waits for it would then hold it for the last one still.
        SiteMark.objects.select_for_update().get(name=_SEALER)
        last = AuditSeal.objects.order_by("-sequence").first()
        sequence, previous = (last.sequence, last.digest) if last else (0, GENESIS)
        waiting = AuditEntry.objects.filter(seal=None).order_by("pk")[:_BATCH]
        seals = []
        for entry in waiting:
            sequence += 1
            digest = _digest(entry, sequence, previous)
            seals.append(AuditSeal(sequence=sequence, entry=entry, previous=previous, digest=digest))
            previous = digest
        AuditSeal.objects.bulk_create(seals)
    return len(seals)


def verify() -> ChainReport:
    """Recompute the chain and name the first row that does not fit."""
    previous, expected = GENESIS, 0
    for row in AuditSeal.objects.select_related("entry").order_by("sequence").iterator(chunk_size=1000):
        expected += 1
        if row.sequence != expected:
            return ChainReport(expected - 1, 0, expected, "a row is missing")
        if row.previous != previous:
            return ChainReport(expected - 1, 0, row.sequence, "the link to the row before is broken")
        if row.digest != _digest(row.entry, row.sequence, previous):
            return ChainReport(expected - 1, 0, row.sequence, "the row was changed")
        previous = row.digest
    unsealed = AuditEntry.objects.filter(seal=None)
    hidden = unsealed.filter(pk__lt=AuditSeal.objects.aggregate(m=models.Max("entry_id"))["m"] or 0)
    late = hidden.order_by("pk").first()
    if late is not None and late.at < clock.now() - _GRACE:
        return ChainReport(expected, unsealed.count(), late.pk, "a row lost its seal")
    return ChainReport(expected, unsealed.count(), None)


def root() -> tuple[int, str]:
    """Return the last sequence and digest: the anchor that is kept elsewhere to notice a cut chain."""
    last = AuditSeal.objects.order_by("-sequence").first()
    return (last.sequence, last.digest) if last else (0, GENESIS)
