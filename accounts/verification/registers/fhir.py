"""A register over the network: FHIR R4 `Practitioner` search by identifier (hl7.org/fhir/R4/search.html).

The answer is outside text: limited in size and time, read field by field, and never believed to be well-formed.
"""

from __future__ import annotations

import http.client
import json
import time
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit

from accounts.verification.enums import Outcome
from accounts.verification.registers.questions import Away, Question, Reply, judge, plain_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.models import Register

CONNECT_SECONDS: Final = 5.0
WHOLE_SECONDS: Final = 15.0
MOST_BYTES: Final = 1024 * 1024
_PIECE: Final = 16 * 1024
_OK: Final = 200


def ask_fhir(register: Register, question: Question) -> Reply:
    """Search by number and compare the names. Raises Away."""
    people = list(_practitioners(_fetch(_address(register, question))))
    known = [one for one in people if _has_number(one, register.system, question.number)]
    if not known:
        return Reply(Outcome.MISSING)
    replies = [
        judge(question, name, in_force=one.get("active") is not False) for one in known for name in _names(one) or [""]
    ]
    return next((reply for reply in replies if reply.outcome == Outcome.MATCH), replies[0])


def _address(register: Register, question: Question) -> str:
    value = f"{register.system}|{question.number}" if register.system else question.number
    return f"{register.url.rstrip('/')}/Practitioner?identifier={quote(value, safe='')}&_count=20"


def _fetch(address: str) -> bytes:
    """The body of an answer 200. Follows nothing: a register that moved is a thing for people."""
    parts = urlsplit(address)
    connect = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    until = time.monotonic() + WHOLE_SECONDS
    connection = connect(parts.netloc, timeout=CONNECT_SECONDS)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}", headers={"Accept": "application/fhir+json"})
        response = connection.getresponse()
        if response.status != _OK:
            raise Away(f"http-{response.status}")
        return _limited(response, until)
    except TimeoutError as error:
        raise Away("timeout") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Away("unreachable") from error
    finally:
        connection.close()


def _limited(response: http.client.HTTPResponse, until: float) -> bytes:
    data = b""
    while piece := response.read1(_PIECE):
        data += piece
        if len(data) > MOST_BYTES:
            raise Away("too-large")
        if time.monotonic() > until:
            raise Away("timeout")
    return data


def _practitioners(data: bytes) -> Iterator[dict[str, Any]]:
    """The practitioners of a search set. Raises Away for anything else."""
    try:
        bundle = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Away("garbage") from error
    if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle" or bundle.get("type") != "searchset":
        raise Away("garbage")
    for entry in _list(bundle, "entry"):
        resource = entry.get("resource")
        if isinstance(resource, dict) and resource.get("resourceType") == "Practitioner":
            yield resource


def _list(holder: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = holder.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _has_number(practitioner: dict[str, Any], system: str, number: str) -> bool:
    """A search may find by parts; only the whole number in the right system counts."""
    return any(
        plain_number(str(one.get("value", ""))) == plain_number(number) and (not system or one.get("system") == system)
        for one in _list(practitioner, "identifier")
    )


def _names(practitioner: dict[str, Any]) -> list[str]:
    """Each name in one line: given and family, or the text where there is nothing else."""
    names = []
    for one in _list(practitioner, "name"):
        given = one.get("given")
        parts = [str(word) for word in given] if isinstance(given, list) else []
        whole = " ".join([*parts, str(one.get("family") or "")]).strip()
        names.append(whole if one.get("family") and parts else str(one.get("text") or whole))
    return names
