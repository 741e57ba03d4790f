"""Applications with their evidence, who said what about them, and the licences that came of them.

An application is seen by the verifiers who may decide on it, as `verification:N`, until it is decided.
The applicant follows it on their own page, as nobody sees a row just because they wrote it.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import LicenceState
from accounts.verification.enums import OPEN, ApplicationState, Outcome, Profession, RegisterKind
from core import clock
from core.access import VisibleModel

RENEWED_FROM: Final = timedelta(days=60)
"""So long before the end of a licence its holder may apply anew."""
MAX_REASON: Final = 300


class Credentials(models.Model):
    """What stands on a licence."""

    profession = models.CharField(
        _("Profession"), max_length=16, choices=Profession.choices, default=Profession.PHYSICIAN
    )
    specialty = models.ForeignKey(
        "accounts.Specialty", verbose_name=_("Specialty"), on_delete=models.PROTECT, related_name="+"
    )
    second_specialty = models.ForeignKey(
        "accounts.Specialty",
        verbose_name=_("Second specialty"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    country = models.CharField(_("Country"), max_length=60)
    registry = models.CharField(_("Register"), max_length=120, blank=True)
    number = models.CharField(_("Licence number"), max_length=60)

    class Meta:
        abstract = True


class Application(VisibleModel, Credentials):
    """A request to be verified. `version` counts its changes, so that of two decisions at once one is told."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="applications")
    state = models.CharField(max_length=12, choices=ApplicationState.choices, default=ApplicationState.APPLIED)
    version = models.PositiveIntegerField(default=0)
    applied_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=MAX_REASON, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=models.Q(state__in=OPEN), name="application_one_open"),
        ]
        indexes = [
            models.Index(fields=["state", "applied_at", "id"], name="application_queue"),
            models.Index(fields=["decided_at"], name="application_decided"),
        ]

    def __str__(self) -> str:
        return f"application {self.pk} {self.state}"

    @property
    def is_open(self) -> bool:
        """Whether verifiers still see and decide."""
        return self.state in OPEN


class Approval(models.Model):
    """One verifier has looked and says yes to what the application says now."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="approvals")
    verifier = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "verifier"], name="approval_once")]

    def __str__(self) -> str:
        return f"{self.verifier_id} approves {self.application_id}"


class Conflict(models.Model):
    """A verifier knows a person too well to decide on them, now and later."""

    verifier = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    declared_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["verifier", "person"], name="conflict_once")]

    def __str__(self) -> str:
        return f"{self.verifier_id} knows {self.person_id}"


class Evidence(VisibleModel):
    """A picture of a card or a diploma: cleaned, sealed on the disk, gone 30 days after the decision."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="evidence")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    content_type = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    path = models.CharField(max_length=64)
    created = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"evidence {self.pk} of {self.application_id}"


class Licence(Credentials):
    """The licence by which a member is a verified physician, or was one."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="licence")
    state = models.CharField(max_length=10, choices=LicenceState.choices, default=LicenceState.VERIFIED)
    version = models.PositiveIntegerField(default=0)
    verified_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions"
    )
    reason = models.CharField(max_length=MAX_REASON, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    recheck_at = models.DateTimeField(null=True, blank=True)
    # How many days before the end the last reminder was for.
    reminded = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "expires_at"], name="licence_end"),
            models.Index(fields=["state", "recheck_at", "id"], name="licence_recheck"),
            models.Index(fields=["state", "-verified_at", "-id"], name="licence_list"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.state}"

    @property
    def is_in_force(self) -> bool:
        """Whether the person is a verified physician at this moment."""
        return self.state == LicenceState.VERIFIED and (self.expires_at is None or self.expires_at > clock.now())

    @property
    def may_be_renewed(self) -> bool:
        """Whether its holder may apply anew: near its end, after it, and after it was taken back."""
        if self.state == LicenceState.SUSPENDED:
            return False
        return not self.is_in_force or (self.expires_at is not None and self.expires_at - RENEWED_FROM <= clock.now())


class Register(models.Model):
    """A place that knows who holds a licence, and how to ask it; kept by administrators."""

    name = models.CharField(_("Name"), max_length=120, unique=True)
    kind = models.CharField(_("How it is asked"), max_length=8, choices=RegisterKind.choices)
    country = models.CharField(_("Country"), max_length=60, blank=True)
    active = models.BooleanField(_("In use"), default=True)
    url = models.CharField(_("Address"), max_length=200, blank=True)
    system = models.CharField(_("System of its numbers"), max_length=200, blank=True)
    domains = models.TextField(_("Domains"), max_length=2000, blank=True)
    columns = models.JSONField(default=dict)
    # Of a file: the edition whose entries count, what the last reading found, and the file that waits.
    edition = models.PositiveIntegerField(default=0)
    entries_count = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)
    problem_count = models.PositiveIntegerField(default=0)
    waiting_path = models.CharField(max_length=64, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class RegisterEntry(models.Model):
    """One line of a register's file."""

    register = models.ForeignKey(Register, on_delete=models.CASCADE, related_name="entries")
    edition = models.PositiveIntegerField()
    number = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    in_force = models.BooleanField(default=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "edition", "number"], name="register_entry_once"),
        ]

    def __str__(self) -> str:
        return f"entry {self.pk} of {self.register_id}"


class RegisterAnswer(models.Model):
    """What one register says of one application; `detail` is a word of ours, `said` what stands there."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="answers")
    register = models.ForeignKey(Register, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.WAITING)
    detail = models.CharField(max_length=40, blank=True)
    said = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "register"], name="register_answer_once")]

    def __str__(self) -> str:
        return f"{self.register_id} on {self.application_id}: {self.outcome}"
