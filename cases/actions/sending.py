"""From a draft to a submission for a second reader, and back."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from accounts.models import Specialty
from cases import gate, permissions, report, vault
from cases.actions.drafts import MOST_DRAFTS, DraftLimit, remove_draft
from cases.actions.files import forget_file, move_file
from cases.content import PARTS, DraftContent, Picture
from cases.enums import ReviewState
from cases.models import Case, CaseDraft, Receipt, Submission
from community.models import Group, Membership
from core import audit, clock
from core.access import Forbidden, Viewer, require
from core.files import keep_private, read_private

if TYPE_CHECKING:
    from cases.report import Redacted

LIFE: Final = timedelta(days=14)
_SUFFIX: Final = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
_WORDS: Final = tuple(part for part in PARTS if part != "alt")


@transaction.atomic
def submit(*, draft: CaseDraft, attested: bool, by: Viewer) -> Receipt:
    """Send a draft to its second reader: the redacted words and the rebuilt picture go, the draft is deleted.

    Raises CaseNotCleared with everything that is still open.
    """
    require(permissions.can_open_draft, by, draft)
    found = CaseDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if found is None:
        raise Forbidden("draft is gone")
    content = vault.read_content(found)
    gate.require_cleared(content, attested=attested)
    group = _group_of(content.audience)
    require(permissions.can_send_to, by, content.audience, Membership.objects.of(by, group) if group else None)
    redacted = report.redact(content)
    submission = _make(content, redacted, group, found.owner_id)
    _attach_picture(submission, content, found)
    receipt = _give_receipt(submission)
    audit.record("case.submitted", actor=by, target=submission, detail=_counted(redacted))
    remove_draft(found)
    return receipt


def _group_of(audience: str) -> Group | None:
    return Group.objects.filter(pk=int(audience.partition(":")[2])).first() if ":" in audience else None


def _make(content: DraftContent, redacted: Redacted, group: Group | None, owner_id: int) -> Submission:
    now = clock.now()
    submission = Submission(
        owner_id=owner_id,
        audience=f"user:{owner_id}",
        group=group,
        specialty=Specialty.objects.filter(slug=content.specialty).first(),
        language=content.language,
        age_band=content.age_band,
        sex=content.sex,
        alt=redacted.parts["alt"],
        tag_slugs=list(content.tags),
        report=redacted.report,
        attested_at=now,
        created=now,
        expires_at=now + LIFE,
        **{part: redacted.parts[part] for part in _WORDS},
    )
    submission.save()
    submission.audience = submission.review_audience
    submission.save(update_fields=["audience"])
    return submission


def _attach_picture(submission: Submission, content: DraftContent, draft: CaseDraft) -> None:
    """Move the picture out of the draft; its bytes must be those that the report names."""
    if content.picture is None:
        return
    data = vault.read_picture(draft)
    if sha256(data).hexdigest() != content.picture.digest:
        raise gate.CaseNotCleared(gate.blockers(content.model_copy(update={"scan": None}), attested=True))
    kind = content.picture.content_type
    submission.picture = keep_private(
        data, audience=submission.audience, name=f"image-1.{_SUFFIX[kind]}", content_type=kind
    )
    submission.width, submission.height = content.picture.width, content.picture.height
    submission.save(update_fields=["picture", "width", "height"])


def _give_receipt(submission: Submission) -> Receipt:
    return Receipt.objects.create(
        owner_id=submission.owner_id,
        audience=f"user:{submission.owner_id}",
        submission=submission,
        title=submission.title,
        submitted_at=submission.created,
    )


def _counted(redacted: Redacted) -> dict[str, Any]:
    """Numbers for the audit: no words, no reasons."""
    verbs = Counter(entry["decision"] or "undecided" for entry in redacted.report["findings"])
    picture = redacted.report["image_hash"]
    return {"decisions": dict(verbs), "detector": redacted.report["detector"], "image": bool(picture)}


def submit_again(*, case: Case, flag: str) -> Submission:
    """Ask for another second reader of a case that a reader flagged; part of the caller's transaction."""
    now = clock.now()
    image = getattr(case, "image", None)
    submission = Submission(
        owner_id=case.owner_id,
        audience=f"user:{case.owner_id}",
        group_id=case.group_id,
        specialty_id=case.specialty_id,
        language=case.language,
        age_band=case.age_band,
        sex=case.sex,
        alt=image.alt if image else "",
        picture=image.file if image else None,
        width=image.width if image else 0,
        height=image.height if image else 0,
        tag_slugs=list(case.tagged.values_list("tag__slug", flat=True)),
        report=case.report,
        attested_at=now,
        created=now,
        expires_at=now + LIFE,
        case=case,
        flag=flag,
        **{part: getattr(case, part) for part in _WORDS},
    )
    submission.save()
    submission.audience = submission.review_audience
    submission.save(update_fields=["audience"])
    _give_receipt(submission)
    return submission


@transaction.atomic
def take_up(*, submission: Submission, by: Viewer) -> CaseDraft:
    """Make a draft of what the second reader sent back; the submission goes. Raises DraftLimit."""
    require(permissions.can_take_up, by, submission)
    submission = Submission.objects.select_for_update().get(pk=submission.pk)
    require(permissions.can_take_up, by, submission)
    if CaseDraft.objects.filter(owner_id=by.user_id).count() >= MOST_DRAFTS:
        raise DraftLimit
    draft = CaseDraft(owner_id=submission.owner_id, audience=f"user:{submission.owner_id}", touched_at=clock.now())
    content = DraftContent(
        language=submission.language,
        specialty=submission.specialty.slug if submission.specialty else "",
        age_band=submission.age_band,
        sex=submission.sex,
        alt=submission.alt,
        audience=submission.readers,
        tags=tuple(submission.tag_slugs),
        picture=_take_picture(submission, draft),
        **{part: getattr(submission, part) for part in _WORDS},
    )
    vault.write_content(draft, content)
    draft.save()
    close_submission(submission, ReviewState.RETURNED)
    submission.delete()
    return draft


def _take_picture(submission: Submission, draft: CaseDraft) -> Picture | None:
    if submission.picture is None:
        return None
    data = read_private(submission.picture)
    vault.keep_picture(draft, data)
    return Picture(
        content_type=submission.picture.content_type,
        width=submission.width,
        height=submission.height,
        digest=sha256(data).hexdigest(),
    )


def close_submission(submission: Submission, state: ReviewState) -> None:
    """End a submission: its words go at once, its picture too unless a case shows it."""
    picture = submission.picture
    for part in _WORDS:
        setattr(submission, part, "")
    submission.alt, submission.tag_slugs, submission.picture = "", [], None
    submission.report, submission.state = {}, state
    submission.save()
    if picture is not None:
        forget_file(picture)


def hand_back(submission: Submission) -> None:
    """Let the author, and nobody else, see what was sent back."""
    submission.state, submission.audience = ReviewState.RETURNED, f"user:{submission.owner_id}"
    submission.save(update_fields=["state", "audience"])
    if submission.picture is not None:
        move_file(submission.picture, submission.audience)
