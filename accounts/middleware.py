"""What is asked of everybody who is signed in: good standing, a second factor where the role needs one, presence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.signin import factors
from accounts.signin.store import session_of
from core.middleware import viewer_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    GetResponse = Callable[[HttpRequest], HttpResponse]

# Below account/: what somebody without their second factor needs to make one, and to leave.
_SET_UP: Final = frozenset({"factors", "security", "reauthenticate", "logout", "session"})
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class StandingMiddleware:
    """Ends the session of a suspended person, leads to the second factor, and notes that somebody is there."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look only where a session cookie came along: strangers cost nothing."""
        if request.COOKIES.get(settings.SESSION_COOKIE_NAME):
            user = request.user
            if user.is_authenticated and (user.suspended_at is not None or not user.is_active):
                logout(request)
                request.user = AnonymousUser()
            elif user.is_authenticated:
                if _lacks_factor(request):
                    return _to_set_up(request)
                if _is_own_act(request):
                    session_of(request).act(clinical=_area_of(request.path) in settings.CLINICAL_AREAS)
        return self.get_response(request)


def _parts(path: str) -> list[str]:
    """The address without its language."""
    parts = path.strip("/").split("/")
    return parts[1:] if parts[0] in dict(settings.LANGUAGES) else parts


def _area_of(path: str) -> str:
    return (_parts(path) or [""])[0]


def _lacks_factor(request: HttpRequest) -> bool:
    """Asks the database only for people whose session knows of no factor and whose role needs one."""
    if not settings.SECOND_FACTOR_REQUIRED or session_of(request).column("has_factor"):
        return False
    parts = _parts(request.path)
    if len(parts) > 1 and parts[0] == "account" and parts[1] in _SET_UP:
        return False
    viewer = viewer_of(request)
    return viewer.is_signed_in and not factors.may_enter(viewer, request.session)


def _to_set_up(request: HttpRequest) -> HttpResponse:
    page = request.method in _SAFE and request.headers.get("Sec-Fetch-Dest", "document") == "document"
    if page and not request.path.startswith("/api/"):
        return redirect("accounts:security")
    response = JsonResponse({"detail": _("Set up your second factor first.")}, status=403)
    response["Cache-Control"] = "private, no-store"
    return response


def _is_own_act(request: HttpRequest) -> bool:
    """Whether a person did this and not their page by itself: they opened a page, or sent something.

    What a script fetches, and pictures and files of a page, do not count; a browser says which it is.
    """
    if request.headers.get("X-By-Itself"):
        return False
    kind = request.headers.get("Sec-Fetch-Dest", "document")
    return kind == "document" or request.method not in _SAFE
