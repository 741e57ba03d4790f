"""Telephone and fax numbers, e-mail and web addresses, handles and network addresses."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

import phonenumbers

from cases.deidentify.hits import Hit, hits_of, matches_in, pattern, windows
from cases.deidentify.openings import Starts
from cases.deidentify.spans import Kind

_EMAIL = pattern(r"(?<![\w.+-])[\w.+-]{1,64}[ ]?@[ ]?(?:[\w-]{1,63}\.){1,5}[a-z]{2,24}\b")
_SPELT_EMAIL = pattern(
    r"(?<![\w.+-])[\w.+-]{2,64}[ ]?(?:\(at\)|\[at\]|\{at\}|[ ]at[ ]|[ ]arroba[ ])[ ]?[\w-]{2,63}"
    r"(?:[ ]?(?:\(dot\)|\[dot\]|[ ]dot[ ]|[ ]punto[ ])[ ]?[a-z]{2,24}){1,3}\b",
)
_TOP = (
    "com|org|net|info|biz|edu|gov|mil|io|co|me|app|dev|health|clinic|hospital|doctor|care|blog|online|site|website"
    "|eu|uk|us|ca|es|mx|ar|cl|pe|fr|de|it|pt|nl|be|ch|at|ie|se|dk|fi|pl|cz|hu|gr|ro|ru|jp|cn|kr|au|nz|br|za|cat|gal"
)
_URL = pattern(r"\b(?:https?|ftp)://[^\s<>\"']{3,2000}|\bwww\.[^\s<>\"']{3,2000}")
_DOMAIN = pattern(
    rf"(?<![\w@.-])(?:[a-z0-9][a-z0-9-]{{1,62}}\.){{1,4}}(?:{_TOP})\b(?!\.?\w|@)(?:/[^\s<>\"']{{0,500}})?"
)
# Addresses of published knowledge say nothing about a patient.
_REFERENCE_HOSTS = frozenset(
    [
        "doi.org",
        "nih.gov",
        "who.int",
        "cdc.gov",
        "fda.gov",
        "medlineplus.gov",
        "nejm.org",
        "thelancet.com",
        "bmj.com",
        "jamanetwork.com",
        "cochranelibrary.com",
        "cochrane.org",
        "nice.org.uk",
        "europa.eu",
        "aemps.es",
        "sanidad.gob.es",
        "orpha.net",
        "omim.org",
        "uptodate.com",
        "clinicaltrials.gov",
        "wikipedia.org",
        "nature.com",
        "plos.org",
        "springer.com",
        "sciencedirect.com",
        "wiley.com",
        "escardio.org",
        "heart.org",
        "mdcalc.com",
        "github.com",
        "genenames.org",
    ],
)
_TELLING = re.compile(r"[?&@=]|%40")
_HANDLE = pattern(r"(?<![\w@.])@(?=[\w.]{0,30}[a-z])[a-z_][\w.]{2,29}\b(?!\.[a-z]{2})")
_NETWORK_NAME = pattern(
    r"\b(?:instagram|twitter|tiktok|facebook|snapchat|telegram|skype|linkedin|youtube|reddit|whatsapp"
    r"|discord|insta|ig|fb)"
    r"\b(?:[ ](?:handle|account|user(?:name)?|profile|id|page|cuenta|usuario|perfil|is|de|es|as"
    r"|under)){0,3}(?:[ ]?[:=][ ]?|[ ])"
    r"(?P<value>(?=[\w.-]{0,29}[_.0-9-]\w)[\w.-]{3,30}\w)",
)
_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)")
_IPV6 = re.compile(r"(?<![\w:])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\w:])")
_MAC = pattern(r"\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b")
_CALLED = (
    r"(?:phone|telephone|tel|tlf|tlfn|tel[eé]fono|tfno|mobile|m[oó]vil|celular|cell|fax|pager|beeper"
    r"|busca|call(?:ed)?|ll[aá]me|whats?app|contact|contacto|ph|ext(?:ension)?)"
)
_LABELLED_PHONE = pattern(
    rf"\b{_CALLED}\b\.?(?:[ ](?:number|no\.?|n[uú]mero|is|es|at|her|him|al|de|on|contact)){{0,3}}[ ]?"
    rf"(?:[:#=]|n[º°])?[ ]{{0,3}}"
    r"(?P<value>\+?\(?[0-9][0-9()./ -]{3,22}[0-9])(?![0-9])(?:[ ]?(?:x|ext\.?)[ ]?[0-9]{1,6})?",
)
_US_PHONE = pattern(
    r"(?<![\w.+/-])(?:\+?1[-. ]?)?(?:\([2-9][0-9]{2}\)[ ]?|[2-9][0-9]{2}[-.])[0-9]{3}[-. ][0-9]{4}"
    r"(?:[ ]?(?:x|ext\.?)[ ]?[0-9]{1,6})?(?![\w-])|(?<![\w.+/-])(?:\([0-9]{3}\)[ ]?)[0-9]{3}-[0-9]{4}(?![\w-])"
    r"|(?<![\w./-])555-[0-9]{4}(?![\w-])",
)
_PHONE_LIKE = re.compile(r"(?<![\w.,/-])(?:\+|00|\(|[0-9])(?:[0-9()][ .()-]{0,2}){7,16}(?![\w-])")
_TOLL_FREE = re.compile(r"(?:\+?1[-. ]?)?\(?8(?:00|33|44|55|66|77|88)\b")  # hotlines: nobody's own number
_REGIONS = {"en": ("US", "GB", "IN", "CA", "AU"), "es": ("ES", "MX", "AR", "CO", "CL")}
_FEWEST_DIGITS = 9
_SPELT_DOTS = ("(dot)", "[dot]", " dot ", " punto ")
_DIGITS = re.compile(r"[0-9][^\w\n]{0,3}[0-9]")


def find_contacts(text: str, language: str, starts: Starts) -> Iterator[Hit]:
    """Every way to reach a person that is written in a plain copy."""
    if "@" in text:
        yield from hits_of(_EMAIL, text, Kind.CONTACT, 0.99, "e-mail address")
        yield from hits_of(_HANDLE, text, Kind.CONTACT, 0.7, "name in a network")
    yield from hits_of(_NETWORK_NAME, text, Kind.CONTACT, 0.65, "name in a network", starts=starts["network"])
    lowered = text.lower()
    if any(dot in lowered for dot in _SPELT_DOTS):
        yield from hits_of(_SPELT_EMAIL, text, Kind.CONTACT, 0.95, "e-mail address in words")
    yield from _web(text)
    yield from _network(text)
    places = windows(text, _DIGITS, 60, 30)
    yield from hits_of(_LABELLED_PHONE, text, Kind.CONTACT, 0.97, "telephone or fax number", places=places)
    for hit in hits_of(_US_PHONE, text, Kind.CONTACT, 0.9, "telephone or fax number", places=places):
        yield hit._replace(score=0.4, risky=False) if _TOLL_FREE.match(text, hit.start) else hit
    yield from _phones(text, language, places)


def _web(text: str) -> Iterator[Hit]:
    for expression, score in ((_URL, 0.97), (_DOMAIN, 0.8)):
        for match in expression.finditer(text):
            found = match.group().rstrip(".,;:)]}'\"")
            if _is_reference(found):
                continue
            yield Hit(match.start(), match.start() + len(found), Kind.CONTACT, score, risky=True, reason="web address")


def _is_reference(found: str) -> bool:
    """Whether this is the address of published knowledge, without a question that may name somebody."""
    host = found.partition("://")[2] or found
    labels = re.split(r"[/?#:]", host, maxsplit=1)[0].lower().split(".")
    ends = {".".join(labels[index:]) for index in range(len(labels))}
    return bool(ends & _REFERENCE_HOSTS) and not _TELLING.search(found)


def reference_addresses(text: str) -> list[tuple[int, int]]:
    """Web addresses of published knowledge."""
    found = (match for expression in (_URL, _DOMAIN) for match in expression.finditer(text))
    return [match.span() for match in found if _is_reference(match.group())]


def _network(text: str) -> Iterator[Hit]:
    for expression in (_IPV4, _IPV6):
        for match in expression.finditer(text):
            if _is_address(match.group()):
                yield Hit(match.start(), match.end(), Kind.CONTACT, 0.95, risky=True, reason="network address")
    yield from hits_of(_MAC, text, Kind.CONTACT, 0.95, "network address of a device")


def _is_address(found: str) -> bool:
    try:
        ipaddress.ip_address(found)
    except ValueError:
        return False
    return len(found) > 6


def _phones(text: str, language: str, places: list[tuple[int, int]]) -> Iterator[Hit]:
    for match in matches_in(_PHONE_LIKE, text, places):
        found = match.group().rstrip(" .(-")
        digits = sum(character.isdigit() for character in found)
        if digits < _FEWEST_DIGITS or len(set(found)) < 4:
            continue
        if _valid_phone(found, language):
            yield Hit(
                match.start(), match.start() + len(found), Kind.CONTACT, 0.75, risky=True, reason="telephone number"
            )


def _valid_phone(found: str, language: str) -> bool:
    regions = (None,) if found.startswith("+") else _REGIONS[language]
    for region in regions:
        try:
            if phonenumbers.is_valid_number(phonenumbers.parse(found, region)):
                return True
        except phonenumbers.NumberParseException:
            continue
    return False
