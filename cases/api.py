"""Cases in the read API: the same rows as the pages."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from ninja import Router, Schema

from cases import actions
from cases.documents import cases_for
from cases.models import Case
from core.access import get_visible_or_404
from core.middleware import viewer_of
from core.paging import page_of

router = Router(tags=["cases"])


class CaseLine(Schema):
    """A case in a list."""

    id: UUID
    title: str
    language: str
    specialty: str
    state: str
    published_at: datetime


class CaseList(Schema):
    """A page of cases and the cursor of the next one."""

    items: list[CaseLine]
    next_cursor: str | None


class CaseImageOut(Schema):
    """The image of a case; its address asks for the same rights."""

    url: str
    alt: str
    width: int
    height: int


class CaseDetail(CaseLine):
    """A case as its readers see it."""

    age_band: str
    sex: str
    history: str
    examination: str
    findings: str
    question: str
    tags: list[str]
    image: CaseImageOut | None


def _line(case: Case) -> dict[str, object]:
    return {
        "id": case.public_id,
        "title": case.title,
        "language": case.language,
        "specialty": case.specialty.slug if case.specialty else "",
        "state": case.state,
        "published_at": case.published_at,
    }


@router.get("", response=CaseList, url_name="cases")
def list_cases(request: HttpRequest, cursor: str | None = None) -> dict[str, object]:
    """Cases that the viewer may read, newest first."""
    page = page_of(cases_for(viewer_of(request)), order=("-published_at", "-pk"), cursor=cursor)
    return {"items": [_line(case) for case in page.items], "next_cursor": page.next_cursor}


@router.get("{public_id}", response=CaseDetail, url_name="case")
def read_case(request: HttpRequest, public_id: UUID) -> dict[str, object]:
    """One case; that somebody read it is noted as on its page."""
    viewer = viewer_of(request)
    case = get_visible_or_404(cases_for(viewer), viewer, public_id=public_id)
    actions.record_reading(case=case, by=viewer)
    return {
        **_line(case),
        **{name: getattr(case, name) for name in ("age_band", "sex", "history", "examination", "findings", "question")},
        "tags": list(case.tagged.order_by("tag__slug").values_list("tag__slug", flat=True)),
        "image": _image(case),
    }


def _image(case: Case) -> dict[str, object] | None:
    image = getattr(case, "image", None)
    if image is None:
        return None
    url = reverse("private-file", args=[image.file.public_id])
    return {"url": url, "alt": image.alt, "width": image.width, "height": image.height}
