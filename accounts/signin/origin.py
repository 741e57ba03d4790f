"""Where somebody comes from: their network, and the browser that they signed in with before."""

from __future__ import annotations

import hashlib
import secrets
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.signin.models import Device
from core import clock

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.models import User

COOKIE: Final = "device"
_YEAR: Final = 365 * 24 * 3600
_BROWSERS: Final = (
    ("Edg/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS: Final = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def network_of(request: HttpRequest) -> str:
    """What limits count by: the address, or for IPv6 the network that one subscriber has."""
    address = request.META.get("REMOTE_ADDR", "")
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    return str(ip_network(f"{found}/64", strict=False)) if isinstance(found, IPv6Address) else str(found)


def place_of(request: HttpRequest) -> str:
    """The network as it is shown, without the part that names one computer. Nothing is looked up anywhere."""
    try:
        found = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return ""
    if found.is_loopback:
        return "localhost"
    return str(ip_network(f"{found}/{48 if isinstance(found, IPv6Address) else 24}", strict=False))


def agent_of(request: HttpRequest) -> str:
    """Browser and system in two words, as people know them."""
    header = request.headers.get("User-Agent", "")
    browser = next((name for sign, name in _BROWSERS if sign in header), "")
    system = next((name for sign, name in _SYSTEMS if sign in header), "")
    return ", ".join(word for word in (browser, system) if word)


def agent_words(agent: str) -> str:
    """The two words, or that they are not known."""
    return agent or _("Unknown browser")


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def known_device(request: HttpRequest, user: User) -> Device | None:
    """The row of this browser, when this person signed in with it before."""
    key = request.COOKIES.get(COOKIE, "")
    return Device.objects.filter(user=user, key_hash=_hash(key)).first() if key else None


def knows_account(request: HttpRequest, email: str) -> Device | None:
    """The same by address; the answer is used for limits only and never shown."""
    key = request.COOKIES.get(COOKIE, "")
    found = Device.objects.filter(key_hash=_hash(key), user__email=email.strip().lower()) if key else None
    return found.first() if found is not None else None


def remember_device(request: HttpRequest, user: User) -> tuple[Device, bool, str]:
    """Know the browser from now on: its row, whether it is new to this person, and the key for its cookie."""
    key = request.COOKIES.get(COOKIE, "")
    if not 20 <= len(key) <= 64:
        key = secrets.token_urlsafe(24)
    device, is_new = Device.objects.update_or_create(
        user=user, key_hash=_hash(key), defaults={"agent": agent_of(request), "seen_at": clock.now()}
    )
    return device, is_new, key


def set_cookie(response: HttpResponse, key: str) -> None:
    """Give the browser its key for a year."""
    response.set_cookie(
        COOKIE, key, max_age=_YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
