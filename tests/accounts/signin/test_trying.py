"""Trying passwords, addresses and links: slowed across processes, told nothing, and nobody else is locked out."""

from __future__ import annotations

import re
import statistics
import time
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from core import clock
from core.models import AuditEntry
from tests.accounts.signin.conftest import Mails
from tests.accounts.signin.doors import send_password, sign_in
from tests.people import PASSWORD, Cast

pytestmark = pytest.mark.django_db
WRONG = "not the right phrase"
ATTACKER: dict[str, Any] = {"REMOTE_ADDR": "198.51.100.7"}
OWNER: dict[str, Any] = {"REMOTE_ADDR": "203.0.113.9"}
NOBODY = "nobody@example.org"
SITE = "/en/account"


def attack(email: str, times: int, **where: Any) -> list[bytes]:
    """Each try from a browser that nobody knows, as a script does it."""
    return [send_password(Client(**where), email, WRONG).content for _ in range(times)]


def is_told_to_wait(page: bytes) -> bool:
    return b"Too many tries" in page


@pytest.mark.parametrize("known", [True, False])
def test_the_sixth_wrong_password_has_to_wait_whether_or_not_there_is_an_account(cast: Cast, known: bool) -> None:
    email = cast.patient.user.email if known else NOBODY
    pages = attack(email, 7, **ATTACKER)
    assert [is_told_to_wait(page) for page in pages] == [False] * 5 + [True] * 2
    assert is_told_to_wait(send_password(Client(**ATTACKER), email).content), "the right one has to wait too"


def test_counts_stand_in_the_database_and_not_in_a_process(cast: Cast) -> None:
    attack(cast.patient.user.email, 5, **ATTACKER)
    cache.clear()
    assert is_told_to_wait(attack(cast.patient.user.email, 1, **ATTACKER)[0])


def test_it_works_again_later_and_who_goes_on_waits_longer(cast: Cast) -> None:
    email = cast.patient.user.email
    start = clock.now().replace(minute=0, second=1) + timedelta(hours=1)
    start = start.replace(hour=start.hour - start.hour % 2)  # the beginning of all windows but that of the day
    for quarter in (0, 1):
        with time_machine.travel(start + timedelta(minutes=15 * quarter)):
            assert [is_told_to_wait(page) for page in attack(email, 6, **ATTACKER)] == [False] * 5 + [True]
    with time_machine.travel(start + timedelta(minutes=30)):
        assert [is_told_to_wait(page) for page in attack(email, 4, **ATTACKER)] == [False] * 2 + [True] * 2
    with time_machine.travel(start + timedelta(minutes=45)):
        assert is_told_to_wait(attack(email, 1, **ATTACKER)[0])
    with time_machine.travel(start + timedelta(minutes=121)):
        assert send_password(Client(**ATTACKER), email).status_code == 302


def test_a_stranger_locks_nobody_out(cast: Cast) -> None:
    """Neither at home, where another network counts, nor beside the stranger, where the browser is known."""
    known = sign_in(cast.patient, Client(**ATTACKER))
    known.post(f"{SITE}/logout/")
    attack(cast.patient.user.email, 30, **ATTACKER)
    assert send_password(Client(**OWNER), cast.patient.user.email).status_code == 302
    assert send_password(known, cast.patient.user.email).status_code == 302


def test_a_known_browser_is_counted_by_itself_and_gives_no_free_tries(cast: Cast) -> None:
    known = sign_in(cast.patient, Client(**OWNER))
    known.post(f"{SITE}/logout/")
    pages = [send_password(known, cast.patient.user.email, WRONG).content for _ in range(6)]
    assert [is_told_to_wait(page) for page in pages] == [False] * 5 + [True]
    other = [send_password(known, cast.second_physician.user.email, WRONG).content for _ in range(6)]
    assert is_told_to_wait(other[-1]), "it is known to one account only"


def test_many_accounts_from_one_network_are_slowed_too(cast: Cast) -> None:
    told = [is_told_to_wait(attack(f"name{number}@example.org", 1, **ATTACKER)[0]) for number in range(22)]
    assert told == [False] * 20 + [True] * 2
    assert not is_told_to_wait(attack(NOBODY, 1, **OWNER)[0])


def test_addresses_of_one_subscriber_count_together(cast: Cast) -> None:
    pages = [attack(NOBODY, 1, REMOTE_ADDR=f"2001:db8:1:2::{number:x}")[0] for number in range(1, 8)]
    assert [is_told_to_wait(page) for page in pages] == [False] * 5 + [True] * 2


def test_right_passwords_are_no_failures(cast: Cast) -> None:
    for _ in range(7):
        assert send_password(Client(**OWNER), cast.patient.user.email).status_code == 302


def test_failures_are_written_down_without_the_address(cast: Cast) -> None:
    attack(cast.patient.user.email, 1)
    attack(NOBODY, 1)
    entry = AuditEntry.objects.get(action="session.refused")
    assert str(cast.patient.user.public_id) in entry.target
    assert "@" not in f"{entry.target}{entry.detail}"


# --- who has an account ---------------------------------------------------------------------------


def plain(page: bytes) -> bytes:
    """A page without what differs each time, and without the address that was typed."""
    page = re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", page)
    return re.sub(rb"[\w.]+@example\.org", b"", page)


def test_sign_in_answers_alike(cast: Cast) -> None:
    known, unknown = (send_password(Client(), email, WRONG) for email in (cast.patient.user.email, NOBODY))
    assert (known.status_code, plain(known.content)) == (unknown.status_code, plain(unknown.content))


def test_a_suspended_person_is_told_nothing_by_a_wrong_password(cast: Cast) -> None:
    known, unknown = (send_password(Client(), email, WRONG) for email in (cast.suspended.user.email, NOBODY))
    assert plain(known.content) == plain(unknown.content)


@pytest.mark.parametrize("page", ["password/reset/", "signup/"])
def test_reset_and_sign_up_answer_alike(cast: Cast, mails: Mails, page: str) -> None:
    answers = []
    for email in (cast.patient.user.email, NOBODY):
        sent = {"email": email, "name": "X Y", "password1": "a long enough phrase"}
        answer = Client().post(f"{SITE}/{page}", sent)
        answers.append((answer.status_code, answer["Location"], plain(answer.content), sorted(answer.cookies)))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("page", ["login", "password/reset"])
def test_answers_take_the_same_time(cast: Cast, mails: Mails, page: str) -> None:
    """In turns, each try from another network, so that none is slowed."""
    took: dict[str, list[float]] = {cast.patient.user.email: [], NOBODY: []}
    for number in range(40):
        for email, times in took.items():
            browser = Client(REMOTE_ADDR=f"10.0.{number}.{len(email)}")
            start = time.perf_counter()
            browser.post(f"{SITE}/{page}/", {"login": email, "email": email, "password": WRONG})
            times.append(time.perf_counter() - start)
    known, unknown = (statistics.median(times) for times in took.values())
    assert abs(known - unknown) < 0.05


# --- sign-up and reset ----------------------------------------------------------------------------


def test_five_accounts_an_hour_from_one_network(cast: Cast, mails: Mails) -> None:
    def sign_up(number: int, **where: Any) -> int:
        sent = {"name": "X Y", "email": f"new{number}@example.org", "password1": "a long enough phrase"}
        return int(Client(**where).post(f"{SITE}/signup/", sent).status_code)

    slip = {"name": "", "email": "x@example.org", "password1": "short"}
    for _ in range(8):
        assert Client(**ATTACKER).post(f"{SITE}/signup/", slip).status_code == 200, "a slip is no account"
    assert [sign_up(number, **ATTACKER) for number in range(6)] == [302] * 5 + [429]
    assert sign_up(7, **OWNER) == 302
    assert User.objects.filter(email__startswith="new").count() == 6


@pytest.mark.parametrize("known", [True, False])
def test_three_links_an_hour_and_a_stranger_blocks_nobody(cast: Cast, mails: Mails, known: bool) -> None:
    email = cast.patient.user.email if known else NOBODY

    def ask(**where: Any) -> int:
        return int(Client(**where).post(f"{SITE}/password/reset/", {"email": email}).status_code)

    assert [ask(**ATTACKER) for _ in range(4)] == [302] * 3 + [429]
    assert ask(**OWNER) == 302


# --- where one is led -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "/\\evil.example/", "http:evil.example", "javascript:alert(1)",
     "https://localhost:8000@evil.example/", "\thttps://evil.example", "///evil.example", "https:/\\evil.example"],
)  # fmt: skip
@pytest.mark.parametrize("door", ["login", "logout", "signup"])
def test_next_never_leaves_the_site(cast: Cast, door: str, target: str) -> None:
    browser = sign_in(cast.patient) if door == "logout" else Client()
    sent = {"login": cast.patient.user.email, "password": PASSWORD, "next": target,
            "name": "X Y", "email": "new@example.org", "password1": "a long enough phrase"}  # fmt: skip
    answer = browser.post(f"{SITE}/{door}/", sent)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/en/")
    assert "evil" not in answer["Location"]


def test_wagtail_has_no_door_of_its_own(cast: Cast) -> None:
    sent = {"username": cast.editor.user.email, "password": PASSWORD}
    for path in ("/cms/login/", "/cms/password_reset/", "/cms/account/", "/cms/logout/"):
        browser = Client()
        assert "/account/login/" in browser.post(path, sent)["Location"]
        assert browser.get(f"{SITE}/security/").status_code == 302, "and it signs nobody in"
