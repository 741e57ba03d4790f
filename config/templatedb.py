"""A migrated, empty database that is copied instead of migrating anew; keyed by everything it depends on."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import sqlite3
from pathlib import Path
from typing import Final

import django
import wagtail
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections

_PREFIX: Final = "template-"


def fingerprint() -> str:
    """Name the state that all migrations lead to: their content, the versions and the settings that they read."""
    digest = hashlib.sha256()
    for config in apps.get_app_configs():
        for path in sorted(Path(config.path, "migrations").glob("*.py")):
            digest.update(f"{config.label}/{path.name}".encode())
            digest.update(path.read_bytes())
    facts = [
        platform.python_version(),
        django.__version__,
        wagtail.__version__,
        sqlite3.sqlite_version,
        *settings.INSTALLED_APPS,
        settings.LANGUAGE_CODE,
        *(code for code, _ in settings.WAGTAIL_CONTENT_LANGUAGES),
        settings.AUTH_USER_MODEL,
    ]
    digest.update("|".join(facts).encode())
    return digest.hexdigest()[:24]


def template_path(folder: Path) -> Path:
    """Where the template for the present state lies, or will lie."""
    return folder / f"{_PREFIX}{fingerprint()}.sqlite3"


def ensure_template(folder: Path) -> Path:
    """Build the template if it is missing; an interrupted build leaves nothing that counts."""
    path = template_path(folder)
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    building = path.with_suffix(f".{os.getpid()}")
    _migrate_into(building)
    for old in folder.glob(f"{_PREFIX}*.sqlite3"):
        old.unlink(missing_ok=True)
    building.replace(path)
    return path


def _migrate_into(path: Path) -> None:
    connection = connections["default"]
    connection.close()
    kept = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = str(path)
    try:
        call_command("migrate", verbosity=0, interactive=False)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("VACUUM")
    finally:
        connection.close()
        connection.settings_dict["NAME"] = kept


def install(folder: Path, target: Path) -> None:
    """Put a copy of the template where a database does not exist yet."""
    template = ensure_template(folder)
    temporary = target.with_suffix(f".{os.getpid()}")
    shutil.copyfile(template, temporary)
    for suffix in ("-wal", "-shm"):
        Path(f"{target}{suffix}").unlink(missing_ok=True)
    temporary.replace(target)
