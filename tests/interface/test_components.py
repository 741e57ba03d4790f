"""Each component says what it takes, stands on the styleguide, and is included only with what it takes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config.styleguide_data import PAGES, SECTIONS

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
EVERY_TEMPLATE = [*TEMPLATES.rglob("*.html"), *ROOT.glob("*/templates/**/*.html")]
ICONS = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static/icons.svg").read_text()))
# They appear once around the page, not as a story.
IN_THE_SHELLS = {"rail_link", "messages", "live_parts", "demo_strip"}

_HEAD = re.compile(r"\{% comment %\}\n(?P<about>.+?)\nArguments: (?P<arguments>.+?)\n\{% endcomment %\}", re.DOTALL)
_INCLUDE = re.compile(r'\{%\s*include "components/([\w-]+)\.html"(?: with ((?:"[^"]*"|[^%])*?))?(\s+only)?\s*%\}')
_NAME = re.compile(r'(\w+)=(?:"[^"]*"|[^\s"])+')


def documented(component: str) -> set[str]:
    """Names of the arguments, without what stands in brackets behind them."""
    found = _HEAD.match((TEMPLATES / "components" / f"{component}.html").read_text())
    assert found, component
    flat = re.sub(r"\([^()]*(?:\([^()]*\)[^()]*)*\)", "", found["arguments"])
    return {word.split()[0] for word in re.split(r"[,;]\s*", flat) if word.strip()}


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_names_its_arguments(path: Path) -> None:
    assert documented(path.stem)


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_the_index_of_components_names_each_argument(path: Path) -> None:
    found = _HEAD.match(path.read_text())
    readme = (path.parent / "README.md").read_text()
    assert found
    assert f"| `{path.stem}`" in readme
    assert found["arguments"].replace("|", "/") in readme


def shown() -> set[str]:
    """Components that are drawn on the styleguide: as stories, in its pages, or inside another one."""
    pages = "".join((TEMPLATES / f"styleguide/page_{slug}.html").read_text() for slug in PAGES)
    found = {story.component for section in SECTIONS for story in section.stories}
    found |= {name for name, _, _ in _INCLUDE.findall(pages)} | IN_THE_SHELLS
    while True:
        inside = {
            name
            for component in found
            for name, _, _ in _INCLUDE.findall((TEMPLATES / "components" / f"{component}.html").read_text())
        }
        if inside <= found:
            return found
        found |= inside


def test_every_component_stands_on_the_styleguide() -> None:
    assert {path.stem for path in COMPONENTS} <= shown()


def test_stories_pass_only_documented_arguments() -> None:
    wrong = [
        (story.component, story.state, name)
        for section in SECTIONS
        for story in section.stories
        for name in set(story.build()) - documented(story.component)
    ]
    assert not wrong


@pytest.mark.parametrize("path", EVERY_TEMPLATE, ids=lambda path: str(path.relative_to(ROOT)))
def test_includes_pass_only_documented_arguments(path: Path) -> None:
    for component, arguments, _only in _INCLUDE.findall(path.read_text()):
        assert (TEMPLATES / "components" / f"{component}.html").exists(), component
        assert set(_NAME.findall(arguments)) <= documented(component), component


@pytest.mark.parametrize("path", EVERY_TEMPLATE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_component_with_a_token_is_included_so_that_the_token_reaches_it(path: Path) -> None:
    for component, _arguments, only in _INCLUDE.findall(path.read_text()):
        text = (TEMPLATES / "components" / f"{component}.html").read_text()
        if component in {"live_parts", "message", "inbox_row"}:
            continue  # they hold a token only when asked for a form
        assert not (only and "WITHOUT `only`" in text), component


# Pages of the admin have its own icons.
OWN_ICONS = [path for path in EVERY_TEMPLATE if "wagtail" not in path.read_text()]
# Mails carry their own style, as mail programs ask for it.
OWN_STYLE = [path for path in EVERY_TEMPLATE if "/mail/" not in str(path)]


@pytest.mark.parametrize("path", OWN_ICONS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_icon_that_is_named_exists(path: Path) -> None:
    text = path.read_text()
    named = set(re.findall(r'\{% icon "([\w-]+)"', text)) | set(re.findall(r'\bicon(?:_end)?="([\w-]+)"', text))
    assert named <= ICONS


@pytest.mark.parametrize("path", OWN_STYLE, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_hold_no_inline_style_or_script(path: Path) -> None:
    text = path.read_text()
    inline = r"\sstyle=|<style|\son[a-z]+=\"|javascript:|hx-on|src=\"https?:|<script(?![^>]*(?:src=|json))"
    assert not re.search(inline, text)


@pytest.mark.parametrize("path", EVERY_TEMPLATE, ids=lambda path: str(path.relative_to(ROOT)))
def test_forms_that_post_say_how_they_are_protected(path: Path) -> None:
    """Either the token, or (on cached public pages) an address that checks the origin."""
    text = path.read_text()
    for form in re.findall(r'<form\b[^>]*method="post".*?</form>', text, re.DOTALL):
        assert "csrf_token" in form or path.stem == "clear_question" or 'data-protected="origin"' in form


def test_the_public_shell_holds_no_token() -> None:
    assert "csrf" not in (TEMPLATES / "base.html").read_text()
    assert 'method="post"' not in (TEMPLATES / "base.html").read_text()
