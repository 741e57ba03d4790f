"""The real `manage.py serve` in its own process, with its own folder of data."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[3]
ANSWERS = "Consilium answers at"


def free_port() -> int:
    """A port that nobody listens at now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def cpu_of(process: int) -> float:
    """Seconds of processor time of a process, all its threads together (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Site:
    """A folder of data, the commands on it, and the server on it."""

    def __init__(self, folder: Path, template: Path | None) -> None:
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen[str] | None = None
        if template is not None:
            shutil.copyfile(template, folder / "db.sqlite3")
        self.environment = {
            **os.environ,
            "VAR_DIR": str(folder),
            "BASE_URL": f"http://localhost:{self.port}",
            "DEMO": "true",
            "LOG_LEVEL": "WARNING",
            "PYTHONWARNINGS": "default",
        }

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a management command to its end."""
        line = [sys.executable, "manage.py", *words]
        return subprocess.run(
            line, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=240, check=False
        )

    def serve(self) -> subprocess.CompletedProcess[str]:
        """Try to start a second server."""
        return self.command("serve", "--port", str(free_port()))

    def start(self, seconds: float = 30) -> Self:
        """Start the server and wait until it says that it answers."""
        line = [sys.executable, "manage.py", "serve", "--host", "localhost", "--port", str(self.port)]
        errors = (self.folder / "stderr.txt").open("a")
        self.process = subprocess.Popen(
            line, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=errors, text=True
        )
        errors.close()
        assert self.process.stdout is not None
        end = time.monotonic() + seconds
        while ANSWERS not in (said := self.process.stdout.readline()):
            assert said, f"it ended: {self.errors()}"
            assert time.monotonic() < end, "it does not answer"
        return self

    def errors(self) -> str:
        """What the server wrote to its log."""
        return (self.folder / "stderr.txt").read_text()

    def get(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """Ask for a page."""
        request = urllib.request.Request(f"http://localhost:{self.port}{path}")
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()

    @property
    def pid(self) -> int:
        """The process of the server."""
        assert self.process is not None
        return self.process.pid

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and wait; returns the exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        code = self.process.wait(10)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.process = None
        return code
