"""People, their roles and licences, their profile cards and what waits in their inbox."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.desk.models import Report, WorkDecision
from accounts.enums import RoleName
from accounts.signin.models import Device, KeptText, Session, SpentToken
from accounts.verification.models import (
    Application,
    Approval,
    Conflict,
    Evidence,
    Licence,
    Register,
    RegisterAnswer,
    RegisterEntry,
)
from core import clock
from core.access import VisibleModel


class UserManager(BaseUserManager["User"]):
    """Makes people; addresses are kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a person."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a person with every permission of Wagtail's admin (not of private groups)."""
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """Find a person by address, whatever the case."""
        return self.get(email=(username or "").lower())


class Specialty(models.Model):
    """A field of medicine, in both languages."""

    slug = models.SlugField(unique=True)
    name_en = models.CharField(max_length=80)
    name_es = models.CharField(max_length=80)

    class Meta:
        ordering = ("name_en",)
        verbose_name_plural = "specialties"

    def __str__(self) -> str:
        return self.name_in((get_language() or "en")[:2])

    def name_in(self, language: str) -> str:
        """The name in a language of the site."""
        return self.name_es if language == "es" else self.name_en


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("E-mail"), unique=True)
    name = models.CharField(_("Name"), max_length=150)
    language = models.CharField(_("Language"), max_length=2, default="en")
    is_active = models.BooleanField(default=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    date_joined = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the address in lower case, so that one person has one account."""
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        """The name as the person writes it."""
        return self.name

    def get_short_name(self) -> str:
        """The name as the person writes it."""
        return self.name

    @property
    def is_staff(self) -> bool:
        """Whether the person may enter an admin at all; which parts, permissions decide."""
        return self.is_superuser


class Role(models.Model):
    """A role that a person holds."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=12, choices=RoleName.choices)
    granted_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="role_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class Profile(models.Model):
    """What a person says of themselves, and who may see each part; readers see the cards made of it."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="profile")
    place = models.CharField(_("Place"), max_length=80, blank=True)
    institution = models.CharField(_("Institution"), max_length=120, blank=True)
    bio = models.TextField(_("About you"), max_length=2000, blank=True)
    spoken = models.CharField(_("Languages"), max_length=120, blank=True)
    shown_to = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"profile of {self.user_id}"


class ProfileCard(VisibleModel):
    """The part of a profile that one audience sees: public, member or physician."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="cards")
    facts = models.JSONField(default=dict)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "audience"], name="card_once")]

    def __str__(self) -> str:
        return f"card of {self.user_id} for {self.audience}"


class InboxItem(VisibleModel):
    """One notice that waits for one person; its audience is that person."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="inbox")
    kind = models.CharField(max_length=40)
    target = models.CharField(max_length=80)
    created = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "read_at", "-id"], name="inbox_unread")]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"


class LoginLink(models.Model):
    """A one-time way in that the operator made on the command line; the token itself is not kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="login_links")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"login link of {self.user_id}"


__all__ = [
    "Application",
    "Approval",
    "Conflict",
    "Device",
    "Evidence",
    "InboxItem",
    "KeptText",
    "Licence",
    "LoginLink",
    "Profile",
    "ProfileCard",
    "Register",
    "RegisterAnswer",
    "RegisterEntry",
    "Report",
    "Role",
    "RoleName",
    "Session",
    "Specialty",
    "SpentToken",
    "User",
    "WorkDecision",
]
