"""Fill a demonstration with made-up people and content; what is there already stays as it is."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.module_loading import import_string

from accounts import seeding as people_seeding
from core import outbox
from core.models import SiteMark
from search import spelling

_CONTENT: Final = ("cms.seeding.seed", "community.seeding.seed", "cases.seeding.seed", "events.seeding.seed")
_SHOWN: Final = {
    "patient": "Patient",
    "physician_a": "Physician",
    "physician_b": "Physician",
    "unverified": "Unverified member",
    "verifier_a": "Verifier",
    "verifier_b": "Verifier",
    "editor": "Editor",
    "reviewer": "Medical reviewer",
    "moderator": "Moderator",
    "administrator": "Administrator",
}


class Command(BaseCommand):
    """`seed_demo`: idempotent; refuses on a site that is no demonstration."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Let `prepare` call it without words."""
        parser.add_argument("--quiet", action="store_true", help="say nothing when all is there")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Seed people, then what they wrote."""
        if not settings.DEMO:
            raise CommandError(
                "This site is no demonstration. Start it with DEMO=true, or with REHEARSAL=true on PostgreSQL."
            )
        stamp = SiteMark.objects.filter(name="demo").first()
        if stamp is not None and stamp.value == _version() and options["quiet"]:
            return
        self.stdout.write("Writing the demonstration content.")
        SiteMark.objects.update_or_create(name="demo", defaults={"value": "seeding"})
        people, newest = people_seeding.seed(passwords()), people_seeding.newest_notice()
        for path in _CONTENT:
            import_string(path)(people)
        people_seeding.settle(after=newest)
        outbox.drain_now()
        spelling.rebuild()
        SiteMark.objects.update_or_create(name="demo", defaults={"value": _version()})


def _version() -> str:
    """Changes when the content of the demonstration changes."""
    files = sorted(settings.BASE_DIR.glob("*/demo/*.json"))
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:24]


def passwords() -> dict[str, str]:
    """Passwords by person, made at the first run; a file beside them shows the log-ins to the operator (mode 600)."""
    store = Path(settings.VAR_DIR) / "demo-passwords.json"
    known: dict[str, str] = json.loads(store.read_text()) if store.exists() else {}
    rows = [row for row in people_seeding.read("people.json")["people"] if row["signs_in"]]
    missing = [row["key"] for row in rows if row["key"] not in known]
    if missing:
        known |= {key: secrets.token_urlsafe(12) for key in missing}
        _write_private(store, json.dumps(known, indent=2))
        lines = [f"{_SHOWN[r['key']]:<18} {r['email']:<40} {known[r['key']]}" for r in rows if r["key"] in _SHOWN]
        _write_private(store.with_name("demo-logins.txt"), "\n".join(lines) + "\n")
    return known


def _write_private(path: Path, text: str) -> None:
    temporary = path.with_suffix(".new")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
        handle.write(text)
    temporary.replace(path)
