"""What PostgreSQL refuses, and how that reads to people."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from core import audit, outbox
from core.models import AuditEntry
from tests.people import Cast

pytestmark = [pytest.mark.real, pytest.mark.django_db]


@pytest.fixture
def role() -> Iterator[str]:
    """A role with the rights of the command, gone with the test's transaction."""
    name = f"site_{secrets.token_hex(4)}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {name}")
        call_command("database_grants", name, "--apply")
        cursor.execute(f"SET LOCAL ROLE {name}")
        yield name
        cursor.execute("RESET ROLE")


def refused(statement: str, reason: str) -> None:
    with pytest.raises(Exception, match=reason) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert isinstance(caught.value, ProgrammingError) or "audit rows" in str(caught.value)


STATEMENTS = (
    "UPDATE core_auditentry SET action = 'x'",
    "DELETE FROM core_auditentry",
    "TRUNCATE core_auditentry CASCADE",
    "DELETE FROM core_auditseal",
)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_owner_of_the_tables_changes_no_audit_by_accident(statement: str) -> None:
    refused(statement, "audit rows are never changed")


@pytest.mark.parametrize(
    "statement", [*STATEMENTS, "DROP TRIGGER core_auditentry_insert_only ON core_auditentry", "DROP TABLE core_topic"]
)
def test_the_role_of_the_site_changes_no_audit_at_all(role: str, statement: str) -> None:
    refused(statement, "permission denied|must be owner")


def test_the_role_of_the_site_does_its_work(cast: Cast, role: str) -> None:
    audit.record("thing.done", actor=None, target="thing:1")
    assert audit.seal() == AuditEntry.objects.count()
    assert outbox.drain_now() >= 0
    page = cast.physician.client().get("/en/community/")
    assert page.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/en/search/?q=a%00b",
        "/api/v1/search?q=a%00b",
        "/en/community/?after=%00",
        "/en/health/a%00b/",
        "/files/%00/",
        "/en/search/?q=diabetes&tag=a%00b",
        "/en/glossary/?q=%00",
    ],
)
def test_the_sign_zero_is_refused_with_a_sentence(cast: Cast, path: str) -> None:
    for client in (Client(), cast.physician.client()):
        answer = client.get(path)
        assert answer.status_code < 500
        assert b"\x00" not in answer.content


def test_the_sign_zero_in_a_form_is_refused_with_a_sentence(client: Client) -> None:
    answer = client.post("/en/account/login/", {"login": "a\x00b@example.org", "password": "x\x00y"})
    assert answer.status_code in {200, 400}
