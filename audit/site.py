"""A demonstration of its own for the audit: a fresh folder of state, a free port, ended with the block."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
_SECONDS_TO_START: Final = 60
_SECONDS_TO_END: Final = 10


@dataclass(frozen=True, slots=True)
class Site:
    """A running demonstration."""

    address: str
    environment: dict[str, str] = field(repr=False)

    def sign_in_link(self, key: str) -> str:
        """Address that signs in the person of the demonstration with this key; good once."""
        people = json.loads((ROOT / "accounts" / "demo" / "people.json").read_text())["people"]
        email = next(person["email"] for person in people if person["key"] == key)
        words = [sys.executable, "manage.py", "login_link", email]
        done = subprocess.run(words, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=True)
        return done.stdout.split()[-1]


@contextlib.contextmanager
def demonstration() -> Iterator[Site]:
    """Prepare and serve a demonstration, and leave nothing of it behind."""
    with tempfile.TemporaryDirectory(prefix="consilium-audit-") as folder:
        port = _free_port()
        address = f"http://localhost:{port}"
        environment = {**os.environ, "DEMO": "true", "VAR_DIR": folder, "BASE_URL": address}
        subprocess.run([sys.executable, "manage.py", "prepare"], cwd=ROOT, env=environment, check=True)
        words = [sys.executable, "manage.py", "serve", "--port", str(port)]
        server = subprocess.Popen(words, cwd=ROOT, env=environment)
        try:
            _wait_for(f"{address}/healthz", server)
            yield Site(address, environment)
        finally:
            _end(server)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(urllib.error.URLError, ConnectionError), urllib.request.urlopen(address, timeout=2):
            return
        time.sleep(0.2)
    message = f"The server did not answer at {address}."
    raise RuntimeError(message)


def _end(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGINT)
    try:
        server.wait(_SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
