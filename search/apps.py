"""The search app: its internal models and the signals of its vocabulary."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_delete, post_save

        from core import outbox
        from core.kinds import register_internal
        from search import indexing, models, synonyms, tasks

        outbox.register_together(tasks.index_row_task, indexing.index_rows)

        register_internal(models.Tag, "the public vocabulary; objects show their tags, a tag page is a search")
        register_internal(models.SearchRow, "copies of objects; every hit is checked against its kind again")
        register_internal(models.ExactName, "part of a search row")
        register_internal(models.Synonym, "vocabulary of editors, used by queries, never listed to readers")
        register_internal(models.SearchCounter, "bookkeeping")
        register_internal(models.SpellerState, "bookkeeping, built from public rows only")
        register_internal(models.WriteTarget, "bookkeeping")
        for signal in (post_save, post_delete):
            signal.connect(synonyms.synonym_changed, sender=models.Synonym, dispatch_uid="search.synonyms")
