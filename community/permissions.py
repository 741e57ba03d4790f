"""Who may do what in a group. Reading is not asked here: rows are visible or they are not.

A group's token means that one may read; in an open group every physician holds it. So whoever wants to
write must be a member, which the membership says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from community.enums import Level, MemberState, ThreadKind
from core.access import Forbidden

if TYPE_CHECKING:
    from community.models import Group, Membership, Post, Thread
    from core.access import Viewer


def person_of(viewer: Viewer) -> int:
    """The person who acts; a stranger never does."""
    if viewer.user_id is None:
        raise Forbidden("person_of")
    return viewer.user_id


def can_create_group(viewer: Viewer) -> bool:
    return viewer.holds("physician")


def can_find(viewer: Viewer, group: Group) -> bool:
    return viewer.holds(group.audience)


def can_read(viewer: Viewer, group: Group) -> bool:
    return viewer.holds(group.inside)


def can_moderate(viewer: Viewer, group: Group) -> bool:
    return viewer.holds(group.moderation)


def can_write(viewer: Viewer, group: Group, membership: Membership | None) -> bool:
    """Members whose licence is in force write; `membership` is the viewer's own."""
    return can_read(viewer, group) and _is_own(viewer, group, membership)


def _is_own(viewer: Viewer, group: Group, membership: Membership | None) -> bool:
    return (
        membership is not None
        and membership.user_id == viewer.user_id
        and membership.group_id == group.pk
        and membership.is_in_force
    )


def can_join(viewer: Viewer, group: Group, membership: Membership | None) -> bool:
    """Every physician joins an open group, except whom it removed."""
    return group.level == Level.OPEN and can_read(viewer, group) and not _was_removed(membership)


def can_ask_to_join(viewer: Viewer, group: Group, membership: Membership | None) -> bool:
    return (
        group.level == Level.RESTRICTED
        and viewer.holds("physician")
        and not can_read(viewer, group)
        and not _was_removed(membership)
    )


def _was_removed(membership: Membership | None) -> bool:
    return membership is not None and membership.state == MemberState.REMOVED


def can_answer_invitation(viewer: Viewer, membership: Membership) -> bool:
    own = membership.user_id == viewer.user_id
    return own and membership.state == MemberState.INVITED and viewer.holds("physician")


def can_see_member(viewer: Viewer, membership: Membership) -> bool:
    """Members know each other; requests and invitations are the moderators' matter."""
    if membership.is_in_force:
        return can_read(viewer, membership.group)
    return can_moderate(viewer, membership.group)


def can_edit_post(viewer: Viewer, post: Post, membership: Membership | None) -> bool:
    """Authors edit, while they are members."""
    is_author = post.author_id == viewer.user_id and not post.is_removed
    return is_author and viewer.holds(post.audience) and can_write(viewer, post.thread.group, membership)


def can_remove_post(viewer: Viewer, post: Post, membership: Membership | None) -> bool:
    """Authors remove their own, moderators any."""
    return can_edit_post(viewer, post, membership) or (
        can_moderate(viewer, post.thread.group) and not post.is_removed and viewer.holds(post.audience)
    )


def can_report_post(viewer: Viewer, post: Post) -> bool:
    """Whoever reads it and did not write it."""
    return viewer.holds(post.audience) and viewer.holds("member") and post.author_id != viewer.user_id


def can_mark_helped(viewer: Viewer, post: Post, membership: Membership | None) -> bool:
    """Nobody helps themselves."""
    return post.author_id != viewer.user_id and not post.is_removed and can_write(viewer, post.thread.group, membership)


def can_mark_answer(viewer: Viewer, thread: Thread, membership: Membership | None) -> bool:
    """Who asked, or a moderator, says what settled it."""
    if not can_write(viewer, thread.group, membership):
        return False
    return thread.author_id == viewer.user_id or can_moderate(viewer, thread.group)


def can_start_thread(viewer: Viewer, group: Group, membership: Membership | None, kind: str) -> bool:
    """Members start threads; announcements are the moderators' matter."""
    if kind == ThreadKind.ANNOUNCEMENT and not can_moderate(viewer, group):
        return False
    return can_write(viewer, group, membership)


def can_remove_member(viewer: Viewer, membership: Membership) -> bool:
    """Moderators remove others; whoever wants to go leaves."""
    return can_moderate(viewer, membership.group) and membership.user_id != viewer.user_id
