"""Makes every change of a page one transaction with its search row, its audit entry and the cached pages.

Wagtail's page actions are not atomic, and no signal or hook sees all of them. So `execute` of each action class runs
inside one transaction here; receivers of `post_save` and `post_delete` see each page that was written, on whatever
way; the outermost action writes the audit.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterable
from typing import Any, Final

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.actions import (
    convert_alias,
    copy_for_translation,
    copy_page,
    create,
    create_alias,
    create_page,
    delete,
    delete_page,
    edit,
    edit_page,
    move_page,
    publish_page_revision,
    publish_revision,
    revert_to_page_revision,
    revert_to_revision,
    unpublish,
    unpublish_page,
)
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page, PageViewRestriction, Site

from cms.models import SiteDocument, SiteImage
from core import audit, kinds, outbox
from core.access import Viewer, viewer_for
from core.pagecache import bump_generation
from search.models import Tag
from search.tasks import index_row_task

# Each has an `execute` of its own; the name is what the audit says.
WRAPPED: Final[dict[type, str]] = {
    publish_revision.PublishRevisionAction: "page.published",
    unpublish.UnpublishAction: "page.unpublished",
    unpublish_page.UnpublishPageAction: "page.unpublished",
    move_page.MovePageAction: "page.moved",
    delete.DeleteAction: "page.deleted",
    delete_page.DeletePageAction: "page.deleted",
    copy_page.CopyPageAction: "page.copied",
    create_alias.CreatePageAliasAction: "page.alias-made",
    convert_alias.ConvertAliasPageAction: "page.alias-converted",
    copy_for_translation.CopyPageForTranslationAction: "page.copied-for-translation",
    copy_for_translation.CopyForTranslationAction: "page.copied-for-translation",
    revert_to_revision.RevertToRevisionAction: "page.reverted",
    create.CreateAction: "page.created",
    edit.EditAction: "page.edited",
}
# These inherit a wrapped `execute`.
INHERITING: Final[frozenset[type]] = frozenset(
    {
        publish_page_revision.PublishPageRevisionAction,
        revert_to_page_revision.RevertToPageRevisionAction,
        create_page.CreatePageAction,
        edit_page.EditPageAction,
    }
)


class _Work(threading.local):
    """The action that runs in this thread: how deep, and which pages it wrote."""

    depth = 0
    pages: dict[tuple[str, int], None]

    def __init__(self) -> None:
        self.pages = {}


_work = _Work()


def install() -> None:
    """Wrap the actions and connect the receivers; run once at start-up."""
    for action_class, name in WRAPPED.items():
        action_class.execute = _atomic(action_class.execute, name)  # type: ignore[attr-defined]  # each has one
    post_save.connect(_page_written, dispatch_uid="cms.publishing.save")
    post_delete.connect(_page_written, dispatch_uid="cms.publishing.delete")
    for model in (SiteImage, SiteDocument, Tag, Site, Locale, PageViewRestriction, Redirect):
        post_save.connect(_shown_elsewhere, sender=model, dispatch_uid=f"cms.publishing.{model.__name__}")
        post_delete.connect(_shown_elsewhere, sender=model, dispatch_uid=f"cms.publishing.no.{model.__name__}")


def _atomic(execute: Callable[..., Any], name: str) -> Callable[..., Any]:
    """Run an action in one transaction; the outermost writes what follows from it."""

    @functools.wraps(execute)
    def wrapped(self: Any, *args: Any, **kwargs: Any) -> Any:
        if _work.depth:
            return execute(self, *args, **kwargs)
        target = _target_of(self)
        _work.depth, _work.pages = 1, {}
        try:
            with transaction.atomic():
                result = execute(self, *args, **kwargs)
                if target is not None or _work.pages:
                    _follow(_work.pages, name, actor_of(self), target or _first(_work.pages))
                return result
        finally:
            _work.depth, _work.pages = 0, {}

    return wrapped


def _target_of(action: Any) -> str | None:
    """Name the page of an action before it runs: afterwards it may be gone."""
    for attribute in ("object", "page", "instance"):
        page = getattr(action, attribute, None)
        if isinstance(page, Page) and page.pk:
            return f"page:{page.pk}"
    return None


def _first(pages: Iterable[tuple[str, int]]) -> str:
    return next(f"page:{pk}" for _kind, pk in pages)


def actor_of(action: Any) -> Viewer | None:
    """Who did it; None for the scheduler and for commands."""
    user_id = getattr(getattr(action, "user", None), "pk", None)
    return viewer_for(user_id) if user_id else None


def _follow(pages: Iterable[tuple[str, int]], name: str, actor: Viewer | None, target: str) -> None:
    """Write what follows from a finished action; part of its transaction."""
    written = list(pages)
    for kind, pk in written:
        _index(kind, pk)
    audit.record(name, actor=actor, target=target, detail={"pages": sorted({pk for _kind, pk in written})[:50]})
    bump_generation()


def _page_written(instance: Any, **_kwargs: Any) -> None:
    """Note a page that was saved or deleted; outside an action its follow-up is written at once."""
    if not isinstance(instance, Page):
        return
    kind = kind_of(instance)
    if _work.depth:
        _work.pages[kind, instance.pk] = None
        return
    with transaction.atomic():
        _index(kind, instance.pk)
        bump_generation()


def _shown_elsewhere(**_kwargs: Any) -> None:
    """Outdate pages: they show an image, a file or a tag, or are reached in another way now."""
    bump_generation()


def kind_of(page: Page) -> str:
    """Return the name of the kind of a page, also for the bare `Page` that Wagtail often saves; "" for none."""
    model = type(page) if type(page) is not Page else page.specific_class
    return next((k.name for k in kinds.kinds() if k.model is model and k.documents is not None), "")


def _index(kind: str, pk: int) -> None:
    if kind:
        outbox.add(index_row_task, kind, str(pk))
