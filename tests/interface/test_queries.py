"""The two pages that everybody opens ask the database the same few questions, however much there is to show."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.actions import ensure_tree
from cms.models import AlertPage, ArticlePage, CentrePage, DrugPage, ProsePage
from core import clock, outbox
from events.models import Event
from search import spelling
from search.indexing import index_object
from search.models import Tag
from tests.cms.conftest import add
from tests.people import Cast

pytestmark = pytest.mark.django_db

MOST = 12


def _fill(cast: Cast, first: int, last: int) -> None:
    """Something of every public kind for each number."""
    now = clock.now()
    sections = [("text", {"heading": "Cough", "body": "<p>Dry cough at night.</p>"})]
    for number in range(first, last):
        name = f"Dry cough {number}"
        article = add(ArticlePage(title=name, sections=sections, checked_at=now.date()), "health")
        article.tags.add(*Tag.objects.all())
        index_object("article", str(article.pk))
        add(DrugPage(title=name, sections=sections), "drugs")
        add(AlertPage(title=name, place="Port Lumen", starts_at=now, severity="warn"), "alerts")
        centre = add(CentrePage(title=name, town="Port Lumen", address="1 Quay", phone="+44 1632 960001"), "find-care")
        centre.tags.add(*Tag.objects.all())
        add(ProsePage(title=name, body="<p>Dry cough.</p>"), "about")
        event = Event.objects.create(
            host=cast.physician.user,
            audience="public",
            title_en=name,
            starts_at=now + timedelta(days=3),
            ends_at=now + timedelta(days=3, hours=1),
        )
        index_object("event", str(event.pk))
    outbox.drain_now()
    spelling.rebuild()


def _asked(path: str) -> tuple[int, str]:
    """How many questions a page asks when no cache knows it, and the page."""
    with CaptureQueriesContext(connection) as asked:
        answer = Client().get(path)
    assert answer.status_code == 200
    return len(asked), answer.content.decode()


def _counts(cast: Cast, path: str) -> tuple[int, int]:
    """The numbers of questions with two things of each kind, and with twenty."""
    ensure_tree()
    Tag.objects.create(name_en="Lungs", name_es="Pulmones", slug="lungs")
    _fill(cast, 0, 2)
    _asked(path)  # what a process learns once
    few, page = _asked(f"{path}{'&' if '?' in path else '?'}again=1")
    assert "Dry" in page
    _fill(cast, 2, 20)
    many, page = _asked(f"{path}{'&' if '?' in path else '?'}again=2")
    assert "Dry" in page
    return few, many


@pytest.mark.parametrize("path", ["/en/", "/en/search/?q=dry+cough&kind=article", "/es/search/?q=cough&kind=event"])
def test_ten_times_the_content_asks_no_more_questions(cast: Cast, path: str) -> None:
    few, many = _counts(cast, path)
    assert few == many <= MOST


# The words of the second are corrected, and few documents have all of them.
@pytest.mark.parametrize("words", ["dry+cough", "drry+cough+zebra"])
def test_hits_of_every_public_kind_on_one_page_stay_below_the_limit(cast: Cast, words: str) -> None:
    ensure_tree()
    Tag.objects.create(name_en="Lungs", name_es="Pulmones", slug="lungs")
    _fill(cast, 0, 4)
    _asked(f"/en/search/?q={words}")
    asked, page = _asked(f"/en/search/?q={words}&again=1")
    assert all(f">{kind}</span>" in page for kind in ("Health topic", "Medicine", "Alert", "Event", "Page"))
    assert asked <= MOST
