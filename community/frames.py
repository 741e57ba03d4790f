"""What a group's topic says: frames name rows by id, their words are read from the database when sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.verification.trust import credit
from community.models import Post, Thread
from community.texts import shown_html
from core.realtime import Frame, register_frame
from core.realtime.frames import Payload


@register_frame
@dataclass(frozen=True)
class PostCreated(Frame):
    """A new message. Rendered with its text as it stands now, or as gone."""

    post: int
    thread: int
    key: str

    @classmethod
    def render(cls, payloads: Sequence[Payload], language: str) -> Sequence[Payload | None]:
        """All messages of the batch in one query."""
        found = Post.objects.for_reading().standing().in_bulk([payload["post"] for payload in payloads])
        return [_message(found.get(payload["post"]), payload, language) for payload in payloads]


@register_frame
@dataclass(frozen=True)
class PostEdited(Frame):
    """The text of a message changed; the frame carries the present text."""

    post: int
    thread: int

    @classmethod
    def render(cls, payloads: Sequence[Payload], language: str) -> Sequence[Payload | None]:
        """All messages of the batch in one query."""
        del language
        found = Post.objects.for_reading().standing().in_bulk([payload["post"] for payload in payloads])
        return [_edited(found.get(payload["post"]), payload) for payload in payloads]


@register_frame
@dataclass(frozen=True)
class PostRemoved(Frame):
    """The text of a message is gone; its place stays."""

    post: int
    thread: int


@register_frame
@dataclass(frozen=True)
class ReactionChanged(Frame):
    """So many colleagues say that a message helped."""

    post: int
    thread: int

    @classmethod
    def render(cls, payloads: Sequence[Payload], language: str) -> Sequence[Payload | None]:
        """The present numbers in one query."""
        del language
        rows = Post.objects.filter(pk__in=[payload["post"] for payload in payloads])
        found = {pk: (helped, audience) for pk, helped, audience in rows.values_list("pk", "helped", "audience")}
        return [_counted(found.get(payload["post"]), payload) for payload in payloads]


@register_frame
@dataclass(frozen=True)
class ThreadStarted(Frame):
    """A new thread in the list."""

    thread: int

    @classmethod
    def render(cls, payloads: Sequence[Payload], language: str) -> Sequence[Payload | None]:
        """All threads of the batch in one query."""
        return _threads(payloads, language)


@register_frame
@dataclass(frozen=True)
class ThreadChanged(Frame):
    """A thread was pinned, or a message marked as its answer."""

    thread: int

    @classmethod
    def render(cls, payloads: Sequence[Payload], language: str) -> Sequence[Payload | None]:
        """All threads of the batch in one query."""
        return _threads(payloads, language)


def _message(post: Post | None, payload: Payload, language: str) -> Payload | None:
    if post is None:
        return None
    author = post.author
    return {
        **payload,
        "audience": post.audience,
        "number": post.number,
        "author": author.name,
        "author_id": author.public_id.hex,
        "author_specialty": credit(author, language),
        "body_html": str(shown_html(post)),
        "created": post.created.isoformat(),
        "edited": post.edited_at.isoformat() if post.edited_at else None,
        "helped": post.helped,
    }


def _edited(post: Post | None, payload: Payload) -> Payload | None:
    if post is None:
        return None
    edited = post.edited_at.isoformat() if post.edited_at else None
    return {**payload, "audience": post.audience, "body_html": str(shown_html(post)), "edited": edited}


def _counted(found: tuple[int, str] | None, payload: Payload) -> Payload | None:
    return None if found is None else {**payload, "helped": found[0], "audience": found[1]}


def _threads(payloads: Sequence[Payload], language: str) -> list[Payload | None]:
    found = Thread.objects.select_related("author").in_bulk([payload["thread"] for payload in payloads])
    return [_thread(found.get(payload["thread"]), payload, language) for payload in payloads]


def _thread(thread: Thread | None, payload: Payload, language: str) -> Payload | None:
    del language
    if thread is None:
        return None
    return {
        **payload,
        "audience": thread.audience,
        "title": thread.title,
        "kind": thread.kind,
        "author": thread.author.name,
        "pinned": thread.pinned,
        "answer": thread.answer_id,
        "created": thread.created.isoformat(),
    }
