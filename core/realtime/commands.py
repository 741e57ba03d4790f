"""What a client may ask for on a socket beside subscribing: named commands, registered by their apps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.access import Viewer

Message = dict[str, Any]
Handler = Callable[[Viewer, Message, str], Message]
RESERVED = frozenset({"subscribe", "unsubscribe", "ping"})


class CommandError(Exception):
    """The command is refused; code and message go to the client that sent it, and to nobody else."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Command:
    """A command: `prepare` runs before any transaction is open, `handler` inside the writer's.

    `is_act` says whether a person does it, and not their page by itself.
    """

    name: str
    handler: Handler
    prepare: Handler | None = None
    is_act: bool = True


_registry: dict[str, Command] = {}


def register_command(name: str, handler: Handler, *, prepare: Handler | None = None, is_act: bool = True) -> None:
    """Let clients send `{"type": name, …}`.

    `handler(viewer, message, language)` writes and returns the fields of the acknowledgement. It shares
    a transaction with the commands of other people, so what is slow (cleaning text, checking it)
    belongs into `prepare`, which gets the same arguments and returns the message for the handler.
    """
    if name in RESERVED:
        raise ValueError(f"{name} is a word of the protocol")
    _registry[name] = Command(name, handler, prepare, is_act)


def find_command(name: str) -> Command | None:
    """The command of that name."""
    return _registry.get(name)
