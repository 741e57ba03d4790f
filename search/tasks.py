"""Work of search that follows a commit or comes round by the clock. Ids only; every task may run twice."""

from __future__ import annotations

from celery import shared_task


@shared_task
def index_row_task(kind_name: str, object_id: str) -> None:
    """Make the index say about one object what the database says now."""
    from search.indexing import index_object

    index_object(kind_name, object_id)


@shared_task
def rebuild_speller_task() -> None:
    """Learn the words of public documents again when some have changed."""
    from search.spelling import rebuild_if_stale

    rebuild_if_stale()


@shared_task
def tidy_index_task() -> None:
    """Remove the bytes of deleted private words, nightly."""
    from search.indexing import tidy

    tidy()
