"""Sign-in and security of one's own account: factors, sessions, and what the page asks about its own end."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.logout import logout
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Session, User
from accounts.signin import actions, factors, origin
from accounts.signin.store import session_of
from accounts.views.doors import members_only
from core import clock, ratelimit
from core.middleware import viewer_of


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session as its person sees it."""

    public_id: UUID
    agent: str
    network: str
    started_at: datetime
    seen_at: datetime
    is_this: bool


@require_GET
@members_only
def overview(request: HttpRequest) -> HttpResponse:
    """Everything by which one signs in, and where one is signed in."""
    viewer = viewer_of(request)
    person = User.objects.get(pk=viewer.known_id)
    known = list(Authenticator.objects.filter(user=person).order_by("created_at"))
    codes = next((each for each in known if each.type == Authenticator.Type.RECOVERY_CODES), None)
    context = {
        "person": person,
        "passkeys": [each for each in known if each.type == Authenticator.Type.WEBAUTHN],
        "app": next((each for each in known if each.type == Authenticator.Type.TOTP), None),
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else None,
        "needs_factor": factors.is_needed(viewer),
        "has_factor": any(each.type != Authenticator.Type.RECOVERY_CODES for each in known),
        "is_relaxed": not settings.SECOND_FACTOR_REQUIRED,
        "sessions": _sessions(request, person),
    }
    return render(request, "accounts/security.html", context)


def _sessions(request: HttpRequest, person: User) -> list[SessionRow]:
    """Open sessions, this one first, then the one last used."""
    rows = Session.objects.filter(user=person, expire_date__gt=clock.now()).order_by("-seen_at")[:50]
    shown = [
        SessionRow(
            row.public_id,
            origin.agent_words(row.agent),
            row.network,
            row.started_at,
            row.seen_at,
            row.session_key == request.session.session_key,
        )
        for row in rows
    ]
    return sorted(shown, key=lambda row: not row.is_this)


@require_POST
@members_only
def end(request: HttpRequest) -> HttpResponse:
    """End one session of one's own. One that is over already is no error."""
    try:
        public_id = UUID(request.POST.get("session", ""))
    except ValueError:
        return redirect("accounts:security")
    if public_id == session_of(request).column("public_id"):
        logout(request)
        return redirect("account_login")
    actions.end_session(public_id=public_id, by=viewer_of(request))
    return redirect("accounts:security")


@require_POST
@members_only
def end_others(request: HttpRequest) -> HttpResponse:
    """End all sessions but this one."""
    viewer = viewer_of(request)
    person = User.objects.get(pk=viewer.known_id)
    actions.end_other_sessions(person=person, keep=request.session.session_key, reason="asked", by=viewer)
    return redirect("accounts:security")


# --- for the script of the page -------------------------------------------------------------------


def _left(request: HttpRequest) -> dict[str, int | None]:
    """In how many seconds the session ends, by itself and at the latest."""
    store = session_of(request)
    return {"idle": store.idle_left, "end": store.end_left}


def _nobody() -> JsonResponse:
    return JsonResponse({"idle": 0, "end": 0}, status=401)


@require_GET
def session(request: HttpRequest) -> HttpResponse:
    """How long it lasts. Asked by the page itself, so it prolongs nothing."""
    return JsonResponse(_left(request)) if viewer_of(request).is_signed_in else _nobody()


@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """The person is there: sending this is the act that prolongs the session."""
    return JsonResponse(_left(request)) if viewer_of(request).is_signed_in else _nobody()


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what stands unsent on a page that is about to be closed."""
    viewer = viewer_of(request)
    if not viewer.is_signed_in:
        return _nobody()
    ratelimit.hit("keep-text", str(viewer.user_id), limit=60, seconds=3600)
    text = request.POST.get("fields", "")
    if len(text.encode()) > actions.MOST_KEPT:
        return JsonResponse({}, status=413)
    fields = _fields_of(text)
    if fields:
        actions.keep_text(path=request.POST.get("path", "")[:500], fields=fields, by=viewer)
    return JsonResponse({})


def _fields_of(text: str) -> dict[str, str]:
    try:
        found: Any = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(name)[:80]: value for name, value in found.items() if isinstance(value, str)}


@require_POST
def kept(request: HttpRequest) -> HttpResponse:
    """Give kept text back to the page where it was written."""
    viewer = viewer_of(request)
    if not viewer.is_signed_in:
        return _nobody()
    return JsonResponse({"fields": actions.take_text(path=request.POST.get("path", "")[:500], by=viewer)})
