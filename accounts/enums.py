"""Closed sets of words about people."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoleName(models.TextChoices):
    """Work that somebody does for the site. None of these reads private groups."""

    EDITOR = "editor", _("Editor")
    REVIEWER = "reviewer", _("Medical reviewer")
    VERIFIER = "verifier", _("Verifier")
    MODERATOR = "moderator", _("Site moderator")
    ADMIN = "admin", _("Administrator")


class LicenceState(models.TextChoices):
    """Where a licence stands that was verified once."""

    VERIFIED = "verified", _("Verified")
    EXPIRED = "expired", _("Run out")
    SUSPENDED = "suspended", _("On hold")
    REVOKED = "revoked", _("Taken back")


class CardAudience(models.TextChoices):
    """Who sees a part of a profile."""

    PUBLIC = "public", _("Everybody")
    MEMBER = "member", _("Members")
    PHYSICIAN = "physician", _("Verified physicians")
    NOBODY = "nobody", _("Nobody")
