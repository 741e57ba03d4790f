"""What editors can do in Wagtail's admin, and what nobody can."""

from __future__ import annotations

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.test import Client
from taggit.models import Tag as ForeignTag
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.operations import TranslationCreator

from cms.models import AlertPage, ArticlePage
from cms.twins import is_hand_made
from search.models import Tag
from tests.cms.conftest import MakeArticle, section
from tests.people import Cast

INSIDE = ("patient", "reviewer", "verifier", "physician", "moderator", "unverified", "suspended")


def test_editors_come_in_and_others_do_not(editors: Cast) -> None:
    answer = editors.editor.client().get("/cms/")
    assert answer.status_code == 200
    body = answer.content.decode()
    assert "Consilium" in body
    assert "cms/admin.css" in body
    assert "Reviews due" in body
    for path in ("images/", "documents/", "images/add/", "snippets/search/tag/", "snippets/search/synonym/"):
        assert editors.editor.client().get(f"/cms/{path}").status_code == 200, path
    assert editors.administrator.client().get("/cms/").status_code == 200
    for name in INSIDE:
        answer = getattr(editors, name).client().get("/cms/", follow=False)
        assert answer.status_code in {302, 403, 404}, name
        assert b"Reviews due" not in answer.content
    assert Client().get("/cms/").status_code == 302


def test_an_editor_writes_and_publishes_an_alert(editors: Cast) -> None:
    parent = section("alerts")
    client = editors.editor.client()
    url = f"/cms/pages/add/cms/alertpage/{parent.pk}/"
    assert client.get(url).status_code == 200
    data = {
        "title": "Heat in town", "slug": "heat", "severity": "warn", "place": "Port Lumen", "summary": "Hot.",
        "starts_at": "2026-11-23 10:00", "ends_at": "", "emergency": "", "who": "", "what_to_do": "Drink water",
        "body": '{"entityMap": {}, "blocks": []}', "source_name": "", "source_url": "", "seo_title": "",
        "search_description": "", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0", "comments-MAX_NUM_FORMS": "", "action-publish": "Publish",
    }  # fmt: skip
    answer = client.post(url, data)
    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    page = AlertPage.objects.get()
    assert page.live
    assert "Drink water" in Client().get(page.url).content.decode()


def test_the_article_form_opens_and_offers_a_review(make_article: MakeArticle, editors: Cast) -> None:
    page = make_article()
    client = editors.editor.client()
    body = client.get(f"/cms/pages/{page.pk}/edit/").content.decode()
    assert f"/cms/reviews/assign/{page.pk}/" in body
    assign = f"/cms/reviews/assign/{page.pk}/"
    assert client.get(assign).status_code == 200
    assert client.post(assign, {"reviewer": editors.reviewer.id}).status_code == 302
    assert editors.reviewer.viewer.grants & {f"review:{n}" for n in range(1, 50)}
    others = editors.patient.client().post(assign, {"reviewer": editors.reviewer.id}, follow=True)
    assert others.status_code == 404


def test_a_section_with_live_pages_cannot_be_closed(make_article: MakeArticle, editors: Cast) -> None:
    page, parent = make_article(), section("health")
    client = editors.editor.client()
    answer = client.post(f"/cms/pages/{parent.pk}/unpublish/", follow=True)
    assert "still public" in answer.content.decode()
    bulk = f"/cms/bulk/wagtailcore/page/unpublish/?id={parent.pk}"
    client.post(bulk)
    assert section("health").live
    assert client.post(f"/cms/pages/{page.pk}/unpublish/").status_code == 302
    assert not ArticlePage.objects.get(pk=page.pk).live


@pytest.mark.parametrize("path", ["", "search/tag/", "taggit/tag/"])
def test_only_tags_of_the_vocabulary_are_suggested(editors: Cast, path: str) -> None:
    Tag.objects.create(slug="asthma", name_en="Asthma", name_es="Asma")
    ForeignTag.objects.create(name="asterisk")
    url = f"/cms/tag-autocomplete/{path}?term=as"
    assert editors.editor.client().get(url).json() == ["Asthma"]
    assert editors.patient.client().get(url, follow=True).status_code == 404


def test_no_private_model_is_a_snippet(db: None) -> None:
    from wagtail.snippets.models import get_snippet_models

    assert {model._meta.label for model in get_snippet_models()} <= {"search.Tag", "search.Synonym"}


def test_the_privacy_form_of_wagtail_changes_nothing(make_article: MakeArticle, editors: Cast) -> None:
    page = make_article()
    editors.editor.client().post(f"/cms/pages/{page.pk}/privacy/", {"restriction_type": "login"})
    assert Client().get(page.url).status_code == 200


# --- twins written by hand ----------------------------------------------------------------------


def test_a_translation_run_leaves_a_twin_written_by_hand_alone(make_article: MakeArticle, editors: Cast) -> None:
    english = make_article("Sore throat")
    spanish = make_article("Dolor de garganta", "es", translation_key=english.translation_key)
    es = Locale.objects.get(language_code="es")
    assert is_hand_made(english.translation_key, es)
    source, _created = TranslationSource.get_or_create_from_instance(english)
    with pytest.raises(ValidationError):
        source.create_or_update_translation(es)
    TranslationCreator(user=editors.editor.user, target_locales=[es]).create_translations(english)
    spanish.refresh_from_db()
    assert spanish.title == "Dolor de garganta"
    assert not Translation.objects.filter(source=source, enabled=True).exists()


def test_a_page_without_a_twin_can_be_translated(make_article: MakeArticle, editors: Cast) -> None:
    english = make_article("Sore throat")
    es = Locale.objects.get(language_code="es")
    TranslationCreator(user=editors.editor.user, target_locales=[es]).create_translations(english)
    twin = ArticlePage.objects.get(translation_key=english.translation_key, locale=es)
    assert twin.get_parent().specific == section("health", "es")
    assert not is_hand_made(english.translation_key, es)
    assert ContentType.objects.get_for_model(ArticlePage) == twin.content_type
