"""What every form of ours shares: the key under which its write happens once."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms


class KeyedForm(forms.Form):
    """A form that carries an idempotency key, so that a second press changes nothing."""

    # Without an id: a page may carry the same form more than once.
    key = forms.UUIDField(widget=forms.HiddenInput(attrs={"id": False}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4()
        self.label_suffix = ""
