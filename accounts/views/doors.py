"""Requiring that somebody is signed in, for pages whose existence is no secret."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase

from core.middleware import viewer_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def members_only(view: View[P]) -> Callable[..., HttpResponseBase]:
    """Lead a stranger to the sign-in page and back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not viewer_of(request).is_signed_in:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded


def staff_only(*tokens: str) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """Let in whoever holds one of the tokens: a desk that is not yours does not exist."""

    def guard(view: View[P]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            viewer = viewer_of(request)
            if not any(viewer.holds(token) for token in tokens):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return guard
