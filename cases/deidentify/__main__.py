"""The command line: findings of texts (JSON lines), a clean copy of an image, figures on marked documents."""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from cases.deidentify import UnsupportedLanguage, find, is_blocked, scoring, tagger
from cases.deidentify.marked import Document, read_documents, read_prose

REFUSED: Final = 3
_ROOT: Final = Path(__file__).resolve().parents[2]
_COMMANDS: Final = ("text", "image", "score")


def main(arguments: list[str]) -> int:
    """Run one command (`text` when none is named) and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m cases.deidentify", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("text", help="JSON lines {id, lang, text} on standard input, findings on standard output")
    image = commands.add_parser("image", help=f"write a clean copy of an image; exit {REFUSED} when it is refused")
    image.add_argument("source", type=Path)
    image.add_argument("target", type=Path)
    score = commands.add_parser("score", help="figures on JSONL files of marked documents")
    score.add_argument("files", nargs="+", type=Path)
    score.add_argument(
        "--misses", type=int, default=0, metavar="N", help="also print N misses and N wrong findings a file"
    )
    chosen = parser.parse_args(arguments or ["text"])
    if chosen.command == "image":
        return _image(chosen.source, chosen.target)
    if chosen.command == "score":
        return _score(chosen.files, chosen.misses)
    return _text()


def _text() -> int:
    """Answer each line; a bad one is named on standard error and the others go on."""
    code = 0
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        try:
            answer = _answer(line)
        except BadLine as problem:
            sys.stderr.write(f"Line {number}: {problem}\n")
            code = 1
            continue
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return code


class BadLine(ValueError):
    """A line of input that cannot be answered."""


def _answer(line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError as problem:
        message = "this is not JSON in UTF-8."
        raise BadLine(message) from problem
    if (
        not isinstance(record, dict)
        or not isinstance(record.get("text"), str)
        or not isinstance(record.get("lang"), str)
    ):
        message = 'a JSON object with the strings "lang" and "text" is needed.'
        raise BadLine(message)
    try:
        findings = find(record["text"], record["lang"])
    except UnsupportedLanguage as problem:
        raise BadLine(str(problem)) from problem
    return {
        "id": record.get("id"),
        "findings": [
            {"start": one.start, "end": one.end, "kind": one.kind.value, "score": one.score, "blocks": one.blocks}
            for one in findings
        ],
        "blocked": is_blocked(findings),
    }


def _image(source: Path, target: Path) -> int:
    """The image code belongs to `core`, which this package may not import: it runs as a process of its own."""
    try:
        data = source.read_bytes()
    except OSError as problem:
        sys.stderr.write(f"The file cannot be read: {problem.strerror}.\n")
        return REFUSED
    done = subprocess.run(
        [sys.executable, "-m", "core.imaging"],
        input=data,
        capture_output=True,
        cwd=_ROOT,
        check=False,
    )
    sys.stderr.buffer.write(done.stderr)
    if done.returncode == 0:
        target.write_bytes(done.stdout)
    return 0 if done.returncode == 0 else REFUSED


def _score(files: list[Path], examples: int) -> int:
    for path in files:
        score = scoring.Score()
        for document in _documents(path):
            score.add(document)
        sys.stdout.write(score.report(path.name) + _seen_in_training(path))
        for title, rows in (("missed", score.missed), ("wrong", score.wrong)):
            for row in rows[:: max(1, len(rows) // examples)][:examples] if examples else ():
                sys.stdout.write(f"{title}: {row}\n")
    return 0


def _documents(path: Path) -> Iterator[Document]:
    """JSON lines, or inline marks in a text whose name ends in its language (`prose_en.txt`)."""
    return read_prose(path, path.stem[-2:]) if path.suffix == ".txt" else read_documents(path)


def _seen_in_training(path: Path) -> str:
    """Figures on data that a model was trained on say nothing about new text: say so."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    card = json.loads((tagger.MODELS / "card.json").read_text(encoding="utf-8"))
    if any(digest in entry["files"].values() for entry in card.values()):
        return "NOTE: a model was trained on this file; quote the figures of the cross-validation instead.\n"
    return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
