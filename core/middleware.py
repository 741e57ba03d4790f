"""What surrounds every request: its id, its viewer, headers, and the pages for refusals."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Final, cast

import structlog
from django.db import DataError
from django.http import HttpRequest, HttpResponse, JsonResponse
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
    """Keep private pages out of every cache."""

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


def viewer_of(request: HttpRequest) -> Viewer:
    """Return who is looking. The first call asks the database, so a public page that never asks costs no query."""
    kept = vars(request)
    if "viewer" not in kept:
        user = getattr(request, "user", None)
        kept["viewer"] = viewer_for(user.pk) if user is not None and user.is_authenticated else ANONYMOUS
    return cast("Viewer", kept["viewer"])


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
        if isinstance(exception, DataError):
            log.warning("request.unfit_value", reason=type(exception.__cause__).__name__)
            return unfit(request)
        return None


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The one page for missing and forbidden."""
    if request.path.startswith("/api/"):
        return HttpResponse('{"detail": "Not Found"}', content_type="application/json", status=404)
    return render(request, "404.html", status=404)


def unfit(request: HttpRequest) -> HttpResponse:
    """The database has no room for a value: a text with the sign zero in it, or a number beyond all measure."""
    sentence = _("Something you sent holds signs that cannot be kept. Please remove them and send it again.")
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": sentence}, status=400)
    return HttpResponse(sentence, content_type="text/plain; charset=utf-8", status=400)


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
