"""What readers without an account may send: their theme, and whether a section was clear."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.models import Page

from cms.actions import mark_clarity
from cms.views.origin import same_origin_only
from core import ratelimit
from core.middleware import not_found

_THEMES: Final = frozenset({"light", "dark", "system"})
_YEAR: Final = 365 * 24 * 3600


def _back_to(request: HttpRequest) -> str:
    """Return the page the reader came from, on this site only."""
    back = request.POST.get("next") or request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return back if back and safe else "/"


@never_cache
@require_POST
@same_origin_only
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the theme in a cookie; the server puts it on the page, so nothing flashes."""
    chosen = request.POST.get("theme", "")
    response = redirect(_back_to(request))
    if chosen not in _THEMES:
        return response
    if chosen == "system":
        response.delete_cookie("theme", samesite="Lax")
    else:
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie("theme", chosen, max_age=_YEAR, samesite="Lax", httponly=True, secure=secure)
    return response


@never_cache
@require_POST
@same_origin_only
def clear(request: HttpRequest, page_id: int) -> HttpResponse:
    """Count whether a section of a live page was clear to a reader."""
    who = request.META.get("REMOTE_ADDR", "")
    ratelimit.hit("clarity", who, limit=30, seconds=600)
    page = Page.objects.live().filter(pk=page_id, alias_of=None).specific(defer=True).first()
    if page is None or request.POST.get("clear") not in {"yes", "no"}:
        return not_found(request)
    mark_clarity(
        page_id=page.pk, section=slugify(request.POST.get("section", ""))[:120], clear=request.POST["clear"] == "yes"
    )
    return render(request, "cms/thanks.html", {"back": page.get_url(request), "title": page.title})
