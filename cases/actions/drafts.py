"""Writing a draft: words, picture, the scan and the decisions on it. Nothing here is audited, indexed or told."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from cases import detection, permissions, vault
from cases.content import Decision, DraftContent, Picture, Scan
from cases.enums import Verb
from cases.models import MAX_ALT, CaseDraft
from core import clock
from core.access import Forbidden, Viewer, require

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cases.detection import Examined
    from core.imaging import CleanResult

LIFE: Final = timedelta(hours=24)
MOST_DRAFTS: Final = 10
MAX_REASON: Final = 200
UNDO: Final = "undo"
_WORDS: Final = frozenset(
    {
        "title",
        "language",
        "specialty",
        "age_band",
        "sex",
        "history",
        "examination",
        "findings",
        "question",
        "audience",
        "tags",
    }
)


class DraftLimit(Exception):
    """Somebody has as many drafts as one may have."""


class DecisionRefused(Exception):
    """The decision is not taken. The message is a sentence for the author."""


def _locked(draft: CaseDraft, by: Viewer) -> CaseDraft:
    """The draft as it is now, for its author."""
    require(permissions.can_open_draft, by, draft)
    found = CaseDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if found is None:
        raise Forbidden("draft is gone")
    return found


def _keep(draft: CaseDraft, content: DraftContent) -> CaseDraft:
    vault.write_content(draft, content)
    draft.touched_at = clock.now()
    draft.save()
    return draft


@transaction.atomic
def save_draft(*, draft: CaseDraft | None, words: Mapping[str, Any], by: Viewer) -> CaseDraft:
    """Save the words of a draft, or begin one. Words that differ from those scanned void the scan.

    Raises DraftLimit.
    """
    require(permissions.can_write_case, by)
    if unknown := set(words) - _WORDS:
        raise ValueError(f"No words of a draft: {sorted(unknown)}")
    if draft is None:
        return _keep(_begin(by), DraftContent(**words))
    draft = _locked(draft, by)
    return _keep(draft, vault.read_content(draft).model_copy(update=dict(words)))


def _begin(by: Viewer) -> CaseDraft:
    if by.user_id is None:
        raise Forbidden("save_draft")
    if CaseDraft.objects.filter(owner_id=by.user_id).count() >= MOST_DRAFTS:
        raise DraftLimit
    return CaseDraft(owner_id=by.user_id, audience=f"user:{by.user_id}", created=clock.now())


@transaction.atomic
def save_image(*, draft: CaseDraft, image: CleanResult | None, alt: str, by: Viewer) -> CaseDraft:
    """Save the rebuilt picture (None keeps the one there is) and its description in words."""
    draft = _locked(draft, by)
    content = vault.read_content(draft).model_copy(update={"alt": alt.strip()[:MAX_ALT]})
    if image is not None:
        vault.keep_picture(draft, image.data)
        picture = Picture(
            content_type=image.content_type,
            width=image.width,
            height=image.height,
            digest=sha256(image.data).hexdigest(),
        )
        content = content.model_copy(update={"picture": picture})
    return _keep(draft, content)


@transaction.atomic
def remove_image(*, draft: CaseDraft, by: Viewer) -> CaseDraft:
    """Take the picture and its description out."""
    draft = _locked(draft, by)
    vault.drop_picture(draft)
    return _keep(draft, vault.read_content(draft).model_copy(update={"picture": None, "alt": ""}))


@transaction.atomic
def discard_draft(*, draft: CaseDraft, by: Viewer) -> None:
    """Throw a draft away."""
    remove_draft(_locked(draft, by))


def remove_draft(draft: CaseDraft) -> None:
    """Delete the row now and the picture at the commit; part of the caller's transaction."""
    vault.drop_picture(draft)
    draft.delete()


# --- the scan -------------------------------------------------------------------------------------


def scan(*, draft: CaseDraft, by: Viewer) -> CaseDraft:
    """Let the detector read the draft. Raises `detection.CannotCheck`; then nothing changes."""
    require(permissions.can_open_draft, by, draft)
    draft.refresh_from_db()
    return record_scan(draft=draft, result=detection.examine(vault.read_content(draft)), by=by)


@transaction.atomic
def record_scan(*, draft: CaseDraft, result: Examined, by: Viewer) -> CaseDraft:
    """Keep a result. It names the content that it describes, so one that came late is simply not current."""
    draft = _locked(draft, by)
    content = vault.read_content(draft)
    fresh = Scan(content_hash=result.content_hash, detector=result.detector, found=result.found)
    return _keep(draft, content.model_copy(update={"scan": fresh, "scans": content.scans + 1}))


def check_reason(*, reason: str, language: str) -> str:
    """Refuse a reason that is missing or itself points to a person; called before the transaction opens."""
    reason = " ".join(reason.split())[:MAX_REASON]
    if not reason:
        raise DecisionRefused(_("Please write why it stays. The second reader sees the reason."))
    try:
        problems = detection.problems_in(reason, language)
    except detection.CannotCheck as problem:
        raise DecisionRefused(_("The reason cannot be checked right now. Please try again.")) from problem
    if problems:
        raise DecisionRefused(_("The reason itself may point to a person. Please write it without."))
    return reason


def decide_finding(*, draft: CaseDraft, finding: int, verb: str, by: Viewer, reason: str = "") -> CaseDraft:
    """Remove, replace by the suggestion, keep with a reason, or undo. Deciding the same twice changes nothing.

    Raises DecisionRefused when the finding is not one of the current scan or a reason is missing.
    """
    require(permissions.can_open_draft, by, draft)
    if verb == Verb.KEEP:
        reason = check_reason(reason=reason, language=vault.read_content(draft).language)
    elif verb not in {*Verb.values, UNDO}:
        raise DecisionRefused(_("Please choose one of the buttons."))
    return _record_decision(draft, finding, verb, reason if verb == Verb.KEEP else "", by)


@transaction.atomic
def _record_decision(draft: CaseDraft, finding: int, verb: str, reason: str, by: Viewer) -> CaseDraft:
    draft = _locked(draft, by)
    content = vault.read_content(draft)
    current = _current(content)
    if finding not in {found.id for found in current.found}:
        raise DecisionRefused(_("The text was checked again in between. Please look at the new findings."))
    decisions = {known: decision for known, decision in current.decisions.items() if known != finding}
    if verb != UNDO:
        decisions[finding] = Decision(verb=verb, reason=reason)
    return _keep(draft, _decided(content, current, decisions))


def _current(content: DraftContent) -> Scan:
    if content.current_scan is None:
        raise DecisionRefused(_("Something was changed after the check. Please check it again."))
    return content.current_scan


def _decided(content: DraftContent, current: Scan, decisions: dict[int, Decision]) -> DraftContent:
    return content.model_copy(update={"scan": current.model_copy(update={"decisions": decisions})})


@transaction.atomic
def accept_safe_changes(*, draft: CaseDraft, by: Viewer) -> CaseDraft:
    """Take the suggestion for every blocking finding without an answer; what was decided stays."""
    draft = _locked(draft, by)
    content = vault.read_content(draft)
    current = _current(content)
    missing = [found.id for found in current.found if found.blocks and found.id not in current.decisions]
    automatic = dict.fromkeys(missing, Decision(verb=Verb.REPLACE, automatic=True))
    return _keep(draft, _decided(content, current, {**current.decisions, **automatic}))


@transaction.atomic
def undo_safe_changes(*, draft: CaseDraft, by: Viewer) -> CaseDraft:
    """Take back what `accept_safe_changes` decided, and only that."""
    draft = _locked(draft, by)
    content = vault.read_content(draft)
    current = _current(content)
    kept = {known: decision for known, decision in current.decisions.items() if not decision.automatic}
    return _keep(draft, _decided(content, current, kept))


# --- the end of a draft ---------------------------------------------------------------------------


def purge_drafts() -> int:
    """Delete drafts that nobody touched for 24 hours, and files that no draft knows; returns how many drafts."""
    gone = 0
    for draft in CaseDraft.objects.filter(touched_at__lte=clock.now() - LIFE):
        with transaction.atomic():
            found = CaseDraft.objects.select_for_update().filter(pk=draft.pk, touched_at=draft.touched_at).first()
            if found is not None:
                remove_draft(found)
                gone += 1
    known = CaseDraft.objects.exclude(image_path="").values_list("image_path", flat=True)
    vault.sweep(known, older_than=(clock.now() - timedelta(hours=1)).timestamp())
    return gone
