"""Reporting a person, and what moderators do about reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.desk import actions, permissions
from accounts.desk.enums import ReportReason, ReportState
from accounts.desk.forms import ReportDecisionForm, ReportForm
from accounts.desk.models import Report
from accounts.documents import cards_for
from accounts.views.doors import members_only, staff_only
from core import idempotency, ratelimit
from core.access import get_visible_or_404, require
from core.middleware import viewer_of
from core.paging import page_of

if TYPE_CHECKING:
    from uuid import UUID

_CONFLICT: Final = 409
_UNPROCESSABLE: Final = 422


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def report_person(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Report somebody whose page one sees; the copy is of what one sees."""
    viewer = viewer_of(request)
    card = cards_for(viewer).select_related("user").filter(user__public_id=public_id).first()
    if card is None:
        raise Http404
    require(permissions.can_report, viewer, card.user)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        ratelimit.hit("report", str(viewer.user_id), limit=10, seconds=3600)

        def run() -> dict[str, Any]:
            actions.report(
                person=card.user,
                target=f"person:{card.user.public_id}",
                snapshot=[{"label": name, "text": str(text)} for name, text in card.facts.items()],
                reason=ReportReason(form.cleaned_data["reason"]),
                words=form.cleaned_data["words"],
                by=viewer,
            )
            return {}

        idempotency.once(author=viewer, key=form.cleaned_data["key"], scope="accounts.report", run=run)
        messages.success(request, _("Thank you. A moderator looks at it and writes to you."))
        return redirect("people:person", public_id=public_id)
    context = {"person": card.user, "form": form}
    return render(request, "accounts/report.html", context, status=_UNPROCESSABLE if form.errors else 200)


@require_GET
@staff_only("staff:moderator")
def reports(request: HttpRequest) -> HttpResponse:
    """Open reports, oldest first, or decided ones, newest first."""
    viewer = viewer_of(request)
    decided = request.GET.get("state") == "decided"
    found = Report.objects.visible_to(viewer).select_related("person")
    shown = found.exclude(state=ReportState.OPEN) if decided else found.filter(state=ReportState.OPEN)
    order = ("-created", "-pk") if decided else ("created", "pk")
    page = page_of(shown, order=order, cursor=request.GET.get("after"))
    return render(request, "accounts/desk/reports.html", {"section": "desk", "page": page, "decided": decided})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only("staff:moderator")
def report(request: HttpRequest, report_id: int) -> HttpResponseBase:
    """One report with its copy, and the decision on it."""
    viewer = viewer_of(request)
    found = get_visible_or_404(Report.objects.select_related("person", "reporter"), viewer, pk=report_id)
    form = ReportDecisionForm(request.POST if request.method == "POST" else None, initial={"version": found.version})
    refused = ""
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data

        def run() -> dict[str, Any]:
            state = ReportState(chosen["state"])
            actions.decide_report(
                report=found, version=chosen["version"], state=state, decision=chosen["decision"], by=viewer
            )
            return {}

        try:
            idempotency.once(author=viewer, key=chosen["key"], scope=f"accounts.report:{found.pk}", run=run)
        except actions.DecidedMeanwhile:
            refused = _("Somebody decided after you opened this. This is how it stands now.")
            found.refresh_from_db()
        else:
            messages.success(request, _("Your decision is kept, and whoever it concerns is told."))
            return redirect("desk:reports")
    context = {
        "section": "desk",
        "report": found,
        "form": form,
        "refused": refused,
        "may": found.state == ReportState.OPEN and permissions.can_moderate(viewer, found),
    }
    status = _CONFLICT if refused else _UNPROCESSABLE if form.errors else 200
    return render(request, "accounts/desk/report.html", context, status=status)
