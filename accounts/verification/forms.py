"""The application of a physician and the decisions on it."""

from __future__ import annotations

from typing import Any, Final, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.forms import SpecialtyField
from accounts.verification.actions import Facts
from accounts.verification.enums import Profession
from accounts.verification.evidence import MOST_FILES
from accounts.verification.models import MAX_REASON
from core.forms import KeyedForm
from core.imaging import CleanResult, ImageRefused, clean_in_child

_RULES: Final = _(
    "Photographs or scans of your licence card or diploma: JPEG, PNG or WebP, up to four. "
    "Only verifiers see them, and they are deleted 30 days after the decision."
)


class ManyFilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Pictures, each rebuilt from its pixels in a process of its own; what is no picture is refused in a sentence."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[CleanResult]:  # noqa: ARG002 - Django\'s signature
        """Clean every file, or say of each what is wrong with it."""
        files = data if isinstance(data, list) else [data] if data else []
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                ngettext("Please send at most %(most)d file.", "Please send at most %(most)d files.", MOST_FILES)
                % {"most": MOST_FILES}
            )
        images, problems = [], []
        for number, file in enumerate(files, 1):
            try:
                images.append(clean_in_child(file.read()))
            except ImageRefused as refusal:
                said = _now("File %(number)d: %(problem)s")
                problems.append(said % {"number": number, "problem": _now(str(refusal))})
        if problems:
            raise forms.ValidationError(problems)
        if not images and self.required:
            raise forms.ValidationError(self.error_messages["required"])
        return images


def _professions() -> list[tuple[str, str]]:
    counted = set(settings.PROFESSIONS)
    return [(value, str(label)) for value, label in Profession.choices if value in counted]


class ApplicationForm(KeyedForm):
    """What stands on the licence, and what shows that it is one's own."""

    profession = forms.ChoiceField(label=_("Profession"), choices=_professions)
    specialty = SpecialtyField(label=_("Specialty"))
    second_specialty = SpecialtyField(label=_("Second specialty"), required=False)
    country = forms.CharField(
        label=_("Country of the licence"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "country-name"})
    )
    registry = forms.CharField(
        label=_("Register"), max_length=120, help_text=_("The authority that keeps the register, as it calls itself.")
    )
    number = forms.CharField(label=_("Licence number"), max_length=60, help_text=_("As it stands on your card."))
    pictures = PicturesField(label=_("Pictures of your licence"), required=False, help_text=_RULES)

    def __init__(self, *args: Any, language: str = "en", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("specialty", "second_specialty"):
            cast("SpecialtyField", self.fields[name]).speak(language)
        if len(_professions()) == 1:
            self.fields["profession"].widget = forms.HiddenInput()
            self.fields["profession"].initial = _professions()[0][0]

    def clean(self) -> dict[str, Any]:
        """Two specialties are two."""
        cleaned: dict[str, Any] = super().clean() or {}
        second = cleaned.get("second_specialty")
        if second is not None and second == cleaned.get("specialty"):
            cleaned["second_specialty"] = None
        return cleaned

    def facts(self) -> Facts:
        """What the applicant says."""
        names = ("specialty", "second_specialty", "country", "registry", "number")
        chosen = {name: self.cleaned_data[name] for name in names}
        return Facts(profession=Profession(self.cleaned_data["profession"]), **chosen)


class VerdictForm(KeyedForm):
    """A verifier's decision on what they have seen: `version` says which state of it that was."""

    version = forms.IntegerField(widget=forms.HiddenInput(attrs={"id": False}), min_value=0)
    decision = forms.ChoiceField(choices=[])
    reason = forms.CharField(
        label=_("Reason"),
        max_length=MAX_REASON,
        required=False,
        help_text=_("The person reads this sentence. A yes needs none."),
    )
    without_words: frozenset[str] = frozenset()

    def __init__(self, *args: Any, decisions: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["decision"]).choices = [(name, name) for name in decisions]

    def clean(self) -> dict[str, Any]:
        """Everything but a yes needs words for the person who reads it."""
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = cleaned.get("decision")
        if chosen and chosen not in self.without_words and not cleaned.get("reason", "").strip():
            self.add_error("reason", _now("Please say why: the person reads this sentence."))
        return cleaned


class ApplicationVerdictForm(VerdictForm):
    """A decision on an application."""

    without_words = frozenset({"approve", "conflict"})


class LicenceVerdictForm(VerdictForm):
    """A decision on a licence."""

    without_words = frozenset({"confirm", "resume"})


__all__ = ["ApplicationForm", "ApplicationVerdictForm", "LicenceVerdictForm", "VerdictForm"]
