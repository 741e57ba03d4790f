"""The pages of search."""

from __future__ import annotations

import logging

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from core.access import ANONYMOUS
from search import spelling, views
from search.api import search
from search.models import Tag
from tests.search.conftest import Write


@pytest.fixture
def library(leaflets: Write) -> Write:
    Tag.objects.create(name_en="Lungs", name_es="Pulmones", slug="lungs")
    for number in range(25):
        leaflets(f"Asthma leaflet {number:02}", "Asthma and an inhaler.", tags=("lungs",))
    leaflets("Asma", "El asma en los niños.", language="es")
    leaflets("Zebrafinch asthma", "closed", audience="group:1")
    spelling.rebuild()
    return leaflets


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    assert response["X-Robots-Tag"] == "noindex"
    return response.content.decode()


def test_an_empty_search_invites(client: Client, db: None) -> None:
    assert "Search" in page(client, "/en/search/")


def test_results_with_marks_facets_and_pages(client: Client, library: Write) -> None:
    html = page(client, "/en/search/?q=asthma")
    assert "<mark>Asthma</mark>" in html
    assert "25 results" in html
    assert "Lungs" in html
    assert "Page 1 of 2" in html
    assert 'content="noindex' in html
    second = page(client, "/en/search/?q=asthma&page=2")
    assert "Page 2 of 2" in second


def test_the_correction_is_shown_and_can_be_refused(client: Client, library: Write) -> None:
    html = page(client, "/en/search/?q=asthna")
    assert "<strong>asthma</strong>" in html
    assert "raw=1" in html
    assert "Nothing for" in page(client, "/en/search/?q=asthna&raw=1")


def test_spanish_pages_find_spanish_first(client: Client, library: Write) -> None:
    assert "<mark>niños</mark>" in page(client, "/es/search/?q=ninos")


def test_an_emergency_shows_the_box_in_both_languages(client: Client, db: None) -> None:
    for language in ("en", "es"):
        html = page(client, f"/{language}/search/?q=dolor+de+pecho")
        assert "call-now" in html
        assert 'lang="es"' in html
        assert 'lang="en"' in html


def test_what_was_typed_is_escaped(client: Client, db: None) -> None:
    html = page(client, "/en/search/?q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in html


@pytest.mark.parametrize(
    "rest", ["page=0", "page=99999999", "page=x", "lang=xx", "kind=nope", "sort=up", "tag=zz", "raw=2"]
)
def test_odd_addresses_are_no_error(client: Client, library: Write, rest: str) -> None:
    page(client, f"/en/search/?q=asthma&{rest}")


def test_a_tag_page_is_a_search(client: Client, library: Write) -> None:
    html = page(client, "/es/search/tags/lungs/")
    assert "Pulmones" in html
    assert client.get("/en/search/tags/nothing/").status_code == 404


def test_suggestions(client: Client, library: Write) -> None:
    answer = client.get("/en/search/suggest/?q=asth").json()
    assert len(answer["suggestions"]) == 8
    assert client.get("/en/search/suggest/?q=zebra").json() == {"suggestions": []}


def test_no_canary_reaches_a_stranger(client: Client, library: Write) -> None:
    for address in ("?q=zebrafinch", "?q=asthma", "?q=asthma&page=2", "?q=closed", "suggest/?q=zebra"):
        content = client.get(f"/en/search/{address}").content.decode()
        assert "Zebrafinch" not in content.replace("Results for “zebrafinch”", "")
        assert "group:1" not in content


def test_queries_never_stand_in_the_log(client: Client, library: Write, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    page(client, "/en/search/?q=syphilis")
    assert "syphilis" not in caplog.text


@time_machine.travel("2026-11-23T10:00:01Z", tick=False)  # no new minute may begin in between
def test_machines_are_slowed_down(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "SEARCHES_A_MINUTE", 2)
    cache.clear()
    codes = [client.get("/en/search/?q=asthma").status_code for _ in range(3)]
    assert codes == [200, 200, 429]


@pytest.mark.embedded  # where the embedded engine can step in
def test_an_engine_that_is_away_is_said_and_never_an_error(client: Client, library: Write, settings: Settings) -> None:
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"  # nobody listens there
    html = page(client, "/en/search/?q=asthma")
    assert "does not answer" in html
    assert "25 results" in html


def test_the_api_function_answers_typed_data(library: Write) -> None:
    reply = search(ANONYMOUS, q="asthna", size=5)
    assert (reply.corrected, reply.total, len(reply.hits), reply.pages) == ("asthma", 25, 5, 5)
    assert reply.facets.kinds == {"leaflet": 25}
    with pytest.raises(ValueError, match="language"):
        search(ANONYMOUS, q="x", languages=["xx"])
