"""The style sheet keeps its own rules: one file, tokens only, logical properties, four layers, readable colours."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from config import bundle

TOKENS = (bundle.STATIC / "css/tokens/tokens.css").read_text()
RULES = [path for path in sorted((bundle.STATIC / "css").rglob("*.css")) if path.name != "tokens.css"]


def _without_comments(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)


def _block(start: str) -> dict[str, str]:
    """Properties of the block of the token file that begins with the given text."""
    body = TOKENS[TOKENS.index(start) :]
    body = re.sub(r"/\*.*?\*/", "", body[body.index("{", body.index(start) + len(start) - 1) :], flags=re.DOTALL)
    inner = body[1 : body.index("}")]
    pairs = (pair.split(":", 1) for pair in inner.split(";") if ":" in pair)
    return {name.strip(): " ".join(value.split()) for name, value in pairs}


LIGHT = _block(":root {")
DARK = {**LIGHT, **_block(':root:not([data-theme="light"]) {')}


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio of two colours."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_served_file_is_made_of_the_present_sources() -> None:
    assert bundle.BUNDLE.read_text() == bundle.bundle(), "run `python -m config.bundle`"


def test_the_served_file_is_small() -> None:
    assert len(gzip.compress(bundle.BUNDLE.read_bytes())) < 15 * 1024


def test_every_source_lies_in_the_folder_of_a_layer() -> None:
    assert {path.parent.name for path in RULES} <= set(bundle.LAYERS)


def test_both_dark_blocks_are_equal() -> None:
    assert _block(':root:not([data-theme="light"]) {') == _block(':root[data-theme="dark"] {')


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.name)
def test_colours_come_from_tokens(path: Path) -> None:
    css = re.sub(r"@media print \{.*", "", _without_comments(path), flags=re.DOTALL)
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)|\b(?:rgb|hsl|oklch)a?\(", css)


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.name)
def test_lengths_in_pixels_are_four_at_most(path: Path) -> None:
    assert not [value for value in re.findall(r"(\d+(?:\.\d+)?)px", _without_comments(path)) if float(value) > 4]


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.name)
def test_directions_are_logical(path: Path) -> None:
    physical = (
        r"(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right|top|bottom)|"
        r"(?<![-\w])(?:left|right|top|bottom)\s*:|text-align:\s*(?:left|right)|float:|"
        r"(?<![-\w])(?:width|height|min-width|max-width|min-height|max-height)\s*:"
    )
    assert not re.findall(physical, _without_comments(path))


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.name)
def test_only_four_heights_over_the_page(path: Path) -> None:
    values = re.findall(r"z-index:\s*([^;}]+)", _without_comments(path))
    assert set(values) <= {"var(--z-sticky)", "var(--z-bar)", "var(--z-popover)", "var(--z-toast)"}


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.name)
def test_every_token_that_is_used_exists(path: Path) -> None:
    css = _without_comments(path)
    own = set(re.findall(r"(--[\w-]+)\s*:", css))
    assert set(re.findall(r"var\((--[\w-]+)", css)) <= set(LIGHT) | own


SURFACES = ("--paper", "--surface", "--sunken")
TEXT_ON_SURFACES = (
    "--ink", "--ink-2", "--ink-3", "--brand", "--visited", "--private", "--danger", "--warn", "--ok", "--info",
)  # fmt: skip
PAIRS = (
    ("--on-brand", "--brand"), ("--on-brand", "--brand-strong"), ("--brand", "--brand-soft"),
    ("--private", "--private-soft"),
    ("--clay", "--clay-soft"), ("--on-marker", "--marker"), ("--danger", "--danger-soft"), ("--warn", "--warn-soft"),
    ("--ok", "--ok-soft"), ("--info", "--info-soft"), ("--on-emergency", "--emergency"), ("--warn", "--marker-soft"),
    ("--ink-2", "--brand-soft"), ("--brand", "--sunken"),
    *((f"--deid-{kind}", f"--deid-{kind}-soft") for kind in ("name", "date", "place", "contact", "id", "age")),
)  # fmt: skip


@pytest.mark.parametrize("values", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("text", TEXT_ON_SURFACES)
@pytest.mark.parametrize("ground", SURFACES)
def test_text_is_readable_on_every_surface(values: dict[str, str], text: str, ground: str) -> None:
    assert contrast(values[text], values[ground]) >= 4.5


@pytest.mark.parametrize("values", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_is_readable_on_its_tint(values: dict[str, str], text: str, ground: str) -> None:
    assert contrast(values[text], values[ground]) >= 4.5


@pytest.mark.parametrize("values", [LIGHT, DARK], ids=["light", "dark"])
def test_ink_on_any_tint_is_far_above_the_limit(values: dict[str, str]) -> None:
    tints = [name for name in values if name.endswith("-soft")]
    assert min(contrast(values["--ink"], values[name]) for name in tints) >= 11.5


@pytest.mark.parametrize("values", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("edge", ["--control", "--focus"])
@pytest.mark.parametrize("ground", SURFACES)
def test_edges_and_rings_can_be_seen(values: dict[str, str], edge: str, ground: str) -> None:
    assert contrast(values[edge], values[ground]) >= 3
