"""One line of the table: a figure, what it is compared with, and the target."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import Any, Final

_COMPARE: Final = {"<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt}


@dataclass(frozen=True, slots=True)
class Row:
    """A figure. With a reference of the same run the target is about the ratio, else about the figure itself.

    `key` names the row for ever, in the history too; `name` is for readers and may change.
    """

    key: str
    name: str
    value: float
    unit: str = ""
    reference: float | None = None
    goal: str = ""
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """The figure as a multiple of the reference."""
        return self.value / self.reference if self.reference else None

    @property
    def judged(self) -> float:
        """What the target is about."""
        return self.value if self.ratio is None else self.ratio

    @property
    def is_met(self) -> bool | None:
        """Whether the target is met; None without one."""
        if not self.goal:
            return None
        sign, limit = self.goal.split()
        return bool(_COMPARE[sign](self.judged, float(limit)))

    def as_json(self) -> dict[str, Any]:
        """For the history, without what is empty."""
        found = {name: getattr(self, name) for name in ("key", "name", "value", "unit", "reference", "goal", "note")}
        found["value"] = _short(self.value)
        found["reference"] = None if self.reference is None else _short(self.reference)
        return {name: value for name, value in found.items() if value not in ("", None)}


def from_json(entry: dict[str, Any]) -> Row:
    """A row out of the history."""
    return Row(**entry)


def _short(figure: float) -> float:
    """Four digits say more than a measurement can."""
    return float(f"{figure:.4g}")


class Skipped(Exception):
    """A group cannot be measured here; the text says why."""
