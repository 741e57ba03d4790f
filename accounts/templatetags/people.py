"""What templates say of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.translation import get_language

from accounts.verification import trust

if TYPE_CHECKING:
    from accounts.models import User

register = template.Library()


@register.simple_tag
def credit(person: User) -> str:
    """How far the name can be trusted, for physicians who read; the person came with `trust.related`."""
    return trust.credit(person, (get_language() or "en")[:2])
