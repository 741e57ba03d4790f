"""The way to drafts, submissions and cases: visible or missing, and what pages of cases share."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from accounts.verification.trust import related
from cases import permissions
from cases.models import Case, CaseDraft
from core import idempotency
from core.access import Viewer, get_visible_or_404, require
from core.middleware import viewer_of

if TYPE_CHECKING:
    from uuid import UUID

    from core.forms import KeyedForm

UNPROCESSABLE = 422


def language() -> str:
    """The language of the page, one of the site's."""
    return (get_language() or "en")[:2]


def show(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Draw a page of the place "Cases". None of them is kept by anybody."""
    response = render(request, template, {"section": "cases", **context}, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def find_draft(viewer: Viewer, public_id: UUID) -> CaseDraft:
    """One's own draft, while one is a verified physician."""
    draft = get_visible_or_404(CaseDraft.objects.all(), viewer, public_id=public_id)
    require(permissions.can_open_draft, viewer, draft)
    return draft


def find_case(viewer: Viewer, public_id: UUID) -> Case:
    """A case with what its page shows."""
    cases = Case.objects.select_related(*related("owner"), "specialty", "group", "second_reader", "image__file")
    return get_visible_or_404(cases, viewer, public_id=public_id)


def once(request: HttpRequest, form: KeyedForm, scope: str, run: Callable[[Viewer], dict[str, Any]]) -> dict[str, Any]:
    """Do the act of a form once under its key.

    `run` fetches what it needs itself, so a second press gets the first answer even where the thing is gone by then.
    """
    viewer = viewer_of(request)
    return idempotency.once(author=viewer, key=form.cleaned_data["key"], scope=scope, run=partial(run, viewer))
