"""Closed sets of words about pages."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Severity(models.TextChoices):
    """How much an alert matters, the mildest first."""

    INFO = "info", _("Good to know")
    WARN = "warn", _("Take care")
    DANGER = "danger", _("Act now")


class Freshness(models.TextChoices):
    """Where a page stands between two medical checks."""

    UNCHECKED = "unchecked", _("Not checked yet")
    FRESH = "fresh", _("Checked")
    DUE = "due", _("The next check is near")
    OVERDUE = "overdue", _("The check is overdue")
    CHANGED = "changed", _("Changed since the check")


class AlertState(models.TextChoices):
    """Where an alert stands in time."""

    PLANNED = "planned", _("Planned")
    NOW = "now", _("Now")
    ENDED = "ended", _("Ended")


class Care(models.TextChoices):
    """What a health centre is, in the order of the list."""

    PRACTICE = "practice", _("Family practice")
    HOSPITAL = "hospital", _("Hospital")
    CLINIC = "clinic", _("Specialist clinic")
    MENTAL = "mental", _("Mental health service")
    MATERNITY = "maternity", _("Maternity and women's health")
    TESTS = "tests", _("Tests and imaging")
    PHARMACY = "pharmacy", _("Pharmacy")


class ReviewState(models.TextChoices):
    """Where the medical review of a draft stands."""

    OPEN = "open", _("Waits for the reviewer")
    SIGNED = "signed", _("Signed")
    CHANGES = "changes", _("Changes asked for")
    WITHDRAWN = "withdrawn", _("Given to somebody else")
