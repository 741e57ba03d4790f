"""How files look, whatever is in them: an opening sentence, a length, reasons for what is silenced, no traces."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from tests.architecture.tree import (
    RANK,
    ROOT,
    files,
    functions,
    is_migration,
    nothing,
    python_of_apps,
    strings,
    syntax,
    text,
)

N = TypeVar("N", bound=ast.AST)

LONGEST = 500
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc"}
OUR_TEXTS = (".py", ".html", ".js", ".css", ".md", ".toml", ".yaml", ".yml", ".sh", ".txt", ".in", ".cfg", "")
# Written so that this file does not find itself.
TRACES = {
    "a path of one machine": r"(?<![\w.])/(?:hom[e]/\w+|roo[t]/|wor[k]/|mn[t]/|User[s]/\w+)",
    "a package index": r"py[p]i\.|pythonhoste[d]|registry\.np[m]js|repo\d?\.mave[n]\.|--extra-inde[x]-url",
    "an unfinished thought": r"\b(?:TOD[O]|FIXM[E]|XX[X])\b",
}
SILENCE = re.compile(r"#\s*(noqa|type: ignore|pragma: no cover|nosec)(.*)$")
REASON = {
    "noqa": re.compile(r": [A-Z]+\d+(, ?[A-Z]+\d+)*(?: - |\s+# ?).{8,}"),
    "type: ignore": re.compile(r"\[[a-z-]+(, ?[a-z-]+)*\]\s+# ?.{8,}"),
    "pragma: no cover": re.compile(r"\s*(?:- |# ).{8,}"),
}
OUTSIDE = re.compile(
    r"""(?:src|srcset|action|poster|data)=["']?(?:https?:)?//|<link[^>]+href=["'](?:https?:)?//|@import|url\(["']?(?:https?:)?//"""
)
INLINE = re.compile(
    r"""<style\b|\sstyle=["']|\son[a-z]+=["']|<script(?![^>]*\bsrc=)(?![^>]*type="application/(?:ld\+)?json")[^>]*>|javascript:"""
)
CLOCKS = {
    ("timezone", "now"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
}
# These turn a moment into local time, and read the clock only when they get none.
CLOCKS_WITHOUT_ARGUMENT = {("timezone", "localdate"), ("timezone", "localtime")}


def test_every_module_opens_with_a_sentence() -> None:
    wrong = []
    for path in files(".py"):
        if "migrations" in path.parts:
            continue
        words = ast.get_docstring(syntax(path)) or ""
        if not re.match(r".{12,}[.:]($|\s)", words.replace("\n", " ")):
            wrong.append(str(path))
    nothing(wrong)


def test_no_file_is_longer_than_it_can_be_read() -> None:
    wrong = [
        f"{path}: {length}"
        for path in files(".py", ".html", ".js", ".css", ".sh")
        if not is_migration(path) and (length := text(path).count("\n")) > LONGEST
    ]
    nothing(wrong)


def test_modules_are_named_after_what_they_hold() -> None:
    nothing([str(path) for path in files(".py", ".js") if VAGUE & {*path.parent.parts, path.stem}])


@pytest.mark.parametrize("kind", TRACES)
def test_files_carry_no_trace_of(kind: str) -> None:
    pattern = re.compile(TRACES[kind])
    wrong = []
    for path in files(*OUR_TEXTS):
        if path.suffix == "" and b"\0" in (ROOT / path).read_bytes()[:1024]:
            continue
        wrong += [
            f"{path}:{n}: {line.strip()[:90]}"
            for n, line in enumerate(text(path).splitlines(), 1)
            if pattern.search(line)
        ]
    nothing(wrong)


def test_silenced_checks_name_their_code_and_reason() -> None:
    wrong = []
    for path in files(".py"):
        if is_migration(path) or path == Path(__file__).relative_to(ROOT):
            continue
        for number, line in enumerate(text(path).splitlines(), 1):
            found = SILENCE.search(line)
            if found and not (found[1] in REASON and REASON[found[1]].match(found[2])):
                wrong.append(f"{path}:{number}: {found[0]}")
    nothing(wrong)


def test_pages_ask_no_other_host_for_anything() -> None:
    wrong = [
        f"{path}: {found}"
        for path in files(".html", ".css")
        for found in OUTSIDE.findall(text(path))
        if found != "@import"
    ]
    nothing(wrong)


def test_templates_hold_no_style_and_no_script() -> None:
    """The policy that browsers get forbids both; only data may stand in a script element."""
    mails = "mail"
    wrong = [
        f"{path}: {found}"
        for path in files(".html")
        if "templates" in path.parts and mails not in path.parts
        for found in INLINE.findall(text(path))
    ]
    nothing(wrong)


def _nodes(kind: type[N]) -> Iterator[tuple[Path, N]]:
    """Every syntax node of a kind in the apps."""
    for _, path in python_of_apps():
        for node in ast.walk(syntax(path)):
            if isinstance(node, kind):
                yield path, node


def _reads_time(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute) or not isinstance(call.func.value, ast.Name):
        return False
    name = (call.func.value.id, call.func.attr)
    return name in CLOCKS or (name in CLOCKS_WITHOUT_ARGUMENT and not call.args)


def test_time_is_read_from_the_clock_only() -> None:
    calls = [(path, node) for path, node in _nodes(ast.Call) if path != Path("core/clock.py")]
    nothing([f"{path}:{call.lineno}: {ast.unparse(call)}" for path, call in calls if _reads_time(call)])


def test_actions_take_their_words_by_name() -> None:
    """`publish_case(case=…, by=…)`: a call of an action reads as a sentence, and every word has a type."""
    modules = [path for _, path in python_of_apps() if path.stem == "actions" or path.parent.name == "actions"]
    wrong = [
        f"{path}:{node.lineno}: {node.name}"
        for path in modules
        for node in functions(path)
        if not node.name.startswith("_") and {"by", "viewer"} & {argument.arg for argument in node.args.args}
    ]
    nothing(wrong)


def test_visibility_has_no_default_viewer() -> None:
    wrong = [
        f"{path}:{node.lineno}"
        for path, node in _nodes(ast.FunctionDef)
        if node.name == "visible_to" and (node.args.defaults or any(node.args.kw_defaults))
    ]
    nothing(wrong)


def test_apps_use_one_set_of_words_for_their_modules() -> None:
    """Only actions publish, index and send: no view or socket calls these by itself."""
    calls = re.compile(r"(?<![\w.])(?:outbox\.add|audit\.record)\(")
    wrong = [
        str(path)
        for _, path in python_of_apps()
        if path.stem in {"views", "sockets", "urls", "forms"} and calls.search(text(path))
    ]
    nothing(wrong)


def test_every_text_constant_of_the_layers_is_known() -> None:
    """A guard for this folder itself: the walk finds the apps and reads their strings."""
    seen = {app for app, path in python_of_apps() if any(True for _ in strings(path))}
    assert {"core", "config"} <= seen <= set(RANK)
