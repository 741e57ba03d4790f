"""Makes verified physicians in one closed group, and prints their sessions: for measuring a demonstration site."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.text import slugify

from accounts.enums import LicenceState
from accounts.models import Licence, Specialty, User
from accounts.signin.store import SessionStore
from community import actions
from community.actions.membership import put_in
from community.enums import Level, ThreadKind
from community.models import Group, Post, Thread
from community.texts import CheckedText, CheckedTitle
from core import clock
from core.access import viewer_for

_BACKEND: Final = settings.AUTHENTICATION_BACKENDS[0]
_MOST: Final = 5000
_KEY: Final = uuid.UUID("b1b5f3a0-7e0e-4d0a-9a52-0d1b7a9c0b6e")


class Command(BaseCommand):
    """First line `group=ID thread=ID`, then one session cookie value a line."""

    help = "Make N verified physicians in a closed group with one thread (demonstration sites only)"

    def add_arguments(self, parser: CommandParser) -> None:
        """How many, and in which group."""
        parser.add_argument("number", type=int)
        parser.add_argument("--group", required=True, help="slug of the group; it is made if it does not exist")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them, one person a transaction, and print."""
        del args
        if not settings.DEMO:
            raise CommandError("This command runs on demonstrations (DEMO) and rehearsals (REHEARSAL) only.")
        number, slug = options["number"], slugify(options["group"])
        if not 1 <= number <= _MOST or not slug:
            raise CommandError(f"Give a number from 1 to {_MOST} and the slug of a group.")
        people = [_physician(slug, place) for place in range(number)]
        group = _group(slug, people[0])
        for person in people:
            _admit(group, person)
        thread = _thread(group, people[0])
        self.stdout.write(f"group={group.pk} thread={thread.pk}")
        for person in people:
            self.stdout.write(_session(person))


@transaction.atomic
def _physician(slug: str, place: int) -> User:
    """A person who signs in by the printed session only: they have no password."""
    email = f"bench-{slug}-{place}@example.org"
    person, created = User.objects.get_or_create(
        email=email, defaults={"name": f"Bench {place}", "password": make_password(None)}
    )
    if created:
        specialty, _made = Specialty.objects.get_or_create(
            slug="family-medicine", defaults={"name_en": "Family medicine", "name_es": "Medicina de familia"}
        )
        now = clock.now()
        Licence.objects.create(
            user=person,
            specialty=specialty,
            country="Demonstration",
            number=f"BENCH-{person.pk}",
            state=LicenceState.VERIFIED,
            decided_at=now,
            expires_at=now + timedelta(days=365),
        )
    return person


def _group(slug: str, founder: User) -> Group:
    found = Group.objects.filter(slug=slug).first()
    if found is not None:
        return found
    name = slug.replace("-", " ").capitalize()
    return actions.create_group(
        name=name, about="", language="en", level=Level.CLOSED, specialty=None, by=viewer_for(founder.pk)
    )


@transaction.atomic
def _admit(group: Group, person: User) -> None:
    if not group.memberships.in_force().filter(user=person).exists():
        put_in(group, person.pk)


@transaction.atomic
def _thread(group: Group, author: User) -> Thread:
    """The words are the command's own, so they pass no check of texts."""
    known = Post.objects.filter(author=author, key=_KEY, thread__group=group).select_related("thread").first()
    if known is not None:
        return known.thread
    text = CheckedText("Messages of the measurement follow.", "<p>Messages of the measurement follow.</p>")
    return actions.start_thread(
        group=group,
        title=CheckedTitle("Measuring"),
        kind=ThreadKind.DISCUSSION,
        text=text,
        key=_KEY,
        by=viewer_for(author.pk),
    )


def _session(person: User) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = _BACKEND
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    store.save()
    return str(store.session_key)
