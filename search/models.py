"""Tables of search."""

from __future__ import annotations

from django.db import models
from taggit.models import TagBase


class Tag(TagBase):
    """A word of the vocabulary that editors keep, in both languages."""

    name_en = models.CharField(max_length=100, blank=True)
    name_es = models.CharField(max_length=100, blank=True)
