"""What search knows of groups, threads and posts: each with the audience of its row."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from community.enums import Level
from community.models import Group, Post, Thread
from core.kinds import SearchDocument


def group_documents(group: Group) -> Iterable[SearchDocument]:
    """The listing of a group."""
    yield SearchDocument(
        kind="group",
        object_id=str(group.pk),
        language=group.language,
        audience=group.audience,
        title=group.name,
        body=group.about,
        date=group.created,
    )


def thread_documents(thread: Thread) -> Iterable[SearchDocument]:
    """The title of a thread and its tags; what was said in it are documents of their own."""
    yield SearchDocument(
        kind="thread",
        object_id=str(thread.pk),
        language=thread.group.language,
        audience=thread.audience,
        title=thread.title,
        date=thread.created,
        tags=tuple(thread.tagged.order_by("tag__slug").values_list("tag__slug", flat=True)),
    )


def post_documents(post: Post) -> Iterable[SearchDocument]:
    """A post under the title of its thread; a removed one is found by nobody."""
    if post.is_removed:
        return
    yield SearchDocument(
        kind="post",
        object_id=str(post.pk),
        language=post.thread.group.language,
        audience=post.audience,
        title=post.thread.title,
        body=post.body,
        date=post.created,
    )


def group_url(group: Group, language: str) -> str:
    """The page of a group."""
    with translation.override(language):
        return reverse("community:group", args=[group.pk, group.slug])


def thread_url(thread: Thread, language: str) -> str:
    """The page of a thread, at its end."""
    with translation.override(language):
        return reverse("community:thread", args=[thread.group.pk, thread.group.slug, thread.pk])


def post_url(post: Post, language: str) -> str:
    """The page of the thread on which the post stands."""
    return f"{thread_url(post.thread, language)}?post={post.number}#post-{post.pk}"


def group_audience(group: Group) -> str:
    """Who reads what is inside, in words."""
    if group.level == Level.OPEN:
        return _("%(group)s, open to verified physicians") % {"group": group.name}
    return _("%(group)s, members only") % {"group": group.name}
