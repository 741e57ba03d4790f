"""What accounts registers in core: tokens, sources of grants, kinds."""

from __future__ import annotations

from accounts import grants, models
from core.access import register_grants, register_token
from core.kinds import register_internal


def register() -> None:
    """Run once at start-up."""
    register_token("member")
    register_token("physician")
    register_token("user", takes_name=True)
    register_token("staff", takes_name=True)
    register_token("verification", takes_name=True)
    register_grants("person", grants.person_tokens)
    register_grants("actor", grants.actor_tokens)
    register_grants("member", grants.member_tokens)
    register_grants("physician", grants.physician_tokens)
    register_grants("role", grants.role_tokens)
    register_internal(models.User, "a person is seen through profile cards")
    register_internal(models.Role, "seen as what it allows")
    register_internal(models.Licence, "seen by its owner and by verifiers, through accounts.permissions")
    register_internal(models.Profile, "seen by its owner; others see the cards")
    register_internal(models.Specialty, "a vocabulary")
