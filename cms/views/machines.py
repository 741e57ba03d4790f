"""What machines ask for: robots.txt and the site map."""

from __future__ import annotations

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.models import Page

from cms.listings import address_of
from cms.models import AlertPage, ArticlePage, CentrePage, DrugPage, HomePage, ProsePage, SectionPage

_CLOSED = ("/cms/", "/api/", "/files/", "/en/account/", "/es/account/", "/en/search/", "/es/search/")
_MODELS = (HomePage, SectionPage, ArticlePage, DrugPage, AlertPage, CentrePage, ProsePage)


@never_cache
@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """Say what is worth reading."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _CLOSED), f"Sitemap: {settings.BASE_URL}/sitemap.xml"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _pages() -> QuerySet[Page]:
    pages: QuerySet[Page] = Page.objects.live().type(*_MODELS).filter(alias_of=None)
    return pages


@never_cache
@require_safe
def sitemap(_request: HttpRequest) -> HttpResponse:
    """List every live page with its twin; one query."""
    rows = _pages().values_list("url_path", "locale__language_code", "last_published_at", "translation_key")
    entries = [
        {"url": settings.BASE_URL + address_of(path, language), "language": language, "changed": changed, "key": key}
        for path, language, changed, key in rows.order_by("path")[:50_000]
    ]
    twins: dict[object, list[dict[str, object]]] = {}
    for entry in entries:
        twins.setdefault(entry["key"], []).append(entry)
    text = render_to_string(
        "cms/sitemap.xml", {"entries": [entry | {"twins": twins[entry["key"]]} for entry in entries]}
    )
    return HttpResponse(text, content_type="application/xml; charset=utf-8")
