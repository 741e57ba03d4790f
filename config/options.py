"""Every option of the site, in one typed table. Options are environment variables of the same name."""

from __future__ import annotations

import secrets
from functools import cached_property
from pathlib import Path
from typing import Final

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT: Final = Path(__file__).resolve().parent.parent


class Options(BaseSettings):
    """What an operator may set. With nothing set the site is one process on SQLite."""

    model_config = SettingsConfigDict(env_file=ROOT / ".env", extra="ignore", frozen=True, env_ignore_empty=True)

    demo: bool = Field(
        default=False,
        description="A demonstration: made-up people and content, shown as such on every page. Set by `make run`.",
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
        description="Key that encrypts drafts of cases (32 bytes, URL-safe base64). Empty: one is made, in `VAR_DIR`.",
    )
    database_url: str = Field(default="", description="Another database than SQLite. Refused until it is supported.")
    redis_url: str = Field(default="", description="Redis for several processes. Refused until it is supported.")
    celery_broker_url: str = Field(default="", description="A broker for workers. Refused until it is supported.")
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
    emergency_number: str = Field(default="112", description="The number to call in an emergency.")
    time_zone: str = Field(default="Europe/Madrid", description="Time zone of the site, for events and dates.")
    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR.")

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


options = Options()
