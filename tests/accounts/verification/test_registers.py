"""Registers: asked over a real socket and from files, patient with those that do not answer, strict with files."""

from __future__ import annotations

import contextlib
import http.server
import json
import threading
import time
import uuid
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from allauth.account.models import EmailAddress

from accounts.models import Application, Register, RegisterAnswer, User
from accounts.verification import actions
from accounts.verification.actions import asking
from accounts.verification.enums import Outcome, RegisterKind
from accounts.verification.registers import fhir, questions
from core import clock, outbox
from core.models import AuditEntry, OutboxRow
from tests.people import Cast, Person, card, facts

pytestmark = pytest.mark.django_db


# --- a register over the network ----------------------------------------------------------------------


class Registry(http.server.ThreadingHTTPServer):
    """A FHIR server of examples that can be told to misbehave."""

    daemon_threads = True

    def __init__(self, practitioners: list[dict[str, Any]]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.practitioners = practitioners
        self.behave: Callable[[_Handler], None] | None = None
        self.asked: list[str] = []

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/fhir"


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Registry

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        if self.server.behave is not None:
            self.server.behave(self)
            return
        wanted = parse_qs(urlsplit(self.path).query)["identifier"][0]
        system, _bar, value = wanted.rpartition("|")
        found = [
            one
            for one in self.server.practitioners
            if any(i["value"] == value and (not system or i["system"] == system) for i in one["identifier"])
        ]
        self.answer(200, json.dumps(bundle(found)).encode())

    def answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/fhir+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
        """Say nothing."""


def bundle(practitioners: list[dict[str, Any]]) -> dict[str, Any]:
    entries = [
        {"fullUrl": f"urn:uuid:{uuid.uuid4()}", "resource": one, "search": {"mode": "match"}} for one in practitioners
    ]
    return {"resourceType": "Bundle", "type": "searchset", "total": len(entries), "entry": entries}


@pytest.fixture(scope="module")
def examples(shared_data: Path) -> list[dict[str, Any]]:
    """The practitioners among the examples of FHIR R4."""
    path = shared_data / "content" / "fhir" / "r4_examples.zip"
    if not path.is_file():
        pytest.skip(f"needs {path.name} in the folder of real data")
    with zipfile.ZipFile(path) as packed:
        names = [name for name in packed.namelist() if name.startswith("Practitioner-")]
        return [json.loads(packed.read(name)) for name in names]


@pytest.fixture
def registry(examples: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    monkeypatch.setattr(fhir, "CONNECT_SECONDS", 0.4)
    monkeypatch.setattr(fhir, "WHOLE_SECONDS", 0.8)
    server = Registry(examples)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def over_network(registry: Registry) -> Register:
    return Register.objects.create(
        name="Register of Nowhere",
        kind=RegisterKind.FHIR,
        country="Nowhere",
        url=registry.base,
        system="urn:oid:2.16.528.1.1007.3.1",
    )


def called(person: Person, name: str) -> Person:
    User.objects.filter(pk=person.id).update(name=name)
    return person


def apply(person: Person, number: str, *, pictures: int = 0) -> Application:
    return actions.apply(facts=facts(number), images=[card()] * pictures, by=person.viewer)


def answer_of(application: Application) -> RegisterAnswer:
    return RegisterAnswer.objects.get(application=application)


@pytest.mark.data
@pytest.mark.parametrize(
    ("number", "name", "outcome", "detail"),
    [
        ("730291637", "Dr Pieter Voigt", Outcome.MATCH, ""),
        ("730 291 637", "VOIGT, Pieter", Outcome.MISSING, ""),  # this server wants the number as it is written
        ("937223645", "Rob van den Berk", Outcome.MATCH, ""),
        ("12345678903", "Juri van Gelder", Outcome.MATCH, ""),  # a name that is text only
        ("730291637", "Simone Heps", Outcome.MISMATCH, "other-name"),
        ("118265112", "Ronald Briet", Outcome.MATCH, ""),  # two people under one number: one of them is meant
        ("000000000", "Pieter Voigt", Outcome.MISSING, ""),
        ("730291637", "Voigt", Outcome.MISMATCH, "other-name"),
    ],
)
@pytest.mark.usefixtures("over_network")
def test_a_register_is_asked_over_a_socket(
    cast: Cast, registry: Registry, number: str, name: str, outcome: Outcome, detail: str
) -> None:
    application = apply(called(cast.unverified, name), number)
    assert answer_of(application).outcome == Outcome.WAITING
    assert registry.asked == [], "never in the request"
    outbox.drain_now()
    answer = answer_of(application)
    assert (answer.outcome, answer.detail) == (outcome, detail)
    assert len(registry.asked) == 1
    assert AuditEntry.objects.filter(action="verification.register-answered").count() == 1


@pytest.mark.data
@pytest.mark.usefixtures("over_network", "registry")
def test_one_verifier_and_a_register_are_enough(cast: Cast) -> None:
    application = apply(called(cast.unverified, "Pieter Voigt"), "730291637")
    outbox.drain_now()
    actions.approve(application=application, version=0, by=cast.verifier.viewer)
    assert cast.unverified.viewer.holds("physician")
    entry = AuditEntry.objects.get(action="licence.verified")
    assert entry.detail["by_register"] is True


@pytest.mark.data
@pytest.mark.usefixtures("over_network", "registry")
def test_a_register_that_answers_later_lets_the_first_verifier_end_it(cast: Cast) -> None:
    application = apply(called(cast.unverified, "Pieter Voigt"), "730291637", pictures=1)
    actions.approve(application=application, version=0, by=cast.verifier.viewer)
    assert not cast.unverified.viewer.holds("physician")
    outbox.drain_now()
    actions.approve(application=application, version=1, by=cast.verifier.viewer)
    assert cast.unverified.viewer.holds("physician")


@pytest.mark.data
@pytest.mark.usefixtures("over_network", "registry")
def test_the_number_of_somebody_else_proves_nothing(cast: Cast) -> None:
    application = apply(called(cast.unverified, "Simone Heps"), "730291637")
    outbox.drain_now()
    with pytest.raises(actions.NothingProves):
        actions.approve(application=application, version=0, by=cast.verifier.viewer)


def slowly(handler: _Handler) -> None:
    time.sleep(1.0)
    handler.answer(200, b"{}")


def drip(handler: _Handler) -> None:
    """A byte now and then: each arrives in time, the whole never does."""
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(100):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        pass


def flood(handler: _Handler) -> None:
    with contextlib.suppress(OSError):
        handler.answer(200, b'{"a":"' + b"x" * (3 * 1024 * 1024))


def cut(handler: _Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b"{")
    handler.wfile.flush()


def said(status: int, body: bytes) -> Callable[[_Handler], None]:
    return lambda handler: handler.answer(status, body)


OUTCOME = json.dumps({"resourceType": "OperationOutcome", "issue": [{"severity": "error"}]}).encode()
TROUBLE: dict[str, tuple[Callable[[_Handler], None], str, str]] = {
    "slow": (slowly, "timeout", "It took too long."),
    "a byte now and then": (drip, "timeout", "It took too long."),
    "an error": (said(500, b"<html>boom</html>"), "http-500", "It answered with error 500."),
    "an outcome": (said(422, OUTCOME), "http-422", "It answered with error 422."),
    "an outcome that says 200": (said(200, OUTCOME), "garbage", "could not be understood"),
    "a page": (said(200, b"<html>maintenance</html>"), "garbage", "could not be understood"),
    "nothing": (said(200, b""), "garbage", "could not be understood"),
    "a list": (said(200, b"[1, 2, 3]"), "garbage", "could not be understood"),
    "a deep list": (said(200, b"[" * 200_000), "garbage", "could not be understood"),
    "bytes": (said(200, bytes(range(256))), "garbage", "could not be understood"),
    "too much": (flood, "too-large", "too large"),
    "cut off": (cut, "garbage", "could not be understood"),
    "moved": (said(302, b""), "http-302", "It answered with error 302."),
}


@pytest.mark.data
@pytest.mark.usefixtures("over_network")
@pytest.mark.parametrize("what", TROUBLE)
def test_with_a_register_in_trouble_the_application_waits_and_staff_see_why(
    cast: Cast, registry: Registry, what: str
) -> None:
    behave, word, sentence = TROUBLE[what]
    registry.behave = behave
    application = apply(called(cast.unverified, "Pieter Voigt"), "730291637")
    began = time.monotonic()
    outbox.drain_now()
    assert time.monotonic() - began < 6
    answer = answer_of(application)
    assert (answer.outcome, answer.detail, answer.attempts) == (Outcome.AWAY, word, 1)
    application.refresh_from_db()
    assert application.is_open
    assert not OutboxRow.objects.filter(status="failed").exists()
    page = cast.verifier.client().get(f"/en/desk/verification/{application.pk}/").content.decode()
    assert sentence in page
    assert "730291637" in page
    # Later it answers, and is asked by itself.
    registry.behave = None
    outbox.drain_now()
    assert answer_of(application).attempts == 1, "not before time"
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=False):
        outbox.drain_now()
    assert answer_of(application).outcome == Outcome.MATCH


@pytest.mark.data
@pytest.mark.parametrize(
    "entry",
    [
        None,
        7,
        {"resource": None},
        {"resource": {"resourceType": "Practitioner"}},
        {"resource": {"resourceType": "Practitioner", "identifier": "730291637", "name": "Pieter Voigt"}},
        {"resource": {"resourceType": "Practitioner", "identifier": [{"value": ["730291637"]}], "name": [{}]}},
        {
            "resource": {
                "resourceType": "Patient",
                "identifier": [{"value": "730291637"}],
                "name": [{"text": "Pieter Voigt"}],
            }
        },
    ],
)
@pytest.mark.usefixtures("over_network")
def test_odd_entries_are_no_match(cast: Cast, registry: Registry, entry: Any) -> None:
    odd = {"resourceType": "Bundle", "type": "searchset", "entry": [entry]}
    registry.behave = said(200, json.dumps(odd).encode())
    application = apply(called(cast.unverified, "Pieter Voigt"), "730291637")
    outbox.drain_now()
    assert answer_of(application).outcome in (Outcome.MISSING, Outcome.MISMATCH)


@pytest.mark.data
@pytest.mark.usefixtures("over_network")
def test_somebody_who_is_not_active_any_more_does_not_match(cast: Cast, registry: Registry) -> None:
    person = {**registry.practitioners[0], "active": False}
    number = person["identifier"][0]["value"]
    Register.objects.update(system="")
    registry.behave = said(200, json.dumps(bundle([person])).encode())
    name = f"{person['name'][0]['given'][0]} {person['name'][0]['family']}"
    application = apply(called(cast.unverified, name), number)
    outbox.drain_now()
    assert (answer_of(application).outcome, answer_of(application).detail) == (Outcome.MISMATCH, "not-in-force")


@pytest.mark.data
@pytest.mark.usefixtures("over_network")
def test_an_answer_to_an_old_question_is_dropped(cast: Cast, registry: Registry) -> None:
    application = apply(called(cast.unverified, "Pieter Voigt"), "730291637")
    old = answer_of(application)
    actions.ask_for_more(application=application, version=0, reason="More", by=cast.verifier.viewer)
    actions.answer(application=application, facts=facts("999"), by=cast.unverified.viewer)
    asking.ask_register(old.pk)
    assert registry.asked == []
    outbox.drain_now()
    assert answer_of(application).outcome == Outcome.MISSING


def test_a_register_that_never_answers_is_asked_less_and_less_and_then_left(cast: Cast) -> None:
    Register.objects.create(name="Away", kind=RegisterKind.FHIR, url="http://127.0.0.1:9")
    application = apply(cast.unverified, "1")
    now = clock.now()
    for step in range(40):
        with time_machine.travel(now + timedelta(hours=12 * step), tick=False):
            outbox.drain_now()
    assert answer_of(application).attempts == len(asking.AGAIN) + 1
    assert not OutboxRow.objects.filter(status__in=["failed", "pending"], task__endswith="ask_register_task").exists()


# --- names ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        ("Dr María José Núñez", "NUÑEZ, MARIA JOSE", True),
        ("Amara Thistlewood", "Dr. Amara J. Thistlewood", True),
        ("Rob van den Berk", "Berk, Rob", True),
        ("Amara Thistlewood", "Amara Brightwater", False),
        ("Thistlewood", "Thistlewood", False),
        ("Dr", "Dr", False),
        ("", "", False),
        ("Ana Ruiz Gómez", "Ana Ruiz Pérez", False),
    ],
)
def test_names_are_compared_without_accents_case_and_titles(ours: str, theirs: str, same: bool) -> None:
    assert questions.same_person(ours, theirs) is same


# --- an institution's addresses -----------------------------------------------------------------------------


def test_an_address_of_an_institution_supports_but_does_not_prove(cast: Cast) -> None:
    Register.objects.create(name="Hospital", kind=RegisterKind.DOMAIN, domains="hospital.test\nexample.org\n")
    application = apply(cast.unverified, "1")
    outbox.drain_now()
    assert answer_of(application).outcome == Outcome.MATCH
    actions.approve(application=application, version=0, by=cast.verifier.viewer)
    assert not cast.unverified.viewer.holds("physician"), "two people still"
    actions.approve(application=application, version=1, by=cast.second_verifier.viewer)
    assert cast.unverified.viewer.holds("physician")


@pytest.mark.parametrize(
    ("domain", "confirmed", "matches"),
    [("example.org", True, True), ("example.org", False, False), ("ample.org", True, False), ("org", True, True)],
)
def test_only_confirmed_addresses_of_whole_domains_count(
    cast: Cast,
    domain: str,
    confirmed: bool,
    matches: bool,
) -> None:
    Register.objects.create(name="Hospital", kind=RegisterKind.DOMAIN, domains=domain)
    EmailAddress.objects.filter(user_id=cast.unverified.id).update(verified=confirmed)
    application = apply(cast.unverified, "1")
    outbox.drain_now()
    assert (answer_of(application).outcome == Outcome.MATCH) is matches
