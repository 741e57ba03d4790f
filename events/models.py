"""Events, who takes part, and the secret addresses of calendar feeds."""

from __future__ import annotations

import secrets
import uuid
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from community.models import Group
from core import clock
from core.access import VisibleModel
from events.enums import RegistrationState
from search.models import Tag


class Event(VisibleModel):
    """Something in a calendar. Words stand in one language or both; a reader gets theirs, or the other."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    host = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="hosted_events")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.CASCADE, related_name="events")
    title_en = models.CharField(max_length=200, blank=True)
    title_es = models.CharField(max_length=200, blank=True)
    description_en = models.TextField(max_length=5000, blank=True)
    description_es = models.TextField(max_length=5000, blank=True)
    place_en = models.CharField(max_length=200, blank=True)
    place_es = models.CharField(max_length=200, blank=True)
    interests_en = models.CharField(max_length=1000, blank=True)
    interests_es = models.CharField(max_length=1000, blank=True)
    speakers = models.CharField(max_length=500, blank=True)
    starts_at = models.DateTimeField(_("Starts"), db_index=True)
    ends_at = models.DateTimeField(_("Ends"))
    time_zone = models.CharField(max_length=60, default="UTC")
    capacity = models.PositiveIntegerField(_("Places"), null=True, blank=True)
    taken = models.PositiveIntegerField(default=0)
    created = models.DateTimeField(default=clock.now)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    tags = TaggableManager(verbose_name=_("Tags"), through="events.EventTag", blank=True)

    class Meta:
        indexes = [models.Index(fields=["audience", "starts_at", "id"], name="event_list")]

    def __str__(self) -> str:
        return self.title_en or self.title_es

    def words(self, part: str, language: str) -> str:
        """A part (title, description, place, interests) in the reader's language, or in the other one."""
        first, second = ("es", "en") if language == "es" else ("en", "es")
        return str(getattr(self, f"{part}_{first}") or getattr(self, f"{part}_{second}"))

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the place."""
        return ZoneInfo(self.time_zone)

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.ends_at <= clock.now()

    @property
    def is_full(self) -> bool:
        """Whether no place is left."""
        return self.capacity is not None and self.taken >= self.capacity


class EventTag(ItemBase):  # type: ignore[misc]  # taggit has no types
    """A word of the vocabulary on an event."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="events")
    content_object = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="tagged")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="event_tag_once")]


class Registration(VisibleModel):
    """That somebody takes part. The person sees it; others see numbers."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="registrations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="registrations")
    state = models.CharField(max_length=10, choices=RegistrationState.choices)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "user"], name="registration_once")]
        indexes = [models.Index(fields=["event", "state", "changed_at", "id"], name="registration_queue")]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.event_id}: {self.state}"


def _secret() -> str:
    return secrets.token_urlsafe(24)


class CalendarFeed(models.Model):
    """The secret address under which a calendar program reads one person's events."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed")
    token = models.CharField(max_length=40, unique=True, default=_secret)
    created = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"feed of {self.user_id}"
