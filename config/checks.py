"""System checks: what the site refuses to start with, each in a sentence."""

from __future__ import annotations

from typing import Any, Final

from django.core.checks import CheckMessage, Error, register

from config.options import options

# The tag under which `serve` and `prepare` ask for these checks and no others.
SITE: Final = "site"
_NOT_YET = {
    "database_url": "DATABASE_URL is set, but this version keeps its data in SQLite only.",
    "redis_url": "REDIS_URL is set, but this version runs as one process without Redis.",
    "celery_broker_url": "CELERY_BROKER_URL is set, but this version does its work inside the server.",
}


@register(SITE)
def check_engines(**_given: Any) -> list[CheckMessage]:
    """Refuse engines that this version does not know yet."""
    return [
        Error(sentence, hint=f"Unset {name.upper()} and start again.", id=f"consilium.E00{number}")
        for number, (name, sentence) in enumerate(_NOT_YET.items(), start=1)
        if getattr(options, name)
    ]


@register(SITE)
def check_demonstration(**_given: Any) -> list[CheckMessage]:
    """A demonstration has known people in it: it never stands on a public address."""
    if options.demo and options.host not in {"localhost", "127.0.0.1", "[::1]"}:
        return [
            Error(
                f"DEMO is set, but BASE_URL is the public address {options.base_url}.",
                hint="Unset DEMO, or set BASE_URL to http://localhost:8000.",
                id="consilium.E010",
            )
        ]
    return []
