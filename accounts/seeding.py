"""The made-up people of a demonstration."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.actions import give_role
from accounts.cards import rebuild_cards
from accounts.enums import CardAudience, LicenceState, RoleName
from accounts.models import InboxItem, Licence, Profile, Specialty, User
from core import clock

_FOLDER: Final = Path(__file__).parent / "demo"
_LAST_HERE: Final = timedelta(hours=27)
_STATES: Final = {"verified": LicenceState.VERIFIED, "submitted": LicenceState.APPLIED}


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
    people = {}
    for row in read("people.json")["people"]:
        person = User.objects.filter(email=row["email"]).first()
        people[row["key"]] = person or _make(row, passwords[row["key"]] if row["signs_in"] else None)
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
    if row["licence"]:
        _give_licence(person, row)
    for role in row["roles"]:
        give_role(person=person, role=RoleName(role), by=None)
    if row["licence"]:
        rebuild_cards(person)
    return person


def _give_licence(person: User, row: dict[str, Any]) -> None:
    facts, now = row["licence"], clock.now()
    state = _STATES[facts["state"]]
    verified = state is LicenceState.VERIFIED
    days = facts.get("verified_days_ago")
    person.licence = Licence.objects.create(
        user=person,
        specialty=Specialty.objects.get(slug=row["specialty"]),
        country=facts["authority"][:60],
        number=facts["number"],
        state=state,
        decided_at=now - timedelta(days=days) if verified and days else None,
        expires_at=now + timedelta(days=facts["expires_in_days"]) if verified else None,
    )
