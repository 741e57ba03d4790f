"""The demonstration groups: made by the actions that people use, then dated back. Running it again changes nothing."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

import structlog
from django.db import transaction
from django.db.models import Max

from accounts.models import Specialty, User
from community import actions, texts
from community.enums import Level, MemberRole, ThreadKind
from community.models import Group, Membership, Post, Reaction, Thread
from core import clock
from core.access import viewer_for
from search.models import Tag

T = TypeVar("T")
log = structlog.get_logger(__name__)
_FILE: Final = Path(__file__).parent / "demo" / "groups.json"
_NAMESPACE: Final = uuid.UUID("6f0d9c1e-53a5-4b53-9d1f-0a7c4f3f4a11")


def seed(people: dict[str, User]) -> None:
    """Make the groups of the file with their members, threads and posts. One thread a transaction."""
    for description in json.loads(_FILE.read_text())["groups"]:
        _group(description, people)


def _group(description: dict[str, Any], people: dict[str, User]) -> None:
    founder = next(m["person"] for m in description["members"] if m["role"] == MemberRole.MODERATOR)
    by = viewer_for(people[founder].pk)
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
    for member in description["members"]:
        _member(group, people[member["person"]], member, founder=people[founder])
    for thread in description["threads"]:
        _thread(group, thread, people)


def _member(group: Group, person: User, description: dict[str, Any], *, founder: User) -> None:
    if not Membership.objects.filter(group=group, user=person).exists():
        invitation = actions.invite(group=group, person=person, by=viewer_for(founder.pk))
        membership = actions.accept_invitation(membership=invitation, by=viewer_for(person.pk))
        if description["role"] == MemberRole.MODERATOR:
            actions.change_role(membership=membership, role=MemberRole.MODERATOR, by=viewer_for(founder.pk))
    joined = clock.now() - timedelta(days=description["joined_days_ago"])
    Membership.objects.filter(group=group, user=person, changed_at__gt=joined).update(changed_at=joined)


def _key(name: str) -> uuid.UUID:
    """The same key for the same post at each run: so it is made once."""
    return uuid.uuid5(_NAMESPACE, name)


def _thread(group: Group, description: dict[str, Any], people: dict[str, User]) -> None:
    if Post.objects.filter(key__in=[_key(post["key"]) for post in description["posts"]]).exists():
        return
    title = _checked(texts.check_title, description["title"], description["key"], group)
    checked = [(post, _checked(texts.check_body, post["body"], post["key"], group)) for post in description["posts"]]
    # Without its opening a thread is none: an answer in its place would ask nothing.
    if title is not None and checked[0][1] is not None:
        posts = [(post, text) for post, text in checked if text is not None]
        _write(group, title, description, posts, people)


@transaction.atomic
def _write(
    group: Group,
    title: texts.CheckedTitle,
    description: dict[str, Any],
    posts: list[tuple[dict[str, Any], texts.CheckedText]],
    people: dict[str, User],
) -> None:
    (first, opening), *rest = posts
    thread = actions.start_thread(
        group=group,
        title=title,
        kind=ThreadKind(description["kind"]),
        text=opening,
        key=_key(first["key"]),
        tags=Tag.objects.filter(slug__in=description["tags"]),
        by=viewer_for(people[first["author"]].pk),
    )
    thread.group = group
    for post, text in rest:
        by = viewer_for(people[post["author"]].pk)
        actions.create_post(thread=thread, text=text, key=_key(post["key"]), by=by)
    for post, _text_of in posts:
        _weigh(thread, post, people)
    _read(thread)
    _date_back(thread, [post for post, _text_of in posts], people)
    Thread.objects.filter(pk=thread.pk).update(pinned=description["pinned"])


def _checked(check: Callable[[str, str], T], text: str, name: str, group: Group) -> T | None:
    """The checked text. One that the detector takes for a patient's is left out, and the log says so."""
    try:
        return check(text, group.language)
    except texts.TextRefused as refusal:
        log.warning("community.demo_text_refused", text=name, reason=refusal.code)
        return None


def _weigh(thread: Thread, description: dict[str, Any], people: dict[str, User]) -> None:
    """Reactions, and the answer as the one who asked marks it."""
    post = Post.objects.get(author=people[description["author"]], key=_key(description["key"]))
    post.thread = thread
    for person in description["helped"]:
        actions.react_helped(post=post, helped=True, by=viewer_for(people[person].pk))
    if description["answer"]:
        actions.mark_answer(thread=thread, post=post, by=viewer_for(thread.author_id))


def _read(thread: Thread) -> None:
    """Whoever wrote has read what stood above."""
    thread.last_number = thread.posts.count()
    own = thread.posts.order_by().values_list("author_id").annotate(number=Max("number"))
    for author_id, number in own:
        actions.mark_read(thread=thread, number=number, by=viewer_for(author_id))


def _date_back(thread: Thread, posts: list[dict[str, Any]], people: dict[str, User]) -> None:
    now = clock.now()
    moments = {}
    for post in posts:
        moments[_key(post["key"])] = moment = now - timedelta(minutes=post["minutes_ago"])
        found = Post.objects.filter(author=people[post["author"]], key=_key(post["key"]))
        found.update(created=moment)
        Reaction.objects.filter(post__in=found.values("pk")).update(created=moment)
    Thread.objects.filter(pk=thread.pk).update(created=min(moments.values()), last_at=max(moments.values()))
