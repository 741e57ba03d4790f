"""Start and end of the embedded server, and everything that runs beside it in its process."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from types import FrameType
from typing import Final

import structlog
import uvicorn
import uvloop
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from core.clock import now
from core.models import OutboxRow
from core.outbox import Drainer, Scheduler
from core.pagecache.wsgi import CachedPages
from core.realtime.app import Application, allowed_origins, socket_application
from core.realtime.hub import stop_hub
from core.realtime.protocol import MAX_MESSAGE
from core.realtime.transport import LendingProtocol
from core.serve.bridge import Bridge
from core.serve.connections import GuardedProtocol
from core.serve.limits import Limits
from core.serve.lock import AlreadyRunning, ServerLock
from core.serve.packing import Packed
from core.serve.router import Router

log = structlog.get_logger(__name__)
_GRACE_SECONDS: Final = 2
_BACKLOG: Final = 1024


class CannotServe(Exception):
    """The server does not start; the text says why, and what to do."""


class Server(uvicorn.Server):
    """uvicorn's server; it says when it is ready, and leaves the signals to us afterwards."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], object]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        self._on_ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End on Ctrl-C and SIGTERM. uvicorn would raise the signal again and so skip our own tidying."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self._leave) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _leave(self, number: int, frame: FrameType | None) -> None:
        self.handle_exit(number, frame)


def build_application(port: int | None = None, limits: Limits | None = None) -> Router:
    """Pages and sockets as one ASGI application; any ASGI server can run it."""
    pages = Bridge(Packed(CachedPages(get_wsgi_application())), limits)
    return Router(pages, socket_application(allowed_origins(port)))


def check_database() -> None:
    """Refuse a database that this code does not know, or that misses its tables."""
    loader = MigrationLoader(connection)
    known = {app for app, _ in loader.disk_migrations}
    newer = [key for key in loader.applied_migrations if key[0] in known and key not in loader.disk_migrations]
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    unknown = sorted({app for app, name in newer if (app, name) not in replaced})
    if unknown:
        raise CannotServe(
            f"The database was written by a newer version ({', '.join(unknown)}). "
            "Update the software, or restore a backup that belongs to this version."
        )
    missing = [key for key in loader.disk_migrations if key not in loader.applied_migrations]
    if [key for key in missing if not loader.disk_migrations[key].replaces]:
        raise CannotServe("The database is not up to date. Run: manage.py prepare")


def release_lost_work() -> None:
    """Let work go on at once that the last server had in hand when it was killed.

    This process holds the lock, so nobody else works on those rows; their lease would last for minutes.
    """
    OutboxRow.objects.filter(status=OutboxRow.Status.CLAIMED).update(lease_until=now())


def bind(host: str, port: int) -> socket.socket:
    """Take the address before anything else starts."""
    family, _, _, _, address = _resolve(host, port)
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise CannotServe(_sentence(error, host, port)) from error
    listener.settimeout(0)  # the loop waits, not the socket
    return listener


def _resolve(host: str, port: int) -> tuple[int, int, int, str, tuple[object, ...]]:
    """The first address of the host, IPv4 before IPv6: browsers try both for localhost."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, OverflowError) as error:
        raise CannotServe(f"There is no address {host}:{port} on this machine.") from error
    return min(found, key=lambda entry: entry[0] != socket.AF_INET)


def _sentence(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} of {host} is taken by another program. Choose another one: --port {port + 1}"
    if error.errno == errno.EACCES:
        return f"Port {port} may not be opened by this account. Choose one above 1023."
    return f"The address {host}:{port} cannot be opened: {error.strerror}."


def serve(host: str, port: int, say: Callable[[str], object]) -> None:
    """Serve until Ctrl-C or SIGTERM; `say` gets the address. Raises `CannotServe` with a sentence."""
    if connection.vendor != "sqlite":
        raise CannotServe(
            "DATABASE_URL is set, and this command serves a whole site from one process on SQLite. "
            "Start the parts instead: deploy/run.sh pages, sockets, worker, scheduler and proxy (docs/operating.md)."
        )
    try:
        with ServerLock(Path(settings.VAR_DIR)) as lock:
            check_database()
            listener = bind(host, port)
            release_lost_work()
            bound, number, *_ = listener.getsockname()
            shown = f"http://{_name_of(bound, host)}:{number}"
            lock.say(shown)
            connection.close()

            def ready() -> None:
                say(f"Consilium answers at {shown} (Ctrl-C ends it)")

            _run(listener, number, ready)
    except AlreadyRunning as running:
        where = f" at {running}" if str(running) else ""
        raise CannotServe(f"A server already runs on this data{where}. Only one may: stop it first.") from None


def _name_of(bound: str, host: str) -> str:
    """What to call the server in an address that works on this machine."""
    address = ip_address(bound)
    return "localhost" if address.is_loopback or address.is_unspecified else host


def _run(listener: socket.socket, port: int, ready: Callable[[], None]) -> None:
    """Run the loop and the threads beside it, and end them in order."""
    beside = (Drainer(), Scheduler())
    for thread in beside:
        thread.start()
    try:
        uvloop.run(run_server(listener, build_application(port), ready))
    finally:
        for thread in beside:
            thread.stop()


async def run_server(listener: socket.socket, application: Application | Router, ready: Callable[[], object]) -> None:
    """Serve until told to end, and end the hub in order."""
    server = Server(configuration(application), ready)
    try:
        await server.serve(sockets=[listener])
    finally:
        await asyncio.wait_for(stop_hub(), _GRACE_SECONDS)


def configuration(application: Application | Router, *, portable: bool = False) -> uvicorn.Config:
    """Uvicorn as we run it. `portable` leaves our own socket protocol out, as any other server would."""
    return uvicorn.Config(
        application,
        http=GuardedProtocol,
        ws="websockets-sansio" if portable else LendingProtocol,
        lifespan="off",
        ws_max_size=MAX_MESSAGE,
        ws_per_message_deflate=False,
        ws_ping_interval=30.0,
        ws_ping_timeout=20.0,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        proxy_headers=bool(settings.TRUSTED_PROXIES),
        forwarded_allow_ips=settings.TRUSTED_PROXIES or None,
        server_header=False,
        access_log=False,
        log_config=None,
        log_level="warning",
        backlog=_BACKLOG,
    )
