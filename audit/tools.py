"""The programs that the audit needs, found or fetched once into a cache folder outside the checkout."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).resolve().parent
_PINS: Final = ("package.json", "package-lock.json")
_FROM_DEBIAN: Final = {
    "chromium": ("Chromium is missing.", "chromium fonts-dejavu-core"),
    "node": ("Node, on which Lighthouse runs, is missing.", "nodejs npm"),
    "npm": ("npm, which fetches Lighthouse and the HTML checker once, is missing.", "nodejs npm"),
    "java": ("Java, on which the HTML checker runs, is missing.", "default-jre-headless"),
}


def program(name: str) -> str:
    """Path of a program; a missing one ends the audit with a sentence."""
    path = shutil.which(name)
    if path is None:
        trouble, packages = _FROM_DEBIAN[name]
        message = f"{trouble} On Debian and Ubuntu: sudo apt install {packages}"
        raise SystemExit(message)
    return path


def modules() -> Path:
    """The folder with exactly what `audit/package-lock.json` pins; filled at the first run."""
    folder = cache_folder() / _fingerprint()
    if not folder.exists():
        _fetch(folder)
    return folder / "node_modules"


def cache_folder() -> Path:
    """Where fetched tools are kept between runs."""
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "consilium-audit"


def _fingerprint() -> str:
    pins = b"".join((_HERE / name).read_bytes() for name in _PINS)
    return hashlib.sha256(pins).hexdigest()[:12]


def _fetch(folder: Path) -> None:
    """Install into a folder beside it, so that a broken download leaves nothing that looks complete."""
    npm = program("npm")
    folder.parent.mkdir(parents=True, exist_ok=True)
    print("Fetching Lighthouse and the HTML checker, once …", flush=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as work:
        for name in _PINS:
            shutil.copy(_HERE / name, work)
        words = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        done = subprocess.run(words, cwd=work, capture_output=True, text=True, check=False)
        if done.returncode:
            message = f"The audit's tools could not be fetched. npm says: {done.stderr.strip()[:500]}"
            raise SystemExit(message)
        made = folder.with_suffix(".new")
        shutil.rmtree(made, ignore_errors=True)
        shutil.copytree(work, made, symlinks=True)
    made.rename(folder)
