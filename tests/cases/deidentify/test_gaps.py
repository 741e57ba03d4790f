"""One named test for each way in which identifiers slip past simpler detectors."""

from __future__ import annotations

import pytest

from cases.deidentify import Finding, Kind, UnsupportedLanguage, find, is_blocked


def found(text: str, language: str = "en") -> list[tuple[str, Kind, bool]]:
    """The findings of a text as (words, kind, blocks)."""
    return [(text[one.start : one.end], one.kind, one.blocks) for one in find(text, language, year=2026)]


def covers(text: str, words: str, kind: Kind, language: str = "en") -> Finding | None:
    """The finding of this kind that covers these words, if any."""
    start = text.index(words)
    for one in find(text, language, year=2026):
        if one.kind is kind and one.start <= start and start + len(words) <= one.end:
            return one
    return None


BLOCKING = [
    ("full name", "The patient, John Smith, has asthma.", "John Smith", Kind.NAME, "en"),
    ("name with an initial", "Similar to Anna S., who was seen before.", "Anna S", Kind.NAME, "en"),
    ("title and last name", "Referred by Dr. Okonkwo for biopsy.", "Okonkwo", Kind.NAME, "en"),
    ("lower-case name", "patient john kowalski came with fever", "john kowalski", Kind.NAME, "en"),
    ("lower-case name after a title", "mrs hernandez fell last night", "hernandez", Kind.NAME, "en"),
    ("name in capitals", "SMITH, JOHN was seen in clinic.", "SMITH, JOHN", Kind.NAME, "en"),
    ("initials", "A man, initials R.T., with gout.", "R.T", Kind.NAME, "en"),
    ("Spanish full name", "La paciente María Quintana Ríos tiene asma.", "María Quintana Ríos", Kind.NAME, "es"),
    ("Spanish lower-case name", "la sra fernandez llama por la tos", "fernandez", Kind.NAME, "es"),
    ("Spanish header", "Nombre: Ernesto. Apellidos: Rivera Bueno.", "Rivera Bueno", Kind.NAME, "es"),
    ("relative's name", "Her husband, Nils Brandvold, drove her.", "Nils Brandvold", Kind.NAME, "en"),
    ("numeric date", "Admitted 03/14/2023 with fever.", "03/14/2023", Kind.DATE, "en"),
    ("ISO date", "Admitted 2023-03-14 with fever.", "2023-03-14", Kind.DATE, "en"),
    ("date in words", "Seen on April 12th, 2023 in clinic.", "April 12th, 2023", Kind.DATE, "en"),
    ("day and month", "Seen on 12 April in clinic.", "12 April", Kind.DATE, "en"),
    ("ordinal date", "He fell on the twelfth of May.", "twelfth of May", Kind.DATE, "en"),
    ("ordinal after the month", "He fell on June twenty-first.", "June twenty-first", Kind.DATE, "en"),
    ("Spanish date", "Ingresó el 12 de abril de 2023.", "12 de abril de 2023", Kind.DATE, "es"),
    ("Spanish day in words", "Ingresó el veintitrés de abril.", "veintitrés de abril", Kind.DATE, "es"),
    ("holiday with its year", "Worse since Christmas 2022.", "Christmas 2022", Kind.DATE, "en"),
    ("Spanish holiday with its year", "Peor desde Nochebuena de 2022.", "Nochebuena de 2022", Kind.DATE, "es"),
    ("age over 89", "A 92-year-old woman with a fracture.", "92-year-old", Kind.AGE, "en"),
    ("age in short form", "Pt is 94yo, lives alone.", "94yo", Kind.AGE, "en"),
    ("age in words", "She is ninety-three years old.", "ninety-three years old", Kind.AGE, "en"),
    ("age of a hundred", "He is a hundred and two years old.", "hundred and two years old", Kind.AGE, "en"),
    ("nonagenarian", "This nonagenarian walks daily.", "nonagenarian", Kind.AGE, "en"),
    ("birth year", "She was born in 1931 and lives alone.", "1931", Kind.AGE, "en"),
    ("Spanish age", "Varón de 95 años con disnea.", "95 años", Kind.AGE, "es"),
    ("Spanish age in words", "Tiene noventa y dos años.", "noventa y dos años", Kind.AGE, "es"),
    ("SSN", "SSN 123-45-6789 on file.", "123-45-6789", Kind.ID, "en"),
    ("record number", "MRN: 987654 was reviewed.", "987654", Kind.ID, "en"),
    ("record number with letters", "Seen before (MRN JH-456789).", "JH-456789", Kind.ID, "en"),
    ("health plan", "Health plan ID HPI-987654 applies.", "HPI-987654", Kind.ID, "en"),
    ("payment card", "Card 4111 1111 1111 1111 was charged.", "4111 1111 1111 1111", Kind.ID, "en"),
    ("vehicle number", "VIN 1HGBH41JXMN109186 was noted.", "1HGBH41JXMN109186", Kind.ID, "en"),
    ("plate", "His truck, plate 7KTR-219, rolled.", "7KTR-219", Kind.ID, "en"),
    ("device serial", "Pump serial number HX-559031 failed.", "HX-559031", Kind.ID, "en"),
    ("IBAN", "Paid to GB82 WEST 1234 5698 7654 32.", "GB82 WEST 1234 5698 7654 32", Kind.ID, "en"),
    ("NHS number", "NHS number 943 476 5919 checked.", "943 476 5919", Kind.ID, "en"),
    ("DNI", "Con DNI 12345678Z en la ficha.", "12345678Z", Kind.ID, "es"),
    ("Spanish record", "NHC: 368503. NASS: 26 63514095.", "368503", Kind.ID, "es"),
    ("telephone", "Call 555-123-4567 tomorrow.", "555-123-4567", Kind.CONTACT, "en"),
    ("Spanish telephone", "Llamar al 612 34 56 78.", "612 34 56 78", Kind.CONTACT, "es"),
    ("international telephone", "Reach her on +44 20 7946 0958.", "+44 20 7946 0958", Kind.CONTACT, "en"),
    ("e-mail", "Write to sarah.p@medsite.com please.", "sarah.p@medsite.com", Kind.CONTACT, "en"),
    ("e-mail in words", "Write to gwen at slowrunners dot org.", "gwen at slowrunners dot org", Kind.CONTACT, "en"),
    (
        "web address",
        "See https://people.example/john?id=7 there.",
        "https://people.example/john?id=7",
        Kind.CONTACT,
        "en",
    ),
    ("bare domain", "Her shop is marysflowers.com in town.", "marysflowers.com", Kind.CONTACT, "en"),
    ("handle", "She posts as @gwen_runs_slow daily.", "@gwen_runs_slow", Kind.CONTACT, "en"),
    ("IP address", "Logged in from 195.206.132.199 twice.", "195.206.132.199", Kind.CONTACT, "en"),
    ("street", "Lives at 12 Oak Street, Apt 4B.", "12 Oak Street, Apt 4B", Kind.PLACE, "en"),
    ("lower-case street", "lives at 12 oak street with a cat", "12 oak street", Kind.PLACE, "en"),
    ("Spanish street", "Vive en la calle del Olmo, 3.", "calle del Olmo, 3", Kind.PLACE, "es"),
    ("institution", "Seen at Harrowgate Infirmary for pain.", "Harrowgate Infirmary", Kind.PLACE, "en"),
]
SHOWN = [
    ("holiday", "Worse since Thanksgiving.", "Thanksgiving", Kind.DATE, "en"),
    ("Spanish holiday", "Peor desde Semana Santa.", "Semana Santa", Kind.DATE, "es"),
    ("week", "It began the second week of June.", "second week of June", Kind.DATE, "en"),
    ("month and year", "Diagnosed in March 2021.", "March 2021", Kind.DATE, "en"),
    ("weekday", "He came on Tuesday.", "Tuesday", Kind.DATE, "en"),
    (
        "institution without a generic word",
        "She was treated at Johns Hopkins before.",
        "Johns Hopkins",
        Kind.PLACE,
        "en",
    ),
    ("town", "He grew up in Cobden and farms.", "Cobden", Kind.PLACE, "en"),
    ("the only one in a place", "She is the only beekeeper on the island.", "only beekeeper", Kind.CLUE, "en"),
    (
        "in the news",
        "He was interviewed by the news and was featured in the local newspaper.",
        "local newspaper",
        Kind.CLUE,
        "en",
    ),
    ("Spanish clue", "Salió en el periódico del pueblo.", "en el periódico", Kind.CLUE, "es"),
]


@pytest.mark.parametrize(
    ("text", "words", "kind", "language"), [case[1:] for case in BLOCKING], ids=[case[0] for case in BLOCKING]
)
def test_identifier_blocks(text: str, words: str, kind: Kind, language: str) -> None:
    finding = covers(text, words, kind, language)
    assert finding, found(text, language)
    assert finding.blocks, found(text, language)


@pytest.mark.parametrize(
    ("text", "words", "kind", "language"), [case[1:] for case in SHOWN], ids=[case[0] for case in SHOWN]
)
def test_possible_identifier_is_shown(text: str, words: str, kind: Kind, language: str) -> None:
    assert covers(text, words, kind, language), found(text, language)


FULLWIDTH = "123-45-6789".translate({code: code + 0xFEE0 for code in range(ord("0"), ord("9") + 1)})
DISGUISED = [
    ("zero-width", "Write to j\u200bohn.do\u200be@example.com now.", "j\u200bohn.do\u200be@example.com"),
    ("soft hyphen", "SSN 123-\u00ad45-67\u00ad89 on file.", "123-\u00ad45-67\u00ad89"),
    ("fullwidth digits", f"SSN {FULLWIDTH} on file.", FULLWIDTH),
    ("homoglyphs", "The patient, Јоhn Ѕmith, has asthma.", "Јоhn Ѕmith"),  # noqa: RUF001 - the point of the test
    ("entities", "Write to john&#64;example&#46;com now.", "john&#64;example&#46;com"),
    ("right-to-left marks", "MRN: \u202e987654\u202c was read.", "987654"),
    ("dashes", "SSN 123–45–6789 on file.", "123–45–6789"),
    ("no-break spaces", "Call 555\u00a0123\u00a04567 or phone: 555\u00a0123\u00a04568.", "555\u00a0123\u00a04568"),
    ("combining accents", "La paciente Jose\u0301 Martínez Ruiz volvió.", "Jose\u0301 Martínez Ruiz"),
    ("base64", "Token am9obi5kb2VAZXhhbXBsZS5jb20= was pasted.", "am9obi5kb2VAZXhhbXBsZS5jb20"),
    (
        "inside a query",
        "See https://example.org/?patient=John+Smith&dob=1950-02-03 there.",
        "patient=John+Smith&dob=1950-02-03",
    ),
]


@pytest.mark.parametrize(("text", "words"), [case[1:] for case in DISGUISED], ids=[case[0] for case in DISGUISED])
def test_disguised_identifier_blocks(text: str, words: str) -> None:
    start = text.index(words)
    blocking = [one for one in find(text, "en") if one.blocks and one.start < start + len(words) and start < one.end]
    assert blocking, found(text)
    assert blocking[0].start <= start
    assert blocking[-1].end >= start + len(words.rstrip("="))


HARMLESS = [
    ("en", "A 45-year-old man with Crohn's disease had a positive Murphy sign and a Gleason score of 7."),
    ("en", "Started metformin 500 mg twice daily; HbA1c 8.2 %, platelets 230,000, creatinine 1.4 mg/dL."),
    ("en", "On day 12 the fever resolved; two weeks later he was discharged. Blood pressure was 132/78 mmHg."),
    ("en", "Hodgkin lymphoma, Ann Arbor stage IIB; BRCA1 and KRAS wild type; Epstein-Barr virus negative."),
    ("en", "In 2019 the European Society of Cardiology updated its guidelines (PMID: 31504439, NCT02735707)."),
    ("en", "Survival at 95 % confidence; 90-day mortality was 12 %; patients over 90 years were excluded."),
    ("en", "Whipple procedure, Nissen fundoplication, Foley catheter and Swan-Ganz measurements were done."),
    ("en", "See https://doi.org/10.1056/NEJMoa2034577 for the trial of BNT162b2."),
    ("en", "A 90-year survival model and a 30-year-old female with a Framingham risk score of 17."),
    ("es", "Varón de 45 años con enfermedad de Crohn, signo de Murphy positivo y escala de Glasgow de 15."),
    ("es", "Se pautó metformina 500 mg cada 12 horas; plaquetas 230.000; tensión arterial 130/80 mmHg."),
    ("es", "A los doce días cedió la fiebre. Agudeza visual: AV OD 0,8 y AV OI 0,6."),
    ("es", "Linfoma de Hodgkin estadio II de Ann Arbor; virus de Epstein-Barr negativo; sonda de Foley."),
]


@pytest.mark.parametrize(("language", "text"), HARMLESS)
def test_clinical_words_do_not_block(language: str, text: str) -> None:
    assert not [words for words in found(text, language) if words[2]]


def test_name_found_once_is_found_everywhere() -> None:
    text = "Dr. Achterberg thought of gout. Two days later ACHTERBERG changed his mind; Achterberg's note is short."
    names = [words for words, kind, _ in found(text) if kind is Kind.NAME]
    assert sum("achterberg" in name.lower() for name in names) == 3


def test_unsupported_language_makes_no_claim() -> None:
    with pytest.raises(UnsupportedLanguage):
        find("Monsieur Dupont habite à Lyon.", "fr")


def test_region_of_a_language_is_accepted() -> None:
    assert is_blocked(find("SSN 123-45-6789", "en-US"))


def test_mixed_languages_use_both_models() -> None:
    text = "HPI: pt says: la señora Remedios Altolaguirre vive en la calle del Olmo, 3, con su hija. Exam normal."
    assert covers(text, "Remedios Altolaguirre", Kind.NAME)


def test_empty_text_has_no_findings() -> None:
    assert find("", "en") == []
