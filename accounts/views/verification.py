"""The applicant's own page: apply, answer, withdraw, and see where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Application
from accounts.verification import actions, queries
from accounts.verification.forms import ApplicationForm
from accounts.views.doors import members_only
from core import idempotency, ratelimit
from core.forms import KeyedForm
from core.middleware import viewer_of

if TYPE_CHECKING:
    from core.access import Viewer

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def verify(request: HttpRequest) -> HttpResponseBase:
    """Apply to be a verified physician, answer what is asked, and see where it stands."""
    viewer = viewer_of(request)
    standing = queries.standing_of(viewer.known_id)
    if request.method != "POST":
        return _show(request, standing, _form(request, standing))
    # Before the pictures are opened: that is what costs.
    ratelimit.hit("verify", str(viewer.user_id), limit=10, seconds=3600)
    form = _form(request, standing)
    if not form.is_valid():
        return _show(request, standing, form)
    _send(viewer, standing, form)
    messages.success(request, _("Thank you. Your application is on its way to the people who check it."))
    return redirect("accounts:verify")


def _form(request: HttpRequest, standing: queries.Standing) -> ApplicationForm:
    language = (get_language() or "en")[:2]
    known = standing.application if standing.is_asked else standing.licence
    names = ("profession", "specialty", "second_specialty", "country", "registry", "number")
    initial = {name: getattr(known, name) for name in names} if known is not None else {}
    if request.method == "POST":
        return ApplicationForm(request.POST, request.FILES, language=language)
    return ApplicationForm(language=language, initial=initial)


def _send(viewer: Viewer, standing: queries.Standing, form: ApplicationForm) -> None:
    def run() -> dict[str, Any]:
        facts, images = form.facts(), form.cleaned_data["pictures"]
        if standing.is_asked and standing.application is not None:
            made = actions.answer(application=standing.application, facts=facts, images=images, by=viewer)
        else:
            made = actions.apply(facts=facts, images=images, by=viewer)
        return {"application": made.pk}

    idempotency.once(author=viewer, key=form.cleaned_data["key"], scope="accounts.verify", run=run)


def _show(request: HttpRequest, standing: queries.Standing, form: ApplicationForm) -> HttpResponse:
    context = {
        "section": "account",
        "standing": standing,
        "thread": queries.thread_of(standing),
        "form": form,
        "withdrawal": KeyedForm(),
    }
    return render(request, "accounts/verify.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
@members_only
def withdraw(request: HttpRequest) -> HttpResponseBase:
    """Take one's application back; what proved it is deleted at once."""
    viewer = viewer_of(request)
    form = KeyedForm(request.POST)
    if not form.is_valid():
        return redirect("accounts:verify")

    def run() -> dict[str, Any]:
        newest = Application.objects.filter(user_id=viewer.known_id).order_by("-pk")[:1]
        application = get_object_or_404(Application, pk__in=[one.pk for one in newest])
        actions.withdraw(application=application, by=viewer)
        return {}

    idempotency.once(author=viewer, key=form.cleaned_data["key"], scope="accounts.verify-withdraw", run=run)
    messages.success(request, _("Your application is withdrawn, and what you sent with it is deleted."))
    return redirect("accounts:verify")
