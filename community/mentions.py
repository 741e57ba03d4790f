"""Which members a text names with an @."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from community.models import Group, Membership

if TYPE_CHECKING:
    from collections.abc import Iterator

_AT: Final = re.compile(r"(?<!\w)@(?=\w)")


@dataclass(frozen=True, slots=True)
class Mention:
    """A member's name in a text, with the place where it stands, the @ included."""

    user_id: int
    start: int
    end: int


def mentions_in(text: str, group: Group) -> list[Mention]:
    """Members whose name follows an @. Nobody else has a name here, so a mention tells of nobody else."""
    places = [match.start() for match in _AT.finditer(text)]
    if not places:
        return []
    members = Membership.objects.in_force().filter(group=group).values_list("user_id", "user__name")
    return [mention for user_id, name in members if name for mention in _of(user_id, name, text, places)]


def _of(user_id: int, name: str, text: str, places: list[int]) -> Iterator[Mention]:
    """The whole name in any case, also without its blanks."""
    for place in places:
        for form in (name, name.replace(" ", "")):
            end = place + 1 + len(form)
            if text[place + 1 : end].casefold() == form.casefold() and not text[end : end + 1].isalnum():
                yield Mention(user_id, place, end)
                break
