"""Mails in a folder, and the codes that an app would show."""

from __future__ import annotations

from email import message_from_bytes, policy
from pathlib import Path

import pytest
from pytest_django import Settings


class Mails:
    """The folder in which mails land."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self) -> list[tuple[str, str, str]]:
        """Receiver, subject and text of each mail that was sent."""
        from core import outbox

        outbox.drain_now()
        found = []
        for path in sorted(self.folder.glob("*.log")):
            for raw in path.read_bytes().split(b"\n" + b"-" * 79):
                if not raw.strip():
                    continue
                message = message_from_bytes(raw.lstrip(), policy=policy.default)
                body = message.get_body(("plain",))
                assert body is not None
                found.append((str(message["To"]), str(message["Subject"]), str(body.get_content())))
        return found


@pytest.fixture
def mails(settings: Settings, tmp_path: Path) -> Mails:
    """Mails of this test."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return Mails(tmp_path / "mail")
