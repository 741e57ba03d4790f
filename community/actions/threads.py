"""Starting threads and marking them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from community import permissions
from community.actions.posts import announce, save_post
from community.enums import ThreadKind
from community.frames import ThreadChanged, ThreadStarted
from community.models import Group, Membership, Post, Thread
from core import audit, clock, outbox
from core.access import Forbidden, Viewer, require
from core.realtime import publish
from search.tasks import index_row_task

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from community.texts import CheckedText, CheckedTitle
    from search.models import Tag


@transaction.atomic
def start_thread(
    *,
    group: Group,
    title: CheckedTitle,
    kind: ThreadKind,
    text: CheckedText,
    key: UUID,
    by: Viewer,
    tags: Iterable[Tag] = (),
) -> Thread:
    """Start a thread with its first post. The same key again returns the thread that it made before."""
    require(permissions.can_start_thread, by, group, Membership.objects.of(by, group), kind)
    Group.objects.select_for_update().filter(pk=group.pk).values_list("pk").get()
    known = Post.objects.filter(author_id=by.user_id, key=key).select_related("thread__group").first()
    if known is not None:
        return known.thread
    thread = _new_thread(group, title, kind, by)
    thread.tags.add(*tags)
    outbox.add(index_row_task, "thread", str(thread.pk))
    post = save_post(thread=thread, text=text, key=key, by=by)
    publish(ThreadStarted(thread=thread.pk, audience=thread.audience), topic=thread.audience)
    announce(post)
    return thread


def _new_thread(group: Group, title: CheckedTitle, kind: ThreadKind, by: Viewer) -> Thread:
    now = clock.now()
    thread = Thread(
        group=group, author_id=permissions.person_of(by), title=title.title, kind=kind, audience=group.inside
    )
    thread.created = thread.last_at = now
    thread.save(force_insert=True)
    return thread


@transaction.atomic
def mark_answer(*, thread: Thread, post: Post | None, by: Viewer) -> Thread:
    """Say which post settled the question; None takes the mark away."""
    require(permissions.can_mark_answer, by, thread, Membership.objects.of(by, thread.group))
    if post is not None and (post.thread_id != thread.pk or post.is_removed):
        raise Forbidden("mark_answer")
    thread = Thread.objects.select_for_update().get(pk=thread.pk)
    thread.answer, thread.answer_by_id = post, by.user_id if post is not None else None
    thread.save(update_fields=["answer", "answer_by"])
    publish(ThreadChanged(thread=thread.pk, audience=thread.audience), topic=thread.audience)
    return thread


@transaction.atomic
def set_pinned(*, thread: Thread, pinned: bool, by: Viewer) -> Thread:
    """Keep a thread at the top of the list, or no longer."""
    require(permissions.can_moderate, by, thread.group)
    thread = Thread.objects.select_for_update().get(pk=thread.pk)
    thread.pinned = pinned
    thread.save(update_fields=["pinned"])
    audit.record("thread.pinned" if pinned else "thread.unpinned", actor=by, target=thread)
    publish(ThreadChanged(thread=thread.pk, audience=thread.audience), topic=thread.audience)
    return thread
