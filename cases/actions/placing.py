"""Who sees a case: one audience for the row, its picture and its discussion, changed together."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from cases.actions.files import move_file
from cases.models import Case, CaseComment
from core import clock, outbox
from search.indexing import index_object
from search.tasks import index_row_task


def place_case(case: Case, audience: str, *, inside: str = "") -> None:
    """Save the case's state and show it to this audience, picture and discussion to `inside` if it differs.

    Part of the caller's transaction. Search follows at the commit, before the answer to the request; the
    outbox repeats it in case that failed.
    """
    case.audience, case.changed_at = audience, clock.now()
    case.save(update_fields=["audience", "state", "second_reader", "changed_at"])
    inside = inside or audience
    CaseComment.objects.filter(case=case).update(audience=inside)
    image = getattr(case, "image", None)
    if image is not None:
        move_file(image.file, inside)
    outbox.add(index_row_task, "case", str(case.pk))
    transaction.on_commit(partial(index_object, "case", str(case.pk)), robust=True)
