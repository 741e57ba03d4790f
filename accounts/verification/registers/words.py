"""What registers and their files say, as sentences for staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.verification.enums import Outcome

if TYPE_CHECKING:
    from accounts.models import RegisterAnswer
    from accounts.verification.registers.files import Problem

_DETAILS: Final = {
    "other-name": gettext_lazy("Under this number stands another name."),
    "not-in-force": gettext_lazy("The licence is not in force there."),
    "run-out": gettext_lazy("The licence has run out there."),
    "timeout": gettext_lazy("It took too long. It is asked again by itself."),
    "unreachable": gettext_lazy("It could not be reached. It is asked again by itself."),
    "too-large": gettext_lazy("Its answer was too large to be read. It is asked again by itself."),
    "garbage": gettext_lazy("Its answer could not be understood. It is asked again by itself."),
    "no-file": gettext_lazy("No file of this register was read yet."),
}
_PROBLEMS: Final = {
    "encoding": gettext_lazy("The file is not UTF-8 text."),
    "empty": gettext_lazy("The file has no lines."),
    "csv": gettext_lazy("Line %(line)s: this is no CSV."),
    "not-mapped": gettext_lazy("No column is named for “%(column)s”."),
    "no-column": gettext_lazy("There is no column “%(column)s”."),
    "column-twice": gettext_lazy("The column “%(column)s” is there twice."),
    "cells": gettext_lazy("Line %(line)s: it has more or fewer cells than the heading."),
    "no-number": gettext_lazy("Line %(line)s: the number is missing."),
    "long-number": gettext_lazy("Line %(line)s: the number is too long."),
    "no-name": gettext_lazy("Line %(line)s: the name is missing."),
    "number-twice": gettext_lazy("Line %(line)s: the number stands in the file already."),
    "date": gettext_lazy("Line %(line)s: the date is not of the form 2027-06-30."),
}


def reason_of(answer: RegisterAnswer) -> str:
    """Why a register said what it said."""
    if answer.detail.startswith("http-"):
        return _("It answered with error %(number)s. It is asked again by itself.") % {"number": answer.detail[5:]}
    return str(_DETAILS.get(answer.detail, ""))


def tone_of(answer: RegisterAnswer) -> str:
    """The kind of tag for an outcome."""
    tones = {Outcome.MATCH: "ok", Outcome.MISMATCH: "danger", Outcome.MISSING: "warn", Outcome.AWAY: "warn"}
    return tones.get(Outcome(answer.outcome), "neutral")


def sentence_of(problem: Problem) -> str:
    """What is wrong with a file, and where."""
    return str(_PROBLEMS[str(problem["what"])]) % problem
