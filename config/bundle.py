"""Joins the style sheets under static/css into the one file that pages load; the folder of a file is its layer.

Run `python -m config.bundle` after a change; a test fails when the joined file is not current.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

STATIC: Final = Path(__file__).resolve().parent.parent / "static"
LAYERS: Final = ("tokens", "base", "layout", "components", "pages")
BUNDLE: Final = STATIC / "consilium.css"

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_INDENT = re.compile(r"\s*\n\s*")
_BEFORE_BRACE = re.compile(r"\s*([{};])\s*")


def sources(layer: str) -> list[Path]:
    """Files of a layer, in the order in which they are joined."""
    return sorted((STATIC / "css" / layer).glob("*.css"))


def shrink(css: str) -> str:
    """Drop comments and the white space that no selector or value needs."""
    css = _INDENT.sub(" ", _COMMENT.sub("", css))
    return _BEFORE_BRACE.sub(r"\1", css).replace(";}", "}").strip()


def bundle() -> str:
    """Return the text of the joined style sheet."""
    parts = [f"@layer {','.join(LAYERS)};"]
    parts += [f"@layer {layer}{{{''.join(shrink(path.read_text()) for path in sources(layer))}}}" for layer in LAYERS]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    BUNDLE.write_text(bundle())
