"""What accounts registers in core: tokens, sources of grants, kinds."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts import documents, grants, models, queries
from accounts.desk import registration as desk
from accounts.signin import receivers
from accounts.verification import registration as verification
from core.access import register_grants, register_token
from core.context import register_counter
from core.kinds import Kind, register_internal, register_kind
from core.realtime import register_topic


def register() -> None:
    """Run once at start-up."""
    register_token("member")
    register_token("physician")
    register_token("user", takes_name=True)
    register_token("staff", takes_name=True)
    register_grants("person", grants.person_tokens)
    register_grants("actor", grants.actor_tokens)
    register_grants("member", grants.member_tokens)
    register_grants("physician", grants.physician_tokens)
    register_grants("role", grants.role_tokens)
    register_internal(models.User, "a person is seen through profile cards")
    register_internal(models.Role, "seen as what it allows")
    register_internal(models.Profile, "seen by its owner; others see the cards")
    register_internal(models.Specialty, "a vocabulary")
    register_internal(models.LoginLink, "a hash")
    register_internal(models.Session, "seen by its person, on the page of their security")
    register_internal(models.Device, "a hash, by which a browser is known again")
    register_internal(models.KeptText, "given back to its author only, on the page where it was written")
    register_internal(models.SpentToken, "a hash")
    register_kind(
        Kind(
            name="notice",
            model=models.InboxItem,
            label=_("notice"),
            visible=models.InboxItem.objects.visible_to,
        )
    )
    register_kind(
        Kind(
            name="person",
            model=models.ProfileCard,
            label=_("person"),
            visible=documents.cards_for,
            url=documents.url_of_card,
            documents=documents.person_documents,
        )
    )
    verification.register()
    desk.register()
    receivers.connect()
    register_counter("inbox", queries.unread_count)
    register_topic("user")
