"""What cases registers in the layers below: the check of texts, tokens, grants, kinds, notices, a panel."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.notices import register_notice
from accounts.panels import register_panel
from cases import detection, documents, grants, models, notices, queries
from cases.actions.published import COMMENT, FLAGGED
from cases.actions.review import DECISION
from core.access import register_grants, register_token
from core.context import register_counter
from core.kinds import Kind, register_internal, register_kind
from core.textcheck import register_check


def register() -> None:
    """Run once at start-up."""
    register_check(detection.problems_in)
    register_token("case-review", takes_name=True)
    register_grants("case-review", grants.review_tokens, requires="physician")
    _kinds()
    register_notice(DECISION, notices.decision_words, icon="clipboard")
    register_notice(COMMENT, notices.comment_words, icon="chat")
    register_notice(FLAGGED, notices.flagged_words, icon="flag")
    register_counter("cases", queries.waiting_count)
    register_panel("cases", queries.today_panel, order=30)


def _kinds() -> None:
    register_kind(
        Kind(
            name="case",
            model=models.Case,
            label=_("case"),
            visible=documents.cases_for,
            url=documents.case_url,
            documents=documents.case_documents,
            audience_label=documents.case_audience,
        )
    )
    register_kind(
        Kind(
            name="case-submission",
            model=models.Submission,
            label=_("case waiting for a second reader"),
            visible=lambda viewer: models.Submission.objects.visible_to(viewer).select_related("group"),
            url=documents.submission_url,
            audience_label=lambda _submission: str(_("Second readers")),
        )
    )
    register_kind(
        Kind(
            name="case-comment",
            model=models.CaseComment,
            label=_("comment on a case"),
            visible=lambda viewer: (
                models.CaseComment.objects.visible_to(viewer).filter(removed_at=None).select_related("case", "author")
            ),
            url=documents.comment_url,
        )
    )
    register_kind(
        Kind(
            name="case-receipt",
            model=models.Receipt,
            label=_("own submission"),
            visible=models.Receipt.objects.visible_to,
        )
    )
    register_internal(models.CaseDraft, "ciphertext that only its author's pages open, never listed, found or logged")
    register_internal(models.CaseImage, "shown with its case; the bytes are a private file with the case's audience")
    register_internal(models.CaseReading, "who opened a case, shown to its owner")
    register_internal(models.CaseTag, "shown with its case")
