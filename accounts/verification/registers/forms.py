"""The settings of a register, and a file for it."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Register
from accounts.verification.actions.keeping import MOST_BYTES
from accounts.verification.enums import RegisterKind
from accounts.verification.registers.files import COLUMNS
from core.forms import KeyedForm

_PLAIN: Final = ("name", "kind", "country", "active", "url", "system", "domains")


class RegisterForm(KeyedForm):
    """How a register is asked. Which fields count depends on the kind."""

    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("How it is asked"), choices=RegisterKind.choices)
    country = forms.CharField(
        label=_("Country"),
        max_length=60,
        required=False,
        help_text=_("As applicants write it. Empty: asked for everybody."),
    )
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)
    url = forms.CharField(
        label=_("Address (FHIR)"), max_length=200, required=False, help_text=_("Up to the part before /Practitioner.")
    )
    system = forms.CharField(label=_("System of its numbers (FHIR)"), max_length=200, required=False)
    domains = forms.CharField(
        label=_("Domains, one on each line (e-mail)"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    column_number = forms.CharField(label=_("Column of the number (file)"), max_length=80, required=False)
    column_name = forms.CharField(label=_("Column of the name or family name (file)"), max_length=80, required=False)
    column_given = forms.CharField(label=_("Column of the first name (file)"), max_length=80, required=False)
    column_status = forms.CharField(label=_("Column of the status (file)"), max_length=80, required=False)
    column_in_force = forms.CharField(
        label=_("Words of a status in force, with commas (file)"), max_length=200, required=False
    )
    column_until = forms.CharField(label=_("Column of the last day (file)"), max_length=80, required=False)

    def __init__(self, *args: Any, register: Register | None = None, **kwargs: Any) -> None:
        initial = {name: getattr(register, name) for name in _PLAIN} if register else {}
        columns = register.columns if register else {}
        initial |= {f"column_{name}": columns.get(name, "") for name in (*COLUMNS, "in_force")}
        super().__init__(*args, initial=initial if register else None, **kwargs)
        self._register = register

    def clean(self) -> dict[str, Any]:
        """What the chosen kind needs, and a name that no other register has."""
        cleaned: dict[str, Any] = super().clean() or {}
        needed = {
            RegisterKind.FHIR: ("url",),
            RegisterKind.DOMAIN: ("domains",),
            RegisterKind.FILE: ("column_number", "column_name"),
        }
        for name in needed.get(cleaned.get("kind", ""), ()):
            if not cleaned.get(name, "").strip():
                self.add_error(name, _now("This kind of register needs it."))
        if cleaned.get("column_status") and not cleaned.get("column_in_force"):
            self.add_error("column_in_force", _now("Which words say that a licence is in force?"))
        url = urlsplit(cleaned.get("url", ""))
        if cleaned.get("url") and (url.scheme not in {"http", "https"} or not url.netloc or url.query or url.username):
            self.add_error("url", _now("Please give an address that begins with https://."))
        others = Register.objects.exclude(pk=self._register.pk) if self._register else Register.objects.all()
        if others.filter(name=cleaned.get("name", "")).exists():
            self.add_error("name", _now("There is a register of this name already."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """The columns of the row."""
        chosen = self.cleaned_data
        mapping = {name: chosen[f"column_{name}"].strip() for name in (*COLUMNS, "in_force")}
        return {**{name: chosen[name] for name in _PLAIN}, "columns": mapping}


class RegisterFileForm(KeyedForm):
    """A file of a register."""

    file = forms.FileField(
        label=_("File"), help_text=_("CSV in UTF-8 with a heading. With one wrong line nothing of it is used.")
    )

    def clean_file(self) -> bytes:
        """Its bytes, as far as they are not too many."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_now("This file is larger than 25 MB."))
        data: bytes = file.read()
        return data
