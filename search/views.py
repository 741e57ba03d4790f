"""The search page, the page of a tag (a search like any other) and suggestions while typing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core import clock
from core.kinds import searchable_kinds
from core.middleware import viewer_of
from core.ratelimit import RateLimited
from search.finding import find, suggest
from search.forms import address, pairs, read_request
from search.models import Tag

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from search.request import Hit, SearchAnswer

# Whole hospitals and schools stand behind one address; the limit stops machines, not people.
SEARCHES_A_MINUTE: Final = 300


@require_GET
def results(request: HttpRequest) -> HttpResponse:
    """Results for a query, or an empty page that invites one."""
    asked = read_request(request.GET, viewer=viewer_of(request), language=_language())
    if not (asked.query or asked.tags):
        return _page(request, {"q": "", "answer": None})
    _slow_down(request)
    return _page(request, _context(find(asked), reverse("search:results")))


@require_GET
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything visible that carries a tag of the vocabulary."""
    found = Tag.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    asked = read_request(request.GET, viewer=viewer_of(request), language=_language(), tag=slug)
    path = reverse("search:tag", args=[slug])
    return _page(request, _context(find(asked), path) | {"tag": found.label(_language())})


@require_GET
def suggestions(request: HttpRequest) -> HttpResponse:
    """Up to eight public titles that begin like what was typed; the same for every viewer."""
    answer = JsonResponse({"suggestions": list(suggest(request.GET.get("q", "")[:80], _language()))})
    answer["X-Robots-Tag"] = "noindex"
    # Who deletes a letter and types it again need not ask again.
    answer["Cache-Control"] = "private, max-age=60"
    return answer


def _language() -> str:
    return (get_language() or settings.LANGUAGE_CODE)[:2]


def _slow_down(request: HttpRequest) -> None:
    """Count searches of strangers in process memory: a search must never wait for a writer."""
    if viewer_of(request).is_signed_in:
        return
    moment = int(clock.now().timestamp())
    name = f"search:{request.META.get('REMOTE_ADDR', '')}:{moment // 60}"
    cache.add(name, 0, 120)
    if cache.incr(name) > SEARCHES_A_MINUTE:
        raise RateLimited(60 - moment % 60)


def _page(request: HttpRequest, context: Mapping[str, Any]) -> HttpResponse:
    response = render(request, "search/results.html", dict(context))
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-store"
    return response


def _context(answer: SearchAnswer, path: str) -> dict[str, Any]:
    asked = answer.request
    labels = _labels(answer)
    return {
        "q": asked.query,
        "answer": answer,
        "path": path,
        "rows": [_row(hit, asked.language) for hit in answer.hits],
        "chips": _chips(answer, path, labels),
        "facet_groups": _facet_groups(answer, labels),
        "facet_hidden": [pair for pair in pairs(asked) if pair[0] in {"q", "sort", "raw"}],
        "raw_url": address(replace(asked, raw=True), path),
        "previous_url": address(asked, path, page=asked.page - 1) if asked.page > 1 else "",
        "next_url": address(asked, path, page=asked.page + 1) if asked.page < answer.pages else "",
        "other": _other_language(answer, path),
    }


def _row(hit: Hit, language: str) -> dict[str, Any]:
    meta = [date_format(hit.date, "DATE_FORMAT")] if hit.date else []
    return {
        "hit": hit,
        "tags": [{"label": capfirst(hit.kind_label), "kind": "neutral"}],
        "meta": [*meta, *([hit.source] if hit.source else [])],
        "language": hit.language if hit.language != language else "",
    }


def _labels(answer: SearchAnswer) -> dict[str, Mapping[str, str]]:
    """The words for the values of each facet, by its name in addresses."""
    slugs = {*answer.facets.tags, *answer.request.tags}
    tags = Tag.objects.filter(slug__in=slugs) if slugs else ()
    return {
        "kind": {kind.name: capfirst(str(kind.label)) for kind in searchable_kinds()},
        "lang": dict(settings.LANGUAGES),
        "tag": {found.slug: found.label(answer.request.language) for found in tags},
    }


def _facet_groups(answer: SearchAnswer, labels: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    asked, facets = answer.request, answer.facets
    groups = [
        (_("Kind"), "kind", facets.kinds, asked.kinds),
        (_("Language"), "lang", facets.languages, asked.languages),
        (_("Topic"), "tag", facets.tags, asked.tags),
    ]
    return [
        {"title": title, "name": name, "kind": "checkbox", "open": True, "options": options}
        for title, name, counts, chosen in groups
        if (options := _options(counts, chosen, labels[name]))
    ]


def _options(counts: Mapping[str, int], chosen: frozenset[str], labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """Values with a name, those with most results first; a chosen one stays even at zero."""
    values = sorted((set(counts) | chosen) & set(labels), key=lambda value: (-counts.get(value, 0), labels[value]))
    return [
        {"value": value, "label": labels[value], "count": counts.get(value, 0), "checked": value in chosen}
        for value in values
    ]


def _chips(answer: SearchAnswer, path: str, labels: Mapping[str, Mapping[str, str]]) -> list[dict[str, str]]:
    asked = answer.request
    chosen = {"kind": asked.kinds, "lang": asked.languages, "tag": asked.tags}
    return [
        {"label": labels[name].get(value, value), "url": address(asked, path, without=(name, value))}
        for name, values in chosen.items()
        for value in sorted(values)
    ]


def _other_language(answer: SearchAnswer, path: str) -> dict[str, Any] | None:
    """The other language, when this one was chosen alone and the other has more."""
    asked, counts = answer.request, answer.facets.languages
    if asked.languages != {asked.language}:
        return None
    other = next(code for code, _name in settings.LANGUAGES if code != asked.language)
    if counts.get(other, 0) <= counts.get(asked.language, 0):
        return None
    url = address(replace(asked, languages=frozenset({other})), path)
    return {"count": counts[other], "name": dict(settings.LANGUAGES)[other], "url": url, "code": other}
