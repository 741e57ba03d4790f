"""The drawings of the demonstration articles: drawn by the code, small, clear around, described in both languages."""

from __future__ import annotations

import json
import re
from typing import Any, Final

import pytest
from django.test import Client
from PIL import Image, ImageChops

from cms.drawings import FOLDER, PAINTERS, path_of
from cms.drawings.canvas import CLAY, SIZE, STONE, TEAL, Colour
from cms.models import ArticlePage, SiteImage
from cms.seeding import seed
from tests.people import Cast

DEMO: Final = FOLDER.parent
PICTURES: Final = json.loads((DEMO / "pictures.json").read_text(encoding="utf-8"))["pictures"]
MOST_BYTES: Final = 40_000
LEAST_CONTRAST: Final = 3.0
LANGUAGES: Final = ("en", "es")


def brightness(colour: Colour) -> float:
    parts = [value / 255 for value in colour]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def surfaces() -> set[Colour]:
    """The panels behind a figure, light and dark, as the tokens name them."""
    names = re.findall(
        r"--surface: #(\w{6});",
        (DEMO.parents[1] / "static" / "css" / "tokens" / "tokens.css").read_text(encoding="utf-8"),
    )
    return {(int(name[:2], 16), int(name[2:4], 16), int(name[4:], 16)) for name in names}


@pytest.mark.parametrize("colour", [TEAL, CLAY, STONE])
def test_a_colour_stands_out_from_the_light_and_the_dark_panel(colour: Colour) -> None:
    assert len(surfaces()) == 2
    for surface in surfaces():
        darker, lighter = sorted((brightness(colour), brightness(surface)))
        assert (lighter + 0.05) / (darker + 0.05) >= LEAST_CONTRAST


@pytest.mark.parametrize("name", sorted(PAINTERS))
def test_the_file_is_what_the_code_draws(name: str) -> None:
    assert path_of(name).stat().st_size < MOST_BYTES
    with Image.open(path_of(name)) as kept:
        assert kept.size == SIZE
        assert kept.convert("RGBA").getpixel((1, 1)) == (0, 0, 0, 0)
        drawn, found = PAINTERS[name]().getchannel("A"), kept.convert("RGBA").getchannel("A")
    assert ImageChops.difference(drawn, found).getextrema()[1] == 0


def test_no_file_is_left_over() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(PAINTERS) == {row["drawing"] for row in PICTURES}


@pytest.mark.parametrize("row", PICTURES, ids=lambda row: str(row["drawing"]))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_picture_has_its_place_and_its_words(row: dict[str, Any], language: str) -> None:
    article = json.loads((DEMO / "articles" / f"{row['article']}.json").read_text(encoding="utf-8"))
    assert row["after"] in [section["anchor"] for section in article[language]["sections"]]
    assert 40 < len(row[language]["alt"]) <= 300
    assert 10 < len(row[language]["caption"]) <= 120


def test_readers_get_the_picture_behind_its_section(editors: Cast) -> None:
    seed({"reviewer": editors.reviewer.user})
    assert SiteImage.objects.count() == len(PAINTERS)
    for slug, alt in (("stroke-warning-signs", "Four small pictures"), ("senales-de-ictus", "Cuatro dibujos")):
        page = ArticlePage.objects.get(slug=slug)
        assert [block.block_type for block in page.sections][:2] == ["steps", "image"]
        body = Client().get(page.url).content.decode()
        shown = re.search(rf'<img src="([^"]+)" width="{SIZE[0]}" height="{SIZE[1]}" alt="{alt}', body)
        assert shown
        answer = Client().get(shown[1])
        assert answer.status_code == 200
        assert len(b"".join(answer)) < MOST_BYTES
