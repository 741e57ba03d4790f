"""The made-up people of a demonstration."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from allauth.account.models import EmailAddress
from django.db import transaction
from PIL import Image, ImageDraw

from accounts.actions import give_role
from accounts.cards import rebuild_cards
from accounts.enums import CardAudience, RoleName
from accounts.models import Application, InboxItem, Licence, Profile, Specialty, User
from accounts.tasks import send_licence_mail_task
from accounts.verification import actions
from accounts.verification.actions import Facts
from core import clock
from core.access import viewer_for
from core.imaging import CleanResult, clean_image_bytes
from core.models import OutboxRow
from core.outbox.rows import name_of

_FOLDER: Final = Path(__file__).parent / "demo"
_LAST_HERE: Final = timedelta(hours=27)
_COUNTRIES: Final = {"en": "Northmere", "es": "Valdoro"}


def read(name: str) -> Any:
    """Parse a file of the folder demo."""
    return json.loads((_FOLDER / name).read_text(encoding="utf-8"))


def seed_specialties() -> None:
    """Keep the vocabulary of specialties current; every site has it, not only a demonstration."""
    known = set(Specialty.objects.values_list("slug", flat=True))
    Specialty.objects.bulk_create(
        Specialty(**row) for row in read("specialties.json")["specialties"] if row["slug"] not in known
    )


def seed(passwords: dict[str, str]) -> dict[str, User]:
    """Make the people who are missing, with the given passwords by key; return all of them by key.

    Those who only fill the groups have no password: nobody needs to sign in as them, and hashing takes its time.
    """
    seed_specialties()
    people, made = {}, []
    for row in read("people.json")["people"]:
        person = User.objects.filter(email=row["email"]).first()
        if person is None:
            person = _make(row, passwords[row["key"]] if row["signs_in"] else None)
            made.append((person, row))
        people[row["key"]] = person
    verifiers = [person for person in people.values() if person.roles.filter(role=RoleName.VERIFIER).exists()]
    for person, row in made:
        if row["licence"] and person not in verifiers:
            _apply(person, row, verifiers)
    return people


def newest_notice() -> int:
    """The number of the newest notice; what seeding adds after it is what `settle` puts in order."""
    return InboxItem.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


@transaction.atomic
def settle(*, after: int) -> None:
    """Put the notices that seeding made, and dated back, in the order of their dates; older ones were read."""
    made = InboxItem.objects.filter(pk__gt=after)
    notices = sorted(made, key=lambda notice: notice.created)
    made.delete()
    for notice in notices:
        notice.pk = None
        if notice.created <= clock.now() - _LAST_HERE:
            notice.read_at = notice.created + timedelta(hours=1)
    InboxItem.objects.bulk_create(notices)


@transaction.atomic
def _make(row: dict[str, Any], password: str | None) -> User:
    person = User.objects.create_user(row["email"], password, name=row["name"], language=row["language"])
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    Profile.objects.create(
        user=person,
        place=row["place"],
        institution=row["institution"],
        bio=row["bio"][row["language"]],
        spoken=", ".join(row["languages"]),
        shown_to={"specialty": CardAudience.PUBLIC} if "reviewer" in row["roles"] else {},
    )
    for role in row["roles"]:
        give_role(person=person, role=RoleName(role), by=None)
    if RoleName.VERIFIER in row["roles"]:
        _found(person, row)
    return person


def _found(verifier: User, row: dict[str, Any]) -> None:
    """Somebody must be the first: the licences of the verifiers themselves are the operator's word."""
    verifier.licence = Licence.objects.create(user=verifier, **_facts(row).values(), **_dates(row))
    rebuild_cards(verifier)


def _facts(row: dict[str, Any]) -> Facts:
    said = row["licence"]
    return Facts(
        specialty=Specialty.objects.get(slug=row["specialty"]),
        country=_COUNTRIES[row["language"]],
        registry=said["authority"],
        number=said["number"],
    )


def _dates(row: dict[str, Any]) -> dict[str, datetime]:
    said, now = row["licence"], clock.now()
    then, ends = now - timedelta(days=said["verified_days_ago"]), now + timedelta(days=said["expires_in_days"])
    return {"verified_at": then, "decided_at": then, "expires_at": ends, "recheck_at": ends}


@transaction.atomic
def _apply(person: User, row: dict[str, Any], verifiers: Sequence[User]) -> None:
    """Send an application with a drawn card; those who are verified were so by two people, a while ago."""
    application = actions.apply(facts=_facts(row), images=[_card(person, row)], by=viewer_for(person.pk))
    if row["licence"]["state"] != "verified":
        return
    for verifier in verifiers[:2]:
        application = actions.approve(application=application, version=application.version, by=viewer_for(verifier.pk))
    dates = _dates(row)
    then = dates["verified_at"]
    Licence.objects.filter(user=person).update(**dates)
    application.evidence.all().delete()
    Application.objects.filter(pk=application.pk).update(applied_at=then, changed_at=then, decided_at=then)
    InboxItem.objects.filter(user=person).update(created=then, read_at=then)
    # These mails went out long ago, as the story goes.
    OutboxRow.objects.filter(task=name_of(send_licence_mail_task), args__0=person.pk).delete()


def _card(person: User, row: dict[str, Any]) -> CleanResult:
    """A licence card as it is photographed, with nothing on it that anybody could take for a real one."""
    card = Image.new("RGB", (640, 400), (224, 239, 235))
    draw = ImageDraw.Draw(card)
    draw.rounded_rectangle((16, 16, 623, 383), radius=24, outline=(12, 92, 87), width=6)
    draw.ellipse((56, 130, 196, 270), fill=(255, 255, 255), outline=(12, 92, 87), width=4)
    for place, words in enumerate((row["licence"]["authority"], person.name, row["licence"]["number"], "SPECIMEN")):
        draw.text((232, 90 + place * 60), words, fill=(23, 33, 31), font_size=24)
    out = BytesIO()
    card.save(out, "PNG")
    return clean_image_bytes(out.getvalue())
