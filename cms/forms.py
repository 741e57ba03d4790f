"""Forms of the medical review."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cms import freshness
from cms.actions import reviewers

_LONGEST = timedelta(days=3 * 365)


def _in_two_years() -> date:
    return freshness.today() + timedelta(days=2 * 365)


class SignatureForm(forms.Form):
    """When the page must be checked again."""

    review_due = forms.DateField(
        label=_("Check it again by"),
        initial=_in_two_years,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("At most three years from today."),
    )

    def clean_review_due(self) -> date:
        """Take a day that lies ahead, but not too far."""
        day: date = self.cleaned_data["review_due"]
        if not freshness.today() < day <= freshness.today() + _LONGEST:
            raise ValidationError(_("Choose a day within the next three years."))
        return day


class ChangesForm(forms.Form):
    """What should change before a signature."""

    note = forms.CharField(label=_("What should change"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class AssignForm(forms.Form):
    """Who should read the draft."""

    reviewer: forms.ModelChoiceField[Any] = forms.ModelChoiceField(label=_("Medical reviewer"), queryset=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Any]", self.fields["reviewer"]).queryset = reviewers()
