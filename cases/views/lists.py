"""The list of cases: open, one's own, and those waiting for a second reader."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Specialty
from cases import queries
from cases.models import Case
from cases.views.doors import language, show
from core.access import Viewer
from core.middleware import viewer_of
from core.paging import page_of

TABS = ("open", "mine", "waiting")


@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """Cases for verified physicians. Everybody else reads what this is."""
    viewer = viewer_of(request)
    if not viewer.holds("physician"):
        shell = "base_app.html" if viewer.is_signed_in else "base.html"
        return render(request, "cases/about.html", {"shell": shell, "section": "cases"})
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else TABS[0]
    makers = {"open": _open, "mine": _mine, "waiting": _waiting}
    context = makers[tab](request, viewer)
    return show(request, "cases/list.html", {"tab": tab, "tabs": _tabs(viewer, tab), **context})


def _tabs(viewer: Viewer, here: str) -> list[dict[str, Any]]:
    labels = {"open": _("Open to you"), "mine": _("Yours"), "waiting": _("Waiting for a second reader")}
    base = reverse("cases:list")
    return [
        {
            "label": labels[tab],
            "url": base if tab == TABS[0] else f"{base}?tab={tab}",
            "here": tab == here,
            "count": queries.waiting_count(viewer) if tab == "waiting" else 0,
        }
        for tab in TABS
    ]


def _open(request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    cases = Case.objects.visible_to(viewer).readable().for_list()
    chosen = request.GET.get("specialty", "")
    if chosen:
        cases = cases.filter(specialty__slug=chosen)
    page = page_of(cases, order=("-published_at", "-pk"), cursor=request.GET.get("after"))
    specialties = Specialty.objects.order_by(f"name_{language()}")
    choices = [(one.slug, one.name_in(language())) for one in specialties]
    return {"page": page, "specialties": choices, "chosen": chosen}


def _mine(request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    cases = Case.objects.visible_to(viewer).filter(owner_id=viewer.user_id).for_list()
    page = page_of(cases, order=("-published_at", "-pk"), cursor=request.GET.get("after"))
    return {"page": page, "drafts": queries.own_drafts(viewer), "receipts": queries.own_receipts(viewer)}


def _waiting(request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    page = page_of(queries.open_reviews(viewer), order=("created", "pk"), cursor=request.GET.get("after"))
    rows = [{"submission": one, "kept": len(queries.kept_findings(one))} for one in page.items]
    return {"page": page, "reviews": rows}
