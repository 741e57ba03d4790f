"""The list of groups, one group, founding, describing, joining and leaving."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community import actions, permissions, queries
from community.enums import Level, MemberState
from community.forms import GroupForm, LevelForm, NewGroupForm
from community.models import Group, Membership, Thread
from community.views.doors import address, confirm, in_group, language, own_membership, show
from core import idempotency, ratelimit
from core.access import Forbidden, Viewer, require
from core.middleware import viewer_of
from core.paging import page_of

_UNPROCESSABLE = 422


@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """One's groups, invitations, and groups to find. Who is no verified physician reads what this is."""
    viewer = viewer_of(request)
    if not viewer.holds("physician"):
        shell = "base_app.html" if viewer.is_signed_in else "base.html"
        section = "groups" if viewer.is_signed_in else "community"
        return render(request, "community/about.html", {"shell": shell, "section": section})
    mine = queries.my_groups(viewer)
    unread = queries.unread_by_group(viewer, [group.pk for group in mine])
    others = Group.objects.visible_to(viewer).exclude(pk__in=[group.pk for group in mine]).with_member_count()
    page = page_of(others, order=("name", "pk"), cursor=request.GET.get("after"))
    context = {
        "mine": queries.group_rows(mine, language(), unread),
        "invitations": queries.invitations(viewer),
        "others": queries.group_rows(page.items, language()),
        "page": page,
        "may_create": permissions.can_create_group(viewer),
    }
    return show(request, "community/groups.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_group(request: HttpRequest) -> HttpResponse:
    """Found a group."""
    viewer = viewer_of(request)
    require(permissions.can_create_group, viewer)
    form = NewGroupForm(request.POST or None, reader=language(), initial={"language": language()})
    if request.method != "POST" or not form.is_valid():
        return show(request, "community/new_group.html", {"form": form}, _status(form))
    ratelimit.hit("new-group", str(viewer.user_id), limit=10, seconds=3600)

    def found() -> dict[str, Any]:
        chosen = form.cleaned_data
        group = actions.create_group(
            name=chosen["name"],
            about=chosen["about"],
            language=chosen["language"],
            level=Level(chosen["level"]),
            specialty=chosen["specialty"],
            by=viewer,
        )
        return {"url": address(group, "group")}

    outcome = idempotency.once(author=viewer, key=form.cleaned_data["key"], scope="community.group", run=found)
    return redirect(outcome["url"])


def _status(form: Any) -> int:
    return _UNPROCESSABLE if form.errors else 200


@require_safe
@in_group
def group(request: HttpRequest, group: Group) -> HttpResponse:
    """A group: its threads for those who read it, else what it is and how one gets in."""
    viewer = viewer_of(request)
    context = group_context(request, group)
    if permissions.can_read(viewer, group):
        page = page_of(threads_of(viewer, group), order=("-pinned", "-last_at", "-pk"), cursor=request.GET.get("after"))
        context |= {"threads": queries.thread_rows(page.items, language()), "page": page}
    return show(request, "community/group.html", context)


def threads_of(viewer: Viewer, group: Group) -> Any:
    """The threads of a group as the list shows them."""
    return Thread.objects.visible_to(viewer).filter(group=group).for_list().with_unread(viewer.user_id)


def group_context(request: HttpRequest, group: Group) -> dict[str, Any]:
    """What each page of a group shows about it, and what the viewer may do."""
    viewer = viewer_of(request)
    membership = own_membership(request, group)
    reads = permissions.can_read(viewer, group)
    moderates = permissions.can_moderate(viewer, group)
    pinned = Thread.objects.visible_to(viewer).filter(group=group, pinned=True).order_by("-last_at")[:5]
    waiting = Membership.objects.filter(group=group, state=MemberState.REQUESTED).count() if moderates else 0
    return {
        "group": group,
        "membership": membership,
        "audience": "physician" if group.level == Level.OPEN else group.inside,
        "audience_label": queries.audience_words(group, group.member_count),
        "pinned": queries.links(pinned, group),
        "can_read": reads,
        "can_write": permissions.can_write(viewer, group, membership),
        "can_moderate": moderates,
        "can_join": permissions.can_join(viewer, group, membership) and not _is_in(membership),
        "can_ask": permissions.can_ask_to_join(viewer, group, membership)
        and membership_state(membership) not in _WAITING,
        "has_asked": membership_state(membership) == MemberState.REQUESTED,
        "is_invited": membership_state(membership) == MemberState.INVITED,
        "is_member": _is_in(membership),
        "requests_waiting": waiting,
        "members_url": address(group, "members"),
        "settings_url": address(group, "settings"),
    }


_WAITING = {MemberState.REQUESTED, MemberState.INVITED}


def membership_state(membership: Membership | None) -> str:
    """The state of a membership, empty if there is none."""
    return membership.state if membership is not None else ""


def _is_in(membership: Membership | None) -> bool:
    return membership is not None and membership.is_in_force


@require_http_methods(["GET", "HEAD", "POST"])
@in_group
def settings(request: HttpRequest, group: Group) -> HttpResponse:
    """Describe the group anew."""
    viewer = viewer_of(request)
    require(permissions.can_moderate, viewer, group)
    described = {"name": group.name, "about": group.about, "language": group.language, "specialty": group.specialty}
    form = GroupForm(request.POST or None, reader=language(), initial=described)
    if request.method != "POST" or not form.is_valid():
        level_form = LevelForm(initial={"level": group.level}, auto_id="level_%s")
        return show(
            request, "community/settings.html", {"group": group, "form": form, "level_form": level_form}, _status(form)
        )

    def save() -> dict[str, Any]:
        chosen = form.cleaned_data
        changed = actions.change_group(
            group=group,
            name=chosen["name"],
            about=chosen["about"],
            language=chosen["language"],
            specialty=chosen["specialty"],
            by=viewer,
        )
        return {"url": address(changed, "group")}

    outcome = idempotency.once(
        author=viewer, key=form.cleaned_data["key"], scope=f"community.settings:{group.pk}", run=save
    )
    messages.success(request, _("The group is saved."))
    return redirect(outcome["url"])


@require_POST
@in_group
def level(request: HttpRequest, group: Group) -> HttpResponse:
    """Open or close the group."""
    viewer = viewer_of(request)
    require(permissions.can_moderate, viewer, group)
    form = LevelForm(request.POST)
    if form.is_valid():

        def change() -> dict[str, Any]:
            actions.change_level(group=group, level=Level(form.cleaned_data["level"]), by=viewer)
            return {}

        scope = f"community.level:{group.pk}"
        idempotency.once(author=viewer, key=form.cleaned_data["key"], scope=scope, run=change)
        messages.success(request, _("The group has a new level."))
    return redirect(address(group, "settings"))


@require_POST
@in_group
def join(request: HttpRequest, group: Group) -> HttpResponse:
    """Become a member of an open group."""
    actions.join_group(group=group, by=viewer_of(request))
    messages.success(request, _("You are a member now."))
    return redirect(address(group, "group"))


@require_POST
@in_group
def ask(request: HttpRequest, group: Group) -> HttpResponse:
    """Ask to be let in."""
    actions.request_join(group=group, by=viewer_of(request))
    messages.success(request, _("Your request is with the moderators of the group."))
    return redirect(address(group, "group"))


@require_http_methods(["GET", "HEAD", "POST"])
@in_group
def leave(request: HttpRequest, group: Group) -> HttpResponseBase:
    """Leave the group, or take a request back."""
    membership = own_membership(request, group)
    if membership_state(membership) not in {MemberState.ACTIVE, MemberState.REQUESTED}:
        raise Forbidden("leave")
    if request.method != "POST":
        context = {
            "title": _("Leave this group?"),
            "text": _("You will not read it any more. What you wrote stays there under your name."),
            "submit": _("Leave the group"),
            "kind": "danger",
            "cancel_url": address(group, "group"),
        }
        return confirm(request, group, context)
    try:
        actions.leave_group(group=group, by=viewer_of(request))
    except actions.LastModerator as refusal:
        messages.error(request, str(refusal))
        return redirect(address(group, "members"))
    messages.success(request, _("You have left the group."))
    return redirect(reverse("community:groups"))
