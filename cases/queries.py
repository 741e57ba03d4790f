"""Reading cases for pages: lists, the panel of Today, the page of a case, the check of a draft."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.panels import Panel
from accounts.verification.trust import credit
from cases import gate, permissions, report, vault
from cases.content import PARTS, DraftContent, Found
from cases.enums import FindingKind, ReviewState, Verb
from cases.models import Case, CaseComment, CaseDraft, Receipt, Submission
from community.models import Group
from core import clock, richtext
from core.access import Viewer

_SHOWN: Final = 3
REVIEW_FAMILY: Final = "case-review:"


# --- lists ------------------------------------------------------------------------------------------


def waiting_count(viewer: Viewer) -> int:
    """How many cases wait for a second reader: one token each, so no query is needed."""
    return sum(token.startswith(REVIEW_FAMILY) for token in viewer.grants)


def open_reviews(viewer: Viewer) -> Any:
    """Submissions on which the viewer may decide, as they are listed."""
    waiting = Submission.objects.visible_to(viewer).waiting(clock.now()).exclude(owner_id=viewer.user_id)
    return waiting.select_related("specialty", "group")


def kept_findings(submission: Submission) -> list[dict[str, Any]]:
    """Findings that the author kept, with their reasons."""
    found = submission.report.get("findings", [])
    return [entry | {"kind_label": kind_label(entry["kind"])} for entry in found if entry["decision"] == Verb.KEEP]


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft as its author lists it."""

    draft: CaseDraft
    title: str


def own_drafts(viewer: Viewer) -> list[DraftRow]:
    """The author's drafts with their titles, newest first; there are at most ten."""
    drafts = CaseDraft.objects.visible_to(viewer).filter(owner_id=viewer.user_id).order_by("-touched_at", "-pk")
    return [DraftRow(draft, vault.read_content(draft).title) for draft in drafts]


def own_receipts(viewer: Viewer) -> list[Receipt]:
    """Submissions that wait, came back or were not published; what became a case is listed as one."""
    mine = Receipt.objects.visible_to(viewer).filter(owner_id=viewer.user_id)
    return list(mine.exclude(state=ReviewState.APPROVED).order_by("-pk")[:20])


def today_panel(viewer: Viewer, _language: str) -> Panel | None:
    """Cases that wait for a second reader, and the newest ones."""
    if not viewer.holds("physician"):
        return None
    waiting = waiting_count(viewer)
    reviews = list(open_reviews(viewer).order_by("created", "pk")[:_SHOWN]) if waiting else []
    newest = Case.objects.visible_to(viewer).readable().for_list().order_by("-published_at", "-pk")[:_SHOWN]
    cases = list(newest)
    if not reviews and not cases:
        return None
    return Panel("cases/panel.html", {"reviews": reviews, "cases": cases, "waiting": waiting}, waiting=waiting)


def audiences_for(viewer: Viewer) -> list[tuple[str, str]]:
    """To whom the viewer may send a case: all physicians, or one of their groups."""
    groups = Group.objects.joined_by(viewer.user_id).order_by("name") if viewer.user_id else Group.objects.none()
    return [("physician", _("All verified physicians")), *((group.inside, group.name) for group in groups)]


# --- the steps ----------------------------------------------------------------------------------------

STEPS: Final = ("write", "image", "check", "second", "published")


def steps(here: str, draft: CaseDraft | None = None) -> list[dict[str, str]]:
    """The five steps as a thread; of a draft, the first three can be opened."""
    labels = {
        "write": _("Write"),
        "image": _("Image"),
        "check": _("De-identify"),
        "second": _("Second person"),
        "published": _("Published"),
    }
    urls = {"write": "cases:draft", "image": "cases:image", "check": "cases:check"}
    place = STEPS.index(here)
    return [
        {
            "label": labels[step],
            "state": "done" if number < place else "here" if number == place else "shut",
            "url": reverse(urls[step], args=[draft.public_id]) if draft and step in urls and step != here else "",
        }
        for number, step in enumerate(STEPS)
    ]


# --- the check of a draft -----------------------------------------------------------------------------


def kind_label(kind: str) -> str:
    """What a finding looks like, in words."""
    return str(FindingKind(kind).label)


def _style(kind: str) -> str:
    """The style sheet knows six types; a telling detail is drawn like a number."""
    return "id" if kind == FindingKind.CLUE else kind


def part_label(part: str) -> str:
    """The heading of a part."""
    labels = {
        "title": _("Title"),
        "history": _("History"),
        "examination": _("Examination"),
        "findings": _("Findings"),
        "question": _("Question"),
        "alt": _("Description of the image"),
    }
    return labels[part]


@dataclass(frozen=True, slots=True)
class CheckPage:
    """What the step De-identify shows."""

    parts: list[dict[str, Any]]
    blocking: list[dict[str, Any]]
    possible: list[dict[str, Any]]
    gate: list[dict[str, str]]
    open_points: list[str] = field(default_factory=list)
    has_automatic: bool = False
    undecided: int = 0


def check_page(content: DraftContent) -> CheckPage:
    """The text with its findings, the findings with their acts, and what is open."""
    scan = content.current_scan
    found = scan.found if scan else ()
    decisions = scan.decisions if scan else {}
    cards = [_card(one, content) for one in found]
    # The attestation is given with the act itself.
    open_points = gate.blockers(content, attested=True)
    return CheckPage(
        parts=[
            {"label": part_label(part), "pieces": list(_pieces(content, part))}
            for part in PARTS
            if content.parts()[part].strip()
        ],
        blocking=[card for one, card in zip(found, cards, strict=True) if one.blocks],
        possible=[card for one, card in zip(found, cards, strict=True) if not one.blocks],
        gate=_gate_items(content, open_points),
        open_points=[blocker.sentence for blocker in open_points],
        has_automatic=any(decision.automatic for decision in decisions.values()),
        undecided=sum(one.blocks and one.id not in decisions for one in found),
    )


def _pieces(content: DraftContent, part: str) -> Iterator[dict[str, Any]]:
    for segment in report.segments(content, part):
        found = segment.found
        if found is None:
            yield {"text": segment.text, "id": 0}
        else:
            yield {
                "text": segment.text,
                "id": found.id,
                "kind": _style(found.kind),
                "kind_label": kind_label(found.kind),
                "settled": segment.decision is not None or not found.blocks,
            }


def _card(found: Found, content: DraftContent) -> dict[str, Any]:
    scan = content.current_scan
    decision = scan.decisions.get(found.id) if scan else None
    suggested = report.suggestion(found, content.language)
    labels = {
        Verb.REPLACE: _("Replaced by “%(words)s”") % {"words": suggested},
        Verb.REMOVE: _("Removed"),
        Verb.KEEP: _("Kept: %(reason)s") % {"reason": decision.reason if decision else ""},
    }
    return {
        "id": found.id,
        "kind": _style(found.kind),
        "kind_label": kind_label(found.kind),
        "text": content.parts()[found.part][found.start : found.end],
        "note": part_label(found.part),
        "suggestion": suggested,
        "decision": decision.verb if decision else "",
        "decision_label": labels[Verb(decision.verb)] if decision else "",
    }


def _gate_items(content: DraftContent, open_points: Iterable[gate.Blocker]) -> list[dict[str, str]]:
    items = [{"state": "no", "text": blocker.sentence} for blocker in open_points]
    scan = content.current_scan
    if scan is not None:
        answered = sum(found.blocks for found in scan.found) and all(
            found.id in scan.decisions for found in scan.found if found.blocks
        )
        items.append({"state": "yes", "text": _("Text checked")})
        if answered:
            items.append({"state": "yes", "text": _("Every finding has an answer")})
    if content.picture is not None:
        items.append({"state": "yes", "text": _("Image rebuilt: nothing hidden is left in it")})
        items.append({"state": "warn", "text": _("Look at the image: no face, name, wristband or label")})
    items.append({"state": "wait", "text": _("A second physician reads it")})
    return items


# --- the page of a case -------------------------------------------------------------------------------


def stages(case: Case | Submission) -> list[dict[str, Any]]:
    """The parts of a case in the order of reading; empty ones are left out."""
    names = ("history", "examination", "findings", "question")
    return [
        {"name": name, "label": part_label(name), "html": richtext.render_plain(getattr(case, name))}
        for name in names
        if getattr(case, name).strip()
    ]


def person_line(case: Case | Submission) -> str:
    """Sex and age band in words."""
    words = [case.get_sex_display(), case.get_age_band_display()]
    return ", ".join(str(word) for word in words if word)


def comment_rows(viewer: Viewer, case: Case, comments: Iterable[CaseComment], language: str) -> list[dict[str, Any]]:
    """The discussion as messages."""
    rows = []
    for one in comments:
        one.case = case
        row: Mapping[str, Any] = {
            "id": one.pk,
            "author": one.author.name,
            "specialty": credit(one.author, language),
            "created": one.created,
            "body_html": richtext.sanitise(one.body_html),
            "mine": one.author_id == viewer.user_id,
            "removed": _("This comment was removed.") if one.removed_at else "",
            "tools": _tools(viewer, one),
        }
        rows.append(dict(row))
    return rows


def _tools(viewer: Viewer, comment: CaseComment) -> list[dict[str, str]]:
    if not permissions.can_remove_comment(viewer, comment):
        return []
    url = reverse("cases:comment-remove", args=[comment.case.public_id, comment.pk])
    return [{"label": _("Remove"), "url": url, "icon": "trash"}]


def marked_parts(submission: Submission) -> list[dict[str, Any]]:
    """The words that go out, with what the author kept marked in them, as the second reader sees them."""
    rows = []
    for part in PARTS:
        text = submission.alt if part == "alt" else str(getattr(submission, part))
        kept = [entry for entry in submission.report.get("findings", []) if entry["part"] == part]
        if text.strip():
            rows.append({"label": part_label(part), "pieces": list(_kept_pieces(text, kept))})
    return rows


def _kept_pieces(text: str, entries: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    position = 0
    for entry in entries:
        if entry["decision"] != Verb.KEEP:
            continue
        if entry["start"] > position:
            yield {"text": text[position : entry["start"]], "kept": False}
        kind = entry["kind"]
        words = text[entry["start"] : entry["end"]]
        yield {"text": words, "kept": True, "kind": _style(kind), "kind_label": kind_label(kind)}
        position = entry["end"]
    if position < len(text):
        yield {"text": text[position:], "kept": False}
