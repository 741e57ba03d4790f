"""The desk: the queues of whoever looks after the site, and people with their roles."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from accounts import actions
from accounts.desk.queues import is_staff, queue_of, queues_for
from accounts.enums import RoleName
from accounts.forms import RoleForm
from accounts.models import User
from accounts.signin.stepup import stepped_up
from accounts.views.doors import staff_only
from core import idempotency
from core.middleware import viewer_of
from core.paging import page_of


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The queues of this person; without any there is no desk."""
    viewer = viewer_of(request)
    if not is_staff(viewer):
        raise Http404
    return render(request, "accounts/desk.html", {"section": "desk", "queues": queues_for(viewer)})


@require_GET
def queue(request: HttpRequest, name: str) -> HttpResponse:
    """A queue of plain rows that an app offers."""
    viewer = viewer_of(request)
    found = queue_of(name)
    if found is None or found.rows is None or not found.is_for(viewer):
        raise Http404
    page = found.rows(viewer, request.GET.get("after"), (get_language() or "en")[:2])
    return render(request, "accounts/desk/queue.html", {"section": "desk", "queue": found, "page": page})


@require_http_methods(["GET", "POST"])
@staff_only("staff:admin")
@stepped_up
def person_roles(request: HttpRequest, public_id: str) -> HttpResponse:
    """Roles of one person, for administrators."""
    viewer = viewer_of(request)
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
@staff_only("staff:admin", "staff:moderator")
def people_list(request: HttpRequest) -> HttpResponse:
    """People of the site, for administrators, newest first."""
    page = page_of(User.objects.all(), cursor=request.GET.get("after"))
    return render(request, "accounts/people_list.html", {"section": "desk", "page": page})
