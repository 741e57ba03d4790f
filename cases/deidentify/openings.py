"""Where the words stand with which costly patterns begin: found in one pass, and only there are they tried.

A pattern that can only begin with one of a few words is five to twenty times faster so. Each table here has to
hold the first run of letters of everything that its patterns match; the tests make matches up and look for them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from cases.deidentify import lexicon
from cases.deidentify.hits import pattern

Starts = dict[str, list[int]]
_LONGEST_WORD = 40
_LETTERS = re.compile(r"[^\W\d_]+")


def _first_words(source: str) -> str:
    """The same alternatives without what follows their first word; only for lists without inner groups of words."""
    return re.sub(r"\[ \][^|)]*", "", source)


_SOURCES: Final = {
    "title": rf"{_first_words(lexicon.TITLES)}|{lexicon.SHORT_TITLES}",
    "kin": _first_words(lexicon.KIN),
    "naming": r"""named|called|known|names?|goes|introduced|nicknamed|aka|a|n[eé]e|i|my|this|signed|dictated|authored
      |electronically|reported|reviewed|seen|referred|operated|discussed|accompanied|cared|sincerely|regards|best|thanks
      |llamad[oa]|se|llamaba|de|su|me|conocid[oa]|apodad[oa]|firmado|atendid[oa]|remitid[oa]|derivad[oa]|intervenid[oa]
      |valorad[oa]|acompa[nñ]ad[oa]|atentamente|saludos""",
    "patient": r"(?:patient|pt|client|proband|index|case|decedent|victim|paciente|caso)(?:named)?",
    "announcing": r"patient|pt|client|paciente|para|for|regarding|about|re|like|seeing|saw|with|by",
    "initials": r"""(?:initials?|iniciales|patient|pt|mrs?|ms|paciente|named|called|known|signed|by|boy|girl
      |man|woman|male|female|son|daughter|hij[oa])(?:are|is|son)?(?-i:[A-Z]?)""",
    "personal": r"""ingres(?:ó|aron)|ref(?:iere|ieren|irió|ería)|acud(?:e|en|ió|ieron)|niegan?|negó|vive|vivía|vino
      |vinieron|fuma|fumaba|bebe|bebía|falleció|murió|camina|caminaba|caminó|dice|dijo|cuenta|contó|quiere|quería|pid(?:e|en|ió)
      |toler(?:a|ó|aba)|consult(?:a|ó)|lleg(?:a|ó)|llam(?:a|ó)|firm(?:a|ó|aron)|opin(?:a|an|ó)|piensa|pensó|cree|creía
      |coment(?:a|ó)|volvió|volverá|regresó|trabaja|trabajaba|duerme|dormía|come|rechaz(?:a|ó)|acept(?:a|ó)|cayó|mareó
      |queja|quejó|quejaba|despertó|viajó|notó|firmará|acudirá|avis(?:a|ó)|prefiere|prefieren|prefirió
      |denie[sd]|says|said|lives|lived|smokes|smoked|drinks|came|died|walks|walked|agreed|refused|complain(?:s|ed)
      |called|thinks|thought|wants|asked|returned|fell|woke""",
    "general": r"""fue|fueron|ha|había|era|es|está|estaba|queda|quedó|present(?:a|ó)|empezó|comenzó|mejoró|empeoró|toma
      |tomaba|recibió|tiene|tenía|propone|propuso|recomend(?:ó)|sugirió|aconsej(?:a|ó)|indicó|continúa|evoluciona|precisó
      |was|is|has|presented|underwent|developed|improved""",
    "toward": r"""según|(?:avis|llam|pregunt|escrib|dij|oper|atend|explor)[^\W\d_]{1,7}|vi|vimos|vieron
      |traté|tratamos|trataron|di|dimos|dieron|(?:coment|consult|habl|discut|revis|coincid|acord)[^\W\d_]{1,8}|l[oae]s?|nos|me|gracias|nota|informe|familia
      |hij[oa]|viud[oa]|caso|domicilio|habitación|consentimiento
      |reviewed|discussed|spoke|conferred|agreed|met|handed|according|per""",
    "living": r"""lives?|living|resid(?:es?|ing|ent)|born|raised|native|moved|relocated|works|working|employed|farm
      |farmer|ranch|house|home|apartment|town|village|city|county
      |suburb|neighbou?rhood|traveled|travelled|hometown|from|near|outside|visiting|vive|reside|residente
      |natural|procedente|nacid[oa]|vecin[oa]|trabaja|pueblo|aldea|municipio|localidad|barrio|ciudad
      |provincia|originari[oa]""",
    "road": r"county|state|farm|ranch|highway|hwy|interstate",
    "before_street": r"on|at|off|along|near|from|lives?|of",
    "street": r"""calle|avda|avenida|avd|av|pl|plaza|pza|paseo|p[º°]?|camino|cmno|carretera|ctra|ronda|traves[ií]a
      |urbanizaci[oó]n|urb|pol[ií]gono|callej[oó]n|rambla|glorieta|barrio|bulevar|calzada|carrera|cra|gran|pasaje|cuesta
      |costanilla|alameda|colonia|c|(?:p[º°]|c)[^\W\d_]+""",
    "label": r"""E?MRN|MPI|URN|UHID|NHI|CHI|HCN|PHN|PID|NPI|DEA|SSN|ITIN|EIN|TIN|IMEI|UDI|CURP|RFC|RUT|RUN|CPF|CUI[LT]
      |CIP(?:A|SNS)?|SIP|SNS|DNI|D|N[^\W\d_]*|de|colegiad[oa]|T|TSI|SN?|HC|ID
      |medical|health[^\W\d_]*|hospital|patients?|clinical|chart|record|case|file|unit|account|acct|billing|invoice
      |policy|plan|member(?:ship)?|subscriber|beneficiary|insurance|insurer|medicare|medicaid|group|claim
      |authorization|prescription|rx|certificate|cert|licen[sc]e|passport|visa|student|employee|badge|staff|drivers?
      |serial|device|implant|pacemaker|generator|lead|lot|batch|model|pump|vehicle|plates?|registration|reg|tag|hull
      |tail|vessel|accession|specimen|sample|slide|block|biopsy|pathology|requisition|encounter|visit|admission
      |episode|inmate|prisoner|booking|veteran|military|service|docket|study|subject|participant|trial
      |randomi[sz]ation|enrollment|biobank|donor|graft|tissue|transplant|unos|locker|bed|room|ticket|order|tracking
      |reference|ref|national|identity|social|tax|nhs|transaction|bank|card|fingerprint
      |id(?:entifier|entification)?|[^\W\d_]{2,24}?(?:numbers?|num|nr|no|nbr|i|id|identifier|code|ref)
      |historia|hist[^\W\d_]*|expediente|episodio|p[oó]liza|afiliaci[oó]n|tarjeta|seguridad|seg[^\W\d_]*
      |matr[ií]cula|bastidor|pasaporte|c[eé]dula|cuenta|asegurad[oa]|identificador|c[oó]digo|registro""",
    "public": rf"""(?:{lexicon.VOCABULARIES})(?:code|id|no|number)?(?-i:[A-Z]*)
      |rs|NM|NP|NC|NR|NG|XM|ENS[GTP]|[SRV]CV|COSM|HGNC|HP|GO
      |MONDO|DOID|BMS|MK|LY|GSK|PF|AZD|ABT|ABBV|BAY|BI|AMG|RG|RO|JNJ|TAK|ONO|CC|SAR|INCB|MEDI|REGN|ALXN|VX|GS|E|SCH|TMC|CAL|MLN|LDK
      |STI|CP|UK|SB|FTY|ACT|DS|KW|TAS|SHP|BIIB|RTX|mRNA|BNT|CTLA|PDL?|HSV|HHV|HPV|CMV|VO|SF|GAD|PHQ|DSM|IL|TNF|CD|CA|ISO
      |IEC|RR|SARS|H""",
    "relative": r"""last|this|next|on|by|since|until|every|el|este|la|pr[oó]ximo|yesterday|tomorrow|ayer|anteayer
      |(?:mon|tues|wednes|thurs|fri|satur|sun)days?|mon|tues?|weds?|thurs?|fri""",
    "before_holiday": r"""on|by|at|since|until|before|after|over|around|during|last|this|the|every|el|en|desde|hasta|por
      |durante|tras|antes|despu[eé]s|la|las|los|del""",
    "holiday": r"""christmas|new|easter|thanksgiving|memorial|labou?r|independence|mothers?|fathers?|valentines?
      |veterans|presidents?|mlk|martin|columbus|st|boxing|groundhog|indigenous|bank|palm|good|ash|black|cyber|all|anzac|canada
      |bastille|halloween|hallowe|hanukkah|chanukah|ramadan|eid|diwali|yom|rosh|passover|purim|mardi|kwanzaa|cinco
      |juneteenth|holi|whitsun(?:day)?|vesak|super|the|fourth|lunar|chinese|nochebuena|nochevieja
      |navidad(?:es)?|a[nñ]o|d[ií]a|noche|reyes|semana|jueves|viernes|domingo|lunes|la|feria|los|las|el
      |sanferm[ií]n(?:es)?|fallas|carnaval(?:es)?|corpus|pentecost[eé]s|puente|inmaculada|pilar|fiestas|san|sant""",
    "network": r"""instagram|twitter|tiktok|facebook|snapchat|telegram|skype|linkedin|youtube|reddit|whatsapp|discord
      |insta|ig|fb""",
}
_OPENINGS = {name: pattern(source) for name, source in _SOURCES.items()}


@lru_cache(maxsize=16_384)
def _openings(word: str) -> tuple[str, ...]:
    return tuple(name for name, expression in _OPENINGS.items() if expression.fullmatch(word))


def starts_of(text: str) -> Starts:
    """The starts of the words of each table, in order."""
    found: Starts = {name: [] for name in _OPENINGS}
    for match in _LETTERS.finditer(text):
        word = match.group()
        if len(word) <= _LONGEST_WORD:
            for name in _openings(word):
                found[name].append(match.start())
    return found
