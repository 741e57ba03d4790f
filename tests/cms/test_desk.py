"""The desk's queues of overdue pages: live ones past their date, oldest first, for editors."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms import freshness
from cms.models import ArticlePage
from tests.cms.conftest import MakeArticle
from tests.people import Cast

pytestmark = pytest.mark.django_db
PAGE = "/en/desk/queues/overdue-articles/"


def titles(page: str) -> list[str]:
    return re.findall(r'class="row-title" href="[^"]*"><bdi>([^<]+)', page)


def test_overdue_pages_are_listed_oldest_first(editors: Cast, make_article: MakeArticle) -> None:
    day = freshness.today()
    make_article("Late", review_due=day - timedelta(days=1))
    oldest = make_article("Very late", review_due=day - timedelta(days=90))
    make_article("Last day", review_due=day)
    make_article("Never checked")
    make_article("Not out", live=False, review_due=day - timedelta(days=5))
    client = editors.editor.client()
    page = client.get(PAGE).content.decode()
    assert titles(page) == ["Very late", "Late"]
    assert f"/cms/reviews/assign/{oldest.pk}/" in page, "each line leads to asking somebody for a review"
    assert "2 wait" in client.get("/en/desk/").content.decode()
    assert editors.verifier.client().get(PAGE).status_code == 404
    assert titles(client.get("/es/desk/queues/overdue-medicines/").content.decode()) == []


def test_a_queue_ten_times_as_long_asks_as_often_and_goes_on_by_key(editors: Cast, make_article: MakeArticle) -> None:
    day = freshness.today()
    client = editors.editor.client()
    counts = []
    for number in range(30):
        make_article(f"Topic {number}", review_due=day - timedelta(days=1 + number % 5))
        if number in (2, 29):
            client.get(PAGE)
            with CaptureQueriesContext(connection) as asked:
                client.get(PAGE)
            counts.append(len(asked))
    assert counts[0] == counts[1]
    first = client.get(PAGE).content.decode()
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following is not None
    second = client.get(PAGE + following[1].replace("&amp;", "&")).content.decode()
    assert sorted(titles(first) + titles(second)) == sorted(ArticlePage.objects.values_list("title", flat=True))
