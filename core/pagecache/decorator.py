"""How a view says that strangers may get a copy of its answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Final, TypeVar, cast

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse

MARK: Final = "_cached_public"
V = TypeVar("V", bound="Callable[..., Any]")
_watched: set[str] = set()


@dataclass(frozen=True, slots=True)
class Public:
    """The mark on an answer that may be stored, and the moment at which it changes by itself."""

    valid_until: datetime | None


def watched_kinds() -> frozenset[str]:
    """Kinds that some cached page shows: their actions call `bump_generation`."""
    return frozenset(_watched)


def cached_public(*, kinds: Iterable[str]) -> Callable[[V], V]:
    """Let strangers get a stored copy of the answer, until anything is published.

    For views and for `serve` methods of pages. The view names the kinds it shows, uses no form with a
    token, and may set `response.valid_until` to the next moment at which its answer changes by itself.
    """
    _watched.update(kinds)

    def decorate(view: V) -> V:
        @wraps(view)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            request = next(arg for arg in args if isinstance(arg, HttpRequest))
            if not is_stranger(request):
                return view(*args, **kwargs)
            _make_stranger(request)
            response = view(*args, **kwargs)
            if isinstance(response, HttpResponse) and not getattr(request, "is_preview", False):
                _mark(response)
            return response

        return cast("V", wrapped)

    return decorate


def is_stranger(request: HttpRequest) -> bool:
    """Whether nothing in the request could make its answer personal."""
    cookies = request.COOKIES
    return not (settings.SESSION_COOKIE_NAME in cookies or "messages" in cookies or "Authorization" in request.headers)


def _make_stranger(request: HttpRequest) -> None:
    """Keep templates from looking into an empty session, which would make the answer vary by cookie."""
    # Imported late: modules that are read before the models, such as those of commands, use this package too.
    from django.contrib.auth.models import AnonymousUser  # noqa: PLC0415 - models may not be ready when this module is read

    request.user = AnonymousUser()
    if hasattr(request, "_messages"):
        request._messages = CookieStorage(request)  # noqa: SLF001 - where Django's own middleware keeps it


def _mark(response: HttpResponse) -> None:
    """Mark a finished or a yet to be rendered answer."""

    def mark(done: HttpResponse) -> None:
        setattr(done, MARK, Public(getattr(done, "valid_until", None)))
        # Copies elsewhere ask us each time: what is published here must show there at once.
        done.headers.setdefault("Cache-Control", "public, max-age=0, must-revalidate")

    add = getattr(response, "add_post_render_callback", None)
    if add is None or getattr(response, "is_rendered", True):
        mark(response)
    else:
        add(mark)
