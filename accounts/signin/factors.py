"""The second factor: who needs one, who has one, and how allauth keeps it."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlsplit

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm as AllauthAddForm
from allauth.mfa.webauthn.forms import EditWebAuthnForm as AllauthEditForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.signin import sealing, spent, throttles
from core import clock
from core.ratelimit import RateLimited

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Viewer

# Whose word or look weighs most: a stolen password must not be enough.
_TOKENS: Final = frozenset({"physician", "staff:editor", "staff:verifier", "staff:moderator", "staff:admin"})
_REVIEW: Final = "review:"
_KINDS: Final = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
_CODE_LIFE: Final = timedelta(minutes=5)


def is_needed(viewer: Viewer) -> bool:
    """Whether this person may do nothing before they have a second factor."""
    if not settings.SECOND_FACTOR_REQUIRED:
        return False
    return bool(viewer.grants & _TOKENS) or any(token.startswith(_REVIEW) for token in viewer.grants)


def has_factor(user_id: int) -> bool:
    """Whether somebody has an app or a passkey. Recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user_id=user_id, type__in=_KINDS).exists())


def may_enter(viewer: Viewer, session: Any) -> bool:
    """Whether nothing is missing. The database is asked only where the session knows of no factor."""
    return session.column("has_factor") or not is_needed(viewer) or has_factor(viewer.known_id)


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    """Secrets are sealed, names are ours."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This code is not right. Codes of an app change every half minute."),
        "unverified_email": gettext_lazy("Confirm your address first."),
    }

    def encrypt(self, text: str) -> str:
        """Seal the secret of a factor."""
        return urlsafe_b64encode(sealing.seal(text.encode(), "factor")).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open the secret of a factor."""
        return sealing.unseal(urlsafe_b64decode(encrypted_text), "factor").decode()

    def get_totp_issuer(self) -> str:
        """The name under which the app lists the code."""
        return str(settings.SITE_NAME)

    def build_totp_svg(self, url: str) -> str:
        """The picture as an element of a page, without the head of a file."""
        picture = str(super().build_totp_svg(url))
        return picture[picture.index("<svg") :]

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The site for which a passkey is made: the one address that people reach."""
        return {"id": urlsplit(settings.BASE_URL).hostname or "localhost", "name": settings.SITE_NAME}

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's name
        """A first name for a passkey."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}


def _limited(user: User) -> throttles.Tries:
    """Count a try of a code, or say in the form when it works again."""
    tries = throttles.of_code(context.request, user)
    try:
        tries.take()
    except RateLimited as limited:
        minutes = max(1, round(limited.retry_after / 60))
        sentence = _("Too many tries. Please wait about %(minutes)d min and try again.") % {"minutes": minutes}
        raise forms.ValidationError(sentence) from limited
    return tries


def _word_code(form: forms.Form, label: str, help_text: str, *, longest: int) -> None:
    """Give the field of a code our words, and let devices offer what they received."""
    form.label_suffix = ""
    code = form.fields["code"]
    code.label, code.help_text = label, help_text
    code.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": longest}


class CodeForm(AllauthAuthenticateForm):  # type: ignore[misc]  # allauth is untyped
    """A code of the app, or a recovery code, at sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word_code(self, _("Code"), _("Six figures from your app, or one of your recovery codes."), longest=40)

    def clean_code(self) -> str:
        """Judge the code; one of an app counts once."""
        tries = _limited(self.user)
        code = cast("str", super().clean_code())
        if not spent.spend(f"code:{self.user.pk}:{code.strip()}", until=clock.now() + _CODE_LIFE):
            raise forms.ValidationError(_("This code was used already. Please wait for the next one."))
        tries.give_back()
        return code


class ConfirmCodeForm(CodeForm):
    """The same for proving again who one is."""

    def save(self) -> None:
        """Remember that it was proved."""
        post_authentication(context.request, self.authenticator, reauthenticated=True)


class ActivateForm(AllauthActivateForm):  # type: ignore[misc]  # allauth is untyped
    """The first code of a new app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word_code(self, _("Code of the app"), _("Six figures."), longest=12)

    def clean_code(self) -> str:
        """Judge the code."""
        tries = _limited(self.user)
        code = cast("str", super().clean_code())
        tries.give_back()
        return code


class PasskeyForm(AllauthAddForm):  # type: ignore[misc]  # allauth is untyped
    """A new passkey; each may sign in by itself, so each must ask for a finger, a face or a PIN."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields.pop("passwordless", None)
        self.fields["name"] = forms.CharField(
            label=_("Name of the passkey"), max_length=60, help_text=_("So that you know it again: phone, laptop, key.")
        )

    def clean(self) -> dict[str, Any]:
        """A passkey that did not ask who holds it is refused."""
        self.cleaned_data["passwordless"] = True
        return cast("dict[str, Any]", super().clean())


class PasskeyNameForm(AllauthEditForm):  # type: ignore[misc]  # allauth is untyped
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["name"].label = _("Name of the passkey")
        self.fields["name"].max_length = 60
        self.fields["name"].widget.attrs["maxlength"] = 60
