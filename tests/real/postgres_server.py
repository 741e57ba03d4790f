"""A PostgreSQL of one's own, that a test may restart as a crash would."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

import psycopg
import pytest

from tests.core.serve.process import free_port


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("needs PostgreSQL's server (apt-get install postgresql)")
    return found[-1].parent


class PostgresServer:
    """A cluster on a free port, in a folder of its own that another user reaches: it refuses to run as root."""

    def __init__(self) -> None:
        self._programs = _programs()
        self.folder = folder = Path(tempfile.mkdtemp(prefix="consilium-postgres-"))
        self._data = folder / "data"
        self.port = free_port()
        self.url = f"postgres://consilium@127.0.0.1:{self.port}/consilium"
        if os.getuid() == 0:
            shutil.chown(folder, "nobody", "nogroup")
        options = ["--username=consilium", "--encoding=UTF8", "--locale=C.UTF-8", "--auth=trust", "--no-sync"]
        self._run("initdb", f"--pgdata={self._data}", *options)

    def _run(self, program: str, *words: str) -> None:
        line = [str(self._programs / program), *words]
        user = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.getuid() == 0 else {}
        done = subprocess.run(line, cwd=self._data.parent, capture_output=True, text=True, check=False, **user)  # type: ignore[call-overload]  # who runs it
        assert done.returncode == 0, done.stderr

    def _control(self, verb: str, *words: str) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200"
        log = str(self._data.parent / "log")
        self._run("pg_ctl", verb, f"--pgdata={self._data}", "--wait", *words, "-o", options, "--log", log)

    def start(self, dump: Path) -> Self:
        """Start it with the content of a dump."""
        self._control("start")
        with psycopg.connect(self.url.removesuffix("consilium") + "postgres", autocommit=True) as server:
            server.execute("CREATE DATABASE consilium")
        self._run("pg_restore", "--no-owner", f"--dbname={self.url}", str(dump))
        return self

    def restart(self, seconds: float) -> None:
        """Fall over, as a crash does, and come back after a while."""
        self._run("pg_ctl", "stop", f"--pgdata={self._data}", "--mode", "immediate", "--wait")
        time.sleep(seconds)
        self._control("start")

    def stop(self) -> None:
        """End it, and drop its data."""
        self._run("pg_ctl", "stop", f"--pgdata={self._data}", "--mode", "immediate", "--wait")
        shutil.rmtree(self.folder)


def dump(url: str, target: Path) -> None:
    """Write a database into a file that anybody may read."""
    line = [str(_programs() / "pg_dump"), "--format=custom", f"--file={target}", f"--dbname={url}"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    target.chmod(0o644)
