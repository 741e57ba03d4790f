"""Alerts: something that holds in a place for a time."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import RichTextField

from cms import freshness
from cms.blocks import RICH, WEB_ADDRESS
from cms.enums import AlertState, Severity
from cms.lines import lines_of
from cms.models.base import ContentPage
from core import clock


class AlertPage(ContentPage):
    """One alert. Whether it holds is decided when it is shown."""

    severity = models.CharField(_("severity"), max_length=8, choices=Severity.choices, default=Severity.INFO)
    place = models.CharField(_("place"), max_length=120)
    summary = models.TextField(_("summary"), blank=True)
    starts_at = models.DateTimeField(_("from"), default=clock.now)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    emergency = models.TextField(_("call now if"), blank=True, help_text=_("Signs of an emergency, one a line."))
    who = models.TextField(_("who should take care"), blank=True, help_text=_("One group of people a line."))
    what_to_do = models.TextField(_("what to do"), blank=True, help_text=_("One thing a line."))
    body = RichTextField(_("text"), blank=True, features=RICH)
    source_name = models.CharField(_("source"), max_length=160, blank=True)
    source_url = models.CharField(_("address of the source"), max_length=500, blank=True, validators=[WEB_ADDRESS])

    template = "cms/alert_page.html"
    section_name = "alerts"
    parent_page_types = ["cms.SectionPage"]
    subpage_types: list[str] = []
    content_panels = [
        *ContentPage.content_panels,
        FieldRowPanel([FieldPanel("severity"), FieldPanel("place")]),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        FieldPanel("summary"),
        FieldPanel("emergency"),
        FieldPanel("who"),
        FieldPanel("what_to_do"),
        FieldPanel("body"),
        FieldRowPanel([FieldPanel("source_name"), FieldPanel("source_url")]),
        FieldPanel("is_demonstration"),
    ]

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")

    def clean(self) -> None:
        """Refuse an alert that ends before it begins."""
        super().clean()
        # A form that lacks its start gets here too.
        starts: datetime | None = self.starts_at
        if starts and self.ends_at and self.ends_at <= starts:
            raise ValidationError({"ends_at": _("The end must come after the start.")})

    @property
    def state(self) -> AlertState:
        """Whether the alert is planned, holds now or has ended."""
        return freshness.alert_state(self.starts_at, self.ends_at, clock.now())

    @property
    def acts(self) -> tuple[str, ...]:
        """What to do, one thing after the other."""
        return lines_of(self.what_to_do)

    @property
    def emergency_signs(self) -> tuple[str, ...]:
        """Signs of an emergency."""
        return lines_of(self.emergency)

    @property
    def groups(self) -> tuple[str, ...]:
        """Who should take care."""
        return lines_of(self.who)

    def change_moments(self) -> tuple[datetime | None, ...]:
        """Return also start and end."""
        return (*super().change_moments(), self.starts_at, self.ends_at)

    @property
    def note_kind(self) -> str:
        """The weight of its box; an alert that does not hold shouts no more."""
        return str(self.severity) if self.state == AlertState.NOW else "info"
