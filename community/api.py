"""The read API of groups: the same rows as the pages, through the same `visible_to`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from community.models import Group, Post, Thread
from community.texts import shown_html
from core.access import get_visible_or_404
from core.middleware import viewer_of
from core.paging import Page, page_of

router = Router(tags=["groups"])


class GroupOut(Schema):
    """A group as it is listed."""

    id: int
    slug: str
    name: str
    about: str
    language: str
    level: str


class ThreadOut(Schema):
    """A thread as it is listed."""

    id: int
    title: str
    kind: str
    pinned: bool
    answer: int | None
    author: str
    posts: int
    created: datetime
    last_at: datetime


class PostOut(Schema):
    """A post. A removed one keeps its number and has no text."""

    id: int
    number: int
    author: str
    body_html: str
    removed: bool
    helped: int
    reply_to: int | None
    created: datetime
    edited_at: datetime | None


class Groups(Schema):
    """A page of groups."""

    items: list[GroupOut]
    next: str | None


class Threads(Schema):
    """A page of threads."""

    items: list[ThreadOut]
    next: str | None


class Posts(Schema):
    """A page of posts, newest first."""

    items: list[PostOut]
    next: str | None


def _paged(page: Page[Any], items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"items": items, "next": page.next_cursor}


@router.get("/", response=Groups, url_name="groups")
def groups(request: HttpRequest, after: str | None = None) -> dict[str, Any]:
    """Groups that the viewer finds, by name."""
    page = page_of(Group.objects.visible_to(viewer_of(request)), order=("name", "pk"), cursor=after)
    names = ("slug", "name", "about", "language", "level")
    return _paged(page, [{"id": group.pk, **{name: getattr(group, name) for name in names}} for group in page.items])


@router.get("/{int:group_id}/threads/", response=Threads, url_name="group-threads")
def threads(request: HttpRequest, group_id: int, after: str | None = None) -> dict[str, Any]:
    """Threads of a group, pinned first, then the liveliest. A group that one does not see is not found."""
    viewer = viewer_of(request)
    group = get_visible_or_404(Group.objects.all(), viewer, pk=group_id)
    if not viewer.holds(group.inside):
        raise Http404
    rows = Thread.objects.visible_to(viewer).filter(group=group).select_related("author")
    page = page_of(rows, order=("-pinned", "-last_at", "-pk"), cursor=after)
    return _paged(page, [_thread(thread) for thread in page.items])


def _thread(thread: Thread) -> dict[str, Any]:
    return {
        "id": thread.pk,
        "title": thread.title,
        "kind": thread.kind,
        "pinned": thread.pinned,
        "answer": thread.answer_id,
        "author": thread.author.name,
        "posts": thread.last_number,
        "created": thread.created,
        "last_at": thread.last_at,
    }


@router.get("/{int:group_id}/threads/{int:thread_id}/posts/", response=Posts, url_name="thread-posts")
def posts(request: HttpRequest, group_id: int, thread_id: int, after: str | None = None) -> dict[str, Any]:
    """Posts of a thread, newest first."""
    viewer = viewer_of(request)
    thread = get_visible_or_404(Thread.objects.all(), viewer, pk=thread_id, group_id=group_id)
    rows = Post.objects.visible_to(viewer).filter(thread=thread).for_reading()
    page = page_of(rows, order=("-number",), cursor=after, size=50)
    return _paged(page, [_post(post) for post in page.items])


def _post(post: Post) -> dict[str, Any]:
    return {
        "id": post.pk,
        "number": post.number,
        "author": post.author.name,
        "body_html": str(shown_html(post)),
        "removed": post.is_removed,
        "helped": post.helped,
        "reply_to": post.reply_to_id,
        "created": post.created,
        "edited_at": post.edited_at,
    }
