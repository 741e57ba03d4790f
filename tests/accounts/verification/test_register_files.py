"""Registers as files: read in whole or not at all, every problem listed, and the administrators' pages about them."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Register, RegisterEntry
from accounts.verification.actions import keeping
from accounts.verification.enums import Outcome, RegisterKind
from accounts.verification.registers import files
from core import outbox
from core.access import Forbidden
from core.models import AuditEntry
from tests.accounts.verification.test_registers import answer_of, apply, called
from tests.people import Cast, Person

pytestmark = pytest.mark.django_db

COLUMNS = {
    "number": "LicNo",
    "name": "Surname",
    "given": "First",
    "status": "State",
    "in_force": "active, ok",
    "until": "To",
}
GOOD = (
    "LicNo;Surname;First;State;To\n"
    "N-1;Voigt;Pieter;active;2030-01-01\n"
    "N-2;Heps;Simone;struck off;2030-01-01\n"
    "N-3;Briet;Ronald;OK;2020-01-01\n"
    "N-4;Maas;Luigi;ok;\n"
)


@pytest.fixture
def file_register() -> Register:
    return Register.objects.create(name="File of Nowhere", kind=RegisterKind.FILE, country="nowhere", columns=COLUMNS)


@pytest.mark.parametrize(
    ("number", "name", "outcome", "detail"),
    [
        ("N-1", "Pieter Voigt", Outcome.MATCH, ""),
        ("n 1", "Pieter Voigt", Outcome.MATCH, ""),
        ("N-1", "Simone Heps", Outcome.MISMATCH, "other-name"),
        ("N-2", "Simone Heps", Outcome.MISMATCH, "not-in-force"),
        ("N-3", "Ronald Briet", Outcome.MISMATCH, "run-out"),
        ("N-4", "Luigi Maas", Outcome.MATCH, ""),
        ("N-5", "Luigi Maas", Outcome.MISSING, ""),
    ],
)
def test_a_number_is_looked_up_in_a_file(
    cast: Cast, file_register: Register, number: str, name: str, outcome: Outcome, detail: str
) -> None:
    keeping.load(file_register, b"\xef\xbb\xbf" + GOOD.encode())
    application = apply(called(cast.unverified, name), number)
    outbox.drain_now()
    answer = answer_of(application)
    assert (answer.outcome, answer.detail) == (outcome, detail)


def test_a_file_with_wrong_columns_changes_nothing_and_every_problem_is_listed(file_register: Register) -> None:
    keeping.load(file_register, GOOD.encode())
    file_register.refresh_from_db()
    keeping.load(file_register, b"Licence;Surname;Surname;Until\n1;Voigt;Pieter;2030-01-01\n")
    file_register.refresh_from_db()
    assert [tuple(problem.values()) for problem in file_register.problems] == [
        ("no-column", "LicNo"),
        ("column-twice", "Surname"),
        ("no-column", "First"),
        ("no-column", "State"),
        ("no-column", "To"),
    ]
    assert file_register.edition == 1
    assert RegisterEntry.objects.filter(edition=1).count() == RegisterEntry.objects.count() == 4


def test_each_wrong_line_is_listed_and_none_is_used(file_register: Register) -> None:
    wrong = (
        GOOD
        + "N-1;Other;Name;ok;\n;No;Number;ok;\nN-6;;;ok;\nN-7;Bad;Date;ok;30.6.2030\nN-8;Too;few\nN-9;Too;many;ok;;;\n"
    )
    keeping.load(file_register, wrong.encode())
    file_register.refresh_from_db()
    assert [(problem["what"], problem["line"]) for problem in file_register.problems] == [
        ("number-twice", 6),
        ("no-number", 7),
        ("no-name", 8),
        ("date", 9),
        ("cells", 10),
        ("cells", 11),
    ]
    assert not RegisterEntry.objects.exists()
    assert AuditEntry.objects.filter(action="register.refused").count() == 1


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe\x00", b"MZ\x90\x00\x03", b"\n\n\n", GOOD.splitlines()[0].encode(), b'LicNo;"']
)
def test_what_is_no_register_is_refused(file_register: Register, data: bytes) -> None:
    assert files.read(data, COLUMNS).problems
    keeping.load(file_register, data)
    assert not RegisterEntry.objects.exists()


def test_a_new_file_takes_the_place_of_the_old_one(cast: Cast, file_register: Register) -> None:
    keeping.load(file_register, GOOD.encode())
    file_register.refresh_from_db()
    lines = "".join(f"M-{number};Family{number};First;ok;\n" for number in range(1300))
    keeping.load(file_register, f"LicNo;Surname;First;State;To\n{lines}".encode())
    file_register.refresh_from_db()
    assert (file_register.edition, file_register.entries_count) == (2, 1300)
    assert RegisterEntry.objects.count() == 1300
    application = apply(called(cast.unverified, "Pieter Voigt"), "N-1")
    outbox.drain_now()
    assert answer_of(application).outcome == Outcome.MISSING


def test_before_the_first_file_the_application_waits(cast: Cast, file_register: Register) -> None:
    application = apply(cast.unverified, "N-1")
    outbox.drain_now()
    assert file_register.edition == 0
    assert (answer_of(application).outcome, answer_of(application).detail) == (Outcome.AWAY, "no-file")


def test_files_in_the_folder_are_read_when_they_change(file_register: Register, settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    folder = tmp_path / keeping.INCOMING
    folder.mkdir()
    assert keeping.look_into_folder() == 0
    (folder / f"{file_register.pk}.csv").write_text(GOOD)
    assert keeping.look_into_folder() == 1
    assert keeping.look_into_folder() == 0, "the same file is not read twice"
    assert RegisterEntry.objects.count() == 4


# --- the administrators' pages --------------------------------------------------------------------------------


def settings_of(**changed: Any) -> dict[str, Any]:
    columns = {f"column_{name}": word for name, word in COLUMNS.items()}
    return {"name": "A register", "kind": "file", "active": "on", **columns, **changed, "key": uuid.uuid4()}


def test_an_administrator_adds_a_register_and_sends_its_file(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    client = cast.administrator.client()
    assert client.post("/en/desk/registers/new/", settings_of()).status_code == 302
    register = Register.objects.get()
    page = f"/en/desk/registers/{register.pk}/"
    for data, said_then in (
        (b"Wrong;Columns\n1;2\n", "There is no column “LicNo”."),
        (GOOD.encode(), "4 lines in use"),
    ):
        with django_capture_on_commit_callbacks(execute=True):
            sent = {"file": SimpleUploadedFile("r.csv", data), "key": uuid.uuid4()}
            assert client.post(f"{page}file/", sent).status_code == 302
        assert not RegisterEntry.objects.exists(), "nothing is read in the request"
        assert "A file is being read." in client.get(page).content.decode()
        outbox.drain_now()
        assert said_then in client.get(page).content.decode()
    assert "The last file was refused" not in client.get(page).content.decode()
    assert "A register" in client.get("/en/desk/registers/").content.decode()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "fhir"}, "url"),
        ({"kind": "fhir", "url": "ftp://x"}, "url"),
        ({"kind": "fhir", "url": "file:///etc/passwd"}, "url"),
        ({"kind": "domain"}, "domains"),
        ({"column_number": ""}, "column_number"),
        ({"column_in_force": ""}, "column_in_force"),
    ],
)
def test_each_kind_needs_its_settings(cast: Cast, changed: dict[str, str], field: str) -> None:
    answer = cast.administrator.client().post("/en/desk/registers/new/", settings_of(**changed))
    assert answer.status_code == 422
    assert f"id_{field}_error" in answer.content.decode()
    assert not Register.objects.exists()


@pytest.mark.parametrize("role", ["verifier", "moderator", "editor", "physician", "patient"])
def test_only_administrators_keep_registers(cast: Cast, file_register: Register, role: str) -> None:
    person: Person = getattr(cast, role)
    client = person.client()
    for path in ("", "new/", f"{file_register.pk}/"):
        assert client.get(f"/en/desk/registers/{path}").status_code == 404
    sent = {"file": SimpleUploadedFile("r.csv", GOOD.encode()), "key": uuid.uuid4()}
    assert client.post(f"/en/desk/registers/{file_register.pk}/file/", sent).status_code == 404
    with pytest.raises(Forbidden):
        keeping.take_file(register=file_register, data=b"x", by=person.viewer)
    with pytest.raises(Forbidden):
        keeping.save_register(register=file_register, values={}, by=person.viewer)
