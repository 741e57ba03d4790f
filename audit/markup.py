"""Valid HTML: the Nu checker over every page as the server sent it, in one run."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from audit.tools import modules, program

_EXTRACT: Final = 90
_VALUE: Final = re.compile(r"(?<=“)[^”]*\d[^”]*(?=”)")


def errors(pages: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Name of the page and the error, for each error in each page."""
    checker = modules() / "vnu-jar" / "build" / "dist" / "vnu.jar"
    with tempfile.TemporaryDirectory(prefix="consilium-audit-") as folder:
        names = {}
        for number, (name, text) in enumerate(pages.items()):
            path = Path(folder) / f"{number:04}.html"
            path.write_text(text, encoding="utf-8")
            names[path.as_uri()] = name
        words = [program("java"), "-jar", str(checker), "--errors-only", "--format", "json", "--exit-zero-always"]
        done = subprocess.run([*words, folder], capture_output=True, text=True, check=True)
    # A file: address may carry one or three slashes.
    short = {address.replace("file:///", "file:/"): name for address, name in names.items()}
    for message in json.loads(done.stderr)["messages"]:
        place = str(message.get("url", "")).replace("file:///", "file:/")
        extract = " ".join(str(message.get("extract", "")).split())[:_EXTRACT]
        # One line for what is wrong in the same way at many values.
        kind = _VALUE.sub("…", message["message"])
        yield short.get(place, place), kind if "…" in kind else f"{kind} at {extract}"
