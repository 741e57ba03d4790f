"""Cases for tests, made by the actions that people use. The patient is invented and full of identifiers."""

from __future__ import annotations

import io
import uuid
from typing import Any, Final

from PIL import Image

from cases import actions, vault
from cases.models import Case, CaseDraft, Receipt, Submission
from core.imaging import clean_in_child
from tests.people import Cast, Person

NAME: Final = "Jorge Ferrer"
SECRETS: Final = (NAME, "HG-448120", "964 555 017", "2 March 2026")
WORDS: Final[dict[str, Any]] = {
    "title": "Sharp chest pain three days after a cold",
    "language": "en",
    "specialty": "cardiology",
    "age_band": "50-59",
    "sex": "male",
    "history": "Mr Jorge Ferrer, a baker, came in on 2 March 2026 with sharp chest pain. Record HG-448120.",
    "examination": "Pulse 98 a minute, regular. A scratching sound at the left sternal edge.",
    "findings": "The family can be reached on 964 555 017. Troponin within limits.",
    "question": "Would you treat this as pericarditis? Jorge Ferrer asks when he may work again.",
    "audience": "physician",
    "tags": (),
}
PLAIN: Final[dict[str, Any]] = {
    **WORDS,
    "history": "A baker in his fifties with sharp chest pain, worse lying flat. A cold three days before.",
    "findings": "Troponin within limits.",
    "question": "Would you treat this as pericarditis?",
}
ALT: Final = "A drawn strip with wide complexes."


def key() -> str:
    return str(uuid.uuid4())


def photo(secret: str = NAME) -> bytes:
    """A photograph as a phone writes it: with place, author, serial number and a comment."""
    exif = Image.Exif()
    exif[0x010E] = exif[0x013B] = exif[0x010F] = secret
    exif.get_ifd(0x8825)[2] = (51.0, 30.0, 0.0)
    picture = Image.new("RGB", (48, 32), (200, 30, 30))
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=secret.encode(), icc_profile=secret.encode() * 10)
    return out.getvalue() + secret.encode()


def draft_of(author: Person, words: dict[str, Any] | None = None, *, image: bool = False) -> CaseDraft:
    draft = actions.save_draft(draft=None, words=PLAIN if words is None else words, by=author.viewer)
    if image:
        actions.save_image(draft=draft, image=clean_in_child(photo()), alt=ALT, by=author.viewer)
    return draft


def cleared(author: Person, words: dict[str, Any] | None = None, *, image: bool = False) -> CaseDraft:
    """A draft that was checked and whose findings all have an answer."""
    draft = draft_of(author, words, image=image)
    actions.scan(draft=draft, by=author.viewer)
    return actions.accept_safe_changes(draft=draft, by=author.viewer)


def submitted(author: Person, words: dict[str, Any] | None = None, *, image: bool = False) -> Submission:
    receipt = actions.submit(draft=cleared(author, words, image=image), attested=True, by=author.viewer)
    assert receipt.submission is not None
    return receipt.submission


def published(cast: Cast, words: dict[str, Any] | None = None, *, image: bool = False) -> Case:
    submission = submitted(cast.physician, words, image=image)
    return actions.approve(submission=submission, by=cast.second_physician.viewer)


def receipt_of(submission: Submission) -> Receipt:
    return Receipt.objects.get(submission=submission)


def findings_of(draft: CaseDraft) -> list[Any]:
    """The findings that block, of the current scan."""
    scan = vault.read_content(CaseDraft.objects.get(pk=draft.pk)).current_scan
    assert scan is not None
    return [found for found in scan.found if found.blocks]
