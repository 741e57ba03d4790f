"""The API shows the same rows as the pages, and the demonstration comes in once."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from config.urls import urlpatterns
from tests.cms.conftest import MakeArticle
from tests.people import Cast


def get(client: Client, path: str) -> Any:
    # What is missing below no language is looked for below one, and is missing there too.
    answer = client.get(f"/api/v1{path}", follow=True)
    return answer.json() if answer.status_code == 200 else answer.status_code


@pytest.fixture(autouse=True)
def _mounted() -> None:
    from cms.api import router
    from config.api import api

    assert urlpatterns
    if not any(known is router for _prefix, known in api._routers):
        pytest.skip("the router of cms is not mounted under /api/v1/")


def test_drafts_are_in_no_list_and_in_no_answer(make_article: MakeArticle, editors: Cast) -> None:
    make_article("Sore throat", also_called="Pharyngitis")
    make_article("Canary draft", live=False)
    assert [item["title"] for item in get(Client(), "/articles")["items"]] == ["Sore throat"]
    assert get(Client(), "/articles/canary-draft") == 404
    assert get(editors.physician.client(), "/articles/canary-draft") == 404
    assert get(editors.editor.client(), "/articles/canary-draft")["title"] == "Canary draft"
    one = get(Client(), "/articles/sore-throat")
    assert one["also_called"] == ["Pharyngitis"]
    assert one["freshness"] == "unchecked"
    assert one["url"] == "/en/health/sore-throat/"


def test_a_list_goes_on_by_key(make_article: MakeArticle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.api._SIZE", 2)
    for title in ("A", "B", "C"):
        make_article(title)
    first = get(Client(), "/articles?language=en")
    assert [item["title"] for item in first["items"]] == ["A", "B"]
    assert [item["title"] for item in get(Client(), f"/articles?cursor={first['next']}")["items"]] == ["C"]
    assert get(Client(), "/articles?language=es")["items"] == []
