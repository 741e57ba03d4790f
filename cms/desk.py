"""The desk's queues of pages whose check is overdue: each line leads to asking somebody for a review."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.desk.queues import Queue, QueuePage, QueueRow, register_queue
from cms import freshness
from cms.models import ArticlePage, DrugPage
from core.paging import page_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from core.access import Viewer

EDITORS = "staff:editor"


def _overdue(model: Any) -> QuerySet[Any, Any]:
    found: QuerySet[Any, Any] = model.objects.live().filter(review_due__lt=freshness.today(), alias_of=None)
    return found


def _rows(model: Any, _viewer: Viewer, cursor: str | None, _language: str) -> QueuePage:
    page = page_of(_overdue(model).select_related("locale"), order=("review_due", "pk"), cursor=cursor)
    rows = [
        QueueRow(
            title=found.title,
            url=reverse("cms-assign-review", args=[found.pk]),
            notes=(found.locale.get_display_name(),),
            since=found.review_due,
        )
        for found in page.items
    ]
    return QueuePage(rows, page.next_cursor)


def _count(model: Any, _viewer: Viewer) -> int:
    return int(_overdue(model).count())


def register() -> None:
    """Run once at start-up."""
    for name, label, model in (
        ("overdue-articles", _("Health topics whose check is overdue"), ArticlePage),
        ("overdue-medicines", _("Medicines whose check is overdue"), DrugPage),
    ):
        register_queue(
            Queue(name, label, (EDITORS,), count=partial(_count, model), rows=partial(_rows, model), order=30)
        )
