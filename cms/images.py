"""Which files of the library somebody may see: those that a live page uses, and all of them for editors."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Model, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page, ReferenceIndex

from cms.models import SiteDocument, SiteImage
from cms.querysets import EDITORS
from core.access import PUBLIC, Viewer


def used_by_live_pages(model: type[Model]) -> QuerySet[Any, Any]:
    """Ids of library files that a live page names. Drafts are in the index too, so it is joined with `live`."""
    page_type = ContentType.objects.get_for_model(Page)
    live: QuerySet[Any, Any] = Page.objects.live().filter(alias_of=None).order_by().values("pk")
    references: QuerySet[Any, Any] = ReferenceIndex.objects.filter(
        base_content_type=page_type, to_content_type=ContentType.objects.get_for_model(model)
    ).annotate(page_id=Cast("object_id", BigIntegerField()), file_id=Cast("to_object_id", BigIntegerField()))
    return references.filter(page_id__in=live).values("file_id")


def _visible(model: Any, viewer: Viewer) -> QuerySet[Any, Any]:
    files: QuerySet[Any, Any] = model.objects.all()
    if viewer.holds(EDITORS):
        return files
    return files.filter(pk__in=used_by_live_pages(model)) if viewer.holds(PUBLIC) else files.none()


def visible_images(viewer: Viewer) -> QuerySet[Any, Any]:
    """Images that the viewer may see."""
    return _visible(SiteImage, viewer)


def visible_documents(viewer: Viewer) -> QuerySet[Any, Any]:
    """Documents that the viewer may get."""
    return _visible(SiteDocument, viewer)
