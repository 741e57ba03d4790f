"""Closed sets of words about reports."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportReason(models.TextChoices):
    """Why somebody reports something."""

    PATIENT = "patient", _("A patient could be recognised")
    FALSE = "false", _("Not who they say they are")
    HARM = "harm", _("Advice that does harm")
    ABUSE = "abuse", _("Insults or threats")
    SPAM = "spam", _("Advertising")
    OTHER = "other", _("Something else")


class ReportState(models.TextChoices):
    """What became of a report."""

    OPEN = "open", _("Open")
    DISMISSED = "dismissed", _("Nothing to do")
    WARNED = "warned", _("The person was told")
    SUSPENDED = "suspended", _("The person was shut out")
