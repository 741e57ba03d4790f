"""The cast: people whom every test uses by their role."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Final

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction
from django.test import Client
from PIL import Image, ImageDraw

from accounts.actions import give_role
from accounts.cards import rebuild_cards
from accounts.enums import LicenceState, RoleName
from accounts.models import Licence, Profile, Specialty, User
from accounts.verification import actions
from accounts.verification.actions import Facts
from accounts.verification.actions.deciding import RECHECKED, VALID
from core import clock
from core.access import Viewer, viewer_for
from core.imaging import CleanResult, clean_image_bytes

PASSWORD: Final = "correct horse battery staple"
# Hashed once: Argon2 is slow on purpose.
_HASH: Final[list[str]] = []


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the cast: the row, and shortcuts that tests need all the time."""

    user: User

    @property
    def id(self) -> int:
        """Primary key."""
        return self.user.pk

    @property
    def viewer(self) -> Viewer:
        """Grants as they are at this moment."""
        return viewer_for(self.user.pk)

    def client(self) -> Client:
        """A signed-in test client."""
        client = Client()
        client.force_login(self.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        # As if they had just proved who they are: what asks for that again has tests of its own.
        session = client.session
        session["account_authentication_methods_user"] = str(self.user.pk)
        session["account_authentication_methods"] = [{"method": "password", "at": clock.now().timestamp()}]
        session.save()
        return client


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody. Group roles (moderator, removed member) are given by tests that make the group."""

    patient: Person
    editor: Person
    reviewer: Person
    verifier: Person
    second_verifier: Person
    physician: Person
    second_physician: Person
    unverified: Person
    group_moderator: Person
    removed_member: Person
    suspended: Person
    moderator: Person
    administrator: Person
    stranger: Person

    def everyone(self) -> dict[str, Person]:
        """People by role."""
        return {name: getattr(self, name) for name in self.__slots__}


def card(words: str = "SPECIMEN") -> CleanResult:
    """A picture of a licence card, as the upload leaves it."""
    image = Image.new("RGB", (320, 200), (224, 239, 235))
    ImageDraw.Draw(image).text((20, 80), words, fill=(0, 0, 0))
    out = BytesIO()
    image.save(out, "PNG")
    return clean_image_bytes(out.getvalue())


def facts(number: str = "N-1", slug: str = "cardiology") -> Facts:
    """What stands on the card."""
    specialty, _ = Specialty.objects.get_or_create(
        slug=slug, defaults={"name_en": "Cardiology", "name_es": "Cardiología"}
    )
    return Facts(specialty=specialty, country="Nowhere", registry="Register of Nowhere", number=number)


def verify(person: Person, *verifiers: Person) -> Licence:
    """Make somebody a verified physician the way it happens: they apply, and two others say yes."""
    application = actions.apply(facts=facts(f"N-{person.id}"), images=[card()], by=person.viewer)
    for verifier in verifiers:
        actions.approve(application=application, version=application.version, by=verifier.viewer)
        application.refresh_from_db()
    return Licence.objects.get(user=person.user)


@transaction.atomic
def make_person(
    key: str,
    *,
    verified: bool = False,
    roles: tuple[RoleName, ...] = (),
    language: str = "en",
    factor: bool = True,
) -> Person:
    """Make somebody with a confirmed address and, unless told otherwise, an app for codes.

    The licence of the verified is written as `verify` leaves it, which a test compares: the cast is made often.
    """
    user = User(email=f"{key.replace('_', '.')}@example.org", name=key.replace("_", " ").title(), language=language)
    if not _HASH:
        user.set_password(PASSWORD)
        _HASH.append(user.password)
    user.password = _HASH[0]
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    Profile.objects.create(user=user)
    if verified:
        specialty, _ = Specialty.objects.get_or_create(
            slug="cardiology", defaults={"name_en": "Cardiology", "name_es": "Cardiología"}
        )
        now = clock.now()
        user.licence = Licence.objects.create(
            user=user, specialty=specialty, country="Nowhere", registry="Register of Nowhere", number=f"N-{user.pk}",
            state=LicenceState.VERIFIED, verified_at=now, decided_at=now, expires_at=now + VALID,
            recheck_at=now + RECHECKED,
        )  # fmt: skip
        rebuild_cards(user)
    for role in roles:
        give_role(person=user, role=role, by=None)
    if factor:
        give_app(user)
    return Person(user)


def give_app(user: User) -> str:
    """A second factor, without the ceremony; returns its secret."""
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(user, secret)
    return secret


def make_cast() -> Cast:
    """Make everybody; call it inside a transaction."""
    cast = Cast(
        patient=make_person("patient", factor=False),
        editor=make_person("editor", roles=(RoleName.EDITOR,)),
        reviewer=make_person("reviewer", verified=True, roles=(RoleName.REVIEWER,)),
        verifier=make_person("verifier", roles=(RoleName.VERIFIER,)),
        second_verifier=make_person("second_verifier", roles=(RoleName.VERIFIER,)),
        physician=make_person("physician", verified=True),
        second_physician=make_person("second_physician", verified=True),
        unverified=make_person("unverified"),
        group_moderator=make_person("group_moderator", verified=True),
        removed_member=make_person("removed_member", verified=True),
        suspended=make_person("suspended", verified=True),
        moderator=make_person("moderator", roles=(RoleName.MODERATOR,)),
        administrator=make_person("administrator", roles=(RoleName.ADMIN,)),
        stranger=make_person("stranger", verified=True),
    )
    User.objects.filter(pk=cast.suspended.id).update(suspended_at=clock.now())
    return cast
