"""The audit itself: its matrix, its pins, what it says. Running it is `make audit`."""

from __future__ import annotations

import json

import pytest

from audit import report, tools
from audit.browser import LOOKS
from audit.found import PageResult, Result, Row
from audit.pages import PAGES
from audit.site import ROOT


def test_the_matrix_is_complete() -> None:
    looks = {(look.theme, look.language, look.width) for look in LOOKS if look.direction == "ltr"}
    wanted = {(t, lang, w) for t in ("light", "dark") for lang in ("en", "es") for w in (320, 390, 820, 1440)}
    assert looks == wanted
    assert sum(look.direction == "rtl" for look in LOOKS) == 1


def test_each_page_has_a_name_of_its_own_and_each_person_is_of_the_demonstration() -> None:
    names = [page.name for pages in PAGES.values() for page in pages]
    assert len(names) == len(set(names))
    people = json.loads((ROOT / "accounts" / "demo" / "people.json").read_text())["people"]
    assert set(PAGES) <= {"", *(person["key"] for person in people)}


def test_the_tools_are_pinned_exactly_and_the_lock_names_no_host() -> None:
    pins = json.loads((ROOT / "audit" / "package.json").read_text())["dependencies"]
    text = (ROOT / "audit" / "package-lock.json").read_text()
    locked = json.loads(text)["packages"]
    assert pins == {name: locked[f"node_modules/{name}"]["version"] for name in pins}
    assert '"resolved"' not in text
    assert all("integrity" in package for name, package in locked.items() if name)


def test_a_missing_program_is_named_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SystemExit, match=r"Java, .* is missing\. On Debian and Ubuntu: sudo apt install"):
        tools.program("java")


def test_the_page_says_what_was_found() -> None:
    good, bad = PageResult("home", axe_runs=17, stops=40), PageResult("a case", axe_runs=17, stops=60)
    assert "**Nothing to mend.**" in list(report.lines(Result([good]), ["Date: today"]))
    bad.axe["color-contrast: p"] = {"dark es 320", "dark en 320"}
    missed = Row("Style sheet, gzip", "15.3 KB", "15 KB", met=False)
    said = list(report.lines(Result([good, bad], [missed]), []))
    assert "**2 problems.**" in said
    assert "| axe, 34 runs on 2 pages | 1 | 0 | **missed** |" in said
    assert "| Keyboard, 100 stops | 0 | 0 | met |" in said
    assert "| a case | 17 | 1 | 60 | 0 | 0 |" in said
    assert said[-2:] == [
        "- Style sheet, gzip: 15.3 KB, target 15 KB",
        "- a case: color-contrast: p (dark en 320, dark es 320)",
    ]
