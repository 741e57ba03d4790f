"""Forms of cases: types and limits; what is allowed, actions and the gate decide."""

from __future__ import annotations

from typing import Any, Final, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import SpecialtyField
from cases.enums import AgeBand, FlagReason, Sex
from cases.models import MAX_ALT, MAX_PART, MAX_TITLE
from community.forms import TagsField
from core.forms import KeyedForm

LATER: Final = "later"
_NEEDED: Final = ("title", "history", "question")


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class CaseForm(KeyedForm):
    """The words of a case. With `partial` nothing is needed, so that one can stop and go on later."""

    title = forms.CharField(
        label=_("Title"), max_length=MAX_TITLE, help_text=_("What a colleague would say in the corridor. No diagnosis.")
    )
    language = forms.ChoiceField(label=_("Language of the case"), choices=[("en", "English"), ("es", "Español")])
    specialty = SpecialtyField(label=_("Specialty"), required=False, to_field_name="slug")
    age_band = forms.ChoiceField(label=_("Age"), choices=[("", _("Not said")), *AgeBand.choices], required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=[("", _("Not said")), *Sex.choices], required=False)
    history = forms.CharField(
        label=_("History"),
        max_length=MAX_PART,
        widget=_area(7),
        help_text=_("Days instead of dates: “day 3”, “two weeks before”."),
    )
    examination = forms.CharField(label=_("Examination"), max_length=MAX_PART, required=False, widget=_area(5))
    findings = forms.CharField(label=_("Findings"), max_length=MAX_PART, required=False, widget=_area(5))
    question = forms.CharField(label=_("Question"), max_length=MAX_PART, widget=_area(3))
    audience = forms.ChoiceField(label=_("Who reads it"), help_text=_("Only after a second physician has read it."))
    tags = TagsField(
        label=_("Tags"),
        required=False,
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, reader: str, audiences: list[tuple[str, str]], partial: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["audience"]).choices = audiences
        cast("SpecialtyField", self.fields["specialty"]).speak(reader)
        cast("TagsField", self.fields["tags"]).speak(reader)
        for name in _NEEDED if partial else ():
            self.fields[name].required = False

    def words(self) -> dict[str, Any]:
        """The words as a draft keeps them."""
        chosen = {name: self.cleaned_data[name] for name in self.fields if name != "key"}
        specialty = chosen["specialty"]
        return {
            **chosen,
            "specialty": specialty.slug if specialty is not None else "",
            "tags": tuple(tag.slug for tag in chosen["tags"]),
        }


class ImageForm(KeyedForm):
    """The picture and its description."""

    image = forms.FileField(
        label=_("Image"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    alt = forms.CharField(
        label=_("Description of the image in words"),
        max_length=MAX_ALT,
        required=False,
        widget=_area(3),
        help_text=_("What a colleague who cannot see it needs to know. It is checked like the text."),
    )

    def __init__(self, *args: Any, has_image: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_image = has_image

    def clean(self) -> dict[str, Any]:
        """A picture needs words, and words a picture."""
        cleaned: dict[str, Any] = super().clean() or {}
        sent = bool(cleaned.get("image"))
        if (sent or self.has_image) and not (cleaned.get("alt") or "").strip():
            self.add_error("alt", _("The image needs a description in words."))
        if not sent and not self.has_image and "image" not in self.errors:
            self.add_error("image", _("Please choose a picture, or go on without one."))
        return cleaned


class FindingForm(forms.Form):
    """A decision on one finding. It needs no key: deciding the same twice changes nothing."""

    finding = forms.IntegerField(min_value=0)
    decision = forms.ChoiceField(choices=[(verb, verb) for verb in ("replace", "remove", "keep", "undo")])
    reason = forms.CharField(max_length=200, required=False)


class SafeForm(KeyedForm):
    """Accepting all safe changes, or taking that back."""

    undo = forms.BooleanField(required=False, widget=forms.HiddenInput)


class SendForm(KeyedForm):
    """Sending the case on, with the author's word."""

    attested = forms.BooleanField(
        label=_("Nothing in text or image points to a person: no name, face, tattoo, jewellery, wristband or label."),
        required=False,
    )


class ReviewForm(KeyedForm):
    """What the second reader decides."""

    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=[
            ("approve", _("Publish: nothing points to a person")),
            ("return", _("Send back to the author, with a reason")),
            ("refuse", _("Do not publish, with a reason")),
        ],
        widget=forms.RadioSelect,
    )
    looked = forms.BooleanField(label=_("I have read the whole text and looked at the image."), required=False)
    reason = forms.CharField(
        label=_("Reason for the author"),
        max_length=500,
        required=False,
        widget=_area(3),
        help_text=_("Say where to look, without repeating what should go."),
    )

    def clean(self) -> dict[str, Any]:
        """A yes needs a look, a no needs a reason."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("decision") == "approve" and not cleaned.get("looked"):
            self.add_error("looked", _("Please read the whole text and look at the image first."))
        if cleaned.get("decision") in {"return", "refuse"} and not (cleaned.get("reason") or "").strip():
            self.add_error("reason", _("Please tell the author why."))
        return cleaned


class FlagForm(KeyedForm):
    """Why a case should be hidden."""

    reason = forms.ChoiceField(label=_("What is it?"), choices=FlagReason.choices, widget=forms.RadioSelect)


class CommentForm(KeyedForm):
    """The composer; the measure is taken after tidying."""

    body = forms.CharField(label=_("Comment"), max_length=40_000, strip=False, widget=_area(4))
