"""How the notices about cases read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.notices import Words
from cases.documents import case_url
from cases.enums import ReviewState
from cases.models import Case, Receipt
from core.access import Viewer


def _ids(targets: Iterable[str]) -> dict[int, str]:
    return {int(target.rpartition(":")[2]): target for target in targets}


def decision_words(viewer: Viewer, targets: Iterable[str], language: str) -> Mapping[str, Words]:
    """A second reader decided, or nobody did in time."""
    del language
    sentences = {
        ReviewState.APPROVED: _("Your case is published: %(title)s"),
        ReviewState.RETURNED: _("Your case came back to you: %(title)s"),
        ReviewState.REFUSED: _("Your case was not published: %(title)s"),
        ReviewState.EXPIRED: _("Nobody decided on your case within 14 days: %(title)s"),
    }
    ids = _ids(targets)
    receipts = Receipt.objects.visible_to(viewer).filter(pk__in=ids, state__in=sentences)
    return {
        ids[receipt.pk]: Words(
            sentences[ReviewState(receipt.state)] % {"title": receipt.title},
            reverse("cases:receipt", args=[receipt.public_id]),
        )
        for receipt in receipts
    }


def _case_words(viewer: Viewer, targets: Iterable[str], language: str, sentence: str) -> Mapping[str, Words]:
    ids = _ids(targets)
    cases = Case.objects.visible_to(viewer).filter(pk__in=ids)
    return {ids[case.pk]: Words(sentence % {"title": case.title}, case_url(case, language)) for case in cases}


def comment_words(viewer: Viewer, targets: Iterable[str], language: str) -> Mapping[str, Words]:
    """Somebody wrote about the viewer's case."""
    return _case_words(viewer, targets, language, _("There are answers to your case “%(title)s”"))


def flagged_words(viewer: Viewer, targets: Iterable[str], language: str) -> Mapping[str, Words]:
    """A reader had the viewer's case hidden."""
    return _case_words(viewer, targets, language, _("Your case is hidden until somebody has looked at it: %(title)s"))
