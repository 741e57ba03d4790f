"""Live topics: numbered frames, their log, and the sockets that carry them."""

from __future__ import annotations

from core.realtime.commands import CommandError, register_command
from core.realtime.frames import Frame, register_frame
from core.realtime.log import frames_after, publish, publish_many
from core.realtime.topics import register_topic

__all__ = [
    "CommandError",
    "Frame",
    "frames_after",
    "publish",
    "publish_many",
    "register_command",
    "register_frame",
    "register_topic",
]
