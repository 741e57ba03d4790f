"""Closed sets of words about cases."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CaseState(models.TextChoices):
    """Where a case stands that was published once."""

    PUBLISHED = "published", _("Open")
    CLOSED = "closed", _("Closed")
    HIDDEN = "hidden", _("Hidden until somebody has looked")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ReviewState(models.TextChoices):
    """Where a submission stands with its second reader, as the author is told."""

    WAITING = "waiting", _("Waiting for a second reader")
    APPROVED = "approved", _("Published")
    RETURNED = "returned", _("Sent back to you")
    REFUSED = "refused", _("Not published")
    EXPIRED = "expired", _("Nobody decided in time")


class Verb(models.TextChoices):
    """What an author decides on a finding."""

    REPLACE = "replace", _("Replaced")
    REMOVE = "remove", _("Removed")
    KEEP = "keep", _("Kept")


class Sex(models.TextChoices):
    """As the case says it."""

    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    OTHER = "other", _("Other")


class AgeBand(models.TextChoices):
    """Bands instead of ages: nobody above 89 has one of their own."""

    INFANT = "0", _("Under 1 year")
    TODDLER = "1-4", _("1 to 4 years")
    CHILD = "5-9", _("5 to 9 years")
    YOUNG = "10-14", _("10 to 14 years")
    TEEN = "15-19", _("15 to 19 years")
    TWENTIES = "20-29", _("20 to 29 years")
    THIRTIES = "30-39", _("30 to 39 years")
    FORTIES = "40-49", _("40 to 49 years")
    FIFTIES = "50-59", _("50 to 59 years")
    SIXTIES = "60-69", _("60 to 69 years")
    SEVENTIES = "70-79", _("70 to 79 years")
    EIGHTIES = "80-89", _("80 to 89 years")
    OLDEST = "90+", _("90 years or older")


class FlagReason(models.TextChoices):
    """Why a reader wants a case hidden. A choice and no words: words could repeat what must not be read."""

    TEXT = "text", _("Something in the text may point to a person")
    IMAGE = "image", _("Something in the image may point to a person")
    DISCUSSION = "discussion", _("Something in the discussion may point to a person")
    CONSENT = "consent", _("This person may not have agreed")


class FindingKind(models.TextChoices):
    """What a finding looks like, in words."""

    NAME = "name", _("Name")
    DATE = "date", _("Date")
    PLACE = "place", _("Place")
    CONTACT = "contact", _("Contact")
    ID = "id", _("Number")
    AGE = "age", _("Age over 89")
    CLUE = "clue", _("Telling detail")
