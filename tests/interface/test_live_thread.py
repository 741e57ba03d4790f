"""The script of a live thread against a server that speaks the protocol by hand: order, sending, loss, return."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOMENT = "2026-03-04T09:00:00+00:00"


class Server:
    """The far end of the socket, played by the test."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.sockets: list[WebSocketRoute] = []
        self.seq = 351
        self.missed: list[dict[str, Any]] = []
        self.answers = True

    def accept(self, socket: WebSocketRoute) -> None:
        self.sockets.append(socket)
        socket.on_message(self.hear)

    def hear(self, text: str | bytes) -> None:
        message = json.loads(text)
        self.heard.append(message)
        if message["type"] == "subscribe":
            self.say({"type": "subscribed", "id": message["id"], "topic": message["topic"], "seq": self.seq})
            if self.missed:
                self.frames(*self.missed)
                self.missed = []
        elif message["type"] == "post" and self.answers:
            self.seq += 1
            self.say({"type": "ack", "id": message["id"], "seq": self.seq})
            self.frames(self.created(self.seq, message["body"], key=message["key"], author="Dr Marta Vidal"))

    def say(self, message: dict[str, Any]) -> None:
        self.sockets[-1].send(json.dumps(message))

    def frames(self, *frames: dict[str, Any]) -> None:
        self.say({"type": "frames", "topic": "group:12", "frames": list(frames)})

    def created(
        self, seq: int, text: str, *, key: str = "", author: str = "Dr Li Chen", thread: int = 34
    ) -> dict[str, Any]:
        words = {"author": author, "author_specialty": "Cardiology", "body_html": f"<p>{escape(text)}</p>"}
        ids = {"seq": seq, "type": "PostCreated", "key": key, "post": seq, "thread": thread, "number": seq}
        return {**ids, **words, "created": MOMENT}


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def page(chromium: Browser, guide: str, server: Server) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 700}, reduced_motion="reduce")
    page = context.new_page()
    page.route_web_socket("**/ws/v1/*", server.accept)
    page.goto(guide + "page/group/")
    page.add_script_tag(url="/static/js/thread.js", type="module")
    page.wait_for_timeout(300)
    yield page
    context.close()


def write(page: Page, text: str) -> None:
    page.fill("#composer-body", text)
    page.keyboard.press("Control+Enter")


def test_it_asks_for_what_comes_after_the_page(page: Page, server: Server) -> None:
    assert server.heard[0] == {"type": "subscribe", "id": 1, "topic": "group:12", "after": 351}
    assert server.sockets[0].url.endswith("/ws/v1/?language=en")


def test_a_message_of_a_colleague_appears_once(page: Page, server: Server) -> None:
    server.frames(server.created(352, "Agreed."))
    server.frames(server.created(352, "Agreed."))
    expect(page.locator("#post-352")).to_have_count(1)
    expect(page.locator("#post-352")).to_contain_text("Dr Li Chen")
    expect(page.locator("#post-352")).to_contain_text("Agreed.")


def test_a_message_of_another_thread_stays_out(page: Page, server: Server) -> None:
    server.frames(server.created(352, "Elsewhere", thread=35), server.created(353, "Here"))
    expect(page.locator("#post-353")).to_have_count(1)
    expect(page.locator("#post-352")).to_have_count(0)


def test_names_are_text_and_never_markup(page: Page, server: Server) -> None:
    server.frames(server.created(352, "Hello", author="<img src=x onerror=alert(1)>"))
    expect(page.locator("#post-352 bdi")).to_have_text("<img src=x onerror=alert(1)>")
    expect(page.locator("#post-352 img")).to_have_count(0)


def test_edits_removals_and_helped_reach_their_message(page: Page, server: Server) -> None:
    server.frames(
        server.created(352, "First"),
        {"seq": 353, "type": "PostEdited", "post": 352, "thread": 34, "body_html": "<p>Better</p>", "edited": MOMENT},
        {"seq": 354, "type": "ReactionChanged", "post": 1, "thread": 34, "helped": 9},
        {"seq": 355, "type": "PostRemoved", "post": 2, "thread": 34},
    )
    expect(page.locator("#post-352 [data-body]")).to_have_text("Better")
    expect(page.locator("#post-352 [data-state]")).to_have_text("edited")
    expect(page.locator("#post-1 [data-helped]")).to_have_text("9")
    expect(page.locator("#post-2 [data-body]")).to_have_text("This message was removed.")


def test_what_changed_without_an_edit_is_not_called_edited(page: Page, server: Server) -> None:
    server.frames(
        server.created(352, "First"),
        {"seq": 353, "type": "PostEdited", "post": 352, "thread": 34, "body_html": "<p>Same</p>", "edited": None},
    )
    expect(page.locator("#post-352 [data-body]")).to_have_text("Same")
    expect(page.locator("#post-352 [data-state]")).to_have_text("")


def test_what_i_send_is_shown_at_once_and_sent_when_acknowledged(page: Page, server: Server) -> None:
    write(page, "Two lines\n\nof text <b>")
    mine = page.locator("#post-352")
    expect(mine).to_contain_text("of text <b>")
    expect(mine.locator("[data-state]")).to_have_text("Sent")
    expect(page.locator("#composer-body")).to_have_value("")
    assert page.evaluate("document.activeElement.id") == "composer-body"


def test_without_an_answer_the_text_stays_and_the_same_key_is_sent_again(page: Page, server: Server) -> None:
    server.answers = False
    page.clock.install()
    write(page, "Is anybody there?")
    mine = page.locator(".message.sending")
    expect(mine.locator("[data-state]")).to_have_text("Sending")
    page.clock.run_for(10_500)
    failed = page.locator(".message.failed")
    expect(failed).to_contain_text("Not sent")
    expect(failed).to_contain_text("Is anybody there?")
    server.answers = True
    failed.get_by_role("button", name="Retry").click()
    expect(page.locator("#post-352 [data-state]")).to_have_text("Sent")
    first, second = (message for message in server.heard if message["type"] == "post")
    assert first["key"] == second["key"]


def test_a_refusal_says_why_and_keeps_the_text(page: Page, server: Server) -> None:
    server.answers = False
    write(page, "Mr Ferrer called")
    page.wait_for_timeout(200)
    server.say({"type": "error", "id": server.heard[-1]["id"], "code": "refused", "message": "This looks like a name."})
    expect(page.locator(".message.failed")).to_contain_text("This looks like a name.")
    expect(page.locator(".message.failed")).to_contain_text("Mr Ferrer called")


def test_a_lost_line_is_silent_then_counts_down_and_comes_back_with_what_was_missed(page: Page, server: Server) -> None:
    page.clock.install()
    banner = page.locator("[data-connection]")
    server.frames(server.created(352, "Before"))
    expect(page.locator("#post-352")).to_have_count(1)
    page.route_web_socket("**/ws/v1/*", lambda socket: socket.close())
    server.sockets[-1].close()
    page.wait_for_timeout(200)
    expect(banner).to_be_hidden()
    for _ in range(8):
        page.clock.run_for(1_000)
        page.wait_for_timeout(50)
    expect(banner).to_be_visible()
    expect(banner).to_contain_text("No connection. What you write is kept.")
    server.missed = [server.created(353, "Missed one"), server.created(354, "Missed two")]
    page.route_web_socket("**/ws/v1/*", server.accept)
    banner.get_by_role("button", name="Try now").click()
    expect(page.locator("#post-354")).to_have_count(1)
    page.clock.run_for(1_000)
    expect(banner).to_contain_text("Back, 2 new")
    assert [message["after"] for message in server.heard if message["type"] == "subscribe"] == [351, 352]
    page.clock.run_for(7_000)
    expect(banner).to_be_hidden()


def test_what_was_written_while_away_is_sent_on_return(page: Page, server: Server) -> None:
    server.sockets[-1].close()
    write(page, "Written in the tunnel")
    expect(page.locator("#post-352")).to_contain_text("Written in the tunnel", timeout=8_000)
    assert len([message for message in server.heard if message["type"] == "post"]) == 1


def test_new_messages_never_move_what_is_being_read(page: Page, server: Server) -> None:
    log = page.locator("[role=log]")
    log.evaluate("(list) => { list.scrollTop = list.scrollHeight; }")
    server.frames(*(server.created(seq, "Long talk") for seq in range(352, 372)))
    expect(page.locator("#post-371")).to_be_in_viewport()
    log.evaluate("(list) => { list.scrollTop = 0; }")
    page.wait_for_timeout(100)
    server.frames(server.created(372, "While you read"))
    jump = page.locator("[data-jump]")
    expect(jump).to_be_visible()
    expect(jump).to_have_text("1 new, go down")
    assert log.evaluate("(list) => list.scrollTop") == 0
    jump.click()
    assert page.evaluate("document.activeElement.id") == "post-372"
    expect(jump).to_be_hidden()


def test_ended_access_leaves_the_page(page: Page, server: Server) -> None:
    with page.expect_navigation():
        server.say({"type": "revoked", "topic": "group:12"})


def test_far_behind_means_a_fresh_page(page: Page, server: Server) -> None:
    with page.expect_navigation():
        server.say({"type": "refetch", "topic": "group:12"})


def test_the_end_counts_as_read_after_a_second(page: Page, server: Server) -> None:
    server.frames(server.created(352, "Read me"))
    page.locator("[role=log]").evaluate("(list) => { list.scrollTop = list.scrollHeight; }")
    page.wait_for_timeout(1_500)
    read = [message for message in server.heard if message["type"] == "read"]
    assert [(message["thread"], message["number"]) for message in read][-1:] == [(34, 352)]
