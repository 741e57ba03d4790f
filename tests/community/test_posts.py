"""Writing, editing, removing, weighing: the actions, their order and their refusals."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import time_machine

from accounts.models import InboxItem, User
from accounts.verification.trust import credit
from community import actions, texts
from community.enums import ThreadKind
from community.models import Membership, Post, ReadMark, Thread
from community.queries import threads_waiting, unread_by_group
from community.tasks import clear_removed_posts_task
from core import clock, textcheck
from core.access import Forbidden
from core.idempotency import KeyReused
from core.models import OutboxRow
from core.realtime.frames import render_frames
from core.realtime.log import frames_after
from tests.community.making import BAD_WORD, Circle, admit, group_of, post_in, thread_in, write
from tests.people import Person


def rendered(circle: Circle, after: int = 0) -> list[dict[str, object]]:
    return render_frames(frames_after(circle.group.inside, after, 100), "en")


def test_posts_are_numbered_published_and_indexed(circle: Circle) -> None:
    first = circle.thread.last_number
    post = post_in(circle.thread, circle.cast.second_physician, "Three months.")
    assert post.number == first + 1
    assert post.audience == circle.group.inside
    thread = Thread.objects.get(pk=circle.thread.pk)
    assert (thread.last_number, thread.last_post_id) == (post.number, post.pk)
    frame = rendered(circle)[-1]
    assert frame["seq"] == post.seq
    assert (
        frame
        | {
            "type": "PostCreated",
            "key": str(post.key),
            "post": post.pk,
            "thread": thread.pk,
            "author": "Second Physician",
            "author_specialty": credit(circle.cast.second_physician.user, "en"),
            "body_html": "<p>Three months.</p>",
        }
        == frame
    )
    assert OutboxRow.objects.filter(task__endswith="index_row_task", args=["post", str(post.pk)]).exists()


def test_the_same_key_again_is_the_same_post(circle: Circle) -> None:
    key = uuid.uuid4()
    first = post_in(circle.thread, circle.cast.physician, "Once.", key=key)
    again = post_in(circle.thread, circle.cast.physician, "Twice.", key=key)
    assert (again.pk, again.seq) == (first.pk, first.seq)
    assert post_in(circle.thread, circle.cast.second_physician, "Mine.", key=key).pk != first.pk


def test_a_key_belongs_to_one_thread(circle: Circle) -> None:
    key = uuid.uuid4()
    post_in(circle.thread, circle.cast.physician, key=key)
    with pytest.raises(KeyReused):
        post_in(thread_in(circle.group, circle.cast.physician, "Other"), circle.cast.physician, key=key)


@pytest.mark.parametrize(
    "role", ["stranger", "removed_member", "unverified", "moderator", "administrator", "suspended"]
)
def test_who_is_not_in_does_not_write(circle: Circle, role: str) -> None:
    with pytest.raises(Forbidden):
        post_in(circle.thread, getattr(circle.cast, role))


def test_grants_read_before_a_removal_do_not_write_after_it(circle: Circle) -> None:
    stale = circle.cast.second_physician.viewer
    membership = Membership.objects.get(group=circle.group, user=circle.cast.second_physician.user)
    actions.remove_member(membership=membership, by=circle.cast.group_moderator.viewer)
    with pytest.raises(Forbidden):
        write(circle.thread, stale, "Still here?")


def test_announcements_are_the_moderators_matter(circle: Circle) -> None:
    with pytest.raises(Forbidden):
        thread_in(circle.group, circle.cast.physician, kind=ThreadKind.ANNOUNCEMENT)
    thread_in(circle.group, circle.cast.group_moderator, kind=ThreadKind.ANNOUNCEMENT)


def test_an_empty_registry_of_checks_means_no(circle: Circle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(textcheck, "_checks", [])
    with pytest.raises(texts.TextRefused, match="cannot be checked"):
        texts.check_body("Harmless.", "en")


def test_a_finding_is_named_with_its_place() -> None:
    with pytest.raises(texts.TextRefused, match=rf"“{BAD_WORD}” in line 2 .*name of a person") as refusal:
        texts.check_body(f"First line.\nSeen by {BAD_WORD} today.", "en")
    assert refusal.value.code == "refused"


@pytest.mark.parametrize(("text", "code"), [("  \n\t ", "empty"), ("x" * 10_001, "too_long"), ("\x00\x07", "empty")])
def test_texts_have_limits(text: str, code: str) -> None:
    with pytest.raises(texts.TextRefused) as refusal:
        texts.check_body(text, "en")
    assert refusal.value.code == code


def test_ten_thousand_characters_fit() -> None:
    assert len(texts.check_body("x" * 10_000, "en").body) == 10_000


def test_the_name_of_a_member_after_an_at_is_no_finding(circle: Circle) -> None:
    member = circle.cast.second_physician.user
    User.objects.filter(pk=member.pk).update(name=f"Ada {BAD_WORD}")
    said = f"What do you do, @Ada {BAD_WORD}?"
    assert texts.check_body(said, "en", group=circle.group).body == said
    refused = [
        f"Seen by {BAD_WORD}.",
        f"@Ada {BAD_WORD}: {BAD_WORD} again",
        f"@Ada {BAD_WORD}son",
        f"@Eva {BAD_WORD}",
    ]
    for text in refused:
        with pytest.raises(texts.TextRefused, match=BAD_WORD):
            texts.check_body(text, "en", group=circle.group)
    other = group_of(circle.cast.physician, name="Other")
    for elsewhere in (None, other):
        with pytest.raises(texts.TextRefused):
            texts.check_body(said, "en", group=elsewhere)


def test_markup_is_shown_as_it_was_typed(circle: Circle) -> None:
    payload = '<script>alert(1)</script><img src=x onerror="alert(2)"> javascript:alert(3) http://example.org/'
    post = post_in(circle.thread, circle.cast.physician, payload)
    html = texts.shown_html(post)
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html
    assert 'href="http://example.org/"' in html
    assert 'rel="nofollow noopener noreferrer"' in html


def test_markup_in_the_database_is_cleaned_when_shown(circle: Circle) -> None:
    post = post_in(circle.thread, circle.cast.physician)
    Post.objects.filter(pk=post.pk).update(body_html="<p>Hi<script>alert(1)</script></p>")
    assert texts.shown_html(Post.objects.get(pk=post.pk)) == "<p>Hi</p>"


def test_authors_edit_their_own_posts_only(circle: Circle) -> None:
    cast = circle.cast
    post = post_in(circle.thread, cast.physician, "Six weeks.")
    for other in (cast.second_physician, cast.group_moderator, cast.stranger):
        with pytest.raises(Forbidden):
            actions.edit_post(post=post, text=texts.check_body("Mine now.", "en"), by=other.viewer)
    actions.edit_post(post=post, text=texts.check_body("Three months.", "en"), by=cast.physician.viewer)
    created, edited = rendered(circle, post.seq - 1)
    assert created["body_html"] == edited["body_html"] == "<p>Three months.</p>"
    assert edited["type"] == "PostEdited"
    assert edited["edited"]


def test_a_removed_text_is_gone_from_everywhere_at_once(circle: Circle) -> None:
    cast = circle.cast
    post = post_in(circle.thread, cast.physician, "Secret sentence.")
    reply = post_in(circle.thread, cast.second_physician, "I agree.", reply_to=post)
    assert "Secret sentence" in texts.shown_html(reply)
    actions.remove_post(post=post, by=cast.physician.viewer)
    shown = rendered(circle)
    assert "Secret sentence" not in str(shown)
    assert [frame["type"] for frame in shown[-2:]] == ["PostRemoved", "PostEdited"]
    page = cast.second_physician.client().get(circle.thread_url)
    assert b"Secret sentence" not in page.content
    assert b"Removed by its author." in page.content
    assert Post.objects.get(pk=post.pk).number == post.number


def test_moderators_remove_any_post_and_members_only_their_own(circle: Circle) -> None:
    cast = circle.cast
    post = post_in(circle.thread, cast.physician)
    with pytest.raises(Forbidden):
        actions.remove_post(post=post, by=cast.second_physician.viewer)
    actions.remove_post(post=post, by=cast.group_moderator.viewer)
    assert Post.objects.get(pk=post.pk).removed_by_id == cast.group_moderator.id


def test_a_removed_text_leaves_the_table_after_seven_days(circle: Circle) -> None:
    post = post_in(circle.thread, circle.cast.physician, "Secret sentence.")
    kept = post_in(circle.thread, circle.cast.physician, "Stays.")
    actions.remove_post(post=post, by=circle.cast.physician.viewer)
    clear_removed_posts_task()
    assert Post.objects.get(pk=post.pk).body
    with time_machine.travel(clock.now() + timedelta(days=7, minutes=1), tick=False):
        clear_removed_posts_task()
    gone = Post.objects.get(pk=post.pk)
    assert (gone.body, gone.body_html, gone.number) == ("", "", post.number)
    assert Post.objects.get(pk=kept.pk).body == "Stays."


def test_helped_counts_people_once_and_never_oneself(circle: Circle) -> None:
    cast = circle.cast
    post = post_in(circle.thread, cast.physician)
    for _press in range(2):
        actions.react_helped(post=post, helped=True, by=cast.second_physician.viewer)
    actions.react_helped(post=post, helped=True, by=cast.group_moderator.viewer)
    with pytest.raises(Forbidden):
        actions.react_helped(post=post, helped=True, by=cast.physician.viewer)
    frames = rendered(circle, post.seq)
    assert [frame["type"] for frame in frames] == ["ReactionChanged", "ReactionChanged"]
    assert frames[-1]["helped"] == 2
    actions.react_helped(post=post, helped=False, by=cast.second_physician.viewer)
    assert Post.objects.get(pk=post.pk).helped == 1


def test_who_asked_or_moderates_marks_the_answer(circle: Circle) -> None:
    cast = circle.cast
    post = post_in(circle.thread, cast.second_physician)
    with pytest.raises(Forbidden):
        actions.mark_answer(thread=circle.thread, post=post, by=cast.second_physician.viewer)
    actions.mark_answer(thread=circle.thread, post=post, by=cast.physician.viewer)
    assert Thread.objects.get(pk=circle.thread.pk).answer_id == post.pk
    actions.remove_post(post=post, by=cast.group_moderator.viewer)
    assert Thread.objects.get(pk=circle.thread.pk).answer_id is None


def test_only_moderators_pin(circle: Circle) -> None:
    with pytest.raises(Forbidden):
        actions.set_pinned(thread=circle.thread, pinned=True, by=circle.cast.physician.viewer)
    actions.set_pinned(thread=circle.thread, pinned=True, by=circle.cast.group_moderator.viewer)
    assert Thread.objects.get(pk=circle.thread.pk).pinned


# --- unread -------------------------------------------------------------------------------------


def test_unread_are_other_peoples_posts_above_the_mark(circle: Circle) -> None:
    cast = circle.cast
    reader = cast.second_physician
    start = unread_by_group(reader.viewer, [circle.group.pk])[circle.group.pk]
    assert start == 1
    actions.mark_read(thread=circle.thread, number=1, by=reader.viewer)
    assert unread_by_group(reader.viewer, [circle.group.pk])[circle.group.pk] == 0
    post_in(circle.thread, cast.physician, "Two.")
    post_in(circle.thread, reader, "Mine does not count.")
    third = post_in(circle.thread, cast.group_moderator, "Four.")
    assert unread_by_group(reader.viewer, [circle.group.pk])[circle.group.pk] == 2
    assert threads_waiting(reader.viewer) == 1
    actions.react_helped(post=third, helped=True, by=cast.physician.viewer)
    actions.edit_post(post=third, text=texts.check_body("Four again.", "en"), by=cast.group_moderator.viewer)
    assert unread_by_group(reader.viewer, [circle.group.pk])[circle.group.pk] == 2
    actions.remove_post(post=third, by=cast.group_moderator.viewer)
    assert unread_by_group(reader.viewer, [circle.group.pk])[circle.group.pk] == 1


def test_the_mark_moves_forward_only_unless_asked(circle: Circle) -> None:
    reader = circle.cast.second_physician
    for _more in range(4):
        post_in(circle.thread, circle.cast.physician)
    thread = Thread.objects.select_related("group").get(pk=circle.thread.pk)
    assert actions.mark_read(thread=thread, number=99, by=reader.viewer) == 5
    assert actions.mark_read(thread=thread, number=2, by=reader.viewer) == 5
    assert actions.mark_read(thread=thread, number=2, by=reader.viewer, backwards=True) == 2
    assert ReadMark.objects.filter(user=reader.user, thread=thread).count() == 1


# --- notices ------------------------------------------------------------------------------------


def notices_of(person: Person, kind: str) -> int:
    return InboxItem.objects.filter(user=person.user, kind=kind).count()


def test_a_mention_reaches_members_and_tells_of_nobody_else(circle: Circle) -> None:
    cast = circle.cast
    post_in(circle.thread, cast.physician, "@Second Physician and @GroupModerator and @Stranger, what do you do?")
    assert notices_of(cast.second_physician, "group-mention") == 1
    assert notices_of(cast.group_moderator, "group-mention") == 1
    assert notices_of(cast.stranger, "group-mention") == 0
    post_in(circle.thread, cast.physician, "write to physician@second physician.example")
    assert notices_of(cast.second_physician, "group-mention") == 1


def test_a_reply_and_an_answer_are_told_once(circle: Circle) -> None:
    cast = circle.cast
    post = post_in(circle.thread, cast.group_moderator)
    assert notices_of(cast.physician, "group-answer") == 1
    post_in(circle.thread, cast.second_physician, reply_to=post)
    assert notices_of(cast.group_moderator, "group-reply") == 1
    assert notices_of(cast.physician, "group-answer") == 1


def test_a_notice_has_no_words_for_who_lost_sight(circle: Circle) -> None:
    cast = circle.cast
    post_in(circle.thread, cast.physician, "@Second Physician?")
    inbox = "/en/account/inbox/"
    assert circle.thread.title.encode() in cast.second_physician.client().get(inbox).content
    membership = Membership.objects.get(group=circle.group, user=cast.second_physician.user)
    actions.remove_member(membership=membership, by=cast.group_moderator.viewer)
    assert circle.thread.title.encode() not in cast.second_physician.client().get(inbox).content
    admit(circle.group, cast.second_physician, by=cast.group_moderator)
