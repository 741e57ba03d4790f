"""A register as a file: reading it, with every problem at once or not at all, and looking a number up in it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from accounts.verification.enums import Outcome
from accounts.verification.registers.questions import Away, Question, Reply, judge, plain_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from accounts.models import Register

COLUMNS: Final = ("number", "name", "given", "status", "until")
"""What a column may hold; `given` is joined to `name`. `in_force` beside them lists the words of a good status."""
_NEEDED: Final = ("number", "name")
_DELIMITERS: Final = ",;\t|"
_MOST_NUMBER: Final = 60
Problem = dict[str, str | int]


@dataclass(slots=True)
class Line:
    """One readable line."""

    number: str
    name: str
    in_force: bool
    until: date | None


@dataclass(slots=True)
class Reading:
    """A whole file: lines by number, and everything that is wrong with it."""

    lines: dict[str, Line] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read(data: bytes, columns: Mapping[str, str]) -> Reading:
    """Read a file with a heading. One problem anywhere means that nothing of it is to be used."""
    reading = Reading()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        reading.problems.append({"what": "encoding"})
        return reading
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        heading = [name.strip() for name in rows.fieldnames or []]
        rows.fieldnames = heading
        reading.problems += _problems_of_heading(heading, columns)
        if not reading.problems:
            _read_rows(rows, columns, reading)
    except csv.Error:
        reading.problems.append({"what": "csv", "line": rows.line_num})
    if not reading.lines and not reading.problems:
        reading.problems.append({"what": "empty"})
    return reading


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(_DELIMITERS, key=first.count)


def _problems_of_heading(heading: list[str], columns: Mapping[str, str]) -> Iterator[Problem]:
    for name in COLUMNS:
        wanted = columns.get(name, "")
        if not wanted and name in _NEEDED:
            yield {"what": "not-mapped", "column": name}
        elif wanted and wanted not in heading:
            yield {"what": "no-column", "column": wanted}
        elif wanted and heading.count(wanted) > 1:
            yield {"what": "column-twice", "column": wanted}


def _read_rows(rows: csv.DictReader[str], columns: Mapping[str, str], reading: Reading) -> None:
    good = {word.strip().casefold() for word in columns.get("in_force", "").split(",") if word.strip()}
    for row in rows:
        line, problem = _line(row, columns, good)
        number = plain_number(line.number)
        if problem is None and number in reading.lines:
            problem = "number-twice"
        if problem is not None:
            reading.problems.append({"what": problem, "line": rows.line_num})
        else:
            reading.lines[number] = line


def _line(
    row: Mapping[str | None, str | list[str] | None], columns: Mapping[str, str], good: set[str]
) -> tuple[Line, str | None]:
    def cell(name: str) -> str:
        value = row.get(columns.get(name) or None)
        return value.strip() if isinstance(value, str) else ""

    name = f"{cell('given')} {cell('name')}".strip()
    until, problem = None, None
    if None in row or any(value is None for value in row.values()):
        problem = "cells"
    elif not plain_number(cell("number")):
        problem = "no-number"
    elif len(plain_number(cell("number"))) > _MOST_NUMBER:
        problem = "long-number"
    elif not name:
        problem = "no-name"
    elif cell("until"):
        try:
            until = date.fromisoformat(cell("until"))
        except ValueError:
            problem = "date"
    in_force = not columns.get("status") or cell("status").casefold() in good
    return Line(cell("number"), name[:200], in_force, until), problem


def ask_file(register: Register, question: Question) -> Reply:
    """Look the number up in the edition that counts. Raises Away when no file was read yet."""
    if not register.edition:
        raise Away("no-file")
    found = register.entries.filter(edition=register.edition, number=plain_number(question.number)).first()
    if found is None:
        return Reply(Outcome.MISSING)
    return judge(question, found.name, in_force=found.in_force, until=found.until)
