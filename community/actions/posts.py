"""Writing, editing, removing and weighing posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from community import notices, permissions
from community.frames import PostCreated, PostEdited, PostRemoved, ReactionChanged
from community.models import Membership, Post, Reaction, ReadMark, Thread
from core import audit, clock, outbox
from core.access import Viewer, require
from core.idempotency import KeyReused
from core.realtime import publish
from search.tasks import index_row_task

if TYPE_CHECKING:
    from uuid import UUID

    from community.texts import CheckedText


@transaction.atomic
def create_post(*, thread: Thread, text: CheckedText, key: UUID, by: Viewer, reply_to: Post | None = None) -> Post:
    """Write into a thread. The same key again returns the post that it made before.

    Tells the people named in it. Raises KeyReused when the author used the key in another thread.
    """
    group = thread.group
    require(permissions.can_write, by, group, Membership.objects.of(by, group))
    locked = Thread.objects.select_for_update().get(pk=thread.pk)
    known = Post.objects.filter(author_id=by.user_id, key=key).first()
    if known is not None:
        return _same(known, thread)
    locked.group = group
    return announce(save_post(thread=locked, text=text, key=key, by=by, reply_to=reply_to))


def _same(known: Post, thread: Thread) -> Post:
    if known.thread_id != thread.pk:
        raise KeyReused("community.post")
    return known


def save_post(*, thread: Thread, text: CheckedText, key: UUID, by: Viewer, reply_to: Post | None = None) -> Post:
    """Give the post the next number of its locked thread and tell who is to be told. `announce` must follow."""
    post = Post(
        thread=thread,
        number=thread.last_number + 1,
        author_id=permissions.person_of(by),
        reply_to=reply_to if reply_to is not None and reply_to.thread_id == thread.pk else None,
        body=text.body,
        body_html=text.html,
        key=key,
        audience=thread.audience,
        created=clock.now(),
    )
    post.save(force_insert=True)
    thread.last_number, thread.last_at, thread.last_post = post.number, post.created, post
    thread.save(update_fields=["last_number", "last_at", "last_post"])
    outbox.add(index_row_task, "post", str(post.pk))
    notices.tell_about(post, thread)
    return post


def announce(post: Post) -> Post:
    """Publish a new post, last in its transaction; the number in the topic is what its sender is told."""
    frame = PostCreated(post=post.pk, thread=post.thread_id, key=str(post.key), audience=post.audience)
    post.seq = publish(frame, topic=post.audience)
    Post.objects.filter(pk=post.pk).update(seq=post.seq)
    return post


def _locked(post: Post) -> Post:
    """The post as it is now; its thread's row is locked, as posts change one at a time in a thread."""
    thread = Thread.objects.select_for_update().get(pk=post.thread_id)
    found = Post.objects.get(pk=post.pk)
    thread.group = post.thread.group
    found.thread = thread
    return found


@transaction.atomic
def edit_post(*, post: Post, text: CheckedText, by: Viewer) -> Post:
    """Replace the text of one's own post; it says that it was edited."""
    membership = Membership.objects.of(by, post.thread.group)
    require(permissions.can_edit_post, by, post, membership)
    post = _locked(post)
    require(permissions.can_edit_post, by, post, membership)
    if post.body == text.body:
        return post
    post.body, post.body_html, post.edited_at = text.body, text.html, clock.now()
    post.save(update_fields=["body", "body_html", "edited_at"])
    outbox.add(index_row_task, "post", str(post.pk))
    publish(PostEdited(post=post.pk, thread=post.thread_id, audience=post.audience), topic=post.audience)
    _refresh_quotes(post)
    return post


def _refresh_quotes(post: Post) -> None:
    """Replies show the beginning of what they reply to; they are shown anew when it changed or went."""
    for pk in Post.objects.standing().filter(reply_to=post).order_by("pk").values_list("pk", flat=True):
        publish(PostEdited(post=pk, thread=post.thread_id, audience=post.audience), topic=post.audience)


@transaction.atomic
def remove_post(*, post: Post, by: Viewer) -> Post:
    """Take a post away: its text goes from readers at once, from the table after seven days.

    The row and its number stay. A post that was the answer is it no longer.
    """
    if post.is_removed:
        return post
    membership = Membership.objects.of(by, post.thread.group)
    require(permissions.can_remove_post, by, post, membership)
    post = _locked(post)
    if post.is_removed:
        return post
    post.removed_at, post.removed_by_id = clock.now(), by.user_id
    post.save(update_fields=["removed_at", "removed_by"])
    Thread.objects.filter(pk=post.thread_id, answer=post).update(answer=None, answer_by=None)
    if post.author_id != by.user_id:
        audit.record("post.removed", actor=by, target=post)
    outbox.add(index_row_task, "post", str(post.pk))
    publish(PostRemoved(post=post.pk, thread=post.thread_id, audience=post.audience), topic=post.audience)
    _refresh_quotes(post)
    return post


@transaction.atomic
def react_helped(*, post: Post, helped: bool, by: Viewer) -> Post:
    """Say that a colleague's post helped, or take it back."""
    require(permissions.can_mark_helped, by, post, Membership.objects.of(by, post.thread.group))
    post = _locked(post)
    person = permissions.person_of(by)
    mine = Reaction.objects.filter(post=post, user_id=person)
    if mine.exists() == helped:
        return post
    if helped:
        Reaction.objects.create(post=post, user_id=person, created=clock.now())
    else:
        mine.delete()
    post.helped = Reaction.objects.filter(post=post).count()
    post.save(update_fields=["helped"])
    publish(ReactionChanged(post=post.pk, thread=post.thread_id, audience=post.audience), topic=post.audience)
    return post


@transaction.atomic
def mark_read(*, thread: Thread, number: int, by: Viewer, backwards: bool = False) -> int:
    """Remember how far somebody has read, never past the end; only `backwards` moves the mark back."""
    require(permissions.can_read, by, thread.group)
    number = max(0, min(number, thread.last_number))
    mark, created = ReadMark.objects.select_for_update().get_or_create(
        user_id=permissions.person_of(by), thread=thread, defaults={"last_number": number}
    )
    if not created and (number > mark.last_number or (backwards and number < mark.last_number)):
        mark.last_number = number
        mark.save(update_fields=["last_number"])
    return mark.last_number
