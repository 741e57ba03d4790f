"""The word inside this process that a topic has moved on; it may be lost, the log is the truth."""

from __future__ import annotations

from collections.abc import Callable

Listener = Callable[[str, int], None]

_listeners: list[Listener] = []


def listen(listener: Listener) -> Callable[[], None]:
    """Call `listener(topic, seq)` after each commit, in the committing thread; returns how to stop."""
    _listeners.append(listener)

    def stop() -> None:
        if listener in _listeners:
            _listeners.remove(listener)

    return stop


def announce(topic: str, seq: int) -> None:
    """Tell every listener."""
    for listener in tuple(_listeners):
        listener(topic, seq)
