"""`python -m audit.pictures`: takes the pictures of the README anew, from a fresh demonstration, into docs/pictures."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from audit.browser import sign_in, start
from audit.pages import STRANGER
from audit.site import ROOT, Site, demonstration

FOLDER: Final = ROOT / "docs" / "pictures"
MOST_BYTES: Final = 300_000
_COLOURS: Final = 256


@dataclass(frozen=True, slots=True)
class Picture:
    """A view of the site: from `path`, follow the links with these words; `sharp` is the density of the screen."""

    name: str
    person: str
    path: str
    links: tuple[str, ...]
    size: tuple[int, int]
    sharp: int = 1


PICTURES: Final = (
    Picture("patients", STRANGER, "health/", ("High blood pressure",), (1440, 900)),
    Picture(
        "physicians",
        "physician_a",
        "community/",
        ("Cardiology North", "Potassium 5.6 on an MRA: what do you do before the weekend?"),
        (1440, 900),
    ),
    Picture("phone", "physician_a", "account/today/", (), (390, 844), sharp=2),
)


def main() -> int:
    """Take all pictures; 1 when one is larger than a README should carry."""
    too_large = []
    with demonstration() as site, sync_playwright() as playwright:
        browser = start(playwright)
        for picture in PICTURES:
            path = _save(picture, _taken(picture, site, browser))
            print(f"{path.stat().st_size:>7} bytes  {path.relative_to(ROOT)}")
            if path.stat().st_size > MOST_BYTES:
                too_large.append(path.name)
        browser.close()
    if too_large:
        print(f"Larger than {MOST_BYTES} bytes: {', '.join(too_large)}")
    return 1 if too_large else 0


def _taken(picture: Picture, site: Site, browser: Browser) -> bytes:
    """What the person sees of that page at first, in the light theme."""
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=picture.sharp,
        color_scheme="light",
        locale="en",
        reduced_motion="reduce",
        storage_state=sign_in(picture.person, site, browser),
    )
    with context:
        page = context.new_page()
        page.goto(f"{site.address}/en/{picture.path}", wait_until="load")
        for words in picture.links:
            page.locator("main").get_by_role("link", name=words).first.click()
            page.wait_for_load_state("load")
        return page.screenshot()


def _save(picture: Picture, shot: bytes) -> Path:
    """Few colours are enough for a page, and make the file small."""
    path = FOLDER / f"{picture.name}.png"
    with Image.open(io.BytesIO(shot)) as image:
        image.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(path, "PNG", optimize=True)
    return path


if __name__ == "__main__":
    sys.exit(main())
