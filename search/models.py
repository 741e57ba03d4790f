"""What search keeps in the database: document rows, exact names, synonyms, tags and its own bookkeeping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase

from search.analysis.text import key

if TYPE_CHECKING:
    from collections.abc import Iterable


class Tag(TagBase):  # type: ignore[misc]  # taggit has no types
    """A word of the vocabulary that editors keep. Members choose tags, they never make one."""

    name: str  # taggit's own field
    name_en = models.CharField(_("name in English"), max_length=100)
    name_es = models.CharField(_("name in Spanish"), max_length=100)

    class Meta:
        ordering = ["name_en"]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def __str__(self) -> str:
        return self.label()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep taggit's own name equal to the English one."""
        self.name = self.name_en or self.name
        self.name_en = self.name
        self.name_es = self.name_es or self.name
        super().save(*args, **kwargs)

    def label(self, language: str | None = None) -> str:
        """The tag's name in a language, by default that of the page."""
        chosen = (language or get_language() or "en")[:2]
        return str(self.name_es if chosen == "es" else self.name_en)


class SearchRow(models.Model):
    """One object in one language as search knows it. It has no address: the kind knows that."""

    kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    language = models.CharField(max_length=2)
    audience = models.CharField(max_length=80)
    title = models.CharField(max_length=500)
    title_key = models.CharField(max_length=500, db_index=True)
    names = models.JSONField(default=list)
    body = models.TextField(blank=True)
    date = models.DateTimeField(null=True, blank=True)
    tags = models.JSONField(default=list)
    source = models.CharField(max_length=200, blank=True)
    version = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "language"], name="search_row_once"),
        ]
        indexes = [models.Index(fields=["audience", "kind"], name="search_row_audience")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id}:{self.language}"


class ExactName(models.Model):
    """A folded title or synonym. A query that is exactly one of these gets the bonus."""

    row = models.ForeignKey(SearchRow, on_delete=models.CASCADE, related_name="exact_names")
    key = models.CharField(max_length=500, db_index=True)
    bonus = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["row", "key"], name="search_exact_name_once")]

    def __str__(self) -> str:
        return self.key


class Synonym(models.Model):
    """Names that mean the same, in any language. Editors change them while the site runs."""

    language = models.CharField(_("language"), max_length=2, choices=[("en", "English"), ("es", "Español")])
    term = models.CharField(_("term"), max_length=200)
    equivalents = models.TextField(_("means the same as"), help_text=_("One name a line, in any language."))

    class Meta:
        ordering = ["term"]
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        constraints = [models.UniqueConstraint(fields=["language", "term"], name="search_synonym_once")]

    def __str__(self) -> str:
        return self.term

    def names(self) -> tuple[str, ...]:
        """The term and its equivalents as written."""
        lines = (line.strip() for line in self.equivalents.splitlines())
        return (self.term, *(line for line in lines if line))

    def exact_keys(self) -> tuple[str, ...]:
        """The same as exact keys, each once."""
        return tuple(dict.fromkeys(_keys(self.names())))


def _keys(names: Iterable[str]) -> Iterable[str]:
    return (name for name in map(key, names) if name)


class SearchCounter(models.Model):
    """A rising number: versions of rows, changes of public rows, changes of synonyms."""

    name = models.CharField(max_length=20, primary_key=True)
    value = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}={self.value}"


class SpellerState(models.Model):
    """The speller as it was built last, so that a start reads it instead of building it."""

    public_changes = models.PositiveBigIntegerField()
    vocabulary = models.BinaryField()
    deletions = models.BinaryField()

    def __str__(self) -> str:
        return f"speller at {self.public_changes}"


class WriteTarget(models.Model):
    """An index that receives every change now; while an index is rebuilt there are two of a set."""

    engine = models.CharField(max_length=20)
    rows = models.CharField(max_length=20)
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["engine", "name"], name="search_write_target_once")]

    def __str__(self) -> str:
        return self.name
