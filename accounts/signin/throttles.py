"""How often somebody may try: counted in the database, by account and origin together.

A stranger's failures therefore never slow the person whose account it is: they come from another network, and
a browser that the person signed in with before has a count of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from accounts.signin import origin
from core import ratelimit

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.models import User

_QUARTER: Final = 900
_HOUR: Final = 3600
_DAY: Final = 86_400
# So many failures within so many seconds: who goes on waits longer.
_FAILURES: Final = ((5, _QUARTER), (12, 2 * _HOUR), (30, _DAY))
_NETWORK_FAILURES: Final = ((20, _QUARTER), (200, _DAY))
_CODES: Final = ((5, _QUARTER), (15, _DAY))
_RESETS: Final = 3
_RESETS_OF_NETWORK: Final = 20
_SIGN_UPS: Final = 5

Count = tuple[str, str, int, int]


class Tries:
    """Counts of one try, taken before it is judged; a success gives them back."""

    def __init__(self, counts: list[Count]) -> None:
        self._counts = counts

    def take(self) -> None:
        """Count the try; raises RateLimited past any limit."""
        for place, (scope, who, limit, seconds) in enumerate(self._counts):
            try:
                ratelimit.hit(scope, who, limit=limit, seconds=seconds)
            except ratelimit.RateLimited:
                # What was refused was no try: the counts of others do not grow by it.
                for taken, whose, _limit, window in self._counts[: place + 1]:
                    ratelimit.forgive(taken, whose, seconds=window)
                raise

    def give_back(self) -> None:
        """It was no failure."""
        for scope, who, _limit, seconds in self._counts:
            ratelimit.forgive(scope, who, seconds=seconds)


def of_password(request: HttpRequest, email: str) -> Tries:
    """Trying a password. An unknown account is counted as a known one is."""
    account = email.strip().lower()
    device = origin.knows_account(request, account)
    if device is not None:
        return Tries([("sign-in", f"{account}|device {device.pk}", *each) for each in _FAILURES])
    network = origin.network_of(request)
    counts: list[Count] = [("sign-in", f"{account}|{network}", *each) for each in _FAILURES]
    return Tries([*counts, *(("sign-in-network", network, *each) for each in _NETWORK_FAILURES)])


def of_code(request: HttpRequest, user: User) -> Tries:
    """Trying a code, for which the password was right already."""
    device = origin.known_device(request, user)
    where = f"device {device.pk}" if device else origin.network_of(request)
    return Tries([("code", f"{user.pk}|{where}", *each) for each in _CODES])


def of_reset(request: HttpRequest, email: str) -> Tries:
    """Asking for a link to a new password; an unknown address is counted as a known one is."""
    account = email.strip().lower()[:254]
    device = origin.knows_account(request, account)
    network = origin.network_of(request)
    where = f"device {device.pk}" if device else network
    counts: list[Count] = [("reset", f"{account}|{where}", _RESETS, _HOUR)]
    return Tries(counts if device else [*counts, ("reset-network", network, _RESETS_OF_NETWORK, _HOUR)])


def of_sign_up(request: HttpRequest) -> Tries:
    """Making accounts."""
    return Tries([("sign-up", origin.network_of(request), _SIGN_UPS, _HOUR)])


def throttled(view: Callable[..., HttpResponse], tries: Callable[[HttpRequest], Tries]) -> Callable[..., HttpResponse]:
    """Limit how often a form is sent. One that was not accepted, for a slip in it, does not count."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        taken = tries(request)
        taken.take()
        response = view(request, *args, **kwargs)
        if response.status_code == 200:  # the form again, with its errors
            taken.give_back()
        return response

    return guarded
