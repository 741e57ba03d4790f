"""What stands behind pages: where an imported one came from, its medical review, what readers said."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.enums import ReviewState
from core import clock
from core.access import VisibleModel


class ImportRecord(models.Model):
    """One record of an outside source and the page that was made from it.

    `parts` holds each field with the edition that it comes from, so that the newest edition that has a
    field at all decides on it, whatever the order in which editions arrive.
    """

    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    page = models.ForeignKey("wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="+")
    revision_id = models.BigIntegerField(null=True)
    edition = models.DateTimeField()
    twin_source_id = models.CharField(max_length=40, blank=True, db_index=True)
    parts = models.JSONField(default=dict)
    raw = models.BinaryField()
    importer_version = models.PositiveSmallIntegerField()
    published = models.BooleanField(default=False)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "source_id"], name="import_record_once")]
        indexes = [models.Index(fields=["source", "language", "retired_at"], name="import_record_retire")]

    def __str__(self) -> str:
        return f"{self.source} {self.source_id}"


class MedicalReview(VisibleModel):
    """One draft revision given to one medical reviewer, who reads and signs it."""

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    revision = models.ForeignKey("wagtailcore.Revision", on_delete=models.CASCADE, related_name="+")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="medical_reviews")
    state = models.CharField(max_length=10, choices=ReviewState.choices, default=ReviewState.OPEN)
    assigned_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(_("what should change"), blank=True)

    class Meta:
        indexes = [models.Index(fields=["reviewer", "state"], name="review_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["revision"], condition=models.Q(state=ReviewState.OPEN), name="review_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"review {self.pk} of page {self.page_id}"


class ClarityCount(models.Model):
    """How many readers found a section of a page clear, and how many did not."""

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    section = models.CharField(max_length=120, blank=True)
    clear = models.PositiveIntegerField(default=0)
    unclear = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "section"], name="clarity_once")]

    def __str__(self) -> str:
        return f"{self.page_id} {self.section}: {self.clear}/{self.unclear}"
