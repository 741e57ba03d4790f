"""Everything that changes sessions and kept texts, and what is written down about signing in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.db import transaction

from accounts.signin import origin, sealing, spent, tasks
from accounts.signin.models import Device, KeptText, Session
from accounts.signin.store import session_of
from core import audit, clock, outbox
from core.access import Viewer, viewer_for

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import User

KEPT_FOR: Final = timedelta(hours=24)
MOST_KEPT: Final = 64 * 1024
_DEVICE_LIFE: Final = timedelta(days=400)


# --- coming in ------------------------------------------------------------------------------------


@transaction.atomic
def note_sign_in(*, person: User, request: HttpRequest, way: str) -> str:
    """Write down that somebody signed in, and tell them when it was in a browser that is new to them.

    Returns the key for the browser's cookie.
    """
    is_first = not Device.objects.filter(user=person).exists()
    device, is_new, key = origin.remember_device(request, person)
    session_of(request).put(device_id=device.pk)
    audit.record("session.started", actor=viewer_for(person.pk), target=person, detail={"way": way})
    if is_new and not is_first:
        outbox.add(tasks.send_security_mail_task, person.pk, "new-device", origin.agent_of(request))
    return key


@transaction.atomic
def note_failure(*, person: User) -> None:
    """Write down that somebody failed to sign in to this account."""
    audit.record("session.refused", actor=None, target=person)


# --- ending ---------------------------------------------------------------------------------------


@transaction.atomic
def end_session(*, public_id: UUID, by: Viewer) -> bool:
    """End one session of one's own; open sockets of it close within a second."""
    ended, _rows = Session.objects.filter(public_id=public_id, user_id=by.known_id).delete()
    if ended:
        audit.record("session.ended", actor=by, target=f"accounts.session:{public_id}")
    return bool(ended)


@transaction.atomic
def end_other_sessions(*, person: User, keep: str | None, reason: str, by: Viewer | None = None) -> int:
    """End all sessions of somebody but one."""
    others = Session.objects.filter(user=person).exclude(session_key=keep or "")
    ended = others.count()
    others.delete()
    if ended:
        detail = {"sessions": ended, "reason": reason}
        audit.record("session.ended-others", actor=by or viewer_for(person.pk), target=person, detail=detail)
    return ended


@transaction.atomic
def note_change(
    *, person: User, request: HttpRequest | None, change: str, detail: Mapping[str, Any] | None = None
) -> None:
    """A password or factor changed: all other sessions end, it is written down, and the person gets a mail."""
    session = session_of(request) if request is not None else None
    keep = session.session_key if session is not None and session.column("user_id") == person.pk else None
    end_other_sessions(person=person, keep=keep, reason=change)
    audit.record(f"factor.{change}", actor=viewer_for(person.pk), target=person, detail=dict(detail or {}))
    outbox.add(tasks.send_security_mail_task, person.pk, change, "")


@transaction.atomic
def note_recovery(*, person: User) -> None:
    """Somebody came in with a recovery code: they get a mail."""
    outbox.add(tasks.send_security_mail_task, person.pk, "recovery-used", "")


# --- texts that were not sent ---------------------------------------------------------------------


def _place(path: str) -> str:
    return hashlib.sha256(path.encode()).hexdigest()


def _bound_to(user_id: int, place: str) -> str:
    return f"kept-text:{user_id}:{place}"


@transaction.atomic
def keep_text(*, path: str, fields: Mapping[str, str], by: Viewer) -> None:
    """Keep what stands unsent in the forms of a page, sealed, for its author only, until tomorrow."""
    place = _place(path)
    sealed = sealing.seal(json.dumps(dict(fields)).encode(), _bound_to(by.known_id, place))
    values = {"sealed": sealed, "kept_at": clock.now()}
    KeptText.objects.update_or_create(user_id=by.known_id, place=place, defaults=values)


@transaction.atomic
def take_text(*, path: str, by: Viewer) -> dict[str, str]:
    """Give it back, once."""
    place = _place(path)
    rows = KeptText.objects.filter(user_id=by.known_id, place=place, kept_at__gt=clock.now() - KEPT_FOR)
    kept = rows.select_for_update().first()
    if kept is None:
        return {}
    kept.delete()
    try:
        fields: dict[str, str] = json.loads(sealing.unseal(bytes(kept.sealed), _bound_to(by.known_id, place)))
    except InvalidTag:  # sealed under another key
        return {}
    return fields


# --- tidying --------------------------------------------------------------------------------------


def prune() -> int:
    """Remove what is over: sessions, kept texts, spent tokens, browsers not seen for more than a year."""
    now = clock.now()
    gone = Session.objects.filter(expire_date__lt=now).delete()[0]
    gone += KeptText.objects.filter(kept_at__lt=now - KEPT_FOR).delete()[0]
    gone += Device.objects.filter(seen_at__lt=now - _DEVICE_LIFE).delete()[0]
    return gone + spent.prune()
