"""Which requests the cache may answer, and under which key."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from http.cookies import CookieError, SimpleCookie
from typing import Final, NamedTuple

from django.conf import settings
from django.http.request import split_domain_port, validate_host

THEMES: Final = ("light", "dark")
_MAX_LENGTH: Final = 1024
_MAX_COOKIES: Final = 4096
_NEVER: Final = ("authorization", "range", "hx-request")


class Key(NamedTuple):
    """What a cached page depends on."""

    scheme: str
    host: str
    path: str
    query: str
    language: str
    theme: str


def key_for(method: str, scheme: str, path: str, query: str, headers: Mapping[str, str]) -> Key | None:
    """The key of a request, or None if it must go past the cache. Header names are lower case.

    Only pages below a language are cached, so that the language is in the address. The host is checked
    first: made-up hosts would fill the cache.
    """
    language = path[1:3] if path[:1] == "/" and path[3:4] == "/" else ""
    if method not in {"GET", "HEAD"} or language not in _languages():
        return None
    if len(path) + len(query) > _MAX_LENGTH or any(name in headers for name in _NEVER):
        return None
    host = headers.get("host", "")
    if not _is_ours(host, tuple(settings.ALLOWED_HOSTS)):
        return None
    cookies = headers.get("cookie", "")
    if not cookies:
        return Key(scheme, host, path, query, language, "")
    theme = _theme_of_stranger(cookies)
    return None if theme is None else Key(scheme, host, path, query, language, theme)


@lru_cache(maxsize=256)
def _is_ours(host: str, allowed: tuple[str, ...]) -> bool:
    return validate_host(split_domain_port(host)[0], allowed)


def _languages() -> frozenset[str]:
    return frozenset(code for code, _ in settings.LANGUAGES)


def _theme_of_stranger(header: str) -> str | None:
    """The theme in the cookies, one of three values; None for somebody who has a session or a message."""
    if len(header) > _MAX_COOKIES:
        return None
    # Looked for in the text first: a reader of cookies stops at the first broken one, a browser does not.
    if settings.SESSION_COOKIE_NAME in header or "messages" in header:
        return None
    if "theme" not in header:
        return ""
    try:
        morsel = SimpleCookie(header).get("theme")
    except CookieError:
        return None
    return morsel.value if morsel is not None and morsel.value in THEMES else ""
