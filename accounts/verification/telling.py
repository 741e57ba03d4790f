"""Telling people what became of their application or licence: a row in the inbox, and a mail without the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import tasks
from accounts.actions import notify
from accounts.notices import Words
from core import outbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from accounts.models import Application, Licence
    from core.access import Viewer

SENTENCES: Final[dict[str, str]] = {
    "licence-in-review": gettext_noop("One of two people has checked your licence"),
    "licence-more-needed": gettext_noop("Your application needs something more from you"),
    "licence-verified": gettext_noop("You are a verified physician"),
    "licence-refused": gettext_noop("Your licence could not be verified"),
    "licence-suspended": gettext_noop("Your verification is on hold"),
    "licence-resumed": gettext_noop("Your verification is in force again"),
    "licence-revoked": gettext_noop("Your verification was taken back"),
    "licence-expired": gettext_noop("Your verification has run out"),
    "licence-expiring": gettext_noop("Your verification runs out soon"),
}
"""The kinds of notices and what each says; the reason is read on one's own page."""
# An approval of two is no news worth a mail.
_QUIET: Final = frozenset({"licence-in-review"})


def tell(kind: str, row: Application | Licence, *, mark: str = "") -> None:
    """Tell the person of an application or licence; the last part of the caller's transaction."""
    if kind not in SENTENCES:
        raise ValueError(kind)
    if kind not in _QUIET:
        key = f"{kind}:{row._meta.model_name}:{row.pk}:{row.version}:{mark}"
        outbox.add(tasks.send_licence_mail_task, row.user_id, kind, key=key)
    notify(user_ids=[row.user_id], kind=kind, target=f"{row._meta.model_name}:{row.pk}")


def words_of(kind: str) -> Callable[[Viewer, Iterable[str], str], Mapping[str, Words]]:
    """The source of words for one kind of notice."""

    def words(_viewer: Viewer, targets: Iterable[str], _language: str) -> Mapping[str, Words]:
        said: Any = _(SENTENCES[kind])
        return {target: Words(said, reverse("accounts:verify")) for target in targets}

    return words
