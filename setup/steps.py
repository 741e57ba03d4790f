"""What has to be true before the site can run: a place to write, a free port, installed packages, a filled database.

Uses the standard library only. Every step looks first and does nothing when there is nothing to do; whatever goes
wrong ends in one sentence, a non-zero exit code and a checkout that the next call can use.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import fcntl
import hashlib
import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"
LOG = VENV / "install.log"
# Debian's Python comes without pip and without ensurepip, so the installer travels with the source (decision 0009).
PIP = ROOT / "setup" / "pip-26.3-py3-none-any.whl" / "pip"
SITE = "requirements.txt"
TOOLS = "requirements-dev.txt"


class Refusal(Exception):
    """A sentence for the person at the terminal: what is wrong, and what to do."""


def main(words: Sequence[str]) -> int:
    options = _parse(words)
    # Without this, ending `make` in the middle of an installation would leave pip running behind it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        if options.command == "install":
            install(dev=options.dev)
            return 0
        run(host=options.host, port=options.port)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The next call goes on from here.", file=sys.stderr)
        return 130


def _parse(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bootstrap.py", description="Set Consilium up, or set it up and serve it.")
    commands = parser.add_subparsers(dest="command", required=True)
    installing = commands.add_parser("install", help="make .venv and install the locked packages")
    installing.add_argument("--dev", action="store_true", help="what tests and linters need as well")
    running = commands.add_parser("run", help="install, prepare the demonstration, serve")
    running.add_argument("--host", default="localhost")
    running.add_argument("--port", default="8000")
    return parser.parse_args(words)


def run(*, host: str, port: str) -> NoReturn:
    """Serve the demonstration; this process becomes the server."""
    number = checked_port(host, port)
    check_writable(var_folder())
    install(dev=False)
    environment = {**os.environ, "DEMO": "true"}
    if not _option("BASE_URL"):
        environment["BASE_URL"] = f"http://{_visible(host)}:{number}"
    prepared = subprocess.run([str(PYTHON), "manage.py", "prepare"], cwd=ROOT, env=environment, check=False)
    if prepared.returncode:
        sys.exit(prepared.returncode)
    serve(host, number, environment)


def serve(host: str, port: int, environment: dict[str, str]) -> NoReturn:
    """Become the server, so that Ctrl-C and signals reach it and nothing else."""
    os.chdir(ROOT)
    sys.stdout.flush()
    words = [str(PYTHON), "manage.py", "serve", "--host", host, "--port", str(port)]
    os.execve(PYTHON, words, environment)


def var_folder() -> Path:
    return (ROOT / (_option("VAR_DIR") or "var")).resolve()


def _option(name: str) -> str:
    """An option as the site will read it: from the environment, else from the file .env."""
    if os.environ.get(name):
        return os.environ[name]
    try:
        lines = (ROOT / ".env").read_text().splitlines()
    except OSError:
        return ""
    values = [line.partition("=")[2].strip().strip("\"'") for line in lines if line.partition("=")[0].strip() == name]
    return values[-1] if values else ""


def check_writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        message = f"Consilium keeps all its data in {folder}, which cannot be written: {error.strerror}.\n"
        raise Refusal(message + "Give yourself the right to write there, or name another folder in VAR_DIR.") from error


def checked_port(host: str, port: str) -> int:
    """The port as a number, when a server could listen there right now."""
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        message = f"PORT is {port!r}: it must be a number from 1 to 65535."
        raise Refusal(message)
    try:
        places = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        message = f"HOST is {host!r}, a name that this machine does not know."
        raise Refusal(message) from error
    for family, kind, protocol, _, address in places:
        _try_to_listen(family, kind, protocol, address, host=host, port=port)
    return int(port)


def _try_to_listen(family: int, kind: int, protocol: int, address: object, *, host: str, port: str) -> None:
    try:
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                trial.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            trial.bind(address)  # type: ignore[arg-type]  # each family has its own shape of address
            trial.listen()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            message = f"Port {port} of {host} is taken by another program.\nChoose another one: make run PORT=8001"
            raise Refusal(message) from error
        if error.errno == errno.EACCES:
            message = f"Port {port} needs an administrator.\nChoose one above 1023: make run PORT=8001"
            raise Refusal(message) from error
        # A machine without IPv6 still resolves localhost to ::1: the other address serves.
        if error.errno not in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
            message = f"Nothing can listen on {host}, port {port}: {error.strerror}."
            raise Refusal(message) from error


def _visible(host: str) -> str:
    """The name to print for an address: passkeys exist on localhost, not on IP addresses."""
    return "localhost" if host in {"0.0.0.0", "::", "127.0.0.1", "::1", ""} else host  # noqa: S104 - compared, not bound


def install(*, dev: bool) -> None:
    """Bring .venv to the state of the lock files."""
    wanted = {name: _fingerprint(name) for name in ([SITE, TOOLS] if dev else [SITE])}
    with _one_at_a_time():
        stamp = _read_stamp()
        if not stamp.get("unfinished") and _interpreter_works():
            if all(stamp.get(name) == print_ for name, print_ in wanted.items()):
                return
        else:
            _make_venv()
            stamp = {}
        _install_packages(TOOLS if dev else SITE, {**stamp, **wanted})


def _fingerprint(name: str) -> str:
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


def _read_stamp() -> dict[str, str]:
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two calls in one checkout install one after the other."""
    try:
        VENV.mkdir(exist_ok=True)
        handle = os.open(VENV, os.O_RDONLY)
    except OSError as error:
        message = f"{VENV} cannot be made: {error.strerror}."
        raise Refusal(message) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _interpreter_works() -> bool:
    """Whether .venv belongs to a Python that is still there: an upgrade of the system may have taken it away."""
    ask = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run([str(PYTHON), "-c", ask], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return answer.returncode == 0 and (VENV / "lib" / f"python{answer.stdout.strip()}" / "site-packages").is_dir()


def _make_venv() -> None:
    if importlib.util.find_spec("venv") is None:
        message = (
            "This Python lacks its venv module, which Consilium needs to install its packages beside the system's.\n"
            "On Debian and Ubuntu: sudo apt install python3-venv"
        )
        raise Refusal(message)
    print("Making .venv …", flush=True)
    words = [sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV)]
    made = subprocess.run(words, capture_output=True, text=True, check=False)
    if made.returncode:
        message = f"{VENV} could not be made:\n{(made.stderr or made.stdout).strip()}"
        raise Refusal(message)


def _install_packages(lock: str, stamp: dict[str, str]) -> None:
    """Install exactly what the lock names; `stamp` is written when all of it is there."""
    count = sum(1 for line in (ROOT / lock).read_text().splitlines() if line[:1].isalnum())
    print(f"Installing {count} packages into .venv (once; a minute or two) …", flush=True)
    # Killed from here on, the next call starts with an empty .venv instead of a half-replaced package.
    STAMP.write_text(json.dumps({"unfinished": "yes"}))
    words = [str(PYTHON), str(PIP), "install", "--require-hashes", "--no-deps", "--no-input"]
    words += ["--disable-pip-version-check", "--no-warn-script-location", "--progress-bar", "off", "-r", lock]
    with LOG.open("w") as log:
        done = subprocess.run(words, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        STAMP.unlink()
        raise Refusal(_why_not_installed())
    STAMP.write_text(json.dumps(stamp, indent=1))


def _why_not_installed() -> str:
    lines = LOG.read_text(errors="replace").splitlines()
    errors = [line for line in lines if line.startswith("ERROR:")] or lines
    return "\n".join(
        [
            "The packages could not be installed. Is there a network, and room on the disk?",
            *("  " + line for line in errors[-3:]),
            f"Everything pip said stands in {LOG.relative_to(ROOT)}. Once that is mended, give the same command again.",
        ]
    )
