"""How static files are named: with the hash of their content once they were collected, plainly before."""

from __future__ import annotations

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class SiteStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise is untyped
    """Hashed names for files that were collected; the plain name for one that was not, as in tests."""

    manifest_strict = False
    support_js_module_import_aggregation = True

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        """Return the plain name when the file was never collected."""
        try:
            return str(super().hashed_name(name, content, filename))
        except ValueError:
            return name
