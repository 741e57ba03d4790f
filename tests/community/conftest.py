"""What the tests of groups share: a check of texts, and a closed group of the cast."""

from __future__ import annotations

import pytest

from core import textcheck
from tests.community.making import Circle, circle_of, refuse_bad_word
from tests.people import Cast


@pytest.fixture(autouse=True)
def _checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """One check with one finding: what the detector of cases finds is tested there."""
    monkeypatch.setattr(textcheck, "_checks", [refuse_bad_word])


@pytest.fixture
def circle(cast: Cast) -> Circle:
    """A closed group with a thread by the physician."""
    return circle_of(cast)
