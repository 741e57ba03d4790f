"""What every page of the site needs to draw its frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from core.middleware import viewer_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from core.access import Viewer

_counters: dict[str, Callable[[Viewer], int]] = {}
_values: dict[str, Callable[[Viewer, str], Any]] = {}


def register_counter(name: str, count: Callable[[Viewer], int]) -> None:
    """Offer a number to the frame, such as unread notices; it is asked only where it is drawn."""
    _counters[name] = count


def register_shell_value(name: str, value: Callable[[Viewer, str], Any]) -> None:
    """Offer a value to the frame by name, such as the groups of the rail; it is asked only where it is drawn."""
    _values[name] = value


def theme_of(request: HttpRequest) -> str:
    """The reader's choice of theme, validated; `system` when there is none."""
    chosen = request.COOKIES.get("theme", "")
    return chosen if chosen in {"light", "dark"} else "system"


def other_language_url(request: HttpRequest, language: str) -> str:
    """The same page in the other language; a page that knows its twin sets `request.twin_urls`."""
    twins = getattr(request, "twin_urls", None)
    if twins is not None:
        return str(twins.get(language, f"/{language}/"))
    return translate_url(request.get_full_path(), language)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Values for base.html: viewer, languages, theme, site, counters."""
    language = (get_language() or settings.LANGUAGE_CODE)[:2]
    other = "es" if language == "en" else "en"
    viewer = SimpleLazyObject(lambda: viewer_of(request))
    return {
        "viewer": viewer,
        "language": language,
        "other_language": other,
        "other_language_name": dict(settings.LANGUAGES)[other],
        "other_language_url": SimpleLazyObject(lambda: other_language_url(request, other)),
        "theme": theme_of(request),
        "site_name": settings.SITE_NAME,
        "base_url": settings.BASE_URL,
        "emergency_number": settings.EMERGENCY_NUMBER,
        "is_demo": settings.DEMO,
        "counters": {name: SimpleLazyObject(_bound(count, request)) for name, count in _counters.items()},
        **{name: SimpleLazyObject(_bound_value(value, request, language)) for name, value in _values.items()},
    }


def _bound(count: Callable[[Viewer], int], request: HttpRequest) -> Callable[[], int]:
    return lambda: count(viewer_of(request))


def _bound_value(value: Callable[[Viewer, str], Any], request: HttpRequest, language: str) -> Callable[[], Any]:
    return lambda: value(viewer_of(request), language)
