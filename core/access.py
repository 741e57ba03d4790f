"""Who may see what: the viewer, the tokens they hold, and the one rule of visibility.

A row that can be seen carries one audience token. A viewer holds a set of tokens, its grants.
A row is visible when its audience is among the grants; there is no other rule.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Concatenate, Final, ParamSpec, Self, TypeVar

from django.db import connection, models, transaction
from django.http import Http404

from core import bus, clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    GrantsFactory = Callable[[int, datetime], models.QuerySet[Any, Any]]

PUBLIC: Final = "public"
_TOKEN = re.compile(r"^(?P<family>[a-z]+(?:-[a-z]+)*)(?::(?P<name>[a-z]+|\d+))?$")
_SENTINEL_ID: Final = 9_007_199_254_740_881

P = ParamSpec("P")
M = TypeVar("M", bound=models.Model)


class Forbidden(Exception):
    """The viewer may not do this. The HTTP layer answers exactly as if the thing did not exist."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who looks: an id (None for a stranger), a random name for the records, and grants."""

    user_id: int | None
    actor_id: str
    grants: frozenset[str] = field(repr=False)

    def holds(self, token: str) -> bool:
        """Whether rows with this audience are visible to the viewer."""
        return token in self.grants

    @property
    def known_id(self) -> int:
        """The id of somebody who is signed in; raises Forbidden for a stranger."""
        if self.user_id is None:
            raise Forbidden("sign in first")
        return self.user_id

    @property
    def is_signed_in(self) -> bool:
        """Whether this is a person in good standing and not a stranger."""
        return self.user_id is not None


ANONYMOUS: Final = Viewer(user_id=None, actor_id="", grants=frozenset({PUBLIC}))


# --- tokens -----------------------------------------------------------------------------------

_families: dict[str, bool] = {PUBLIC: False}


def register_token(family: str, *, takes_name: bool = False) -> None:
    """Declare a token family: `physician`, or with a name or id behind a colon `group:12`."""
    _families[family] = takes_name


def token_families() -> dict[str, bool]:
    """Every declared family, and whether it takes a name or id."""
    return dict(_families)


def is_token(token: str) -> bool:
    """Whether the text is a token of a declared family."""
    match = _TOKEN.match(token)
    return match is not None and _families.get(match["family"]) is (match["name"] is not None)


# --- grants -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Provider:
    name: str
    factory: GrantsFactory
    requires: str | None


_providers: dict[str, _Provider] = {}
_prepared: list[tuple[str, list[Any]]] = []


def register_grants(name: str, factory: GrantsFactory, *, requires: str | None = None) -> None:
    """Add a source of tokens.

    `factory(user_id, now)` returns a queryset of one column, the tokens. It is called once with
    placeholder values; the SQL is kept and run with the real ones. Tokens of a provider with
    `requires` are dropped unless that token is granted too.
    """
    _providers[name] = _Provider(name, factory, requires)
    _prepared.clear()


def _prepare() -> tuple[str, list[Any]]:
    """Join all providers into one statement; ids and times stand in it as sentinels."""
    if not _prepared:
        moment = clock.now().replace(year=1971, microsecond=123_457)
        adapted = connection.ops.adapt_datetimefield_value(moment)
        parts: list[str] = []
        values: list[Any] = []
        for provider in _providers.values():
            compiler = provider.factory(_SENTINEL_ID, moment).query.get_compiler(connection=connection)
            sql, params = compiler.as_sql()
            quoted = provider.name.replace("'", "")
            parts.append(f"SELECT '{quoted}' AS provider, g.* FROM ({sql}) g")  # noqa: S608 - names of our own code
            values.extend(_NOW if p in (moment, adapted) else p for p in params)
        _prepared.append((" UNION ALL ".join(parts), values))
    return _prepared[0]


_NOW: Final = object()


def _fill(value: Any, user_id: int, now: Any) -> Any:
    if value is _NOW:
        return now
    if value == _SENTINEL_ID:
        return user_id
    return value


def viewer_for(user_id: int | None) -> Viewer:
    """Resolve a person's grants in one query; a stranger or a person shut out becomes `ANONYMOUS`."""
    if user_id is None:
        return ANONYMOUS
    sql, values = _prepare()
    now = connection.ops.adapt_datetimefield_value(clock.now())
    with connection.cursor() as cursor:
        cursor.execute(sql, [_fill(value, user_id, now) for value in values])
        rows = [(provider, token) for provider, token, *_ in cursor.fetchall()]
    return _gate(user_id, rows)


def _gate(user_id: int, rows: Iterable[tuple[str, str]]) -> Viewer:
    """Apply the conditions that no provider may forget: standing first, then required tokens."""
    rows = list(rows)
    held = {token for _, token in rows}
    if f"user:{user_id}" not in held:
        return ANONYMOUS
    unconditional = {token for provider, token in rows if _providers[provider].requires is None}
    granted = {PUBLIC} | unconditional
    for provider, token in rows:
        required = _providers[provider].requires
        if required is not None and required in unconditional:
            granted.add(token)
    actor_id = next((t.removeprefix("actor:") for t in granted if t.startswith("actor:")), "")
    grants = frozenset(t for t in granted if not t.startswith("actor:"))
    return Viewer(user_id=user_id, actor_id=actor_id, grants=grants)


# One statement: of two changes at once, also the first ones of a person, each counts.
_RAISE_VERSION: Final = """
    INSERT INTO core_grantsversion (user_id, version) VALUES (%s, 1)
    ON CONFLICT (user_id) DO UPDATE SET version = core_grantsversion.version + 1
"""


def bump_grants(*user_ids: int) -> None:
    """Tell open sockets that the grants of these people changed; part of the caller's transaction."""
    with connection.cursor() as cursor:
        for user_id in sorted(set(user_ids)):  # in order, so that two transactions never wait for each other
            cursor.execute(_RAISE_VERSION, [user_id])
    transaction.on_commit(bus.tell_of_people)


# --- visible rows -----------------------------------------------------------------------------


class VisibleQuerySet(models.QuerySet[M, M]):
    """A queryset that knows its readers."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Rows whose audience the viewer holds. The only visibility rule there is."""
        return self.filter(audience__in=viewer.grants)


class VisibleModel(models.Model):
    """A row with readers: exactly one audience token in a column."""

    audience = models.CharField(max_length=80, db_index=True, editable=False)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse a row whose audience is no declared token: nobody would ever see it."""
        if not is_token(self.audience):
            message = f"{self._meta.label} has no valid audience: {self.audience!r}"
            raise ValueError(message)
        super().save(*args, **kwargs)


def require(
    predicate: Callable[Concatenate[Viewer, P], bool], viewer: Viewer, *args: P.args, **kwargs: P.kwargs
) -> None:
    """Raise `Forbidden` unless the predicate holds for the viewer."""
    if not predicate(viewer, *args, **kwargs):
        raise Forbidden(getattr(predicate, "__name__", "predicate"))


def get_visible_or_404(queryset: VisibleQuerySet[M], viewer: Viewer, **lookup: Any) -> M:
    """Fetch one visible row. Missing and forbidden are the same answer."""
    found = queryset.visible_to(viewer).filter(**lookup).first()
    if found is None:
        raise Http404
    return found
