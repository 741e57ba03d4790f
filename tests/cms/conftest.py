"""What tests of pages share: the tree, and ways to make a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cms.actions import ensure_tree
from cms.models import AlertPage, ArticlePage, SectionPage
from core import clock, outbox
from tests.people import Cast

MakeArticle = Callable[..., ArticlePage]


@pytest.fixture
def tree(db: None) -> None:
    """Start pages and sections in both languages."""
    ensure_tree()


@pytest.fixture
def editors(tree: None, cast: Cast) -> Cast:
    """The cast, with a tree to work in."""
    return cast


def section(kind: str, language: str = "en") -> SectionPage:
    """A section, fresh from the database."""
    found: SectionPage = SectionPage.objects.get(kind=kind, locale__language_code=language)
    return found


def add(page: Any, kind: str, language: str = "en", *, live: bool = True) -> Any:
    """Put a page below a section, published the way an editor does it."""
    parent = section(kind, language)
    page.locale_id, page.live = parent.locale_id, False
    parent.add_child(instance=page)
    revision = page.save_revision()
    if live:
        revision.publish()
    outbox.drain_now()
    return type(page).objects.get(pk=page.pk)


@pytest.fixture
def make_article(tree: None) -> MakeArticle:
    """Make an article; live unless told otherwise."""

    def make(title: str = "Sore throat", language: str = "en", *, live: bool = True, **fields: Any) -> ArticlePage:
        sections = [("text", {"heading": "What it is", "body": "<p>It hurts to swallow.</p>"})]
        page: ArticlePage = add(
            ArticlePage(title=title, **{"sections": sections} | fields), "health", language, live=live
        )
        return page

    return make


@pytest.fixture
def make_alert(tree: None) -> Callable[..., AlertPage]:
    """Make a live alert."""

    def make(title: str = "Heat", language: str = "en", **fields: Any) -> AlertPage:
        values = {"place": "Port Lumen", "starts_at": clock.now(), "severity": "warn"} | fields
        page: AlertPage = add(AlertPage(title=title, **values), "alerts", language)
        return page

    return make
