"""The second reader's page, and what the author sees meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import actions, queries
from cases.forms import ReviewForm
from cases.models import CaseComment, Receipt, Submission
from cases.views.doors import UNPROCESSABLE, language, once, show
from community.texts import TextRefused, refuse_patient_details
from core import clock
from core.access import Viewer, get_visible_or_404
from core.forms import KeyedForm
from core.middleware import viewer_of

if TYPE_CHECKING:
    from uuid import UUID


def _find(viewer: Viewer, public_id: UUID) -> Submission:
    waiting = Submission.objects.waiting(clock.now()).exclude(owner_id=viewer.user_id)
    return get_visible_or_404(
        waiting.select_related("group", "specialty", "owner", "picture"), viewer, public_id=public_id
    )


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Read what would go out, and decide."""
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (answer := _decide(request, form, public_id)) is not None:
        return answer
    try:
        submission = _find(viewer_of(request), public_id)
    except Http404:
        return _decided_or_404(request, public_id)
    context = {
        "submission": submission,
        "form": form,
        "parts": queries.marked_parts(submission),
        "kept": queries.kept_findings(submission),
        "person": queries.person_line(submission),
        "specialty": submission.specialty.name_in(language()) if submission.specialty else "",
        "report": submission.report,
        "comments": _comments(viewer_of(request), submission),
        "steps": queries.steps("second"),
    }
    return show(request, "cases/review.html", context, UNPROCESSABLE if form.errors else 200)


def _comments(viewer: Viewer, submission: Submission) -> list[CaseComment]:
    """The discussion of a case that a reader had hidden: it may be the reason."""
    if submission.case_id is None:
        return []
    found = CaseComment.objects.visible_to(viewer).filter(case_id=submission.case_id, removed_at=None)
    return list(found.select_related("author").order_by("pk"))


def _decide(request: HttpRequest, form: ReviewForm, public_id: UUID) -> HttpResponseBase | None:
    """Do what the form says; None when it has to be shown again."""
    chosen = form.cleaned_data
    if chosen["decision"] != "approve":
        try:
            refuse_patient_details(chosen["reason"], language())
        except TextRefused as refusal:
            form.add_error("reason", refusal.message)
            return None

    def run(by: Viewer) -> dict[str, Any]:
        submission = _find(by, public_id)
        if chosen["decision"] == "approve":
            return {"case": str(actions.approve(submission=submission, by=by).public_id)}
        act = actions.return_to_author if chosen["decision"] == "return" else actions.refuse
        act(submission=submission, reason=chosen["reason"], by=by)
        return {}

    try:
        outcome = once(request, form, f"cases.review:{public_id}", run)
    except actions.AlreadyDecided:
        return show(request, "cases/decided.html", {}, status=409)
    except actions.CaseNotCleared as refusal:
        form.add_error(None, " ".join(blocker.sentence for blocker in refusal.blockers))
        return None
    except Http404:
        return _decided_or_404(request, public_id)
    if "case" in outcome:
        messages.success(request, _("The case is published."))
        return redirect("cases:case", public_id=outcome["case"])
    messages.success(request, _("The author was told."))
    return redirect("cases:list")


def _decided_or_404(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say that somebody was quicker, to those who could have decided; the others find nothing."""
    viewer = viewer_of(request)
    if not viewer.holds("physician") or viewer.user_id is None:
        raise Http404
    if not Submission.objects.decidable_by(viewer.user_id, clock.now()).filter(public_id=public_id).exists():
        raise Http404
    return show(request, "cases/decided.html", {}, status=409)


# --- the author -----------------------------------------------------------------------------------------


def _receipt(viewer: Viewer, public_id: UUID) -> Receipt:
    receipts = Receipt.objects.select_related("submission__picture", "case")
    return get_visible_or_404(receipts, viewer, public_id=public_id)


@require_safe
def receipt(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Where one's submission stands; what came back is shown with its words."""
    viewer = viewer_of(request)
    found = _receipt(viewer, public_id)
    submission = found.submission
    returned = submission if submission is not None and viewer.holds(submission.audience) else None
    context = {
        "receipt": found,
        "returned": returned,
        "parts": queries.marked_parts(returned) if returned else [],
        "form": KeyedForm(),
        "case": found.case if found.case is not None and viewer.holds(found.case.audience) else None,
        "steps": queries.steps("published" if found.case_id else "second"),
    }
    return show(request, "cases/receipt.html", context)


@require_POST
def recall(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Take one's submission back before anybody decided."""
    form = KeyedForm(request.POST)

    def run(by: Viewer) -> dict[str, Any]:
        actions.recall(receipt=_receipt(by, public_id), by=by)
        return {}

    if form.is_valid():
        try:
            once(request, form, f"cases.recall:{public_id}", run)
        except actions.AlreadyDecided:
            messages.error(request, _("Somebody has decided on it just now."))
    return redirect("cases:receipt", public_id=_receipt(viewer_of(request), public_id).public_id)


@require_POST
def take_up(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Go on with what came back, as a draft."""
    form = KeyedForm(request.POST)
    viewer = viewer_of(request)
    if not form.is_valid():
        return redirect("cases:receipt", public_id=_receipt(viewer, public_id).public_id)

    def run(by: Viewer) -> dict[str, Any]:
        submission = _receipt(by, public_id).submission
        if submission is None:
            raise Http404
        return {"draft": str(actions.take_up(submission=submission, by=by).public_id)}

    try:
        outcome = once(request, form, f"cases.take-up:{public_id}", run)
    except actions.DraftLimit:
        messages.error(request, _("You have ten drafts already. Please finish one or throw one away."))
        return redirect("cases:receipt", public_id=public_id)
    return redirect("cases:draft", public_id=outcome["draft"])
