"""Reading people over /api/v1/: the card that says most to the caller."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from accounts.documents import cards_for, url_of_card
from core.middleware import viewer_of

router = Router(tags=["people"])


class PersonOut(Schema):
    """A person as far as they opened themselves to the caller."""

    id: UUID
    audience: str
    facts: dict[str, str]
    url: str


@router.get("{public_id}", response=PersonOut, url_name="person")
def read_person(request: HttpRequest, public_id: UUID) -> dict[str, Any]:
    """One person; hidden and missing are the same."""
    card = cards_for(viewer_of(request)).select_related("user").filter(user__public_id=public_id).first()
    if card is None:
        raise Http404
    return {
        "id": card.user.public_id,
        "audience": card.audience,
        "facts": card.facts,
        "url": url_of_card(card, "en"),
    }
