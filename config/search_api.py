"""Search over /api/v1/: the same request as the page."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from ninja.errors import HttpError

from core import ratelimit
from core.middleware import viewer_of
from search.api import SearchReply
from search.api import search as find

router = Router(tags=["search"])


@router.get("", response=SearchReply, url_name="search")
def search(
    request: HttpRequest,
    q: str = "",
    language: str = "en",
    kind: Annotated[list[str] | None, Query()] = None,
    tag: Annotated[list[str] | None, Query()] = None,
    sort: str = "relevance",
    page: Annotated[int, Query(ge=1, le=50)] = 1,
    *,
    raw: bool = False,
) -> SearchReply:
    """Find what the caller may see."""
    viewer = viewer_of(request)
    who = str(viewer.user_id) if viewer.is_signed_in else request.META.get("REMOTE_ADDR", "")
    ratelimit.hit("api-search", who, limit=300, seconds=60)
    try:
        return find(viewer, q=q, language=language, kinds=kind or (), tags=tag or (), sort=sort, page=page, raw=raw)
    except ValueError as error:
        raise HttpError(422, str(error)) from error
