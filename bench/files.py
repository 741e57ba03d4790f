"""Servers of plain files, the honest baseline for a page that is at hand: nginx, and granian where nginx is absent."""

from __future__ import annotations

import getpass
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from bench.measure import children_of
from tests.core.serve.process import free_port

# One worker, as the site is one process; the rest is what deploy/nginx.conf.in says of files.
_NGINX = """
user {user};
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    server_tokens off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000000;
    default_type text/html;
    client_body_temp_path {folder}/t1;
    proxy_temp_path {folder}/t2;
    fastcgi_temp_path {folder}/t3;
    uwsgi_temp_path {folder}/t4;
    scgi_temp_path {folder}/t5;
    server {{
        listen 127.0.0.1:{port};
        root {folder}/files;
    }}
}}
"""


@dataclass(frozen=True, slots=True)
class Files:
    """A running server of files: its name, its address, and the processes that do the work."""

    name: str
    port: int
    processes: list[int]
    prefix: str = "/"


def has_nginx() -> bool:
    """Whether nginx is installed."""
    return shutil.which("nginx") is not None


def lay_out(folder: Path, files: dict[str, bytes]) -> None:
    """Write the files to serve."""
    (folder / "files").mkdir(exist_ok=True)
    for name, body in files.items():
        (folder / "files" / name).write_bytes(body)


@contextmanager
def nginx(folder: Path, name: str) -> Iterator[Files]:
    """An nginx of its own on the files of the folder; `name` is one of them."""
    port = free_port()
    config = folder / "nginx.conf"
    config.write_text(_NGINX.format(folder=folder, port=port, user=getpass.getuser()))
    with _server(["nginx", "-c", str(config), "-p", str(folder)], f"http://127.0.0.1:{port}/{name}") as process:
        yield Files("nginx", port, children_of(process))


@contextmanager
def granian(folder: Path, name: str) -> Iterator[Files]:
    """Granian's own files, which never touch Python; one worker."""
    port = free_port()
    line = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--no-ws", "--http", "1", "--log-level", "error", "--static-path-route", "/files",
        "--static-path-mount", str(folder / "files"), "bench.files:nothing",
    ]  # fmt: skip
    with _server(line, f"http://127.0.0.1:{port}/files/{name}") as process:
        yield Files("granian", port, [*children_of(process)], "/files/")


def nothing(_environ: object, start_response: object) -> list[bytes]:
    """The application behind granian's files; nobody asks it."""
    del start_response
    return []


@contextmanager
def _server(line: list[str], address: str) -> Iterator[int]:
    """A process, once it answers; it ends with the block."""
    process = subprocess.Popen(line, stdout=subprocess.DEVNULL)
    try:
        _wait_for(address, process)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        with suppress(OSError), urlopen(address, timeout=1):  # noqa: S310 - an address of this machine
            return
        time.sleep(0.05)
    raise RuntimeError(f"{address} does not answer")
