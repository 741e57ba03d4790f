"""The files of the project as the other modules here read them: paths, texts and syntax trees."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# From low to high: an app may know itself and what has a smaller number.
RANK = {
    "core": 0,
    "search": 1,
    "accounts": 2,
    "cms": 3,
    "community": 3,
    "cases": 4,
    "events": 4,
    "config": 5,
}

_NOT_OURS = {".git", ".venv", "var", "node_modules", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"}
_NOT_OURS |= {".import_linter_cache", ".hypothesis", "out"}


def may_know(knower: str, known: str) -> bool:
    """Whether one app may refer to another; whatever is not ours may be known by all."""
    if known not in RANK or knower not in RANK:
        return True
    return knower == known or RANK[known] < RANK[knower]


@cache
def files(*suffixes: str) -> tuple[Path, ...]:
    """The project's files with these suffixes (all files without one), relative to its root."""
    return tuple(sorted(path for path in _walk() if not suffixes or path.suffix in suffixes))


def _walk() -> Iterator[Path]:
    for folder, inner, names in os.walk(ROOT):
        inner[:] = [name for name in inner if name not in _NOT_OURS]
        for name in names:
            yield (Path(folder) / name).relative_to(ROOT)


@cache
def text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def syntax(path: Path) -> ast.Module:
    return ast.parse(text(path), filename=str(path))


def functions(path: Path) -> list[ast.FunctionDef]:
    """The functions at the top of a file."""
    return [node for node in syntax(path).body if isinstance(node, ast.FunctionDef)]


def is_migration(path: Path) -> bool:
    return "migrations" in path.parts and path.name != "__init__.py"


def python_of_apps() -> Iterator[tuple[str, Path]]:
    """Each Python file of an app, with the app's name; migrations are Django's words, not ours."""
    for path in files(".py"):
        if path.parts[0] in RANK and not is_migration(path):
            yield path.parts[0], path


def docstrings(tree: ast.Module) -> set[int]:
    """The identities of the nodes that are docstrings."""
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
    firsts = [body[0] for body in bodies if body]
    return {id(first.value) for first in firsts if isinstance(first, ast.Expr)}


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Every text constant of a file with its line, docstrings left out."""
    tree = syntax(path)
    skipped = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.lineno, node.value


def nothing(wrong: list[str]) -> None:
    """Fail with every finding on a line of its own."""
    assert not wrong, "\n" + "\n".join(wrong)
