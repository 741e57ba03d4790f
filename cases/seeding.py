"""The made-up cases of a demonstration. They go the way of every case: draft, check, second reader."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from accounts.models import InboxItem, User
from cases import actions
from cases.drawings import path_of
from cases.enums import CaseState
from cases.models import Case, CaseComment, CaseDraft, CaseReading, Receipt, Submission
from community.models import Group
from community.texts import check_body
from core import clock, outbox
from core.access import Viewer, viewer_for
from core.imaging import clean_image_bytes
from search.tasks import index_row_task

_WORDS: Final = ("title", "language", "specialty", "age_band", "sex", "history", "examination", "findings", "question")
_BETWEEN: Final = timedelta(minutes=40)
_OUTCOME: Final = {"en": "Outcome", "es": "Resultado"}


def seed(people: Mapping[str, User]) -> None:
    """Make the cases, the one that waits for a second reader and the drafts, as far as they are missing."""
    told = json.loads((Path(__file__).parent / "demo" / "cases.json").read_text(encoding="utf-8"))
    for row in sorted(told["cases"], key=lambda row: -int(row["published_days_ago"])):
        if not Case.objects.filter(title=row["title"]).exists():
            _publish(row, people)
    for row in told["waiting"]:
        if not Receipt.objects.filter(title=row["title"]).exists():
            _send(row, people, clock.now() - timedelta(hours=row["submitted_hours_ago"]))
    for row in told["drafts"]:
        if not CaseDraft.objects.filter(owner=people[row["owner"]]).exists():
            _begin(row, viewer_for(people[row["owner"]].pk))


# --- one case -----------------------------------------------------------------------------------------


def _begin(row: dict[str, Any], owner: Viewer) -> CaseDraft:
    group = Group.objects.get(slug=row["group"]) if row["group"] else None
    words = {name: row[name] for name in _WORDS}
    words |= {"audience": group.inside if group else "physician", "tags": tuple(row["tags"])}
    return actions.save_draft(draft=None, words=words, by=owner)


def _send(row: dict[str, Any], people: Mapping[str, User], moment: datetime) -> Submission:
    """Write it, draw it, let it be checked and send it to its second reader."""
    owner = viewer_for(people[row["owner"]].pk)
    draft = _begin(row, owner)
    if row["image"] is not None:
        drawn = path_of(row["image"]["drawing"]).read_bytes()
        image = clean_image_bytes(drawn)  # drawn by our own code: no process of its own is needed
        actions.save_image(draft=draft, image=image, alt=row["image"]["alt"], by=owner)
    actions.scan(draft=draft, by=owner)
    actions.accept_safe_changes(draft=draft, by=owner)
    receipt = actions.submit(draft=draft, attested=True, by=owner)
    if receipt.submission is None:
        raise ValueError("A fresh receipt has its submission")
    Receipt.objects.filter(pk=receipt.pk).update(submitted_at=moment)
    Submission.objects.filter(pk=receipt.submission.pk).update(created=moment)
    return receipt.submission


def _publish(row: dict[str, Any], people: Mapping[str, User]) -> None:
    moment = clock.now() - timedelta(days=row["published_days_ago"])
    submission = _send(row, people, moment - timedelta(hours=3))
    receipt = submission.receipt
    case = actions.approve(submission=submission, by=_second_reader(submission, people))
    InboxItem.objects.filter(target=f"case-receipt:{receipt.pk}").update(created=moment)
    _discuss(case, row, people)
    _read(case, row, people)
    _back_date(case, row, moment)


def _second_reader(submission: Submission, people: Mapping[str, User]) -> Viewer:
    """The first of the people who may decide on it."""
    for person in people.values():
        viewer = viewer_for(person.pk)
        if viewer.holds(submission.review_audience):
            return viewer
    raise LookupError("Nobody of the demonstration may read this case a second time")


# --- what follows -------------------------------------------------------------------------------------


def _said(row: dict[str, Any]) -> Iterator[tuple[str, int, str]]:
    """Who wrote what, how many days ago; at the end the owner tells how it went on."""
    for post in row["posts"]:
        yield post["author"], post["days_ago"], post["body"]
    outcome = row["resolution"]
    if outcome is not None:
        lines = [f"{_OUTCOME[row['language']]}: {row['diagnosis']}.", outcome["evidence"]]
        lines.append("\n".join(f"– {point}" for point in row["teaching_points"]))
        yield row["owner"], outcome["closed_days_ago"], "\n\n".join(lines)


def _discuss(case: Case, row: dict[str, Any], people: Mapping[str, User]) -> None:
    """What colleagues wrote, as far as they may read the case; on the same day one after the other."""
    on_day: Counter[int] = Counter()
    first = None
    for author, days, body in _said(row):
        viewer = viewer_for(people[author].pk)
        if viewer.holds(case.audience):
            made = actions.comment(case=case, text=check_body(body, case.language), by=viewer)
            on_day[days] += 1
            moment = clock.now() - timedelta(days=days, minutes=-(days * 211 % 360)) + _BETWEEN * on_day[days]
            CaseComment.objects.filter(pk=made.pk).update(created=moment)
            first = first or (moment if author != row["owner"] else None)
    if first is not None:
        InboxItem.objects.filter(target=f"case:{case.pk}").update(created=first)


def _read(case: Case, row: dict[str, Any], people: Mapping[str, User]) -> None:
    """Who opened it: those who wrote, and some who did not."""
    for key in dict.fromkeys([*(post["author"] for post in row["posts"]), *row["readers"]]):
        viewer = viewer_for(people[key].pk)
        if key != row["owner"] and viewer.holds(case.audience):
            actions.record_reading(case=case, by=viewer)
    moment = clock.now() - timedelta(days=row["published_days_ago"]) + _BETWEEN
    CaseReading.objects.filter(case=case).update(first_at=moment, last_at=moment)


def _back_date(case: Case, row: dict[str, Any], moment: datetime) -> None:
    with transaction.atomic():
        if row["state"] == CaseState.CLOSED:
            actions.close_case(case=case, by=viewer_for(case.owner_id))
        Case.objects.filter(pk=case.pk).update(published_at=moment)
        outbox.add(index_row_task, "case", str(case.pk))
