"""Health centres: a list that one filters, a page that one calls from, and what search and the API say of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from cms.models import CentrePage
from search.models import Tag
from tests.cms.conftest import add

URL: Final = "/en/find-care/"
ROOT: Final = Path(__file__).resolve().parents[2]


@pytest.fixture
def centres(tree: None) -> list[CentrePage]:
    """A practice and a hospital, and a hospital that nobody has published."""
    vaccines = Tag.objects.create(name_en="Vaccines", name_es="Vacunas", slug="vaccines")
    practice = CentrePage(
        title="Harbour Street Practice",
        care="practice",
        town="Port Lumen",
        address="14 Harbour Street",
        phone="+44 1632 960-014",
        hours="Monday to Friday: 8:00 to 19:00",
        languages_spoken="English\nPolish",
    )
    practice.tags.add(vaccines)
    hospital = {"care": "hospital", "town": "Valdoro", "address": "Avenida del Molino 60", "phone": "+44 1632 960240"}
    return [
        add(practice, "find-care"),
        add(CentrePage(title="Hospital General de Valdoro", always_open=True, **hospital), "find-care"),
        add(CentrePage(title="Hospital of Nowhere", **hospital), "find-care", live=False),
    ]


def page(path: str) -> str:
    return Client().get(path).content.decode()


def test_the_list_groups_by_kind_of_care_and_lets_one_call(centres: list[CentrePage]) -> None:
    shown = page(URL)
    assert shown.index("Family practice</h2>") < shown.index("Hospital</h2>")
    assert 'href="tel:+441632960014"' in shown
    assert "Pharmacy</h2>" not in shown
    assert "Open day and night" in shown
    assert "Hospital of Nowhere" not in shown


@pytest.mark.parametrize("wanted", ["harbour", "PORT LUMEN", "vaccin", "polish", "family  practice"])
def test_the_filter_reads_name_town_service_language_and_kind(centres: list[CentrePage], wanted: str) -> None:
    shown = page(f"{URL}?q={wanted}")
    assert "Harbour Street Practice" in shown
    assert "Hospital General" not in shown


def test_a_filter_without_a_hit_offers_the_search(centres: list[CentrePage]) -> None:
    shown = page(f"{URL}?q=dragon")
    assert "No centre contains this" in shown
    assert "../search/?q=dragon" in shown


def test_an_accent_makes_no_difference(centres: list[CentrePage]) -> None:
    assert "Hospital General" in page(f"{URL}?q=válDORO")


def test_a_page_says_how_to_come_and_whom_to_call(centres: list[CentrePage]) -> None:
    shown = page(centres[0].url)
    for words in ("14 Harbour Street, Port Lumen", "Monday to Friday: 8:00 to 19:00", "English, Polish", "Vaccines"):
        assert words in shown
    assert Client().get("/en/find-care/hospital-of-nowhere/").status_code == 404


def test_a_centre_is_found_by_its_service(centres: list[CentrePage]) -> None:
    assert "Harbour Street Practice" in page("/en/search/?q=vaccines&kind=centre")


def test_the_api_tells_the_same(centres: list[CentrePage]) -> None:
    listed = Client().get("/api/v1/centres").json()["items"]
    assert [item["title"] for item in listed] == ["Harbour Street Practice", "Hospital General de Valdoro"]
    one = Client().get(f"/api/v1/centres/{centres[0].slug}").json()
    assert one["languages_spoken"] == ["English", "Polish"]
    assert Client().get(f"/api/v1/centres/{centres[2].slug}").status_code == 404


@pytest.mark.parametrize("phone", ["call me", "+44 1632 960014;ext=1", "javascript:1", "12"])
def test_a_number_that_cannot_be_dialled_is_refused(tree: None, phone: str) -> None:
    with pytest.raises(ValidationError, match="phone"):
        CentrePage(title="Clinic", town="Valdoro", address="1 Calle", phone=phone).clean_fields()


def test_centres_of_the_demonstration_are_fiction_and_complete() -> None:
    told = json.loads((ROOT / "cms/demo/centres.json").read_text(encoding="utf-8"))
    people = json.loads((ROOT / "accounts/demo/people.json").read_text(encoding="utf-8"))["people"]
    tags = {row["slug"] for row in json.loads((ROOT / "cms/demo/tags.json").read_text(encoding="utf-8"))["tags"]}
    assert told["demonstration"] is True
    centres = told["centres"]
    assert len({row["key"] for row in centres}) == len({row["phone"] for row in centres}) == 12
    for row in centres:
        # The range that the British regulator keeps for drama.
        assert re.fullmatch(r"\+44 1632 960\d{3}", row["phone"])
        assert row["town"] in {person["place"] for person in people}
        assert set(row["tags"]) <= tags
        for words in ("hours", "languages"):
            assert len(row["en"][words]) == len(row["es"][words]) > 0
