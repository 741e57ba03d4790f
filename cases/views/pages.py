"""A published case: reading, discussing, closing, flagging, withdrawing, and who opened it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.verification.trust import related
from cases import actions, documents, permissions, queries
from cases.enums import CaseState, FlagReason
from cases.forms import CommentForm, FlagForm
from cases.models import Case, CaseComment, CaseReading
from cases.views.doors import UNPROCESSABLE, find_case, language, once, show
from community.texts import CheckedText, TextRefused, check_body
from core import ratelimit
from core.access import Viewer, get_visible_or_404, require
from core.forms import KeyedForm
from core.middleware import viewer_of
from core.paging import page_of

if TYPE_CHECKING:
    from uuid import UUID

_GONE = 410


@require_safe
def case(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Read a case. Its owner sees that somebody did."""
    viewer = viewer_of(request)
    try:
        found = find_case(viewer, public_id)
    except Http404:
        return _gone_or_404(request, viewer, public_id)
    actions.record_reading(case=found, by=viewer)
    return _show(request, viewer, found, CommentForm())


def _gone_or_404(request: HttpRequest, viewer: Viewer, public_id: UUID) -> HttpResponse:
    """Those who could read a withdrawn case learn that it is gone, and nothing else of it."""
    withdrawn = Case.objects.filter(public_id=public_id, state=CaseState.WITHDRAWN).first()
    if withdrawn is None or not viewer.holds(withdrawn.readers):
        raise Http404
    return show(request, "cases/gone.html", {}, status=_GONE)


def _show(request: HttpRequest, viewer: Viewer, found: Case, form: CommentForm) -> HttpResponse:
    comments = CaseComment.objects.visible_to(viewer).filter(case=found)
    page = page_of(comments.select_related(*related("author")), order=("pk",), cursor=request.GET.get("after"), size=50)
    context = {
        "case": found,
        "image": getattr(found, "image", None),
        "person": queries.person_line(found),
        "specialty": found.specialty.name_in(language()) if found.specialty else "",
        "stages": queries.stages(found),
        "tags": [tagged.tag for tagged in found.tagged.select_related("tag").order_by("tag__slug")],
        "audience_label": documents.case_audience(found) if found.is_readable else "",
        "readers": found.readings.exclude(reader_id=found.owner_id).count(),
        "page": page,
        "comments": queries.comment_rows(viewer, found, page.items, language()),
        "form": form,
        "act": KeyedForm(),
        "may": {
            "comment": permissions.can_comment(viewer, found),
            "flag": permissions.can_flag(viewer, found),
            "withdraw": permissions.can_withdraw(viewer, found),
            "close": permissions.can_close(viewer, found),
            "see_readers": permissions.can_see_readers(viewer, found),
        },
    }
    return show(request, "cases/case.html", context, UNPROCESSABLE if form.errors else 200)


@require_POST
def comment(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Say something. A refused text stays in its field."""
    viewer = viewer_of(request)
    found = find_case(viewer, public_id)
    require(permissions.can_comment, viewer, found)
    form = CommentForm(request.POST)
    text = _checked(form, viewer, found) if form.is_valid() else None
    if text is None:
        return _show(request, viewer, found, form)

    def send(by: Viewer) -> dict[str, Any]:
        return {"comment": actions.comment(case=found, text=text, by=by).pk}

    outcome = once(request, form, f"cases.comment:{found.pk}", send)
    return redirect(f"{documents.case_url(found, language())}#post-{outcome['comment']}")


def _checked(form: CommentForm, viewer: Viewer, found: Case) -> CheckedText | None:
    ratelimit.hit("case-comment", str(viewer.user_id), limit=30, seconds=60)
    try:
        return check_body(form.cleaned_data["body"], found.language)
    except TextRefused as refusal:
        form.add_error("body", refusal.message)
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def comment_remove(request: HttpRequest, public_id: UUID, comment_id: int) -> HttpResponseBase:
    """Take a comment away; asks first."""
    viewer = viewer_of(request)
    found = find_case(viewer, public_id)
    comments = CaseComment.objects.filter(case=found).select_related("case")
    one = get_visible_or_404(comments, viewer, pk=comment_id)
    words = {
        "title": _("Remove this comment?"),
        "text": _("Its text disappears for everybody at once. Its place stays."),
        "submit": _("Remove the comment"),
    }
    form = KeyedForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        require(permissions.can_remove_comment, viewer, one)
        return _ask(request, found, form, words)

    def remove(by: Viewer) -> dict[str, Any]:
        actions.remove_comment(comment=one, by=by)
        return {}

    once(request, form, f"cases.comment-remove:{one.pk}", remove)
    return redirect("cases:case", public_id=found.public_id)


def _ask(request: HttpRequest, found: Case, form: KeyedForm, words: dict[str, str]) -> HttpResponse:
    """A page that asks before something that cannot be undone."""
    shown_form = form if not form.errors else KeyedForm()
    return show(request, "cases/confirm.html", {"case": found, "form": shown_form, "kind": "danger", **words})


@require_POST
def close(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """End the discussion."""
    viewer = viewer_of(request)
    found = find_case(viewer, public_id)
    form = KeyedForm(request.POST)

    def end(by: Viewer) -> dict[str, Any]:
        actions.close_case(case=found, by=by)
        return {}

    if form.is_valid():
        once(request, form, f"cases.close:{found.pk}", end)
        messages.success(request, _("The discussion is closed. The case stays readable."))
    return redirect("cases:case", public_id=found.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def flag(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Have a case hidden at once."""
    viewer = viewer_of(request)
    form = FlagForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        found = find_case(viewer, public_id)
        require(permissions.can_flag, viewer, found)
        return show(request, "cases/flag.html", {"case": found, "form": form}, UNPROCESSABLE if form.errors else 200)
    ratelimit.hit("case-flag", str(viewer.user_id), limit=10, seconds=3600)

    def hide(by: Viewer) -> dict[str, Any]:
        actions.flag_case(case=find_case(by, public_id), reason=FlagReason(form.cleaned_data["reason"]), by=by)
        return {}

    once(request, form, f"cases.flag:{public_id}", hide)
    messages.success(request, _("Thank you. The case is hidden until a second physician has looked at it."))
    return redirect("cases:list")


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Take one's case out for good; asks first."""
    viewer = viewer_of(request)
    form = KeyedForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        found = find_case(viewer, public_id)
        require(permissions.can_withdraw, viewer, found)
        words = {
            "title": _("Withdraw this case?"),
            "text": _(
                "It disappears for all readers and from search at once, with its discussion. This cannot be undone."
            ),
            "submit": _("Withdraw the case"),
        }
        return _ask(request, found, form, words)

    def take_out(by: Viewer) -> dict[str, Any]:
        actions.withdraw_case(case=find_case(by, public_id), by=by)
        return {}

    once(request, form, f"cases.withdraw:{public_id}", take_out)
    messages.success(request, _("The case is withdrawn."))
    return redirect("cases:list")


@require_safe
def opened_by(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who opened the owner's case, and when."""
    viewer = viewer_of(request)
    found = find_case(viewer, public_id)
    require(permissions.can_see_readers, viewer, found)
    readings = CaseReading.objects.filter(case=found).exclude(reader_id=found.owner_id).select_related("reader")
    page = page_of(readings, order=("-last_at", "-pk"), cursor=request.GET.get("after"), size=50)
    return show(request, "cases/opened_by.html", {"case": found, "page": page})
