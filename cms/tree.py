"""The tree that every site has: languages, start pages, sections, and what editors may do in it. Safe to run again."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale, Page, Site

from cms.models import HomePage, SectionKind, SectionPage
from core import clock

HOME: Final = {
    "en": (
        "Consilium",
        "Clear answers, checked by doctors.",
        (
            "Plain words about symptoms, illnesses and medicines. Every page shows who checked it and when. "
            "Free, and no account needed."
        ),
        "High blood pressure\nType 2 diabetes\nAsthma\nBack pain",
    ),
    "es": (
        "Consilium",
        "Respuestas claras, revisadas por médicos.",
        (
            "Síntomas, enfermedades y medicinas con palabras sencillas. Cada página dice quién la revisó y cuándo. "
            "Gratis y sin cuenta."
        ),
        "Presión arterial alta\nDiabetes tipo 2\nAsma\nDolor de espalda",
    ),
}
SECTIONS: Final = {
    SectionKind.HEALTH: {"en": "Health topics", "es": "Temas de salud"},
    SectionKind.DRUGS: {"en": "Medicines", "es": "Medicamentos"},
    SectionKind.ALERTS: {"en": "Alerts", "es": "Alertas"},
    SectionKind.FIND_CARE: {"en": "Find care", "es": "Centros de salud"},
    SectionKind.ABOUT: {"en": "About this site", "es": "Sobre este sitio"},
}
# Who enters the admin and keeps the vocabulary. Pages and the library are for editors only: drafts are theirs.
_GROUPS: Final = ("staff:editor", "staff:admin")
_EDITORS: Final = "staff:editor"
_PAGE_RIGHTS: Final = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page")
# Wagtail asks for the rights of its own models, whatever models a site puts in their place.
_LIBRARY_RIGHTS: Final = (
    ("wagtailimages", "add_image"),
    ("wagtailimages", "change_image"),
    ("wagtailimages", "choose_image"),
    ("wagtaildocs", "add_document"),
    ("wagtaildocs", "change_document"),
    ("wagtaildocs", "choose_document"),
)
_RIGHTS_OF: Final = ("wagtailcore", "wagtailimages", "wagtaildocs", "wagtailadmin", "search")
_VOCABULARY: Final = ("tag", "synonym")


def ensure_tree() -> None:
    """Make what is missing of the tree; writes nothing when all of it is there."""
    if _is_complete():
        return
    with transaction.atomic():
        homes = _ensure_homes()
        _ensure_site(homes["en"])
        for kind, titles in SECTIONS.items():
            _ensure_section(kind, titles, homes)
        _ensure_rights()
    # Each process keeps the paths of the start pages in memory; without this no page knows its address.
    Site.clear_site_root_paths_cache()


def _is_complete() -> bool:
    wanted = len(SECTIONS) * len(HOME)
    return bool(
        SectionPage.objects.filter(kind__in=list(SECTIONS)).count() >= wanted
        and Site.objects.filter(is_default_site=True, hostname=_host(), root_page__in=HomePage.objects.all()).exists()
        and GroupPagePermission.objects.filter(group__name=_EDITORS).count() >= len(_PAGE_RIGHTS)
    )


def _host() -> str:
    return urlsplit(settings.BASE_URL).hostname or "localhost"


def _add(parent: Page, page: Any) -> None:
    """Add a door that is open at once: it has no draft that anybody would review."""
    page.live, page.has_unpublished_changes = True, False
    page.first_published_at = page.last_published_at = clock.now()
    parent.add_child(instance=page)


def _ensure_homes() -> dict[str, HomePage]:
    root = Page.get_first_root_node()
    homes: dict[str, HomePage] = {}
    for language, (title, headline, intro, searches) in HOME.items():
        locale, _created = Locale.objects.get_or_create(language_code=language)
        home = HomePage.objects.filter(locale=locale, depth=2).first()
        if home is None:
            home = HomePage(title=title, slug=f"home-{language}", locale=locale)
            home.headline, home.intro, home.common_searches = headline, intro, searches
            if "en" in homes:
                home.translation_key = homes["en"].translation_key
            _add(Page.objects.get(pk=root.pk), home)
        homes[language] = home
    return homes


def _ensure_site(home: HomePage) -> None:
    """Point the site at the start page and drop the page that Wagtail brings along."""
    address = urlsplit(settings.BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    old = site.root_page if site.pk else None
    site.hostname, site.port, site.site_name, site.root_page = _host(), port, settings.SITE_NAME, home
    site.save()
    if old is not None and old.specific_class is Page and old.depth == 2 and not old.get_children().exists():
        Page.objects.get(pk=old.pk).delete()


def _ensure_section(kind: SectionKind, titles: dict[str, str], homes: dict[str, HomePage]) -> None:
    """Make a section with one address in all languages."""
    first: SectionPage | None = None
    for language, title in titles.items():
        home = HomePage.objects.get(pk=homes[language].pk)
        section = SectionPage.objects.child_of(home).filter(kind=kind).first()
        if section is None:
            section = SectionPage(title=title, slug=str(kind), kind=kind, locale=home.locale)
            if first is not None:
                section.translation_key = first.translation_key
            _add(home, section)
        first = first or section


def _ensure_rights() -> None:
    """Let editors and administrators into the admin, and editors work in the whole tree and in the library."""
    rights = Permission.objects.filter(content_type__app_label__in=_RIGHTS_OF).select_related("content_type")
    by_name = {(p.content_type.app_label, p.codename): p for p in rights}
    for name in _GROUPS:
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.add(by_name["wagtailadmin", "access_admin"])
        for word in _VOCABULARY:
            group.permissions.add(
                *(by_name["search", f"{verb}_{word}"] for verb in ("add", "change", "delete", "view"))
            )
    editors = Group.objects.get(name=_EDITORS)
    root, library = Page.get_first_root_node(), Collection.get_first_root_node()
    for codename in _PAGE_RIGHTS:
        permission = by_name["wagtailcore", codename]
        GroupPagePermission.objects.get_or_create(group=editors, page=root, permission=permission)
    for right in _LIBRARY_RIGHTS:
        GroupCollectionPermission.objects.get_or_create(group=editors, collection=library, permission=by_name[right])
