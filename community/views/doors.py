"""The way to a group, a thread and a post: visible or missing, nothing between."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language

from community.models import Group, Membership, Post, Thread
from core.access import get_visible_or_404
from core.middleware import viewer_of

View = Callable[..., HttpResponseBase]


def language() -> str:
    """The language of the page, one of the site's."""
    return (get_language() or "en")[:2]


def in_group(view: View) -> View:
    """Find the group of an address and hand it to the view.

    The number counts; a wrong name behind it leads to the right one, but only those who may see the group.
    """

    @wraps(view)
    def found(request: HttpRequest, group_id: int, slug: str, **rest: Any) -> HttpResponseBase:
        groups = Group.objects.with_member_count().select_related("specialty")
        group = get_visible_or_404(groups, viewer_of(request), pk=group_id)
        if slug != group.slug and request.method in {"GET", "HEAD"}:
            return redirect(_right_address(request, group, rest))
        return view(request, group, **rest)

    return found


def _right_address(request: HttpRequest, group: Group, rest: dict[str, Any]) -> str:
    match = request.resolver_match
    name = match.view_name if match is not None else "community:group"
    address = reverse(name, kwargs={"group_id": group.pk, "slug": group.slug, **rest})
    query = request.META.get("QUERY_STRING", "")
    return f"{address}?{query}" if query else address


def find_thread(request: HttpRequest, group: Group, thread_id: int) -> Thread:
    """A thread of the group with what is unread of it, or 404."""
    threads = Thread.objects.select_related("author", "answer_by").with_unread(viewer_of(request).user_id)
    thread = get_visible_or_404(threads, viewer_of(request), pk=thread_id, group=group)
    thread.group = group
    return thread


def find_post(request: HttpRequest, thread: Thread, post_id: int) -> Post:
    """A post of the thread that nobody removed, or 404."""
    post = get_visible_or_404(Post.objects.standing().for_reading(), viewer_of(request), pk=post_id, thread=thread)
    post.thread = thread
    return post


def find_membership(group: Group, membership_id: int) -> Membership | None:
    """A membership of the group. Who may know of it, the caller has asked."""
    membership = Membership.objects.with_people().filter(group=group, pk=membership_id).first()
    if membership is not None:
        membership.group = group
    return membership


def own_membership(request: HttpRequest, group: Group) -> Membership | None:
    """Where the viewer stands with the group."""
    return Membership.objects.of(viewer_of(request), group)


def show(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Draw a page of the section; the rail shows where one is."""
    return render(request, template, {"section": "groups", **context}, status=status)


def confirm(request: HttpRequest, group: Group, context: dict[str, Any]) -> HttpResponse:
    """Ask before an act: title, text, submit, cancel_url, and kind of the button."""
    return show(request, "community/confirm.html", {"group": group, **context})


def address(group: Group, name: str, *args: object) -> str:
    """An address inside a group."""
    return reverse(f"community:{name}", args=[group.pk, group.slug, *args])
