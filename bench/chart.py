"""A small picture of how the main figures went, in SVG that a page of documentation can show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from bench.row import Row

WIDTH: Final = 760
ROW: Final = 44
_LEFT, _RIGHT = 330, 640
_INK, _PALE, _GOOD, _BAD = "#1f2933", "#9aa5b1", "#0b6e4f", "#b3261e"
_KEPT: Final = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the chart: its words, and its rows from old to new."""

    label: str
    rows: Sequence[Row]


def draw(lines: Sequence[Line]) -> str:
    """The whole picture: for each line the figures as a share of the target, the newest one in words."""
    height = ROW * len(lines) + 40
    body = "".join(_line(line, 20 + number * ROW) for number, line in enumerate(lines) if line.rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'role="img" font-family="system-ui, sans-serif" font-size="13">\n'
        "<title>The main figures, run by run; below the dashed line the target is met</title>\n"
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>\n{body}'
        f'<text x="{_LEFT}" y="{height - 8}" fill="{_PALE}" font-size="11">older runs to the left; '
        "dashed: the target; a dot below it meets it</text>\n</svg>\n"
    )


def burden(row: Row) -> float:
    """The figure as a multiple of its target, so that 1 is the target and less is better."""
    if not row.goal:
        return 0.0
    sign, limit = row.goal.split()
    target = float(limit)
    if sign.startswith("<"):
        return row.judged / target if target else float(row.judged > 0) * 2
    return target / row.judged if row.judged else 3.0


def _line(line: Line, top: int) -> str:
    rows = line.rows[-_KEPT:]
    last = rows[-1]
    colour = _INK if last.is_met is None else _GOOD if last.is_met else _BAD
    step = (_RIGHT - _LEFT) / max(1, len(rows) - 1)
    points = [(_LEFT + number * step, _height(burden(row), top)) for number, row in enumerate(rows)]
    way = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    goal = _height(1.0, top)
    return (
        f'<text x="12" y="{top + 22}" fill="{_INK}">{escape(line.label)}</text>\n'
        f'<line x1="{_LEFT}" x2="{_RIGHT}" y1="{goal:.1f}" y2="{goal:.1f}" stroke="{_PALE}" stroke-dasharray="4 4"/>\n'
        f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"/>\n'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>\n'
        f'<text x="{_RIGHT + 16}" y="{top + 22}" fill="{colour}">{escape(words_of(last))}</text>\n'
    )


def _height(share: float, top: int) -> float:
    """Where a share stands in its strip: nothing at the bottom, twice the target and more at the top."""
    return top + ROW - 8 - min(share, 2.0) / 2 * (ROW - 14)


def words_of(row: Row) -> str:
    """The figure with its target, such as “2.4 (≤ 3)”."""
    unit = "×" if row.ratio is not None else f" {row.unit}" if row.unit else ""
    goal = row.goal.replace("<=", "≤").replace(">=", "≥")
    return f"{row.judged:.3g}{unit} ({goal})" if goal else f"{row.judged:.3g}{unit}"
