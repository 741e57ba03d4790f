"""Forms of events."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core import clock
from core.forms import KeyedForm
from search.models import Tag


class EventForm(KeyedForm):
    """A new event, in the language of the page."""

    title = forms.CharField(label=_("Title"), max_length=200)
    description = forms.CharField(
        label=_("What it is about"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )
    place = forms.CharField(label=_("Place"), max_length=200, help_text=_("A room, or “online”."))
    starts = forms.DateTimeField(
        label=_("Starts"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M"],
    )
    minutes = forms.IntegerField(label=_("How many minutes"), min_value=5, max_value=7 * 24 * 60, initial=60)
    time_zone = forms.CharField(label=_("Time zone"), max_length=60)
    capacity = forms.IntegerField(
        label=_("Places"), min_value=1, max_value=100_000, required=False, help_text=_("Empty means as many as come.")
    )
    audience = forms.ChoiceField(label=_("Who sees it"))
    tags = forms.ModelMultipleChoiceField(
        label=_("Tags"), queryset=Tag.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, audiences: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["audience"]).choices = audiences
        self.fields["time_zone"].initial = settings.TIME_ZONE

    def clean_time_zone(self) -> str:
        """Know the zone."""
        name: str = self.cleaned_data["time_zone"]
        if name not in available_timezones():
            raise forms.ValidationError(_("We do not know this time zone. Write it like Europe/Madrid."))
        return name

    def clean(self) -> dict[str, Any]:
        """Read the start in the zone of the place, not of the server."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "starts" in cleaned and "time_zone" in cleaned:
            starts: datetime = cleaned["starts"].replace(tzinfo=ZoneInfo(cleaned["time_zone"]))
            if starts <= clock.now():
                self.add_error("starts", _("This moment has passed. Please choose a later one."))
            cleaned["starts_at"] = starts
            if "minutes" in cleaned:
                cleaned["ends_at"] = starts + timedelta(minutes=cleaned["minutes"])
        return cleaned

    def words(self) -> dict[str, str]:
        """The words as fields of the event."""
        language = (get_language() or "en")[:2]
        return {f"{part}_{language}": self.cleaned_data[part] for part in ("title", "description", "place")}
