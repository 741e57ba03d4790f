"""The words of the socket protocol: what clients may say, checked, and what they are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import orjson

from core.realtime.commands import CommandError, Message
from core.realtime.topics import MAX_LENGTH

PATH: Final = "/ws/v1/"
MAX_MESSAGE: Final = 64 * 1024
MAX_ID: Final = 2**53

SIGN_IN_ENDED: Final = 4001
TOO_MANY_SOCKETS: Final = 4009
MESSAGE_TOO_BIG: Final = 1009
COME_BACK: Final = 1012


@dataclass(frozen=True, slots=True)
class Subscribe:
    """A wish to listen, from after a number on; without a number from now on."""

    topic: str
    after: int | None


def parse(text: str) -> Message:
    """Read one message; raises `CommandError` for what is no JSON object with a `type`."""
    try:
        message = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise CommandError("bad_json", "This is not JSON.") from error
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise CommandError("bad_message", "A message is an object with a type.")
    return message


def id_of(message: Message) -> int | str | None:
    """The client's own number of a message, which answers repeat; None if it has no usable one."""
    found = message.get("id")
    if isinstance(found, bool):
        return None
    if isinstance(found, int) and abs(found) < MAX_ID:
        return found
    return found if isinstance(found, str) and len(found) <= 64 else None


def read_topic(message: Message) -> str:
    """The topic that a message names."""
    topic = message.get("topic")
    if not isinstance(topic, str) or not 0 < len(topic) <= MAX_LENGTH:
        raise CommandError("bad_message", "A topic is a short text.")
    return topic


def read_subscribe(message: Message) -> Subscribe:
    """Check a wish to listen."""
    after = message.get("after")
    if after is not None and (isinstance(after, bool) or not isinstance(after, int) or not 0 <= after < MAX_ID):
        raise CommandError("bad_message", "after is a number of the topic.")
    return Subscribe(read_topic(message), after)


def ack(message_id: int | str | None, fields: Message) -> Message:
    """The command is committed."""
    return {**fields, "type": "ack", "id": message_id}


def error(message_id: int | str | None, reason: CommandError) -> Message:
    """The message is refused."""
    answer: Message = {"type": "error", "code": reason.code, "message": reason.message}
    return answer if message_id is None else {**answer, "id": message_id}


def subscribed(message_id: int | str | None, topic: str, seq: int) -> Message:
    """The client listens; `seq` is the last number there is."""
    return {"type": "subscribed", "id": message_id, "topic": topic, "seq": seq}


def frames(topic: str, bodies: Sequence[bytes]) -> bytes:
    """Frames of a topic, in order; they come encoded."""
    return b'{"type":"frames","topic":%b,"frames":[%b]}' % (orjson.dumps(topic), b",".join(bodies))


def refetch(topic: str) -> Message:
    """The client is too far behind to be told everything: it fetches the page anew."""
    return {"type": "refetch", "topic": topic}


def revoked(topic: str) -> Message:
    """The client does not listen any more: its access ended."""
    return {"type": "revoked", "topic": topic}
