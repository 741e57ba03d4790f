"""Comparing what was found with the table: cells, leaks, wrong refusals, and a "no" without a "yes" beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.policy.marks import Marks
from tests.policy.table import MAY_SEE, ROLES, finds, may_see


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer: whether a role found a thing on a surface, and whether it had to."""

    thing: str
    surface: str
    role: str
    before: bool
    expected: bool
    found: bool


@dataclass(slots=True)
class Verdict:
    """Everything that one run says."""

    cells: list[Cell] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    routes: set[str] = field(default_factory=set)

    def judge(self, thing: str, surface: str, role: str, *, before: bool, things: frozenset[str]) -> None:
        """Note one cell."""
        expected = role in finds(thing, surface, before=before)
        cell = Cell(thing, surface, role, before, expected, found=thing in things)
        self.cells.append(cell)
        if cell.found and not expected:
            self.leaks.append(f"{thing} reached {role} on {surface}{_when(before)}")

    def search_bytes(self, where: str, role: str, canaries: Iterable[str], marks: Marks, *, before: bool) -> None:
        """Look for everything that the role may see nowhere, whatever was asked for."""
        for canary in canaries:
            thing, part = marks.planted[canary]
            if role not in may_see(thing, before=before):
                self.leaks.append(f"{part} of {thing} reached {role} in {where}{_when(before)}")

    def wrong_refusals(self) -> list[str]:
        """Cells in which somebody entitled found nothing."""
        return [
            f"{cell.role} does not find {cell.thing} on {cell.surface}{_when(cell.before)}"
            for cell in self.cells
            if cell.expected and not cell.found
        ]

    def witnessed(self) -> set[tuple[str, str]]:
        """Places at which somebody entitled saw the thing in this run."""
        return {(cell.thing, cell.surface) for cell in self.cells if cell.expected and cell.found}

    def counted(self) -> list[Cell]:
        """Cells that count: a "no" only beside a "yes"."""
        seen = self.witnessed()
        return [cell for cell in self.cells if cell.expected or (cell.thing, cell.surface) in seen]

    def without_witness(self) -> list[str]:
        """Places where nobody saw the thing, so that their refusals prove nothing."""
        seen = self.witnessed()
        return sorted({f"{c.thing} on {c.surface}" for c in self.cells if (c.thing, c.surface) not in seen})

    def summary(self) -> str:
        """The last line of the report."""
        leaks = len(set(self.leaks))
        return f"{len(self.counted())} cells, {leaks} leaks, {len(set(self.wrong_refusals()))} wrong refusals"

    def is_clean(self) -> bool:
        """Whether the run shows that the site keeps to the table."""
        return not (self.leaks or self.errors or self.wrong_refusals() or self.without_witness())

    def as_data(self) -> dict[str, Any]:
        """The same for a test."""
        return {
            "cells": len(self.counted()),
            "refusals": sum(not cell.expected for cell in self.counted()),
            "surfaces": sorted({cell.surface for cell in self.counted()}),
            "things": sorted({cell.thing for cell in self.counted()}),
            "roles": sorted({cell.role for cell in self.counted()}),
            "routes": sorted(self.routes),
            "leaks": sorted(set(self.leaks)),
            "wrong_refusals": sorted(set(self.wrong_refusals())),
            "without_witness": self.without_witness(),
            "errors": sorted(set(self.errors)),
        }


def _when(before: bool) -> str:
    return " (before the changes)" if before else ""


_SHORT = 10


def table_of(verdict: Verdict) -> str:
    """For each thing and role how many surfaces showed it and how many refused it."""
    rows: dict[str, dict[str, list[Cell]]] = defaultdict(lambda: defaultdict(list))
    for cell in verdict.counted():
        if not cell.before:
            rows[cell.thing][cell.role].append(cell)
    width = max(map(len, MAY_SEE)) + 1
    head = " " * width + " ".join(f"{role[:_SHORT]:>{_SHORT}}" for role in ROLES)
    lines = [
        f"{thing:<{width}}" + " ".join(_mark(rows[thing][role]) for role in ROLES) for thing in MAY_SEE if thing in rows
    ]
    return "\n".join(
        [
            head,
            *lines,
            "",
            "yes n: found on n surfaces; - n: refused on n surfaces; y/n: found on y, refused on n; !: wrong",
        ]
    )


def _mark(cells: list[Cell]) -> str:
    if not cells:
        return f"{'':>{_SHORT}}"
    yes, no = sum(cell.found for cell in cells), sum(not cell.found for cell in cells)
    text = f"{yes}/{no}" if yes and no else f"yes {yes}" if yes else f"- {no}"
    wrong = any(cell.found != cell.expected for cell in cells)
    return f"{'!' + text if wrong else text:>{_SHORT}}"


def report(verdict: Verdict) -> str:
    """Everything in words, ending with the one line that machines read."""
    parts = [table_of(verdict), ""]
    for title, lines in (
        ("Leaks", verdict.leaks),
        ("Wrong refusals", verdict.wrong_refusals()),
        ("Nobody entitled saw", verdict.without_witness()),
        ("Errors", verdict.errors),
    ):
        if lines:
            parts += [f"{title}:", *(f"  {line}" for line in sorted(set(lines))), ""]
    return "\n".join([*parts, verdict.summary()])


__all__ = ["Cell", "Verdict", "report", "table_of"]
