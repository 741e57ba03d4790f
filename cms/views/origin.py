"""The substitute for a form token on cached public pages: the browser itself says where the request comes from."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from core.middleware import not_found


def comes_from_here(request: HttpRequest) -> bool:
    """Whether Origin names this very host and Sec-Fetch-Site, where the browser sends it, says same-origin.

    A browser sends Origin with every POST; a request without one is refused.
    """
    origin = urlsplit(request.headers.get("Origin", ""))
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    return origin.scheme == request.scheme and origin.netloc == request.get_host() and site == "same-origin"


def same_origin_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse every request that another site started; stands in for the token, which cached pages cannot hold."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not comes_from_here(request):
            return not_found(request)
        return view(request, *args, **kwargs)

    return csrf_exempt(checked)
