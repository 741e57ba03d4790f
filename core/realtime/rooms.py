"""State of the hub: connections, what they listen to, and how far each topic was delivered."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from core.realtime.outlets import MAX_UNSENT, Outlet, Packed
from core.realtime.people import Person
from core.realtime.reading import Batch

RATE_PER_SECOND = 5.0
BURST = 20.0
ACT_SECONDS = 30.0


@dataclass(eq=False, slots=True)
class Connection:
    """One open socket."""

    person: Person
    language: str
    outlet: Outlet
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    checked_at: float = field(default_factory=time.monotonic)
    acted_at: float = -ACT_SECONDS
    tokens: float = BURST
    refilled_at: float = field(default_factory=time.monotonic)

    def tell(self, message: object) -> None:
        """Send one message to this client only."""
        self.outlet.write(Packed(message))

    def acts(self) -> bool:
        """Whether an act of the person should be noted now; one every half minute is enough."""
        moment = time.monotonic()
        if moment - self.acted_at < ACT_SECONDS:
            return False
        self.acted_at = moment
        return True

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

    def take(self, batch: Batch, packed: dict[tuple[int, str], list[tuple[int, Packed]]]) -> bool:
        """Send what of the batch this client has not got yet; False if it has to read the rest by itself.

        That is so if something before the batch is missing, or if the batch is more than it takes at once.
        """
        language = self.connection.language
        if batch.last <= self.sent:
            return True
        if language not in batch.bodies or batch.first > self.sent + 1:
            return False
        key = (self.sent, language)
        if key not in packed:
            packed[key] = [(last, Packed(text)) for last, text in batch.pieces(self.sent, language)]
        for last, piece in packed[key]:
            if self.connection.outlet.unsent() > MAX_UNSENT // 2:
                return False
            self.connection.outlet.write(piece)
            self.sent = last
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
