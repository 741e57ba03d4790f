"""What members do on a socket: post, and say how far they have read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from community import actions, texts
from community.models import Post, Thread
from core.access import Viewer, get_visible_or_404
from core.idempotency import KeyReused
from core.realtime import CommandError, register_command
from core.realtime.commands import Message

_LARGEST_ID = 2**63 - 1


def register() -> None:
    """Offer the commands; run once at start-up."""
    register_command("post", post, prepare=prepare_post)
    # Sent by the page when the end of a thread was in sight for a second.
    register_command("read", read, is_act=False)


def prepare_post(viewer: Viewer, message: Message, language: str) -> Message:
    """Read, check and render a post before any transaction is open."""
    thread = _thread(viewer, message)
    body = message.get("body")
    if not isinstance(body, str):
        raise CommandError("bad_message", _("The body of a post is text."))
    ready = {"thread": thread.pk, "group": thread.group_id, "key": _key(message), "reply_to": message.get("reply_to")}
    with translation.override(language):
        try:
            return {**ready, "text": texts.check_body(body, thread.group.language, group=thread.group)}
        except texts.TextRefused as refusal:
            raise CommandError(refusal.code, refusal.message) from refusal


def post(viewer: Viewer, message: Message, language: str) -> Message:
    """Write what was prepared. The number in the topic is the acknowledgement."""
    del language
    thread = _thread(viewer, message)
    reply_to = _quoted(viewer, thread, message.get("reply_to"))
    try:
        made = actions.create_post(
            thread=thread, text=message["text"], key=message["key"], by=viewer, reply_to=reply_to
        )
    except KeyReused as error:
        raise CommandError("refused", _("This key belongs to another message.")) from error
    return {"seq": made.seq}


def read(viewer: Viewer, message: Message, language: str) -> Message:
    """Move the mark of what was read."""
    del language
    thread = _thread(viewer, message)
    return {"number": actions.mark_read(thread=thread, number=_number(message, "number"), by=viewer)}


def _thread(viewer: Viewer, message: Message) -> Thread:
    lookup: dict[str, Any] = {"pk": _number(message, "thread")}
    if "group" in message:
        lookup["group_id"] = _number(message, "group")
    return get_visible_or_404(Thread.objects.select_related("group"), viewer, **lookup)


def _quoted(viewer: Viewer, thread: Thread, number: object) -> Post | None:
    """The post that is replied to; one that is gone in the meantime is no reason to refuse."""
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number <= _LARGEST_ID:
        return None
    return Post.objects.visible_to(viewer).standing().filter(thread=thread, pk=number).first()


def _number(message: Message, name: str) -> int:
    value = message.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LARGEST_ID:
        raise CommandError("bad_message", _("%(name)s is a number.") % {"name": name})
    return value


def _key(message: Message) -> UUID:
    try:
        return UUID(message.get("key", ""))
    except (ValueError, TypeError, AttributeError) as error:
        raise CommandError("bad_message", _("A post carries a key, a UUID of its own.")) from error
