"""The rights of a database role that serves the site and cannot rewrite its audit, as statements of SQL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from core.models import AuditEntry, AuditSeal

_INSERT_ONLY: Final = (AuditEntry._meta.db_table, AuditSeal._meta.db_table)


def statements(role: str) -> Iterator[str]:
    """What the role may do: everything that the site does, but neither change nor delete audit rows, nor migrate.

    Tables that later migrations of the same owner add are covered too.
    """
    quote = connection.ops.quote_name
    name, rows = quote(role), "SELECT, INSERT, UPDATE, DELETE"
    yield f"GRANT CONNECT ON DATABASE {quote(connection.settings_dict['NAME'])} TO {name}"
    yield f"GRANT USAGE ON SCHEMA public TO {name}"
    yield f"GRANT {rows} ON ALL TABLES IN SCHEMA public TO {name}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}"
    yield f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rows} ON TABLES TO {name}"
    yield f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {name}"
    for table in _INSERT_ONLY:
        yield f"REVOKE UPDATE, DELETE, TRUNCATE ON {quote(table)} FROM {name}"
    yield f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {name}"


class Command(BaseCommand):
    """`database_grants ROLE`: prints the statements; with `--apply` the owner of the tables runs them at once."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Which role, and whether to do it."""
        parser.add_argument("role", help="name of the role under which the site runs; it has to exist")
        parser.add_argument("--apply", action="store_true", help="run the statements instead of printing them")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print or run."""
        if connection.vendor != "postgresql":
            raise CommandError("Roles belong to PostgreSQL: name one in DATABASE_URL.")
        if not options["apply"]:
            self.stdout.write("".join(f"{statement};\n" for statement in statements(options["role"])))
            return
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in statements(options["role"]):
                cursor.execute(statement)
