"""Health centres: where care is given, when, and in which languages."""

from __future__ import annotations

import re
from typing import Final

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from cms.enums import Care
from cms.lines import lines_of
from cms.models.base import ContentPage

# What a telephone can be asked to dial: a plus, digits, and what people put between them.
TELEPHONE: Final = RegexValidator(r"^\+?[0-9][0-9 ()./-]{2,28}$", _("Write a number such as +44 1632 960001."))
_BETWEEN_DIGITS: Final = re.compile(r"[^+0-9]")


class CentreTag(ItemBase):
    """A service of a centre: a tag of the vocabulary."""

    tag = models.ForeignKey("search.Tag", on_delete=models.CASCADE, related_name="centre_items")
    content_object = ParentalKey("cms.CentrePage", on_delete=models.CASCADE, related_name="tagged_items")


class CentrePage(ContentPage):
    """One centre. Whether it is open is not computed: hours are words, and the centre may change them."""

    care = models.CharField(_("kind of care"), max_length=12, choices=Care.choices, default=Care.PRACTICE)
    town = models.CharField(_("town"), max_length=120)
    address = models.CharField(_("address"), max_length=200)
    phone = models.CharField(_("telephone"), max_length=32, validators=[TELEPHONE])
    always_open = models.BooleanField(_("open day and night"), default=False)
    hours = models.TextField(_("opening hours"), blank=True, help_text=_("One line for each group of days."))
    languages_spoken = models.TextField(_("languages spoken"), blank=True, help_text=_("One a line."))
    summary = models.TextField(_("summary"), blank=True)
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    tags = ClusterTaggableManager(through=CentreTag, blank=True, verbose_name=_("services"))

    template = "cms/centre_page.html"
    section_name = "find-care"
    parent_page_types = ["cms.SectionPage"]
    subpage_types: list[str] = []
    content_panels = [
        *ContentPage.content_panels,
        FieldRowPanel([FieldPanel("care"), FieldPanel("phone")]),
        FieldRowPanel([FieldPanel("address"), FieldPanel("town")]),
        FieldPanel("summary"),
        FieldPanel("always_open"),
        FieldPanel("hours"),
        FieldPanel("languages_spoken"),
        FieldPanel("tags"),
        FieldPanel("confirmed_on"),
        FieldPanel("is_demonstration"),
    ]

    class Meta:
        verbose_name = _("health centre")
        verbose_name_plural = _("health centres")

    @property
    def times(self) -> tuple[str, ...]:
        """Opening hours, line by line."""
        return lines_of(self.hours)

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages spoken there."""
        return lines_of(self.languages_spoken)

    @property
    def dialled(self) -> str:
        """The number as a telephone dials it."""
        return dialled(self.phone)


def dialled(phone: str) -> str:
    """Return a number without what people put between its digits."""
    return _BETWEEN_DIGITS.sub("", phone)
