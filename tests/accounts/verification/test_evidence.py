"""Evidence: rebuilt from its pixels, sealed on the disk, seen through the token alone, gone after 30 days."""

from __future__ import annotations

import struct
import uuid
import zlib
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from cryptography.exceptions import InvalidTag
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import Application, Evidence, Specialty
from accounts.verification import actions, evidence
from core import clock
from core.files import sealed
from core.models import AuditEntry
from tests.people import Cast, Person, card, facts

pytestmark = pytest.mark.django_db
PAGE = "/en/account/verify/"
OK, REFUSED, MISSING = 302, 422, 404


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    """A folder in which nobody else keeps anything."""
    settings.VAR_DIR = tmp_path


def words(*files: SimpleUploadedFile, **changed: Any) -> dict[str, Any]:
    specialty, _ = Specialty.objects.get_or_create(
        slug="cardiology", defaults={"name_en": "Cardiology", "name_es": "Cardiología"}
    )
    said = {
        "profession": "physician",
        "specialty": specialty.pk,
        "country": "Nowhere",
        "registry": "Register of Nowhere",
        "number": "N-77",
        "key": uuid.uuid4(),
    }
    return {**said, **changed, "pictures": list(files)}


def upload(data: bytes, name: str = "card.png", kind: str = "image/png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, kind)


def photo(secret: bytes = b"GPS-SECRET") -> bytes:
    exif = Image.Exif()
    exif[0x010E] = secret.decode()
    out = BytesIO()
    Image.new("RGB", (60, 40), (10, 120, 90)).save(out, "JPEG", exif=exif)
    return out.getvalue() + secret


def bomb() -> bytes:
    """A small PNG that says to be 30,000 x 30,000."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 200_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


BAD = {
    "a bomb": (bomb(), "50 million pixels"),
    "a Windows program": (b"MZ\x90\x00" + b"\0" * 200, "not a JPEG, PNG or WebP"),
    "a Linux program": (b"\x7fELF\x02\x01\x01" + b"\0" * 200, "not a JPEG, PNG or WebP"),
    "a script": (b"#!/bin/sh\nrm -rf /\n", "not a JPEG, PNG or WebP"),
    "a page called a picture": (b"<html><script>alert(1)</script></html>", "not a JPEG, PNG or WebP"),
    "a drawing with a script": (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "SVG drawings"),
    "a PDF": (b"%PDF-1.7\n", "PDF files"),
    "a picture cut in half": (photo()[:300], "damaged"),
    "nothing": (b"", "empty"),
}


@pytest.mark.parametrize("what", BAD)
def test_what_is_no_picture_is_refused_in_a_sentence(cast: Cast, what: str) -> None:
    data, sentence = BAD[what]
    client = cast.unverified.client()
    answer = client.post(PAGE, words(upload(data)))
    assert answer.status_code == REFUSED
    page = answer.content.decode()
    assert sentence in page
    assert 'value="N-77"' in page, "what was typed is kept"
    assert not Application.objects.exists()
    assert not list(sealed.folder(evidence.FOLDER).iterdir())


def test_one_bad_file_of_two_is_named(cast: Cast) -> None:
    answer = cast.unverified.client().post(PAGE, words(upload(photo()), upload(b"MZ" + b"\0" * 50)))
    assert "File 2:" in answer.content.decode()
    assert "File 1:" not in answer.content.decode()


def test_five_files_are_too_many(cast: Cast) -> None:
    answer = cast.unverified.client().post(PAGE, words(*(upload(photo()) for _ in range(5))))
    assert answer.status_code == REFUSED
    assert "at most 4 files" in answer.content.decode()


def test_a_polyglot_loses_its_second_half(cast: Cast) -> None:
    payload = b"PK\x03\x04 <script>alert('polyglot')</script>"
    assert cast.unverified.client().post(PAGE, words(upload(photo(b"GPS-SECRET") + payload))).status_code == OK
    kept = evidence.read(Evidence.objects.get())
    assert b"polyglot" not in kept
    assert b"GPS-SECRET" not in kept
    with Image.open(BytesIO(kept)) as image:
        assert image.size == (60, 40)


def apply(person: Person) -> Evidence:
    application = actions.apply(facts=facts(), images=[card()], by=person.viewer)
    return application.evidence.get()


def path_of(one: Evidence) -> Path:
    return sealed.folder(evidence.FOLDER) / one.path


def test_on_the_disk_it_is_sealed_and_bound(cast: Cast) -> None:
    one, other = apply(cast.unverified), apply(cast.patient)
    clear = evidence.read(one)
    assert clear.startswith(b"\x89PNG")
    raw = path_of(one).read_bytes()
    assert b"PNG" not in raw[:64]
    assert b"IHDR" not in raw
    assert path_of(one).stat().st_mode & 0o077 == 0
    # A file that is put in the place of another one does not open, nor does a changed one.
    path_of(other).write_bytes(raw)
    with pytest.raises(InvalidTag):
        evidence.read(other)
    path_of(one).write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
    with pytest.raises(InvalidTag):
        evidence.read(one)
    address = f"/en/desk/verification/{one.application_id}/{one.public_id}/"
    assert cast.verifier.client().get(address).status_code == MISSING


def test_verifiers_see_it_until_the_decision_and_each_look_is_written_down(cast: Cast) -> None:
    one = apply(cast.unverified)
    address = f"/en/desk/verification/{one.application_id}/{one.public_id}/"
    answer = cast.verifier.client().get(address)
    assert answer.status_code == 200
    assert answer.content == evidence.read(one)
    assert answer["Content-Type"] == "image/png"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert AuditEntry.objects.filter(action="evidence.opened", actor_id=cast.verifier.viewer.actor_id).count() == 1
    for role in ("unverified", "patient", "physician", "editor", "moderator", "administrator", "suspended"):
        assert getattr(cast, role).client().get(address).status_code == MISSING, role
    assert AuditEntry.objects.filter(action="evidence.opened").count() == 1
    application = one.application
    actions.refuse(application=application, version=0, reason="No", by=cast.second_verifier.viewer)
    assert cast.verifier.client().get(address).status_code == MISSING


def test_the_picture_of_another_application_has_another_address(cast: Cast) -> None:
    one, other = apply(cast.unverified), apply(cast.patient)
    wrong = f"/en/desk/verification/{other.application_id}/{one.public_id}/"
    assert cast.verifier.client().get(wrong).status_code == MISSING


def test_it_is_gone_30_days_after_the_decision(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    one, waiting = apply(cast.unverified), apply(cast.patient)
    actions.refuse(application=one.application, version=0, reason="No", by=cast.verifier.viewer)
    for days, kept in ((29, True), (31, False)):
        with (
            time_machine.travel(clock.now() + timedelta(days=days), tick=False),
            django_capture_on_commit_callbacks(execute=True),
        ):
            evidence.purge()
        assert Evidence.objects.filter(pk=one.pk).exists() is kept
        assert path_of(one).exists() is kept
    assert path_of(waiting).exists(), "what is not decided stays"


def test_files_that_no_row_knows_are_swept(cast: Cast) -> None:
    one = apply(cast.unverified)
    orphan = sealed.folder(evidence.FOLDER) / sealed.keep(evidence.FOLDER, b"half", "evidence:0")
    evidence.purge()
    assert orphan.exists(), "a transaction may still be under way"
    with time_machine.travel(clock.now() + timedelta(hours=2), tick=False):
        evidence.purge()
    assert not orphan.exists()
    assert path_of(one).exists()
