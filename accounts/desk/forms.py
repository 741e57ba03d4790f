"""Reporting, and deciding at the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.desk.enums import ReportReason, ReportState
from accounts.desk.models import MAX_REASON, MAX_WORDS
from core.forms import KeyedForm


class ReportForm(KeyedForm):
    """What is wrong."""

    reason = forms.ChoiceField(label=_("What is wrong"), choices=ReportReason.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your words"), max_length=MAX_WORDS, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class ReportDecisionForm(KeyedForm):
    """What becomes of a report; the sentence is read by the person and by whoever reported."""

    version = forms.IntegerField(widget=forms.HiddenInput(attrs={"id": False}), min_value=0)
    state = forms.ChoiceField(choices=[(s.value, s.value) for s in ReportState if s is not ReportState.OPEN])
    decision = forms.CharField(
        label=_("Reason"),
        max_length=MAX_REASON,
        help_text=_("Whoever reported it reads this sentence, and the person when told."),
    )


class WorkForm(KeyedForm):
    """What becomes of work that failed."""

    verb = forms.ChoiceField(choices=[("retry", "retry"), ("discard", "discard")])
    reason = forms.CharField(
        label=_("Reason"),
        max_length=MAX_REASON,
        required=False,
        help_text=_("It stands below the list, for other administrators."),
    )

    def clean(self) -> dict[str, Any]:
        """Letting go of work needs a reason."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("verb") == "discard" and not cleaned.get("reason", "").strip():
            self.add_error("reason", _now("Please say why nobody needs this work any more."))
        return cleaned
