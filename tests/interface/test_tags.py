"""Tags of the interface: times as people say them, faces, words for an audience."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.template import Context, Template
from django.utils import timezone, translation

from core.access import ANONYMOUS, Viewer
from core.templatetags import interface

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


def draw(source: str, **values: object) -> str:
    return Template("{% load interface %}" + source).render(Context(values))


def words(markup: str) -> str:
    return markup.rpartition("</")[0].rpartition(">")[2]


@pytest.mark.parametrize(
    ("moment", "english", "spanish"),
    [
        (datetime(2026, 3, 4, 7, 5, tzinfo=UTC), "today 07:05", None),
        (datetime(2026, 3, 3, 14, 20, tzinfo=UTC), "yesterday 14:20", None),
        (datetime(2026, 3, 2, 10, 0, tzinfo=UTC), "Monday", "lunes"),
        (datetime(2025, 3, 3, 10, 0, tzinfo=UTC), "3 March 2025", "3 de marzo de 2025"),
    ],
)
def test_when_speaks_like_people(moment: datetime, english: str, spanish: str | None) -> None:
    with time_machine.travel(NOW, tick=False), timezone.override(UTC):
        assert words(draw("{% when moment %}", moment=moment)) == english
        if spanish:
            with translation.override("es"):
                assert words(draw("{% when moment %}", moment=moment)).lower() == spanish


def test_when_carries_the_exact_moment_for_machines_and_the_full_date_for_hover() -> None:
    with time_machine.travel(NOW, tick=False), timezone.override(UTC):
        drawn = draw("{% when moment %}", moment=datetime(2026, 3, 4, 7, 5, tzinfo=UTC))
    assert 'datetime="2026-03-04T07:05:00+00:00"' in drawn
    assert 'title="4 March 2026, 07:05"' in drawn


@pytest.mark.parametrize("tag", ["when", "clock_time", "day"])
def test_no_moment_is_nothing(tag: str) -> None:
    assert draw("{% " + tag + " moment %}", moment=None) == ""


def test_day_stays_true_in_a_cached_page() -> None:
    assert words(draw("{% day value %}", value=date(2026, 3, 3))) == "3 March 2026"
    assert words(draw('{% day value "MONTH" %}', value=date(2028, 3, 3))) == "March 2028"
    with translation.override("es"):
        assert words(draw("{% day value %}", value=date(2026, 3, 3))) == "3 de marzo de 2026"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Dr Li Chen", "LC"), ("Dra. Ana María Ruiz", "AR"), ("Plato", "P"), ("", "?"), ("Dr", "?"), ("élan vital", "ÉV")],
)
def test_initials_leave_the_title_out(name: str, expected: str) -> None:
    assert interface.initials(name) == expected


def test_a_face_keeps_its_colour() -> None:
    assert interface.tone("Li Chen") == interface.tone("Li Chen")
    assert {interface.tone(f"Person {n}") for n in range(100)} == set(range(interface.TONES))


def test_an_audience_is_said_in_words() -> None:
    assert interface.audience_words("public") == "Public page"
    assert interface.audience_words("user:7") == "Only you"
    assert interface.audience_words("group:12") == "Closed circle"
    assert interface.is_public("public")
    assert not interface.is_public("physician")


def test_the_desk_is_offered_to_staff_only() -> None:
    assert not interface.is_staff(ANONYMOUS)
    assert interface.is_staff(Viewer(7, "a", frozenset({"public", "staff:moderator"})))


def test_an_icon_escapes_what_it_is_given() -> None:
    drawn = draw("{% icon name %}", name='"><script>')
    assert "<script>" not in drawn
    assert 'aria-hidden="true"' in drawn


def test_the_ring_of_a_dial_never_passes_its_ends() -> None:
    assert interface.dial_dash(150) == "169.6 169.6"
    assert interface.dial_dash(-5).startswith("0.0 ")
