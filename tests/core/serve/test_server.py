"""The real server process: how it starts, whom it refuses, and how it ends."""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from core.serve.lock import is_running
from core.serve.server import CannotServe, bind, check_database
from tests.core.serve.process import Site
from tests.core.serve.running import get, parts, read_all


@pytest.fixture
def site(tmp_path: Path, database_template: Path) -> Iterator[Site]:
    found = Site(tmp_path, database_template)
    yield found
    if found.process is not None:
        found.end(signal.SIGKILL)


def test_it_answers_refuses_a_second_one_and_ends_cleanly(site: Site) -> None:
    site.start()
    status, headers, _ = site.get("/healthz")
    assert status == 200
    assert "server" not in headers
    refused = site.serve()
    assert refused.returncode == 1
    assert "already runs" in refused.stderr
    assert f"http://localhost:{site.port}" in refused.stderr
    assert "Traceback" not in refused.stderr
    with socket.create_connection(("localhost", site.port)) as idle:
        idle.sendall(b"GET / HTTP/1.1\r\nHost: lo")
        began = time.monotonic()
        assert site.end(signal.SIGTERM) == 0
    assert time.monotonic() - began < 5
    assert not site.errors()


def test_parts_of_a_file_are_served_and_impossible_ones_refused(site: Site) -> None:
    site.start()

    def ask(path: str, *headers: str) -> tuple[int, dict[str, str], bytes]:
        with socket.create_connection(("localhost", site.port), timeout=10) as client:
            client.sendall(get(path, *headers, host=f"localhost:{site.port}"))
            return parts(read_all(client))

    _, _, whole = ask("/static/favicon.svg")
    status, headers, part = ask("/static/favicon.svg", "Range: bytes=2-11")
    assert (status, part) == (206, whole[2:12])
    assert headers["content-range"] == f"bytes 2-11/{len(whole)}"
    assert ask("/static/favicon.svg", "Range: bytes=9999999-")[0] == 416
    assert ask("/static/favicon.svg", f"If-Modified-Since: {headers['last-modified']}")[0] == 304
    assert ask("/en/", "Range: bytes=0-3")[0] == 200, "a page is whole or not at all"


def test_after_kill_it_starts_again_on_the_same_data_and_ctrl_c_ends_it(site: Site) -> None:
    site.start()
    site.end(signal.SIGKILL)
    site.start()
    assert site.get("/healthz")[0] == 200
    assert site.end(signal.SIGINT) == 0
    assert not site.errors()


def test_a_newer_database_is_refused_in_a_sentence(db: None) -> None:
    check_database()
    MigrationRecorder(connection).record_applied("core", "0999_later")
    with pytest.raises(CannotServe, match=r"newer version \(core\)"):
        check_database()


def test_an_older_database_is_refused_in_a_sentence(db: None) -> None:
    MigrationRecorder(connection).record_unapplied("core", "0001_initial")
    with pytest.raises(CannotServe, match=r"manage\.py prepare"):
        check_database()


def test_a_taken_port_is_a_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(CannotServe, match="is taken by another program"):
            bind("127.0.0.1", other.getsockname()[1])


def test_an_unknown_address_is_a_sentence() -> None:
    with pytest.raises(CannotServe, match="no address"):
        bind("host.invalid", 8000)


def test_without_a_server_nobody_runs() -> None:
    assert not is_running()
