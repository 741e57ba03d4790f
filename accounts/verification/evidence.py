"""Evidence on the disk: sealed with the key of drafts, bound to its application, swept when no row knows it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction

from accounts.verification.models import Evidence
from core import clock
from core.files import sealed

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.verification.models import Application
    from core.imaging import CleanResult

FOLDER: Final = "evidence"
MOST_FILES: Final = 4
KEPT: Final = timedelta(days=30)
_ORPHANS: Final = timedelta(hours=1)


def _name(application_id: int) -> str:
    return f"evidence:{application_id}"


def keep(application: Application, images: Iterable[CleanResult]) -> None:
    """Store cleaned pictures for the readers of the application, in the caller's transaction."""
    for image in images:
        Evidence.objects.create(
            application=application,
            audience=application.audience,
            content_type=image.content_type,
            width=image.width,
            height=image.height,
            path=sealed.keep(FOLDER, image.data, _name(application.pk)),
        )


def read(evidence: Evidence) -> bytes:
    """The picture; FileNotFoundError when it is gone."""
    return sealed.read(FOLDER, evidence.path, _name(evidence.application_id))


def forget(found: QuerySet[Evidence]) -> int:
    """Remove rows now and their files when the transaction commits; returns how many."""
    gone = list(found)
    for one in gone:
        sealed.drop(FOLDER, one.path)
    Evidence.objects.filter(pk__in=[one.pk for one in gone]).delete()
    return len(gone)


def purge() -> int:
    """Forget what was decided 30 days ago, and files that no row knows; returns how many rows."""
    with transaction.atomic():
        gone = forget(Evidence.objects.filter(application__decided_at__lt=clock.now() - KEPT))
    known = Evidence.objects.values_list("path", flat=True)
    sealed.sweep(FOLDER, known, older_than=(clock.now() - _ORPHANS).timestamp())
    return gone
