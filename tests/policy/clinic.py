"""The cases of the world: published for all and for a group, waiting for a second reader, a draft, one withdrawn."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

from PIL import Image as Picture

from cases import actions, vault
from cases.enums import Verb
from cases.models import Case, CaseDraft, Receipt, Submission
from community import texts
from core.imaging import clean_image_bytes

if TYPE_CHECKING:
    from tests.policy.world import World

OWNER: Final = "case_owner"
_PARTS: Final = ("title", "history", "examination", "findings", "question")
_REASON: Final = "This word names nobody."


def build(world: World) -> None:
    """Write them as their owner does, and let others decide."""
    inside = world.groups["closed"].inside
    draft = _draft(world, "case-draft", "physician")
    world.things["case-draft"] = world.things["picture-of-case-draft"] = _with_picture(world, draft, "case-draft")
    _published(world, "case", "physician", "second_reader", picture=True)
    _published(world, "group-case", inside, "member")
    _published(world, "withdrawn-case", "physician", "second_reader")
    for thing, audience in (("waiting-case", "physician"), ("waiting-group-case", inside)):
        receipt = _submitted(world, thing, audience)
        world.things[thing], world.things[f"receipt of {thing}"] = receipt.submission, receipt
    words = world.marks.words("case-comment", "body")
    actions.comment(
        case=Case.objects.get(pk=world.things["case"].pk),
        text=texts.CheckedText(words, f"<p>{words}</p>"),
        by=world.viewer("physician"),
    )


def withdraw(world: World) -> None:
    """The owner takes a case out."""
    actions.withdraw_case(case=world.things["withdrawn-case"], by=world.viewer(OWNER))


def _draft(world: World, thing: str, audience: str) -> CaseDraft:
    words = {part: world.marks.words(thing, part) for part in _PARTS}
    kept = {**words, "language": "en", "specialty": "cardiology", "audience": audience, "tags": (world.tag,)}
    return actions.save_draft(draft=None, words=kept, by=world.viewer(OWNER))


def _with_picture(world: World, draft: CaseDraft, thing: str) -> CaseDraft:
    """A picture of its own noise, so that its bytes exist once."""
    buffer = BytesIO()
    noise = bytes(world.marks.chance.randrange(256) for _ in range(24 * 24))
    Picture.frombytes("L", (24, 24), noise).save(buffer, "PNG")
    image = clean_image_bytes(buffer.getvalue())
    world.marks.bytes_of(f"picture-of-{thing}", image.data)
    return actions.save_image(draft=draft, image=image, alt=world.marks.canary(thing, "alt"), by=world.viewer(OWNER))


def _submitted(world: World, thing: str, audience: str, *, picture: bool = False) -> Receipt:
    owner = world.viewer(OWNER)
    draft = _draft(world, thing, audience)
    if picture:
        draft = _with_picture(world, draft, thing)
    draft = actions.scan(draft=draft, by=owner)
    scan = vault.read_content(draft).current_scan
    assert scan is not None
    for found in scan.found:
        draft = actions.decide_finding(draft=draft, finding=found.id, verb=Verb.KEEP, reason=_REASON, by=owner)
    return actions.submit(draft=draft, attested=True, by=owner)


def _published(world: World, thing: str, audience: str, reader: str, *, picture: bool = False) -> None:
    submission = _submitted(world, thing, audience, picture=picture).submission
    assert isinstance(submission, Submission)
    case = actions.approve(submission=submission, by=world.viewer(reader))
    world.things[thing] = case
    if picture:
        world.things["picture-of-case"] = case.image.file
