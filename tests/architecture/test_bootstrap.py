"""`make run` and `make test` from nothing: what they do, what they refuse, and that a second call does it no more."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Stands for the site: writes down how it was called; `serve` listens until it is interrupted.
MANAGE = """
import json, os, pathlib, signal, sys, time
import tiny
words = sys.argv[1:]
call = {"words": words, "demo": os.environ.get("DEMO"), "base": os.environ.get("BASE_URL")}
with pathlib.Path("calls.jsonl").open("a") as calls:
    print(json.dumps(call), file=calls)
if words[0] == "prepare":
    sys.exit(int(os.environ.get("PREPARE_EXIT", "0")))
try:
    print("serving", flush=True)
    time.sleep(60)
except KeyboardInterrupt:
    pathlib.Path("ended").write_text("cleanly")
"""


class Checkout:
    """A copy of the project that is small enough to set up in a second."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "setup").mkdir()
        for source in (ROOT / "setup").iterdir():
            if source.is_file():
                (root / "setup" / source.name).symlink_to(source)
        # The scripts find their checkout by their own place, so they are copies.
        for name in ("bootstrap.py", "steps.py"):
            (root / "setup" / name).unlink()
            (root / "setup" / name).write_text((ROOT / "setup" / name).read_text())
        (root / "Makefile").write_text((ROOT / "Makefile").read_text())
        (root / "manage.py").write_text(MANAGE)
        self.lock(self.wheel("1.0"))
        self.environment = {
            k: v for k, v in os.environ.items() if k not in {"DEMO", "BASE_URL", "VAR_DIR", "MAKEFLAGS"}
        }

    def wheel(self, version: str) -> Path:
        """A package without content, so that installing needs no network."""
        path = self.root / f"tiny-{version}-py3-none-any.whl"
        info = f"tiny-{version}.dist-info"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("tiny.py", f"version = {version!r}\n")
            archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: tiny\nVersion: {version}\n")
            archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            archive.writestr(f"{info}/RECORD", "")
        return path

    def lock(self, wheel: Path) -> None:
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        line = f"tiny @ {wheel.as_uri()} \\\n    --hash=sha256:{digest}\n"
        (self.root / "requirements.txt").write_text(line)
        (self.root / "requirements-dev.txt").write_text(line)

    def start(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        # A shell that runs the tests in the background has them, and all they start, ignore Ctrl-C.
        return subprocess.Popen(
            ("/usr/bin/env", "--default-signal=INT", *words),
            cwd=self.root,
            env={**self.environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def call(self, *words: str, **environment: str) -> tuple[int, str]:
        process = self.start(*words, **environment)
        output, _ = process.communicate(timeout=60)
        return process.returncode, output

    def bootstrap(self, *words: str, **environment: str) -> tuple[int, str]:
        return self.call(sys.executable, "setup/bootstrap.py", *words, **environment)

    def calls(self) -> list[dict[str, object]]:
        path = self.root / "calls.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def installed_version(self) -> str:
        ask = [".venv/bin/python", "-c", "import tiny; print(tiny.version)"]
        return subprocess.run(ask, cwd=self.root, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """A checkout whose packages are installed; for tests that leave it as it is."""
    checkout = Checkout(tmp_path_factory.mktemp("ready"))
    code, output = checkout.bootstrap("install")
    assert code == 0, output
    return checkout


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        yield int(busy.getsockname()[1])


def wait_for_line(process: subprocess.Popen[str], wanted: str) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if wanted in line:
            return
    pytest.fail(f"ended without saying {wanted!r}")


def test_run_installs_prepares_and_serves(checkout: Checkout, port: int) -> None:
    server = checkout.start("make", "run", f"PORT={port}", "HOST=127.0.0.1", f"PYTHON={sys.executable}")
    wait_for_line(server, "serving")
    began = time.monotonic()
    os.killpg(server.pid, signal.SIGINT)
    server.communicate(timeout=10)
    assert time.monotonic() - began < 5
    assert (checkout.root / "ended").read_text() == "cleanly"
    assert (checkout.root / "var").is_dir()
    assert checkout.calls() == [
        {"words": words, "demo": "true", "base": f"http://localhost:{port}"}
        for words in (["prepare"], ["serve", "--host", "127.0.0.1", "--port", str(port)])
    ]


def test_ending_make_ends_the_server(ready: Checkout, port: int) -> None:
    server = ready.start("make", "run", f"PORT={port}", f"PYTHON={sys.executable}")
    wait_for_line(server, "serving")
    server.terminate()
    server.communicate(timeout=5)
    with socket.socket() as free:
        free.bind(("127.0.0.1", port))


def test_second_call_installs_nothing(ready: Checkout) -> None:
    began = time.monotonic()
    code, output = ready.bootstrap("install")
    assert (code, output) == (0, "")
    assert time.monotonic() - began < 3


def test_changed_lock_is_installed(checkout: Checkout) -> None:
    checkout.bootstrap("install")
    checkout.lock(checkout.wheel("2.0"))
    code, output = checkout.bootstrap("install", "--dev")
    assert code == 0, output
    assert checkout.installed_version() == "2.0"


def test_interrupted_installation_starts_over(checkout: Checkout) -> None:
    checkout.bootstrap("install")
    stamp = checkout.root / ".venv" / "installed.json"
    stamp.write_text('{"unfinished": "yes"}')
    half = next((checkout.root / ".venv" / "lib").glob("python*/site-packages")) / "tiny.py"
    half.write_text("version = 'half'\n")
    code, output = checkout.bootstrap("install")
    assert code == 0, output
    assert "Making .venv" in output
    assert checkout.installed_version() == "1.0"


def test_vanished_interpreter_is_replaced(checkout: Checkout) -> None:
    checkout.bootstrap("install")
    python = checkout.root / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3.11")
    assert checkout.bootstrap("install")[0] == 0
    assert checkout.installed_version() == "1.0"


def test_failing_preparation_passes_its_code_on(ready: Checkout, port: int) -> None:
    before = len(ready.calls())
    code, _ = ready.bootstrap("run", "--port", str(port), PREPARE_EXIT="7")
    assert code == 7
    assert [call["words"] for call in ready.calls()[before:]] == [["prepare"]]


def test_options_of_the_env_file_are_respected(ready: Checkout, port: int) -> None:
    before = len(ready.calls())
    (ready.root / ".env").write_text("BASE_URL='http://localhost:9999'\nVAR_DIR=elsewhere\n")
    code, output = ready.bootstrap("run", "--port", str(port), PREPARE_EXIT="7")
    (ready.root / ".env").unlink()
    assert code == 7, output
    assert (ready.root / "elsewhere").is_dir()
    assert ready.calls()[before]["base"] is None


def test_taken_port_is_refused_before_any_work(checkout: Checkout, taken_port: int) -> None:
    code, output = checkout.bootstrap("run", "--host", "127.0.0.1", "--port", str(taken_port))
    assert code == 1
    assert f"Port {taken_port} of 127.0.0.1 is taken" in output
    assert "make run PORT=" in output
    assert not (checkout.root / ".venv").exists()


@pytest.mark.parametrize("wrong", ["abc", "0", "65536", "-1", ""])
def test_port_that_is_none_is_refused(checkout: Checkout, wrong: str) -> None:
    code, output = checkout.bootstrap("run", f"--port={wrong}")
    assert code == 1
    assert "must be a number from 1 to 65535" in output


def test_unknown_host_is_refused(checkout: Checkout, port: int) -> None:
    code, output = checkout.bootstrap("run", "--host", "no such host", "--port", str(port))
    assert code == 1
    assert "a name that this machine does not know" in output


def test_unwritable_var_is_refused(checkout: Checkout, port: int) -> None:
    (checkout.root / "var").write_text("a file in the way")
    code, output = checkout.bootstrap("run", "--port", str(port))
    assert code == 1
    assert str(checkout.root / "var") in output
    assert "cannot be written" in output
    assert (checkout.root / "var").read_text() == "a file in the way"


@pytest.mark.parametrize("version", [(3, 9, 2), (3, 14, 0)])
def test_unsuitable_python_is_refused_in_words(checkout: Checkout, version: tuple[int, ...]) -> None:
    fake = checkout.root / "bin" / "python3"
    fake.parent.mkdir()
    pretend = f"import sys; sys.version_info = {version!r}; sys.argv = sys.argv[1:]; exec(open(sys.argv[0]).read())"
    fake.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{pretend}" "$@"\n')
    fake.chmod(0o755)
    path = f"{fake.parent}:{os.environ['PATH']}"
    code, output = checkout.call("make", "run", PATH=path)
    assert code != 0
    assert "Consilium runs on Python 3.11, 3.12 or 3.13" in output
    assert f"is {version[0]}.{version[1]}" in output
    assert "Traceback" not in output
    assert not (checkout.root / ".venv").exists()


def test_start_is_readable_for_old_interpreters() -> None:
    ast.parse((ROOT / "setup" / "bootstrap.py").read_text(), feature_version=(3, 6))


def test_python_without_venv_is_refused_in_words(checkout: Checkout) -> None:
    without = "import sys, importlib.util as u; find = u.find_spec; "
    without += "u.find_spec = lambda n, p=None: None if n == 'venv' else find(n, p); "
    without += "sys.path.insert(0, 'setup'); import steps; sys.exit(steps.main(['install']))"
    code, output = checkout.call(sys.executable, "-c", without)
    assert code == 1
    assert "sudo apt install python3-venv" in output


def test_python_without_ensurepip_will_do(checkout: Checkout) -> None:
    """Debian's python3 has venv but no ensurepip until python3-venv is installed."""
    broken = checkout.root / "broken" / "ensurepip"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text("raise ImportError('ensurepip is not here')")
    code, output = checkout.bootstrap("install", PYTHONPATH=str(broken.parent))
    assert code == 0, output
    assert checkout.installed_version() == "1.0"


def test_failing_installation_says_so_and_can_be_repeated(checkout: Checkout) -> None:
    lock = checkout.root / "requirements.txt"
    good = lock.read_text()
    lock.write_text("tiny==9.9 --hash=sha256:" + "0" * 64 + "\n")
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "0", "PIP_FIND_LINKS": ""}
    code, output = checkout.bootstrap("install", **nowhere)
    assert code == 1
    assert "The packages could not be installed. Is there a network" in output
    assert "Traceback" not in output
    lock.write_text(good)
    assert checkout.bootstrap("install")[0] == 0


def test_make_without_a_target_lists_them(checkout: Checkout) -> None:
    code, output = checkout.call("make")
    assert code == 0
    assert "make run" in output
    assert "make test" in output
