"""Reading groups for pages: rows with their words, a fixed number of queries whatever the size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.models import User
from accounts.panels import Panel
from accounts.verification.trust import RELATED, credit
from community import permissions
from community.documents import group_url, thread_url
from community.enums import Level, MemberState, ThreadKind
from community.models import Group, Membership, Post, Reaction, Thread
from community.texts import shown_html
from core.access import Viewer

if TYPE_CHECKING:
    from datetime import datetime

_LAST_LINE: Final = 90
_FOLLOWS: Final = timedelta(minutes=5)
_PANEL_ROWS: Final = 6
_RAIL: Final = 8
_KIND_ICONS: Final = {ThreadKind.ANNOUNCEMENT: "bell", ThreadKind.QUESTION: "help"}


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group as its card shows it. `audience` says who reads inside, not who finds it."""

    name: str
    url: str
    audience: str
    audience_label: str
    text: str
    unread: int = 0
    is_private: bool = True


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A thread as the list shows it."""

    url: str
    title: str
    kind_icon: str
    kind_label: str
    unread: int
    last: str
    time: datetime
    here: bool


@dataclass(slots=True)
class MessageRow:
    """A post as the component `message` takes it."""

    id: int
    author: str
    specialty: str
    created: datetime
    body_html: str
    mine: bool
    edited: bool
    helped: int
    url: str
    follows: bool = False
    answer: str = ""
    removed: str = ""
    helped_url: str = ""
    has_helped: bool = False
    reply_url: str = ""
    state: str = ""
    day: date | None = None
    new: int = 0
    tools: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A thread with what is unread of it, and who looks: what the messages and their tools depend on."""

    thread: Thread
    viewer: Viewer
    membership: Membership | None
    language: str

    @property
    def read_to(self) -> int:
        """The last number that the viewer has read."""
        return self.thread.read_to

    @property
    def unread(self) -> int:
        """How many posts wait."""
        return self.thread.unread

    @property
    def can_write(self) -> bool:
        """Whether there is a composer and tools."""
        return permissions.can_write(self.viewer, self.thread.group, self.membership)

    def url(self, name: str, *args: object) -> str:
        """An address inside the group."""
        group = self.thread.group
        return reverse(f"community:{name}", args=[group.pk, group.slug, *args])


# --- groups -------------------------------------------------------------------------------------


def audience_words(group: Group, members: int) -> str:
    """Who reads inside, in words, with their number."""
    if group.level == Level.OPEN:
        return ngettext(
            "All verified physicians, %(count)d member", "All verified physicians, %(count)d members", members
        ) % {"count": members}
    if group.level == Level.SECRET:
        return ngettext("Secret group, %(count)d member", "Secret group, %(count)d members", members) % {
            "count": members
        }
    return ngettext("Private group, %(count)d member", "Private group, %(count)d members", members) % {"count": members}


def group_rows(groups: Iterable[Group], language: str, unread: Counter[int] | None = None) -> list[GroupRow]:
    """Cards of groups that carry `member_count`."""
    counts = unread or Counter()
    return [
        GroupRow(
            name=group.name,
            url=group_url(group, language),
            audience="physician" if group.level == Level.OPEN else group.inside,
            audience_label=audience_words(group, group.member_count),
            text=group.about if len(group.about) < 180 else f"{group.about[:179]}…",
            unread=counts[group.pk],
            is_private=group.is_private,
        )
        for group in groups
    ]


def unread_by_group(viewer: Viewer, group_ids: Iterable[int]) -> Counter[int]:
    """How many posts of other people wait in each of these groups."""
    if viewer.user_id is None:
        return Counter()
    threads = Thread.objects.visible_to(viewer).filter(group_id__in=list(group_ids))
    found = threads.with_something_new(viewer.user_id).order_by()
    total: Counter[int] = Counter()
    for thread in found:
        total[thread.group_id] += thread.unread
    return total


def my_groups(viewer: Viewer) -> list[Group]:
    """The groups of which the viewer is a member and which they see, by name."""
    if viewer.user_id is None:
        return []
    return list(Group.objects.visible_to(viewer).joined_by(viewer.user_id).with_member_count().order_by("name", "pk"))


def invitations(viewer: Viewer) -> list[Membership]:
    """Invitations that wait for this very person; only these tell the name of a group that they cannot see."""
    if viewer.user_id is None or not viewer.holds("physician"):
        return []
    waiting = Membership.objects.filter(user_id=viewer.user_id, state=MemberState.INVITED)
    return list(waiting.select_related("group").order_by("pk"))


def threads_waiting(viewer: Viewer) -> int:
    """Threads of the viewer's groups with something new: the number in the rail."""
    if viewer.user_id is None or not viewer.holds("physician"):
        return 0
    mine = Group.objects.joined_by(viewer.user_id).values("pk")
    return Thread.objects.visible_to(viewer).filter(group__in=mine).with_something_new(viewer.user_id).count()


def unread_panel(viewer: Viewer, language: str) -> Panel | None:
    """The panel "Unread in your groups" of the page Today."""
    groups = my_groups(viewer)
    if not groups:
        return None
    unread = unread_by_group(viewer, [group.pk for group in groups])
    rows = [row for row in group_rows(groups, language, unread) if row.unread]
    return Panel("community/panel.html", {"rows": rows[:_PANEL_ROWS]}, waiting=len(rows))


def rail_groups(viewer: Viewer, language: str) -> list[dict[str, Any]]:
    """The viewer's groups for the rail."""
    if viewer.user_id is None:
        return []
    groups = Group.objects.visible_to(viewer).joined_by(viewer.user_id).order_by("name", "pk")[:_RAIL]
    return [{"name": g.name, "url": group_url(g, language), "is_private": g.is_private} for g in groups]


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A person in a group, or on the way into it."""

    membership: Membership
    name: str
    specialty: str
    is_moderator: bool


def member_rows(memberships: Iterable[Membership], language: str) -> list[MemberRow]:
    """Rows of memberships that came with their people."""
    return [
        MemberRow(
            membership=membership,
            name=membership.user.name,
            specialty=credit(membership.user, language),
            is_moderator=membership.is_moderator,
        )
        for membership in memberships
    ]


def writer_context(viewer: Viewer, language: str) -> dict[str, str]:
    """What the live script says of the viewer's own messages."""
    person = User.objects.select_related(*RELATED).filter(pk=viewer.user_id or 0).first()
    if person is None:
        return {}
    return {"author_id": person.public_id.hex, "author_specialty": credit(person, language)}


# --- threads ------------------------------------------------------------------------------------


def thread_rows(threads: Iterable[Thread], language: str, here: int | None = None) -> list[ThreadRow]:
    """Rows of threads that carry `unread` and their last post."""
    return [
        ThreadRow(
            url=thread_url(thread, language),
            title=thread.title,
            kind_icon=_icon(thread),
            kind_label=_kind_words(thread),
            unread=thread.unread,
            last=_last_line(thread),
            time=thread.last_at,
            here=thread.pk == here,
        )
        for thread in threads
    ]


def _icon(thread: Thread) -> str:
    if thread.pinned:
        return "pin"
    if thread.answer_id is not None:
        return "check-circle"
    return _KIND_ICONS.get(ThreadKind(thread.kind), "")


def _kind_words(thread: Thread) -> str:
    if thread.pinned:
        return pgettext("thread", "Pinned")
    if thread.answer_id is not None:
        return pgettext("thread", "Answered")
    return thread.get_kind_display()


def _last_line(thread: Thread) -> str:
    post = thread.last_post
    if post is None:
        return ""
    if post.is_removed:
        return _("%(person)s: message removed") % {"person": post.author.name}
    line = f"{post.author.name}: {post.shown_text}"
    return line if len(line) <= _LAST_LINE else f"{line[: _LAST_LINE - 1]}…"


def links(threads: Iterable[Thread], group: Group) -> list[dict[str, str]]:
    """Titles and addresses of threads."""
    return [
        {"label": thread.title, "url": reverse("community:thread", args=[group.pk, group.slug, thread.pk])}
        for thread in threads
    ]


# --- messages -----------------------------------------------------------------------------------


def message_rows(view: ThreadView, posts: Sequence[Post]) -> list[MessageRow]:
    """Posts in order of their numbers, with day lines, the new line, and the tools that the viewer has."""
    mine = set(
        Reaction.objects.filter(post__in=[post.pk for post in posts], user_id=view.viewer.user_id or 0).values_list(
            "post_id", flat=True
        )
    )
    rows = [_message(view, post, has_helped=post.pk in mine) for post in posts]
    _place_lines(view, posts, rows)
    return rows


def _message(view: ThreadView, post: Post, *, has_helped: bool) -> MessageRow:
    post.thread = view.thread
    row = MessageRow(
        id=post.pk,
        author=post.author.name,
        specialty=credit(post.author, view.language),
        created=post.created,
        body_html=shown_html(post),
        mine=post.author_id == view.viewer.user_id,
        edited=post.edited_at is not None,
        helped=post.helped,
        has_helped=has_helped,
        url=f"{view.url('thread', view.thread.pk)}?post={post.number}#post-{post.pk}",
    )
    if post.is_removed:
        by_author = post.removed_by_id == post.author_id
        row.removed = _("Removed by its author.") if by_author else _("Removed by a moderator.")
        row.url = ""
        return row
    if view.thread.answer_id == post.pk:
        row.answer = view.thread.answer_by.name if view.thread.answer_by else _("somebody")
    _add_tools(view, post, row)
    return row


def _add_tools(view: ThreadView, post: Post, row: MessageRow) -> None:
    viewer, membership, thread = view.viewer, view.membership, view.thread
    if permissions.can_mark_helped(viewer, post, membership):
        row.helped_url = f"{view.url('post-helped', thread.pk, post.pk)}?on={'0' if row.has_helped else '1'}"
    if view.can_write:
        row.reply_url = f"{view.url('thread', thread.pk)}?reply={post.pk}#composer-body"
    acts = [
        (permissions.can_edit_post(viewer, post, membership), "post-edit", _("Edit"), "pencil"),
        (permissions.can_remove_post(viewer, post, membership), "post-remove", _("Remove"), "trash"),
        (permissions.can_mark_answer(viewer, thread, membership), "post-answer", _answer_words(thread, post), "check"),
        (view.can_write, "post-unread", _("Mark as unread from here"), "eye-off"),
        (permissions.can_report_post(viewer, post), "post-report", _("Report"), "flag"),
    ]
    row.tools = [
        {"label": label, "url": view.url(name, thread.pk, post.pk), "icon": icon}
        for may, name, label, icon in acts
        if may
    ]


def _answer_words(thread: Thread, post: Post) -> str:
    return _("Take the answer mark away") if thread.answer_id == post.pk else _("Mark as the answer")


def _place_lines(view: ThreadView, posts: Sequence[Post], rows: Sequence[MessageRow]) -> None:
    """Day lines where a day begins, one new line before the first unread post, and who goes on writing."""
    before: Post | None = None
    placed = False
    for post, row in zip(posts, rows, strict=True):
        day = timezone.localtime(post.created).date()
        if before is None or timezone.localtime(before.created).date() != day:
            row.day = day
        if not placed and view.unread and _is_unread(view, post):
            row.new, placed = view.unread, True
        close = before is not None and post.created - before.created < _FOLLOWS
        row.follows = close and before is not None and before.author_id == post.author_id and not (row.day or row.new)
        before = post


def _is_unread(view: ThreadView, post: Post) -> bool:
    return post.number > view.read_to and post.author_id != view.viewer.user_id and not post.is_removed
