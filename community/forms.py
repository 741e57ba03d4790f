"""Forms of groups: types and limits; what is allowed, actions decide."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import SpecialtyField
from community.enums import Level, ThreadKind
from community.models import MAX_TITLE
from core.forms import KeyedForm
from search.models import Tag

# The measure of a text is taken after tidying, by community.texts; this only bounds what is read.
_BODY_BOUND = 40_000


class TagsField(forms.ModelMultipleChoiceField[Tag]):
    """Words of the vocabulary, in the reader's language. Members choose, they never make one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Tag.objects.none(), **kwargs)
        self._language = "en"

    def speak(self, language: str) -> None:
        """Fill and name the choices."""
        self.queryset = Tag.objects.order_by(f"name_{language}")
        self._language = language

    def label_from_instance(self, obj: Tag) -> str:
        """The word in the reader's language."""
        return obj.label(self._language)


class GroupForm(KeyedForm):
    """How a group is described."""

    name = forms.CharField(label=_("Name"), max_length=120)
    about = forms.CharField(
        label=_("What is it for?"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    language = forms.ChoiceField(label=_("Language"), choices=[("en", "English"), ("es", "Español")])
    specialty = SpecialtyField(label=_("Specialty"), required=False)

    def __init__(self, *args: Any, reader: str = "en", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("SpecialtyField", self.fields["specialty"]).speak(reader)


class NewGroupForm(GroupForm):
    """A new group."""

    level = forms.ChoiceField(
        label=_("Who may come in?"),
        choices=[
            (Level.OPEN, _("Open: every verified physician reads and joins")),
            (Level.RESTRICTED, _("On request: listed, members read")),
            (Level.CLOSED, _("By invitation: listed, members read")),
            (Level.SECRET, _("Secret: not listed, only members know its name")),
        ],
        initial=Level.CLOSED,
        widget=forms.RadioSelect,
    )


class LevelForm(KeyedForm):
    """A new level for a group."""

    level = forms.ChoiceField(label=_("Who may come in?"), choices=Level.choices)


class InviteForm(KeyedForm):
    """An invitation by address. The answer is the same whether the address is known or not."""

    email = forms.EmailField(label=_("E-mail address of the physician"))
    until = forms.DateTimeField(
        label=_("Member until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Leave empty for no end date."),
    )


class ThreadForm(KeyedForm):
    """A new thread with its first message."""

    title = forms.CharField(label=_("Title"), max_length=MAX_TITLE)
    kind = forms.ChoiceField(label=_("Kind"), choices=ThreadKind.choices, initial=ThreadKind.QUESTION)
    body = forms.CharField(
        label=_("First message"),
        max_length=_BODY_BOUND,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("No patient details: no names, dates, places or numbers that could point to a person."),
    )
    tags = TagsField(label=_("Tags"), required=False, widget=forms.SelectMultiple(attrs={"size": 6}))

    def __init__(self, *args: Any, reader: str = "en", may_announce: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("TagsField", self.fields["tags"]).speak(reader)
        if not may_announce:
            kinds = [choice for choice in ThreadKind.choices if choice[0] != ThreadKind.ANNOUNCEMENT]
            cast("forms.ChoiceField", self.fields["kind"]).choices = kinds


class PostForm(KeyedForm):
    """The composer."""

    body = forms.CharField(
        label=_("Message"), max_length=_BODY_BOUND, strip=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    reply_to = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


class ReadForm(forms.Form):
    """How far somebody has read."""

    number = forms.IntegerField(min_value=0, max_value=2**31 - 1)
