"""The one sanitiser: what people wrote becomes safe markup here and nowhere else."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any, Final

import bleach.linkifier
import nh3
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from collections.abc import MutableMapping

_TAGS: Final = {
    "a", "abbr", "b", "blockquote", "br", "code", "dd", "dl", "dt", "em", "h2", "h3", "h4", "i", "li", "ol", "p",
    "pre", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul", "bdi", "span",
}  # fmt: skip
_ATTRIBUTES: Final = {"a": {"href", "hreflang", "lang"}, "*": {"lang", "dir"}, "abbr": {"title"}, "th": {"scope"}}
_SCHEMES: Final = {"http", "https", "mailto", "tel"}
_PARAGRAPHS: Final = re.compile(r"\n{2,}")


def sanitise(markup: str) -> SafeString:
    """Return markup with known-good tags only; foreign images, ids, classes and styles do not survive."""
    clean = nh3.clean(
        markup,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener noreferrer",
        strip_comments=True,
    )
    return mark_safe(clean)  # noqa: S308 - the sanitiser's own output


def _outside_link(attrs: MutableMapping[Any, Any], *_new: bool) -> Any:
    href = str(attrs.get((None, "href"), ""))
    if not href.startswith(("http://", "https://")):
        return None
    attrs[(None, "rel")] = "nofollow noopener noreferrer"
    return attrs


_linker: Final = bleach.linkifier.Linker(callbacks=[_outside_link], parse_email=False, skip_tags=["a", "pre", "code"])


def render_plain(text: str) -> SafeString:
    """Turn plain text into paragraphs with links; everything else stays as it was typed."""
    blocks = _PARAGRAPHS.split(text.replace("\r\n", "\n").strip())
    markup = "".join(f"<p>{html.escape(block, quote=False).replace(chr(10), '<br>')}</p>" for block in blocks if block)
    return sanitise(_linker.linkify(markup))


def to_text(markup: str) -> str:
    """Return the words of markup, for search and for mails."""
    spaced = re.sub(r"<(/?(p|li|h\d|div|tr|td|th|dd|dt|blockquote)|br)\b[^>]*>", " ", markup, flags=re.IGNORECASE)
    return " ".join(html.unescape(nh3.clean(spaced, tags=set())).split())
