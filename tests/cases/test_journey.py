"""The whole way of a case through the forms, in English and Spanish, without script."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.models import Case, CaseDraft, Submission
from core import outbox
from core.models import AuditEntry
from tests.cases.making import ALT, NAME, SECRETS, WORDS, key, photo
from tests.people import Cast

SPANISH = {
    **WORDS,
    "language": "es",
    "title": "Dolor en el pecho tres días después de un catarro",
    "history": "El paciente Jorge Ferrer, panadero, vino el 2 de marzo de 2026 con dolor. Teléfono 964 555 017.",
    "examination": "Pulso 98 por minuto, regular.",
    "findings": "Troponina dentro de límites.",
    "question": "¿Lo tratarías como pericarditis?",
}


def text(response: Any) -> str:
    return str(response.content.decode())


def body(response: Any) -> bytes:
    """The bytes of a streamed answer."""
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def form_of(words: dict[str, Any]) -> dict[str, Any]:
    return {**words, "specialty": words["specialty"], "tags": [], "key": key()}


def keys_in(page: str, action: str) -> str:
    """The key of the form with this address."""
    found = re.search(rf'action="{re.escape(action)}".*?name="key" value="([0-9a-f-]{{36}})"', page, re.DOTALL)
    assert found, action
    return found[1]


def write_with_image(author: Client, language: str, words: dict[str, Any]) -> str:
    """Steps one and two; the address under which the draft is found."""
    assert author.get(f"/{language}/cases/new/").status_code == 200
    response = author.post(f"/{language}/cases/new/", form_of(words))
    base = f"/{language}/cases/drafts/{CaseDraft.objects.get().public_id}"
    assert response["Location"] == f"{base}/image/"
    upload = SimpleUploadedFile("Jorge Ferrer.jpg", photo(), "image/jpeg")
    assert author.post(f"{base}/image/", {"image": upload, "alt": "", "key": key()}).status_code == 422
    upload.seek(0)
    assert author.post(f"{base}/image/", {"image": upload, "alt": ALT, "key": key()}).status_code == 302
    shown = author.get(f"{base}/image/file/")
    assert shown["Cache-Control"] == "private, no-store"
    assert NAME.encode() not in shown.content
    return base


def check_and_send(author: Client, base: str) -> None:
    """Step three: refused while something is open, sent once however often the button is pressed."""
    assert author.post(f"{base}/check/", {"key": key()}).status_code == 302
    page = text(author.get(f"{base}/check/"))
    assert 'class="finding deid-name"' in page
    assert 'aria-disabled="true"' in page
    assert author.post(f"{base}/send/", {"key": key(), "attested": "on"}).status_code == 422
    assert not Submission.objects.exists()
    assert author.post(f"{base}/safe/", {"key": keys_in(page, f"{base}/safe/")}).status_code == 302
    page = text(author.get(f"{base}/check/"))
    assert 'aria-disabled="true"' not in page
    assert author.post(f"{base}/send/", {"key": key()}).status_code == 422
    send = {"key": keys_in(page, f"{base}/send/"), "attested": "on"}
    sent = author.post(f"{base}/send/", send)
    assert author.post(f"{base}/send/", send)["Location"] == sent["Location"]
    assert not CaseDraft.objects.exists()
    assert author.get(sent["Location"]).status_code == 200


def read_and_approve(second: Client, language: str) -> str:
    """Step four; the address of the case."""
    review = f"/{language}/cases/reviews/{Submission.objects.get().public_id}/"
    page = text(second.get(review))
    assert not [secret for secret in SECRETS if secret in page]
    decision = {"key": key(), "decision": "approve", "looked": "on"}
    done = second.post(review, decision)
    assert second.post(review, decision)["Location"] == done["Location"]
    address = f"/{language}/cases/{Case.objects.get().public_id}/"
    assert done["Location"] == address
    return address


@pytest.mark.parametrize(("language", "words"), [("en", WORDS), ("es", SPANISH)])
def test_a_case_goes_all_the_way(cast: Cast, language: str, words: dict[str, Any]) -> None:
    author = cast.physician.client()
    check_and_send(author, write_with_image(author, language, words))
    assert author.get(f"/{language}/cases/reviews/{Submission.objects.get().public_id}/").status_code == 404
    address = read_and_approve(cast.second_physician.client(), language)
    reader = cast.stranger.client()
    page = text(reader.get(address))
    assert words["title"] in page
    assert not [secret for secret in SECRETS if secret in page]
    picture = re.search(r'src="(/files/[0-9a-f-]+/)"', page)
    assert picture
    assert len(body(reader.get(picture[1]))) > 100
    for other in (Client(), cast.patient.client(), cast.unverified.client(), cast.moderator.client()):
        assert other.get(address).status_code == 404
        assert other.get(picture[1], follow=True).status_code == 404
    assert words["title"] in text(reader.get(f"/{language}/cases/"))
    outbox.drain_now()
    assert words["title"] not in text(Client().get(f"/{language}/search/?q=pericarditis"))
    assert AuditEntry.objects.filter(action="case.published").count() == 1


def test_lists_and_forms_are_drawn_in_both_languages(cast: Cast) -> None:
    """Each template draws in both languages, also where nothing is there."""
    client = cast.physician.client()
    for language in ("en", "es"):
        for address in ("", "?tab=mine", "?tab=waiting", "new/"):
            assert client.get(f"/{language}/cases/{address}").status_code == 200
        for other in (Client(), cast.patient.client()):
            assert other.get(f"/{language}/cases/").status_code == 200
    assert Client().get("/en/cases/new/").status_code == 302
    assert cast.patient.client().get("/en/cases/new/").status_code == 404
    assert client.get("/en/account/today/").status_code == 200
