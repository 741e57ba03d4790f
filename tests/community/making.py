"""Groups, threads and posts for tests, made by the actions that people use."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from community import actions, texts
from community.enums import Level, MemberRole, ThreadKind
from community.models import Group, Membership, Post, Thread
from core import textcheck
from core.access import Viewer
from tests.people import Cast, Person

BAD_WORD = "Xanderstein"


def refuse_bad_word(text: str, language: str) -> list[textcheck.Problem]:
    """Stands for a finding: one invented surname."""
    del language
    start = text.find(BAD_WORD)
    if start < 0:
        return []
    return [textcheck.Problem(start, start + len(BAD_WORD), "name", "a name of a person")]


def group_of(moderator: Person, *members: Person, level: Level = Level.CLOSED, name: str = "Cardiology North") -> Group:
    """A group with its moderator and members."""
    made = actions.create_group(
        name=name, about="Shared questions.", language="en", level=level, specialty=None, by=moderator.viewer
    )
    for person in members:
        admit(made, person, by=moderator)
    return made


def admit(group: Group, person: Person, *, by: Person) -> Membership:
    """Invite somebody and let them accept."""
    invitation = actions.invite(group=group, person=person.user, by=by.viewer)
    return actions.accept_invitation(membership=invitation, by=person.viewer)


def promote(group: Group, person: Person, *, by: Person) -> None:
    """Make a member a moderator."""
    membership = Membership.objects.get(group=group, user=person.user)
    actions.change_role(membership=membership, role=MemberRole.MODERATOR, by=by.viewer)


def thread_in(
    group: Group, author: Person, title: str = "Colchicine for how long?", kind: ThreadKind = ThreadKind.QUESTION
) -> Thread:
    """A thread with one post."""
    return actions.start_thread(
        group=group,
        title=texts.check_title(title, "en"),
        kind=kind,
        text=texts.check_body("The leaflet says six weeks.", "en"),
        key=uuid.uuid4(),
        by=author.viewer,
    )


def post_in(
    thread: Thread,
    author: Person,
    body: str = "Three months.",
    *,
    key: uuid.UUID | None = None,
    reply_to: Post | None = None,
) -> Post:
    """One more post."""
    return write(thread, author.viewer, body, key=key, reply_to=reply_to)


def write(thread: Thread, by: Viewer, body: str, *, key: uuid.UUID | None = None, reply_to: Post | None = None) -> Post:
    """A post by a viewer as they were."""
    text = texts.check_body(body, "en")
    return actions.create_post(thread=thread, text=text, key=key or uuid.uuid4(), by=by, reply_to=reply_to)


@dataclass(frozen=True, slots=True)
class Circle:
    """A closed group of the cast: moderator, two members, and somebody who was removed."""

    group: Group
    thread: Thread
    cast: Cast

    @property
    def url(self) -> str:
        """The page of the group."""
        return f"/en/community/{self.group.pk}-{self.group.slug}/"

    @property
    def thread_url(self) -> str:
        """The page of the thread."""
        return f"{self.url}threads/{self.thread.pk}/"


def circle_of(cast: Cast, level: Level = Level.CLOSED) -> Circle:
    """The usual group of the tests."""
    group = group_of(cast.group_moderator, cast.physician, cast.second_physician, cast.removed_member, level=level)
    thread = thread_in(group, cast.physician)
    membership = Membership.objects.get(group=group, user=cast.removed_member.user)
    actions.remove_member(membership=membership, by=cast.group_moderator.viewer)
    return Circle(group, thread, cast)
