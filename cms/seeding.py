"""The demonstration pages that come with the project, made live. Safe to run again: what is there stays."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from wagtail.models import Page

from accounts.models import User
from cms import freshness
from cms.importers.pace import Pace
from cms.lines import joined
from cms.models import AlertPage, ArticlePage, CentrePage, DrugPage, ProsePage, SectionPage
from cms.picturing import illustrated
from cms.tree import ensure_tree
from core import clock
from search.models import Tag

_FOLDER: Final = Path(__file__).resolve().parent / "demo"
_LANGUAGES: Final = ("en", "es")
_Fill = Callable[[Any, Mapping[str, Any], str, Mapping[str, User]], None]


def seed(people: Mapping[str, User]) -> None:
    """Make the tags and pages of the demonstration; `people` are the demonstration people by key."""
    ensure_tree()
    _seed_tags()
    pace = Pace()
    for name, section, model, fill in (
        ("articles", "health", ArticlePage, _fill_article),
        ("drugs", "drugs", DrugPage, _fill_drug),
        ("alerts", "alerts", AlertPage, _fill_alert),
        ("centres", "find-care", CentrePage, _fill_centre),
        ("pages", "about", ProsePage, _fill_prose),
    ):
        for record in _read(name):
            _seed_pair(record, section, model, fill, people)
            pace.step()
    pace.finish()


def _read(name: str) -> list[dict[str, Any]]:
    """The records of one file, or of a folder with a file for each."""
    if (_FOLDER / name).is_dir():
        return [_load(path) for path in sorted((_FOLDER / name).glob("*.json"))]
    return list(_load(_FOLDER / f"{name}.json")[name])


def _load(path: Path) -> dict[str, Any]:
    text = path.read_text(encoding="utf-8").replace("{emergency}", settings.EMERGENCY_NUMBER)
    return dict(json.loads(text))


@transaction.atomic
def _seed_tags() -> None:
    known = set(Tag.objects.values_list("slug", flat=True))
    for record in _read("tags"):
        if record["slug"] not in known:
            Tag.objects.create(slug=record["slug"], name_en=record["name_en"], name_es=record["name_es"])


@transaction.atomic
def _seed_pair(
    record: Mapping[str, Any], section_kind: str, model: Any, fill: _Fill, people: Mapping[str, User]
) -> None:
    """Make a page in both languages, as twins."""
    key = None
    for language in _LANGUAGES:
        section = SectionPage.objects.get(kind=section_kind, locale__language_code=language)
        words = record[language]
        page = model.objects.child_of(section).filter(slug=words["slug"]).first()
        if page is None:
            page = model(title=words["title"], slug=words["slug"], locale_id=section.locale_id, live=False)
            page.is_demonstration = True
            if key is not None:
                page.translation_key = key
            fill(page, record, language, people)
            if getattr(page, "checked_at", None):
                page.checked_words = page.seal_of_words()
            Page.objects.get(pk=section.pk).add_child(instance=page)
            page.save_revision(clean=False).publish()
        key = page.translation_key


def _fill_reviewed(page: Any, record: Mapping[str, Any], language: str, people: Mapping[str, User]) -> None:
    """Fill what articles and medicines share."""
    words = record[language]
    page.also_called = joined(words.get("also_called", []))
    page.summary = page.search_description = words["summary"]
    page.emergency = joined(words.get("emergency", []))
    page.short_version = joined(words.get("short_version", []))
    page.disclosures = record.get("disclosure", {}).get(language, "")
    systems = (("icd10", record.get("icd10", [])), ("rxnorm", record.get("rxnorm", [])), ("atc", record.get("atc", [])))
    page.codes = joined(f"{system}:{code}" for system, codes in systems for code in codes)
    page.sources = [("source", _source(source)) for source in words.get("sources", [])]
    page.tags.set(Tag.objects.filter(slug__in=record.get("tags", [])))
    checked = record.get("checked")
    if checked:
        today = freshness.today()
        reviewer = people.get(checked["reviewer"])
        page.reviewer = reviewer
        page.reviewer_label = reviewer.name if reviewer else ""
        page.checked_at = today - timedelta(days=checked["checked_days_ago"])
        page.review_due = today + timedelta(days=checked["review_in_days"])


def _source(source: Mapping[str, Any]) -> dict[str, str]:
    names = ("title", "publisher", "url", "year")
    return {name: str(source.get(name, "")) for name in names}


def _fill_article(page: Any, record: Mapping[str, Any], language: str, people: Mapping[str, User]) -> None:
    _fill_reviewed(page, record, language, people)
    blocks = [*map(_block, record[language]["sections"]), *_questions(record[language], language)]
    page.sections = illustrated(blocks, record, language)


def _fill_drug(page: Any, record: Mapping[str, Any], language: str, people: Mapping[str, User]) -> None:
    _fill_reviewed(page, record, language, people)
    words = record[language]
    page.do_not_stop = "\n\n".join(words.get("do_not_stop", {}).get("paragraphs", []))
    blocks = [_block(section) for section in words["sections"]]
    if "dose_table" in words:
        blocks.insert(min(2, len(blocks)), _doses(words["dose_table"], language))
    if words.get("interactions"):
        blocks.append(_interactions(words, language))
    page.sections = [*blocks, *_questions(words, language)]


def _block(section: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    heading, kind = section["heading"], section["kind"]
    if kind == "steps":
        intro = "\n\n".join(section.get("paragraphs", []))
        return "steps", {"heading": heading, "intro": intro, "steps": section["items"]}
    if kind == "do_dont":
        return "do_dont", {"heading": heading, "do": section["do"], "dont": section["dont"]}
    if kind == "questions":
        return "questions", {"heading": heading, "questions": section["items"]}
    return "text", {"heading": heading, "body": _markup(section)}


def _markup(section: Mapping[str, Any]) -> str:
    paragraphs = "".join(f"<p>{html.escape(text, quote=False)}</p>" for text in section.get("paragraphs", []))
    items = "".join(f"<li>{html.escape(text, quote=False)}</li>" for text in section.get("items", []))
    return paragraphs + (f"<ul>{items}</ul>" if items else "")


def _questions(words: Mapping[str, Any], language: str) -> list[tuple[str, dict[str, Any]]]:
    if not words.get("questions"):
        return []
    heading = "Preguntas para su médico" if language == "es" else "Questions for your doctor"
    return [("questions", {"heading": heading, "questions": words["questions"]})]


def _doses(table: Mapping[str, Any], language: str) -> tuple[str, dict[str, Any]]:
    heading = "Dosis habituales" if language == "es" else "Usual doses"
    rows = [{"cells": row} for row in table["rows"]]
    value = {"heading": heading, "caption": table["caption"], "columns": table["columns"], "rows": rows}
    return "doses", {**value, "note": table.get("note", "")}


def _interactions(words: Mapping[str, Any], language: str) -> tuple[str, dict[str, Any]]:
    heading = "Junto con otras medicinas" if language == "es" else "Together with other medicines"
    rows = [
        {"what": row["with"], "effect": row["what"], "source": words["sources"][row["source"]]["url"]}
        for row in words["interactions"]
    ]
    return "interactions", {"heading": heading, "rows": rows}


def _fill_alert(page: Any, record: Mapping[str, Any], language: str, _people: Mapping[str, User]) -> None:
    words, now = record[language], clock.now().replace(minute=0, second=0, microsecond=0)
    page.severity, page.place = record["severity"], words["place"]
    page.summary = page.search_description = words["summary"]
    page.emergency = joined(words.get("emergency", []))
    page.who, page.what_to_do = joined(words.get("who", [])), joined(words["what_to_do"])
    page.starts_at = now + timedelta(days=record["starts_in_days"])
    page.ends_at = now + timedelta(days=record["ends_in_days"])
    source = words.get("source", {})
    page.source_name = ", ".join(filter(None, (source.get("title"), source.get("publisher"))))
    page.source_url = source.get("url", "")


def _fill_centre(page: Any, record: Mapping[str, Any], language: str, _people: Mapping[str, User]) -> None:
    words = record[language]
    for name in ("care", "town", "address", "phone", "always_open"):
        setattr(page, name, record[name])
    page.summary = page.search_description = words["summary"]
    page.hours, page.languages_spoken = joined(words["hours"]), joined(words["languages"])
    page.confirmed_on = freshness.today() - timedelta(days=record["confirmed_days_ago"])
    page.tags.set(Tag.objects.filter(slug__in=record["tags"]))


def _fill_prose(page: Any, record: Mapping[str, Any], language: str, _people: Mapping[str, User]) -> None:
    words = record[language]
    page.summary = page.search_description = words.get("summary", "")
    page.body = "".join(
        f"<h2>{html.escape(section['heading'], quote=False)}</h2>{_markup(section)}" for section in words["sections"]
    )
