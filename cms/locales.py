"""The language of a locale, remembered: pages ask for it on every request, and locales hardly ever change."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.models import Locale


@cache
def code_of(locale_id: int) -> str:
    """The language code of a locale; `Locale.DoesNotExist` when there is none."""
    return str(Locale.objects.values_list("language_code", flat=True).get(pk=locale_id))


def install() -> None:
    """Forget when a locale is written or deleted here; run once at start-up."""
    post_save.connect(_forget, sender=Locale, dispatch_uid="cms.locales.save")
    post_delete.connect(_forget, sender=Locale, dispatch_uid="cms.locales.delete")


def _forget(**_kwargs: Any) -> None:
    code_of.cache_clear()
