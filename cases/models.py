"""Drafts, submissions, cases, their images and comments.

A draft is ciphertext. What leaves it is a submission, which second readers see for at most fourteen days,
and out of that comes a case. The author follows it through a receipt, as nobody sees a row just because
they wrote it.
"""

from __future__ import annotations

import uuid
from typing import Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from accounts.models import Specialty
from cases.content import PARTS, hash_of
from cases.enums import AgeBand, CaseState, FlagReason, ReviewState, Sex
from cases.querysets import CaseQuerySet, SubmissionQuerySet
from community.models import Group
from core import clock
from core.access import VisibleModel
from core.models import PrivateFile
from search.models import Tag

MAX_TITLE: Final = 160
MAX_PART: Final = 8000
MAX_ALT: Final = 500


class CaseDraft(VisibleModel):
    """What an author is writing, as ciphertext; only the author opens it, through `cases.vault`."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    ciphertext = models.BinaryField()
    image_path = models.CharField(max_length=64, blank=True)
    created = models.DateTimeField(default=clock.now)
    touched_at = models.DateTimeField(default=clock.now, db_index=True)


class CaseText(models.Model):
    """The words of a case after the gate."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    specialty = models.ForeignKey(Specialty, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("Title"), max_length=MAX_TITLE)
    language = models.CharField(_("Language"), max_length=2)
    age_band = models.CharField(_("Age"), max_length=8, choices=AgeBand.choices, blank=True)
    sex = models.CharField(_("Sex"), max_length=8, choices=Sex.choices, blank=True)
    history = models.TextField(_("History"), max_length=MAX_PART)
    examination = models.TextField(_("Examination"), max_length=MAX_PART, blank=True)
    findings = models.TextField(_("Findings"), max_length=MAX_PART, blank=True)
    question = models.TextField(_("Question"), max_length=MAX_PART)
    report = models.JSONField(default=dict)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def readers(self) -> str:
        """Who reads the case once it is out: its group, or every verified physician."""
        return f"group:{self.group_id}" if self.group_id else "physician"

    def sealed_with(self, alt: str, picture: str) -> str:
        """The seal of these words with a description and a picture (its SHA-256)."""
        parts = {part: alt if part == "alt" else str(getattr(self, part)) for part in PARTS}
        return hash_of(parts, self.language, (self.age_band, self.sex), picture)


class Case(VisibleModel, CaseText):
    """A case that was read by a second physician."""

    state = models.CharField(max_length=10, choices=CaseState.choices, default=CaseState.PUBLISHED)
    published_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    second_reader = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    tags = TaggableManager(verbose_name=_("Tags"), through="cases.CaseTag", blank=True)

    objects = CaseQuerySet.as_manager()  # type: ignore[misc]  # the base has one too

    class Meta:
        indexes = [models.Index(fields=["audience", "-published_at", "-id"], name="case_list")]

    @property
    def is_readable(self) -> bool:
        """Whether it is out: neither hidden nor withdrawn."""
        return self.state in (CaseState.PUBLISHED, CaseState.CLOSED)


class CaseTag(ItemBase):  # type: ignore[misc]  # taggit has no types
    """A word of the vocabulary on a case."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="cases")
    content_object = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tagged")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="case_tag_once")]


class CaseImage(models.Model):
    """The picture of a case with its description; the bytes are a private file with the case's readers."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="image")
    file = models.OneToOneField(PrivateFile, on_delete=models.PROTECT, related_name="+")
    alt = models.CharField(_("Description of the image"), max_length=MAX_ALT)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(alt=""), name="case_image_described")]


class CaseComment(VisibleModel):
    """What a reader says about a case. A removed one keeps its place and loses its text."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    body = models.TextField(blank=True)
    body_html = models.TextField(blank=True)
    created = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["case", "id"], name="case_comment_list")]


class CaseReading(models.Model):
    """That somebody opened a case: first, last, and on how many days."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="readings")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    days = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "reader"], name="case_reading_once")]
        indexes = [models.Index(fields=["case", "-last_at", "-id"], name="case_reading_list")]


class Submission(VisibleModel, CaseText):
    """Words and picture on their way past a second reader, exactly as the report describes them.

    After the decision the words are gone; the row stays until its fourteen days are over, so that a second
    decision meets a clear answer.
    """

    state = models.CharField(max_length=10, choices=ReviewState.choices, default=ReviewState.WAITING)
    tag_slugs = models.JSONField(default=list)
    picture = models.ForeignKey(PrivateFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    alt = models.CharField(max_length=MAX_ALT, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    attested_at = models.DateTimeField()
    created = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.CASCADE, related_name="submissions")
    flag = models.CharField(max_length=10, choices=FlagReason.choices, blank=True)

    objects = SubmissionQuerySet.as_manager()  # type: ignore[misc]  # as above

    class Meta:
        indexes = [models.Index(fields=["state", "expires_at"], name="submission_queue")]

    @property
    def review_audience(self) -> str:
        """The token of those who may decide on it."""
        return f"case-review:{self.pk}"

    @property
    def is_waiting(self) -> bool:
        """Whether somebody may still decide."""
        return self.state == ReviewState.WAITING and self.expires_at > clock.now()


class Receipt(VisibleModel):
    """What the author knows of a submission: that it waits, and how it ended."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    submission = models.OneToOneField(Submission, null=True, on_delete=models.SET_NULL, related_name="receipt")
    case = models.ForeignKey(Case, null=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(max_length=MAX_TITLE)
    state = models.CharField(max_length=10, choices=ReviewState.choices, default=ReviewState.WAITING)
    reason = models.CharField(max_length=500, blank=True)
    submitted_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "state", "-id"], name="receipt_list")]

    def __str__(self) -> str:
        return f"{self.public_id} {self.state}"
