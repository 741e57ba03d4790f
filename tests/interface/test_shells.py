"""The shells and the pages for errors: cacheable outside, complete inside, drawn even when everything else is down."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

from core.access import Viewer
from core.errors import server_error


@pytest.mark.parametrize(("path", "language"), [("/en/health/", "en"), ("/es/health/", "es")])
def test_the_page_for_our_own_fault_needs_no_database(path: str, language: str) -> None:
    answer = server_error(RequestFactory().get(path))
    assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert f'<html lang="{language}">' in answer.content.decode()
    assert f'href="/{language}/"' in answer.content.decode()


@pytest.mark.django_db
def test_a_missing_page_sets_no_cookie_and_holds_no_token(client: Client) -> None:
    answer = client.get("/en/no-such-page/")
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert not answer.cookies
    assert "csrf" not in answer.content.decode()


def _shell(template: str, **values: Any) -> str:
    base = {"site_name": "Consilium", "emergency_number": "112", "other_language_url": "/es/health/"}
    language = {"other_language": "es", "other_language_name": "Español", "theme": "system"}
    return render_to_string(template, {**base, **language, **values})


def test_a_stranger_is_offered_the_way_in_and_the_other_language() -> None:
    page = _shell("base.html", viewer=Viewer(None, "", frozenset({"public"})))
    assert "Sign in" in page
    assert 'href="/es/health/" lang="es" hreflang="es"' in page
    assert 'href="tel:112"' in page


def test_a_person_is_offered_the_way_to_today() -> None:
    page = _shell("base.html", viewer=Viewer(7, "a", frozenset({"public", "member"})))
    assert "Sign in" not in page
    assert "/account/today/" in page


THEMES = [("dark", True), ("light", True), ("system", False), ('"><script>', False)]


@pytest.mark.parametrize(("theme", "drawn"), THEMES)
def test_the_server_writes_the_chosen_theme(theme: str, drawn: bool) -> None:
    assert (f'data-theme="{theme}"' in _shell("base.html", theme=theme)) is drawn


def test_a_demonstration_says_so_on_both_shells() -> None:
    assert "strip-demo" in _shell("base.html", is_demo=True)
    assert "strip-demo" in _shell("base_app.html", is_demo=True, viewer=Viewer(7, "a", frozenset()))
    assert "strip-demo" not in _shell("base.html", is_demo=False)


@pytest.mark.parametrize(("grants", "desk"), [({"physician"}, False), ({"staff:moderator"}, True)])
def test_only_staff_have_a_desk(grants: set[str], desk: bool) -> None:
    page = _shell("base_app.html", viewer=Viewer(7, "a", frozenset(grants)), user={"name": "Li Chen"})
    assert ('/desk/"' in page) is desk


def test_the_place_where_one_is_is_marked() -> None:
    page = _shell("base_app.html", viewer=Viewer(7, "a", frozenset()), section="cases", counters={"inbox": 4})
    assert '/cases/" aria-current="page"' in page
    assert '<span class="count">4' in page


def test_the_shell_turns_round_for_languages_that_do() -> None:
    with translation.override("ar"):
        assert '<html lang="ar" dir="rtl">' in _shell("base.html")


@pytest.mark.django_db
def test_the_styleguide_is_closed_outside_demonstrations(client: Client, settings: Any) -> None:
    settings.DEMO = False
    assert client.get("/en/styleguide/").status_code == HTTPStatus.NOT_FOUND
    settings.DEMO = True
    assert client.get("/en/styleguide/").status_code == HTTPStatus.OK
