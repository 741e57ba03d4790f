"""Everything that changes groups, members, threads and posts."""

from __future__ import annotations

from community.actions.groups import change_group, change_level, create_group
from community.actions.membership import (
    LastModerator,
    accept_invitation,
    change_role,
    decide_request,
    decline_invitation,
    invite,
    join_group,
    leave_group,
    remove_member,
    request_join,
)
from community.actions.posts import create_post, edit_post, mark_read, react_helped, remove_post
from community.actions.threads import mark_answer, set_pinned, start_thread

__all__ = [
    "LastModerator",
    "accept_invitation",
    "change_group",
    "change_level",
    "change_role",
    "create_group",
    "create_post",
    "decide_request",
    "decline_invitation",
    "edit_post",
    "invite",
    "join_group",
    "leave_group",
    "mark_answer",
    "mark_read",
    "react_helped",
    "remove_member",
    "remove_post",
    "request_join",
    "set_pinned",
    "start_thread",
]
