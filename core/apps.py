"""Registers what core itself keeps."""

from __future__ import annotations

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The ground."""

    name = "core"

    def ready(self) -> None:
        """Register the kinds and internal models of core."""
        from django.utils.translation import gettext_lazy as _

        from core import models
        from core.kinds import Kind, register_internal, register_kind

        register_kind(
            Kind(
                name="file",
                model=models.PrivateFile,
                label=_("file"),
                visible=models.PrivateFile.objects.visible_to,
                url=lambda file, _language: f"/files/{file.public_id}/",
            )
        )
        reasons = {
            models.GrantsVersion: "a counter",
            models.AuditEntry: "read by audit_verify and, later, by the desk",
            models.AuditSeal: "the chain of the audit",
            models.OutboxRow: "work with ids only",
            models.ScheduledJob: "times of jobs",
            models.IdempotencyRecord: "outcomes under random keys, given to their author only",
            models.RateCounter: "counters under hashes",
            models.SiteMark: "facts about the site",
            models.Topic: "a counter",
            models.TopicFrame: "ids only; read through the topic's subscription check",
        }
        for model, reason in reasons.items():
            register_internal(model, reason)
