"""The demonstration groups: made by the actions that people use, then dated back. Running it again changes nothing."""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

import structlog
from django.db import transaction

from accounts.models import InboxItem, Specialty, User
from community import actions, texts
from community.enums import Level, MemberRole, ThreadKind
from community.models import Group, Membership, Post, Reaction, ReadMark, Thread
from core import clock
from core.access import Viewer, viewer_for
from search.models import Tag

T = TypeVar("T")
log = structlog.get_logger(__name__)
_FOLDER: Final = Path(__file__).parent / "demo"
_NAMESPACE: Final = uuid.UUID("6f0d9c1e-53a5-4b53-9d1f-0a7c4f3f4a11")
_LAST_HERE: Final = timedelta(hours=27)
"""Everybody was here so long ago: what was written since is unread."""
_INVITED: Final = "invited"
_ASKED: Final = "asked"


@dataclass(frozen=True, slots=True)
class _Circle:
    """A group with its members as they act."""

    group: Group
    people: Mapping[str, User]
    viewers: Mapping[str, Viewer]


def seed(people: Mapping[str, User]) -> None:
    """Make the groups of the files with their members, threads and posts. One thread a transaction."""
    threads = {}
    for path in sorted(_FOLDER.glob("threads-*.json")):
        described = json.loads(path.read_text(encoding="utf-8"))
        threads[described["group"]] = described["threads"]
    for description in json.loads((_FOLDER / "groups.json").read_text(encoding="utf-8"))["groups"]:
        _group(description, threads[description["slug"]], people)


def _group(description: dict[str, Any], threads: list[dict[str, Any]], people: Mapping[str, User]) -> None:
    members = description["members"]
    founder = next(m["person"] for m in members if m["role"] == MemberRole.MODERATOR)
    group = _founded(description, viewer_for(people[founder].pk))
    for member in members:
        _member(group, people[member["person"]], member, founder=people[founder])
    inside = [m["person"] for m in members if m["role"] in MemberRole.values]
    circle = _Circle(group, people, {key: viewer_for(people[key].pk) for key in inside})
    keys = [_key(post["key"]) for thread in threads for post in thread["posts"]]
    known = set(Post.objects.filter(key__in=keys).values_list("key", flat=True))
    for thread in threads:
        if not known & {_key(post["key"]) for post in thread["posts"]}:
            _thread(circle, thread)


def _founded(description: dict[str, Any], by: Viewer) -> Group:
    group = Group.objects.filter(slug=description["slug"]).first()
    if group is None:
        group = actions.create_group(
            name=description["name"],
            about=description["about"],
            language=description["language"],
            level=Level(description["level"]),
            specialty=Specialty.objects.filter(slug=description["specialty"]).first(),
            by=by,
        )
        Group.objects.filter(pk=group.pk).update(slug=description["slug"])
        group.slug = description["slug"]
    return group


def _member(group: Group, person: User, description: dict[str, Any], *, founder: User) -> None:
    moment = clock.now() - timedelta(days=description["joined_days_ago"])
    if not Membership.objects.filter(group=group, user=person).exists():
        _let_in(group, person, description["role"], viewer_for(founder.pk))
        InboxItem.objects.filter(user=person, target=f"group:{group.pk}").update(created=moment)
    Membership.objects.filter(group=group, user=person, changed_at__gt=moment).update(changed_at=moment)


def _let_in(group: Group, person: User, role: str, founder: Viewer) -> None:
    """Into the group, or as far as the door: invited, or asking to be let in."""
    if role == _ASKED:
        actions.request_join(group=group, by=viewer_for(person.pk))
        return
    membership = actions.invite(group=group, person=person, by=founder)
    if role == _INVITED:
        return
    membership = actions.accept_invitation(membership=membership, by=viewer_for(person.pk))
    if role == MemberRole.MODERATOR:
        actions.change_role(membership=membership, role=MemberRole.MODERATOR, by=founder)


def _key(name: str) -> uuid.UUID:
    """The same key for the same post at each run: so it is made once."""
    return uuid.uuid5(_NAMESPACE, name)


@dataclass(frozen=True, slots=True)
class _Told:
    """A post as the file tells it, with its texts checked; one that was edited said something else first."""

    facts: dict[str, Any]
    text: texts.CheckedText
    first: texts.CheckedText


def _thread(circle: _Circle, description: dict[str, Any]) -> None:
    title = _checked(texts.check_title, description["title"], description["key"], circle.group.language)
    told = [told for post in description["posts"] if (told := _told(post, circle.group)) is not None]
    if title is not None and told:
        _write(circle, title, description, told)


def _told(post: dict[str, Any], group: Group) -> _Told | None:
    def check(text: str, language: str) -> texts.CheckedText:
        return texts.check_body(text, language, group=group)

    text = _checked(check, post["body"], post["key"], group.language)
    first = _checked(check, post["first_body"], post["key"], group.language) if "first_body" in post else text
    return _Told(post, text, first) if text is not None and first is not None else None


def _checked(check: Callable[[str, str], T], text: str, name: str, language: str) -> T | None:
    """The checked text. One that the detector takes for a patient's is left out, and the log says so."""
    try:
        return check(text, language)
    except texts.TextRefused as refusal:
        log.warning("community.demo_text_refused", text=name, reason=refusal.code)
        return None


@transaction.atomic
def _write(circle: _Circle, title: texts.CheckedTitle, description: dict[str, Any], told: Sequence[_Told]) -> None:
    opening, *rest = told
    thread = actions.start_thread(
        group=circle.group,
        title=title,
        kind=ThreadKind(description["kind"]),
        text=opening.first,
        key=_key(opening.facts["key"]),
        tags=Tag.objects.filter(slug__in=description["tags"]),
        by=circle.viewers[opening.facts["author"]],
    )
    thread.group = circle.group
    posts = {opening.facts["key"]: Post.objects.get(thread=thread)}
    for one in rest:
        posts[one.facts["key"]] = actions.create_post(
            thread=thread,
            text=one.first,
            key=_key(one.facts["key"]),
            by=circle.viewers[one.facts["author"]],
            reply_to=posts.get(one.facts.get("reply_to", "")),
        )
    for one in told:
        _change(circle, thread, posts[one.facts["key"]], one)
    _date_back(circle, thread, [(posts[one.facts["key"]], one.facts) for one in told])
    Thread.objects.filter(pk=thread.pk).update(pinned=description["pinned"])


def _change(circle: _Circle, thread: Thread, post: Post, told: _Told) -> None:
    """What happened to a post after it was sent: its author edited it, or it became the answer."""
    post.thread = thread
    if told.first is not told.text:
        edited = actions.edit_post(post=post, text=told.text, by=circle.viewers[told.facts["author"]])
        post.body, post.body_html, post.edited_at = edited.body, edited.body_html, edited.edited_at
    if told.facts["answer"]:
        asker = next(viewer for viewer in circle.viewers.values() if viewer.user_id == thread.author_id)
        actions.mark_answer(thread=thread, post=post, by=asker)


# --- dating back --------------------------------------------------------------------------------------


def _date_back(circle: _Circle, thread: Thread, posts: Sequence[tuple[Post, dict[str, Any]]]) -> None:
    """Move a thread into the past, with its notices; then let people weigh and read it.

    Written at once for the whole thread: nobody has opened it yet, so no frame is missed.
    """
    now = clock.now()
    for post, facts in posts:
        post.created = now - timedelta(minutes=facts["minutes_ago"])
        post.helped = len(facts["helped"])
        if post.edited_at is not None:
            post.edited_at = now - timedelta(minutes=facts["edited_minutes_ago"])
        InboxItem.objects.filter(target=f"post:{post.pk}").update(created=post.created)
    made = [post for post, _facts in posts]
    Post.objects.bulk_update(made, ["created", "helped", "edited_at"])
    replies = [post.created for post in made if post.author_id != thread.author_id]
    if replies:
        InboxItem.objects.filter(target=f"thread:{thread.pk}").update(created=min(replies))
    Thread.objects.filter(pk=thread.pk).update(created=made[0].created, last_at=made[-1].created)
    Reaction.objects.bulk_create(
        Reaction(post=post, user=circle.people[key], created=post.created)
        for post, facts in posts
        for key in facts["helped"]
    )
    _read(circle, thread, made, until=now - _LAST_HERE)


def _read(circle: _Circle, thread: Thread, posts: Sequence[Post], *, until: datetime) -> None:
    """Everybody has read what is older, and whoever wrote has read what stood above."""
    seen = max((post.number for post in posts if post.created <= until), default=0)
    own: dict[int, int] = defaultdict(int)
    for post in posts:
        own[post.author_id] = max(own[post.author_id], post.number)
    ReadMark.objects.bulk_create(
        ReadMark(user_id=viewer.known_id, thread=thread, last_number=max(seen, own[viewer.known_id]))
        for viewer in circle.viewers.values()
    )
