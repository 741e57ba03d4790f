"""A whole site on the real engines, started part by part through deploy/run.sh, as in production."""

from __future__ import annotations

import getpass
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests import databases
from tests.core.serve.process import ROOT, free_port
from tests.redis_server import RedisServer

SCRIPT = str(ROOT / "deploy" / "run.sh")
WORKERS = 2


class Part:
    """One process of the site, with its log in a file."""

    def __init__(self, role: str, log: Path, environment: dict[str, str], health: str | None = None) -> None:
        self.role = role
        self._log = log
        self._environment = environment
        self._health = health
        self.process: subprocess.Popen[bytes] | None = None

    def change(self, **more: str) -> None:
        """Give it other options from the next start on."""
        self._environment.update(more)

    def start(self, *, wait: bool = True) -> Self:
        """Start it; wait until it answers, if it answers at all."""
        with self._log.open("a") as log:
            self.process = subprocess.Popen(
                [SCRIPT, self.role], cwd=ROOT, env=self._environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )
        if wait:
            self.ready()
        return self

    def ready(self, seconds: float = 240) -> None:
        """Wait until it answers."""
        end = time.monotonic() + seconds
        while not self._answers():
            assert self.process is not None
            assert self.process.poll() is None, f"{self.role} ended: {self.log()[-2000:]}"
            assert time.monotonic() < end, f"{self.role} does not answer: {self.log()[-2000:]}"
            time.sleep(0.05)

    def _answers(self) -> bool:
        if self._health is None:
            return True
        try:
            with urllib.request.urlopen(self._health, timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    @property
    def pid(self) -> int:
        """The process that was started."""
        assert self.process is not None
        return self.process.pid

    def children(self) -> list[int]:
        """Its processes: page workers, worker processes."""
        return [int(pid) for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]

    def log(self) -> str:
        """What it wrote."""
        return self._log.read_text() if self._log.exists() else ""

    def end(self, number: int = signal.SIGTERM, seconds: float = 20) -> int:
        """Send a signal and wait; returns the exit code."""
        assert self.process is not None
        children = self.children() if number == signal.SIGKILL else []
        self.process.send_signal(number)
        code = self.process.wait(seconds)
        self.process = None
        for child in children:  # whoever kills a part kills all of it
            _kill(child)
        return code


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


class Stack:
    """Pages from two processes, two socket processes, worker, scheduler and proxy, on an empty, prepared site."""

    patience = 15.0

    def __init__(self, folder: Path, *, database: str | None = None) -> None:
        if shutil.which("nginx") is None:
            pytest.skip("needs nginx (apt-get install nginx-light)")
        self.folder = folder
        self.name = f"real_{secrets.token_hex(4)}"
        self.redis = RedisServer(folder / "redis").start()
        self.port = free_port()
        self.base = f"http://localhost:{self.port}"
        self.database = database or self._make_database()
        self.environment = self._environment()
        self.parts = self._parts()
        self._inside: subprocess.Popen[str] | None = None

    def _make_database(self) -> str:
        """A copy of the migrated template, beside the test database."""
        databases.make_postgres(self.name, databases.postgres_template())
        return urlunsplit(urlsplit(os.environ["TEST_DATABASE_URL"])._replace(path=f"/{self.name}"))

    def _environment(self) -> dict[str, str]:
        foreign = {"DEMO", "EMAIL_URL", "CELERY_BROKER_URL", "DJANGO_ALLOW_ASYNC_UNSAFE", "TEST_MODE"}
        return {name: value for name, value in os.environ.items() if name not in foreign} | {
            "PYTHON": sys.executable,
            "VAR_DIR": str(self.folder / "var"),
            "BASE_URL": self.base,
            "DATABASE_URL": self.database,
            "REDIS_URL": self.redis.url,
            "ELASTICSEARCH_URL": os.environ["TEST_ELASTICSEARCH_URL"],
            "ELASTICSEARCH_PREFIX": self.name.replace("_", "-"),
            "REHEARSAL": "true",
            "LOG_LEVEL": "WARNING",
            "PAGE_WORKERS": str(WORKERS),
            "WORK_PROCESSES": "1",
            "PROXY_USER": getpass.getuser(),
        }

    def _parts(self) -> dict[str, Part]:
        pages, *sockets = (f"127.0.0.1:{free_port()}" for _ in range(3))
        own: dict[str, tuple[str, dict[str, str], str | None]] = {
            "pages": ("pages", {"PAGES_ADDRESS": pages}, f"http://{pages}/healthz"),
            "sockets1": ("sockets", {"SOCKETS_ADDRESS": sockets[0]}, f"http://{sockets[0]}/healthz"),
            "sockets2": ("sockets", {"SOCKETS_ADDRESS": sockets[1]}, f"http://{sockets[1]}/healthz"),
            "worker": ("worker", {}, None),
            "scheduler": ("scheduler", {}, None),
            "proxy": (
                "proxy",
                {"LISTEN": str(self.port), "PAGES": pages, "SOCKETS": " ".join(sockets)},
                f"{self.base}/healthz",
            ),
        }
        self.socket_ports = [int(address.rpartition(":")[2]) for address in sockets]
        return {
            name: Part(role, self.folder / f"{name}.log", self.environment | more, health)
            for name, (role, more, health) in own.items()
        }

    def start(self) -> Self:
        """Prepare the site and start every part."""
        var = Path(self.environment["VAR_DIR"])
        databases.give_static_files(var)
        done = subprocess.run(
            [SCRIPT, "prepare"], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        databases.keep_static_files(var)
        for part in self.parts.values():
            part.start(wait=False)
        for part in self.parts.values():
            part.ready()
        return self

    def stop(self) -> None:
        """End everything, and drop what it kept in the engines."""
        if self._inside is not None:
            self._inside.communicate()
        for part in self.parts.values():
            if part.process is not None:
                part.end(signal.SIGKILL)
        self.redis.kill()
        if self.name in self.database:
            databases.drop_postgres(self.name)
        prefix = self.environment["ELASTICSEARCH_PREFIX"]
        url = f"{self.environment['ELASTICSEARCH_URL']}/_cat/indices/{prefix}-*?h=index"
        with urllib.request.urlopen(url, timeout=10) as answer:
            names = answer.read().decode().split()
        for name in names:
            request = urllib.request.Request(f"{os.environ['TEST_ELASTICSEARCH_URL']}/{name}", method="DELETE")
            urllib.request.urlopen(request, timeout=10).close()

    # --- asking ---------------------------------------------------------------------------------

    def command(self, *words: str) -> str:
        """Run a management command to its end; returns what it printed."""
        line = [sys.executable, "manage.py", *words]
        done = subprocess.run(
            line, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=240, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def inside(self, verb: str, **words: Any) -> Any:
        """Have a process of the site do something now, as a command would; see tests/real/inside.py."""
        if self._inside is None:
            line = [sys.executable, "-m", "tests.real.inside"]
            self._inside = subprocess.Popen(
                line, cwd=ROOT, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        assert self._inside.stdin is not None
        assert self._inside.stdout is not None
        self._inside.stdin.write(json.dumps({"verb": verb, "words": words}) + "\n")
        self._inside.stdin.flush()
        answer = self._inside.stdout.readline()
        assert answer, f"{verb} failed"
        return json.loads(answer)

    def get(self, path: str, session: str | None = None, **headers: str) -> tuple[int, dict[str, str], str]:
        """Ask for a page on a connection of its own, through the proxy."""
        cookie = {"Cookie": f"sessionid={session}"} if session else {}
        request = urllib.request.Request(self.base + path, headers={**headers, **cookie})
        try:
            with urllib.request.urlopen(request, timeout=self.patience) as answer:
                return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, {k.lower(): v for k, v in refused.headers.items()}, refused.read().decode()

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the database itself."""
        with psycopg.connect(self.database) as database:
            return database.execute(sql.encode(), values).fetchall()

    def people(self, number: int, group: str) -> tuple[int, int, list[str]]:
        """Verified physicians in a closed group: group, thread, sessions."""
        first, *sessions = self.inside("people", number=number, group=group)["lines"]
        ids = dict(part.split("=") for part in first.split())
        return int(ids["group"]), int(ids["thread"]), sessions
