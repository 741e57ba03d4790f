"""Turns marked documents and templates into the sequences that the trainer reads."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from cases.deidentify import features
from cases.deidentify.marked import Document, Mark
from cases.deidentify.normalise import normalise
from cases.deidentify.training import templates_en, templates_es
from cases.deidentify.training.values import Values

Sequence = tuple[list[list[str]], list[str]]
_SLOT = re.compile(r"\{(\w+)\}")
_TEMPLATES: Final = {
    "en": (templates_en.WITH, templates_en.WITHOUT),
    "es": (templates_es.WITH, templates_es.WITHOUT),
}
# Words from the lists are hidden now and then, so that the model also learns the context of unknown names.
_HIDDEN = re.compile(r"(?:in=(?:first|last|place)|[+-][12](?:first|last))")
_SPELLING = re.compile(r"[wxp]=")
_HIDING_SHARE = 0.3
_CLEAN_LENGTH = 1_200
_LABELS_OF_RULES = {"AGE"}


def invented(language: str, seed: int, rounds: int, places: list[str]) -> list[Document]:
    """Each template filled `rounds` times, one to four sentences a document."""
    values = Values(language, seed, places)
    rand = random.Random(seed)  # noqa: S311 - reproducible, not secret
    with_slots, without = _TEMPLATES[language]
    lines = [*with_slots, *without] * rounds
    rand.shuffle(lines)
    documents: list[Document] = []
    while lines:
        size = min(len(lines), rand.randint(1, 4))
        documents.append(
            _filled(f"invented-{language}-{len(documents)}", language, [lines.pop() for _ in range(size)], values)
        )
    return documents


def _filled(name: str, language: str, lines: list[str], values: Values) -> Document:
    text = ""
    marks: list[Mark] = []
    for line in lines:
        position = 0
        for slot in _SLOT.finditer(line):
            text += line[position : slot.start()]
            value, label = values.value(slot[1])
            if label:
                marks.append(Mark(len(text), len(text) + len(value), slot[1], label))
            text += value
            position = slot.end()
        text += line[position:] + values.random.choice((" ", " ", "\n"))
    return Document(name, language, text, tuple(marks))


def sequences(documents: Iterable[Document], seed: int) -> Iterator[Sequence]:
    """Features and labels (B-, I- or O) of every line of every document."""
    rand = random.Random(seed)  # noqa: S311 - reproducible, not secret
    for document in documents:
        plain = normalise(document.text)
        hide = rand.random() < _HIDING_SHARE
        for tokens in features.sequences(plain.text):
            rows = features.features_of(tokens)
            if hide:
                rows = [_hidden(token.text, row) for token, row in zip(tokens, rows, strict=True)]
            spans = [plain.original(token.start, token.end) for token in tokens]
            yield rows, _labels(spans, document.marks)


def _hidden(word: str, row: list[str]) -> list[str]:
    kept = [feature for feature in row if not _HIDDEN.match(feature)]
    return [feature for feature in kept if not _SPELLING.match(feature)] if word[0].isupper() else kept


def clean_documents(path: Path, language: str) -> list[Document]:
    """Every second record of health topics that name nobody; the others are left for measuring."""
    texts = path.read_text(encoding="utf-8").splitlines()[::2]
    summaries = (" ".join(json.loads(line)["summary_text_chunks"]) for line in texts)
    return [Document(f"clean-{number}", language, text[:_CLEAN_LENGTH], ()) for number, text in enumerate(summaries)]


def title_documents(titles: list[str], seed: int, rounds: int, places: list[str]) -> list[Document]:
    """English titles of cases, each a text of its own: of diseases, and of people, whom a lone line may name too."""
    values = Values("en", seed, places)
    lines = templates_en.TITLES * rounds
    named = [_filled(f"named-title-{number}", "en", [line], values) for number, line in enumerate(lines)]
    return [Document(f"title-{number}", "en", title, ()) for number, title in enumerate(titles)] + named


def _labels(spans: list[tuple[int, int]], marks: tuple[Mark, ...]) -> list[str]:
    labels: list[str] = []
    before: Mark | None = None
    for start, end in spans:
        mark = next((mark for mark in marks if mark.start < end and start < mark.end), None)
        if mark is None or mark.label in _LABELS_OF_RULES:
            labels.append("O")
        else:
            labels.append(("I-" if mark is before else "B-") + mark.label)
        before = mark
    return labels
