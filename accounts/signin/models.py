"""What signing in leaves behind: sessions, known browsers, texts kept at a sign-off, tokens that count once."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from core import clock


class Device(models.Model):
    """A browser in which somebody signed in. Its cookie holds a random key; only the hash is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices")
    key_hash = models.CharField(max_length=64)
    agent = models.CharField(max_length=60, blank=True)
    first_seen_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key_hash"], name="device_once")]

    def __str__(self) -> str:
        return f"device of {self.user_id}"


class Session(AbstractBaseSession):
    """A session, with who it belongs to and when it ends. `expire_date` is the nearest of its ends."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="sessions")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    device = models.ForeignKey(Device, null=True, on_delete=models.SET_NULL, related_name="sessions")
    agent = models.CharField(max_length=60, blank=True)
    network = models.CharField(max_length=60, blank=True)
    started_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)
    # Whether a page of a clinical area was opened: from then on the session ends when nobody acts.
    is_clinical = models.BooleanField(default=False)
    has_factor = models.BooleanField(default=False)
    # Of a single sign-on: what the provider calls itself, the person and its own session.
    provider = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=255, blank=True)
    provider_session = models.CharField(max_length=255, blank=True)

    class Meta:
        indexes = [models.Index(fields=["provider", "subject"], name="session_provider")]

    def __str__(self) -> str:
        return f"session of {self.user_id}"

    @classmethod
    def get_session_store_class(cls) -> Any:
        """The store that reads and writes these rows."""
        from accounts.signin.store import SessionStore  # noqa: PLC0415 - the store imports this module

        return SessionStore


class KeptText(models.Model):
    """Text that somebody had not sent when they were signed off: encrypted, theirs only, for a day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kept_texts")
    # A hash of the address of the page.
    place = models.CharField(max_length=64)
    sealed = models.BinaryField()
    kept_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "place"], name="kept_text_once")]

    def __str__(self) -> str:
        return f"kept text of {self.user_id}"


class SpentToken(models.Model):
    """A code or token that counts once, remembered as a hash until it would be refused anyway."""

    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"spent until {self.expires_at:%Y-%m-%d %H:%M}"
