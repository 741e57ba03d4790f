"""Numbers and codes given to a person, document, vehicle or device."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator

from cases.deidentify import checksums, lexicon
from cases.deidentify.hits import Hit, hits_of, matches_at, matches_in, pattern, windows
from cases.deidentify.openings import Starts
from cases.deidentify.spans import Kind

_VALUE = r"(?P<value>\#?(?=[A-Z0-9./ -]{0,24}?[0-9])[A-Z0-9]{1,20}(?:[-./_][A-Z0-9]{1,20}){0,5})"
_SPACED = r"(?P<value>\#?(?:[A-Z]{1,4}[ -]?)?[0-9]{1,12}(?:[ ./-][0-9]{2,12}){0,5}(?:[ -]?[A-Z]{1,3}\b)?)"
_LABELS = r"""(?:
    MRN|EMRN|MPI|URN|UHID|NHI|CHI|HCN|PHN|PID|NPI|DEA|SSN|ITIN|EIN|TIN|IMEI|UDI|CURP|RFC|RUT|RUN|CPF|CUIL
    |CUIT|CIPA?|CIP-?SNS|NUHSA|NUSS|NASS|NSS
    |NHC|N\.H\.C\.?|DNI|D\.N\.I\.?|NIE|NIF|SIP|SNS|NoCol|N[º°o]\.?[ ]?Col(?:egiad[oa])?\.?|(?:n[º°]
    |n[uú]mero)?[ ]?(?:de[ ])?colegiad[oa]|n[uú]m\.?[ ]?colegiad[oa]
    |(?:medical|health|hospital|patient|clinical|chart|record|case|file|unit|account|acct|billing|invoice
    |policy|plan|member(?:ship)?|subscriber|beneficiary
      |insurance|insurer|medicare|medicaid|health[ ]?plan|group|claim|authorization|prescription|rx
      |certificate|cert|licen[sc]e|passport|visa|student
      |employee|badge|staff|driver'?s|serial|device|implant|pacemaker|generator|lead|lot|batch|model|pump
      |vehicle|plate|registration|reg|tag|hull|tail|vessel
      |accession|specimen|sample|slide|block|biopsy|pathology|requisition|encounter|visit|admission|episode
      |inmate|prisoner|booking|veteran|military|service
      |docket|study|subject|participant|trial|randomi[sz]ation|enrollment|biobank|donor|graft|tissue
      |transplant|unos|locker|bed|room|ticket|order|tracking|reference|ref
      |national|identity|identification|social[ ]security|tax|nhs|transaction|bank|card|fingerprint|patient'?s)
      (?:[ ](?:record|health|plan|insurance|beneficiary|policy|member|license|licence|identification
      |identity|security|account|plate|card|unit|chart|service))?
      [ ]?(?:number|num\b|nr\b|no\b\.?|nbr|\#|id\b|i\.d\.|identifier|code|ref)
    |id(?:entifier|entification)?(?:[ ](?:number|no\.?|code))?|chart|record|serial|s/n|sn|acct|licen[sc]e
    |passport|plates?|registration|accession|badge|docket
    |historia(?:[ ]cl[ií]nica)?|hist\.?[ ]?cl[ií]n?\.?|hc|expediente|episodio|p[oó]liza|afiliaci[oó]n
    |n[uú]mero[ ]de[ ](?:afiliaci[oó]n|asegurad[oa]|historia|expediente|cuenta|serie|paciente|p[oó]liza
    |identificaci[oó]n|seguridad[ ]social|tarjeta)
    |tarjeta(?:[ ]sanitaria)?|t\.s\.i\.?|tsi|seguridad[ ]social|seg\.?[ ]social|matr[ií]cula|bastidor
    |pasaporte|c[eé]dula|cuenta|n[uú]m(?:ero|\.)?[ ]de[ ]serie|n[º°][ ]?(?:de[ ])?serie
    |n[º°][ ]?(?:de[ ])?(?:historia|expediente|paciente|asegurad[oa]|afiliaci[oó]n|episodio|p[oó]liza|cuenta
    |tarjeta)|asegurad[oa]|identificador|c[oó]digo[ ]de[ ]paciente|registro
    )"""
_BETWEEN = (
    r"(?:[ ]?(?:number|num\b|no\b\.?|\#|id\b|n[º°]|n[uú]m(?:ero)?\b\.?|code|value|is|was|of|es|era|de|del|as|with|the))"
    r"{0,3}[ ]{0,3}[:=#]{0,2}[ ]{0,4}\(?"
)
_LABELLED = pattern(rf"(?<![\w])(?=[^\W\d_])(?:{_LABELS})(?![A-Za-z])\.?{_BETWEEN}{_VALUE}")
_LABELLED_SPACED = pattern(rf"(?<![\w])(?=[^\W\d_])(?:{_LABELS})(?![A-Za-z])\.?{_BETWEEN}{_SPACED}(?![\w/])")
_SSN = re.compile(r"(?<![\w.-])\d{3}([- .])\d{2}\1\d{4}(?![\w]|-\d)")
_SSN_LABELLED = pattern(
    r"\b(?:SSN|social(?:[ ]security)?(?:[ ](?:number|no\.?|\#))?|soc[ ]sec)(?:[ ](?:is|was|of|ends?[ ]"
    r"(?:in|with)|ending[ ]in))?[ ]?[:#]?[ ]{0,3}"
    r"(?P<value>[0-9X*x]{3}[ -]?[0-9X*x]{2}[ -]?[0-9]{4}|[0-9]{4})\b",
)
_HASHED = re.compile(r"(?<![\w&#])#[ ]?(?=[\w-]{0,20}\d{3})[A-Za-z0-9]{1,20}(?:-[A-Za-z0-9]{1,20}){0,4}")
_LETTERED = re.compile(r"(?<![\w./-])[A-Z]{1,6}-?[0-9]{5,12}(?:-?[A-Z]{0,3})(?![\w/]|-\d)")
_GROUPED = re.compile(r"(?<![\w./,+-])[0-9]{2,6}(?:-[0-9]{2,6}){1,3}(?:-[A-Z]{1,4})?(?![\w/,]|-\w|\.\d)")
_BARE = re.compile(r"(?<![\w./,+-])[0-9]{6,14}(?![\w/-]|[.,]\d)")
_MIXED = re.compile(
    r"(?<![\w./-])(?=[A-Z0-9-]{0,16}[0-9])(?=[A-Z0-9-]{0,16}[A-Z])[A-Z0-9]{2,12}-[A-Z0-9]{3,12}"
    r"(?:-[A-Z0-9]{2,12}){0,3}(?![\w/])"
)
_CARD = re.compile(r"(?<![\w.-])(?:\d[ -]?){12,18}\d(?![\w-])")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{2,4}){3,8}\b")
_VIN = re.compile(r"\b(?=[A-HJ-NPR-Z0-9]{0,16}[0-9])[A-HJ-NPR-Z0-9]{17}\b")
_DNI = re.compile(r"(?<![\w.-])(?:\d{1,2}\.?\d{3}\.?\d{3}|[XYZxyz][- ]?\d{7})[- ]?[A-Za-z](?![\w])")
_NHS = re.compile(r"(?<![\w.-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\w-])")
_UUID = pattern(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b")
_MBI = re.compile(
    r"\b[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}\b"
)
_SPANISH_CARD = re.compile(
    r"\b[A-Z]{4}[ ]?\d{10}\b|\b[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z0-9]\d\b|\b[A-Z]{3,4}\d{6}[A-Z0-9]{3}\b"
)
_SPANISH_INSURED = re.compile(
    r"(?<![\w.-])\d{2}[ /-]\d{8}(?:[ /-]?\d{2})?(?![\w-])|(?<![\w.-])\d{2} \d{2} \d{5}(?![\w-])"
)
_PLATE = re.compile(r"(?<![\w-])\d{4}[ -]?[BCDFGHJKLMNPRSTVWXYZ]{3}(?![\w-])")
_PLATE_LABELLED = pattern(
    r"\b(?:licen[sc]e[ ]plates?|number[ ]plate|plates?|registration|matr[ií]cula|tail[ ]number|hull"
    r"|car|vehicle|truck|coche|moto|veh[ií]culo)"
    r"(?:[ ](?:number|no\.?|plate|was|is|reads?|reading|with|con|de|n[º°]))?[ ]?[:#]?[ ]{0,2}[(\"']?"
    r"(?P<value>(?-i:(?=[A-Z0-9 -]{0,9}[0-9])[A-Z0-9]{1,4}[- ]?[A-Z0-9]{2,5}(?:[- ][A-Z0-9]{1,4})?))(?![\w])",
)
_SPACED_DIGITS = re.compile(
    r"(?<![\w.,])(?:\d[ ]){2}\d[ ]?-[ ]?(?:\d[ ]?){2}-[ ]?(?:\d[ ]?){4}(?!\d)|(?<![\w.,])(?:\d ){7,12}\d(?! ?\d)"
)
_ENCODED = re.compile(r"(?<![\w+/=])[A-Za-z0-9+/]{12,200}={0,2}(?![\w+/=])")
# Codes of published knowledge: registries, vocabularies, genes, variants, compounds under development, lot-free units.
_PUBLIC_NUMBER = pattern(r"\b10\.[0-9]{4,9}/[^\s]{2,60}|\b[0-9]{3,6}-[0-9]{2}-[0-9]\b(?=[^0-9]{0,80}\bCAS\b)")
_PUBLIC_CODE = pattern(
    rf"""\b(?:{lexicon.VOCABULARIES})(?-i:(?![a-z]))[ -]?
      (?:ID|code|no\.?|number|[0-9]{{1,2}}(?:-?(?:CM|PCS))?)?[ ]?[:#]?[ ]?(?=[A-Z.*:-]{{0,12}}[0-9])[0-9A-Z.*:-]{{2,20}}
    |\b(?:rs|NM_|NP_|NC_|NR_|NG_|XM_|ENSG|ENST|ENSP|SCV|RCV|VCV|COSM|HGNC:|HP:|GO:|MONDO:|DOID:)[0-9.]{{3,15}}\b
    |\b(?:BMS|MK|LY|GSK|PF|AZD|ABT|ABBV|BAY|BI|AMG|RG|RO|JNJ|TAK|ONO|CC|SAR|INCB|MEDI|REGN|ALXN|VX|GS|E|SCH
    |TMC|CAL|MLN|LDK|STI|CP|UK|SB|FTY|ACT|DS|KW|TAS|SHP|BIIB|RTX|mRNA|BNT|CTLA|PDL?|HSV|HHV|HPV|CMV|VO2|SF
    |GAD|PHQ|DSM|IL|TNF|CD|CA|ISO|IEC|RR|SARS|H[0-9]{{1,2}}N)[- ]?[0-9]{{1,8}}\b(?!-[0-9]{{3}})""",
)
_MEASURE_AFTER = re.compile(
    r"\s?(?:mg|mcg|µg|μg|g|kg|ml|mL|l|L|dl|dL|mmol|mol|mEq|IU|UI|U|units?|cells?|copies|copias|cp|/|%"
    r"|mm|cm|m|x10|×|Hz|bpm|kcal|cal"
    r"|ng|pg|fL|years?|people|patients|pacientes|cases|casos|births|habitantes|c[eé]lulas|leucocitos"
    r"|plaquetas|dollars|USD|EUR|\$|€|steps|ppm|per)\b",
)
_COUNT_BEFORE = re.compile(
    r"(?i)(?:\$|€|£|platelets?|plaquetas|wbc|leukocytes?|leucocitos|count|viral load|carga viral|bnp"
    r"|ferritin\w*|ck|cpk|hcg|ldh|n ?=)[\w ):=-]{0,12}$"
)
_YEAR = re.compile(r"(?:18|19|20)\d\d")
_NUMBER = re.compile(r"\d{3}|\d\d[-./ ]\d\d|[Xx*]{2}-?\d")
_RANGE = re.compile(r"(?:19|20)\d{2}-(?:(?:19|20)?\d{2})|\d{1,3}-\d{1,3}|\d{1,3}-\d{1,3}-\d{1,3}")

Places = list[tuple[int, int]]


def find_identifiers(text: str, starts: Starts, public: Places) -> Iterator[Hit]:
    """Every number or code in a plain copy that may have been given to one person or thing.

    `public` is what `public_codes` found.
    """
    for hit in _all(text, starts, windows(text, _NUMBER, 75, 50)):
        if hit.score >= 0.99 or not any(start < hit.end and hit.start < end for start, end in public):
            yield hit


def public_codes(text: str, starts: Starts) -> Places:
    """Where codes of published knowledge stand: registries, vocabularies, variants, compounds."""
    numbers = [match.span() for match in matches_in(_PUBLIC_NUMBER, text, windows(text, _NUMBER, 75, 50))]
    return numbers + [match.span() for match in matches_at(_PUBLIC_CODE, text, starts["public"])]


def _all(text: str, starts: Starts, places: Places) -> Iterator[Hit]:
    yield from _labelled(text, starts["label"])
    yield from _checked(text)
    yield from hits_of(_SSN_LABELLED, text, Kind.ID, 0.99, "social security number", places=places)
    yield from hits_of(_UUID, text, Kind.ID, 0.9, "unique code")
    yield from hits_of(_MBI, text, Kind.ID, 0.97, "Medicare number")
    yield from hits_of(_SPANISH_CARD, text, Kind.ID, 0.9, "health card or register number")
    yield from hits_of(_SPANISH_INSURED, text, Kind.ID, 0.9, "insurance or licence number", places=places)
    yield from hits_of(_PLATE_LABELLED, text, Kind.ID, 0.85, "vehicle mark", places=places)
    yield from hits_of(_PLATE, text, Kind.ID, 0.6, "vehicle mark")
    yield from hits_of(_SPACED_DIGITS, text, Kind.ID, 0.8, "number written digit by digit")
    yield from _shaped(text)
    yield from _encoded(text)


def _labelled(text: str, starts: list[int]) -> Iterator[Hit]:
    for expression in (_LABELLED, _LABELLED_SPACED):
        for match in matches_at(expression, text, starts):
            value = match["value"]
            digits = sum(character.isdigit() for character in value)
            if digits < 3 or _RANGE.fullmatch(value) or _is_measure(text, match.start("value"), match.end("value")):
                continue
            sure = (digits >= 4 or not value.isdigit()) and not _YEAR.fullmatch(value)
            yield Hit(*match.span("value"), Kind.ID, 0.99 if sure else 0.4, risky=sure, reason="number after its label")


def _checked(text: str) -> Iterator[Hit]:
    schemes: tuple[tuple[re.Pattern[str], Callable[[str], bool], float, str], ...] = (
        (_SSN, checksums.social_security, 0.97, "social security number"),
        (_CARD, checksums.luhn, 0.97, "card number"),
        (_IBAN, checksums.bank_account, 0.99, "bank account"),
        (_VIN, checksums.vehicle, 0.99, "vehicle number"),
        (_DNI, checksums.spanish_identity, 0.99, "Spanish identity number"),
        (_NHS, checksums.nhs_number, 0.85, "NHS number"),
    )
    for expression, holds, score, reason in schemes:
        for match in expression.finditer(text):
            if holds(match.group()):
                yield Hit(match.start(), match.end(), Kind.ID, score, risky=True, reason=reason)


def _shaped(text: str) -> Iterator[Hit]:
    yield from hits_of(_HASHED, text, Kind.ID, 0.9, "number after #")
    yield from hits_of(_LETTERED, text, Kind.ID, 0.75, "letters and digits")
    yield from hits_of(_MIXED, text, Kind.ID, 0.3, "letters and digits", risky=False)
    for expression, score in ((_GROUPED, 0.6), (_BARE, 0.5)):
        for match in expression.finditer(text):
            found = match.group()
            digits = len(checksums.digits_of(found))
            if digits < 6 or _RANGE.fullmatch(found) or _is_measure(text, match.start(), match.end()):
                continue
            risky = digits >= 7
            yield Hit(match.start(), match.end(), Kind.ID, score, risky=risky, reason="long number")


def _is_measure(text: str, start: int, end: int) -> bool:
    return bool(_MEASURE_AFTER.match(text, end) or _COUNT_BEFORE.search(text, max(0, start - 40), start))


def _encoded(text: str) -> Iterator[Hit]:
    """Base64 whose content is itself an identifier."""
    for match in _ENCODED.finditer(text):
        found = match.group()
        if len(found) % 4 or (found.isalpha() and found.islower()):
            continue
        try:
            plain = base64.b64decode(found, validate=True).decode("ascii")
        except (binascii.Error, UnicodeDecodeError):
            continue
        if (plain.isprintable() and sum(character.isdigit() for character in plain) >= 6) or "@" in plain:
            yield Hit(match.start(), match.end(), Kind.ID, 0.9, risky=True, reason="encoded identifier")
