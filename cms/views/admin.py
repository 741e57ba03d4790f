"""Our own pages in Wagtail's admin: tags of the vocabulary, and giving a draft to a reviewer."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from cms import actions, permissions
from cms.forms import AssignForm
from cms.models import ReviewedPage
from core.access import require
from core.middleware import not_found, viewer_of
from search.models import Tag

_SUGGESTED = 10


@require_safe
def tag_autocomplete(request: HttpRequest, **_model: str) -> HttpResponse:
    """Suggest tags of the vocabulary, whatever model the widget asks for: no other tag is anybody's business here."""
    require(permissions.can_assign_review, viewer_of(request))
    term = request.GET.get("term", "").strip()[:80]
    if not term:
        return JsonResponse([], safe=False)
    found = Tag.objects.filter(Q(name_en__istartswith=term) | Q(name_es__istartswith=term))
    return JsonResponse([tag.name for tag in found.order_by("name_en")[:_SUGGESTED]], safe=False)


@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: HttpRequest, page_id: int) -> HttpResponse:
    """Give the newest draft of a page to a medical reviewer."""
    viewer = viewer_of(request)
    require(permissions.can_assign_review, viewer)
    page = get_object_or_404(Page, pk=page_id).specific
    if not isinstance(page, ReviewedPage) or page.latest_revision is None:
        return not_found(request)
    form = AssignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reviewer = form.cleaned_data["reviewer"]
        actions.assign_review(page=page, reviewer=reviewer, by=viewer)
        messages.success(request, _("%(name)s was asked to read the draft.") % {"name": reviewer.name})
        return redirect("wagtailadmin_pages:edit", page.pk)
    return render(request, "cms/admin/assign.html", {"form": form, "page": page})
