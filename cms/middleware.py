"""The own content security policy of Wagtail's admin, which cannot live under the one of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

PREFIX: Final = "/cms/"
_DIRECTIVES: Final = (
    "default-src 'self'",
    "script-src 'self' 'unsafe-inline'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "font-src 'self' data:",
    "frame-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'self'",
)
POLICY: Final = "; ".join(_DIRECTIVES)


class AdminPolicyMiddleware:
    """Sets the policy on everything under /cms/."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Leave an answer that brings its own policy alone."""
        response = self.get_response(request)
        if request.path.startswith(PREFIX):
            response.setdefault("Content-Security-Policy", POLICY)
        return response
