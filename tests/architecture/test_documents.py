"""What the documents must name: every option, command, make target and dependency, and nothing that is gone."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from django.core.management import get_commands

from config.management.commands import options_docs
from config.options import Options
from tests.architecture.tree import RANK, ROOT, files, nothing, text

OPERATING = Path("docs/operating.md")
MAKEFILE = Path("Makefile")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def test_the_page_of_options_is_current() -> None:
    assert text(Path("docs/configuration.md")) == options_docs.table(), "run manage.py options_docs"


def test_the_example_offers_exactly_the_options() -> None:
    offered = re.findall(r"^#?([A-Z_]+)=", text(Path(".env.example")), re.MULTILINE)
    assert offered == [name.upper() for name in Options.model_fields]


def _our_commands() -> list[str]:
    return sorted(name for name, app in get_commands().items() if app in RANK)


def test_commands_are_described() -> None:
    documents = "\n".join(text(path) for path in files(".md") if path.parts[0] == "docs")
    nothing([name for name in _our_commands() if f"`{name}" not in documents])


def test_no_command_is_described_that_does_not_exist() -> None:
    described = re.findall(r"^\| `([a-z_]+)[^`]*` \|", text(OPERATING), re.MULTILINE)
    nothing([name for name in described if name not in _our_commands()])


def _targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", text(MAKEFILE), re.MULTILINE))


def test_make_targets_are_described() -> None:
    described = set(re.findall(r"`make ([a-z-]+)", text(Path("CONTRIBUTING.md"))))
    assert described == _targets() - {"help"}


def test_phony_targets_are_all_targets() -> None:
    phony = re.search(r"^\.PHONY: (.*)$", text(MAKEFILE), re.MULTILINE)
    assert phony
    assert set(phony[1].split()) == _targets()


def _requirements() -> Iterator[str]:
    for name in ("requirements.in", "requirements-dev.in"):
        for line in text(Path(name)).splitlines():
            if line and line[0].isalpha():
                yield re.split(r"[~=<>\[ ]", line)[0]


def test_dependencies_have_a_reason() -> None:
    page = text(Path("docs/decisions/0011-dependencies.md"))
    given = set(re.findall(r"^\| ([A-Za-z][\w-]*) \| .{8,} \|$", page, re.MULTILINE)) - {"package"}
    assert given == set(_requirements())


def test_the_lock_names_no_index() -> None:
    for path in (Path("requirements.txt"), Path("requirements-dev.txt")):
        nothing([line for line in text(path).splitlines() if line.startswith("-") or "://" in line])


def test_both_locks_agree() -> None:
    def pins(name: str) -> dict[str, str]:
        return dict(re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", text(Path(name)), re.MULTILINE))

    site, tools = pins("requirements.txt"), pins("requirements-dev.txt")
    assert site == {name: version for name, version in tools.items() if name in site}


def test_the_carried_pip_is_the_one_described() -> None:
    wheels = list((ROOT / "setup").glob("*.whl"))
    assert len(wheels) == 1
    digest = hashlib.sha256(wheels[0].read_bytes()).hexdigest()
    assert digest in text(Path("docs/decisions/0009-pip-travels-with-the-source.md"))
    assert wheels[0].name in text(Path("setup/steps.py"))


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(path.name[:4]) for path in files(".md") if path.parts[:2] == ("docs", "decisions"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_links_between_documents_lead_somewhere() -> None:
    wrong = [
        f"{path}: {target}"
        for path in files(".md")
        for target in LINK.findall(text(path))
        if not (ROOT / path.parent / target).exists()
    ]
    nothing(wrong)


def test_ci_runs_the_command_of_the_readme() -> None:
    assert "\n$ make test\n" in text(Path("README.md"))
    assert r"s/^\$ \(make test\)" in text(Path(".ci/run"))
