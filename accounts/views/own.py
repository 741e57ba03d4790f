"""A member's own pages: Today, inbox, profile."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import actions, queries
from accounts.forms import ProfileForm
from accounts.models import InboxItem, Profile, User
from accounts.panels import panels_for
from accounts.verification.queries import standing_of
from accounts.views.doors import members_only
from core import idempotency, ratelimit
from core.middleware import viewer_of
from core.paging import page_of


def _language() -> str:
    return (get_language() or "en")[:2]


@require_GET
@members_only
def today(request: HttpRequest) -> HttpResponse:
    """What waits for this person."""
    viewer = viewer_of(request)
    standing = standing_of(viewer.known_id)
    panels = panels_for(viewer, _language())
    return render(request, "accounts/today.html", {"section": "today", "panels": panels, "standing": standing})


@require_GET
@members_only
def inbox(request: HttpRequest) -> HttpResponse:
    """Notices, newest first."""
    viewer = viewer_of(request)
    items = InboxItem.objects.visible_to(viewer).filter(user_id=viewer.known_id)
    page = page_of(items, cursor=request.GET.get("after"))
    rows = queries.inbox_rows(viewer, page.items, _language())
    newest = page.items[0].pk if page.items else 0
    context = {"section": "inbox", "rows": rows, "page": page, "newest": newest}
    return render(request, "accounts/inbox.html", context)


@require_POST
@members_only
def inbox_read(request: HttpRequest) -> HttpResponse:
    """Mark everything up to the newest shown notice as read. Doing it twice changes nothing."""
    up_to = request.POST.get("up_to", "")
    if up_to.isdecimal() and len(up_to) < 19:
        actions.mark_inbox_read(by=viewer_of(request), up_to=int(up_to))
    return redirect("accounts:inbox")


@require_http_methods(["GET", "POST"])
@members_only
def profile(request: HttpRequest) -> HttpResponse:
    """Edit what others see of oneself."""
    viewer = viewer_of(request)
    person = User.objects.select_related("licence__specialty").get(pk=viewer.known_id)
    known = Profile.objects.filter(user=person).first()
    form = ProfileForm(request.POST or None, initial=_initial(person, known))
    if request.method == "POST" and form.is_valid():

        def save() -> dict[str, Any]:
            facts = {name: form.cleaned_data[name] for name in ("place", "institution", "spoken", "bio")}
            actions.update_profile(
                person=person, name=form.cleaned_data["name"], facts=facts, shown_to=form.shown_to(), by=viewer
            )
            return {}

        idempotency.once(author=viewer, key=form.cleaned_data["key"], scope="accounts.profile", run=save)
        messages.success(request, _("Your profile is saved."))
        return redirect("accounts:profile")
    return render(
        request, "accounts/profile.html", {"form": form, "person": person}, status=422 if form.errors else 200
    )


def _initial(person: User, known: Profile | None) -> dict[str, str]:
    values = {"name": person.name}
    if known is not None:
        values |= {name: getattr(known, name) for name in ("place", "institution", "spoken", "bio")}
        values |= {f"shown_{part}": audience for part, audience in known.shown_to.items()}
    return values


@require_GET
def login_link(request: HttpRequest, token: str) -> HttpResponse:
    """The way in that the operator made on the command line: works once, for ten minutes; a first factor only."""
    ratelimit.hit("login-link", request.META.get("REMOTE_ADDR", ""), limit=20, seconds=900)
    person = actions.use_login_link(token=token)
    if person is None:
        messages.error(request, _("This link was used already or is too old. Ask for a new one."))
        return redirect("account_login")
    entrance = Login(user=person, redirect_url=reverse("accounts:today"))
    response: HttpResponse = perform_login(request, entrance)
    return response
