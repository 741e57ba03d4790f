"""Forms of coming in."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.cards import DEFAULT_SHOWN_TO, PARTS
from accounts.enums import CardAudience, RoleName
from accounts.models import Specialty
from core.forms import KeyedForm


class SignupForm(AllauthSignupForm):  # type: ignore[misc]  # allauth is untyped
    """Name, address, password."""

    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ("name", "email", "password1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class LoginForm(AllauthLoginForm):  # type: ignore[misc]  # allauth is untyped
    """Address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class SpecialtyField(forms.ModelChoiceField[Specialty]):
    """Specialties, named in the reader's language."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Specialty.objects.none(), **kwargs)
        self._language = "en"

    def speak(self, language: str) -> None:
        """Fill and name the choices."""
        self.queryset = Specialty.objects.order_by(f"name_{language}")
        self._language = language

    def label_from_instance(self, obj: Specialty) -> str:
        """The name in the reader's language."""
        return obj.name_in(self._language)


class ProfileForm(KeyedForm):
    """What a person says of themselves, and who sees each part."""

    name = forms.CharField(label=_("Name"), max_length=150)
    place = forms.CharField(label=_("Place"), max_length=80, required=False)
    institution = forms.CharField(label=_("Institution"), max_length=120, required=False)
    spoken = forms.CharField(label=_("Languages you speak"), max_length=120, required=False)
    bio = forms.CharField(
        label=_("About you"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in PARTS:
            self.fields[f"shown_{part}"] = forms.ChoiceField(
                label=_("Who sees this"), choices=CardAudience.choices, initial=DEFAULT_SHOWN_TO[part]
            )

    def shown_to(self) -> dict[str, CardAudience]:
        """The chosen audience of each part."""
        return {part: CardAudience(self.cleaned_data[f"shown_{part}"]) for part in PARTS}


class RoleForm(KeyedForm):
    """A role to give or to take back."""

    role = forms.ChoiceField(label=_("Role"), choices=RoleName.choices)
    verb = forms.ChoiceField(choices=[("give", ""), ("take", "")])
