"""The styleguide: every component in every state, and whole pages made of them, for eyes and for the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path
from django.utils.safestring import mark_safe
from django.utils.translation import override

from config.styleguide_data import PAGES, SECTIONS, Story, page_context, shell_context

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.utils.safestring import SafeString

RIGHT_TO_LEFT = "ar"


def _require_open(request: HttpRequest) -> None:
    """The styleguide is open on demonstration sites, and to administrators elsewhere."""
    viewer = getattr(request, "viewer", None)
    if not settings.DEMO and not (viewer is not None and viewer.holds("staff:admin")):
        raise Http404


def _drawn(story: Story, request: HttpRequest) -> dict[str, Any]:
    html: SafeString = mark_safe(  # noqa: S308 - the output of our own template
        render_to_string(f"components/{story.component}.html", story.build(), request)
    )
    return {"component": story.component, "state": story.state, "html": html, "is_item": story.is_item}


def index(request: HttpRequest) -> HttpResponse:
    """List the sections and the whole pages."""
    _require_open(request)
    return render(request, "styleguide/index.html", {"sections": SECTIONS, "pages": PAGES})


def section(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the components of one section; `?dir=rtl` turns the page round, `?shell=desk` makes it dense."""
    _require_open(request)
    found = next((each for each in SECTIONS if each.slug == slug), None)
    if found is None:
        raise Http404
    is_desk = request.GET.get("shell") == "desk"
    shell = "base_app.html" if is_desk else "base.html"
    with override(RIGHT_TO_LEFT if request.GET.get("dir") == "rtl" else request.LANGUAGE_CODE):
        stories = [_drawn(story, request) for story in found.stories]
        context = {"section_of": found, "stories": stories, "shell": shell, **(shell_context() if is_desk else {})}
        return render(request, "styleguide/section.html", context)


def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a whole page made of components."""
    _require_open(request)
    if slug not in PAGES:
        raise Http404
    with override(RIGHT_TO_LEFT if request.GET.get("dir") == "rtl" else request.LANGUAGE_CODE):
        return render(request, f"styleguide/page_{slug}.html", page_context(slug))


urlpatterns = [
    path("", index, name="styleguide"),
    path("page/<slug:slug>/", page, name="styleguide-page"),
    path("<slug:slug>/", section, name="styleguide-section"),
]
