"""What an audit found: rows of a table, each with its verdict, and the problems behind them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Row:
    """One figure against its target."""

    what: str
    found: str
    target: str
    met: bool


@dataclass(slots=True)
class PageResult:
    """What was found on one page, over all looks and both languages."""

    name: str
    axe_runs: int = 0
    stops: int = 0
    # Problem -> where it was seen.
    axe: dict[str, set[str]] = field(default_factory=dict)
    keyboard: dict[str, set[str]] = field(default_factory=dict)
    markup: dict[str, set[str]] = field(default_factory=dict)

    def problems(self) -> list[str]:
        """All of them, a line each."""
        return [
            f"{self.name}: {problem} ({', '.join(sorted(places))})"
            for found in (self.axe, self.keyboard, self.markup)
            for problem, places in found.items()
        ]


@dataclass(slots=True)
class Result:
    """Everything one run of the audit found."""

    pages: list[PageResult] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def problems(self) -> list[str]:
        """What is wrong, a line each; nothing is the good answer."""
        missed = [f"{row.what}: {row.found}, target {row.target}" for row in self.rows if not row.met]
        return [*missed, *(problem for page in self.pages for problem in page.problems())]
