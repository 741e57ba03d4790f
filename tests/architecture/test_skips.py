"""A run ends by naming what was not run; where CI=true, that is a failure."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.architecture.tree import ROOT

SUITE = """
import pytest

@pytest.mark.parametrize("n", [1, 2])
def test_needs(n):
    pytest.skip("needs a server that is not here")

@pytest.mark.xfail(strict=True)
def test_known():
    assert False

def test_runs():
    pass
"""


def run_suite(folder: Path, **environment: str) -> tuple[int, str]:
    (folder / "test_suite.py").write_text(SUITE)
    words = [sys.executable, "-m", "pytest", "-c", os.devnull, "--rootdir", str(folder), "-p", "tests.plugins.skips"]
    words += ["-p", "no:cacheprovider", "-p", "no:django", "-p", "no:asyncio", str(folder)]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("CI", "PYTEST"))}
    done = subprocess.run(words, cwd=ROOT, env=inherited | environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_reasons_are_counted_at_the_end(tmp_path: Path) -> None:
    code, output = run_suite(tmp_path)
    assert code == 0
    summary = output[output.index("not run") :].splitlines()
    assert summary[1].split(maxsplit=1) == ["2", "needs a server that is not here"]
    assert "1 passed, 2 skipped, 1 xfailed" in summary[-1]


def test_skips_fail_in_ci(tmp_path: Path) -> None:
    code, output = run_suite(tmp_path, CI="true")
    assert code == 1
    assert "Skipped, which CI does not accept: needs a server that is not here" in output
    assert "2 failed, 1 passed, 1 xfailed" in output.splitlines()[-1]
