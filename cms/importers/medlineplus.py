"""Writes MedlinePlus topics as articles: one topic a transaction, the newest edition of each field wins."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils.text import slugify
from wagtail.signal_handlers import disable_reference_index_auto_update

from cms.enums import Freshness
from cms.importers.medlineplus_xml import Edition, FileRefused, Topic, source_id_of, survey, topics
from cms.importers.pace import Pace
from cms.importers.report import Report
from cms.lines import joined
from cms.models import ArticlePage, ImportRecord, SectionPage
from core import audit, clock
from core.richtext import sanitise, to_text

SOURCE: Final = "medlineplus"
SOURCE_NAME: Final = "MedlinePlus.gov"
LICENCE: Final = "Public domain (U.S. National Library of Medicine)"
VERSION: Final = 1
OVERVIEW: Final = {"en": "Overview", "es": "Resumen"}
MOST_RETIRED: Final = 0.2
_HEADING: Final = re.compile(r"<h3[^>]*>(.*?)</h3\s*>", re.IGNORECASE | re.DOTALL)
_LAST_PARAGRAPH: Final = re.compile(r"<p[^>]*>\s*((?:NIH|CDC|FDA|HHS)\s*:[^<]{2,280})</p\s*>\s*$", re.IGNORECASE)

Parts = dict[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Options:
    """How to run."""

    publish: bool = False
    full_edition: bool = False
    dry_run: bool = False


def import_files(paths: list[Path], options: Options, report: Report) -> None:
    """Take in each file; a refused one or a refused record never stops the others."""
    pace = Pace()
    for path in paths:
        try:
            _import_file(path, options, report, pace)
        except FileRefused as reason:
            report.fail(path.name, str(reason))
    pace.finish()
    _name_missing_twins(report)


def _import_file(path: Path, options: Options, report: Report, pace: Pace) -> None:
    edition = survey(path)
    newest = _newest(edition)
    writer = _Writer(edition, options, report, pace)
    seen: set[str] = set()
    for item in topics(path):
        if isinstance(item, tuple):
            seen.add(source_id_of(item[0]))
            report.fail(f"{path.name}: {item[0]}", item[1])
        elif item.source_id in seen:
            report.fail(f"{path.name}: topic {item.source_id}", "its id occurs twice in this file")
        else:
            seen.add(item.source_id)
            writer.write(item, path.name)
    if options.full_edition:
        writer.retire(path.name, newest, seen)


def _newest(edition: Edition) -> datetime | None:
    """Return the newest edition that was taken in before this file."""
    records = ImportRecord.objects.filter(source=SOURCE, language__in=edition.languages)
    return records.order_by("-edition").values_list("edition", flat=True).first()


class _Writer:
    """Writes the topics of one edition."""

    def __init__(self, edition: Edition, options: Options, report: Report, pace: Pace) -> None:
        self.edition = edition
        self.pace = pace
        self.options = options
        self.report = report
        sections = SectionPage.objects.filter(kind="health").select_related("locale")
        self._sections = {section.language: section.pk for section in sections}

    def write(self, topic: Topic, file_name: str) -> None:
        """Write one topic, if anything of it is new."""
        where = f"{file_name}: topic {topic.source_id} ({topic.values['title'][:80]})"
        record = ImportRecord.objects.filter(source=SOURCE, source_id=topic.source_id).defer("raw").first()
        parts = merge(record.parts if record else {}, topic, self.edition)
        outcome = self._outcome(record, parts)
        if outcome == "unchanged":
            self._say_why(record, where)
        elif record is not None and _edited_here(record):
            self.report.note(where, "it was edited here since its import and stays as it is", "conflicts")
            outcome = "unchanged"
        elif not self.options.dry_run:
            try:
                # What is imported names no file of the library, so there is nothing to note in Wagtail's index of uses.
                with disable_reference_index_auto_update():
                    self._store(topic, record, parts)
            except (DatabaseError, ValidationError, ValueError, LookupError) as error:
                self.report.fail(where, f"it could not be written ({type(error).__name__}: {error})")
                return
            self.pace.step()
        self.report.count(outcome)

    def _say_why(self, record: ImportRecord | None, where: str) -> None:
        if record is not None and record.page_id is None:
            self.report.note(where, "its page was deleted here and is not made again", "conflicts")
        elif record is not None and self.edition.moment < record.edition:
            self.report.note(where, "a newer edition of it is here already", "older")

    def _outcome(self, record: ImportRecord | None, parts: Parts) -> str:
        if record is None:
            return "created"
        if record.page_id is None:
            return "unchanged"
        waits = self.options.publish and not record.published
        came_back = record.retired_at is not None and self.edition.moment >= record.edition
        return "updated" if parts != record.parts or waits or came_back else "unchanged"

    @transaction.atomic
    def _store(self, topic: Topic, record: ImportRecord | None, parts: Parts) -> None:
        """Write page, revision, publication and record, or nothing of them."""
        record = record or ImportRecord(source=SOURCE, source_id=topic.source_id, language=topic.language)
        page = _page_of(record) or self._new_page(topic)
        fill(page, topic.language, parts)
        _join_twin(page, topic, parts)
        if page.pk is None:
            SectionPage.objects.get(pk=self._sections[topic.language]).add_child(instance=page)
        revision = page.save_revision(clean=False)
        if not record.raw or self.edition.moment >= record.edition:
            record.raw, record.edition = zlib.compress(topic.raw, 6), self.edition.moment
        record.page_id, record.revision_id, record.importer_version = page.pk, revision.pk, VERSION
        record.parts, record.twin_source_id = parts, parts["twin"][1]
        record.published, record.retired_at = self.options.publish, None
        record.save()
        if self.options.publish:
            revision.publish()

    def _new_page(self, topic: Topic) -> ArticlePage:
        section = SectionPage.objects.get(pk=self._sections[topic.language])
        return ArticlePage(locale_id=section.locale_id, live=False, slug=_free_slug(section, topic))

    def retire(self, where: str, newest: datetime | None, seen: set[str]) -> None:
        """Take pages of topics that a full edition no longer has from the readers; nothing is deleted."""
        if newest is not None and self.edition.moment < newest:
            self.report.note(where, "it is older than what is here, so nothing is retired by it")
            return
        for language in sorted(self.edition.languages):
            present = ImportRecord.objects.filter(source=SOURCE, language=language, retired_at=None)
            gone = [r for r in present.defer("raw", "parts") if r.source_id not in seen]
            total = present.count()
            if len(gone) > MOST_RETIRED * total:
                reason = f"it would retire {len(gone)} of {total} topics ({language}), so nothing is retired"
                self.report.fail(where, reason)
                continue
            for record in gone:
                self._retire_one(record, where)

    def _retire_one(self, record: ImportRecord, where: str) -> None:
        if _edited_here(record):
            self.report.note(f"{where}: topic {record.source_id}", "it was edited here and stays", "conflicts")
            return
        if not self.options.dry_run:
            _unpublish(record)
            self.pace.step()
        self.report.count("retired")


def merge(stored: Parts, topic: Topic, edition: Edition) -> Parts:
    """Return the fields of a topic with the edition that decides on each.

    A field that an edition lacks altogether (as the rebuilt topics lack see-references) is not cleared by it.
    The outcome is the same in whatever order editions come.
    """
    moment = edition.moment.isoformat()
    parts = dict(stored)
    for name, value in topic.values.items():
        known = parts.get(name)
        if name not in edition.fields:
            parts.setdefault(name, ["", value])
        elif known is None or known[0] <= moment:
            parts[name] = [moment, value]
    return parts


def fill(page: ArticlePage, language: str, parts: Parts) -> None:
    """Write the fields of a topic into its page."""
    values = {name: part[1] for name, part in parts.items()}
    body, attribution = split_attribution(values["summary"])
    page.title = page.draft_title = values["title"][:255]
    page.summary = page.search_description = values["description"]
    page.also_called = joined(values["also_called"])
    page.see_references = joined(values["see_references"])
    page.groups = joined(values["groups"])
    page.codes = joined(f"mesh:{code} {name}" for code, name in values["mesh"])
    page.attribution = (attribution or values["institute"])[:300]
    sections = [("text", section) for section in _sections_of(body, language)]
    if page.pk and page.freshness != Freshness.UNCHECKED and _texts(page.sections) != [s["body"] for _, s in sections]:
        # The words that a reviewer checked are no longer there.
        page.checked_at = page.review_due = page.reviewer = None
        page.reviewer_label = page.checked_words = ""
    page.sections = sections
    page.source_name, page.source_url, page.source_licence = SOURCE_NAME, values["url"][:500], LICENCE
    page.source_edition = datetime.fromisoformat(parts["summary"][0]).date()


def _texts(sections: Any) -> list[str]:
    return [block.value["body"].source for block in sections if block.block_type == "text"]


def split_attribution(summary: str) -> tuple[str, str]:
    """Take the last paragraph ("NIH: National …") off the text: it says who wrote it."""
    found = _LAST_PARAGRAPH.search(summary)
    return (summary[: found.start()], " ".join(found[1].split())) if found else (summary, "")


def _sections_of(body: str, language: str) -> list[dict[str, Any]]:
    """Split the text at its headings; what stands before the first one is the overview."""
    pieces = _HEADING.split(body)
    titled = [(OVERVIEW[language], pieces[0]), *zip(map(to_text, pieces[1::2]), pieces[2::2], strict=True)]
    clean = [(heading[:120], str(sanitise(markup)).strip()) for heading, markup in titled]
    return [{"heading": heading, "body": markup} for heading, markup in clean if to_text(markup)]


def _free_slug(section: SectionPage, topic: Topic) -> str:
    slug = slugify(topic.values["title"])[:200] or f"topic-{topic.source_id}"
    taken = section.get_children().filter(slug=slug).exists()
    return f"{slug}-{topic.source_id}" if taken else slug


def _join_twin(page: ArticlePage, topic: Topic, parts: Parts) -> None:
    """Give the page the key of its twin, whichever of the two names the other.

    A page that is here already gets its key in its row at once: publishing a revision keeps the row's key.
    """
    records = ImportRecord.objects.filter(source=SOURCE).exclude(language=topic.language).exclude(page=None)
    named = parts["twin"][1]
    by_name = records.filter(source_id=named).first() if named else None
    twin = by_name or records.filter(twin_source_id=topic.source_id).first()
    if twin is None:
        return
    key = ArticlePage.objects.filter(pk=twin.page_id).values_list("translation_key", flat=True).first()
    pages = ArticlePage.objects.filter(translation_key=key, locale_id=page.locale_id)
    if key is None or key == page.translation_key or pages.exists():
        return
    page.translation_key = key
    if page.pk is not None:
        stored = ArticlePage.objects.get(pk=page.pk)
        stored.translation_key = key
        stored.save()


def _page_of(record: ImportRecord) -> ArticlePage | None:
    page: ArticlePage | None = ArticlePage.objects.filter(pk=record.page_id).first()
    return page


def _edited_here(record: ImportRecord) -> bool:
    """Whether somebody made another revision after the importer's."""
    latest = ArticlePage.objects.filter(pk=record.page_id).values_list("latest_revision_id", flat=True).first()
    return bool(latest != record.revision_id)


@transaction.atomic
def _unpublish(record: ImportRecord) -> None:
    page = _page_of(record)
    if page is not None and page.live:
        page.unpublish()
    record.retired_at, record.published = clock.now(), False
    record.save(update_fields=["retired_at", "published"])


def _name_missing_twins(report: Report) -> None:
    """Name twins that no file has brought yet; they are joined when they come."""
    named = ImportRecord.objects.filter(source=SOURCE).exclude(twin_source_id="")
    known = ImportRecord.objects.filter(source=SOURCE).values("source_id")
    for record in named.exclude(twin_source_id__in=known).only("source_id", "twin_source_id"):
        report.note(f"topic {record.source_id}", f"its twin {record.twin_source_id} has not come yet", "open_twins")


def record_run(report: Report, files: list[str]) -> None:
    """Write into the audit that an import changed something."""
    if report.has_written:
        with transaction.atomic():
            audit.record("import.medlineplus", actor=None, target="import:medlineplus", detail={"files": files})
