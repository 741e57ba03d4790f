"""Every option of the site, in one typed table. Options are environment variables of the same name."""

from __future__ import annotations

import secrets
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from config import databases

ROOT: Final = Path(__file__).resolve().parent.parent
_REDIS_SCHEMES: Final = ("redis", "rediss", "unix")


class Options(BaseSettings):
    """What an operator may set. With nothing set the site is one process on SQLite."""

    model_config = SettingsConfigDict(env_file=ROOT / ".env", extra="ignore", frozen=True, env_ignore_empty=True)

    demo: bool = Field(
        default=False,
        description="A demonstration: made-up people and content, shown as such on every page. Set by `make run`.",
    )
    rehearsal: bool = Field(
        default=False,
        description=(
            "A rehearsal of the real mode with made-up people, shown as such on every page. "
            "Needs `DATABASE_URL` with a database that held nobody when it was prepared so, and a local `BASE_URL`."
        ),
    )
    base_url: str = Field(
        default="http://localhost:8000",
        pattern=r"^https?://[^/]+$",
        description="The address under which people reach the site. Its scheme decides Secure cookies and HSTS.",
    )
    var_dir: Path = Field(
        default=ROOT / "var", description="Where the site keeps its state: database, files, mail, keys."
    )
    secret_key: str = Field(
        default="", description="Key that signs cookies and links. Empty: one is made at the first start, in `VAR_DIR`."
    )
    draft_key: str = Field(
        default="",
        description=(
            "Key that encrypts drafts of cases and evidence of licences (32 bytes, URL-safe base64). "
            "Empty: one is made, in `VAR_DIR`."
        ),
    )
    database_url: str = Field(
        default="",
        description=(
            "PostgreSQL 15 or newer instead of SQLite: `postgres://user:password@host:port/name`, or "
            "`postgres://user@/name?host=/folder/of/the/socket`. Needs `REDIS_URL` and `ELASTICSEARCH_URL`."
        ),
    )
    redis_url: str = Field(
        default="", description="Redis 7 for cache, hints between processes and work: `redis://host:port/0`."
    )
    celery_broker_url: str = Field(
        default="", description="Another Redis for the workers' queues only. Empty: that of `REDIS_URL`."
    )
    elasticsearch_url: str = Field(default="", description="Elasticsearch 8 instead of the embedded search engine.")
    elasticsearch_prefix: str = Field(default="consilium", description="First part of the names of the indices.")
    email_url: str = Field(
        default="", description="smtp://user:password@host:port or smtps://… Empty: mails are files in `VAR_DIR/mail`."
    )
    email_from: str = Field(default="Consilium <no-reply@localhost>", description="Sender of mails.")
    allowed_hosts: list[str] = Field(
        default=[], description='Further host names, as JSON: `["health.example"]`. That of `BASE_URL` is always one.'
    )
    trusted_proxies: list[str] = Field(
        default=[], description="Addresses of proxies whose X-Forwarded-For is believed, as JSON."
    )
    site_name: str = Field(default="Consilium", description="The name of the site, on pages and in mails.")
    professions: list[str] = Field(
        default=["physician"],
        min_length=1,
        description=(
            "Professions that are verified here and count as physicians, as JSON: "
            '`["physician", "dentist"]`; also pharmacist, psychologist, midwife, nurse.'
        ),
    )
    second_factor: Literal["", "required", "optional"] = Field(
        default="",
        description=(
            "Whether editors, reviewers, moderators, verifiers, administrators and verified physicians need a second "
            "factor: `required` or `optional`. Empty: required, except on a demonstration, where each page of "
            "sign-in says so."
        ),
    )
    emergency_number: str = Field(default="112", description="The number to call in an emergency.")
    time_zone: str = Field(default="Europe/Madrid", description="Time zone of the site, for events and dates.")
    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR.")

    @field_validator("database_url")
    @classmethod
    def _readable_database(cls, value: str) -> str:
        if value:
            databases.postgres(value)
        return value

    @field_validator("redis_url", "celery_broker_url")
    @classmethod
    def _readable_redis(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in _REDIS_SCHEMES:
            raise ValueError("This is no address of a Redis. Its form is redis://host:port/0")
        return value

    @cached_property
    def database(self) -> dict[str, Any]:
        """Django's settings of the database."""
        if self.database_url:
            return databases.postgres(self.database_url)
        return databases.sqlite(self.var_dir / "db.sqlite3")

    @cached_property
    def broker_url(self) -> str:
        """Where workers are told what to look at; empty when the server does the work itself."""
        return self.celery_broker_url or self.redis_url

    @cached_property
    def host(self) -> str:
        """Host name of `base_url`, without the port."""
        return self.base_url.split("://", 1)[1].rsplit(":", 1)[0]

    @cached_property
    def is_https(self) -> bool:
        """Whether people reach the site over TLS."""
        return self.base_url.startswith("https://")

    def key(self, name: str, given: str, length: int = 50) -> str:
        """Return the given key, or the one kept in `var_dir`, made at the first need with mode 600."""
        if given:
            return given
        path = self.var_dir / name
        try:
            return path.read_text().strip()
        except FileNotFoundError:
            self.var_dir.mkdir(parents=True, exist_ok=True)
            made = secrets.token_urlsafe(length)
            temporary = path.with_name(f"{name}.{secrets.token_hex(4)}")
            temporary.touch(mode=0o600)
            temporary.write_text(made)
            try:
                path.hardlink_to(temporary)  # fails when another process was first: then its key counts
            except FileExistsError:
                made = path.read_text().strip()
            temporary.unlink()
            return made


def read() -> Options:
    """Read the options; one that cannot be read is named, without its value: it may hold a password."""
    try:
        return Options()
    except ValidationError as error:
        wrong = [f"{'.'.join(map(str, each['loc'])).upper()}: {each['msg']}" for each in error.errors()]
        raise ImproperlyConfigured("\n".join(wrong)) from None


options = read()
