"""Closed sets of words about applications and licences."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Profession(models.TextChoices):
    """What somebody is licensed as; the option PROFESSIONS says which of them this site verifies."""

    PHYSICIAN = "physician", _("Physician")
    DENTIST = "dentist", _("Dentist")
    PHARMACIST = "pharmacist", _("Pharmacist")
    PSYCHOLOGIST = "psychologist", _("Psychologist")
    MIDWIFE = "midwife", _("Midwife")
    NURSE = "nurse", _("Nurse")


class ApplicationState(models.TextChoices):
    """Where an application stands."""

    APPLIED = "applied", _("Waiting for a check")
    IN_REVIEW = "in_review", _("In review")
    MORE_NEEDED = "more_needed", _("More is needed")
    VERIFIED = "verified", _("Verified")
    REFUSED = "refused", _("Not verified")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN: Final = (ApplicationState.APPLIED, ApplicationState.IN_REVIEW, ApplicationState.MORE_NEEDED)
"""The states in which verifiers may still see and decide."""
WAITING: Final = (ApplicationState.APPLIED, ApplicationState.IN_REVIEW)
"""The states in which verifiers are expected to do something."""
