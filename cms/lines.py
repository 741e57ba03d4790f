"""Short lists kept as text, one entry a line: easy to write, to translate and to compare."""

from __future__ import annotations

from collections.abc import Iterable


def lines_of(text: str) -> tuple[str, ...]:
    """Return the entries, without empty ones and without repetition that differs in case only."""
    seen: dict[str, str] = {}
    for line in text.splitlines():
        entry = " ".join(line.split())
        if entry:
            seen.setdefault(entry.casefold(), entry)
    return tuple(seen.values())


def joined(entries: Iterable[str]) -> str:
    """Write entries as such a list."""
    return "\n".join(lines_of("\n".join(" ".join(entry.split()) for entry in entries)))
