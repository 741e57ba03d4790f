"""How a page was made, as steps, and which topics are related to it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from cms.enums import Freshness
from cms.models import ArticlePage, ImportRecord, ReviewedPage
from core.templatetags.interface import spell

_RELATED = 8


def steps_of(page: ReviewedPage) -> list[dict[str, str]]:
    """Return the steps from writing to the next check, as nodes of a thread."""
    steps = [_origin(page)]
    if page.checked_at:
        label = _("Checked by %(name)s") % {"name": page.reviewer_label} if page.reviewer_label else _("Checked")
        steps.append({"label": label, "state": "done", "note": spell(page.checked_at, "DATE")})
    else:
        steps.append({"label": _("Not checked by a doctor here yet"), "state": "todo"})
    if page.changed_since_check:
        steps.append({"label": _("Words were changed after the check"), "state": "todo"})
    if page.twin:
        steps.append({"label": _("Also in the other language"), "state": "done"})
    if page.review_due:
        month = spell(page.review_due, "MONTH")
        late = page.freshness == Freshness.OVERDUE
        label = _("The check has been overdue since %(month)s") if late else _("Next check by %(month)s")
        steps.append({"label": label % {"month": month}, "state": "here"})
    return steps


def _origin(page: Any) -> dict[str, str]:
    source = getattr(page, "source_name", "")
    if not source:
        return {"label": _("Written by our editors"), "state": "done"}
    note = spell(page.source_edition, "DATE") if page.source_edition else ""
    return {"label": _("Taken over from %(source)s") % {"source": source}, "state": "done", "note": note}


def related_topics(page: ArticlePage, request: HttpRequest) -> list[dict[str, str]]:
    """Return the topics that the source relates to this one, as far as they are here and live."""
    if not page.source_name:
        return []
    record = ImportRecord.objects.filter(page_id=page.pk).only("source", "parts").first()
    ids = record.parts.get("related", [None, []])[1] if record else []
    if not ids or record is None:
        return []
    wanted = ImportRecord.objects.filter(source=record.source, source_id__in=ids).values("page_id")
    pages = ArticlePage.objects.live().filter(pk__in=wanted).defer_streamfields().order_by("title")
    return [{"label": p.title, "url": p.get_url(request)} for p in pages[:_RELATED]]
