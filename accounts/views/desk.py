"""The desk of verifiers and administrators."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts import actions
from accounts.enums import LicenceState, RoleName
from accounts.forms import DecisionForm, RoleForm
from accounts.models import Licence, User
from core import idempotency
from core.access import Viewer
from core.middleware import viewer_of
from core.paging import page_of


def _require_token(viewer: Viewer, *tokens: str) -> None:
    """A desk that is not yours does not exist."""
    if not any(viewer.holds(token) for token in tokens):
        raise Http404


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The queues of this person."""
    viewer = viewer_of(request)
    _require_token(viewer, "staff:verifier", "staff:admin", "staff:editor", "staff:moderator")
    waiting = Licence.objects.filter(state=LicenceState.APPLIED).count() if viewer.holds("staff:verifier") else 0
    return render(request, "accounts/desk.html", {"section": "desk", "waiting": waiting})


@require_GET
def verification_queue(request: HttpRequest) -> HttpResponse:
    """Applications, oldest first, and those decided lately."""
    viewer = viewer_of(request)
    _require_token(viewer, "staff:verifier")
    shown = LicenceState.APPLIED if request.GET.get("state", "applied") == "applied" else LicenceState.VERIFIED
    rows = Licence.objects.filter(state=shown).exclude(user_id=viewer.known_id).select_related("user", "specialty")
    page = page_of(rows, order=("applied_at", "pk"), cursor=request.GET.get("after"))
    return render(request, "accounts/verification_queue.html", {"section": "desk", "page": page, "state": shown})


@require_http_methods(["GET", "POST"])
def verification(request: HttpRequest, licence_id: int) -> HttpResponse:
    """One application, and the decision on it."""
    viewer = viewer_of(request)
    _require_token(viewer, "staff:verifier")
    others = Licence.objects.exclude(user_id=viewer.known_id).select_related("user", "specialty", "decided_by")
    licence = get_object_or_404(others, pk=licence_id)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _decide(viewer, licence, form)
        except actions.LicenceNotWaiting:
            messages.error(request, _("Somebody else decided on this just before you. Please look again."))
            return redirect("desk:verification", licence_id=licence.pk)
        return redirect("desk:verification-queue")
    context = {"licence": licence, "form": form}
    return render(request, "accounts/verification.html", context, status=422 if form.errors else 200)


def _decide(viewer: Viewer, licence: Licence, form: DecisionForm) -> None:
    chosen = form.cleaned_data
    verbs = {
        "verify": actions.verify_physician,
        "refuse": actions.refuse_physician,
        "revoke": actions.revoke_physician,
    }

    def run() -> dict[str, Any]:
        verbs[chosen["decision"]](licence=licence, by=viewer, reason=chosen["reason"])
        return {"licence": licence.pk}

    idempotency.once(author=viewer, key=chosen["key"], scope="accounts.decide", run=run)


@require_http_methods(["GET", "POST"])
def person_roles(request: HttpRequest, public_id: str) -> HttpResponse:
    """Roles of one person, for administrators."""
    viewer = viewer_of(request)
    _require_token(viewer, "staff:admin")
    person = get_object_or_404(User, public_id=public_id)
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        verb = actions.give_role if form.cleaned_data["verb"] == "give" else actions.take_role

        def run() -> dict[str, Any]:
            verb(person=person, role=RoleName(form.cleaned_data["role"]), by=viewer)
            return {}

        idempotency.once(author=viewer, key=form.cleaned_data["key"], scope="accounts.role", run=run)
        return redirect("desk:person-roles", public_id=person.public_id)
    held = {role.role for role in person.roles.all()}
    roles = [(name, label, name in held) for name, label in RoleName.choices]
    return render(
        request, "accounts/person_roles.html", {"section": "desk", "person": person, "roles": roles, "form": form}
    )


@require_GET
def people_list(request: HttpRequest) -> HttpResponse:
    """People of the site, for administrators, newest first."""
    _require_token(viewer_of(request), "staff:admin", "staff:moderator")
    page = page_of(User.objects.all(), cursor=request.GET.get("after"))
    return render(request, "accounts/people_list.html", {"section": "desk", "page": page})
