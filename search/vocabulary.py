"""The words of public documents, counted: what the speller may suggest and what it must leave alone."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from search.analysis.text import clean, fold, words

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(slots=True)
class Vocabulary:
    """Folded words with the number of documents and of names that have them, and how they are written."""

    documents: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    written: dict[str, str] = field(default_factory=dict)

    def add(self, names: Iterable[str], body: str) -> None:
        """Count one public document; `names` are its title and synonyms."""
        in_names: set[str] = set()
        for name in names:
            in_names.update(words(clean(name)))
        everything = in_names.union(words(clean(body)))
        for word in everything:
            plain = fold(word)
            if plain != word:
                self.written.setdefault(plain, word)
        self.documents.update({fold(word) for word in everything})
        self.names.update({fold(word) for word in in_names})

    def spelling(self, plain: str) -> str:
        """A folded word as documents write it."""
        return self.written.get(plain, plain)

    def dump(self) -> str:
        """The counts as text for storage."""
        return json.dumps([self.documents, self.names, self.written])

    @classmethod
    def load(cls, text: str) -> Vocabulary:
        """Read what `dump` wrote."""
        documents, names, written = json.loads(text)
        return cls(Counter(documents), Counter(names), dict(written))
