"""Work that was given up, for administrators: why, and another chance or the end."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.desk import actions
from accounts.desk.forms import WorkForm
from accounts.desk.models import WorkDecision
from accounts.views.doors import staff_only
from core import idempotency, outbox
from core.middleware import viewer_of
from core.models import OutboxRow
from core.paging import page_of

_UNPROCESSABLE: Final = 422
_LATELY: Final = 10


@require_GET
@staff_only("staff:admin")
def work(request: HttpRequest) -> HttpResponse:
    """What failed, oldest first."""
    page = page_of(outbox.failed(), order=("pk",), cursor=request.GET.get("after"))
    lately = WorkDecision.objects.select_related("by").order_by("-pk")[:_LATELY]
    return render(request, "accounts/desk/work.html", {"section": "desk", "page": page, "lately": lately})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only("staff:admin")
def work_row(request: HttpRequest, row_id: int) -> HttpResponseBase:
    """One row: what it was to do and why it did not."""
    viewer = viewer_of(request)
    form = WorkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data

        def run() -> dict[str, Any]:
            actions.VERBS[chosen["verb"]](row_id=row_id, reason=chosen["reason"].strip(), by=viewer)
            return {}

        try:
            idempotency.once(author=viewer, key=chosen["key"], scope=f"accounts.work:{row_id}", run=run)
        except actions.DecidedMeanwhile:
            messages.error(request, _("Somebody decided on this work just before you."))
        else:
            messages.success(request, _("Your decision is kept."))
        return redirect("desk:work")
    row = get_object_or_404(OutboxRow, pk=row_id, status=OutboxRow.Status.FAILED)
    context = {"section": "desk", "row": row, "form": form}
    return render(request, "accounts/desk/work_row.html", context, status=_UNPROCESSABLE if form.errors else 200)
