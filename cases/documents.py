"""What search knows of cases, and where they are shown."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cases.models import Case, CaseComment, Submission
from cases.querysets import CaseQuerySet
from core.access import Viewer
from core.kinds import SearchDocument


def cases_for(viewer: Viewer) -> CaseQuerySet:
    """Cases that are out, for their readers."""
    return Case.objects.visible_to(viewer).readable().select_related("group", "owner", "specialty")


def case_documents(case: Case) -> Iterable[SearchDocument]:
    """One document in the language of the case; a hidden or withdrawn case is found by nobody."""
    if not case.is_readable:
        return
    image = getattr(case, "image", None)
    words = [case.history, case.examination, case.findings, case.question, image.alt if image else ""]
    yield SearchDocument(
        kind="case",
        object_id=str(case.pk),
        language=case.language,
        audience=case.audience,
        title=case.title,
        body=" ".join(part for part in words if part),
        date=case.published_at,
        tags=tuple(case.tagged.order_by("tag__slug").values_list("tag__slug", flat=True)),
    )


def case_url(case: Case, language: str) -> str:
    """The page of a case."""
    with translation.override(language):
        return reverse("cases:case", args=[case.public_id])


def comment_url(comment: CaseComment, language: str) -> str:
    """The place of a comment on the page of its case."""
    return f"{case_url(comment.case, language)}#post-{comment.pk}"


def submission_url(submission: Submission, language: str) -> str:
    """The page on which a second reader decides."""
    with translation.override(language):
        return reverse("cases:review", args=[submission.public_id])


def case_audience(case: Case | Submission) -> str:
    """Who reads a case, in words."""
    if case.group is not None:
        return _("%(group)s, members only") % {"group": case.group.name} if case.group.is_private else case.group.name
    return _("Verified physicians")
