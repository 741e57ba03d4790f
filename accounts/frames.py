"""Frames of a person's own topic."""

from __future__ import annotations

from dataclasses import dataclass

from core.realtime import Frame, register_frame


@register_frame
@dataclass(frozen=True)
class InboxChanged(Frame):
    """Something new waits; the client asks for the number."""

    user: int
