"""Building profile cards: for each audience the parts that the person shows to it."""

from __future__ import annotations

from typing import Final

from accounts.enums import CardAudience
from accounts.models import Profile, ProfileCard, User
from core import clock, outbox
from core.pagecache import bump_generation
from search.tasks import index_row_task

PARTS: Final = ("specialty", "place", "institution", "bio", "spoken")
DEFAULT_SHOWN_TO: Final = {
    "specialty": CardAudience.PHYSICIAN,
    "place": CardAudience.PHYSICIAN,
    "institution": CardAudience.PHYSICIAN,
    "bio": CardAudience.PHYSICIAN,
    "spoken": CardAudience.PHYSICIAN,
}
# Who sees what is shown to an audience: the public card is part of the member card, and so on.
_REACH: Final = {
    CardAudience.PUBLIC: (CardAudience.PUBLIC, CardAudience.MEMBER, CardAudience.PHYSICIAN),
    CardAudience.MEMBER: (CardAudience.MEMBER, CardAudience.PHYSICIAN),
    CardAudience.PHYSICIAN: (CardAudience.PHYSICIAN,),
    CardAudience.NOBODY: (),
}


def rebuild_cards(person: User) -> None:
    """Write the person's cards anew, in the caller's transaction.

    A verified physician always has a card for other verified physicians: they must know who reads with them.
    What public pages say of a reviewer may have changed too.
    """
    bump_generation()
    profile = Profile.objects.filter(user=person).first()
    values = _values(person, profile)
    shown_to = {**DEFAULT_SHOWN_TO, **(profile.shown_to if profile else {})}
    cards: dict[CardAudience, dict[str, str]] = {}
    for part, value in values.items():
        for audience in _REACH[CardAudience(shown_to[part])] if value else ():
            cards.setdefault(audience, {})[part] = value
    licence = getattr(person, "licence", None)
    if licence is not None and licence.is_in_force:
        cards.setdefault(CardAudience.PHYSICIAN, {})
    touched = []
    for audience, facts in cards.items():
        values_of_card = {"facts": {"name": person.name, **facts}, "updated_at": clock.now()}
        card, _created = ProfileCard.objects.update_or_create(
            user=person, audience=str(audience), defaults=values_of_card
        )
        touched.append(card.pk)
    gone = ProfileCard.objects.filter(user=person).exclude(pk__in=touched)
    touched += list(gone.values_list("pk", flat=True))
    gone.delete()
    for card_id in touched:
        outbox.add(index_row_task, "person", str(card_id))


def _values(person: User, profile: Profile | None) -> dict[str, str]:
    licence = getattr(person, "licence", None)
    specialty = licence.specialty.slug if licence is not None and licence.is_in_force else ""
    own = {part: getattr(profile, part, "") for part in PARTS if part != "specialty"}
    return {"specialty": specialty, **own}
