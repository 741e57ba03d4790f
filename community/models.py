"""Groups, their members, threads and posts.

A group is listed for one audience; what is inside it (threads, posts) has the audience `group:N`.
The token is held by members and, in an open group, by every verified physician: the grants say so.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from accounts.models import Specialty
from community.enums import Level, MemberRole, MemberState, ThreadKind
from community.querysets import GroupQuerySet, MembershipQuerySet, PostQuerySet, ThreadQuerySet
from core import clock
from core.access import VisibleModel
from search.models import Tag

MAX_BODY = 10_000
MAX_TITLE = 200


class Group(VisibleModel):
    """A group as it is listed. Its audience decides who finds it, not who reads what is inside."""

    name = models.CharField(_("Name"), max_length=120)
    slug = models.SlugField(max_length=80, editable=False)
    about = models.TextField(_("About"), max_length=2000, blank=True)
    language = models.CharField(_("Language"), max_length=2, choices=settings.LANGUAGES, default="en")
    level = models.CharField(_("Level"), max_length=10, choices=Level.choices, default=Level.CLOSED)
    specialty = models.ForeignKey(
        Specialty, verbose_name=_("Specialty"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created = models.DateTimeField(default=clock.now)
    member_count: int  # there when `with_member_count` asked for it

    objects = GroupQuerySet.as_manager()  # type: ignore[misc]  # richer than the one it replaces

    class Meta:
        indexes = [models.Index(fields=["level"], name="group_level")]

    def __str__(self) -> str:
        return self.name

    @property
    def inside(self) -> str:
        """The audience of threads and posts, and the name of the topic."""
        return f"group:{self.pk}"

    @property
    def moderation(self) -> str:
        """The token of those who moderate."""
        return f"group-moderator:{self.pk}"

    @property
    def is_private(self) -> bool:
        """Whether only members read what is inside."""
        return self.level != Level.OPEN

    def listing_audience(self) -> str:
        """Who finds the group: a secret one has no name outside."""
        return self.inside if self.level == Level.SECRET else "physician"

    def fresh_slug(self) -> str:
        """The readable part of the address; the number before it is what counts."""
        return slugify(self.name)[:80].strip("-") or "group"


class Membership(models.Model):
    """Where one person stands with one group."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=MemberRole.choices, default=MemberRole.MEMBER)
    state = models.CharField(max_length=10, choices=MemberState.choices)
    until = models.DateTimeField(_("Ends on"), null=True, blank=True)
    changed_at = models.DateTimeField(default=clock.now)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "user"], name="membership_once")]
        indexes = [
            models.Index(fields=["user", "state"], name="membership_person"),
            models.Index(fields=["group", "state", "role"], name="membership_group"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.group_id}: {self.state}"

    @property
    def is_in_force(self) -> bool:
        """Whether the person is in at this moment."""
        return self.state == MemberState.ACTIVE and (self.until is None or self.until > clock.now())

    @property
    def is_moderator(self) -> bool:
        """Whether the person moderates at this moment."""
        return self.is_in_force and self.role == MemberRole.MODERATOR


class Thread(VisibleModel):
    """A line of posts under one title."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="threads")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("Title"), max_length=MAX_TITLE)
    kind = models.CharField(_("Kind"), max_length=12, choices=ThreadKind.choices, default=ThreadKind.DISCUSSION)
    pinned = models.BooleanField(default=False)
    answer = models.ForeignKey("Post", null=True, on_delete=models.SET_NULL, related_name="+")
    answer_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    last_post = models.ForeignKey("Post", null=True, on_delete=models.SET_NULL, related_name="+")
    last_number = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(default=clock.now)
    created = models.DateTimeField(default=clock.now)
    tags = TaggableManager(verbose_name=_("Tags"), through="community.ThreadTag", blank=True)
    read_to: int  # both are there when `with_unread` asked for them
    unread: int

    objects = ThreadQuerySet.as_manager()  # type: ignore[misc]  # richer than the one it replaces

    class Meta:
        indexes = [models.Index(fields=["group", "-pinned", "-last_at", "-id"], name="thread_list")]

    def __str__(self) -> str:
        return self.title


class ThreadTag(ItemBase):  # type: ignore[misc]  # taggit has no types
    """A word of the vocabulary on a thread."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="threads")
    content_object = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="tagged")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="thread_tag_once")]


class Post(VisibleModel):
    """One message. Its number in the thread stays, also when its text is gone."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="posts")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reply_to = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    body = models.TextField(max_length=MAX_BODY)
    body_html = models.TextField()
    key = models.UUIDField()
    seq = models.PositiveBigIntegerField(default=0)
    helped = models.PositiveIntegerField(default=0)
    created = models.DateTimeField(default=clock.now)
    edited_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = PostQuerySet.as_manager()  # type: ignore[misc]  # richer than the one it replaces

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="post_number_once"),
            models.UniqueConstraint(fields=["author", "key"], name="post_key_once"),
        ]
        indexes = [
            models.Index(fields=["removed_at"], condition=models.Q(removed_at__isnull=False), name="post_removed"),
        ]

    def __str__(self) -> str:
        return f"{self.thread_id} #{self.number}"

    @property
    def is_removed(self) -> bool:
        """Whether only the place of the post is left."""
        return self.removed_at is not None

    @property
    def shown_text(self) -> str:
        """The words in one line, for quotes and lists; nothing once the post is removed."""
        return "" if self.is_removed else " ".join(self.body.split())


class Reaction(models.Model):
    """A verified colleague says that a post helped."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reactions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "user"], name="reaction_once")]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.post_id}"


class ReadMark(models.Model):
    """The last number that a person has read in a thread."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+")
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "thread"], name="read_mark_once")]

    def __str__(self) -> str:
        return f"{self.user_id} read {self.thread_id} to {self.last_number}"
