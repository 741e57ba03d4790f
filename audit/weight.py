"""How much a browser has to fetch: the style sheet, the scripts, the icons, and a page with all it needs."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from typing import Any, Final

from playwright.sync_api import Browser, Response

from audit.browser import LOOKS, open_context
from audit.found import Row
from audit.site import ROOT

_STATIC: Final = ROOT / "static"
_KB: Final = 1024
# Of a public page: everything for the first visit, without pictures of an article.
_FIRST_VISIT: Final = 60
_SCRIPTS_OF_PUBLIC_PAGES: Final = 4


def files() -> list[Row]:
    """The files that all pages share."""
    css = (_STATIC / "consilium.css",)
    scripts = (_STATIC / "js").glob("*.js")
    icons = (_STATIC / "icons.svg",)
    return [
        _row("Style sheet, gzip", sum(map(_packed, css)), 15),
        _row("Own scripts together, gzip", sum(map(_packed, scripts)), 20),
        _row("Icons, gzip", sum(map(_packed, icons)), 4),
    ]


def first_visit(browser: Browser, address: str, paths: Iterable[tuple[str, str]]) -> list[Row]:
    """What strangers fetch at their first visit of these pages (name, path)."""
    rows = []
    for name, path in paths:
        got: list[Response] = []
        with open_context(browser, LOOKS[0], None) as context:
            page = context.new_page()
            page.on("response", got.append)
            page.goto(f"{address}/{path}", wait_until="networkidle")
            sizes = [(_kind(response), _on_the_wire(response)) for response in got]
        scripts = sum(size for kind, size in sizes if kind == "script")
        everything = sum(size for kind, size in sizes if kind != "photo")
        rows.append(_row(f"Scripts of {name}, gzip", scripts, _SCRIPTS_OF_PUBLIC_PAGES))
        rows.append(_row(f"First visit of {name}", everything, _FIRST_VISIT))
    return rows


def _kind(response: Response) -> str:
    content: Any = response.headers.get("content-type", "")
    if "javascript" in content:
        return "script"
    return "photo" if content.startswith("image/") and "svg" not in content else "rest"


def _on_the_wire(response: Response) -> int:
    return int(response.request.sizes()["responseBodySize"])


def _packed(path: Any) -> int:
    return len(gzip.compress(path.read_bytes()))


def _row(what: str, size: int, limit: int) -> Row:
    return Row(what, f"{size / _KB:.1f} KB", f"{limit} KB", size <= limit * _KB)
