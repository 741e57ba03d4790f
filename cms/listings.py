"""What lists show: the letters of a section, alerts that hold, pages that were just checked."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest

from cms import freshness
from cms.enums import AlertState, Care
from cms.lines import lines_of
from cms.models import AlertPage, ArticlePage, CentrePage, CentreTag, DrugPage, HomePage, ProsePage, SectionPage
from cms.models.centres import dialled

LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
OTHER: Final = "0-9"
_JUST_CHECKED: Final = 4
_ALERTS_ON_HOME: Final = 3
_SEARCHES: Final = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the A-Z: a page, or another name that leads to it."""

    name: str
    url: str
    see: str = ""

    @property
    def key(self) -> str:
        """What the list is sorted by: accents and case make no difference."""
        return folded(self.name)


@dataclass(frozen=True, slots=True)
class Centre:
    """One line of the list of health centres."""

    name: str
    url: str
    care: str
    town: str
    phone: str
    always_open: bool
    services: tuple[str, ...]
    languages: tuple[str, ...]

    @property
    def key(self) -> str:
        """What the list is filtered by: the words that its row shows first."""
        return folded(" ".join([self.name, str(Care(self.care).label), self.town, *self.services, *self.languages]))

    @property
    def dialled(self) -> str:
        """The number as a telephone dials it."""
        return dialled(self.phone)


def folded(text: str) -> str:
    """Return the text without accents, in lower case."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def letter_of(name: str) -> str:
    """Return the letter under which a name stands; digits and signs share one place."""
    first = next((c for c in folded(name) if c.isalnum()), "").upper()
    return first if first in LETTERS and first else OTHER


def address_of(url_path: str, language: str) -> str:
    """Return the address of a page from its place in the tree, without loading the page."""
    inner = url_path.split("/", 2)[2]
    return f"/{language}/{inner}"


def entries_of(section: SectionPage) -> list[Entry]:
    """Return every name of every live page of a section, sorted; one query."""
    model, columns = _columns_of(section)
    rows = model.objects.child_of(section).live().originals().values_list("title", "url_path", *columns)
    entries: dict[tuple[str, str], Entry] = {}
    for title, url_path, *texts in rows:
        url = address_of(url_path, section.language)
        entries[folded(title), url] = Entry(title, url)
        for name in lines_of("\n".join(texts)):
            entries.setdefault((folded(name), url), Entry(name, url, see=title))
    return sorted(entries.values(), key=lambda entry: (entry.key, entry.url))


def _columns_of(section: SectionPage) -> tuple[Any, tuple[str, ...]]:
    if section.kind == "drugs":
        return DrugPage, ("also_called", "ingredient")
    return ArticlePage, ("also_called", "see_references")


def by_letter(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Group entries by letter, in the order of the alphabet."""
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[letter_of(entry.name)].append(entry)
    return {letter: groups[letter] for letter in [OTHER, *LETTERS] if letter in groups}


def letters_of(present: Iterable[str], base: str) -> list[dict[str, str]]:
    """Return the row of letters: each is a link where there is something."""
    there = set(present)
    shown = [*LETTERS, *([OTHER] if OTHER in there else [])]
    return [{"letter": letter, "url": f"{base}#{letter}" if letter in there else ""} for letter in shown]


def section_context(section: SectionPage, request: HttpRequest) -> dict[str, Any]:
    """What a section shows, by its kind."""
    if section.kind == "alerts":
        return _alert_list(section)
    if section.kind == "find-care":
        return _centre_list(section, request)
    if section.kind == "about":
        return {"pages": ProsePage.objects.child_of(section).live().originals().order_by("path")}
    entries = entries_of(section)
    count = sum(1 for entry in entries if not entry.see)
    wanted = _wanted(request)
    shown = [e for e in entries if folded(wanted) in e.key] if wanted else entries
    groups = by_letter(shown)
    return {
        "groups": groups,
        "letters": letters_of(groups, ""),
        "filter": wanted,
        "topic_count": count,
        "found_count": len(shown),
    }


def _wanted(request: HttpRequest) -> str:
    """What the reader typed into the field above a list."""
    return " ".join(request.GET.get("q", "").split())[:80]


def centres_of(section: SectionPage) -> list[Centre]:
    """Return every live centre of a section by name; two queries."""
    pages = list(CentrePage.objects.child_of(section).live().originals())
    services: dict[int, list[str]] = defaultdict(list)
    for item in CentreTag.objects.filter(content_object__in=pages).select_related("tag"):
        services[item.content_object_id].append(item.tag.label(section.language))
    centres = [
        Centre(
            page.title,
            address_of(page.url_path, section.language),
            page.care,
            page.town,
            page.phone,
            page.always_open,
            tuple(sorted(services[page.pk], key=folded)),
            page.languages,
        )
        for page in pages
    ]
    return sorted(centres, key=lambda centre: (folded(centre.name), centre.url))


def _centre_list(section: SectionPage, request: HttpRequest) -> dict[str, Any]:
    centres, wanted = centres_of(section), _wanted(request)
    shown = [centre for centre in centres if folded(wanted) in centre.key]
    groups = [(care, [centre for centre in shown if centre.care == care]) for care in Care]
    return {
        "groups": [(care, of_kind) for care, of_kind in groups if of_kind],
        "filter": wanted,
        "centre_count": len(centres),
        "found_count": len(shown),
    }


def _alert_list(section: SectionPage) -> dict[str, Any]:
    pages = list(AlertPage.objects.child_of(section).live().originals().order_by("-starts_at")[:100])
    grouped = defaultdict(list)
    for page in pages:
        grouped[page.state].append(page)
    return {
        "now": grouped[AlertState.NOW],
        "planned": grouped[AlertState.PLANNED],
        "ended": grouped[AlertState.ENDED],
        "change_moments": _alert_moments(pages),
    }


def _alert_moments(pages: Iterable[AlertPage]) -> list[datetime | None]:
    return [moment for page in pages for moment in page.change_moments()]


def home_context(home: HomePage) -> dict[str, Any]:
    """What the start page shows; what does not exist is left out."""
    medicines = DrugPage.objects.live().originals().filter(path__startswith=OuterRef("path"))
    centres = CentrePage.objects.live().originals().filter(path__startswith=OuterRef("path"))
    doors = SectionPage.objects.child_of(home).live()
    sections = {s.kind: s for s in doors.annotate(has_drugs=Exists(medicines), has_centres=Exists(centres))}
    health = sections.get("health")
    titles = _titles(health)
    alerts = list(AlertPage.objects.live().originals().filter(locale_id=home.locale_id).order_by("-starts_at")[:100])
    holding = [alert for alert in alerts if alert.state == AlertState.NOW]
    checked = list(_just_checked(home))
    base = f"/{home.language}/health/"
    return {
        "searches": lines_of(home.common_searches)[:_SEARCHES],
        "letters": letters_of((letter_of(title) for title in titles), base),
        "topic_count": len(titles),
        "has_drugs": "drugs" in sections and sections["drugs"].has_drugs,
        "has_centres": "find-care" in sections and sections["find-care"].has_centres,
        "alerts": holding[:_ALERTS_ON_HOME],
        "just_checked": checked,
        "change_moments": [*_alert_moments(alerts), *(m for page in checked for m in page.change_moments())],
    }


def _titles(section: SectionPage | None) -> list[str]:
    if section is None:
        return []
    return list(ArticlePage.objects.child_of(section).live().originals().values_list("title", flat=True))


def _just_checked(home: HomePage) -> Any:
    checked = (
        ArticlePage.objects.live()
        .originals()
        .filter(locale_id=home.locale_id, checked_at__isnull=False, changed_since_check=False)
    )
    current = checked.filter(Q(review_due=None) | Q(review_due__gte=freshness.today()))
    return current.defer_streamfields().order_by("-checked_at", "-pk")[:_JUST_CHECKED]
