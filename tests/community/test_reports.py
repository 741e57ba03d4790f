"""Reporting a post: moderators of the site get a copy, and see nothing of the group."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from accounts.desk import actions
from accounts.desk.enums import ReportState
from accounts.models import Report
from community.models import Group, Post
from core.access import Forbidden, require
from tests.community.making import group_of, post_in, thread_in
from tests.people import Cast, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(cast: Cast) -> Post:
    """The third message of a thread in a closed group."""
    group = group_of(cast.group_moderator, cast.physician, cast.second_physician, name="Nobody Outside Knows")
    thread = thread_in(group, cast.physician)
    post_in(thread, cast.physician, "Said before.")
    return post_in(thread, cast.physician, "Rude words.")


def address(post: Post) -> str:
    group: Group = post.thread.group
    return f"/en/community/{group.pk}-{group.slug}/threads/{post.thread_id}/posts/{post.pk}/report/"


def send(person: Person, post: Post) -> Any:
    return person.client().post(address(post), {"reason": "abuse", "words": "This hurts.", "key": uuid.uuid4()})


def test_a_reader_reports_a_post_and_moderators_see_a_copy(cast: Cast, post: Post) -> None:
    reader = cast.second_physician.client()
    thread = address(post).partition("posts/")[0]
    assert address(post) in reader.get(thread).content.decode()
    assert "Rude words." in reader.get(address(post)).content.decode()
    assert send(cast.second_physician, post).status_code == 302
    report = Report.objects.get()
    page = cast.moderator.client().get(f"/en/desk/reports/{report.pk}/").content.decode()
    for words in (
        "Colchicine for how long?",
        "The leaflet says six weeks.",
        "Said before.",
        "Rude words.",
        "This hurts.",
    ):
        assert words in page
    assert "Nobody Outside Knows" not in page
    assert cast.moderator.client().get(thread).status_code == 404, "a report opens no door"
    assert not Post.objects.visible_to(cast.moderator.viewer).exists()


def test_the_copy_stays_when_the_post_changes(cast: Cast, post: Post) -> None:
    send(cast.second_physician, post)
    Post.objects.filter(pk=post.pk).update(body="Polite words.", body_html="<p>Polite words.</p>")
    assert "Rude words." in {part["text"] for part in Report.objects.get().snapshot}


def test_a_decision_reaches_author_and_reporter(cast: Cast, post: Post) -> None:
    send(cast.second_physician, post)
    actions.decide_report(
        report=Report.objects.get(),
        version=0,
        state=ReportState.WARNED,
        decision="Please be kind.",
        by=cast.moderator.viewer,
    )
    for person in (cast.physician, cast.second_physician):
        assert "Please be kind." in person.client().get("/en/account/inbox/").content.decode()
    assert cast.second_physician.user.name not in cast.physician.client().get("/en/account/inbox/").content.decode()


@pytest.mark.parametrize("role", ["physician", "stranger", "moderator", "patient", "administrator"])
def test_who_does_not_read_it_or_wrote_it_does_not_report_it(cast: Cast, post: Post, role: str) -> None:
    person: Person = getattr(cast, role)
    assert person.client().get(address(post)).status_code == 404
    assert send(person, post).status_code == 404
    assert not Report.objects.exists()
    with pytest.raises(Forbidden):
        require(lambda viewer: viewer.user_id != cast.physician.id and viewer.holds(post.audience), person.viewer)
