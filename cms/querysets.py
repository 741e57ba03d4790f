"""Which pages somebody may see: Wagtail's own `live` column decides, because Wagtail writes it on every path."""

from __future__ import annotations

from typing import Any, Self

from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from core.access import PUBLIC, Viewer

EDITORS = "staff:editor"


class VisiblePageQuerySet(PageQuerySet):
    """Pages that know their readers. Live pages are public, all others are for editors."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Everything for editors, live pages for everybody else, nothing without a viewer."""
        if viewer.holds(EDITORS):
            return self
        visible: Self = self.live() if viewer.holds(PUBLIC) else self.none()
        return visible

    def originals(self) -> Self:
        """Pages with words of their own: an alias repeats a page of another language."""
        own: Self = self.filter(alias_of=None)
        return own


ContentPageManager: Any = PageManager.from_queryset(VisiblePageQuerySet)
