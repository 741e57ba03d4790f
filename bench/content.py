"""Fills a scratch site with something of everything; runs inside Django. `python -m bench.content TIMES`.

Ten times as much keeps who writes and what hangs together: more pages, people, groups, threads, posts, cases,
events, notices and applications, all seen by the same few readers.
"""

from __future__ import annotations

import os
import random
import re
import sys
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
if __name__ == "__main__":
    django.setup()

from django.db import transaction

from accounts.actions import notify
from accounts.enums import RoleName
from accounts.models import Specialty
from accounts.verification.actions import Facts, apply
from cases.models import Case, CaseComment, CaseReading
from cms.actions import assign_review, ensure_tree
from cms.models import AlertPage, ArticlePage, DrugPage, ProsePage, SectionPage
from community import actions, notices, texts
from community.actions.membership import put_in
from community.enums import Level, MemberRole, ThreadKind
from community.models import Group, Thread
from core import clock, outbox
from events.actions import plan_event, register
from search import spelling
from search.models import Tag
from tests.people import Person, make_person

ONCE: Final = 1
_SECTIONS: Final = 8
_WORDS: Final = re.findall(
    r"\w+",
    """
    a an and or but if when most some many people children adults doctors nurses pharmacies tell ask call wait take
    drink rest sleep walk breathe cough fever pain chest throat night morning week month water tea air room smoke dust
    medicine tablet syrup dose twice daily after before without with for from at once soon often rarely mild strong
    dry wet long short better worse same day
    """,
)


@dataclass(frozen=True, slots=True)
class Readers:
    """Those as whom pages are asked for."""

    physician: Person
    colleague: Person
    moderator: Person
    verifier: Person
    reviewer: Person
    editor: Person
    administrator: Person


def make_readers() -> Readers:
    """Make them; once a site."""
    return Readers(
        physician=make_person("physician", verified=True),
        colleague=make_person("colleague", verified=True),
        moderator=make_person("group_moderator", verified=True),
        verifier=make_person("verifier", roles=(RoleName.VERIFIER,)),
        reviewer=make_person("reviewer", verified=True, roles=(RoleName.REVIEWER,)),
        editor=make_person("editor", roles=(RoleName.EDITOR,)),
        administrator=make_person("administrator", roles=(RoleName.ADMIN,)),
    )


def begin() -> tuple[Readers, Group, Thread]:
    """The tree, the readers, and the group and thread that the rest goes into."""
    ensure_tree()
    Tag.objects.get_or_create(slug="lungs", defaults={"name_en": "Lungs", "name_es": "Pulmones"})
    readers = make_readers()
    group = _group("Bench", readers)
    return readers, group, _thread(group, readers, "The first thread")


def fill(readers: Readers, group: Group, thread: Thread, first: int, last: int) -> None:
    """Something of every kind for each number."""
    for number in range(first, last):
        _pages(number, readers)
        _community(number, readers, group, thread)
        _case(number, readers)
        _event(number, readers, group)
        _desk(number)
    while outbox.drain_now():
        pass
    spelling.rebuild()


def _sections(name: str) -> list[tuple[str, dict[str, str]]]:
    chance = random.Random(name)
    parts = range(1, _SECTIONS + 1)
    return [("text", {"heading": f"{name}, part {part}", "body": _prose(chance) + _prose(chance)}) for part in parts]


def _prose(chance: random.Random) -> str:
    """A paragraph that packs about as well as one that somebody wrote; the same each time."""
    sentences = (" ".join(chance.choices(_WORDS, k=11)) for _ in range(5))
    return f"<p>{'. '.join(sentence.capitalize() for sentence in sentences)}.</p>"


def _pages(number: int, readers: Readers) -> None:
    now = clock.now()
    name = f"Bench article {number}"
    checked = {"checked_at": now.date(), "review_due": (now + timedelta(days=300)).date()}
    article = _add(ArticlePage(title=name, summary="About a cough.", sections=_sections(name), **checked), "health")
    article.tags.add(*Tag.objects.all())
    _add(DrugPage(title=f"Bench drug {number}", ingredient="benchamol", sections=_sections(name)), "drugs")
    _add(AlertPage(title=f"Cough in town {number}", place="Port Lumen", starts_at=now, severity="warn"), "alerts")
    _add(ProsePage(title=f"Bench prose {number}", body=_prose(random.Random(number))), "about")
    draft = _add(ArticlePage(title=f"Bench draft {number}", sections=_sections(name)), "health", live=False)
    assign_review(page=draft, reviewer=readers.reviewer.user, by=readers.editor.viewer)


def _add(page: Any, kind: str, *, live: bool = True) -> Any:
    """Put a page below its section, published the way an editor does it."""
    parent = SectionPage.objects.get(kind=kind, locale__language_code="en")
    page.locale_id, page.live = parent.locale_id, False
    parent.add_child(instance=page)
    revision = page.save_revision()
    if live:
        revision.publish()
    return type(page).objects.get(pk=page.pk)


def _checked(words: str) -> texts.CheckedText:
    """The words are made here, so they pass no check for patient details."""
    return texts.CheckedText(words, f"<p>{words}</p>")


def _group(name: str, readers: Readers) -> Group:
    group = actions.create_group(
        name=name, about="A cough.", language="en", level=Level.CLOSED, specialty=None, by=readers.moderator.viewer
    )
    with transaction.atomic():
        for person in (readers.physician, readers.colleague):
            put_in(group, person.id, role=MemberRole.MEMBER)
    return group


def _thread(group: Group, readers: Readers, title: str) -> Thread:
    return actions.start_thread(
        group=group,
        title=texts.CheckedTitle(title),
        kind=ThreadKind.DISCUSSION,
        text=_checked(f"About a cough: {title}."),
        key=uuid.uuid4(),
        tags=Tag.objects.all(),
        by=readers.colleague.viewer,
    )


def _community(number: int, readers: Readers, group: Group, thread: Thread) -> None:
    """A group more, a member more, a thread more, and posts with replies by two people."""
    _group(f"Bench group {number}", readers)
    member = make_person(f"bench_member_{number}", verified=True)
    with transaction.atomic():
        put_in(group, member.id)
    _thread(group, readers, f"Thread {number}")
    thread.refresh_from_db()
    post = None
    for person in (readers.colleague, readers.moderator, member):
        text = _checked(f"A word about a cough, number {number}.")
        post = actions.create_post(thread=thread, text=text, key=uuid.uuid4(), by=person.viewer, reply_to=post)
        actions.react_helped(post=post, helped=True, by=readers.physician.viewer)
    with transaction.atomic():
        notify(user_ids=[readers.physician.id], kind=notices.INVITATION, target=f"group:{group.pk}")


def _case(number: int, readers: Readers) -> None:
    """A published case with comments and readings; written past the detector, which is measured elsewhere."""
    now = clock.now()
    case = Case.objects.create(
        owner=readers.colleague.user,
        audience="physician",
        title=f"A dry cough, number {number}",
        language="en",
        history="A dry cough for three weeks.",
        question="What would you do?",
        specialty=Specialty.objects.get(slug="cardiology"),
        published_at=now,
    )
    target = Case.objects.order_by("pk").first() or case
    reader = make_person(f"bench_reader_{number}", verified=True)
    CaseReading.objects.create(case=target, reader=reader.user, first_at=now, last_at=now)
    for person in (readers.moderator, reader):
        CaseComment.objects.create(
            case=target, author=person.user, audience="physician", body="Wait.", body_html="<p>Wait.</p>", created=now
        )
    with transaction.atomic():
        outbox.add(_index_task(), "case", str(case.pk))


def _index_task() -> Any:
    from search.tasks import index_row_task  # noqa: PLC0415 - a task module, needed here only

    return index_row_task


def _event(number: int, readers: Readers, group: Group) -> None:
    starts = clock.now() + timedelta(days=3, minutes=number)
    for audience, inside in (("public", None), (group.inside, group)):
        event = plan_event(
            words={"title_en": f"Talk about cough {number}", "description_en": "A talk.", "place_en": "Room 1"},
            starts_at=starts,
            ends_at=starts + timedelta(hours=1),
            time_zone="UTC",
            audience=audience,
            group=inside,
            tags=Tag.objects.all(),
            by=(readers.moderator if inside else readers.editor).viewer,
        )
        register(event=event, by=readers.physician.viewer)


def _desk(number: int) -> None:
    """Somebody who waits for verification."""
    person = make_person(f"bench_applicant_{number}")
    specialty = Specialty.objects.get(slug="cardiology")
    apply(facts=Facts(specialty=specialty, country="Nowhere", number=f"B-{number}"), by=person.viewer)


if __name__ == "__main__":
    readers_, group_, thread_ = begin()
    fill(readers_, group_, thread_, 0, ONCE * int(sys.argv[1]))
    print(group_.pk, thread_.pk)
