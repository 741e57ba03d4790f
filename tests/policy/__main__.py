"""`python -m tests.policy`: run the matrix in a scratch folder and print what it says."""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import sys
import tempfile
from pathlib import Path

from tests.core.serve.process import ROOT, Site

# What an operator has set must not reach the scratch site.
_NOT_HERE = (
    "DATABASE_URL",
    "REDIS_URL",
    "CELERY_BROKER_URL",
    "ELASTICSEARCH_URL",
    "EMAIL_URL",
    "DEMO",
    "BASE_URL",
    "VAR_DIR",
)


def _template() -> Path:
    """The migrated, empty database that the tests use too."""
    from config import templatedb

    folder = ROOT / "var" / "test-template"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return templatedb.ensure_template(folder)


def _prepare(folder: Path) -> Site:
    """Set the environment before anything reads the settings."""
    for name in _NOT_HERE:
        os.environ.pop(name, None)
    (folder / "static").mkdir()
    site = Site(folder, None)
    site.environment["DEMO"] = "false"
    os.environ.update({name: site.environment[name] for name in ("VAR_DIR", "BASE_URL", "LOG_LEVEL", "DEMO")})
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    (folder / "db.sqlite3").write_bytes(_template().read_bytes())
    return site


def main() -> int:
    """Run; 0 only if the site keeps to the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="also write the result to this file")
    parser.add_argument("--only", default="", help="things of the table, with commas between")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="consilium-policy-") as folder:
        site = _prepare(Path(folder))
        from tests.policy.judging import report
        from tests.policy.run import Run
        from tests.policy.table import MAY_SEE

        only = frozenset(filter(None, options.only.split(","))) or frozenset(MAY_SEE)
        verdict = Run(site, only).all()
    if options.json:
        options.json.write_text(json.dumps(verdict.as_data(), indent=1))
    sys.stdout.write(report(verdict) + "\n")
    return 0 if verdict.is_clean() else 1


if __name__ == "__main__":
    sys.exit(main())
