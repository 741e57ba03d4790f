"""A Redis of one's own, that a test may kill and start again."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Self

import pytest


class RedisServer:
    """`redis-server` on a free port with its own folder. By default it forgets everything when it is killed."""

    def __init__(self, folder: Path, *, keeps: bool = False) -> None:
        if shutil.which("redis-server") is None:
            pytest.skip("needs redis-server (apt-get install redis-server)")
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = int(found.getsockname()[1])
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = folder
        self.keeps = keeps
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Start it and wait until it answers."""
        self._folder.mkdir(parents=True, exist_ok=True)
        keeping = ["--appendonly", "yes" if self.keeps else "no", "--save", ""]
        line = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self._folder), *keeping]
        self._process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 10
        while not self._answers():
            assert time.monotonic() < end, "redis-server does not answer"
            time.sleep(0.02)
        return self

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as client:
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def send(self, number: int) -> None:
        """A signal, such as SIGSTOP: it then takes connections and says nothing."""
        assert self._process is not None
        self._process.send_signal(number)

    def kill(self) -> None:
        """As a power failure would."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(10)
            self._process = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.kill()
