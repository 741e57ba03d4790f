"""The cache before the real site, in the form in which page processes run it: no way of changing a page is missed."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from cms.models import ArticlePage
from cms.tree import ensure_tree
from core.pagecache.generation import site_generation
from core.pagecache.store import PageCache
from core.pagecache.wsgi import CachedPages
from tests.cms.conftest import add, section

pytestmark = pytest.mark.django_db(transaction=True)


class Reader:
    """A stranger who asks the cached site."""

    def __init__(self) -> None:
        self._cache = PageCache(site_generation())
        self._pages = CachedPages(get_wsgi_application(), lambda: self._cache)

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        """Status and body."""
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(), "HTTP_HOST": "localhost", "SERVER_NAME": "localhost", "SERVER_PORT": "80",
            "REMOTE_ADDR": "127.0.0.1", **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }  # fmt: skip
        statuses: list[str] = []
        body = b"".join(self._pages(environ, lambda status, _headers, _=None: statuses.append(status)))  # type: ignore[arg-type]  # a recorder
        return int(statuses[-1][:3]), body.decode()

    def has_cached(self, path: str) -> bool:
        """Whether the page comes without a question to the database."""
        with CaptureQueriesContext(connection) as asked:
            self.get(path)
        return not asked.captured_queries


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.fixture
def article(transactional_db: None) -> ArticlePage:
    ensure_tree()
    text = [("text", {"heading": "What it is", "body": "<p>It hurts.</p>"})]
    made: ArticlePage = add(ArticlePage(title="Sore throat", sections=text), "health")
    return made


def _unpublish(page: ArticlePage) -> None:
    page.unpublish()


def _delete(page: ArticlePage) -> None:
    page.delete()


def _move(page: ArticlePage) -> None:
    page.move(section("about"), pos="last-child")


def _delete_the_section(page: ArticlePage) -> None:
    parent = page.get_parent()
    assert parent is not None
    parent.specific.delete()


def _new_slug(page: ArticlePage) -> None:
    page.slug = "another-slug"
    page.save_revision().publish()


def _restrict(page: ArticlePage) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


@pytest.mark.parametrize(
    "change", [_unpublish, _delete, _delete_the_section, _move, _new_slug, _restrict], ids=lambda c: c.__name__[1:]
)
def test_the_next_reader_sees_the_change(
    reader: Reader, article: ArticlePage, change: Callable[[ArticlePage], None]
) -> None:
    path = article.get_url()
    assert reader.get(path)[0] == 200
    assert reader.has_cached(path)
    change(article)
    status, body = reader.get(path)
    assert status in {301, 302, 404}
    assert "It hurts" not in body


def test_a_page_that_moved_is_read_at_its_new_address(reader: Reader, article: ArticlePage) -> None:
    reader.get(article.get_url())
    article.move(section("about"), pos="last-child")
    moved = ArticlePage.objects.get(pk=article.pk)
    assert "It hurts" in reader.get(moved.get_url())[1]


def test_a_redirect_and_its_end_show_at_once(reader: Reader, article: ArticlePage) -> None:
    assert reader.get("/en/old/")[0] == 404
    redirect = Redirect.objects.create(old_path="/en/old", redirect_page=Page.objects.get(pk=article.pk))
    assert reader.get("/en/old/")[0] == 301
    redirect.delete()
    assert reader.get("/en/old/")[0] == 404


def test_a_preview_of_a_draft_leaves_the_published_page(reader: Reader, article: ArticlePage) -> None:
    path = article.get_url()
    article.title = "Draft of tomorrow"
    article.save_revision()
    draft = article.get_latest_revision_as_object()
    assert b"Draft of tomorrow" in draft.make_preview_request().rendered_content.encode()
    for _ in range(2):
        assert "Draft of tomorrow" not in reader.get(path)[1]
    assert reader.has_cached(path)


def test_a_restricted_page_is_never_stored(reader: Reader, article: ArticlePage) -> None:
    _restrict(article)
    path = article.get_url()
    for _ in range(2):
        assert reader.get(path)[0] in {302, 404}
    assert not reader.has_cached(path)
    PageViewRestriction.objects.all().delete()
    assert reader.get(path)[0] == 200


def test_whoever_is_signed_in_goes_past_the_cache(reader: Reader, article: ArticlePage) -> None:
    path = article.get_url()
    reader.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert reader.get(path, cookie="sessionid=made-up")[0] == 200
    assert asked.captured_queries
