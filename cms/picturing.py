"""The drawings of the demonstration articles: into the library of images, and into the text behind a section."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.core.files.images import ImageFile

from cms.drawings import path_of
from cms.models import SiteImage

_FILE: Final = Path(__file__).resolve().parent / "demo" / "pictures.json"
_Block = tuple[str, dict[str, Any]]


def illustrated(blocks: Sequence[_Block], record: Mapping[str, Any], language: str) -> list[_Block]:
    """The blocks of an article with its drawing, if it has one; the first blocks are the sections of the record."""
    picture = _pictures().get(record["key"])
    if picture is None:
        return list(blocks)
    anchors = [section["anchor"] for section in record[language]["sections"]]
    place = anchors.index(picture["after"]) + 1
    value = {"heading": "", "image": _from_library(picture["drawing"]), **picture[language]}
    return [*blocks[:place], ("image", value), *blocks[place:]]


@cache
def _pictures() -> dict[str, Any]:
    rows = json.loads(_FILE.read_text(encoding="utf-8"))["pictures"]
    return {row["article"]: row for row in rows}


def _from_library(drawing: str) -> SiteImage:
    """The drawing as an image of the library; both languages share it."""
    title = f"Drawing: {drawing.replace('_', ' ')}"
    found: SiteImage | None = SiteImage.objects.filter(title=title).first()
    if found is None:
        with path_of(drawing).open("rb") as handle:
            found = SiteImage.objects.create(title=title, file=ImageFile(handle, name=path_of(drawing).name))
    return found
