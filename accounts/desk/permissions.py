"""Who may do what at the desk. Pure predicates."""

from __future__ import annotations

from accounts.desk.models import Report
from accounts.models import User
from core.access import Viewer


def can_report(viewer: Viewer, person: User) -> bool:
    """Members, about others."""
    return viewer.holds("member") and viewer.user_id != person.pk


def can_moderate(viewer: Viewer, report: Report) -> bool:
    """Site moderators, except about themselves and about what they reported."""
    return viewer.holds(report.audience) and viewer.user_id not in (report.person_id, report.reporter_id)


def can_mend_work(viewer: Viewer) -> bool:
    """Administrators."""
    return viewer.holds("staff:admin")
