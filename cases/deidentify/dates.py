"""Dates in English and Spanish: full dates block, parts of a date are only shown; a bare year is allowed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cases.deidentify.hits import Hit, hits_of, matches_at, pattern, windows
from cases.deidentify.openings import Starts
from cases.deidentify.spans import Kind

_EN_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_ES_MONTH = (
    r"(?:ene(?:ro)?|feb(?:rero)?|mar(?:zo)?|abr(?:il)?|mayo?|jun(?:io)?|jul(?:io)?|ago(?:sto)?|se?pt?(?:iembre)?"
    r"|oct(?:ubre)?|nov(?:iembre)?|dic(?:iembre)?)\b\.?"
)
_MONTH = rf"(?:{_EN_MONTH}|{_ES_MONTH})"
_UNITS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
_ORDINAL = (
    "(?:"
    + "|".join([f"(?:twenty|thirty)[ -]{unit}" for unit in _UNITS])
    + "|"
    + "|".join(_UNITS)
    + "|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth"
    "|twentieth|thirtieth)"
)
_ES_DAY_WORD = (
    "(?:uno|primero|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince"
    "|diecis[eé]is|diecisiete|dieciocho|diecinueve|veinte|veinti(?:uno|d[oó]s|tr[eé]s|cuatro|cinco|s[eé]is"
    "|siete|ocho|nueve)|treinta(?:[ ]y[ ]uno)?)"
)
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_YEAR = r"(?:(?:1[89]|20)[0-9]{2}|'[0-9]{2})\b"
_EN_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day)s?\b"
_ES_WEEKDAY = r"(?:lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo)\b"
_WEEKDAY = rf"(?:{_EN_WEEKDAY}|{_ES_WEEKDAY})"

_NUMERIC = pattern(
    r"""(?<![\w./-])(?:
      (?:1[89]|20)[0-9]{2}(?P<a>[/.-])(?:0?[1-9]|1[0-2])(?P=a)(?:0?[1-9]|[12][0-9]|3[01])
    | (?:0?[1-9]|[12][0-9]|3[01])(?P<b>[ ]?[/.-][ ]?)(?:0?[1-9]|[12][0-9]|3[01])(?P=b)(?:(?:1[89]|20)[0-9]{2}|[0-9]{2})
    )(?:[ T][0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?Z?)?(?![\w/-]|\.[0-9])""",
)
_COMPACT = pattern(
    r"(?<![\w.-])(?:dob|born|dated?|admitted|nacid[oa]|fecha|el|on)[ ]?:?[ ]{0,2}"
    r"(?P<value>(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))\b",
)
_MONTH_FIRST = pattern(
    rf"""\b{_MONTH}[ ]?(?:the[ ])?(?:{_DAY}(?:st|nd|rd|th)?(?![0-9]|[.,][0-9]|[ ]?(?:mg|ml|%|x\b|kg|cm|years|patients))
      |{_ORDINAL}\b)
      (?:[ ]?(?:-|to|through|and|&)[ ]?(?:{_MONTH}[ ]?)?{_DAY}(?:st|nd|rd|th)?\b)?(?:,?[ ]?(?:of[ ])?{_YEAR})?""",
)
_DAY_FIRST = pattern(
    rf"""\b(?<![0-9]-)(?:{_DAY}(?:st|nd|rd|th|º|°)?(?:[ ]?(?:-|to|and|y|al?|&)[ ]?{_DAY}(?:st|nd|rd|th)?)?
      |{_ORDINAL}|{_ES_DAY_WORD})
      (?:[ ]?[/.-][ ]?|[ ](?:of[ ]|de[ ]|day[ ]of[ ])?|(?<=[0-9]))(?:{_MONTH})(?:[ /-]?,?[ ]?(?:of|de|del)?[ ]?
      (?:(?:a[nñ]o[ ])?{_YEAR}|(?<=[-/])[0-9]{{2}}\b))?""",
)
_MONTH_YEAR = pattern(
    rf"\b(?:(?:early|mid|late|mid-?dle[ ]of|principios[ ]de|mediados[ ]de|finales[ ]de)[ -])?{_MONTH}[ /,-]{{0,2}}"
    rf"(?:(?:of|de|del)[ ])?(?:a[nñ]o[ ])?{_YEAR}",
)
_ORDINAL_DAY = pattern(
    rf"""\b(?:on|by|since|until|from|before|after|of)[ ]the[ ](?P<value>(?:{_DAY}(?:st|nd|rd|th)|{_ORDINAL}))
      (?=[ ]?(?:[.,;:)]|$|and\b|she\b|he\b|they\b|we\b|at\b|for\b|with\b|to\b))
      |\b(?:el|desde[ ]el|hasta[ ]el|del)[ ]d[ií]a[ ](?P<other>{_DAY}|{_ES_DAY_WORD})\b(?![ ]?(?:de[ ])?
      (?:\+|postop|evoluci))""",
)
_SLASHED = pattern(
    r"\b(?:on|since|until|till|from|dated?|seen|admitted|discharged|appt|el|desde|hasta|d[ií]a|visit|dos|doa|dod)"
    r"[ ]?:?[ ](?P<value>(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12][0-9]|3[01])|(?:1[3-9]|2[0-9]|3[01])/(?:0?[1-9]|1[0-2]))"
    r"(?![/0-9]|[ ]?(?:mmhg|scale|strength|on\b|of\b|pain))",
)
_MONTH_SLASH_YEAR = pattern(r"(?<![\w./-])(?:0?[1-9]|1[0-2])[/-](?:19|20)[0-9]{2}(?![\w/-]|\.[0-9])")
_MONTH_ALONE = pattern(
    rf"""\b(?:in|since|last|this|next|early|late|mid|by|until|during|of|en|desde|hasta|pasado|este|(?:principios
      |mediados|finales|mes)[ ]de)[ -]
      (?P<value>(?:January|February|March|April|May|June|July|August|September|October|November|December
      |jan|feb|apr|aug|sept|oct|nov|dec|enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre
      |octubre|noviembre|diciembre))\b
      (?![ ]{_YEAR})""",
)
_WEEK = pattern(
    rf"""\b(?:the[ ])?(?:week|weekend|night|morning|day)[ ](?:of|before|after)[ ](?:the[ ])?{_MONTH}[ ]{_DAY}(?:st
      |nd|rd|th)?\b
    |\b(?:the[ ])?(?:first|second|third|fourth|last|1st|2nd|3rd|4th)[ ](?:week|weekend|{_EN_WEEKDAY})[ ]
    (?:of|in)[ ]{_EN_MONTH}(?:[ ]{_YEAR})?
    |\bweek[ ][1-5][ ](?:of|in)[ ]{_EN_MONTH}(?:[ ]{_YEAR})?
    |\b(?:la[ ])?(?:primera|segunda|tercera|cuarta|[uú]ltima)[ ]semana[ ]de[ ]{_ES_MONTH}(?:[ ]de
    (?:l)?[ ]{_YEAR})?
    |\b(?:el[ ])?(?:primer|segundo|tercer|cuarto|[uú]ltimo)[ ]{_ES_WEEKDAY}[ ]de[ ]{_ES_MONTH}""",
)
_RELATIVE_CALENDAR = pattern(
    rf"""\b(?:last|this|next|this[ ]past)[ ](?:{_EN_WEEKDAY}|week|weekend)\b
    |\b(?:on|by|since|until|every)[ ](?P<value>{_EN_WEEKDAY})(?:[ ](?:morning|afternoon|evening|night))?
    |\b(?:el|este)[ ](?:pasado[ ])?{_ES_WEEKDAY}(?:[ ]pasado)?
    |\b{_EN_WEEKDAY}|\b(?:mon|tues?|weds?|thurs?|fri)\b(?=[ ]?(?:[.,;)]|$|morning|night|am\b|pm\b))
    |\b(?:el|este|pr[oó]ximo)[ ](?P<weekday>{_ES_WEEKDAY})
    |\b(?:yesterday|tomorrow|ayer|anteayer)\b|\bla[ ]semana[ ]pasada\b""",
)
_SEASON = pattern(
    rf"""\b(?:spring|summer|autumn|fall|winter|primavera|verano|oto[nñ]o|invierno)[ ](?:of[ ]|de[l]?[ ])?{_YEAR}
    |\bQ[1-4][ ](?:of[ ])?20[0-9]{{2}}\b""",
)
_HOLIDAY_NAMES = r"""(?:
    (?:christmas|new[ ]year'?s?|easter|thanksgiving|memorial|labou?r|independence|mother'?s|father'?s
    |valentine'?s
      |veterans|presidents'?|mlk|martin[ ]luther[ ]king(?:[ ]jr\.?)?|columbus|st\.?[ ]patrick'?s|boxing
      |groundhog
      |indigenous[ ]peoples'?|bank[ ]holiday|palm|good|ash|black|cyber|all[ ]saints'?|all[ ]souls'?|anzac
      |canada|bastille)
      [ ](?:day|eve|weekend|sunday|monday|friday|wednesday|week)
    |christmas|thanksgiving|halloween|hallowe'en|hanukkah|chanukah|ramadan|eid(?:[ ]al-(?:fitr|adha))?
    |diwali|yom[ ]kippur
    |rosh[ ]hashanah|passover|purim|mardi[ ]gras|kwanzaa|cinco[ ]de[ ]mayo|juneteenth|easter|holi|whitsun
    (?:day)?|vesak|super[ ]bowl[ ]sunday
    |(?:the[ ])?(?:fourth|4th)[ ]of[ ]july|lunar[ ]new[ ]year|chinese[ ]new[ ]year|nochebuena|nochevieja
    |navidad(?:es)?|a[nñ]o[ ]nuevo
    |d[ií]a[ ]de[ ](?:reyes|los[ ]reyes(?:[ ]magos)?|la[ ]madre|la[ ]hispanidad|la[ ]constituci[oó]n
    |andaluc[ií]a|todos[ ]los[ ]santos
      |los[ ](?:muertos|difuntos|inocentes|enamorados)|san[ ]valent[ií]n|la[ ]independencia|san[ ]jos[eé]
      |la[ ]candelaria|guadalupe)
    |(?:noche[ ]de[ ])?reyes(?:[ ]magos)?|semana[ ]santa|jueves[ ]santo|viernes[ ]santo|domingo[ ]de[ ]
    (?:ramos|resurrecci[oó]n|pascua)|lunes[ ]de[ ]pascua
    |(?:la[ ])?feria[ ]de[ ]abril|(?:los[ ])?sanferm[ií]n(?:es)?|(?:las[ ])?fallas|(?:el[ ])?carnaval(?:es)?
    |(?:la[ ])?noche[ ]de[ ]san[ ]juan
    |(?:el[ ])?corpus[ ]christi|pentecost[eé]s|(?:el[ ])?puente[ ]de[ ](?:mayo|la[ ]constituci[oó]n
    |la[ ]inmaculada|todos[ ]los[ ]santos)
    |(?:la[ ])?inmaculada|(?:el[ ])?pilar|(?:las[ ])?fiestas[ ]patrias|san[ ]isidro|sant[ ]jordi
    |la[ ]merc[eè]|d[ií]a[ ]de[ ]acci[oó]n[ ]de[ ]gracias
  )"""
_HOLIDAY = pattern(
    rf"""\b(?:on|by|at|since|until|before|after|over|around|during|last|this|the[ ]day[ ](?:after|before)|every|el|en
      |desde|hasta
      |por|durante|tras|antes[ ]de|despu[eé]s[ ]de|la|las|los|del)[ ](?P<value>(?:last[ ]
      |this[ ])?{_HOLIDAY_NAMES}
      (?:[ ](?:day|eve|weekend))?)\b(?:,?[ ](?:of[ ]|de[ ]|del[ ])?(?P<year>{_YEAR}))?""",
)
_HOLIDAY_YEAR = pattern(rf"\b(?=[a-z]){_HOLIDAY_NAMES},?[ ](?:of[ ]|de[ ]|del[ ])?{_YEAR}")

_HOLIDAY_STEMS = (
    "christmas",
    "new year",
    "easter",
    "thanksgiving",
    "memorial",
    "labor",
    "labour",
    "independence",
    "mother's day",
    "mothers day",
    "father's day",
    "fathers day",
    "valentine",
    "veterans",
    "president",
    "mlk",
    "king",
    "columbus",
    "patrick",
    "boxing",
    "groundhog",
    "indigenous",
    "bank holiday",
    "palm",
    "good friday",
    "ash wednesday",
    "black friday",
    "cyber",
    "saints",
    "souls",
    "anzac",
    "canada",
    "bastille",
    "hallow",
    "anukkah",
    "ramadan",
    "eid",
    "diwali",
    "kippur",
    "hashanah",
    "passover",
    "purim",
    "mardi",
    "kwanzaa",
    "cinco",
    "juneteenth",
    "holi",
    "vesak",
    "super",
    "july",
    "nochebuena",
    "nochevieja",
    "navidad",
    "nuevo",
    "d\u00eda de",
    "dia de",
    "reyes",
    "santa",
    "santo",
    "domingo",
    "lunes",
    "feria",
    "sanferm",
    "fallas",
    "carnaval",
    "noche",
    "corpus",
    "pentecost",
    "whitsun",
    "puente",
    "inmaculada",
    "pilar",
    "fiestas",
    "isidro",
    "jordi",
    "merc",
)
_MONTH_STEM = re.compile(r"(?i)\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|set|spt|dic)")
_DIGIT = re.compile(r"\d[/.-]|\d{4}")
_BY_MONTH = (
    (_MONTH_FIRST, 0.95, "day and month", True),
    (_DAY_FIRST, 0.95, "day and month", True),
    (_MONTH_YEAR, 0.85, "month and year", False),
    (_WEEK, 0.85, "week", False),
    (_MONTH_ALONE, 0.35, "month", False),
)
_BY_DIGIT = (
    (_NUMERIC, 0.97, "full date", True),
    (_COMPACT, 0.9, "full date", True),
    (_MONTH_SLASH_YEAR, 0.7, "month and year", False),
    (_SLASHED, 0.6, "day and month", False),
    (_SEASON, 0.4, "season and year", False),
)


def find_dates(text: str, starts: Starts) -> Iterator[Hit]:
    """Every date and part of a date in a plain copy."""
    groups = ((_BY_MONTH, windows(text, _MONTH_STEM, 45, 45)), (_BY_DIGIT, windows(text, _DIGIT, 30, 30)))
    for rules, places in groups:
        for expression, score, reason, risky in rules:
            for hit in hits_of(expression, text, Kind.DATE, score, reason, risky=risky, places=places):
                if not (risky and _ordinary_words(text[hit.start : hit.end])):
                    yield hit
    relative = starts["relative"]
    yield from hits_of(_RELATIVE_CALENDAR, text, Kind.DATE, 0.4, "day of the week", risky=False, starts=relative)
    for match in _ORDINAL_DAY.finditer(text):
        group = "value" if match["value"] else "other"
        yield Hit(match.start(group), match.end(group), Kind.DATE, 0.5, risky=False, reason="day of the month")
    lowered = text.lower()
    if any(stem in lowered for stem in _HOLIDAY_STEMS):
        yield from _holidays(text, starts)


def _holidays(text: str, starts: Starts) -> Iterator[Hit]:
    yield from hits_of(_HOLIDAY_YEAR, text, Kind.DATE, 0.9, "holiday with its year", starts=starts["holiday"])
    for match in matches_at(_HOLIDAY, text, starts["before_holiday"]):
        end = match.end("year") if match["year"] else match.end("value")
        yield Hit(match.start("value"), end, Kind.DATE, 0.7, risky=bool(match["year"]), reason="holiday")


def _ordinary_words(found: str) -> bool:
    """`may 3`, `second may`, `dos mar`: lower-case short words that need not be months."""
    words = found.split()
    if words[0] == "may":
        return not found[-4:].isdigit()
    if any(character.isdigit() for character in found):
        return False
    return len(words) == 2 and bool(re.fullmatch(r"(?:may|mar|march|set|sept?)", words[-1]))
