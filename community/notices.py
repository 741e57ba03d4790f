"""Who is told about a post, and how the notices of groups read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import notify_each
from accounts.models import InboxItem
from accounts.notices import Words
from community.documents import group_url, post_url, thread_url
from community.enums import MemberState, ThreadKind
from community.mentions import mentions_in
from community.models import Group, Membership, Post, Thread
from core.access import Viewer

MENTION: Final = "group-mention"
REPLY: Final = "group-reply"
ANSWER: Final = "group-answer"
INVITATION: Final = "group-invitation"
WELCOME: Final = "group-welcome"


def tell_about(post: Post, thread: Thread) -> None:
    """Notices of one post: first to those named, then to whom it replies, then to who asked."""
    told = {post.author_id}
    mentioned = {mention.user_id for mention in mentions_in(post.body, thread.group)} - told
    replied = {post.reply_to.author_id} - told - mentioned if post.reply_to else set()
    told |= mentioned | replied
    asked = {thread.author_id} - told if thread.kind == ThreadKind.QUESTION else set()
    asked = _without_waiting(asked, f"thread:{thread.pk}")
    notices = dict.fromkeys(mentioned, (MENTION, f"post:{post.pk}"))
    notices |= dict.fromkeys(replied, (REPLY, f"post:{post.pk}"))
    notices |= dict.fromkeys(asked, (ANSWER, f"thread:{thread.pk}"))
    notify_each((user_id, *notices[user_id]) for user_id in _members(thread, notices))


def _members(thread: Thread, user_ids: Collection[int]) -> list[int]:
    """Only members are told: somebody who has left reads nothing of it."""
    if not user_ids:
        return []
    members = Membership.objects.in_force().filter(group_id=thread.group_id, user_id__in=user_ids)
    return list(members.values_list("user_id", flat=True))


def _without_waiting(user_ids: set[int], target: str) -> set[int]:
    """A busy thread is one notice, not twenty."""
    if not user_ids:
        return user_ids
    waiting = InboxItem.objects.filter(user_id__in=user_ids, kind=ANSWER, target=target, read_at=None)
    return user_ids - set(waiting.values_list("user_id", flat=True))


# --- words --------------------------------------------------------------------------------------


def _ids(targets: Iterable[str]) -> dict[int, str]:
    return {int(target.rpartition(":")[2]): target for target in targets}


def post_words(viewer: Viewer, targets: Iterable[str], language: str, *, sentence: str) -> Mapping[str, Words]:
    """Words for posts that the viewer may still see."""
    ids = _ids(targets)
    posts = Post.objects.visible_to(viewer).standing().filter(pk__in=ids)
    found = posts.select_related("author", "thread__group")
    return {
        ids[post.pk]: Words(
            sentence % {"person": post.author.name, "thread": post.thread.title}, post_url(post, language)
        )
        for post in found
    }


def mention_words(viewer: Viewer, targets: Iterable[str], language: str) -> Mapping[str, Words]:
    """Somebody wrote the viewer's name."""
    return post_words(viewer, targets, language, sentence=_("%(person)s mentioned you in “%(thread)s”"))


def reply_words(viewer: Viewer, targets: Iterable[str], language: str) -> Mapping[str, Words]:
    """Somebody replied to the viewer."""
    return post_words(viewer, targets, language, sentence=_("%(person)s replied to you in “%(thread)s”"))


def answer_words(viewer: Viewer, targets: Iterable[str], language: str) -> Mapping[str, Words]:
    """The viewer's question has replies."""
    ids = _ids(targets)
    threads = Thread.objects.visible_to(viewer).filter(pk__in=ids).select_related("group")
    sentence = _("There are replies to your question “%(thread)s”")
    return {ids[t.pk]: Words(sentence % {"thread": t.title}, thread_url(t, language)) for t in threads}


def invitation_words(viewer: Viewer, targets: Iterable[str], language: str) -> Mapping[str, Words]:
    """An invitation that still waits; the name is for the invited person, as long as it does."""
    del language
    ids = _ids(targets)
    waiting = Membership.objects.filter(user_id=viewer.user_id or 0, state=MemberState.INVITED, group_id__in=ids)
    sentence = _("You are invited to the group “%(group)s”")
    return {
        ids[m.group_id]: Words(sentence % {"group": m.group.name}, reverse("community:groups"))
        for m in waiting.select_related("group")
    }


def welcome_words(viewer: Viewer, targets: Iterable[str], language: str) -> Mapping[str, Words]:
    """A request to join was accepted."""
    ids = _ids(targets)
    sentence = _("You are now a member of “%(group)s”")
    groups = [g for g in Group.objects.visible_to(viewer).filter(pk__in=ids) if viewer.holds(g.inside)]
    return {ids[g.pk]: Words(sentence % {"group": g.name}, group_url(g, language)) for g in groups}
