"""The session store: Django's own on a table that also says whose a session is and when it ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, cast

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from accounts.signin.models import Session
from core import clock

if TYPE_CHECKING:
    from django.http import HttpRequest

_COLUMNS: Final = (
    "user_id",
    "public_id",
    "device_id",
    "agent",
    "network",
    "started_at",
    "seen_at",
    "is_clinical",
    "has_factor",
    "provider",
    "subject",
    "provider_session",
)  # fmt: skip
# Acts are written down at most so often; the page is told the end that was written.
_COARSE: Final = timedelta(seconds=30)


class SessionStore(DatabaseStore):
    """A session with its columns. They stay with it when its key changes, and go when it is flushed."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._columns: dict[str, Any] = {}

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The table."""
        return Session

    # --- columns --------------------------------------------------------------------------------

    def _get_session_from_db(self) -> Session | None:
        found: Session | None = super()._get_session_from_db()  # type: ignore[misc]  # untyped in the stubs
        self._columns = {name: getattr(found, name) for name in _COLUMNS} if found else {}
        return found

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row of this session, with what is known of it."""
        row = cast("Session", super().create_model_instance(data))
        self._columns.setdefault("public_id", row.public_id)
        for name, value in self._columns.items():
            setattr(row, name, value)
        signed_in = data.get("_auth_user_id")
        row.user_id = int(signed_in) if signed_in else None
        return row

    def create(self) -> None:
        """Make a row, under a new key and a new public id: the old row may still stand beside it."""
        self._columns.pop("public_id", None)
        super().create()

    def flush(self) -> None:
        """Forget everything, the columns too."""
        super().flush()
        self._columns = {}

    def column(self, name: str) -> Any:
        """A column as it was read, or as `put` left it; None where the session has no row yet."""
        self.get("_auth_user_id")  # any look makes sure that the row was read
        return self._columns.get(name)

    def put(self, **columns: Any) -> None:
        """Set columns; they are written with the session."""
        self.get("_auth_user_id")  # any look makes sure that the row was read
        self._columns |= columns
        self.modified = True

    def start(self, **columns: Any) -> None:
        """Begin the session of somebody who signs in: nothing of what was known before stays."""
        self._columns = {}
        self.put(started_at=clock.now(), seen_at=clock.now(), **columns)

    # --- ends -----------------------------------------------------------------------------------

    @property
    def ends_at(self) -> datetime:
        """When the session ends whatever its person does."""
        started: datetime = self.column("started_at") or clock.now()
        return started + timedelta(seconds=settings.SESSION_COOKIE_AGE)

    @property
    def idle_at(self) -> datetime | None:
        """When it ends if its person does nothing; None where that does not matter."""
        if not self.column("is_clinical"):
            return None
        seen: datetime = self.column("seen_at")
        return min(seen + timedelta(seconds=settings.CLINICAL_IDLE_SECONDS), self.ends_at)

    @property
    def idle_left(self) -> int | None:
        """In how many seconds it ends if nothing is done."""
        return int((self.idle_at - clock.now()).total_seconds()) if self.idle_at else None

    @property
    def end_left(self) -> int:
        """In how many seconds it ends at the latest."""
        return int((self.ends_at - clock.now()).total_seconds())

    def get_expiry_date(self, **_given: Any) -> datetime:
        """The nearest end."""
        return self.idle_at or self.ends_at

    def act(self, *, clinical: bool) -> None:
        """Note that the person did something, in one statement and at most twice a minute.

        A page of a clinical area makes the session clinical for good: it may stay open in another tab.
        """
        clinical = clinical or bool(self.column("is_clinical"))
        now = clock.now()
        seen = self.column("seen_at")
        if self.session_key is None or (seen and now - seen < _COARSE and clinical == bool(self.column("is_clinical"))):
            return
        self._columns |= {"seen_at": now, "is_clinical": clinical}
        Session.objects.filter(session_key=self.session_key).update(
            seen_at=now, is_clinical=clinical, expire_date=self.get_expiry_date()
        )


def session_of(request: HttpRequest) -> SessionStore:
    """The session of a request, with its columns."""
    return cast("SessionStore", request.session)
