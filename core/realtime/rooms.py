"""State of the hub: connections, what they listen to, and how far each topic was delivered."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from core.realtime import protocol
from core.realtime.outlets import Outlet, Packed
from core.realtime.people import Person
from core.realtime.reading import Batch

RATE_PER_SECOND = 5.0
BURST = 20.0


@dataclass(eq=False, slots=True)
class Connection:
    """One open socket."""

    person: Person
    language: str
    outlet: Outlet
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    checked_at: float = field(default_factory=time.monotonic)
    tokens: float = BURST
    refilled_at: float = field(default_factory=time.monotonic)

    def tell(self, message: object) -> None:
        """Send one message to this client only."""
        self.outlet.write(Packed(message))

    def may_speak(self) -> bool:
        """Take one token of the bucket: five a second, twenty at once."""
        moment = time.monotonic()
        self.tokens = min(BURST, self.tokens + (moment - self.refilled_at) * RATE_PER_SECOND)
        self.refilled_at = moment
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


@dataclass(eq=False, slots=True)
class Subscription:
    """One connection in one room. While it is `behind`, it reads the log by itself."""

    connection: Connection
    topic: str
    sent: int = 0
    behind: bool = True

    def take(self, batch: Batch, packed: dict[str, Packed]) -> bool:
        """Send what of the batch this client has not got yet; False if something before it is missing."""
        if batch.last <= self.sent:
            return True
        language = self.connection.language
        if language not in batch.bodies or batch.first > self.sent + 1:
            return False
        if batch.first == self.sent + 1:
            if language not in packed:
                packed[language] = Packed(protocol.frames(self.topic, batch.bodies[language]))
            self.connection.outlet.write(packed[language])
        else:
            self.connection.tell(protocol.frames(self.topic, batch.after(self.sent, language)))
        self.sent = batch.last
        return True


@dataclass(eq=False, slots=True)
class Room:
    """A topic that somebody of this process listens to: read up to `cursor`, known to reach `target`."""

    topic: str
    members: set[Subscription] = field(default_factory=set)
    cursor: int = -1
    target: int = -1
    pump: asyncio.Task[None] | None = None

    def languages(self) -> frozenset[str]:
        """In which languages a batch is needed."""
        return frozenset(member.connection.language for member in self.members if not member.behind)
