"""Where the real data is: `CONSILIUM_DATA`, or `../shared/data` beside the project."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def _absent(sentence: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture
def deid_data() -> Path:
    """The folder of marked documents; without it the test is skipped, in CI it fails."""
    folder = Path(os.environ.get("CONSILIUM_DATA", str(ROOT.parent / "shared" / "data"))) / "deid"
    if not (folder / "asq_phi_dev.jsonl").exists():
        _absent(f"The marked documents are not at {folder}; set CONSILIUM_DATA to measure on them.")
    return folder


@pytest.fixture
def exiftool() -> str:
    """The path of exiftool, the independent reader of metadata."""
    found = shutil.which("exiftool")
    if not found:
        _absent("exiftool is not installed; the metadata of cleaned images is not verified by a second program.")
    return str(found)
