"""Panels of the page Today, offered by the apps above."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from core.access import Viewer


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of Today: a template and what it shows. `waiting` counts what waits for the person."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    waiting: int = 0


PanelSource = Callable[[Viewer, str], Panel | None]
_sources: dict[str, tuple[int, PanelSource]] = {}


def register_panel(name: str, source: PanelSource, *, order: int) -> None:
    """Offer a panel: `source(viewer, language)` returns it, or None where there is nothing to show."""
    _sources[name] = (order, source)


def panels_for(viewer: Viewer, language: str) -> list[Panel]:
    """The panels that have something for this viewer, in their order."""
    made = (source(viewer, language) for _order, source in sorted(_sources.values(), key=lambda pair: pair[0]))
    return [panel for panel in made if panel is not None]
