"""The matrix on a running site: every role at every door, with the page cache and the sockets in between."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.core.serve.process import ROOT
from tests.policy import routes
from tests.policy.table import MAY_SEE, ROLES

SURFACES = {
    "page", "list", "home page", "search", "suggestions", "tag page", "socket", "live frames", "file", "file rendition",
    "file original", "feed", "own feed", "public feed", "inbox", "own profile", "desk", "review", "receipt", "mail",
    "cms edit", "cms list", "cms preview", "cms image", "cms document", "api", "api list", "search api", "site map",
}  # fmt: skip


def run(*words: str, **environment: str) -> tuple[int, str]:
    """Run the command as an operator does."""
    line = [sys.executable, "manage.py", "policy_matrix", *words]
    settings = {**os.environ, **environment}
    done = subprocess.run(line, cwd=ROOT, env=settings, capture_output=True, text=True, timeout=600, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def matrix(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One whole run."""
    path = tmp_path_factory.mktemp("policy") / "matrix.json"
    code, said = run(f"--json={path}")
    assert path.exists(), said
    result: dict[str, Any] = json.loads(path.read_text())
    return result | {"code": code, "said": said}


def test_nothing_leaks_and_nobody_is_refused_wrongly(matrix: dict[str, Any]) -> None:
    assert matrix["leaks"] == []
    assert matrix["wrong_refusals"] == []
    assert matrix["errors"] == []
    assert matrix["code"] == 0
    assert matrix["said"].splitlines()[-1] == f"{matrix['cells']} cells, 0 leaks, 0 wrong refusals"


def test_each_no_stands_beside_a_yes(matrix: dict[str, Any]) -> None:
    assert matrix["without_witness"] == []


def test_the_matrix_is_about_everything(matrix: dict[str, Any]) -> None:
    assert matrix["cells"] >= 300
    assert matrix["refusals"] >= 300
    assert set(matrix["surfaces"]) >= SURFACES
    assert set(matrix["things"]) == set(MAY_SEE)
    assert set(matrix["roles"]) == set(ROLES)


def test_every_walked_route_was_asked(matrix: dict[str, Any]) -> None:
    asked = set(matrix["routes"])
    assert routes.WALKED - asked == set()


def test_the_matrix_notices_a_wrong_audience(tmp_path: Path) -> None:
    """Two rows written past all actions: one too open, one too closed."""
    path = tmp_path / "matrix.json"
    faults = "group-event=physician,physician-event=staff:editor"
    code, said = run("--only=group-event,physician-event", f"--json={path}", POLICY_PLANTED_FAULT=faults)
    result = json.loads(path.read_text())
    assert code == 1, said
    assert {"group-event reached physician on page", "group-event reached host on feed"} <= set(result["leaks"])
    assert "host does not find physician-event on page" in result["wrong_refusals"]
    assert not said.splitlines()[-1].endswith("0 leaks, 0 wrong refusals")
