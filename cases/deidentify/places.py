"""Addresses, institutions and places smaller than a state."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cases.deidentify import clinical, gazetteer, lexicon
from cases.deidentify.hits import Hit, hits_of, matches_at, pattern
from cases.deidentify.openings import Starts
from cases.deidentify.spans import Kind

_STREET_WORD = (
    r"(?:street|st|avenue|ave|av|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|place|pl|way|terrace"
    r"|ter|parkway|pkwy|highway|hwy|route|rte|circle|cir"
    r"|square|sq|trail|trl|crescent|cres|close|mews|alley|row|walk|plaza|loop|run|pike|turnpike"
    r"|gardens|grove|hill|heights|expressway|broadway)"
)
_UNIT = r"(?:,?[ \n]{0,3}(?:apt|apartment|suite|ste|unit|flat|floor|fl|room|rm|lot|\#)\.?[ ]?\#?[0-9A-Z-]{1,6}\b)"
_EN_STREET = pattern(
    rf"""(?<![\w.,/-])[0-9]{{1,6}}[A-Z]?(?:-[0-9]{{1,4}})?[ ](?:(?-i:[NSEW]{{1,2}})\.?[ ]|north[ ]|south[ ]|east[ ]
      |west[ ])?
      (?:(?-i:(?:St\.[ ])?[A-Z][\w'-]{{1,24}}[ ])|[0-9]{{1,3}}(?:st|nd|rd|th)[ ]){{1,4}}?(?-i:
      (?=[A-Z])){_STREET_WORD}\b\.?(?:[ ](?-i:[NSEW]{{1,2}})\b|[ ][0-9]{{1,4}}\b)?{_UNIT}?""",
)
_EN_STREET_LOWER = pattern(
    (
        rf"(?<![\w.,/-])[0-9]{{1,6}}[ ](?P<word>[a-z][a-z'-]{{2,24}})(?:[ ]"
        rf"(?P<other>[a-z][a-z'-]{{2,24}}))?[ ](?:street|avenue|road|boulevard|lane|drive"
        rf"|terrace)\b{_UNIT}?"
    ),
)
_CROSSING = pattern(
    r"\b(?-i:[A-Z][a-z]{2,20}|[0-9]{1,3}(?:st|nd|rd|th))[ ](?:and|&|at)[ ](?-i:(?:[A-Z][a-z]{2,20}"
    r"|[0-9]{1,3}(?:st|nd|rd|th)))(?:[ ](?:street|avenue|st|ave))\b"
    r"|\b(?-i:[A-Z][a-z]{2,20})[ ](?:and|&)[ ][0-9]{1,3}(?:st|nd|rd|th)\b(?![ ](?:percentile|century"
    r"|centile|toe|finger|rib|edition|cranial|ventricle|digit|day))",
)
_COUNTY_ROAD = pattern(
    r"(?<![\w.,/-])(?:[0-9]{1,6}[ ])?(?:county|state|farm|ranch)[ ](?:road|route|highway"
    r"|rd)[ ]\#?[0-9]{1,5}[A-Z]?\b|\b(?:highway|hwy|interstate)[ ][0-9]{1,4}\b"
)
_EN_STREET_NAMED = pattern(
    r"""\b(?:on|at|off|along|near|from|lives?|of)[ ](?P<value>(?-i:(?:[A-Z][\w'-]{1,24}[ ]){1,3}(?:Street|Avenue
      |Road|Boulevard|Lane|Drive|Court|Terrace
      |Parkway|Highway|Crescent|Blvd|Ave|St)))\b\.?""",
)
_BOX = pattern(r"\b(?:P\.?[ ]?O\.?[ ]?Box|apartado(?:[ ]de[ ]correos)?|apdo\.?)[ ]?[0-9]{1,7}\b")
_UNIT_ALONE = pattern(r"\b(?:apt|apartment|suite|ste)\.?[ ]\#?[0-9]{1,5}[A-Z]?\b")
_ZIP = pattern(
    r"""\b(?-i:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT
      |V[AT]|W[AIVY]),?[ ]{1,2}
      (?P<value>[0-9]{5}(?:-[0-9]{4})?)\b(?!-)
    |\b(?:zip|zip[ ]?code|postal[ ]code|post[ ]?code|c[oó]digo[ ]postal|c\.?[ ]?p\.?)[ ]?[:.]?[ ]{0,3}
    (?P<labelled>[0-9]{4,5}(?:-[0-9]{4})?|(?-i:[A-Z]{1,2}[0-9][0-9A-Z]?[ ]?[0-9][A-Z]{2}))\b""",
)
_UK_POSTCODE = re.compile(r"\b(?:[A-PR-UWYZ][A-HK-Y]?[0-9][0-9A-HJKPSTUW]?)[ ][0-9][ABD-HJLNP-UW-Z]{2}\b")
_ES_STREET = pattern(
    r"""(?<![\w])(?:(?:calle|avda|avenida|avd|(?-i:Av|av|Pl)|plaza|pza|paseo|p[º°]|camino|cmno|carretera|ctra
      |ronda|traves[ií]a|urbanizaci[oó]n|urb|pol[ií]gono
      |callej[oó]n|rambla|glorieta|barrio|bulevar|calzada|(?-i:Carrera)|cra|gran[ ]v[ií]a|pasaje|cuesta
      |costanilla|alameda|colonia)\b\.?|c[ ]?[/\\]\.?)
      [ ]{0,2}(?:de[ ])?(?:la[ ]|las[ ]|los[ ]|del[ ]|el[ ])?
      (?-i:[A-ZÁÉÍÓÚÑÜ][\wÁÉÍÓÚÑÜáéíóúñüº.'-]{0,24}|[0-9]{1,3}\b(?=[ ]?(?:\#|n[º°o.]|con\b)))
      (?:[ ](?-i:[A-ZÁÉÍÓÚÑÜ][\wáéíóúñü.'-]{0,24}|de|del|la|las|los|el|y|i)){0,6}
      (?:[ ]?,?[ ]?(?:n[º°]?[o.]?[ ]?|n[uú]m(?:ero)?\.?[ ]?|km\.?[ ]?)?(?:[0-9]{1,4}(?:[.,-][0-9]{1,4})?
      |s/?n\b)[A-Z]?\b)?
      (?:[ ]?[,-][ ]?[0-9]{1,2}[º°ªao]?(?:[ ]?-?[ ]?(?:[A-Z]\b|izq\w*|dcha\w*|derecha|izquierda
      |[0-9]{1,2}[ªº]?))?\.?)?""",
)
_EN_FACILITY_WORD = (
    r"(?:Hospital|Hospitals|Clinic|Clinics|Infirmary|Hospice|Sanatorium|Medical[ ]Cent(?:er|re)"
    r"|Health[ ]Cent(?:er|re)|Cancer[ ]Cent(?:er|re)|Heart[ ]Cent(?:er|re)|Heart[ ]Institute"
    r"|Eye[ ]Institute"
    r"|Health[ ]System|Healthcare|Medical[ ]Group|Medical[ ]Associates|Family[ ]Practice"
    r"|Surgery[ ]Cent(?:er|re)|Nursing[ ]Home|Care[ ]Home|Nursing[ ]Facility|Rehabilitation[ ]Cent"
    r"(?:er|re)|Assisted[ ]Living"
    r"|Oncology[ ]Cent(?:er|re)|Dialysis[ ]Cent(?:er|re)|Urgent[ ]Care|Retirement[ ]Home|Manor"
    r"|High[ ]School|Middle[ ]School|Elementary[ ]School|Primary[ ]School|Prison|Penitentiary|Jail"
    r"|Correctional[ ]Facility|Police[ ]Department|Fire[ ]Department|Air[ ]Force[ ]Base)"
)
_EN_WEAK_WORD = (
    r"(?:Institute|Health|General|Memorial|Presbyterian|Medical|Cent(?:er|re)|Surgery|Practice"
    r"|Pharmacy|Laborator(?:y|ies)|Labs|Oncology|Cardiology|Pediatrics|Dialysis|Rehab(?:ilitation)?"
    r"|Elementary"
    r"|Academy|University|College|Church|Parish|Lutheran|Mosque|Synagogue|Shelter|Campus|Drugs|Heart"
    r"|Medicine|Hospitalists|Regional|Baptist|Methodist|Mercy)"
)
_EN_WEAK = pattern(
    (
        rf"\b(?:[A-Z][\w&'-]{{1,24}}[ ]){{1,3}}?{_EN_WEAK_WORD}\b|\bUniversity[ ]of[ ][A-Z][a-z]{{2,20}}"
        rf"(?:[ ][A-Z][a-z]{{2,20}})?"
    ),
    ignore_case=False,
)
_PUBLIC_BODY = pattern(
    r"""\b(?:U\.?S\.?[ ]|NIH:[ ])?(?:National|World|American|European|International|Federal|Royal|British|Canadian
      |Global|Pan[ ]American|Medicare|Food[ ]and|Cent(?:er|re)s[ ]for|Department[ ]of|Ministry[ ]of|Office[ ]of
      |Organi[sz]aci[oó]n|Sociedad|Asociaci[oó]n|Instituto[ ]Nacional|Centro[ ](?:Nacional|Europeo)
      |Centros[ ]para|Ministerio|Agencia|Academia|Federaci[oó]n|Consejo|Comit[eé]|Uni[oó]n[ ]Europea)
      (?:[ ,]{1,2}(?:[A-ZÁÉÍÓÚ][\w'-]{1,24}|of|on|for|the|and|to|de|del|la|las|los|el|y|e|para|contra|sobre
      |[oO]tros|of[ ]the)){1,14}""",
    ignore_case=False,
)
_EN_FACILITY = pattern(
    rf"""\b(?:(?:St\.?|Saint|Mt\.?|Mount)[ ])?(?:[A-Z][\w&.'-]{{1,24}}[ ](?:(?:of|de|and|&)[ ]
      (?:the[ ])?)?){{1,4}}?{_EN_FACILITY_WORD}\b
      (?:[ ](?:{_EN_FACILITY_WORD}|System|Network|Campus|Department)\b){{0,2}}""",
    ignore_case=False,
)
_SAINT = pattern(
    (
        r"\b(?:at|to|from|in|of|by)[ ](?:the[ ])?(?P<value>(?:St\.?|Saint|Mt\.?|Mount)[ ][A-Z][\w'-]{1,24}"
        r"(?:[ ][A-Z][\w'-]{1,24}){0,2})"
    ),
    ignore_case=False,
)
_OFFICE = pattern(
    r"\b(?:Dr\.?|Doctor)[ ][A-Z][\w-]{1,24}'s?[ ](?:office|Office|clinic|Clinic|practice|Practice|surgery|Surgery)\b",
    ignore_case=False,
)
_ES_CAPITAL = r"(?:[A-ZÁÉÍÓÚÑÜ][\wÁÉÍÓÚÑÜáéíóúñü.'ªº-]{0,24})"
_ES_FACILITY_HEAD = r"""(?:Hospital|Hosp\.?|Cl[ií]nica|Centro[ ]de[ ](?:Salud|Atenci[oó]n|Especialidades|D[ií]a)
      |Centro[ ]M[eé]dico|Centro[ ](?:Sanitario|Hospitalario)|Complejo|Policl[ií]nica|Policl[ií]nico|Consultorio
      |Ambulatorio|Sanatorio|Residencia
      |Instituto|Fundaci[oó]n|Universidad|Colegio|Facultad|IES|CEIP|[Pp]arroquia|Convento|Maternidad
      |C[aá]rcel|Centro[ ]Penitenciario|Mutua|H\.?[ ]?U\.?|CHU|CAP|Laboratorios?)"""
_ES_FACILITY = pattern(
    rf"""\b{_ES_FACILITY_HEAD}
      (?:[ ](?:(?:de|del|y|e|la|las|los|el|i|d')\b[ ]?){{0,3}}{_ES_CAPITAL}){{1,7}}""",
    ignore_case=False,
)
_ES_FACILITY_LOWER = pattern(
    rf"\b(?:hospital|cl[ií]nica|centro[ ]de[ ]salud|residencia|colegio|instituto|ambulatorio)[ ]"
    rf"(?:universitario[ ]|general[ ]|comarcal[ ]|provincial[ ])?"
    rf"(?:de[ ])?(?:la[ ]|el[ ]|los[ ]|las[ ]|del[ ])?(?:{_ES_CAPITAL})(?:[ ](?:de[ ]|del[ ]"
    rf"|la[ ]){{0,2}}{_ES_CAPITAL}){{0,4}}",
    ignore_case=False,
)
_LIVES = pattern(
    r"""\b(?:lives?|living|resid(?:es?|ing|ent)|born|raised|native|moved|relocated|works|working|employed|farm
      |farmer|ranch|house|home|apartment|town|village|city|county
      |suburb|neighbou?rhood|traveled|travelled|hometown|from|near|outside|visiting|vive|reside|residente
      |natural|procedente|nacid[oa]|vecin[oa]|trabaja|pueblo|aldea|municipio|localidad|barrio|ciudad
      |provincia|originari[oa])
      [ ](?:in|of|at|from|to|near|outside|en|de|del|cerca[ ]de)?[ ]?(?:the[ ])?(?:(?:town|village|city
      |municipality|hamlet|county|island|pueblo|aldea|municipio|ciudad)[ ](?:of|de)[ ])?
      (?P<value>(?-i:[A-ZÁÉÍÓÚÑ][\wáéíóúñü.'-]{2,24}(?:[ ](?:(?:de|del|la|el|los|las|of|on
      |upon)[ ]){0,2}[A-ZÁÉÍÓÚÑ][\wáéíóúñü'-]{2,24}){0,3}))""",
)
_COUNTY = pattern(
    (
        r"\b(?P<value>(?:[A-Z][\w'-]{2,24}[ ]){1,2}(?:County|Parish|Township|Borough|Village|Reservation"
        r"|Island|Heights|Springs|Falls|Beach))\b"
    ),
    ignore_case=False,
)
_TOWN_STATE = pattern(
    r"""\b(?P<value>(?:[A-Z][\w.'-]{1,24}[ ]){0,2}[A-Z][\w.'-]{1,24}),[ ](?:A[KLRZ]|C[AOT]|D\.?C\.?|DE|FL|GA|HI
      |I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]
      |Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho
      |Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts
      |Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New[ ](?:Hampshire|Jersey|Mexico
      |York)|North[ ](?:Carolina|Dakota)|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode[ ]Island
      |South[ ](?:Carolina|Dakota)|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West[ ]Virginia
      |Wisconsin|Wyoming|Ontario|Quebec|Alberta|British[ ]Columbia)\b""",
    ignore_case=False,
)
_LABELLED_PLACE = pattern(
    r"(?m:^)[ ]{0,4}(?:city|town|county|village|location|hospital|facility|clinic|address"
    r"|home[ ]address|street|birthplace|place[ ]of[ ]birth|localidad(?:[ ]?/[ ]?provincia)?|provincia"
    r"|municipio|poblaci[oó]n"
    r"|domicilio|direcci[oó]n|lugar[ ]de[ ]nacimiento|centro)[ ]?:[ ]{0,4}"
    r"(?P<value>[^\n]{2,120}?)[ ]{0,3}\.?[ ]{0,3}(?m:$)",
)
_CAPITALS = re.compile(
    r"\b[A-ZÁÉÍÓÚÑ][\wáéíóúñü'-]{2,24}(?: (?:(?:de|del|la|el|los|las|of|on"
    r"|upon) ){0,2}[A-ZÁÉÍÓÚÑ][\wáéíóúñü'-]{2,24}){0,3}"
)
_FACILITY_GENERIC = frozenset(
    [
        "the",
        "this",
        "that",
        "our",
        "an",
        "any",
        "each",
        "local",
        "community",
        "regional",
        "general",
        "teaching",
        "primary",
        "public",
        "private",
        "acute",
    ]
)
_FACILITY_WORDS = pattern(rf"\b(?:{_EN_FACILITY_WORD}|{_ES_FACILITY_HEAD})\b")
_NOT_OWN = _FACILITY_GENERIC | (lexicon.NOT_NAMES - {"new", "north", "south", "east", "west"})


def find_places(text: str, language: str, starts: Starts, public: list[tuple[int, int]]) -> Iterator[Hit]:
    """Street addresses (they block), named institutions (they block) and towns (only shown).

    `public` is what `public_bodies` found.
    """
    yield from hits_of(_EN_STREET, text, Kind.PLACE, 0.9, "street address")
    yield from hits_of(_CROSSING, text, Kind.PLACE, 0.5, "street", risky=False)
    for match in _EN_STREET_LOWER.finditer(text):
        if not {match["word"], match["other"]} & lexicon.NOT_NAMES:
            yield Hit(match.start(), match.end(), Kind.PLACE, 0.8, risky=True, reason="street address")
    if starts["road"]:
        yield from hits_of(_COUNTY_ROAD, text, Kind.PLACE, 0.8, "street address")
    yield from hits_of(_EN_STREET_NAMED, text, Kind.PLACE, 0.8, "street", starts=starts["before_street"])
    yield from hits_of(_BOX, text, Kind.PLACE, 0.95, "post box")
    yield from hits_of(_UNIT_ALONE, text, Kind.PLACE, 0.6, "part of an address")
    yield from hits_of(_UK_POSTCODE, text, Kind.PLACE, 0.7, "postcode")
    for match in _ZIP.finditer(text):
        group = "value" if match["value"] else "labelled"
        yield Hit(*match.span(group), Kind.PLACE, 0.9, risky=True, reason="postcode")
    if language == "es":
        yield from hits_of(_ES_STREET, text, Kind.PLACE, 0.9, "street address", starts=starts["street"])
        yield from hits_of(_ES_FACILITY_LOWER, text, Kind.PLACE, 0.85, "named institution")
    yield from _institutions(text, public)
    for expression, score in ((_COUNTY, 0.7), (_TOWN_STATE, 0.85)):
        yield from hits_of(expression, text, Kind.PLACE, score, "place", risky=False)
    yield from hits_of(_LABELLED_PLACE, text, Kind.PLACE, 0.9, "place after its label", risky=False)
    yield from _towns(text, starts["living"])


def _institutions(text: str, public: list[tuple[int, int]]) -> Iterator[Hit]:
    for expression in (_EN_FACILITY, _SAINT, _ES_FACILITY, _OFFICE):
        for hit in hits_of(expression, text, Kind.PLACE, 0.85, "named institution"):
            trimmed = _without_generic(text, hit)
            if trimmed and not within(trimmed, public):
                yield trimmed._replace(score=0.3, risky=False) if _has_no_name(text, trimmed) else trimmed
    for hit in hits_of(_EN_WEAK, text, Kind.PLACE, 0.2, "may be an institution", risky=False):
        trimmed = _without_generic(text, hit)
        if trimmed and not within(trimmed, public):
            yield trimmed


def _has_no_name(text: str, hit: Hit) -> bool:
    """`Heart Failure Clinic` as a title is a kind of clinic, not one of them."""
    rest = _FACILITY_WORDS.sub(" ", text[hit.start : hit.end])
    return clinical.is_title(text, hit.start, hit.end) and clinical.is_all_clinical(rest)


def public_bodies(text: str) -> list[tuple[int, int]]:
    """Where authorities and societies stand that belong to a country or more: nobody's place of care."""
    return [match.span() for match in _PUBLIC_BODY.finditer(text)]


def within(hit: Hit, spans: list[tuple[int, int]]) -> bool:
    """Whether a hit lies inside one of the stretches."""
    return any(start <= hit.start and hit.end <= end for start, end in spans)


def _without_generic(text: str, hit: Hit) -> Hit | None:
    """`The Memorial Hospital` keeps its name, `The Hospital` has none."""
    first, _, rest = text[hit.start : hit.end].partition(" ")
    if first.lower() not in _NOT_OWN:
        return hit
    if first[:1].islower() or not rest or not rest[:1].isupper() or " " not in rest:
        return (
            hit._replace(score=0.3, risky=False)
            if first.lower() in {"general", "community", "regional", "hospital"}
            else None
        )
    return _without_generic(text, hit._replace(start=hit.start + len(first) + 1))


def _towns(text: str, starts: list[int]) -> Iterator[Hit]:
    living = [match.span("value") for match in matches_at(_LIVES, text, starts)]
    for start, end in living:
        if (
            text[start:end].lower() not in lexicon.COUNTRIES
            and text[start:end].split(maxsplit=1)[0].lower() not in lexicon.NOT_NAMES
        ):
            yield Hit(start, end, Kind.PLACE, 0.6, risky=False, reason="place where someone lives or works")
    for match in _CAPITALS.finditer(text):
        yield from _known_town(match)


def _known_town(match: re.Match[str]) -> Iterator[Hit]:
    words = match.group().split(" ")
    for size in range(len(words), 0, -1):
        for first in range(len(words) - size + 1):
            phrase = " ".join(words[first : first + size])
            plain = phrase.lower()
            if not gazetteer.is_place(plain) or plain in lexicon.COUNTRIES or plain in lexicon.EPONYMS:
                continue
            if size == 1 and gazetteer.memberships(plain) & {"common", "first", "last"}:
                continue
            start = match.start() + len(" ".join(words[:first])) + (1 if first else 0)
            yield Hit(start, start + len(phrase), Kind.PLACE, 0.45, risky=False, reason="name of a town")
            return
