"""The doors of the tree: start page, sections, plain pages."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField

from cms.blocks import RICH
from cms.models.base import ContentPage


class SectionKind(models.TextChoices):
    """What a section lists."""

    HEALTH = "health", _("Health topics")
    DRUGS = "drugs", _("Medicines")
    ALERTS = "alerts", _("Alerts")
    FIND_CARE = "find-care", _("Health centres")
    ABOUT = "about", _("About this site")


class HomePage(ContentPage):
    """The start page of a language."""

    headline = models.CharField(_("headline"), max_length=120, blank=True)
    intro = models.TextField(_("introduction"), blank=True)
    common_searches = models.TextField(_("people often look for"), blank=True, help_text=_("One a line."))

    template = "cms/home_page.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.SectionPage", "cms.ProsePage"]
    content_panels = [
        *ContentPage.content_panels,
        FieldPanel("headline"),
        FieldPanel("intro"),
        FieldPanel("common_searches"),
    ]

    class Meta:
        verbose_name = _("start page")


class SectionPage(ContentPage):
    """A section: the list of what lies below it."""

    kind = models.CharField(_("lists"), max_length=12, choices=SectionKind.choices)
    intro = models.TextField(_("introduction"), blank=True)

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.ArticlePage", "cms.DrugPage", "cms.AlertPage", "cms.CentrePage", "cms.ProsePage"]
    content_panels = [*ContentPage.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("section")

    @property
    def section_name(self) -> str:  # type: ignore[override]  # a section names itself
        """The word of the navigation."""
        return str(self.kind)

    def get_template(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> str:
        """Each kind of list has its own page."""
        return f"cms/section_{self.kind.replace('-', '_')}.html"


class ProsePage(ContentPage):
    """A plain page, such as the privacy notice."""

    summary = models.TextField(_("summary"), blank=True)
    body = RichTextField(_("text"), features=[*RICH, "h2"])

    template = "cms/prose_page.html"
    parent_page_types = ["cms.HomePage", "cms.SectionPage"]
    subpage_types: list[str] = []
    content_panels = [
        *ContentPage.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldPanel("is_demonstration"),
    ]

    class Meta:
        verbose_name = _("plain page")
        verbose_name_plural = _("plain pages")
