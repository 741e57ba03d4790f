"""Reads the topic files of MedlinePlus: the daily file and the answer of the web service, one topic at a time.

Memory stays the same however long the file is. A DOCTYPE is tolerated and never fetched; any entity declaration is
refused. Element and attribute names: https://medlineplus.gov/xmldescription.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

LANGUAGES: Final = {"English": "en", "Spanish": "es"}
ROOTS: Final = ("health-topics", "nlmSearchResult")
_EDITION: Final = "%m/%d/%Y %H:%M:%S"
_DAY_IN_NAME: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_LONGEST_SUMMARY: Final = 200_000
_DEEPEST: Final = 40
_ALWAYS: Final = frozenset({"title", "url", "summary"})


class FileRefused(Exception):
    """The file as a whole is not taken; the message says why."""


class RecordRefused(Exception):
    """One record is not taken; the message says why."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What a file says of itself: its moment, its languages, and which fields it has at all."""

    moment: datetime
    fields: frozenset[str]
    languages: frozenset[str]


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic as plain data, and its markup as it came."""

    source_id: str
    language: str
    twin_id: str
    values: dict[str, Any] = field(repr=False)
    raw: bytes = field(repr=False)


def survey(path: Path) -> Edition:
    """Read the file once to its end: whether it is whole, what it is, and which fields it has.

    Raises FileRefused for anything that is not a whole topic file, before a single record is written.
    """
    fields: set[str] = set(_ALWAYS)
    languages: set[str] = set()
    root: dict[str, str] = {}
    empty = True
    for topic in _topics(path, root):
        empty = False
        languages.add(LANGUAGES.get(topic.get("language", ""), ""))
        fields.update(name for name, value in _values(topic).items() if value)
    if empty:
        raise FileRefused("the file has no health topic")
    return Edition(_moment(root, path), frozenset(fields), frozenset(languages - {""}))


def topics(path: Path) -> Iterator[Topic | tuple[str, str]]:
    """Yield each topic, or a pair of its name and the reason why it is refused."""
    for element in _topics(path, {}):
        try:
            yield _topic(element)
        except RecordRefused as reason:
            yield _name(element), str(reason)


def source_id_of(name: str) -> str:
    """Return the id in the name of a refused record."""
    return name.removeprefix("topic ").split(" ", 1)[0]


def _topics(path: Path, root: dict[str, str]) -> Iterator[Element]:
    """Walk through the file and forget each element once it is done with."""
    open_elements: list[Element] = []
    try:
        with path.open("rb") as handle:
            for event, element in iterparse(handle, events=("start", "end"), forbid_dtd=False):
                if event == "start":
                    if not open_elements:
                        _check_root(element, root)
                    open_elements.append(element)
                    if len(open_elements) > _DEEPEST:
                        raise FileRefused("its elements are nested far too deeply")
                    continue
                open_elements.pop()
                if element.tag == "health-topic":
                    yield element
                if open_elements and not any(e.tag == "health-topic" for e in open_elements):
                    open_elements[-1].remove(element)
    except DefusedXmlException as error:
        raise FileRefused(f"the file declares entities, which no topic file does ({type(error).__name__})") from error
    except ParseError as error:
        raise FileRefused(f"the file is no well-formed XML or ends too early ({error})") from error
    except (OSError, ValueError, LookupError) as error:
        raise FileRefused(f"the file cannot be read ({type(error).__name__})") from error


def _check_root(element: Element, root: dict[str, str]) -> None:
    if element.tag not in ROOTS:
        raise FileRefused(f"this is no MedlinePlus topic file: its root is <{str(element.tag)[:60]}>")
    root.update(element.attrib)


def _moment(root: dict[str, str], path: Path) -> datetime:
    """Return when the edition was made: as the file says, else by its name, else by its age on the disk."""
    said = root.get("date-generated", "")
    if said:
        try:
            return datetime.strptime(said, _EDITION).replace(tzinfo=UTC)
        except ValueError as error:
            raise FileRefused(f"the date of the edition cannot be read: {said[:40]}") from error
    named = _DAY_IN_NAME.search(path.name)
    if named:
        try:
            return datetime.fromisoformat(named[0]).replace(tzinfo=UTC)
        except ValueError as error:
            raise FileRefused(f"the day in the name of the file does not exist: {named[0]}") from error
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(microsecond=0)


def _name(element: Element) -> str:
    title = _text(element.get("title"))
    return f"topic {element.get('id') or 'without id'}" + (f" ({title[:80]})" if title else "")


def _text(value: str | None) -> str:
    return " ".join((value or "").split())


def _topic(element: Element) -> Topic:
    source_id, language = _text(element.get("id")), LANGUAGES.get(_text(element.get("language")), "")
    if not source_id.isdigit():
        raise RecordRefused("it has no id")
    if not _text(element.get("title")):
        raise RecordRefused("it has no title")
    if not language:
        raise RecordRefused(f"its language is {element.get('language') or 'not given'}; English and Spanish are read")
    values = _values(element)
    if len(values["summary"]) > _LONGEST_SUMMARY:
        raise RecordRefused("its text is far too long")
    return Topic(source_id, language, values["twin"], values, tostring(element, encoding="utf-8"))


def _values(element: Element) -> dict[str, Any]:
    """Return every field that a page uses. Sites and other languages stay as rows; the rest is in the raw record."""
    mapped = element.find("language-mapped-topic")
    return {
        "title": _text(element.get("title")),
        "url": _text(element.get("url")),
        "description": _text(element.get("meta-desc")),
        "first_published": _text(element.get("date-created")),
        "also_called": _texts(element, "also-called"),
        "see_references": _texts(element, "see-reference"),
        "summary": (element.findtext("full-summary") or "").strip(),
        "groups": _texts(element, "group"),
        "twin": _text(mapped.get("id")) if mapped is not None else "",
        "mesh": [[_text(d.get("id")), _text(d.text)] for d in element.iterfind("mesh-heading/descriptor")],
        "related": [_text(e.get("id")) for e in element.iterfind("related-topic") if e.get("id")],
        "institute": _text(element.findtext("primary-institute")),
        "sites": [[_text(e.get("title")), _text(e.get("url"))] for e in element.iterfind("site")],
    }


def _texts(element: Element, tag: str) -> list[str]:
    found = (_text(child.text) for child in element.iterfind(tag))
    return list(dict.fromkeys(text for text in found if text))
