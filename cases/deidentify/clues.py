"""Words that single a person out without naming them; they are shown and never block."""

from __future__ import annotations

from collections.abc import Iterator

from cases.deidentify.hits import Hit, hits_of, pattern
from cases.deidentify.spans import Kind

_CUES = (
    (
        (
            r"\b(?:the|her|his|our|its)[ ](?:only|sole|first|last|youngest|oldest|tallest|first-ever"
            r"|only[ ]known|only[ ]surviving)[ ](?:[\w'-]{1,24}[ ]){1,6}?(?:in|on|of|at|to|from|since)[ ]"
            r"(?:the|our|his|her|this|that|[A-Z])[\w'-]{0,24}"
        ),
        0.45,
        "one of a kind",
    ),
    (
        (
            r"\b(?:el|la|los|las)[ ](?:[uú]nic[oa]s?|primer[oa]?|[uú]ltim[oa]|m[aá]s[ ](?:joven|viej[oa]"
            r"|anci[ao]n[oa]|longev[oa]))[ ](?:[\w-]{1,24}[ ]){1,6}?(?:en|de|del|desde)[ ](?:el|la|su|este"
            r"|esta|[A-Z])[\w]{0,24}"
        ),
        0.4,
        "one of a kind",
    ),
    (
        (
            r"\b(?:mayor|governor|senator|congress(?:man|woman|person)|minister|ambassador|judge|sheriff"
            r"|police[ ]chief|fire[ ]chief|bishop|archbishop|imam|rabbi|councill?or|princess|prince|celebrity"
            r"|olympian|astronaut|bullfighter"
            r"|alcalde(?:sa)?|gobernadora?|senadora?|diputad[oa]|ministr[oa]|embajadora?|juez(?:a)?|obispo"
            r"|concejal(?:a)?|torer[oa]|astronauta|famos[oa])[ ](?:of|in|for|from|de|del|en)\b[^.,;\n]{2,40}"
        ),
        0.6,
        "public office or role",
    ),
    (
        (
            r"\b(?:quarterback|goalkeeper|goalie|striker|midfielder|pitcher|point[ ]guard|linebacker"
            r"|head[ ]coach|team[ ]captain|portero|delantero|centrocampista|capit[aá]n[ ]del[ ]equipo"
            r"|entrenadora?)\b(?:[ ](?:of|for|with|at|del?)[ ][^.,;\n]{2,40})?"
        ),
        0.5,
        "sports role",
    ),
    (
        (
            r"\b(?:professional|olympic|paralympic|national[ -]team|award-winning|grammy|nobel|well-known"
            r"|famous|renowned|prominent|world[ -]champion(?:ship)?|retired[ ]nba|nfl|nba|mlb"
            r"|premier[ ]league)[ ](?:[\w-]{1,20}[ ]){0,2}?"
            r"(?:player|athlete|footballer|swimmer|gymnast|runner|cyclist|boxer|skater|singer|actor|actress"
            r"|musician|author|novelist|dancer|chef|artist|laureate|winner|politician|journalist|model"
            r"|champion)\b"
        ),
        0.55,
        "well-known person",
    ),
    (
        (
            r"\b(?:futbolista|deportista|cantante|actor|actriz|nadadora?|ciclista|escritora?|periodista"
            r"|presentadora?)[ ](?:profesional|ol[ií]mpic[oa]|famos[oa]|conocid[oa]|internacional"
            r"|de[ ]renombre)\b"
        ),
        0.55,
        "well-known person",
    ),
    (
        (
            r"\b(?:in|on|by|to)[ ](?:the[ ])?(?:local|national|regional|evening|international)[ ](?:news"
            r"(?:paper)?s?|paper|press|television|tv|radio|media|headlines)\b|\b(?:made|featured[ ]in"
            r"|covered[ ]by|reported[ ]in|appeared[ ](?:in|on))[ ](?:the[ ])?(?:headlines|news|press|media"
            r"|newspapers?|television|tv)\b"
        ),
        0.6,
        "in the news",
    ),
    (
        (
            r"\b(?:sali[oó]|apareci[oó]|publicad[oa]|difundid[oa])[ ]en[ ](?:el|la|los|las)[ ](?:prensa"
            r"|peri[oó]dicos?|noticias|televisi[oó]n|diario|medios|redes)\b|\bnoticia[ ]en[ ]la[ ]prensa\b"
        ),
        0.6,
        "in the news",
    ),
    (
        (
            r"\b(?:went|gone|go|became|viral[ ]video|se[ ]hizo|v[ií]deo)[ ]viral\b|\bviral[ ](?:video|post"
            r"|tweet)\b|\bgofundme\b|\bcrowdfunding\b"
        ),
        0.6,
        "in the news",
    ),
    (
        (
            r"\b(?:population|inhabitants|residents|habitantes|poblaci[oó]n)[ ](?:of[ ]|under[ ]|de[ ])?"
            r"(?:about[ ]|around[ ]|unos[ ]|menos[ ]de[ ])?[0-9][0-9.,]{0,7}\b|\b[0-9][0-9.,]{0,6}[ ]"
            r"(?:inhabitants|residents|habitantes|vecinos)\b"
        ),
        0.5,
        "size of a place",
    ),
    (r"\b(?:widely[ ]publici[sz]ed|high-profile|well[ ]publici[sz]ed|muy[ ]medi[aá]tic[oa])\b", 0.6, "in the news"),
    (
        (
            r"\b(?:survivor|victim|superviviente|v[ií]ctima)[ ](?:of|in|del?)[ ](?:the|la|el|los"
            r"|las)[ ][^.,;\n]{3,50}?(?:crash|shooting|bombing|collapse|earthquake|fire|flood|derailment"
            r"|attack|hurricane|accidente|atentado|incendio|terremoto|inundaci[oó]n|derrumbe"
            r"|descarrilamiento)\b"
        ),
        0.6,
        "known event",
    ),
    (
        r"\b(?:tattoo|tatuaje)[ ](?:of|reading|that[ ]reads|saying|with|de|con|en)\b[^.,;\n]{3,50}",
        0.4,
        "distinguishing mark",
    ),
    (
        (
            r"\b(?:conjoined|septuplets?|sextuplets?|quintuplets?|quadruplets?|quintillizos|sextillizos"
            r"|cuatrillizos|siamesas?|sieames(?:es)?)\b"
        ),
        0.35,
        "rare birth",
    ),
    (
        (
            r"\b(?:lighthouse[ ]keeper|beekeeper|circus|trapeze|bell[ ]ringer|snake[ ]handler|falconer"
            r"|taxidermist|sword[ ]swallower|zookeeper|glassblower|farero|apicultora?|campanero|domadora?"
            r"|taxidermista)\b"
        ),
        0.4,
        "rare occupation",
    ),
    (
        (
            r"\b(?:owns?|owner[ ]of|runs|founder[ ]of|ceo[ ]of|due[nñ][oa][ ]de|propietari[oa][ ]de"
            r"|fundadora?[ ]de|directora?[ ]de)[ ](?:the|a|el|la|un|una)[ ](?:only|local"
            r"|unic[oa])?[^.,;\n]{3,40}[ ](?:in|on|at|en|de)[ ](?-i:[A-Z])\w{2,24}"
        ),
        0.45,
        "role in a named place",
    ),
)
_BEFORE, _AFTER = 80, 300  # characters; the longest pattern has 250 after its stem
_PATTERNS = tuple((pattern(source), score, reason) for source, score, reason in _CUES)
_STEMS = (
    ("only ", "sole ", "first", "last ", "est "),
    ("nic", "primer", "ltim", "s jov", "s viej", "anci", "longev"),
    (
        "mayor",
        "govern",
        "gobern",
        "senador",
        "senator",
        "congress",
        "minist",
        "ambassador",
        "embajador",
        "judge",
        "juez",
        "sheriff",
        "chief",
        "bishop",
        "obispo",
        "imam",
        "rabbi",
        "council",
        "prince",
        "celebrity",
        "olympian",
        "astrona",
        "bullfighter",
        "torer",
        "alcalde",
        "diputad",
        "concejal",
        "famos",
    ),
    (
        "quarterback",
        "goal",
        "striker",
        "midfield",
        "pitcher",
        "guard",
        "linebacker",
        "coach",
        "captain",
        "porter",
        "delanter",
        "centrocamp",
        "capit",
        "entrenador",
    ),
    (
        "professional",
        "olympic",
        "national",
        "winning",
        "grammy",
        "nobel",
        "known",
        "famous",
        "renowned",
        "prominent",
        "champion",
        "nba",
        "nfl",
        "mlb",
        "league",
    ),
    ("futbol", "deportista", "cantante", "act", "nadador", "ciclista", "escritor", "periodista", "presentador"),
    ("news", "paper", "press", "television", " tv", "radio", "media", "headlines"),
    ("sali", "apareci", "publicad", "difundid", "noticia"),
    ("viral", "gofundme", "crowdfunding"),
    ("population", "inhabitant", "resident", "habitante", "poblaci", "vecinos"),
    ("publici", "profile", "medi"),
    ("survivor", "victim", "superviviente", "ctima"),
    ("tattoo", "tatuaje"),
    ("tuplet", "illizos", "conjoined", "siames"),
    (
        "keeper",
        "circus",
        "trapeze",
        "ringer",
        "handler",
        "falconer",
        "taxiderm",
        "swallower",
        "glassblower",
        "farero",
        "apicultor",
        "campaner",
        "domador",
    ),
    ("own", "runs", "founder", "ceo", "due", "propietari", "fundador", "director"),
)


def find_clues(text: str) -> Iterator[Hit]:
    """Roles, events and superlatives that a neighbour would recognise."""
    lowered = text.lower()
    for (expression, score, reason), stems in zip(_PATTERNS, _STEMS, strict=True):
        places = sorted(_around(lowered, stems)) if len(lowered) == len(text) else [(0, len(text))]
        yield from hits_of(expression, text, Kind.CLUE, score, reason, risky=False, places=_joined(places))


def _around(lowered: str, stems: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Stretches in which a pattern with one of these stems has room."""
    for stem in stems:
        position = lowered.find(stem)
        while position >= 0:
            yield max(0, position - _BEFORE), position + _AFTER
            position = lowered.find(stem, position + len(stem))


def _joined(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in places:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
