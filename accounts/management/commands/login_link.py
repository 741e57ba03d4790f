"""Print a one-time sign-in address for somebody who cannot get in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import translation

from accounts.actions import make_login_link
from accounts.models import User


class Command(BaseCommand):
    """`login_link EMAIL`: works once, for ten minutes, and is written into the audit."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address."""
        parser.add_argument("email")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make and print it."""
        person = User.objects.filter(email=options["email"].strip().lower(), is_active=True, suspended_at=None).first()
        if person is None:
            raise CommandError("Nobody in good standing has this address. Check the spelling.")
        with translation.override(person.language):
            path = reverse("accounts:login-link", args=[make_login_link(person=person)])
        self.stdout.write(settings.BASE_URL + path)
