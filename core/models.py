"""Tables of the ground: grants versions, audit, outbox, idempotency, counters, private files, topics."""

from __future__ import annotations

import uuid

from django.db import models

from core.access import VisibleModel
from core.realtime.models import Topic, TopicFrame

__all__ = [
    "AuditEntry",
    "AuditSeal",
    "GrantsVersion",
    "IdempotencyRecord",
    "OutboxRow",
    "PrivateFile",
    "RateCounter",
    "ScheduledJob",
    "SiteMark",
    "Topic",
    "TopicFrame",
]


class GrantsVersion(models.Model):
    """Counts changes of a person's grants, so that open sockets notice them."""

    user_id = models.BigIntegerField(primary_key=True)
    version = models.BigIntegerField(default=0)


class AuditEntry(models.Model):
    """What was done, by whom, to what. Insert-only (a trigger refuses the rest)."""

    action = models.CharField(max_length=80)
    actor_id = models.CharField(max_length=40, db_index=True)
    actor_role = models.CharField(max_length=40)
    target = models.CharField(max_length=160, db_index=True)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ("pk",)
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.action} {self.target}"


class AuditSeal(models.Model):
    """The place of an entry in the chain. Insert-only."""

    sequence = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="seal")
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)


class OutboxRow(models.Model):
    """Work that must follow a committed change. It carries ids only."""

    class Status(models.TextChoices):
        """Where the work stands."""

        PENDING = "pending"
        CLAIMED = "claimed"
        DONE = "done"
        FAILED = "failed"

    class Lane(models.TextChoices):
        """Fast work is what people wait for; slow work never delays it."""

        FAST = "fast"
        SLOW = "slow"

    task = models.CharField(max_length=160)
    args = models.JSONField(default=list)
    key = models.CharField(max_length=255)
    lane = models.CharField(max_length=8, choices=Lane.choices, default=Lane.FAST)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    # Until then a worker is on its way, as far as anybody knows; afterwards one is asked again.
    asked_until = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=models.Q(status="pending"), name="outbox_one_pending"),
        ]
        indexes = [
            models.Index(fields=["status", "lane", "due"], name="outbox_claim"),
            models.Index(fields=["finished_at"], name="outbox_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.args} {self.status}"


class ScheduledJob(models.Model):
    """When a periodic job runs next."""

    name = models.CharField(max_length=80, primary_key=True)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class IdempotencyRecord(models.Model):
    """The outcome of a write that was asked for under a key of its author."""

    author = models.CharField(max_length=64)
    key = models.UUIDField()
    scope = models.CharField(max_length=80)
    outcome = models.JSONField(default=dict)
    created = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["author", "key"], name="idempotency_once")]


class RateCounter(models.Model):
    """How often something happened in a window; the name of the subject is hashed."""

    subject = models.CharField(max_length=64)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "window"], name="rate_one_window")]


class PrivateFile(VisibleModel):
    """A file that is streamed through our own origin to whoever may see it, and to nobody else."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    path = models.CharField(max_length=200)
    created = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class SiteMark(models.Model):
    """A lasting fact about this site, such as that it is a demonstration."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.name}={self.value}"
