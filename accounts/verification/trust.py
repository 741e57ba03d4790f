"""How far a name can be trusted, in words: that somebody is a verified physician, of what, and until when.

Nowhere more than the person allowed: in circles of physicians everybody is known to be one, and the specialty stands
beside it unless it is shown to nobody; elsewhere nothing is said unless the specialty is open to those readers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.cards import DEFAULT_SHOWN_TO
from accounts.enums import CardAudience

if TYPE_CHECKING:
    from accounts.models import User

RELATED: Final = ("licence__specialty", "profile")
"""What must come along with a person, so that a list asks nothing more."""
_OPEN_TO: Final = {
    CardAudience.PHYSICIAN: {CardAudience.PUBLIC, CardAudience.MEMBER, CardAudience.PHYSICIAN},
    CardAudience.MEMBER: {CardAudience.PUBLIC, CardAudience.MEMBER},
    CardAudience.PUBLIC: {CardAudience.PUBLIC},
}


def related(name: str) -> tuple[str, ...]:
    """The paths of `RELATED` from a column that leads to a person, for `select_related`."""
    return tuple(f"{name}__{path}" for path in RELATED)


def credit(person: User, language: str, readers: CardAudience = CardAudience.PHYSICIAN) -> str:
    """A line such as "Verified physician, Cardiology, until 2027-06"; nothing of anybody else."""
    licence = getattr(person, "licence", None)
    if licence is None or not licence.is_in_force:
        return ""
    profile = getattr(person, "profile", None)
    shown = {**DEFAULT_SHOWN_TO, **(profile.shown_to if profile is not None else {})}["specialty"]
    is_open = CardAudience(shown) in _OPEN_TO[readers]
    if not is_open and readers != CardAudience.PHYSICIAN:
        return ""
    with translation.override(language):
        parts = [_("Verified physician")]
        if is_open:
            parts.append(licence.specialty.name_in(language))
        if licence.expires_at is not None:
            parts.append(_("until %(month)s") % {"month": f"{licence.expires_at:%Y-%m}"})
        return ", ".join(parts)
