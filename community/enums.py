"""Closed sets of words about groups, members and threads."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """How open a group is: who finds it, who reads it, how one gets in."""

    OPEN = "open", _("Open")
    RESTRICTED = "restricted", _("On request")
    CLOSED = "closed", _("By invitation")
    SECRET = "secret", _("Secret")


class MemberRole(models.TextChoices):
    """What a member may do in the group."""

    MEMBER = "member", _("Member")
    MODERATOR = "moderator", _("Moderator")


class MemberState(models.TextChoices):
    """Where a person stands with a group. Only `active` lets anybody read."""

    INVITED = "invited", _("Invited")
    REQUESTED = "requested", _("Asked to join")
    ACTIVE = "active", _("Member")
    LEFT = "left", _("Left")
    REMOVED = "removed", _("Removed")


class ThreadKind(models.TextChoices):
    """What a thread is for."""

    QUESTION = "question", _("Question")
    DISCUSSION = "discussion", _("Discussion")
    ANNOUNCEMENT = "announcement", _("Announcement")
