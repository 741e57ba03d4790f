"""The one thread that writes for sockets: what waits together is committed together."""

from __future__ import annotations

import queue
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Final

import structlog
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DataError, IntegrityError, connection, transaction
from django.db import Error as DatabaseError
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _

from core.access import Forbidden, Viewer, viewer_for
from core.ratelimit import RateLimited
from core.realtime.commands import CommandError, Handler, Message

log = structlog.get_logger(__name__)
MAX_BATCH: Final = 200
MAX_WAITING: Final = 5000


@dataclass(slots=True)
class Job:
    """A command that waits for its transaction, and where its answer goes after the commit."""

    handler: Handler
    viewer: Viewer
    message: Message
    language: str
    answer: Future[Message] = field(default_factory=Future)


class _Undone(Exception):
    def __init__(self, reason: CommandError) -> None:
        self.reason = reason


class Writer(threading.Thread):
    """Runs commands one after the other, at most 200 in a transaction, each in its own savepoint.

    On SQLite writers wait for each other without any order; one thread gives order and fairness. An
    answer is given only after the outer commit. A refused command is rolled back to its savepoint and
    harms no neighbour; if the common commit itself fails, each is tried alone.
    A database that locks rows gets a transaction a command: what several commands lock together, in the
    order in which they came, would wait in a circle with what another process locks.
    """

    def __init__(self) -> None:
        super().__init__(name="socket-writer", daemon=True)
        self._waiting: queue.Queue[Job | None] = queue.Queue(MAX_WAITING)

    def submit(self, job: Job) -> Future[Message]:
        """Queue a command; the future ends after its commit, or with a `CommandError`."""
        try:
            self._waiting.put_nowait(job)
        except queue.Full:
            job.answer.set_exception(CommandError("busy", _("The server is busy. Please send it again.")))
        return job.answer

    def stop(self, timeout: float = 3.0) -> None:
        """End after what waits is written."""
        self._waiting.put(None)
        if self.is_alive():
            self.join(timeout)

    def run(self) -> None:
        """Gather what waits, write it, answer."""
        running = True
        while running:
            jobs, running = self._gather()
            if jobs:
                run_batch(jobs)
        connection.close()

    def _gather(self) -> tuple[list[Job], bool]:
        """Wait for one command and take those that came with it; False once the end was asked for."""
        jobs: list[Job] = []
        job = self._waiting.get()
        while job is not None:
            jobs.append(job)
            if len(jobs) == MAX_BATCH:
                return jobs, True
            try:
                job = self._waiting.get_nowait()
            except queue.Empty:
                return jobs, True
        return jobs, False


def run_batch(jobs: Sequence[Job]) -> None:
    """Write the commands, in one transaction where that is of use, then answer them."""
    if len(jobs) > 1 and not connection.features.has_select_for_update:
        try:
            outcomes = _in_one_transaction(jobs)
        except Exception as error:  # noqa: BLE001 - a commit that fails must not end the writer
            _forget_connection(error)
            log.warning("realtime.batch_failed", jobs=len(jobs), error=type(error).__name__)
        else:
            for job, outcome in zip(jobs, outcomes, strict=True):
                _answer(job, outcome)
            return
    for job in jobs:
        _answer(job, _alone(job))


def _alone(job: Job) -> Message | CommandError:
    """Write one command. What the database broke (it was restarted, or chose us to end a deadlock) is tried twice."""
    for again in (True, False):
        try:
            return _in_savepoint(job)  # which is the transaction, for none is open
        except Exception as error:  # a commit that fails must not end the writer
            _forget_connection(error)
            if not (again and isinstance(error, DatabaseError)):
                log.exception("realtime.command_failed", type=job.message.get("type"))
                return _failed()
            log.warning("realtime.command_again", error=type(error).__name__)
    raise AssertionError("unreachable")


def _in_one_transaction(jobs: Sequence[Job]) -> list[Message | CommandError]:
    with transaction.atomic():
        return [_in_savepoint(job) for job in jobs]


def _in_savepoint(job: Job) -> Message | CommandError:
    """Run one command; whatever it wrote before it was refused is rolled back."""
    try:
        with transaction.atomic(), translation.override(job.language):
            try:
                # Who was removed a moment ago must not post: grants are read again, inside the transaction.
                return job.handler(viewer_for(job.viewer.user_id), job.message, job.language)
            except Exception as error:
                refusal = refusal_of(error)
                if refusal is None:
                    raise
                raise _Undone(refusal) from error
    except _Undone as undone:
        return undone.reason
    except IntegrityError:
        log.exception("realtime.command_failed", type=job.message.get("type"))
        return _failed()
    except DatabaseError:
        raise
    except Exception:  # a fault of one command is not its neighbours'
        log.exception("realtime.command_failed", type=job.message.get("type"))
        return _failed()


def refusal_of(error: Exception) -> CommandError | None:
    """Put a refusal of the layers below into words; None if it is a fault. Forbidden looks like missing."""
    if isinstance(error, CommandError):
        return error
    if isinstance(error, Forbidden | Http404 | ObjectDoesNotExist):
        return CommandError("not_found", _("This does not exist, or it is not for you."))
    if isinstance(error, RateLimited):
        return CommandError("rate_limited", _("Too many messages. Please wait a moment."))
    if isinstance(error, ValidationError):
        return CommandError("invalid", " ".join(error.messages))
    if isinstance(error, DataError):
        sentence = _("Something you sent holds signs that cannot be kept. Please remove them and send it again.")
        return CommandError("invalid", sentence)
    return None


def _failed() -> CommandError:
    return CommandError("server_error", _("This could not be saved. Please send it again."))


def _forget_connection(error: Exception) -> None:
    """A connection that the database broke is opened anew by the next command."""
    if isinstance(error, DatabaseError):
        connection.close()


def _answer(job: Job, outcome: Message | CommandError) -> None:
    if job.answer.set_running_or_notify_cancel():
        if isinstance(outcome, CommandError):
            job.answer.set_exception(outcome)
        else:
            job.answer.set_result(outcome)
