"""Who may do what to people. Pure predicates."""

from __future__ import annotations

from accounts.models import User
from core.access import Viewer


def can_change_roles(viewer: Viewer, person: User) -> bool:
    """Administrators give roles to others and take them back."""
    return viewer.holds("staff:admin") and viewer.user_id != person.pk


def can_suspend(viewer: Viewer, person: User) -> bool:
    """Site moderators and administrators shut somebody else out."""
    staff = viewer.holds("staff:moderator") or viewer.holds("staff:admin")
    return staff and viewer.user_id != person.pk


def can_edit_profile(viewer: Viewer, person: User) -> bool:
    """One's own profile only."""
    return viewer.user_id == person.pk


def is_member(viewer: Viewer) -> bool:
    """Whether somebody in good standing is signed in."""
    return viewer.holds("member")
