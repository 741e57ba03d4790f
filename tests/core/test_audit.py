"""The audit: a chain that shows each change."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from core import audit
from core.models import AuditEntry
from tests.people import Cast

pytestmark = pytest.mark.django_db


def fill(cast: Cast, count: int = 5) -> None:
    for number in range(count):
        audit.record("thing.done", actor=cast.editor.viewer, target=f"thing:{number}")
    audit.seal()


def test_a_whole_chain_verifies(cast: Cast) -> None:
    fill(cast)
    report = audit.verify()
    assert report.first_bad is None
    assert report.sealed == AuditEntry.objects.count() > 5
    call_command("audit_verify")


def test_entries_carry_no_name_or_address(cast: Cast) -> None:
    fill(cast)
    entry = AuditEntry.objects.filter(action="thing.done").earliest("pk")
    assert entry.actor_id == cast.editor.user.public_id.hex
    assert entry.actor_role == "staff:editor"


@pytest.mark.parametrize("verb", ["UPDATE core_auditentry SET action = 'x'", "DELETE FROM core_auditseal"])
def test_the_database_refuses_changes(cast: Cast, verb: str) -> None:
    fill(cast)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb)


TAMPERINGS = {
    "changed": "UPDATE core_auditentry SET target = 'thing:99' WHERE action = 'thing.done' AND target = 'thing:2'",
    "unsealed": "DELETE FROM core_auditseal WHERE sequence = 3",
    "relinked": "UPDATE core_auditseal SET previous = digest WHERE sequence = 4",
}


@pytest.mark.parametrize("sql", TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_a_change_behind_the_triggers_is_found(cast: Cast, sql: str) -> None:
    fill(cast)
    with connection.cursor() as cursor:
        for table in ("core_auditentry", "core_auditseal"):
            if connection.vendor == "sqlite":
                for word in ("update", "delete"):
                    cursor.execute(f"DROP TRIGGER {table}_no_{word}")
            else:
                cursor.execute(f"DROP TRIGGER {table}_insert_only ON {table}")
        cursor.execute(sql)
    assert audit.verify().first_bad is not None
    with pytest.raises(CommandError):
        call_command("audit_verify")


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError):
        audit.record("x", actor=None, target="y")
    assert not AuditEntry.objects.exists()
