"""Lists by key: each page continues after the last row of the one before, and costs the same in a long list."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Some rows, and the cursor under which the list goes on (None at its end)."""

    items: list[M]
    next_cursor: str | None
    is_first: bool


def page_of(
    queryset: QuerySet[M, M], *, order: Sequence[str] = ("-pk",), cursor: str | None = None, size: int = 20
) -> Page[M]:
    """Return one page in the given order; the last field of the order must be unique.

    A cursor that does not parse means the first page, as people cut addresses short.
    """
    rows = queryset.order_by(*order)
    values = _decode(cursor, len(order))
    if values is not None:
        try:
            rows = rows.filter(_after(order, values))
            found = list(rows[: size + 1])
        except (ValueError, TypeError, ValidationError):
            return page_of(queryset, order=order, size=size)
    else:
        found = list(rows[: size + 1])
    more = len(found) > size
    found = found[:size]
    return Page(found, _encode(found[-1], order) if more else None, values is None)


def _after(order: Sequence[str], values: list[Any]) -> Q:
    """Rows behind the key: the first field differs, or it is equal and the next one differs, and so on."""
    condition = Q()
    equal = Q()
    for name, value in zip(order, values, strict=True):
        field = name.removeprefix("-")
        step = "lt" if name.startswith("-") else "gt"
        condition |= equal & Q(**{f"{field}__{step}": value})
        equal &= Q(**{field: value})
    return condition


def _encode(row: Model, order: Sequence[str]) -> str:
    values = []
    for name in order:
        value: Any = row
        for part in name.removeprefix("-").split("__"):
            value = getattr(value, part)
        plain = value.isoformat() if isinstance(value, date) else value
        values.append(plain if isinstance(plain, int) else str(plain))
    return urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _decode(cursor: str | None, length: int) -> list[Any] | None:
    if not cursor:
        return None
    try:
        values = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        return None
    if not isinstance(values, list) or len(values) != length:
        return None
    return values if all(isinstance(v, (str, int)) for v in values) else None
