"""System checks: what the site refuses to start with, each in a sentence."""

from __future__ import annotations

from typing import Any, Final

from django.core.checks import CheckMessage, Error, register

from config import reaching
from config.options import options

# The tag under which `serve`, `prepare` and the workers ask for these checks and no others.
SITE: Final = "site"
_LOCAL: Final = {"localhost", "127.0.0.1", "[::1]"}


def refusals() -> list[CheckMessage]:
    """Everything that speaks against starting, the options first."""
    return [*check_engines(), *check_demonstration()] or check_reachable() or check_people()


@register(SITE)
def check_engines(**_given: Any) -> list[CheckMessage]:
    """Three sets of engines are tried and promised; another one is refused."""
    if not options.database_url:
        return [
            Error(
                f"{name} is set, but without DATABASE_URL the site is one process on SQLite that does its work itself.",
                hint=f"Unset {name}, or set DATABASE_URL, REDIS_URL and ELASTICSEARCH_URL together.",
                id=f"consilium.E00{number}",
            )
            for number, name in enumerate(("REDIS_URL", "CELERY_BROKER_URL", "REHEARSAL"), start=2)
            if getattr(options, name.lower())
        ]
    return [
        Error(
            f"DATABASE_URL is set, but {name} is not: PostgreSQL goes with Redis and Elasticsearch.",
            hint=f"Set {name}, or unset DATABASE_URL.",
            id=f"consilium.E00{number}",
        )
        for number, name in enumerate(("REDIS_URL", "ELASTICSEARCH_URL"), start=5)
        if not getattr(options, name.lower())
    ]


@register(SITE)
def check_demonstration(**_given: Any) -> list[CheckMessage]:
    """Made-up people are known to everybody: they never meet real ones, nor stand on a public address."""
    found: list[CheckMessage] = []
    if options.demo and options.database_url:
        found.append(
            Error(
                "DEMO is set together with DATABASE_URL: a demonstration is made of SQLite, in a folder of its own.",
                hint="Unset one of them; to try the real mode with made-up people, set REHEARSAL.",
                id="consilium.E011",
            )
        )
    name = "DEMO" if options.demo else "REHEARSAL"
    if (options.demo or options.rehearsal) and options.host not in _LOCAL:
        found.append(
            Error(
                f"{name} is set, but BASE_URL is the public address {options.base_url}.",
                hint=f"Unset {name}, or set BASE_URL to http://localhost:8000.",
                id="consilium.E010",
            )
        )
    return found


@register(SITE)
def check_reachable(**_given: Any) -> list[CheckMessage]:
    """Ask each engine that is named whether it is there and new enough."""
    if check_engines():
        return []
    return [
        Error(sentence, hint="Start it, or correct the address; then try again.", id=f"consilium.E02{number}")
        for number, sentence in enumerate(reaching.complaints())
    ]


@register(SITE)
def check_people(**_given: Any) -> list[CheckMessage]:
    """A rehearsal has a database of its own: commands that make people up run there and nowhere else."""
    if not options.database_url or check_engines() or check_reachable():
        return []
    from config import people  # noqa: PLC0415 - models are not there yet when this module is imported

    marked = people.is_rehearsal()
    if options.rehearsal and not marked and people.holds_people():
        return [
            Error(
                "REHEARSAL is set, but the database holds people who were not made up for it.",
                hint="Unset REHEARSAL, or name an empty database in DATABASE_URL.",
                id="consilium.E012",
            )
        ]
    if marked and not options.rehearsal:
        return [
            Error(
                "The database belongs to a rehearsal: it holds made-up people whom others may know.",
                hint="Set REHEARSAL, or name another database in DATABASE_URL.",
                id="consilium.E013",
            )
        ]
    return []
