"""Write docs/configuration.md from the table of options."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from pydantic_core import PydanticUndefined

from config.options import ROOT, Options

PATH = ROOT / "docs" / "configuration.md"
_HEAD = """# Configuration

Every option is an environment variable of the same name in capitals, or a line in the file `.env` beside `manage.py`.
With nothing set the site is one process on SQLite that keeps all its state in `var/`.
This page is written by `manage.py options_docs` from `config/options.py`; do not edit it by hand.

| Option | Default | Meaning |
|---|---|---|
"""


# A default that is a place on the machine that wrote the page says nothing elsewhere.
_SPECIAL = {"var_dir": "`var` beside `manage.py`"}


def table() -> str:
    """Return the page."""
    rows = []
    for name, field in Options.model_fields.items():
        default = field.default if field.default is not PydanticUndefined else ""
        shown = _SPECIAL.get(name) or (f"`{json.dumps(default)}`" if default != "" else "empty")
        rows.append(f"| `{name.upper()}` | {shown} | {field.description} |")
    return _HEAD + "\n".join(rows) + "\n"


class Command(BaseCommand):
    """`options_docs` writes the page; with `--check` it only says whether the page is current."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `--check`."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write or compare."""
        if not options["check"]:
            PATH.write_text(table(), encoding="utf-8")
        elif not PATH.exists() or PATH.read_text(encoding="utf-8") != table():
            raise CommandError("docs/configuration.md is not current. Run manage.py options_docs.")
