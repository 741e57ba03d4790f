"""Every change of a page is one transaction with its search row, its audit entry and the cached pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.actions.base import BaseAction
from wagtail.models import Page

from cms import comparing, publishing
from cms.models import ArticlePage
from cms.tasks import compare_pages_task
from core import outbox
from core.models import AuditEntry
from core.pagecache.generation import site_generation
from search.models import SearchRow
from tests.cms.conftest import MakeArticle, section
from tests.people import Cast


def row_of(page: Page) -> SearchRow | None:
    outbox.drain_now()
    return SearchRow.objects.filter(kind="article", object_id=str(page.pk)).first()


def subclasses(base: type) -> Iterator[type]:
    child: type
    for child in base.__subclasses__():
        yield child
        yield from subclasses(child)


def test_every_page_action_is_classified() -> None:
    """A new Wagtail brings new actions: each needs a decision before it can change a page unseen."""
    known = set(publishing.WRAPPED) | publishing.INHERITING
    ours = {cls for cls in subclasses(BaseAction) if cls.__module__.startswith("wagtail.actions")}
    assert ours <= known, f"classify in cms.publishing: {sorted(c.__name__ for c in ours - known)}"
    for cls in publishing.WRAPPED:
        assert "execute" in vars(cls)
    for cls in publishing.INHERITING:
        assert "execute" not in vars(cls)


def test_publishing_indexes_audits_and_outdates_cached_pages(
    make_article: MakeArticle, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    before = site_generation().read()
    with django_capture_on_commit_callbacks(execute=True):
        page = make_article()
    row = row_of(page)
    assert row is not None
    assert row.audience == "public"
    assert "swallow" in row.body
    assert AuditEntry.objects.filter(action="page.published", target=f"page:{page.pk}").count() == 1
    assert site_generation().read() > before


@pytest.mark.parametrize("way", ["action", "bare page", "expiry"])
def test_unpublishing_on_any_way_takes_the_row_from_readers(make_article: MakeArticle, way: str) -> None:
    page = make_article()
    assert row_of(page) is not None
    if way == "action":
        page.unpublish()
    elif way == "bare page":
        Page.objects.get(pk=page.pk).unpublish(set_expired=way == "expiry")
    else:
        Page.objects.filter(pk=page.pk).first().unpublish(set_expired=True)
    row = row_of(page)
    assert row is not None
    assert row.audience == "staff:editor"


def test_plain_saving_and_adding_are_seen_too(tree: None) -> None:
    page = ArticlePage(title="Added plainly", locale=section("health").locale)
    section("health").add_child(instance=page)
    assert row_of(page) is not None
    page.title = "Renamed plainly"
    page.save()
    row = row_of(page)
    assert row is not None
    assert row.title == "Renamed plainly"


def test_deleting_removes_the_row(make_article: MakeArticle) -> None:
    page = make_article()
    assert row_of(page) is not None
    Page.objects.get(pk=page.pk).delete()
    outbox.drain_now()
    assert not SearchRow.objects.filter(kind="article", object_id=str(page.pk)).exists()


def test_a_move_and_a_copy_are_audited_once(make_article: MakeArticle) -> None:
    page = make_article()
    copy = page.copy(update_attrs={"slug": "copied", "title": "Copied"}, keep_live=True)
    assert AuditEntry.objects.filter(action="page.copied").count() == 1
    row = row_of(copy)
    assert row is not None
    assert row.audience == "public"
    page.move(section("about"), pos="last-child")
    assert AuditEntry.objects.filter(action="page.moved").count() == 1


def _no_room_for_audit(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    """The database as it answers when the disk is full: the last step of an action finds no room."""
    if sql.startswith("INSERT") and AuditEntry._meta.db_table in sql:
        raise OperationalError("database or disk is full")
    return execute(sql, *rest)


@pytest.mark.parametrize("verb", ["publish", "unpublish", "delete"])
def test_an_error_in_between_leaves_everything_as_before(make_article: MakeArticle, verb: str) -> None:
    page = make_article(live=verb != "publish")
    outbox.drain_now()
    live, audits = page.live, AuditEntry.objects.count()
    row = row_of(page)
    with pytest.raises(OperationalError), transaction.atomic(), connection.execute_wrapper(_no_room_for_audit):
        if verb == "publish":
            page.get_latest_revision().publish()
        elif verb == "unpublish":
            page.unpublish()
        else:
            page.delete()
    after = ArticlePage.objects.get(pk=page.pk)
    assert after.live is live
    assert AuditEntry.objects.count() == audits
    assert row_of(page) == row
    assert not publishing._work.depth


def test_the_nightly_compare_finds_what_no_signal_sees(make_article: MakeArticle) -> None:
    page = make_article()
    assert list(comparing.differences()) == []
    Page.objects.filter(pk=page.pk).update(live=False)
    assert list(comparing.differences()) == [("article", str(page.pk))]
    compare_pages_task()
    row = row_of(page)
    assert row is not None
    assert row.audience == "staff:editor"
    assert list(comparing.differences()) == []


def test_an_alias_is_never_indexed_and_answers_nothing(make_article: MakeArticle, editors: Cast) -> None:
    page = make_article()
    alias = page.create_alias(
        parent=section("health", "es"), update_slug="alias", update_locale=section("health", "es").locale
    )
    assert alias.live
    assert row_of(alias) is None
    assert editors.patient.client().get(alias.url).status_code == 404
