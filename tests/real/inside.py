"""A process of the site that does what a test tells it, a line at a time: `python -m tests.real.inside`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from io import StringIO
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - models are ready only now

from accounts.models import Session, User  # noqa: E402 - as above
from cms.models import ArticlePage, SectionPage  # noqa: E402 - as above
from cms.tree import ensure_tree  # noqa: E402 - as above
from community.actions.membership import leave_group  # noqa: E402 - as above
from community.models import Group  # noqa: E402 - as above
from core.access import viewer_for  # noqa: E402 - as above


def article(title: str) -> dict[str, Any]:
    """Publish an article in English."""
    ensure_tree()
    parent = SectionPage.objects.get(kind="health", locale__language_code="en")
    page = ArticlePage(title=title, locale=parent.locale, live=False)
    parent.add_child(instance=page)
    page.save_revision().publish()
    return {"page": page.pk, "path": page.get_url()}


def rename(page: int, title: str) -> dict[str, Any]:
    """Publish it under another title."""
    found = ArticlePage.objects.get(pk=page)
    found.title = title
    found.save_revision().publish()
    return {}


def unpublish(page: int) -> dict[str, Any]:
    """Take it back."""
    ArticlePage.objects.get(pk=page).unpublish()
    return {}


def people(number: int, group: str) -> dict[str, Any]:
    """Verified physicians in a closed group."""
    said = StringIO()
    call_command("bench_people", number, group=group, stdout=said)
    return {"lines": said.getvalue().splitlines()}


def leave(group: int, session: str) -> dict[str, Any]:
    """Let the person of a session leave a group."""
    leave_group(group=Group.objects.get(pk=group), by=viewer_for(_person(session).pk))
    return {}


def sign_out(session: str) -> dict[str, Any]:
    """End a session."""
    Session.objects.get(session_key=session).delete()
    return {}


def _person(session: str) -> User:
    return User.objects.get(pk=Session.objects.get(session_key=session).get_decoded()["_auth_user_id"])


_VERBS: dict[str, Callable[..., dict[str, Any]]] = {
    verb.__name__: verb for verb in (article, rename, unpublish, people, leave, sign_out)
}


if __name__ == "__main__":
    for line in sys.stdin:
        order = json.loads(line)
        answer = _VERBS[order["verb"]](**order["words"])
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
