"""The read API under /api/v1/: session only, the same rows as the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ninja import NinjaAPI

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

from accounts.api import router as people
from cases.api import router as cases
from cms.api import router as pages
from community.api import router as groups
from config.search_api import router as search
from core.access import Forbidden
from core.ratelimit import RateLimited
from events.api import router as events

api = NinjaAPI(title="Consilium", version="1", urls_namespace="api", docs_url=None)
api.add_router("", pages)
api.add_router("/groups", groups)
api.add_router("/cases/", cases)
api.add_router("/events/", events)
api.add_router("/people/", people)
api.add_router("/search", search)


@api.exception_handler(Forbidden)
def forbidden(request: HttpRequest, _exception: Forbidden) -> HttpResponse:
    """Forbidden looks exactly like missing."""
    return api.create_response(request, {"detail": "Not Found"}, status=404)


@api.exception_handler(RateLimited)
def too_many(request: HttpRequest, exception: RateLimited) -> HttpResponse:
    """Say when it works again."""
    response = api.create_response(request, {"detail": "Too many requests"}, status=429)
    response["Retry-After"] = str(exception.retry_after)
    return response
