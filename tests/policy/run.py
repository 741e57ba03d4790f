"""One run: a world, a server on it, every role at every door, changes in between, and the verdict."""

from __future__ import annotations

import email
import email.policy
import time
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.db import connections

from core import clock
from core.models import OutboxRow
from tests.core.serve.process import Site
from tests.policy import surfaces, world
from tests.policy.judging import Verdict
from tests.policy.marks import Marks
from tests.policy.surfaces import Probe
from tests.policy.table import LEFT, MAY_SEE, ROLES, SAW_BEFORE, may_know
from tests.policy.visits import Answer, Visitor, listen, overhear
from tests.policy.world import World

_SETTLED_WITHIN: Final = 30
_SOON: Final = timedelta(seconds=2)
_LISTENING: Final = 2.5
_LIVE: Final = frozenset({"member", "case_owner", *LEFT})
# Those at whose doors forbidden and missing are compared.
_COMPARED: Final = ("anonymous", "unverified", "physician", "removed_member", "administrator")


@dataclass(slots=True)
class Run:
    """What one run needs: the site, its world, and what to look at."""

    site: Site
    only: frozenset[str] = frozenset(MAY_SEE)
    verdict: Verdict = field(default_factory=Verdict)
    marks: Marks = field(default_factory=Marks)
    _kept: dict[str, dict[str, Answer]] = field(default_factory=dict)

    def all(self) -> Verdict:
        """Build, serve, ask, change, ask again, judge."""
        made = world.build(self.marks)
        with self._served():
            self._settle()
            changing = self.only & SAW_BEFORE.keys()
            roles = {"anonymous", "member", "verifier"} | {
                role for thing in changing for role in SAW_BEFORE[thing] if role in LEFT
            }
            self._walk(made, changing, roles, before=True)
            self._change_under_open_sockets(made)
            self._walk(made, self.only, ROLES, before=False)
            self._compare_refusals(made)
        self._read_mails(made)
        self._read_log()
        return self.verdict

    # --- the server -----------------------------------------------------------------------------

    @contextmanager
    def _served(self) -> Iterator[None]:
        connections.close_all()
        self.site.start()
        try:
            yield
        finally:
            connections.close_all()
            self.site.end()

    def _settle(self) -> None:
        """Wait until the server has done all that is due: index rows and mails."""
        until = time.monotonic() + _SETTLED_WITHIN
        waiting = OutboxRow.objects.filter(status__in=("pending", "claimed"), due__lte=clock.now() + _SOON)
        while waiting.exists():
            if time.monotonic() > until:
                raise TimeoutError(f"The outbox is not drained: {list(waiting.values_list('task', flat=True)[:5])}")
            time.sleep(0.1)
        failed = OutboxRow.objects.filter(status="failed").values_list("task", "args")
        self.verdict.errors += [f"outbox: {task} {arguments} failed" for task, arguments in failed]

    # --- walking --------------------------------------------------------------------------------

    def _walk(self, made: World, things: Collection[str], roles: Collection[str], *, before: bool) -> None:
        probes = [
            probe for probe in surfaces.probes(made) if probe.thing in things and probe.thing in made.things_made()
        ]
        everything = set(things) == set(MAY_SEE)
        connections.close_all()
        for role in sorted(roles):
            # One after the other: two at once only wait for each other, as the server is one process.
            answers, frames = self._visit(made, role, probes, everything)
            if role in _COMPARED and not before:
                self._kept[role] = answers
            self._judge_answers(role, probes, answers, before=before)
            self._judge_frames(made, role, frames, things, before=before)

    def _visit(
        self, made: World, role: str, probes: list[Probe], everything: bool
    ) -> tuple[dict[str, Answer], dict[str, bytes]]:
        paths = {path for probe in probes for path in probe.paths_for(role)} | (
            surfaces.others(made) if everything else set()
        )
        world.confirm(made, role)
        connections.close_all()
        visitor = Visitor(self.site.port, made.sessions.get(role, ""))
        answers = {path: visitor.get(path) for path in sorted(paths)}
        frames = visitor.frames(surfaces.topics(made))
        visitor.close()
        return answers, frames

    def _judge_answers(self, role: str, probes: list[Probe], answers: dict[str, Answer], *, before: bool) -> None:
        found = {path: self.marks.found_in(answer.without(path)) for path, answer in answers.items()}
        self.verdict.routes |= {name for path in answers if (name := surfaces.route_of(path))}
        for path, answer in answers.items():
            if answer.status >= 500:
                self.verdict.errors.append(f"{answer.status} for {role} at {path}")
            self.verdict.search_bytes(path, role, found[path], self.marks, before=before)
        for probe in probes:
            things = frozenset[str]().union(*(self.marks.things(found[path]) for path in probe.paths_for(role)))
            self.verdict.judge(probe.thing, probe.surface, role, before=before, things=things)

    def _judge_frames(
        self, made: World, role: str, frames: dict[str, bytes], things: Collection[str], *, before: bool
    ) -> None:
        for topic, carried in surfaces.topics(made).items():
            canaries = self.marks.found_in(frames[topic])
            self.verdict.search_bytes(f"socket {topic}", role, canaries, self.marks, before=before)
            seen = self.marks.things(canaries)
            if b'"subscribed"' in frames[topic] and "own-topic" in carried:
                seen |= {"own-topic"}
            for thing in carried:
                if thing in things and thing in made.things_made():
                    self.verdict.judge(thing, "socket", role, before=before, things=seen)

    # --- changes --------------------------------------------------------------------------------

    def _change_under_open_sockets(self, made: World) -> None:
        """Sockets listen to the closed group while people lose it; then somebody writes."""
        topic = made.groups["closed"].inside
        with ExitStack() as stack:
            opened = {}
            for role in sorted(_LIVE):
                visitor = Visitor(self.site.port, made.sessions[role])
                opened[role] = stack.enter_context(visitor.socket())
                listen(opened[role], topic)
            world.change(made)
            time.sleep(1)
            world.write_later(made)
            time.sleep(_LISTENING)
            heard = {role: overhear(socket, _LISTENING / 10) for role, socket in opened.items()}
        for role, data in heard.items():
            canaries = self.marks.found_in(data)
            self.verdict.search_bytes(f"live frames of {topic}", role, canaries, self.marks, before=False)
            if "later-post" in self.only:
                things = self.marks.things(canaries)
                self.verdict.judge("later-post", "live frames", role, before=False, things=things)
            if role in LEFT and b'"revoked"' not in data and b"closed 4001" not in data:
                self.verdict.leaks.append(f"the socket of {role} was told nothing when access ended")
        self._settle()

    # --- forbidden is missing ---------------------------------------------------------------------

    def _compare_refusals(self, made: World) -> None:
        twins = [twin for twin in surfaces.twins(made) if twin.thing in self.only]
        for role in _COMPARED:
            visitor = Visitor(self.site.port, made.sessions.get(role, ""))
            asked = dict(self._kept.get(role, {}))
            for twin in twins:
                if role not in may_know(twin.thing, twin.surface):
                    for path in {twin.forbidden, twin.missing} - asked.keys():
                        asked[path] = visitor.get(path)
                    if asked[twin.forbidden].alike(twin.forbidden) != asked[twin.missing].alike(twin.missing):
                        self.verdict.leaks.append(f"{role} can tell that {twin.thing} exists on {twin.surface}")
            self._compare_searches(made, role, asked, visitor)
            self._compare_topics(made, role, visitor)
            visitor.close()

    def _compare_searches(self, made: World, role: str, asked: dict[str, Answer], visitor: Visitor) -> None:
        """Hits, counts, facets and corrections of what one may not see are those of a word that nobody wrote."""
        for surface, thing, start in surfaces.lookups(made):
            if thing not in self.only or role in MAY_SEE[thing]:
                continue
            word, unused = self.marks.lookup(thing), "xkbdbdbdbdbd"
            for one in {word, unused}:
                if start + one not in asked:
                    asked[start + one] = visitor.get(start + one)
            if asked[start + word].as_if(word) != asked[start + unused].as_if(unused):
                self.verdict.leaks.append(f"{surface} tells {role} that {thing} exists")

    def _compare_topics(self, made: World, role: str, visitor: Visitor) -> None:
        missing = f"group:{surfaces.MISSING_NUMBER}"
        heard = visitor.frames([missing, *surfaces.topics(made)])
        for topic, carried in surfaces.topics(made).items():
            refused = carried and all(role not in MAY_SEE[thing] for thing in carried)
            if refused and heard[topic] != heard[missing]:
                self.verdict.leaks.append(f"a socket tells {role} that {topic} exists")

    # --- mails and the log ------------------------------------------------------------------------

    def _read_mails(self, made: World) -> None:
        """Each mail is searched for what its reader may not see."""
        addresses = {person.user.email: role for role, person in made.people.items()}
        told: dict[str, frozenset[str]] = dict.fromkeys(made.people, frozenset())
        for path in (self.site.folder / "mail").glob("*"):
            for raw in path.read_bytes().split(b"-" * 79 + b"\n"):
                if raw.strip():
                    message = email.message_from_bytes(raw, policy=email.policy.default)
                    role = addresses[str(message["To"])]
                    parts = [part.get_content() for part in message.walk() if not part.is_multipart()]
                    canaries = self.marks.found_in("\n".join([str(message["Subject"]), *parts]).encode() + raw)
                    self.verdict.search_bytes("mail", role, canaries, self.marks, before=True)
                    told[role] |= canaries
        if "public-event" in self.only:
            for role, canaries in told.items():
                self.verdict.judge("public-event", "mail", role, before=True, things=self.marks.things(canaries))

    def _read_log(self) -> None:
        """No canary stands in the log, whoever it belongs to."""
        for canary in self.marks.found_in(Path(self.site.folder / "stderr.txt").read_bytes()):
            self.verdict.leaks.append(f"{' of '.join(reversed(self.marks.planted[canary]))} stands in the log")
