"""Writing once, paging by key, limits, markup."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import time_machine

from accounts.models import InboxItem, User
from core import clock, idempotency, ratelimit, textcheck
from core.paging import page_of
from core.richtext import render_plain, sanitise, to_text
from tests.people import Cast

pytestmark = pytest.mark.django_db


def test_a_key_writes_once_and_answers_the_same(cast: Cast) -> None:
    key, calls = uuid.uuid4(), []

    def run() -> dict[str, int]:
        calls.append(1)
        return {"id": len(calls)}

    for _ in range(3):
        assert idempotency.once(author=cast.patient.viewer, key=key, scope="s", run=run) == {"id": 1}
    other = idempotency.once(author=cast.editor.viewer, key=key, scope="s", run=run)
    assert other == {"id": 2}


def test_a_key_of_another_write_is_refused(cast: Cast) -> None:
    key = uuid.uuid4()
    idempotency.once(author=cast.patient.viewer, key=key, scope="one", run=dict)
    with pytest.raises(idempotency.KeyReused):
        idempotency.once(author=cast.patient.viewer, key=key, scope="two", run=dict)


def test_a_failed_write_keeps_no_key(cast: Cast) -> None:
    key = uuid.uuid4()
    with pytest.raises(ZeroDivisionError):
        idempotency.once(author=cast.patient.viewer, key=key, scope="s", run=lambda: {"x": 1 // 0})
    assert idempotency.once(author=cast.patient.viewer, key=key, scope="s", run=lambda: {"x": 1}) == {"x": 1}


def test_pages_by_key_have_no_gaps_and_no_repeats(cast: Cast) -> None:
    for number in range(25):
        InboxItem.objects.create(user_id=cast.patient.id, audience="member", kind=f"k{number % 3}", target="t:1")
    seen, cursor = [], None
    while True:
        page = page_of(InboxItem.objects.all(), order=("kind", "-pk"), cursor=cursor, size=7)
        seen += [item.pk for item in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 25
    assert seen == list(InboxItem.objects.order_by("kind", "-pk").values_list("pk", flat=True))


@pytest.mark.parametrize("cursor", ["x", "%%%", "W10", "WyJhIiwiYiIsImMiXQ", "WyJhIl0", "é", "A" * 5000])
def test_a_broken_cursor_is_the_first_page(cast: Cast, cursor: str) -> None:
    assert page_of(User.objects.all(), cursor=cursor, size=3).is_first


def test_limits_count_in_windows() -> None:
    with time_machine.travel("2026-03-03T10:00:00Z", tick=False):
        for _ in range(3):
            ratelimit.hit("s", "me", limit=3, seconds=60)
        ratelimit.hit("s", "you", limit=3, seconds=60)
        with pytest.raises(ratelimit.RateLimited) as refusal:
            ratelimit.hit("s", "me", limit=3, seconds=60)
        assert 0 < refusal.value.retry_after <= 60
    with time_machine.travel(clock.now() + timedelta(days=400)):
        ratelimit.hit("s", "me", limit=3, seconds=60)


ATTACKS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '<a href="javascript:1">x</a>',
    '<a href="JaVaScRiPt:alert(1)">x</a>', '<p id="body" name="location" class="x" style="x">y</p>',
    "<svg onload=alert(1)>", '<img src="https://tracker.example/x.gif">', "<iframe src=//x>", "<style>*{}</style>",
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_active_survives(attack: str) -> None:
    for clean in (sanitise(attack), render_plain(attack)):
        for word in ("<script", "<img", "<svg", "<iframe", "<style", 'href="java', 'href="JaVa', "id=", "class="):
            assert word not in clean or "&lt;" in clean
        assert sanitise(clean) == clean


def test_plain_text_becomes_paragraphs_and_links() -> None:
    assert render_plain("a < b\nc\n\nsee https://who.int/x") == (
        '<p>a &lt; b<br>c</p><p>see <a href="https://who.int/x" rel="nofollow noopener noreferrer">'
        "https://who.int/x</a></p>"
    )


def test_words_of_markup() -> None:
    assert to_text("<h2>A</h2><p>b &amp; c</p><ul><li>d</li></ul>") == "A b & c d"


def _broken(text: str, language: str) -> list[textcheck.Problem]:
    raise RuntimeError(text)


def test_no_check_means_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(textcheck, "_checks", [])
    with pytest.raises(textcheck.CheckUnavailable):
        textcheck.check_text("x", "en")
    textcheck.register_check(_broken)
    with pytest.raises(textcheck.CheckUnavailable):
        textcheck.check_text("x", "en")
