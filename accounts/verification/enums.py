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


class RegisterKind(models.TextChoices):
    """How a register is asked."""

    FILE = "file", _("A file with a line for each licence (CSV)")
    FHIR = "fhir", _("Over the network (FHIR Practitioner)")
    DOMAIN = "domain", _("E-mail addresses of an institution")


PROVING: Final = (RegisterKind.FILE, RegisterKind.FHIR)
"""Registers whose yes stands for a second person. An address of a hospital says where somebody works, no more."""


class Outcome(models.TextChoices):
    """What a register says of an application."""

    WAITING = "waiting", _("Not asked yet")
    MATCH = "match", _("Says the same")
    MISMATCH = "mismatch", _("Says something else")
    MISSING = "missing", _("Does not know it")
    AWAY = "away", _("Does not answer")
