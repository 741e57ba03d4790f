"""The API as a whole."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.people import Cast

pytestmark = pytest.mark.django_db


def test_the_schema_is_written() -> None:
    schema = Client().get("/api/v1/openapi.json").json()
    assert set(schema["paths"]["/api/v1/search"]) == {"get"}


@pytest.mark.parametrize(
    "path", ["articles", "drugs", "alerts", "centres", "events/", "cases/", "groups/", "search?q=flu"]
)
def test_every_list_answers_a_stranger_and_a_physician(cast: Cast, path: str) -> None:
    for client in (Client(), cast.physician.client()):
        response = client.get(f"/api/v1/{path}", follow=True)
        assert response.status_code == 200, path
        assert response.headers["Content-Type"].startswith("application/json")


@pytest.mark.parametrize("path", ["search?q=x&language=xx", "search?q=x&sort=up", "search?q=x&page=0"])
def test_bad_values_are_refused(path: str) -> None:
    assert Client().get(f"/api/v1/{path}").status_code == 422


@pytest.mark.parametrize("path", ["nothing", "people/00000000-0000-0000-0000-000000000000", "articles/none"])
def test_missing_stays_missing(path: str) -> None:
    assert Client().get(f"/api/v1/{path}").status_code == 404
