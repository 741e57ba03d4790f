"""What search knows of people: their cards."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import translation

from accounts.enums import CardAudience
from accounts.models import ProfileCard, Specialty
from core.access import Viewer
from core.kinds import SearchDocument

# From the card that says most to the one that says least.
_ORDER = (CardAudience.PHYSICIAN, CardAudience.MEMBER, CardAudience.PUBLIC)


def cards_for(viewer: Viewer) -> QuerySet[ProfileCard]:
    """For each person the one card that says most to this viewer; people shut out of the site have none."""
    visible = ProfileCard.objects.visible_to(viewer).filter(user__is_active=True, user__suspended_at=None)
    for place, audience in enumerate(_ORDER[:-1]):
        if viewer.holds(audience):
            better = ProfileCard.objects.filter(user=OuterRef("user"), audience=audience)
            visible = visible.exclude(Exists(better), audience__in=list(_ORDER[place + 1 :]))
    return visible


def url_of_card(card: ProfileCard, language: str) -> str:
    """The page of the person."""
    with translation.override(language):
        return reverse("people:person", args=[card.user.public_id])


def person_documents(card: ProfileCard) -> Iterable[SearchDocument]:
    """One document a language, as specialties have a name in each."""
    facts = card.facts
    specialty = Specialty.objects.filter(slug=facts.get("specialty", "")).first()
    for language in ("en", "es"):
        field = specialty.name_in(language) if specialty else ""
        yield SearchDocument(
            kind="person",
            object_id=str(card.pk),
            language=language,
            audience=card.audience,
            title=str(facts.get("name", "")),
            names=(field,) if field else (),
            body=" ".join(str(facts.get(part, "")) for part in ("place", "institution", "bio", "spoken")),
            date=card.updated_at,
        )
