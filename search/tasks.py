"""Work of search that follows a commit or comes round by the clock. Ids only; every task may run twice."""

from __future__ import annotations

from celery import shared_task

from search import indexing, spelling


@shared_task
def index_row_task(kind_name: str, object_id: str | int) -> None:
    """Make the index say about one object what the database says now."""
    indexing.index_object(kind_name, str(object_id))


@shared_task
def rebuild_speller_task() -> None:
    """Learn the words of public documents again when some have changed."""
    spelling.rebuild_if_stale()


@shared_task
def tidy_index_task() -> None:
    """Remove the bytes of deleted private words, nightly."""
    indexing.tidy()
