"""Reading people for pages: the inbox with its words, a person's card."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import translation

from accounts.models import InboxItem
from accounts.notices import Words, icon_of, words_for
from core.access import Viewer


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A notice with its words."""

    item: InboxItem
    icon: str
    sentence: str
    url: str


def unread_count(viewer: Viewer) -> int:
    """How many notices wait."""
    if not viewer.is_signed_in:
        return 0
    return InboxItem.objects.visible_to(viewer).filter(user_id=viewer.known_id, read_at=None).count()


def inbox_rows(viewer: Viewer, items: Iterable[InboxItem], language: str) -> list[InboxRow]:
    """Give notices their words, one query a kind; what the viewer lost sight of is left out."""
    by_kind: dict[str, list[InboxItem]] = defaultdict(list)
    items = list(items)
    for item in items:
        by_kind[item.kind].append(item)
    words: dict[tuple[str, str], Words] = {}
    with translation.override(language):
        for kind, found in by_kind.items():
            for target, said in words_for(viewer, kind, {i.target for i in found}, language).items():
                words[kind, target] = said
        known = ((item, words.get((item.kind, item.target))) for item in items)
        return [InboxRow(item, icon_of(item.kind), said.sentence, said.url) for item, said in known if said]
