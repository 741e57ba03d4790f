"""What components need and templates cannot say: icons, faces, times in words, dials, words for an audience."""

from __future__ import annotations

import zlib
from datetime import date, datetime, timedelta
from typing import Final

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from core import clock
from core.access import PUBLIC, Viewer

register = template.Library()

FORMATS: Final = {
    "DATE": {"en": "j F Y", "es": r"j \d\e F \d\e Y"},
    "MONTH": {"en": "F Y", "es": r"F \d\e Y"},
    "WEEKDAY": {"en": "l j F", "es": r"l j \d\e F"},
    "DAY": {"en": "l j F Y, H:i", "es": r"l j \d\e F \d\e Y, H:i"},
    "MOMENT": {"en": "j F Y, H:i", "es": r"j \d\e F \d\e Y, H:i"},
}
"""Dates as the interface writes them; Django's English ones put the month first."""
TONES: Final = 6
_TITLES: Final = frozenset({"dr", "dra", "dr.", "dra.", "prof", "prof."})
_CIRCUMFERENCE: Final = 169.6  # of the dial's circle, radius 27

AUDIENCES: Final = {
    PUBLIC: gettext_lazy("Public page"),
    "member": gettext_lazy("Signed-in members"),
    "physician": gettext_lazy("Verified physicians"),
    "user": gettext_lazy("Only you"),
    "staff": gettext_lazy("Staff of this site"),
}
"""Words for the families of tokens that need no name of a group or person beside them."""


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """Draw a symbol of the sprite; the words beside it (or a hidden label) carry the meaning."""
    return format_html(
        '<svg class="i{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        f" {classes}" if classes else "",
        static("icons.svg"),
        name,
    )


@register.filter
def audience_words(token: str) -> str:
    """Say who sees a row with this audience token; a group or person is named by the page itself."""
    return str(AUDIENCES.get(token.partition(":")[0], _("Closed circle")))


@register.filter
def is_public(token: str) -> bool:
    """Whether the audience token means everybody."""
    return token == PUBLIC


@register.filter
def is_staff(viewer: Viewer) -> bool:
    """Whether the viewer has one of the roles with queues, so that the rail shows their place."""
    return any(token.startswith("staff:") for token in viewer.grants)


@register.filter
def initials(name: str) -> str:
    """Return up to two initials of a name, without its title: "Dr Li Chen" gives "LC"."""
    words = [word for word in str(name).split() if word.lower() not in _TITLES]
    ends = words[:1] + words[-1:] if len(words) > 1 else words
    return "".join(word[0] for word in ends).upper() or "?"


@register.filter
def tone(name: str) -> int:
    """Return the colour number of a face, the same for a name on every page."""
    return zlib.crc32(str(name).encode()) % TONES


@register.filter("spelled", expects_localtime=True)
def spell(value: date | datetime, style: str) -> str:
    """Write a date in one of our formats, in the language of the page."""
    formats = FORMATS[style]
    return date_format(value, formats.get((get_language() or "en")[:2], formats["en"]))


def _element(value: date | datetime, words: str, full: str) -> SafeString:
    # HTML allows three digits of a second at most, and nobody reads them.
    machine = value.isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()
    return format_html('<time datetime="{}" title="{}">{}</time>', machine, full, words)


@register.simple_tag
def when(value: datetime | None) -> str:
    """Show a moment the way people say it: today 08:05, yesterday 15:20, Monday, 3 March 2026.

    For signed-in pages: a cached public page would go on saying "today", so it uses `day`.
    """
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    full = spell(local, "MOMENT")
    return _element(value, _spoken(local, timezone.localtime(clock.now()).date()), full)


def _spoken(local: datetime, today: date) -> str:
    hour = date_format(local, "H:i")
    days = (today - local.date()).days
    if days == 0:
        return pgettext("moment", "today %(hour)s") % {"hour": hour}
    if days == 1:
        return pgettext("moment", "yesterday %(hour)s") % {"hour": hour}
    if timedelta(days=1) < timedelta(days=days) < timedelta(days=7):
        return date_format(local, "l")
    return spell(local, "DATE")


@register.simple_tag
def clock_time(value: datetime | None) -> str:
    """Show only the hour, as beside a message under a line that names the day."""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return _element(value, date_format(local, "H:i"), spell(local, "MOMENT"))


@register.simple_tag
def day(value: date | datetime | None, style: str = "DATE") -> str:
    """Show a date that stays true in a cached page.

    3 March 2026; with MONTH: March 2026; with WEEKDAY: Tuesday 3 March.
    """
    if value is None:
        return ""
    local = timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
    return _element(value, spell(local, style), spell(local, "DATE"))


@register.filter
def dial_dash(percent: float) -> str:
    """Return the stroke pattern that draws so many per cent of the dial's ring."""
    share = max(0.0, min(100.0, float(percent))) / 100
    return f"{share * _CIRCUMFERENCE:.1f} {_CIRCUMFERENCE}"


@register.filter
def is_choice_group(field: BoundField) -> bool:
    """Whether the field is several boxes under one question, so that it needs a fieldset."""
    return isinstance(field.field.widget, (RadioSelect, CheckboxSelectMultiple))


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether the field is one box whose label stands after it."""
    return isinstance(field.field.widget, CheckboxInput)
