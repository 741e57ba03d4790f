"""Pages and forms as somebody without script uses them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from community import actions
from community.enums import Level, MemberState
from community.models import Group, Membership, Post, ReadMark, Thread
from tests.community.making import BAD_WORD, Circle, admit, circle_of, group_of, post_in, thread_in
from tests.people import Cast


def key() -> str:
    return str(uuid.uuid4())


def text(response: Any) -> str:
    """The body of an answer of Django's client."""
    return str(response.content.decode())


def test_a_group_is_founded_by_a_form(cast: Cast) -> None:
    client = cast.physician.client()
    assert client.get("/en/community/new/").status_code == 200
    form = {"key": key(), "name": "ECG club", "about": "", "language": "en", "level": "restricted", "specialty": ""}
    response = client.post("/en/community/new/", form)
    again = client.post("/en/community/new/", form)
    group = Group.objects.get(name="ECG club")
    assert response["Location"] == again["Location"] == f"/en/community/{group.pk}-ecg-club/"
    assert cast.patient.client().get("/en/community/new/").status_code == 404


@pytest.mark.parametrize("role", ["patient", "unverified"])
def test_who_is_no_physician_reads_how_to_become_a_verified_one(cast: Cast, role: str) -> None:
    group_of(cast.group_moderator, name="Zanzibarquartz")
    for client in (Client(), getattr(cast, role).client()):
        page = text(client.get("/en/community/"))
        assert "How to be verified" in page
        assert "Zanzibarquartz" not in page


def test_writing_without_script(circle: Circle) -> None:
    client = circle.cast.second_physician.client()
    page = text(client.get(circle.thread_url))
    found = re.search(r'name="key" value="([0-9a-f-]{36})"', page)
    assert found
    form = {"key": found[1], "body": "Three months <b>at least</b>.", "reply_to": ""}
    first = client.post(f"{circle.thread_url}post/", form)
    second = client.post(f"{circle.thread_url}post/", form)
    assert first.status_code == 302
    assert first["Location"] == second["Location"]
    assert Post.objects.filter(thread=circle.thread).count() == 2
    assert "Three months &lt;b&gt;at least&lt;/b&gt;." in text(client.get(first["Location"]))
    assert ReadMark.objects.get(user=circle.cast.second_physician.user, thread=circle.thread).last_number == 2


def test_a_reply_shows_what_it_answers(circle: Circle) -> None:
    client = circle.cast.second_physician.client()
    first = Post.objects.get(thread=circle.thread)
    page = text(client.get(f"{circle.thread_url}?reply={first.pk}"))
    assert "Reply to Physician" in page
    assert f'name="reply_to" value="{first.pk}"' in page
    client.post(f"{circle.thread_url}post/", {"key": key(), "body": "Longer.", "reply_to": str(first.pk)})
    assert "<blockquote><p><bdi>Physician</bdi>: The leaflet says six weeks.</p></blockquote>" in text(
        client.get(circle.thread_url)
    )


def test_a_refused_text_stays_in_its_field(circle: Circle) -> None:
    client = circle.cast.physician.client()
    body = f"The patient {BAD_WORD} again"
    response = client.post(f"{circle.thread_url}post/", {"key": key(), "body": body})
    assert response.status_code == 422
    assert f">{body}</textarea>" in text(response)
    assert "may point to a patient" in text(response)
    assert Post.objects.filter(thread=circle.thread).count() == 1


@time_machine.travel("2026-11-23T10:00:01Z", tick=False)  # no new minute may begin in between
def test_too_many_posts_are_refused_in_words_and_kept(cast: Cast) -> None:
    circle = circle_of(cast)
    client = circle.cast.physician.client()
    for number in range(30):
        assert client.post(f"{circle.thread_url}post/", {"key": key(), "body": f"{number}"}).status_code == 302
    response = client.post(f"{circle.thread_url}post/", {"key": key(), "body": "One too many"})
    assert response.status_code == 422
    assert "Please try again in" in text(response)
    assert ">One too many</textarea>" in text(response)


def test_a_thread_is_started_by_a_form(circle: Circle) -> None:
    client = circle.cast.physician.client()
    url = f"{circle.url}threads/new/"
    assert 'value="announcement"' not in text(client.get(url))
    form = {"key": key(), "title": "Rota for Easter", "kind": "discussion", "body": "Who is free?"}
    first, second = client.post(url, form), client.post(url, form)
    assert first["Location"] == second["Location"]
    assert text(client.get(first["Location"])).count("Who is free?") >= 1
    bad = client.post(url, form | {"key": key(), "title": f"About {BAD_WORD}"})
    assert bad.status_code == 422
    assert Thread.objects.filter(group=circle.group).count() == 2


def test_editing_removing_and_marking_by_forms(circle: Circle) -> None:
    cast = circle.cast
    post = post_in(circle.thread, cast.second_physician, "Six weeks.")
    own, asker = cast.second_physician.client(), cast.physician.client()
    base = f"{circle.thread_url}posts/{post.pk}/"
    assert "Six weeks." in text(own.get(f"{base}edit/"))
    own.post(f"{base}edit/", {"key": key(), "body": "Three months."})
    assert "Mark as the answer" in text(asker.get(f"{base}answer/"))
    asker.post(f"{base}answer/", {"on": "1"})
    asker.post(f"{base}helped/?on=1")
    asker.post(f"{base}helped/?on=1")
    page = text(asker.get(circle.thread_url))
    assert "Three months." in page
    assert "edited" in page
    assert "Marked as the answer by Physician" in page
    assert "<span data-helped>1</span>" in page
    assert own.get(f"{base}answer/").status_code == 404
    assert asker.get(f"{base}edit/").status_code == 404
    own.post(f"{base}remove/")
    page = text(asker.get(circle.thread_url))
    assert "Three months." not in page
    assert "Removed by its author." in page


def test_moderators_pin_and_change_settings(circle: Circle) -> None:
    moderator = circle.cast.group_moderator.client()
    moderator.post(f"{circle.thread_url}pin/", {"on": "1"})
    assert "Pinned" in text(moderator.get(circle.url))
    form = {"key": key(), "name": "Cardiology South", "about": "New words.", "language": "es", "specialty": ""}
    response = moderator.post(f"{circle.url}settings/", form)
    assert response["Location"].endswith("-cardiology-south/")
    moderator.post(f"{response['Location']}level/", {"key": key(), "level": "secret"})
    group = Group.objects.get(pk=circle.group.pk)
    assert (group.level, group.audience) == (Level.SECRET, group.inside)
    assert circle.cast.physician.client().get(f"{response['Location']}settings/").status_code == 404


def test_asking_deciding_and_leaving_by_forms(cast: Cast) -> None:
    group = group_of(cast.group_moderator, cast.physician, level=Level.RESTRICTED)
    url = f"/en/community/{group.pk}-{group.slug}/"
    stranger, moderator = cast.stranger.client(), cast.group_moderator.client()
    assert "Ask to join" in text(stranger.get(url))
    stranger.post(f"{url}ask/")
    assert "Your request waits" in text(stranger.get(url))
    assert "They ask to join" in text(moderator.get(f"{url}members/"))
    membership = Membership.objects.get(group=group, user=cast.stranger.user)
    moderator.post(f"{url}members/{membership.pk}/decide/", {"decision": "yes"})
    assert stranger.get(f"{url}members/").status_code == 200
    moderator.post(f"{url}members/{membership.pk}/remove/")
    assert stranger.get(f"{url}members/").status_code == 404
    response = moderator.post(f"{url}leave/", follow=True)
    assert "last moderator" in text(response)


def test_inviting_tells_nothing_about_addresses(circle: Circle) -> None:
    moderator = circle.cast.group_moderator.client()
    answers = []
    for email in ("stranger@example.org", "patient@example.org", "nobody@example.org"):
        response = moderator.post(f"{circle.url}members/invite/", {"key": key(), "email": email}, follow=True)
        answers.append(re.findall(r'<div class="messages".*?</div></div>', text(response), re.DOTALL))
    assert answers[0] == answers[1] == answers[2] != []
    invited = Membership.objects.get(group=circle.group, state=MemberState.INVITED)
    assert invited.user_id == circle.cast.stranger.id
    client = circle.cast.stranger.client()
    assert circle.group.name in text(client.get("/en/community/"))
    client.post(f"/en/community/invitations/{invited.pk}/", {"decision": "yes"})
    assert client.get(circle.thread_url).status_code == 200


def test_older_messages_have_a_link_and_a_post_its_page(circle: Circle) -> None:
    for number in range(90):
        post_in(circle.thread, circle.cast.physician, f"Message number {number}.")
    client = circle.cast.second_physician.client()
    page = text(client.get(circle.thread_url))
    assert "Message number 89." in page
    assert "Message number 20." not in page
    assert "data-live-thread" in page
    older = re.search(r'href="(\?before=[^"]+)"', page)
    assert older
    assert "Message number 45." in text(client.get(circle.thread_url + older[1]))
    around = text(client.get(f"{circle.thread_url}?post=12"))
    assert "Message number 10." in around
    assert "data-live-thread" not in around
    assert "Newest messages" in around


def test_the_new_line_stands_before_the_first_unread_message(circle: Circle) -> None:
    reader = circle.cast.second_physician
    client = reader.client()
    client.post(f"{circle.thread_url}read/", {"number": "1"})
    for body in ("First new.", "Second new."):
        post_in(circle.thread, circle.cast.physician, body)
    page = text(client.get(circle.thread_url))
    assert "2 new messages" in page
    assert page.index("six weeks") < page.index('class="new-line"') < page.index("First new.")
    client.post(f"{circle.thread_url}read/", {"number": "3"})
    assert 'class="new-line"' not in text(client.get(circle.thread_url))


def test_an_unsafe_form_without_its_token_is_refused(circle: Circle) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(circle.cast.physician.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(f"{circle.thread_url}post/", {"key": key(), "body": "x"}).status_code == 403


def test_pages_are_never_kept_by_a_cache(circle: Circle) -> None:
    response = circle.cast.physician.client().get(circle.thread_url)
    assert response["Cache-Control"] == "private, no-store"


def test_the_page_carries_no_inline_script_or_style(circle: Circle) -> None:
    post_in(circle.thread, circle.cast.physician, '<script>alert(1)</script><b onclick="x()">b</b>')
    page = text(circle.cast.physician.client().get(circle.thread_url))
    assert "<script>" not in page
    assert not re.search(r"<[^>]+ (style|on[a-z]+)=", page)


# --- query counts -------------------------------------------------------------------------------


def count(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def grow(circle: Circle, times: int) -> None:
    cast = circle.cast
    for number in range(times):
        thread = thread_in(circle.group, cast.physician, f"Thread {number}")
        post = post_in(thread, cast.group_moderator, "Why?")
        post_in(circle.thread, cast.second_physician, f"Reply {number}", reply_to=post)
        actions.react_helped(post=post, helped=True, by=cast.physician.viewer)
        other = group_of(cast.physician, cast.second_physician, name=f"Group {number}")
        thread_in(other, cast.physician)


URLS: dict[str, Callable[[Circle], str]] = {
    "list": lambda _circle: "/en/community/",
    "group": lambda circle: circle.url,
    "thread": lambda circle: circle.thread_url,
    "members": lambda circle: f"{circle.url}members/",
    "api threads": lambda circle: f"/api/v1/groups/{circle.group.pk}/threads/",
    "api posts": lambda circle: f"/api/v1/groups/{circle.group.pk}/threads/{circle.thread.pk}/posts/",
}


def test_the_number_of_queries_does_not_grow_with_the_data(circle: Circle) -> None:
    client = circle.cast.second_physician.client()
    grow(circle, 1)
    before = {name: count(client, url(circle)) for name, url in URLS.items()}
    grow(circle, 9)
    admit(circle.group, circle.cast.stranger, by=circle.cast.group_moderator)
    after = {name: count(client, url(circle)) for name, url in URLS.items()}
    assert after == before
    assert max(after.values()) <= 25, after
