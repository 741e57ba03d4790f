"""Addresses of community. A group's address is its number and its name; the number counts."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from community.views import groups, members, posts, reports, threads

app_name = "community"

_post: list[URLPattern | URLResolver] = [
    path("edit/", posts.edit, name="post-edit"),
    path("remove/", posts.remove, name="post-remove"),
    path("helped/", posts.helped, name="post-helped"),
    path("answer/", posts.answer, name="post-answer"),
    path("unread/", posts.unread, name="post-unread"),
    path("report/", reports.report, name="post-report"),
]
_thread: list[URLPattern | URLResolver] = [
    path("", threads.thread, name="thread"),
    path("post/", posts.write, name="post"),
    path("pin/", threads.pin, name="pin"),
    path("read/", threads.read, name="read"),
    path("posts/<int:post_id>/", include(_post)),
]
_group: list[URLPattern | URLResolver] = [
    path("", groups.group, name="group"),
    path("settings/", groups.settings, name="settings"),
    path("level/", groups.level, name="level"),
    path("join/", groups.join, name="join"),
    path("ask/", groups.ask, name="ask"),
    path("leave/", groups.leave, name="leave"),
    path("members/", members.members, name="members"),
    path("members/invite/", members.invite, name="invite"),
    path("members/<int:membership_id>/decide/", members.decide, name="decide"),
    path("members/<int:membership_id>/role/", members.role, name="role"),
    path("members/<int:membership_id>/remove/", members.remove, name="member-remove"),
    path("threads/new/", threads.new_thread, name="new-thread"),
    path("threads/<int:thread_id>/", include(_thread)),
]
urlpatterns = [
    path("", groups.groups, name="groups"),
    path("new/", groups.new_group, name="new-group"),
    path("invitations/<int:membership_id>/", members.answer_invitation, name="invitation"),
    path("<int:group_id>-<slug:slug>/", include(_group)),
]
