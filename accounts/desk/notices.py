"""Words of notices about reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.desk.models import Report
from accounts.notices import Words

if TYPE_CHECKING:
    from core.access import Viewer


def _ids(targets: Iterable[str]) -> dict[int, str]:
    return {int(target.rpartition(":")[2]): target for target in targets if target.rpartition(":")[2].isdecimal()}


def decided_words(viewer: Viewer, targets: Iterable[str], _language: str) -> Mapping[str, Words]:
    """For whoever reported."""
    known = _ids(targets)
    mine = Report.objects.filter(pk__in=known, reporter_id=viewer.user_id or 0).values_list("pk", "decision")
    said = _("Somebody has looked at what you reported: %(sentence)s")
    return {known[pk]: Words(said % {"sentence": decision}, reverse("accounts:inbox")) for pk, decision in mine}


def warned_words(viewer: Viewer, targets: Iterable[str], _language: str) -> Mapping[str, Words]:
    """For the person whom a moderator tells something."""
    known = _ids(targets)
    mine = Report.objects.filter(pk__in=known, person_id=viewer.user_id or 0).values_list("pk", "decision")
    said = _("A moderator writes to you: %(sentence)s")
    return {known[pk]: Words(said % {"sentence": decision}, reverse("accounts:profile")) for pk, decision in mine}
