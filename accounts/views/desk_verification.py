"""The verifiers' part of the desk: applications, their evidence, licences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cryptography.exceptions import InvalidTag
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from accounts.enums import LicenceState
from accounts.models import Application, Evidence, Licence
from accounts.signin.stepup import stepped_up
from accounts.verification import actions, evidence, permissions, queries
from accounts.verification.actions.asking import is_matched
from accounts.verification.enums import ApplicationState
from accounts.verification.forms import ApplicationVerdictForm, LicenceVerdictForm
from accounts.views.doors import staff_only
from core import audit, clock, idempotency
from core.access import get_visible_or_404
from core.middleware import viewer_of
from core.paging import page_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from accounts.verification.forms import VerdictForm
    from core.access import Viewer

_CONFLICT: Final = 409
_UNPROCESSABLE: Final = 422
_ON_APPLICATIONS: Final = ("approve", "more", "refuse", "conflict")
_ON_LICENCES: Final = ("confirm", "suspend", "resume", "revoke")


@require_GET
@staff_only("staff:verifier")
def verification_queue(request: HttpRequest) -> HttpResponse:
    """What waits, what waits for applicants, what must be looked at again, and who is verified."""
    viewer = viewer_of(request)
    tab = request.GET.get("state", ApplicationState.APPLIED)
    after = request.GET.get("after")
    context: dict[str, Any] = {"section": "desk"}
    if tab == "again":
        context["licences"] = page_of(queries.due_again(viewer), order=("recheck_at", "pk"), cursor=after)
    elif tab == LicenceState.VERIFIED:
        context["licences"] = page_of(queries.licences_for(viewer), order=("-verified_at", "-pk"), cursor=after)
    else:
        tab = ApplicationState.MORE_NEEDED if tab == ApplicationState.MORE_NEEDED else ApplicationState.APPLIED
        context["applications"] = page_of(queries.queue(viewer, tab), order=("applied_at", "pk"), cursor=after)
    return render(request, "accounts/desk/verification_queue.html", {**context, "tab": str(tab)})


# --- applications -----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only("staff:verifier")
@stepped_up
def application(request: HttpRequest, application_id: int) -> HttpResponseBase:
    """One application with its evidence, and the decision on it."""
    viewer = viewer_of(request)
    found = get_visible_or_404(
        Application.objects.select_related("user", "specialty", "second_specialty"), viewer, pk=application_id
    )
    form = ApplicationVerdictForm(
        request.POST if request.method == "POST" else None,
        decisions=_ON_APPLICATIONS,
        initial={"version": found.version},
    )
    if request.method == "POST" and form.is_valid():
        refused = _settle(viewer, form, f"accounts.application:{found.pk}", _verdict(found))
        if not refused:
            messages.success(request, _("Your decision is kept, and the person is told."))
            return redirect("desk:verification-queue")
        form = ApplicationVerdictForm(decisions=_ON_APPLICATIONS)
        found.refresh_from_db()
        form.initial["version"] = found.version
        return _show_application(request, found, form, refused)
    return _show_application(request, found, form)


def _show_application(
    request: HttpRequest, found: Application, form: ApplicationVerdictForm, refused: str = ""
) -> HttpResponseBase:
    viewer = viewer_of(request)
    if not found.is_open:  # somebody decided just now: the page is gone, the sentence is not
        messages.error(request, refused)
        return redirect("desk:verification-queue")
    approvals = queries.approvals_of(found)
    context = {
        "section": "desk",
        "application": found,
        "evidence": list(Evidence.objects.visible_to(viewer).filter(application=found).order_by("pk")),
        "answers": queries.answers_of(found),
        "matched": is_matched(found),
        "approvals": approvals,
        "approved_by_me": any(one.verifier_id == viewer.user_id for one in approvals),
        "earlier": queries.earlier_of(found),
        "may_decide": permissions.can_decide(viewer, found),
        "form": form,
        "refused": refused,
    }
    status = _CONFLICT if refused else _UNPROCESSABLE if form.errors else 200
    return render(request, "accounts/desk/application.html", context, status=status)


def _verdict(found: Application) -> dict[str, Callable[..., Any]]:
    def bound(action: Callable[..., Any]) -> Callable[..., Any]:
        return lambda **words: action(application=found, **words)

    return {
        "approve": bound(actions.approve),
        "more": bound(actions.ask_for_more),
        "refuse": bound(actions.refuse),
        "conflict": lambda *, by, **_words: actions.declare_conflict(application=found, by=by),
    }


def _settle(viewer: Viewer, form: VerdictForm, scope: str, verbs: dict[str, Callable[..., Any]]) -> str:
    """Do what was decided, once; returns a sentence when it could not be done."""
    chosen = form.cleaned_data

    def run() -> dict[str, Any]:
        verbs[chosen["decision"]](version=chosen["version"], reason=chosen["reason"].strip(), by=viewer)
        return {}

    try:
        idempotency.once(author=viewer, key=chosen["key"], scope=scope, run=run)
    except actions.ChangedMeanwhile:
        return _("Somebody changed this after you opened it. This is how it stands now; please look again.")
    except actions.NotInThatState:
        return _("This does not follow from how it stands now. Please look again.")
    except actions.AlreadyApproved:
        return _("You have said yes already. Somebody else must be the second.")
    except actions.NothingProves:
        return _("A number alone is no proof. Ask for a picture of the licence.")
    return ""


@require_safe
@staff_only("staff:verifier")
def evidence_file(request: HttpRequest, application_id: int, public_id: UUID) -> HttpResponse:
    """One picture, for those who may decide, until the decision. Looking is written down."""
    viewer = viewer_of(request)
    found = get_visible_or_404(
        Evidence.objects.select_related("application"), viewer, public_id=public_id, application_id=application_id
    )
    try:
        data = evidence.read(found)
    except (FileNotFoundError, InvalidTag) as error:
        raise Http404 from error
    with transaction.atomic():
        audit.record("evidence.opened", actor=viewer, target=found, detail={"application": application_id})
    response = HttpResponse(data, content_type=found.content_type)
    response["Cache-Control"] = "private, no-store"
    response["Content-Disposition"] = "inline"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


# --- licences ---------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only("staff:verifier")
@stepped_up
def licence(request: HttpRequest, licence_id: int) -> HttpResponseBase:
    """One licence, and what can be done with it."""
    viewer = viewer_of(request)
    found = get_object_or_404(queries.licences_for(viewer).select_related("decided_by"), pk=licence_id)
    form = LicenceVerdictForm(
        request.POST if request.method == "POST" else None, decisions=_ON_LICENCES, initial={"version": found.version}
    )
    refused = ""
    if request.method == "POST" and form.is_valid():
        refused = _settle(viewer, form, f"accounts.licence:{found.pk}", _licence_verbs(found))
        if not refused:
            messages.success(request, _("Your decision is kept."))
            return redirect("desk:licence", licence_id=found.pk)
        found = queries.licences_for(viewer).select_related("decided_by").get(pk=found.pk)
        form = LicenceVerdictForm(decisions=_ON_LICENCES, initial={"version": found.version})
    context = {"section": "desk", "licence": found, "form": form, "refused": refused, "due": _is_due(found)}
    status = _CONFLICT if refused else _UNPROCESSABLE if form.errors else 200
    return render(request, "accounts/desk/licence.html", context, status=status)


def _licence_verbs(found: Licence) -> dict[str, Callable[..., Any]]:
    def bound(action: Callable[..., Any]) -> Callable[..., Any]:
        return lambda **words: action(licence=found, **words)

    return {
        "confirm": lambda *, version, by, **_words: actions.confirm_licence(licence=found, version=version, by=by),
        "suspend": bound(actions.suspend_licence),
        "resume": bound(actions.resume_licence),
        "revoke": bound(actions.revoke_licence),
    }


def _is_due(found: Licence) -> bool:
    return found.is_in_force and found.recheck_at is not None and found.recheck_at <= clock.now()
