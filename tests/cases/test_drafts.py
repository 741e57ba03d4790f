"""Drafts: encrypted wherever they lie, open to their author only, gone after 24 hours."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from pathlib import Path

import pytest
import time_machine
from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from cases import actions, vault
from cases.content import DraftContent
from cases.models import CaseDraft, Submission
from cases.tasks import purge_drafts_task, purge_submissions_task
from core import clock
from core.access import Forbidden
from core.models import AuditEntry, OutboxRow, PrivateFile
from core.serve.server import build_application
from tests.cases.making import ALT, NAME, PLAIN, SECRETS, WORDS, cleared, draft_of, key, photo, receipt_of, submitted
from tests.core.serve.running import RunningServer, get, parts
from tests.disk import written_files
from tests.people import Cast, make_cast


def bytes_below(folder: Path) -> bytes:
    """Everything in all files of a folder, the database with its log included."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.mark.embedded  # reads the database's file
@pytest.mark.django_db(transaction=True)
def test_the_words_stand_nowhere_on_disk(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    """Neither before nor after the check and the decisions: read the bytes."""
    cast = make_cast()
    draft = draft_of(cast.physician, WORDS, image=True)
    client = cast.physician.client()
    actions.scan(draft=draft, by=cast.physician.viewer)
    actions.accept_safe_changes(draft=draft, by=cast.physician.viewer)
    for step in ("", "image/", "check/"):
        assert client.get(f"/en/cases/drafts/{draft.public_id}/{step}").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(FULL)")
    database = Path(connection.settings_dict["NAME"])
    files = [path for path in database.parent.glob(f"{database.name}*") if path.is_file()]
    everything = b"".join(path.read_bytes() for path in files) + bytes_below(Path(settings.VAR_DIR))
    assert str(draft.public_id.hex).encode() in everything, "the database that was read is the right one"
    clear = vault.read_picture(CaseDraft.objects.get())
    for secret in (*SECRETS, WORDS["title"], ALT, "scratching sound"):
        assert secret.encode() not in everything
        assert secret not in caplog.text
    assert clear.startswith(b"\xff\xd8")
    assert b"JFIF" not in bytes_below(vault.folder())
    assert clear[40:120] not in bytes_below(vault.folder())
    assert not AuditEntry.objects.filter(target__contains=str(draft.public_id)).exists()
    assert not OutboxRow.objects.filter(task__contains="cases").exists()


def test_a_row_moved_to_another_draft_stays_shut(cast: Cast) -> None:
    """The ciphertext is bound to its draft and author; a changed bit is noticed."""
    mine, other = draft_of(cast.physician, WORDS), draft_of(cast.second_physician, PLAIN)
    other.ciphertext = mine.ciphertext
    with pytest.raises(InvalidTag):
        vault.read_content(other)
    sealed = bytes(mine.ciphertext)
    mine.ciphertext = sealed[:-1] + bytes([sealed[-1] ^ 1])
    with pytest.raises(InvalidTag):
        vault.read_content(mine)


def test_another_key_opens_nothing(cast: Cast, settings: Settings) -> None:
    draft = draft_of(cast.physician, WORDS)
    settings.DRAFT_KEY = "A" * 43
    with pytest.raises(InvalidTag):
        vault.read_content(draft)


def test_nobody_else_opens_a_draft(cast: Cast) -> None:
    draft_of(cast.physician, WORDS, image=True)
    draft = CaseDraft.objects.get()
    base = f"/en/cases/drafts/{draft.public_id}"
    others = [Client(), *(person.client() for name, person in cast.everyone().items() if name != "physician")]
    for other in others:
        for step in ("", "image/", "image/file/", "check/"):
            assert other.get(f"{base}/{step}").status_code == 404
        for step in ("", "image/", "image/remove/", "check/", "finding/", "safe/", "send/", "discard/"):
            assert other.post(f"{base}/{step}", {"key": key(), "attested": "on"}).status_code in {404, 302}
    assert CaseDraft.objects.get().touched_at == draft.touched_at
    with pytest.raises(Forbidden):
        actions.submit(draft=draft, attested=True, by=cast.second_physician.viewer)


def test_a_photo_loses_everything_but_its_pixels(cast: Cast, tmp_path: Path) -> None:
    """The upload itself is kept nowhere; exiftool reads what is left."""
    client = cast.physician.client()
    draft = draft_of(cast.physician, PLAIN)
    upload = SimpleUploadedFile(f"{NAME}.jpg", photo(), "image/jpeg")
    assert NAME.encode() in photo()
    response = client.post(f"/en/cases/drafts/{draft.public_id}/image/", {"image": upload, "alt": ALT, "key": key()})
    assert response.status_code == 302
    actions.scan(draft=draft, by=cast.physician.viewer)
    actions.submit(draft=draft, attested=True, by=cast.physician.viewer)
    kept = PrivateFile.objects.get()
    assert (kept.name, kept.content_type) == ("image-1.jpg", "image/jpeg")
    data = (Path(settings.VAR_DIR) / "media" / "private" / kept.path).read_bytes()
    assert NAME.encode() not in data
    path = tmp_path / "clean.jpg"
    path.write_bytes(data)
    done = subprocess.run(["exiftool", "-json", "-G1", "-a", "-u", str(path)], capture_output=True, check=True)
    groups = {name.partition(":")[0] for name in json.loads(done.stdout)[0] if ":" in name}
    assert groups <= {"System", "File", "ExifTool", "Composite", "JFIF"}, groups


@pytest.mark.django_db(transaction=True)
def test_a_large_picture_lies_on_no_disk_as_it_was_sent() -> None:
    """Through the server's own bridge, above every limit at which Django or Python would use a temporary file."""
    cast = make_cast()
    client = cast.physician.client()
    draft = draft_of(cast.physician, PLAIN)
    upload = SimpleUploadedFile("x.jpg", photo() + bytes(5_000_000), "image/jpeg")
    body = encode_multipart(BOUNDARY, {"image": upload, "alt": ALT, "key": key()})
    head = get(
        f"/en/cases/drafts/{draft.public_id}/image/",
        f"Content-Type: {MULTIPART_CONTENT}",
        f"Content-Length: {len(body)}",
        f"Cookie: sessionid={client.cookies['sessionid'].value}; csrftoken={'a' * 32}",
        f"X-CSRFToken: {'a' * 32}",
        method="POST",
    )
    with RunningServer(build_application()) as server, written_files() as written:
        status, headers, _ = parts(server.ask(head + body))
    assert (status, headers["location"]) == (302, f"/en/cases/drafts/{draft.public_id}/image/")
    kept = vault.folder() / CaseDraft.objects.get().image_path
    assert written == [str(kept)]
    assert NAME.encode() not in kept.read_bytes()


def test_what_the_server_would_refuse_is_refused_without_it_too(cast: Cast, settings: Settings) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    draft = draft_of(cast.physician, PLAIN)
    upload = SimpleUploadedFile("x.jpg", photo() + bytes(2000), "image/jpeg")
    address = f"/en/cases/drafts/{draft.public_id}/image/"
    with written_files() as written:
        response = cast.physician.client().post(address, {"image": upload, "alt": ALT, "key": key()})
    assert response.status_code == 400
    assert not written


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"GIF89a", photo()[:90]])
def test_what_is_no_picture_is_refused_in_words(cast: Cast, data: bytes) -> None:
    draft = draft_of(cast.physician, PLAIN)
    upload = SimpleUploadedFile("x.jpg", data, "image/jpeg")
    address = f"/en/cases/drafts/{draft.public_id}/image/"
    response = cast.physician.client().post(address, {"image": upload, "alt": ALT, "key": key()})
    assert response.status_code == 422
    assert vault.read_content(CaseDraft.objects.get()).picture is None


def test_a_picture_can_be_changed_and_taken_out(
    cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        draft = draft_of(cast.physician, PLAIN, image=True)
        first = CaseDraft.objects.get().image_path
        cast.physician.client().post(f"/en/cases/drafts/{draft.public_id}/image/remove/", {"key": key()})
    assert not (vault.folder() / first).exists()
    content = vault.read_content(CaseDraft.objects.get())
    assert (content.picture, content.alt) == (None, "")


def test_a_draft_is_gone_24_hours_after_the_last_touch(
    cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    start = clock.now()
    draft = draft_of(cast.physician, WORDS, image=True)
    path = vault.folder() / CaseDraft.objects.get().image_path
    with time_machine.travel(start + dt.timedelta(hours=20), tick=False):
        actions.save_draft(draft=draft, words={"sex": "female"}, by=cast.physician.viewer)
    with time_machine.travel(start + dt.timedelta(hours=43), tick=False):
        purge_drafts_task()
        assert CaseDraft.objects.exists()
    with (
        time_machine.travel(start + dt.timedelta(hours=44, seconds=1), tick=False),
        django_capture_on_commit_callbacks(execute=True),
    ):
        purge_drafts_task()
    assert not CaseDraft.objects.exists()
    assert not path.exists()


def test_a_submission_is_gone_after_14_days(cast: Cast) -> None:
    submission = submitted(cast.physician, image=True)
    receipt = receipt_of(submission)
    with time_machine.travel(submission.expires_at - dt.timedelta(seconds=1), tick=False):
        purge_submissions_task()
        assert cast.second_physician.viewer.holds(submission.review_audience)
    with time_machine.travel(submission.expires_at, tick=False):
        assert not cast.second_physician.viewer.holds(submission.review_audience)
        purge_submissions_task()
    assert not Submission.objects.exists()
    assert not PrivateFile.objects.exists()
    receipt.refresh_from_db()
    assert receipt.state == "expired"
    assert cast.physician.client().get(f"/en/cases/submissions/{receipt.public_id}/").status_code == 200


def test_one_cannot_pile_up_drafts(cast: Cast) -> None:
    for _number in range(10):
        draft_of(cast.physician)
    with pytest.raises(actions.DraftLimit):
        draft_of(cast.physician)
    form = {**PLAIN, "key": key()}
    assert cast.physician.client().post("/en/cases/new/", form).status_code == 422


def test_half_a_case_can_wait(cast: Cast) -> None:
    client = cast.physician.client()
    half = {**PLAIN, "title": "", "history": "So far.", "question": "", "later": "1", "key": key()}
    assert client.post("/en/cases/new/", {**half, "later": ""} | {"key": key()}).status_code in {302, 422}
    response = client.post("/en/cases/new/", half)
    again = client.post("/en/cases/new/", half)
    assert response["Location"] == again["Location"]
    assert "So far." in client.get(response["Location"]).content.decode()
    unknown = {**PLAIN, "audience": "group:999", "key": key()}
    assert client.post("/en/cases/new/", unknown).status_code == 422


def test_a_draft_is_discarded_once(cast: Cast) -> None:
    draft = draft_of(cast.physician, WORDS)
    form = {"key": key()}
    client = cast.physician.client()
    address = f"/en/cases/drafts/{draft.public_id}/discard/"
    assert client.post(address, form).status_code == client.post(address, form).status_code == 302
    assert not CaseDraft.objects.exists()


def test_the_content_survives_the_vault(cast: Cast) -> None:
    draft = cleared(cast.physician, WORDS, image=True)
    content = vault.read_content(draft)
    assert DraftContent.model_validate_json(content.model_dump_json()) == content
    assert content.current_scan is not None
