"""Keeps twins that were made by hand or by import from being overwritten by a machine's translation run.

Nothing marks such a twin. It is recognised: a page of that key and language that is no alias and has no record of
wagtail-localize.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models.signals import pre_save
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation, TranslationLog, TranslationSource


def is_hand_made(translation_key: Any, locale: Locale) -> bool:
    """Whether a page with words of its own, that no translation run made, stands there already."""
    twins = Page.objects.filter(translation_key=translation_key, locale=locale, alias_of=None)
    logs = TranslationLog.objects.filter(source__object_id=translation_key, locale=locale)
    return bool(twins.exists()) and not logs.exists()


def install() -> None:
    """Guard the one call that writes a translation, and keep its record switched off."""
    original = TranslationSource.create_or_update_translation

    def guarded(self: Any, locale: Locale, *args: Any, **kwargs: Any) -> Any:
        if is_hand_made(self.object_id, locale):
            raise ValidationError(_("This page has a translation that was written by hand. It stays as it is."))
        return original(self, locale, *args, **kwargs)

    TranslationSource.create_or_update_translation = guarded
    pre_save.connect(_keep_disabled, sender=Translation, dispatch_uid="cms.twins")


def _keep_disabled(instance: Any, **_kwargs: Any) -> None:
    if instance.enabled and is_hand_made(instance.source.object_id, instance.target_locale):
        instance.enabled = False
