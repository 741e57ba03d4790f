"""The command line: JSON lines in and out, images, figures."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[3]


def run(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cases.deidentify", *arguments]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=False, cwd=ROOT)


def test_text_answers_each_line() -> None:
    lines = [{"id": "a", "lang": "en", "text": "SSN 123-45-6789"}, {"id": 2, "lang": "es", "text": "Tos seca."}]
    done = run(text="\n".join(json.dumps(line) for line in lines))
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert done.returncode == 0
    assert first["id"] == "a"
    assert first["blocked"] is True
    (finding,) = first["findings"]
    assert finding.pop("score") > 0.9
    assert finding == {"start": 4, "end": 15, "kind": "id", "blocks": True}
    assert second == {"id": 2, "findings": [], "blocked": False}


def test_bad_lines_are_named_and_the_others_go_on() -> None:
    good = json.dumps({"id": 1, "lang": "en", "text": "SSN 123-45-6789"})
    done = run(
        "text", text="\n".join(["{", good, "[]", json.dumps({"id": 2, "lang": "fr", "text": "x"}), '{"id": 3}', good])
    )
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 2
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == ["Line 1", "Line 3", "Line 4", "Line 5"]


def test_image_writes_a_clean_copy(tmp_path: Path) -> None:
    source, target = tmp_path / "in.png", tmp_path / "out.png"
    Image.new("RGB", (8, 6), "red").save(source)
    done = run("image", str(source), str(target))
    assert done.returncode == 0, done.stderr
    assert Image.open(io.BytesIO(target.read_bytes())).size == (8, 6)


def test_image_refusal_has_its_reason_and_writes_nothing(tmp_path: Path) -> None:
    source, target = tmp_path / "in.svg", tmp_path / "out.png"
    source.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    done = run("image", str(source), str(target))
    assert done.returncode == 3
    assert "SVG" in done.stderr
    assert not target.exists()
    assert run("image", str(tmp_path / "absent"), str(target)).returncode == 3


def test_score_prints_the_figures(tmp_path: Path) -> None:
    path = tmp_path / "marked.jsonl"
    span = {"start": 4, "end": 15, "type": "SOCIAL_SECURITY_NUMBER", "text": "123-45-6789"}
    path.write_text(
        json.dumps({"id": "a", "lang": "en", "text": "SSN 123-45-6789", "spans": [span]})
        + "\n"
        + json.dumps({"id": "b", "lang": "en", "text": "Dry cough for two days.", "spans": []}),
        encoding="utf-8",
    )
    done = run("score", str(path))
    assert done.returncode == 0, done.stderr
    assert "marked documents with a blocking finding: 1/1" in done.stdout
    assert "clean documents with a blocking finding:  0/1" in done.stdout
