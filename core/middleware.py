"""What surrounds every request: its id, its viewer, headers, and the pages for refusals."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any, Final

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from core.access import ANONYMOUS, Forbidden, Viewer, viewer_for
from core.idempotency import KeyReused
from core.ratelimit import RateLimited

if TYPE_CHECKING:
    from collections.abc import Callable

    GetResponse = Callable[[HttpRequest], HttpResponse]

log = structlog.get_logger(__name__)
_REQUEST_ID: Final = re.compile(r"^[A-Za-z0-9-]{8,64}$")


class RequestIdMiddleware:
    """Give each request an id, in the log and in the answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Bind the id for the time of the request."""
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _REQUEST_ID.match(given) else uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]  # read by the log and the error pages
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
        response["X-Request-ID"] = request_id
        return response


class ViewerMiddleware:
    """Put the viewer on the request, resolved once, and keep private pages out of every cache."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with `private, no-store` whenever the request came with a session."""
        response = self.get_response(request)
        if request.COOKIES.get("sessionid") or request.headers.get("Authorization"):
            add_never_cache_headers(response)
            response["Cache-Control"] = "private, no-store"
        elif response.status_code >= 400:
            response.setdefault("Cache-Control", "no-store")
        return response

    def process_view(self, request: HttpRequest, *_args: Any) -> None:
        """Attach the viewer lazily: a public page that never asks costs no query."""
        ensure_viewer(request)


class _LazyViewer:
    """Stands for the viewer until somebody looks, then is asked once."""

    __slots__ = ("_request", "_viewer")

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._viewer: Viewer | None = None

    def resolve(self) -> Viewer:
        if self._viewer is None:
            user = getattr(self._request, "user", None)
            user_id = user.pk if user is not None and user.is_authenticated else None
            self._viewer = viewer_for(user_id) if user_id is not None else ANONYMOUS
        return self._viewer


def ensure_viewer(request: HttpRequest) -> None:
    """Make `request.viewer` work; also for requests that never reached a view."""
    if not hasattr(request, "_viewer_source"):
        request._viewer_source = _LazyViewer(request)  # type: ignore[attr-defined]  # noqa: SLF001 - our own slot


def viewer_of(request: HttpRequest) -> Viewer:
    """Return who is looking; the one query runs at the first call."""
    ensure_viewer(request)
    return request._viewer_source.resolve()  # type: ignore[attr-defined,no-any-return]  # noqa: SLF001 - our own slot


HttpRequest.viewer = property(viewer_of)  # type: ignore[attr-defined]  # `request.viewer` everywhere


class RefusalMiddleware:
    """Turn refusals of the layers below into pages: forbidden looks exactly like missing."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer what is a refusal; anything else is an error and goes its way."""
        if isinstance(exception, Forbidden):
            return not_found(request)
        if isinstance(exception, RateLimited):
            return too_many(request, exception.retry_after)
        if isinstance(exception, KeyReused):
            return render(request, "409.html", status=409)
        return None


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The one page for missing and forbidden."""
    ensure_viewer(request)
    if request.path.startswith("/api/"):
        return HttpResponse('{"detail": "Not Found"}', content_type="application/json", status=404)
    return render(request, "404.html", status=404)


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """Say in words when it works again."""
    minutes = max(1, round(seconds / 60))
    sentence = _("Too many tries. Please wait about %(minutes)d min and try again.") % {"minutes": minutes}
    if request.path.startswith("/api/"):
        response = HttpResponse('{"detail": "Too many requests"}', content_type="application/json", status=429)
    else:
        response = render(request, "429.html", {"sentence": sentence}, status=429)
    response["Retry-After"] = str(seconds)
    return response


__all__ = ["RefusalMiddleware", "RequestIdMiddleware", "ViewerMiddleware", "not_found", "viewer_of"]
