"""What readers get: pages in both languages, their freshness at every moment, and their price."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms import freshness
from cms.enums import Freshness
from cms.models import AlertPage, ArticlePage, DrugPage, ProsePage
from tests.cms.conftest import MakeArticle, add

DAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def twins(make_article: MakeArticle, **fields: Any) -> tuple[ArticlePage, ArticlePage]:
    english = make_article("High blood pressure", also_called="hypertension", **fields)
    spanish = make_article("Presión arterial alta", "es", translation_key=english.translation_key, **fields)
    return english, spanish


# --- both languages -----------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "es"])
def test_doors_answer_in_both_languages(tree: None, client: Client, language: str) -> None:
    for path in ("", "health/", "drugs/", "alerts/", "about/"):
        answer = client.get(f"/{language}/{path}")
        assert answer.status_code == 200, path
        body = answer.content.decode()
        assert f'<html lang="{language}"' in body
        assert "<h1" in body


def test_an_article_shows_its_trust_and_its_twin(make_article: MakeArticle, client: Client) -> None:
    checked = {"checked_at": DAY, "review_due": DAY + timedelta(days=400), "reviewer_label": "Dr Ana Ruiz"}
    english, spanish = twins(
        make_article,
        emergency="Chest pain\nTrouble speaking",
        short_version="It has no signs.\nMeasure it.",
        sources=[("source", {"title": "A fact sheet", "publisher": "WHO", "url": "https://who.int/x", "year": ""})],
        **checked,
    )
    body = client.get(english.url).content.decode()
    for words in ("Public page", "hypertension", "Dr Ana Ruiz", "23 November 2026", "Chest pain", "The short version",
                  "It hurts to swallow", "A fact sheet", "not medical advice", "How this page was made"):  # fmt: skip
        assert words in body, words
    assert f'hreflang="es" href="http://localhost:8000{spanish.url}"' in body
    assert f'<a class="language" href="{spanish.url}"' in body
    assert english.url in client.get(spanish.url).content.decode()
    assert "style=" not in body
    assert "csrfmiddlewaretoken" not in body
    answer = client.get(english.url)
    assert answer.cookies == {}
    assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_a_page_without_a_twin_leads_to_the_other_start_page(make_article: MakeArticle, client: Client) -> None:
    assert '<a class="language" href="/es/"' in client.get(make_article().url).content.decode()


def test_a_demonstration_page_says_so(make_article: MakeArticle, client: Client) -> None:
    assert "Demonstration content" in client.get(make_article(is_demonstration=True).url).content.decode()


def test_a_medicine_and_a_plain_page(tree: None, client: Client) -> None:
    table = {"heading": "Doses", "caption": "Usual doses", "columns": ["Who", "Dose"], "note": "",
             "rows": [{"cells": ["Adults", "500 mg"]}]}  # fmt: skip
    drug = add(DrugPage(title="Metformin", do_not_stop="Ask first.", sections=[("doses", table)]), "drugs")
    body = client.get(drug.url).content.decode()
    assert "Do not stop without asking" in body
    assert '<th scope="row">Adults</th>' in body
    assert "Metformin" in client.get("/en/drugs/").content.decode()
    prose = add(ProsePage(title="How we review", body="<h2>Who</h2><p>Doctors.</p>"), "about")
    assert "Doctors." in client.get(prose.url).content.decode()
    assert "How we review" in client.get("/en/about/").content.decode()


# --- A-Z ----------------------------------------------------------------------------------------


def test_the_list_has_lay_and_clinical_names(make_article: MakeArticle, client: Client) -> None:
    make_article("Épilepsie", also_called="Seizure disorder", see_references="Fits")
    make_article("Dolor abdominal", "es")
    body = client.get("/en/health/").content.decode()
    assert '<h2 id="E">E</h2>' in body
    assert "Seizure disorder" in body
    assert "Fits" in body
    assert "Dolor abdominal" not in body
    found = client.get("/en/health/?q=EPIL").content.decode()
    assert "Épilepsie" in found
    assert "Fits" not in found
    assert "Search the text instead" in client.get("/en/health/?q=zzz").content.decode()


# --- freshness ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "state"),
    [
        (-400, Freshness.OVERDUE),
        (-1, Freshness.OVERDUE),
        (0, Freshness.DUE),
        (30, Freshness.DUE),
        (31, Freshness.FRESH),
    ],
)
def test_freshness_by_the_day(days: int, state: Freshness) -> None:
    assert freshness.state_of(DAY - timedelta(days=500), DAY + timedelta(days=days), DAY) is state


def valid_until(answer: object) -> datetime | None:
    """Until when an answer holds; the page cache reads the same."""
    moment: datetime | None = getattr(answer, "valid_until", None)
    return moment


def test_a_page_past_its_review_date_says_so_at_once(make_article: MakeArticle, client: Client) -> None:
    with time_machine.travel(NOON, tick=False):
        page = make_article(checked_at=DAY - timedelta(days=700), review_due=DAY)
        answer = client.get(page.url)
        assert "overdue" not in answer.content.decode()
        turning = valid_until(answer)
        assert turning == freshness.midnight(DAY + timedelta(days=1))
        assert turning is not None
    with time_machine.travel(turning - timedelta(seconds=1), tick=False):
        assert "overdue" not in client.get(page.url).content.decode()
    with time_machine.travel(turning, tick=False):
        answer = client.get(page.url)
        assert "The medical check of this page is overdue." in answer.content.decode()
        assert valid_until(answer) is None


def test_an_alert_begins_and_ends_by_itself(make_alert: Callable[..., AlertPage], client: Client) -> None:
    start, end = NOON + timedelta(hours=1), NOON + timedelta(days=2)
    with time_machine.travel(NOON, tick=False):
        page = make_alert("Heat in town", starts_at=start, ends_at=end, what_to_do="Drink water")
        answer = client.get(page.url)
        assert "has not begun yet" in answer.content.decode()
        assert valid_until(answer) == start
        home = client.get("/en/")
        assert "Heat in town" not in home.content.decode()
        assert valid_until(home) == start
    with time_machine.travel(start, tick=False):
        answer = client.get(page.url)
        assert "has not begun yet" not in answer.content.decode()
        assert "Drink water" in answer.content.decode()
        assert valid_until(answer) == end
        assert "Heat in town" in client.get("/en/").content.decode()
        assert valid_until(client.get("/en/alerts/")) == end
    with time_machine.travel(end, tick=False):
        assert "This alert has ended." in client.get(page.url).content.decode()
        assert "Heat in town" not in client.get("/en/").content.decode()


# --- price --------------------------------------------------------------------------------------


def queries(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_pages_cost_the_same_with_ten_times_the_data(make_article: MakeArticle, client: Client) -> None:
    english, _spanish = twins(make_article, checked_at=DAY, review_due=DAY + timedelta(days=400))
    paths = (english.url, "/en/health/", "/en/")
    before = [queries(client, path) for path in paths]
    assert before[0] <= 12, before
    for number in range(10):
        make_article(
            f"Topic {number}", checked_at=DAY, review_due=DAY + timedelta(days=400), also_called=f"Name {number}"
        )
    assert [queries(client, path) for path in paths] == before


# --- the way in and what readers send -----------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "cookie", "goal"),
    [
        ("es-MX,es;q=0.9", "", "/es/"),
        ("fr,en;q=0.5", "", "/en/"),
        ("", "", "/en/"),
        ("es", "en", "/en/"),
        ("*", "xx", "/en/"),
    ],
)
def test_the_way_in_chooses_the_language(client: Client, header: str, cookie: str, goal: str) -> None:
    if cookie:
        client.cookies["django_language"] = cookie
    assert client.get("/", headers={"Accept-Language": header} if header else {}).headers["Location"] == goal


GOOD = {"Origin": "http://localhost:8000", "Sec-Fetch-Site": "same-origin", "Host": "localhost:8000"}


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, 302),
        ({"Origin": "https://evil.example"}, 404),
        ({"Origin": "null"}, 404),
        ({"Origin": ""}, 404),
        ({"Sec-Fetch-Site": "cross-site"}, 404),
        ({"Sec-Fetch-Site": "same-site"}, 404),
    ],
)
def test_the_theme_is_taken_from_this_site_only(tree: None, change: dict[str, str], status: int) -> None:
    client = Client(enforce_csrf_checks=True)
    headers = {name: value for name, value in (GOOD | change).items() if value}
    answer = client.post("/en/theme/", {"theme": "dark", "next": "https://evil.example/"}, headers=headers)
    assert answer.status_code == status
    if status == 302:
        assert answer.cookies["theme"].value == "dark"
        assert answer.headers["Location"] == "/"
    else:
        assert "theme" not in answer.cookies


def test_was_this_clear_is_counted_without_a_person(make_article: MakeArticle) -> None:
    from cms.models import ClarityCount

    page, hidden = make_article(), make_article("Draft", live=False)
    client = Client(enforce_csrf_checks=True)

    def post(target: ArticlePage, **more: str) -> int:
        data = {"section": "what-it-is", "clear": "no"} | more
        return client.post(f"/en/clear/{target.pk}/", data, headers=GOOD).status_code

    assert post(page) == 200
    assert post(page, clear="yes") == 200
    assert post(page, clear="maybe") == 404
    assert post(hidden) == 404
    mark = ClarityCount.objects.get()
    assert (mark.page_id, mark.section, mark.clear, mark.unclear) == (page.pk, "what-it-is", 1, 1)
    assert client.post(f"/en/clear/{page.pk}/", {"clear": "no"}).status_code == 404
    assert [post(page) for _ in range(40)][-1] == 429
