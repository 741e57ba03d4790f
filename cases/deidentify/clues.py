"""Words that single a person out without naming them; they are shown and never block."""

from __future__ import annotations

from collections.abc import Iterator

from cases.deidentify.hits import Hit, hits_of, pattern
from cases.deidentify.spans import Kind

_CUES = (
    (r"\b(?:the|her|his|our|its)[ ](?:only|sole|first|last|youngest|oldest|tallest|first-ever|only[ ]known|only[ ]surviving)[ ](?:[\w'-]{1,24}[ ]){1,6}?(?:in|on|of|at|to|from|since)[ ](?:the|our|his|her|this|that|[A-Z])[\w'-]{0,24}", 0.45, "one of a kind"),
    (r"\b(?:el|la|los|las)[ ](?:[uú]nic[oa]s?|primer[oa]?|[uú]ltim[oa]|m[aá]s[ ](?:joven|viej[oa]|anci[ao]n[oa]|longev[oa]))[ ](?:[\w-]{1,24}[ ]){1,6}?(?:en|de|del|desde)[ ](?:el|la|su|este|esta|[A-Z])[\w]{0,24}", 0.4, "one of a kind"),
    (r"\b(?:mayor|governor|senator|congress(?:man|woman|person)|minister|ambassador|judge|sheriff|police[ ]chief|fire[ ]chief|bishop|archbishop|imam|rabbi|councill?or|princess|prince|celebrity|olympian|astronaut|bullfighter"
     r"|alcalde(?:sa)?|gobernadora?|senadora?|diputad[oa]|ministr[oa]|embajadora?|juez(?:a)?|obispo|concejal(?:a)?|torer[oa]|astronauta|famos[oa])[ ](?:of|in|for|from|de|del|en)\b[^.,;\n]{2,40}", 0.6, "public office or role"),
    (r"\b(?:quarterback|goalkeeper|goalie|striker|midfielder|pitcher|point[ ]guard|linebacker|head[ ]coach|team[ ]captain|portero|delantero|centrocampista|capit[aá]n[ ]del[ ]equipo|entrenadora?)\b(?:[ ](?:of|for|with|at|del?)[ ][^.,;\n]{2,40})?", 0.5, "sports role"),
    (r"\b(?:professional|olympic|paralympic|national[ -]team|award-winning|grammy|nobel|well-known|famous|renowned|prominent|world[ -]champion(?:ship)?|retired[ ]nba|nfl|nba|mlb|premier[ ]league)[ ](?:[\w-]{1,20}[ ]){0,2}?"
     r"(?:player|athlete|footballer|swimmer|gymnast|runner|cyclist|boxer|skater|singer|actor|actress|musician|author|novelist|dancer|chef|artist|laureate|winner|politician|journalist|model|champion)\b", 0.55, "well-known person"),
    (r"\b(?:futbolista|deportista|cantante|actor|actriz|nadadora?|ciclista|escritora?|periodista|presentadora?)[ ](?:profesional|ol[ií]mpic[oa]|famos[oa]|conocid[oa]|internacional|de[ ]renombre)\b", 0.55, "well-known person"),
    (r"\b(?:in|on|by|to)[ ](?:the[ ])?(?:local|national|regional|evening|international)[ ](?:news(?:paper)?s?|paper|press|television|tv|radio|media|headlines)\b|\b(?:made|featured[ ]in|covered[ ]by|reported[ ]in|appeared[ ](?:in|on))[ ](?:the[ ])?(?:headlines|news|press|media|newspapers?|television|tv)\b", 0.6, "in the news"),
    (r"\b(?:sali[oó]|apareci[oó]|publicad[oa]|difundid[oa])[ ]en[ ](?:el|la|los|las)[ ](?:prensa|peri[oó]dicos?|noticias|televisi[oó]n|diario|medios|redes)\b|\bnoticia[ ]en[ ]la[ ]prensa\b", 0.6, "in the news"),
    (r"\b(?:went|gone|go|became|viral[ ]video|se[ ]hizo|v[ií]deo)[ ]viral\b|\bviral[ ](?:video|post|tweet)\b|\bgofundme\b|\bcrowdfunding\b", 0.6, "in the news"),
    (r"\b(?:population|inhabitants|residents|habitantes|poblaci[oó]n)[ ](?:of[ ]|under[ ]|de[ ])?(?:about[ ]|around[ ]|unos[ ]|menos[ ]de[ ])?[0-9][0-9.,]{0,7}\b|\b[0-9][0-9.,]{0,6}[ ](?:inhabitants|residents|habitantes|vecinos)\b", 0.5, "size of a place"),
    (r"\b(?:widely[ ]publici[sz]ed|high-profile|well[ ]publici[sz]ed|muy[ ]medi[aá]tic[oa])\b", 0.6, "in the news"),
    (r"\b(?:survivor|victim|superviviente|v[ií]ctima)[ ](?:of|in|del?)[ ](?:the|la|el|los|las)[ ][^.,;\n]{3,50}?(?:crash|shooting|bombing|collapse|earthquake|fire|flood|derailment|attack|hurricane|accidente|atentado|incendio|terremoto|inundaci[oó]n|derrumbe|descarrilamiento)\b", 0.6, "known event"),
    (r"\b(?:tattoo|tatuaje)[ ](?:of|reading|that[ ]reads|saying|with|de|con|en)\b[^.,;\n]{3,50}", 0.4, "distinguishing mark"),
    (r"\b(?:conjoined|septuplets?|sextuplets?|quintuplets?|quadruplets?|quintillizos|sextillizos|cuatrillizos|siamesas?|sieames(?:es)?)\b", 0.35, "rare birth"),
    (r"\b(?:lighthouse[ ]keeper|beekeeper|circus|trapeze|bell[ ]ringer|snake[ ]handler|falconer|taxidermist|sword[ ]swallower|zookeeper|glassblower|farero|apicultora?|campanero|domadora?|taxidermista)\b", 0.4, "rare occupation"),
    (r"\b(?:owns?|owner[ ]of|runs|founder[ ]of|ceo[ ]of|due[nñ][oa][ ]de|propietari[oa][ ]de|fundadora?[ ]de|directora?[ ]de)[ ](?:the|a|el|la|un|una)[ ](?:only|local|unic[oa])?[^.,;\n]{3,40}[ ](?:in|on|at|en|de)[ ](?-i:[A-Z])\w{2,24}", 0.45, "role in a named place"),
)  # fmt: skip
_PATTERNS = tuple((pattern(source), score, reason) for source, score, reason in _CUES)


def find_clues(text: str) -> Iterator[Hit]:
    """Roles, events and superlatives that a neighbour would recognise."""
    for expression, score, reason in _PATTERNS:
        yield from hits_of(expression, text, Kind.CLUE, score, reason, risky=False)
