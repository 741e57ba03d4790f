"""The registry of kinds: what each kind of row with readers is called, shown at and found by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Model, QuerySet
    from django.utils.functional import _StrPromise

    from core.access import Viewer


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """What search knows of one object in one language. It stores no address, so moves change nothing."""

    kind: str
    object_id: str
    language: str
    audience: str
    title: str
    names: tuple[str, ...] = ()
    body: str = ""
    date: datetime | None = None
    tags: tuple[str, ...] = ()
    source: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kind:
    """A model with readers, and the ways in which it is shown.

    `visible(viewer)` is the queryset of what a viewer may see, `url(object, language)` its page,
    `documents(object)` what search indexes (none of them: the kind is not searched). `needs` names the
    relations that `documents` reads, so that many objects are read in as many queries as one.
    """

    name: str
    model: type[Model]
    label: str | _StrPromise
    visible: Callable[[Viewer], QuerySet[Any, Any]]
    url: Callable[[Any, str], str] | None = None
    documents: Callable[[Any], Iterable[SearchDocument]] | None = None
    audience_label: Callable[[Any], str] | None = None
    needs: tuple[str, ...] = ()


_kinds: dict[str, Kind] = {}
_internal: dict[type[Model], str] = {}


def register_kind(new: Kind) -> Kind:
    """Add a kind; its name is unique."""
    if new.name in _kinds and _kinds[new.name].model is not new.model:
        message = f"Kind {new.name!r} is registered twice"
        raise ValueError(message)
    _kinds[new.name] = new
    return new


def kind(name: str) -> Kind:
    """Return the kind of that name; KeyError when nobody registered it."""
    return _kinds[name]


def kinds() -> tuple[Kind, ...]:
    """All kinds, in the order of registration."""
    return tuple(_kinds.values())


def searchable_kinds() -> tuple[Kind, ...]:
    """The kinds that search indexes."""
    return tuple(k for k in _kinds.values() if k.documents is not None)


def register_internal(model: type[Model], reason: str) -> None:
    """Declare that a model has no readers of its own, and why."""
    _internal[model] = reason


def internal_models() -> dict[type[Model], str]:
    """Models without readers, each with its reason."""
    return dict(_internal)
