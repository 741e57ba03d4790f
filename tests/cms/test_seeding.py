"""The demonstration pages come in once, live, in both languages and marked as such."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.test import Client

from cms.models import AlertPage, ArticlePage, CentrePage, DrugPage, ProsePage
from cms.seeding import seed
from search.models import SearchRow, Tag
from tests.people import Cast


def changes() -> int:
    with connection.cursor() as cursor:
        return int(cursor.execute("SELECT total_changes()").fetchone()[0])


def test_the_demonstration_is_live_linked_and_marked(editors: Cast) -> None:
    seed({"reviewer": editors.reviewer.user})
    for model in (ArticlePage, DrugPage, AlertPage, CentrePage, ProsePage):
        pages = list(model.objects.all())
        assert pages
        assert all(page.live and page.is_demonstration and page.twin for page in pages), model
        assert not any(getattr(page, "changed_since_check", False) for page in pages), model
    page = ArticlePage.objects.get(slug="high-blood-pressure")
    assert page.reviewer == editors.reviewer.user
    assert page.checked_words == page.seal_of_words()
    assert page.tags.count()
    assert Tag.objects.count() >= 20
    body = Client().get(page.url).content.decode()
    assert f"Call {settings.EMERGENCY_NUMBER}" in body
    assert "{emergency}" not in body
    assert "Questions for your doctor" in body
    for model in (DrugPage, AlertPage, CentrePage, ProsePage):
        for live in model.objects.all():
            assert Client().get(live.url).status_code == 200, live
    assert SearchRow.objects.filter(kind="drug", audience="public").count() == DrugPage.objects.count()
    before = changes()
    seed({"reviewer": editors.reviewer.user})
    assert changes() == before
