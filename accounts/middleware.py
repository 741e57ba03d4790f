"""A person who was shut out is a stranger from the next request on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class StandingMiddleware:
    """Ends the session of a suspended person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look only where a session cookie came along: strangers cost nothing."""
        if request.COOKIES.get("sessionid"):
            user = request.user
            if user.is_authenticated and (user.suspended_at is not None or not user.is_active):
                logout(request)
                request.user = AnonymousUser()
        return self.get_response(request)
