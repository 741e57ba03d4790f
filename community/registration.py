"""What community registers in the layers below: tokens, grants, topics, kinds, notices, commands."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.notices import register_notice
from accounts.panels import register_panel
from community import documents, frames, grants, models, notices, queries, sockets
from core.access import register_grants, register_token
from core.context import register_counter, register_shell_value
from core.kinds import Kind, register_internal, register_kind
from core.realtime import register_topic

__all__ = ["frames", "register"]


def register() -> None:
    """Run once at start-up. Importing `frames` declares them."""
    _access()
    _kinds()
    sockets.register()
    register_notice(notices.MENTION, notices.mention_words, icon="chat")
    register_notice(notices.REPLY, notices.reply_words, icon="chat")
    register_notice(notices.ANSWER, notices.answer_words, icon="check-circle")
    register_notice(notices.INVITATION, notices.invitation_words, icon="users")
    register_notice(notices.WELCOME, notices.welcome_words, icon="users")
    register_counter("groups", queries.threads_waiting)
    register_shell_value("rail_groups", queries.rail_groups)
    register_panel("groups", queries.unread_panel, order=50)


def _access() -> None:
    register_token("group", takes_name=True)
    register_token("group-moderator", takes_name=True)
    register_grants("group", grants.member_tokens, requires="physician")
    register_grants("open-group", grants.open_tokens, requires="physician")
    register_grants("group-moderator", grants.moderator_tokens, requires="physician")
    register_topic("group")


def _kinds() -> None:
    register_kind(
        Kind(
            name="group",
            model=models.Group,
            label=_("group"),
            visible=models.Group.objects.visible_to,
            url=documents.group_url,
            documents=documents.group_documents,
            audience_label=documents.group_audience,
        )
    )
    register_kind(
        Kind(
            name="thread",
            model=models.Thread,
            label=_("thread"),
            visible=lambda viewer: models.Thread.objects.visible_to(viewer).select_related("group"),
            url=documents.thread_url,
            documents=documents.thread_documents,
            needs=("group",),
            audience_label=lambda thread: documents.group_audience(thread.group),
        )
    )
    register_kind(
        Kind(
            name="post",
            model=models.Post,
            label=_("post"),
            visible=lambda viewer: (
                models.Post.objects.visible_to(viewer).standing().select_related("thread__group", "author")
            ),
            url=documents.post_url,
            documents=documents.post_documents,
            needs=("thread__group",),
            audience_label=lambda post: documents.group_audience(post.thread.group),
        )
    )
    register_internal(models.Membership, "seen as the members of a group by those who read it")
    register_internal(models.ThreadTag, "seen with its thread")
    register_internal(models.Reaction, "seen as a number on its post")
    register_internal(models.ReadMark, "one's own, seen as what is unread")
