"""Documents with marked identifiers: reading them, and which of their types the law asks to remove."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

# Type in the data -> label of the trained model. Types not named here may stay: country, sex, relatives,
# occupation, nationality, titles, organisations of general text, ages (those over 89 are marked by rule).
LABEL_OF: Final = {
    "NAME": "NAME",
    "PERSON": "NAME",
    "NOMBRE_SUJETO_ASISTENCIA": "NAME",
    "NOMBRE_PERSONAL_SANITARIO": "NAME",
    "DATE": "DATE",
    "DATE_TIME": "DATE",
    "FECHAS": "DATE",
    "GEOGRAPHIC_LOCATION": "PLACE",
    "GPE": "PLACE",
    "TERRITORIO": "PLACE",
    "HOSPITAL": "SITE",
    "CENTRO_SALUD": "SITE",
    "INSTITUCION": "SITE",
    "STREET_ADDRESS": "STREET",
    "ZIP_CODE": "STREET",
    "CALLE": "STREET",
    "EMAIL_ADDRESS": "CONTACT",
    "PHONE_NUMBER": "CONTACT",
    "FAX_NUMBER": "CONTACT",
    "URL": "CONTACT",
    "DOMAIN_NAME": "CONTACT",
    "IP_ADDRESS": "CONTACT",
    "CORREO_ELECTRONICO": "CONTACT",
    "NUMERO_TELEFONO": "CONTACT",
    "NUMERO_FAX": "CONTACT",
    "DIREC_PROT_INTERNET": "CONTACT",
    "URL_WEB": "CONTACT",
    "MEDICAL_RECORD_NUMBER": "ID",
    "HEALTH_PLAN_BENEFICIARY_NUMBER": "ID",
    "SOCIAL_SECURITY_NUMBER": "ID",
    "UNIQUE_IDENTIFIER": "ID",
    "CERTIFICATE_LICENSE_NUMBER": "ID",
    "ACCOUNT_NUMBER": "ID",
    "VEHICLE_IDENTIFIER": "ID",
    "DEVICE_IDENTIFIER": "ID",
    "CREDIT_CARD": "ID",
    "IBAN_CODE": "ID",
    "US_SSN": "ID",
    "US_DRIVER_LICENSE": "ID",
    "ID_SUJETO_ASISTENCIA": "ID",
    "ID_TITULACION_PERSONAL_SANITARIO": "ID",
    "ID_ASEGURAMIENTO": "ID",
    "ID_CONTACTO_ASISTENCIAL": "ID",
    "IDENTIF_VEHICULOS_NRSERIE_PLACAS": "ID",
    "IDENTIF_DISPOSITIVOS_NRSERIE": "ID",
    "NUMERO_BENEF_PLAN_SALUD": "ID",
}
_SITE_WORD = re.compile(
    (
        r"(?i)hospital|clinic|cent(?:er|re)|health|sinai|hopkins|institute|office|medical|presbyterian"
        r"|mayo|langone|uc[a-z]{1,2}\b|st\.|mt\.|memorial|general|university|school"
    ),
)
_INLINE = re.compile(r"\[\[([A-Z]+):(.+?)\]\]")
_AGE_TYPES = {"AGE", "EDAD_SUJETO_ASISTENCIA"}
_BARE_YEAR = re.compile(r"(?i)(?:a[nñ]o )?'?(?:1[89]|20)\d\d\.?")
_OLD = re.compile(r"(?:9\d|1[0-2]\d)\b")
_COUNTRIES = frozenset(
    [
        "usa",
        "us",
        "uk",
        "spain",
        "españa",
        "france",
        "italy",
        "germany",
        "mexico",
        "méxico",
        "canada",
        "brazil",
        "brasil",
        "japan",
        "china",
        "india",
        "australia",
        "argentina",
        "colombia",
        "chile",
        "cuba",
        "peru",
        "perú",
    ],
)


@dataclass(frozen=True, slots=True)
class Mark:
    """One identifier that must go: where it stands, its type in the data and the label of the model."""

    start: int
    end: int
    type: str
    label: str


@dataclass(frozen=True, slots=True)
class Document:
    """One text with its marks; `excused` are stretches marked in the data that may stay."""

    id: str
    language: str
    text: str
    marks: tuple[Mark, ...]
    excused: tuple[tuple[int, int], ...] = ()


def read_documents(path: Path) -> Iterator[Document]:
    """The documents of a JSONL file of lines {id, lang, text, spans: [{start, end, type, text}]}."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            marks: list[Mark] = []
            excused: list[tuple[int, int]] = []
            for span in record["spans"]:
                start, end = int(span["start"]), int(span["end"])
                label = label_of(span["type"], record["text"][start:end])
                if label:
                    marks.append(Mark(start, end, span["type"], label))
                else:
                    excused.append((start, end))
            yield Document(record["id"], record["lang"], record["text"], tuple(marks), tuple(excused))


def read_prose(path: Path, language: str) -> Iterator[Document]:
    """The documents of a text file: paragraphs in which `[[TYPE:words]]` marks an identifier; `#` begins a comment."""
    paragraphs = path.read_text(encoding="utf-8").split("\n\n")
    for number, paragraph in enumerate(paragraphs, start=1):
        lines = [line for line in paragraph.splitlines() if not line.startswith("#")]
        text, marks, position = "", [], 0
        source = "\n".join(lines)
        for found in _INLINE.finditer(source):
            text += source[position : found.start()]
            marks.append(Mark(len(text), len(text) + len(found[2]), found[1], found[1]))
            text += found[2]
            position = found.end()
        yield Document(f"{path.stem}-{number}", language, text + source[position:], tuple(marks))


def label_of(kind: str, found: str) -> str | None:
    """The model's label for a marked stretch, or None where the law lets it stand."""
    if kind in _AGE_TYPES:
        return "AGE" if _OLD.search(found) else None
    label = LABEL_OF.get(kind)
    if label == "DATE" and _BARE_YEAR.fullmatch(found.strip()):
        return None
    if kind == "GPE" and found.lower() in _COUNTRIES:
        return None
    if kind == "GEOGRAPHIC_LOCATION" and _SITE_WORD.search(found):
        return "SITE"
    return label
