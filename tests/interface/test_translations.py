"""The Spanish interface is complete, keeps every placeholder, and is compiled as it is written."""

from __future__ import annotations

import gettext as catalogs
import io
import re
from pathlib import Path

import polib  # type: ignore[import-untyped]  # it brings no types
import pytest
from django.conf import settings
from django.utils import translation

LANGUAGES = ("en", "es")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|\{\w*\}|</?\w+[^>]*>")


def source(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0], language, "LC_MESSAGES", "django.po")


def texts(language: str) -> polib.POFile:
    return polib.pofile(str(source(language)))


def forms(entry: polib.POEntry) -> list[str]:
    """What is shown for a text: one sentence, or one for each plural form."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def test_every_text_is_in_spanish() -> None:
    unfinished = [entry.msgid for entry in texts("es") if entry.fuzzy or not all(forms(entry))]
    assert unfinished == []


def test_no_text_is_left_over() -> None:
    assert [entry.msgid for language in LANGUAGES for entry in texts(language).obsolete_entries()] == []


def test_both_languages_hold_the_same_texts() -> None:
    english, spanish = ({(e.msgctxt, e.msgid, e.msgid_plural) for e in texts(language)} for language in LANGUAGES)
    assert english == spanish


def test_spanish_has_a_form_for_each_plural() -> None:
    # One, millions ("un millón de"), other: as Django counts in Spanish, which must not differ between catalogues.
    assert "nplurals=3" in texts("es").metadata["Plural-Forms"]
    assert {len(entry.msgstr_plural) for entry in texts("es") if entry.msgid_plural} == {3}


def test_placeholders_are_the_same() -> None:
    broken = []
    for entry in texts("es"):
        wanted = {tuple(placeholders(text)) for text in (entry.msgid, entry.msgid_plural) if text}
        broken += [text for text in forms(entry) if tuple(placeholders(text)) not in wanted]
    assert broken == []


def test_line_breaks_at_the_edges_are_the_same() -> None:
    def edges(text: str) -> tuple[bool, bool]:
        return text.startswith("\n"), text.endswith("\n")

    assert [e.msgid for e in texts("es") if any(edges(text) != edges(e.msgid) for text in forms(e))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    written = catalogs.GNUTranslations(io.BytesIO(texts(language).to_binary()))
    with source(language).with_suffix(".mo").open("rb") as file:
        compiled = catalogs.GNUTranslations(file)
    assert words(compiled) == words(written), "Run `make compilemessages`."


def words(catalog: catalogs.NullTranslations) -> dict[object, str]:
    """All texts of a catalogue without its head, which carries only dates and names."""
    return {key: text for key, text in vars(catalog)["_catalog"].items() if key != ""}


def test_the_interface_speaks_spanish() -> None:
    with translation.override("es"):
        assert translation.gettext("Reading needs no account.") == "Para leer no necesita una cuenta."
        assert translation.pgettext("advice", "Don't") == "Qué no hacer"
        many = translation.ngettext("%(counter)s new message", "%(counter)s new messages", 3)
        assert many % {"counter": 3} == "3 mensajes nuevos"
