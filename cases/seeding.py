"""The made-up cases of a demonstration. They go the way of every case: draft, check, second reader."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.models import User
from cases import actions
from cases.drawings import draw
from cases.enums import CaseState
from cases.models import Case, CaseComment, Receipt, Submission
from community.models import Group
from community.texts import check_body
from core import clock, outbox
from core.access import Viewer, viewer_for
from core.imaging import clean_image_bytes
from search.tasks import index_row_task

_WORDS = ("title", "language", "specialty", "age_band", "sex", "history", "examination", "findings", "question")


def seed(people: Mapping[str, User]) -> None:
    """Publish the cases that are missing."""
    text = (Path(__file__).parent / "demo" / "cases.json").read_text(encoding="utf-8")
    for row in json.loads(text)["cases"]:
        if not Case.objects.filter(title=row["title"]).exists():
            _publish(row, people)


def _publish(row: dict[str, Any], people: Mapping[str, User]) -> None:
    owner = viewer_for(people[row["owner"]].pk)
    group = Group.objects.get(slug=row["group"]) if row["group"] else None
    words = {name: row[name] for name in _WORDS}
    words |= {"audience": group.inside if group else "physician", "tags": tuple(row["tags"])}
    draft = actions.save_draft(draft=None, words=words, by=owner)
    drawing = draw(row["image"]["drawing"])
    if drawing is not None:
        image = clean_image_bytes(drawing)  # drawn just now by our own code: no process of its own is needed
        actions.save_image(draft=draft, image=image, alt=row["image"]["alt"], by=owner)
    actions.scan(draft=draft, by=owner)
    actions.accept_safe_changes(draft=draft, by=owner)
    receipt = actions.submit(draft=draft, attested=True, by=owner)
    case = actions.approve(submission=_submission(receipt), by=_second_reader(_submission(receipt), people))
    _discuss(case, row, people)
    _back_date(case, row, owner)


def _submission(receipt: Receipt) -> Submission:
    if receipt.submission is None:
        raise ValueError("A fresh receipt has its submission")
    return receipt.submission


def _second_reader(submission: Submission, people: Mapping[str, User]) -> Viewer:
    """The first of the people who may decide on it."""
    for person in people.values():
        viewer = viewer_for(person.pk)
        if viewer.holds(submission.review_audience):
            return viewer
    raise LookupError("Nobody of the demonstration may read this case a second time")


def _discuss(case: Case, row: dict[str, Any], people: Mapping[str, User]) -> None:
    """What colleagues wrote, as far as they may read the case."""
    for post in row["posts"]:
        viewer = viewer_for(people[post["author"]].pk)
        if viewer.holds(case.audience):
            made = actions.comment(case=case, text=check_body(post["body"], case.language), by=viewer)
            moment = clock.now() - timedelta(days=post["days_ago"])
            CaseComment.objects.filter(pk=made.pk).update(created=moment)


def _back_date(case: Case, row: dict[str, Any], owner: Viewer) -> None:
    with transaction.atomic():
        if row["state"] == CaseState.CLOSED:
            actions.close_case(case=case, by=owner)
        moment = clock.now() - timedelta(days=row["published_days_ago"])
        Case.objects.filter(pk=case.pk).update(published_at=moment)
        outbox.add(index_row_task, "case", str(case.pk))
