"""Step-up: an act that weighs much asks for the person again when they last proved themselves long ago."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode, urlsplit

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse

from core import clock

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

_SAFE: Final = frozenset({"GET", "HEAD"})


def is_confirmed(request: HttpRequest) -> bool:
    """Whether the person proved within the last ten minutes who they are, at sign-in or since."""
    if not request.user.is_authenticated:
        return False
    records = get_authentication_records(request, request.user)
    age = clock.now().timestamp() - records[-1]["at"] if records else None
    return age is not None and 0 <= age < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def stepped_up(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Ask for the person again before this page, its form included. A stranger is the view's own matter."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated or is_confirmed(request):
            return view(request, *args, **kwargs)
        path = request.get_full_path() if request.method in _SAFE else _page_before(request)
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': path})}")

    return guarded


def _page_before(request: HttpRequest) -> str:
    """The page with the form that was sent: its address only, and only on this site."""
    before = urlsplit(request.headers.get("Referer", ""))
    same = before.netloc == request.get_host() and before.path.startswith("/")
    return before.path if same else reverse("accounts:today")
