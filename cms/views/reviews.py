"""The page on which a medical reviewer reads a draft and signs it; it needs no knowledge of the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cms import actions
from cms.forms import ChangesForm, SignatureForm
from cms.models import MedicalReview
from core.access import get_visible_or_404
from core.middleware import viewer_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, review_id: int) -> HttpResponse:
    """Show the draft revision with the two acts below it."""
    found = get_visible_or_404(
        MedicalReview.objects.select_related("revision", "page", "reviewer"), viewer_of(request), pk=review_id
    )
    sign, changes = SignatureForm(prefix="sign"), ChangesForm(prefix="changes")
    if request.method == "POST":
        if "changes-note" in request.POST:
            changes = ChangesForm(request.POST, prefix="changes")
            if changes.is_valid():
                actions.ask_for_changes(review=found, note=changes.cleaned_data["note"], by=viewer_of(request))
                return _done(request, _("Your words went to the editors."))
        else:
            sign = SignatureForm(request.POST, prefix="sign")
            if sign.is_valid():
                actions.sign_review(review=found, review_due=sign.cleaned_data["review_due"], by=viewer_of(request))
                return _done(request, _("You signed this draft. It shows as checked once an editor publishes it."))
    return render(request, "cms/review.html", _context(found) | {"sign": sign, "changes": changes})


def _context(found: MedicalReview) -> dict[str, Any]:
    return {"review": found, "page": found.revision.as_object()}


def _done(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("home")
