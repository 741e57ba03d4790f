"""Who is in a group, who wants to be, and who decides."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.enums import LicenceState
from accounts.models import User
from community import actions, permissions, queries
from community.enums import MemberRole, MemberState
from community.forms import InviteForm
from community.models import Group, Membership
from community.views.doors import address, confirm, find_membership, in_group, language, show
from community.views.groups import group_context
from core import idempotency, ratelimit
from core.access import require
from core.middleware import viewer_of
from core.paging import page_of

_PAGE = 50


@require_safe
@in_group
def members(request: HttpRequest, group: Group) -> HttpResponse:
    """The members; requests and invitations for those who moderate."""
    viewer = viewer_of(request)
    require(permissions.can_read, viewer, group)
    return _page(request, group, InviteForm() if permissions.can_moderate(viewer, group) else None)


def _page(request: HttpRequest, group: Group, form: InviteForm | None, status: int = 200) -> HttpResponse:
    known = Membership.objects.with_people().filter(group=group)
    page = page_of(known.in_force(), order=("-role", "user__name", "pk"), cursor=request.GET.get("after"), size=_PAGE)
    context = group_context(request, group)
    context |= {"page": page, "members": queries.member_rows(page.items, language()), "form": form}
    if form is not None:
        waiting = known.filter(state__in=[MemberState.REQUESTED, MemberState.INVITED]).order_by("pk")[: 2 * _PAGE]
        rows = queries.member_rows(waiting, language())
        context["requests"] = [row for row in rows if row.membership.state == MemberState.REQUESTED]
        context["invited"] = [row for row in rows if row.membership.state == MemberState.INVITED]
    return show(request, "community/members.html", context, status)


@require_POST
@in_group
def invite(request: HttpRequest, group: Group) -> HttpResponse:
    """Invite by address. The answer is the same whether the address is known or not."""
    viewer = viewer_of(request)
    require(permissions.can_moderate, viewer, group)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, group, form, 422)
    ratelimit.hit("invite", str(viewer.user_id), limit=60, seconds=3600)

    def send() -> dict[str, Any]:
        person = _physician(form.cleaned_data["email"])
        if person is not None:
            actions.invite(group=group, person=person, until=form.cleaned_data["until"], by=viewer)
        return {}

    idempotency.once(author=viewer, key=form.cleaned_data["key"], scope=f"community.invite:{group.pk}", run=send)
    messages.success(request, _("If this is the address of a verified physician here, the invitation waits for them."))
    return redirect(address(group, "members"))


def _physician(email: str) -> User | None:
    people = User.objects.filter(email=email.strip().lower(), is_active=True, suspended_at=None)
    person = people.filter(licence__state=LicenceState.VERIFIED).select_related("licence").first()
    return person if person is not None and person.licence.is_in_force else None


def _found(request: HttpRequest, group: Group, membership_id: int) -> Membership:
    """A membership that the viewer may decide about."""
    require(permissions.can_moderate, viewer_of(request), group)
    membership = find_membership(group, membership_id)
    if membership is None:
        raise Http404
    return membership


@require_POST
@in_group
def decide(request: HttpRequest, group: Group, membership_id: int) -> HttpResponse:
    """Let somebody in who asked, or not."""
    membership = _found(request, group, membership_id)
    decision = request.POST.get("decision")
    if decision in {"yes", "no"}:
        actions.decide_request(membership=membership, accept=decision == "yes", by=viewer_of(request))
    return redirect(address(group, "members"))


@require_POST
@in_group
def role(request: HttpRequest, group: Group, membership_id: int) -> HttpResponse:
    """Make somebody a moderator, or a member again."""
    membership = _found(request, group, membership_id)
    chosen = request.POST.get("role", "")
    if chosen in MemberRole.values:
        try:
            actions.change_role(membership=membership, role=MemberRole(chosen), by=viewer_of(request))
        except actions.LastModerator as refusal:
            messages.error(request, str(refusal))
    return redirect(address(group, "members"))


@require_http_methods(["GET", "HEAD", "POST"])
@in_group
def remove(request: HttpRequest, group: Group, membership_id: int) -> HttpResponse:
    """Put somebody out, or take an invitation back."""
    membership = _found(request, group, membership_id)
    require(permissions.can_remove_member, viewer_of(request), membership)
    if request.method == "POST":
        actions.remove_member(membership=membership, by=viewer_of(request))
        messages.success(request, _("They have no access any more."))
        return redirect(address(group, "members"))
    context = {
        "title": _("Remove %(person)s from the group?") % {"person": membership.user.name},
        "text": _("They lose sight of the group at once. What they wrote stays."),
        "submit": _("Remove from the group"),
        "kind": "danger",
        "cancel_url": address(group, "members"),
    }
    return confirm(request, group, context)


@require_POST
def answer_invitation(request: HttpRequest, membership_id: int) -> HttpResponse:
    """Accept or decline an invitation of one's own."""
    viewer = viewer_of(request)
    mine = Membership.objects.filter(pk=membership_id, user_id=viewer.user_id or 0, state=MemberState.INVITED)
    membership = mine.select_related("group").first()
    if membership is None:
        raise Http404
    if request.POST.get("decision") == "yes":
        actions.accept_invitation(membership=membership, by=viewer)
        messages.success(request, _("You are a member now."))
        return redirect(address(membership.group, "group"))
    if request.POST.get("decision") == "no":
        actions.decline_invitation(membership=membership, by=viewer)
    return redirect(reverse("community:groups"))
