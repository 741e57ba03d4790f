"""What verification registers in the layers below: its token, who holds it, kinds, notices."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts import models
from accounts.notices import register_notice
from accounts.verification import grants, queries, telling
from core.access import register_grants, register_token
from core.kinds import Kind, register_internal, register_kind


def register() -> None:
    """Run once at start-up."""
    register_token("verification", takes_name=True)
    register_grants("verification", grants.verification_tokens, requires="staff:verifier")
    register_kind(
        Kind(
            name="application",
            model=models.Application,
            label=_("application of a physician"),
            visible=models.Application.objects.visible_to,
            url=queries.application_url,
            audience_label=lambda _row: str(_("Verifiers")),
        )
    )
    register_kind(
        Kind(
            name="evidence",
            model=models.Evidence,
            label=_("evidence of a licence"),
            visible=lambda viewer: models.Evidence.objects.visible_to(viewer).select_related("application"),
            url=queries.evidence_url,
            audience_label=lambda _row: str(_("Verifiers")),
        )
    )
    register_internal(models.Licence, "seen by its owner and by verifiers, through accounts.verification.permissions")
    register_internal(models.Approval, "seen on its application by those who decide")
    register_internal(models.Conflict, "takes a token from a verifier; a line in the audit")
    register_internal(models.Register, "kept by administrators, on pages of theirs")
    register_internal(models.RegisterEntry, "looked up by number, never listed")
    register_internal(models.RegisterAnswer, "seen on its application by those who decide")
    for kind in telling.SENTENCES:
        register_notice(kind, telling.words_of(kind), icon="shield")
