"""Ties what pages show beside their own fields to their models."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from cms import listings, provenance
from cms.models import AlertPage, ArticlePage, DrugPage, HomePage, SectionPage
from cms.models.base import adds_context


@adds_context("homepage")
def home(page: HomePage, _request: HttpRequest) -> dict[str, Any]:
    """The start page."""
    return listings.home_context(page)


@adds_context("sectionpage")
def section(page: SectionPage, request: HttpRequest) -> dict[str, Any]:
    """A section."""
    return listings.section_context(page, request)


@adds_context("articlepage")
def article(page: ArticlePage, request: HttpRequest) -> dict[str, Any]:
    """An article."""
    return {"steps": provenance.steps_of(page), "related": provenance.related_topics(page, request)}


@adds_context("drugpage")
def drug(page: DrugPage, _request: HttpRequest) -> dict[str, Any]:
    """A medicine."""
    return {"steps": provenance.steps_of(page)}


@adds_context("alertpage")
def alert(page: AlertPage, _request: HttpRequest) -> dict[str, Any]:
    """An alert; its state is asked once."""
    return {"state": str(page.state.value)}
