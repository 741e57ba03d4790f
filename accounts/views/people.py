"""The page of a person: the card that says most to whoever looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.documents import cards_for
from accounts.models import Specialty
from core.middleware import viewer_of

if TYPE_CHECKING:
    from uuid import UUID


@require_GET
def person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a person as far as they opened themselves to the viewer; hidden and missing are the same."""
    viewer = viewer_of(request)
    card = cards_for(viewer).select_related("user__licence__specialty").filter(user__public_id=public_id).first()
    if card is None:
        raise Http404
    specialty = Specialty.objects.filter(slug=card.facts.get("specialty", "")).first()
    shell = "base_app.html" if viewer.is_signed_in else "base.html"
    context = {"card": card, "person": card.user, "specialty": specialty, "shell": shell}
    return render(request, "accounts/person.html", context)
