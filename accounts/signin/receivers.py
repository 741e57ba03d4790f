"""What follows from signing in and out and from a changed factor, wherever it happens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as factor_signals
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.db.models.signals import post_delete

from accounts.signin import actions, factors, origin
from accounts.signin.models import Session
from accounts.signin.store import SessionStore, session_of
from core import audit, bus
from core.access import viewer_for
from core.realtime.people import register_activity, register_gate

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator
    from django.http import HttpRequest

    from accounts.models import User


def connect() -> None:
    """Listen; run once at start-up."""
    post_delete.connect(_session_gone, sender=Session)
    user_logged_in.connect(_signed_in)
    user_logged_out.connect(_signed_out)
    for name in ("password_changed", "password_set", "password_reset"):
        getattr(account_signals, name).connect(_password_changed, dispatch_uid=f"signin.{name}")
    factor_signals.authenticator_added.connect(_factor_added)
    factor_signals.authenticator_removed.connect(_factor_removed)
    factor_signals.authenticator_reset.connect(_codes_made)
    factor_signals.authentication_failed.connect(_code_failed)
    factor_signals.authenticator_used.connect(_factor_used)
    register_gate(factors.may_enter)
    register_activity(_acted)


def _acted(session_key: str) -> None:
    SessionStore(session_key).act(clinical=True)


def _session_gone(**_given: object) -> None:
    """Open sockets of the session end at once."""
    transaction.on_commit(bus.tell_of_people)


def _signed_in(request: HttpRequest, user: User, **_given: object) -> None:
    session_of(request).start(
        user_id=user.pk,
        agent=origin.agent_of(request),
        network=origin.place_of(request),
        has_factor=factors.has_factor(user.pk),
    )


@transaction.atomic
def _signed_out(user: User | None, **_given: object) -> None:
    if user is not None:
        audit.record("session.left", actor=viewer_for(user.pk), target=user)


def _password_changed(request: HttpRequest, user: User, **_given: object) -> None:
    actions.note_change(person=user, request=request, change="password-changed")


def _factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **_given: object) -> None:
    _refresh(request, user)
    if authenticator.type != authenticator.Type.RECOVERY_CODES:
        actions.note_change(
            person=user, request=request, change="factor-added", detail={"kind": str(authenticator.type)}
        )


def _factor_removed(request: HttpRequest, user: User, authenticator: Authenticator, **_given: object) -> None:
    _refresh(request, user)
    if authenticator.type != authenticator.Type.RECOVERY_CODES:
        actions.note_change(
            person=user, request=request, change="factor-removed", detail={"kind": str(authenticator.type)}
        )


def _codes_made(request: HttpRequest, user: User, **_given: object) -> None:
    actions.note_change(person=user, request=request, change="codes-made")


def _refresh(request: HttpRequest, user: User) -> None:
    session_of(request).put(has_factor=factors.has_factor(user.pk))


@transaction.atomic
def _code_failed(user: User, **_given: Any) -> None:
    audit.record("factor.refused", actor=None, target=user)


@transaction.atomic
def _factor_used(user: User, authenticator: Authenticator, **given: Any) -> None:
    """A recovery code is worth a mail: it means that a device is lost, or that somebody found the paper."""
    detail = {"kind": str(authenticator.type), "again": bool(given.get("reauthenticated"))}
    audit.record("factor.used", actor=viewer_for(user.pk), target=user, detail=detail)
    if authenticator.type == authenticator.Type.RECOVERY_CODES:
        actions.note_recovery(person=user)
