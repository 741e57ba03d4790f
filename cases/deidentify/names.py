"""Names of people by their context: titles, kin words, labels, gazetteers; and a name once found, everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cases.deidentify import clinical, gazetteer, lexicon, roles
from cases.deidentify.hits import Hit, hits_of, matches_at, pattern
from cases.deidentify.openings import Starts
from cases.deidentify.spans import Kind

_CAPITAL = r"(?-i:[A-ZÀ-ÖØ-ÞŁŚŽŠČ](?:[^\W\d_]|['-](?=[^\W\d_])){1,24})"
_INITIAL = r"(?-i:[A-ZÀ-ÖØ-Þ]\b\.?)"
_PARTICLE = (
    r"(?:de[ ]la|de[ ]los|de[ ]las|de|del|la|van[ ]der|van[ ]den|van|von|der|di|da|dos|al|el|bin|ben"
    r"|ibn|y|e|le|du|st\.)"
)
_PERSON = rf"(?:{_CAPITAL}|{_INITIAL})(?:[ ](?:{_PARTICLE}[ ])?(?:{_CAPITAL}|{_INITIAL})){{0,4}}"
_LOWER = r"[^\W\d_](?:[^\W\d_]|['-](?=[^\W\d_])){1,24}"
_SPACE = r"[ ]{1,3}"

_TITLED = pattern(
    rf"(?<![\w-])(?=[^\W\d_])(?:{lexicon.SHORT_TITLES}\b\.?|{lexicon.TITLES}\b){_SPACE}(?P<value>{_PERSON})"
)
_TITLED_LOWER = pattern(
    (
        rf"(?<![\w-])(?:mr|mrs|ms|miss|dr|drs|dra|prof|sr|sra|srta|don|doña|dña|nurse"
        rf"|enfermera)\b\.?{_SPACE}(?P<value>{_LOWER}(?:[ ]{_LOWER}|[ ][a-z]\b\.?)?)"
    ),
)
_CALLED = pattern(
    r"""(?<![\w-])(?:named|called|known[ ]as|name[ ]is|name[ ]was|goes[ ]by|name[ ]of|introduced[ ](?:herself
      |himself|themselves)[ ]as|nicknamed|aka|a\.k\.a\.|n[eé]e
      |i[ ]am|i'm|my[ ]name[ ]is|this[ ]is|signed(?:[ ]by)?|dictated[ ]by|authored[ ]by
      |electronically[ ]signed[ ]by|reported[ ]by|reviewed[ ]by|seen[ ]by|referred[ ]by|operated[ ]by
      |discussed[ ]with
      |accompanied[ ]by|cared[ ]for[ ]by|sincerely|regards|best|thanks
      |llamad[oa]|se[ ]llama|llamaba|de[ ]nombre|su[ ]nombre[ ]es|me[ ]llamo|conocid[oa][ ]como|apodad[oa]
      |firmado(?:[ ]por)?|atendid[oa][ ]por|remitid[oa][ ]por|derivad[oa][ ]por|intervenid[oa][ ]por
      |valorad[oa][ ]por
      |acompa[nñ]ad[oa][ ](?:de|por)|atentamente|saludos)
      (?:[ ]my|[ ]the|[ ]our|[ ]her|[ ]his|[ ]colleague|[ ]su)?[ ]?[:,]?[ \n]{1,3}["']?(?P<value>"""
    + _PERSON
    + ")",
)
_CALLED_LOWER = pattern(
    (
        rf"(?<![\w-])(?:named|name[ ]is|name[ ]was|goes[ ]by|name[ ]of|my[ ]name[ ]is|se[ ]llama|llamad[oa]"
        rf"|me[ ]llamo|de[ ]nombre)[ ]?:?[ ](?P<value>{_LOWER}(?:[ ]{_LOWER}|[ ][a-z]\b\.?)?)"
    ),
)
_PATIENT = pattern(
    (
        rf"(?<![\w-])(?:patient|pt|client|proband|index[ ]case|decedent|victim|paciente|caso)"
        rf"(?:[ ]name)?[ ]?(?:[:,=(]|named)?{_SPACE}(?P<value>{_PERSON})"
    ),
)
_PATIENT_LOWER = pattern(
    (
        rf"(?<![\w-])(?:patient|pt|client|paciente|para|for|regarding|about|re:|like|seeing|saw|with|by)[ ]"
        rf"(?P<value>{_LOWER}[ ](?:{_LOWER}|[a-z]\b\.?))"
    ),
)
_KIN = pattern(rf"(?<![\w-]){lexicon.KIN}\b(?:[ ](?:is|was|es|era))?,?[ ]\(?(?P<value>{_PERSON})")
_LABELLED = pattern(
    r"""(?m:^|(?<=[.;|\t]))[ ]{0,4}(?:(?:patient(?:'s)?[ ]|pt[ ]|full[ ]|first[ ]|last[ ]|family[ ]|given[ ]
      |maiden[ ]|mother'?s?[ ]|father'?s?[ ]|sur)?name|surname|patient|provider|physician|doctor|attending
      (?:[ ]physician)?
      |pcp|surgeon|referring(?:[ ](?:physician|provider|doctor))?|consultant|author|dictated[ ]by|signed
      |electronically[ ]signed[ ]by|cc|next[ ]of[ ]kin|emergency[ ]contact|nurse|guardian|resident|contact
      |from|to|attn|interpreter
      |nombre(?:[ ]y[ ]apellidos)?|apellidos?|paciente|m[eé]dico(?:[ ]responsable)?|doctora?|facultativo
      |cirujano|responsable|remitido[ ]por|firmado|fdo|familiar|contacto|dra?|enfermer[oa]|autor)
      [ ]?(?:\([^)\n]{0,20}\))?[ ]?[:.=][ ]{0,4}(?P<value>(?:(?:dra?|mrs?|ms|prof|sra?)\b\.?[ ])?(?:"""
    + _CAPITAL
    + r"|"
    + _INITIAL
    + r"),?(?:[ ](?:"
    + _PARTICLE
    + r"[ ])?(?:"
    + _CAPITAL
    + r"|"
    + _INITIAL
    + r")){0,4})",
)
_CREDENTIALS = pattern(
    (
        rf"(?<![\w-])(?P<value>{_CAPITAL}(?:[ ](?:{_CAPITAL}|{_INITIAL})){{1,3}}),?[ ](?-i:M\.?D\.?"
        rf"|D\.?O\.?|R\.?N\.?|N\.?P\.?|P\.?A\.?(?:-C)?|Ph\.?D\.?|MBBS|FRCS|FACP|FACS|DDS|PharmD|LCSW|PT|DPT"
        rf"|CRNP|APRN|CNM)\b(?![ ]?[a-z])"
    ),
)
_LAST_FIRST = re.compile(r"(?<![\w-])[A-Z][A-Z'-]{1,24}, [A-Z][A-Za-z'-]{1,24}(?: [A-Z]\.?)?(?![\w-])")
_LAST_FIRST_LINE = pattern(
    rf"(?m:^)[ ]{{0,4}}(?P<value>(?P<last>{_CAPITAL})(?:[ ]{_CAPITAL})?,[ ](?P<first>{_CAPITAL}))[ .]{{0,4}}(?m:$)"
)
_INITIALS = pattern(
    r"""(?<![\w-])(?:initials?|iniciales|patient|pt|mr|mrs|ms|paciente|named|called|known[ ]as|signed|by|boy|girl
      |man|woman|male|female|son|daughter|hij[oa])[ ]?(?:are|is|:|,|=|\()?[ ]?
      (?P<value>(?-i:[A-Z]\.[ ]?[A-Z]\.(?:[ ]?[A-Z]\.)?))""",
)
_INITIALS_BARE = pattern(r"\b(?:initials?|iniciales)[ ]?(?:are|is|son|:|=)?[ ](?P<value>(?-i:[A-Z]{2,4}))\b")
_DOTTED = re.compile(
    r"(?<![\w.-])(?!U\. ?[SKN]\.|I\.V\.|I\.M\.|M\.D\.|D\.O\.|R\.N\.|N\.P\.|P\.O\.|E\.R\.|E\.U\.|H\.U\."
    r"|Q\.D\.)[A-Z]\. ?[A-Z]\.(?: ?[A-Z]\.)?(?!\w)"
)
_DOTTED_SURNAME = pattern(
    r"(?<![\w.-])(?P<value>(?-i:[A-Z]\.[ ]?(?:[A-Z]\.[ ]?)?[A-Z][a-zà-ÿ]{2,24}(?:-[A-Z][a-zà-ÿ]{2,24})?))(?![\w])"
)
_RUN = re.compile(
    (
        r"(?<![\w-])[^\W\d_]{1,25}(?:['-][^\W\d_]{1,25})?(?:\.? (?:(?:de la|de los|de|del|van der|van|von"
        r"|la|di|da|y) )?[A-ZÀ-ÖØ-Þ](?:[^\W\d_]|['-](?=[^\W\d_])){0,24}){1,4}"
    ),
)
_TITLE = pattern(rf"\A(?:{lexicon.TITLES})\Z")
_PARTICLES = frozenset(
    ["de", "del", "la", "los", "las", "van", "von", "der", "den", "di", "da", "dos", "al", "el", "y", "e", "le", "du"]
)
_LEAST_LENGTH = 3
BY_MODEL = "trained model"


def find_names(text: str, starts: Starts) -> Iterator[Hit]:
    """Names of people in a plain copy by their context; the trained model adds the rest."""
    yield from _checked(_TITLED, text, 0.95, "name after a title", starts["title"])
    yield from _checked(_CALLED, text, 0.8, "name after a verb of naming", starts["naming"])
    yield from _checked(_PATIENT, text, 0.6, "name after “patient”", starts["patient"])
    yield from _checked(_KIN, text, 0.75, roles.KIN, starts["kin"])
    for match in _LABELLED.finditer(text):
        label = roles.role_of(text[match.start() : match.start("value") + 4], "name after its label")
        yield Hit(*match.span("value"), Kind.NAME, 0.95, risky=True, reason=label)
    yield from _checked(_CREDENTIALS, text, 0.95, "name before a degree")
    yield from hits_of(_INITIALS, text, Kind.NAME, 0.75, "initials", starts=starts["initials"])
    yield from hits_of(_INITIALS_BARE, text, Kind.NAME, 0.85, "initials", starts=starts["initials"])
    yield from hits_of(_DOTTED, text, Kind.NAME, 0.35, "initials", risky=False)
    yield from _lower_case(text, starts)
    yield from _from_lists(text)


def _checked(
    expression: re.Pattern[str], text: str, score: float, reason: str, starts: list[int] | None = None
) -> Iterator[Hit]:
    """Matches whose words may be a name, cut before the first word that cannot."""
    titled = expression is _TITLED
    for match in expression.finditer(text) if starts is None else matches_at(expression, text, starts):
        words = match["value"].split(" ")
        kept: list[str] = []
        for word in words:
            if (_stripped(word) in lexicon.NOT_NAMES and len(word) > 1 and not _is_particle(word)) or _is_acronym(word):
                break
            kept.append(word)
        while kept and _is_particle(kept[-1]):
            kept.pop()
        if not kept:
            continue
        found = " ".join(kept)
        start = match.start("value")
        if is_eponym_use(text, start, start + len(found)) and not titled:
            continue
        end = start + len(found)
        if titled and clinical.is_all_clinical(found):
            continue
        full = len(kept) > 1 or titled
        words_score = score if full or _is_given(kept[0]) else score * 0.5
        beside = (
            "" if reason == roles.KIN else text[match.start() : start] + " " + text[match.end("value") : match.end()]
        )
        role = roles.role_of(beside, reason)
        if titled:
            start = match.start()  # so that a replacement takes the title with it
            role = roles.after_article(text, start, role)
        yield Hit(start, end, Kind.NAME, words_score, risky=True, reason=role)


def is_title(found: str) -> bool:
    """Whether the words are nothing but a title."""
    return bool(_TITLE.fullmatch(found.rstrip(".")))


def _stripped(word: str) -> str:
    return word.lower().strip(".,;:'\"")


def _is_particle(word: str) -> bool:
    return word.lower() in _PARTICLES


def _is_acronym(word: str) -> bool:
    plain = word.strip(".,")
    return len(plain) > 1 and plain.isupper() and not gazetteer.memberships(plain.lower()) & {"first", "last"}


def _is_given(word: str) -> bool:
    return "first" in gazetteer.memberships(_stripped(word))


def is_eponym_use(text: str, start: int, end: int) -> bool:
    """Whether the words stand where eponyms stand: before a head noun, or after one and `de`."""
    after = re.match(r"(?:'s?|’s)?[ -](?:[a-z]+[ -])?([^\W\d_]+)", text[end : end + 40])
    if after and (
        after[1].lower() in lexicon.HEADS or text[end : end + 40].lstrip("'s -").split(" ")[0].lower() in lexicon.HEADS
    ):
        return True
    before = re.search(r"([^\W\d_]+)\s+(?:de|del)\s+(?:[^\W\d_]+\s+)?$", text[max(0, start - 40) : start])
    if before and before[1].lower() in lexicon.FIRST_AFTER_DE:
        return True
    words = [_stripped(word) for word in re.split(r"[ -]", text[start:end])]
    return all(word in lexicon.EPONYMS or len(word) == 1 for word in words)


def _lower_case(text: str, starts: Starts) -> Iterator[Hit]:
    """Names typed without capitals: only known names, and only after a word that announces one."""
    for expression, opening, score, reason in (
        (_TITLED_LOWER, "title", 0.85, "name after a title"),
        (_CALLED_LOWER, "naming", 0.8, "name after a verb of naming"),
        (_PATIENT_LOWER, "announcing", 0.7, "known first and last name"),
    ):
        for match in matches_at(expression, text, starts[opening]):
            words = match["value"].split(" ")
            if not words[0].islower():
                continue
            first = gazetteer.memberships(words[0])
            if expression is _TITLED_LOWER:
                if words[0] in lexicon.NOT_NAMES or not first & {"first", "last"}:
                    continue
                keep = 2 if len(words) > 1 and _uncommon_name(words[1]) else 1
            elif expression is _CALLED_LOWER:
                if not _uncommon_name(words[0]):
                    continue
                keep = 2 if len(words) > 1 and (_uncommon_name(words[1]) or len(words[1]) <= 2) else 1
            else:
                if not (
                    "first" in first
                    and "common" not in first
                    and words[0] not in lexicon.NOT_NAMES
                    and _second_of_pair(words[1])
                ):
                    continue
                keep = 2
            end = match.start("value") + len(" ".join(words[:keep]))
            start = match.start("value")
            if expression is _TITLED_LOWER:
                role = roles.after_article(text, match.start(), roles.role_of(text[match.start() : start], reason))
                yield Hit(match.start(), end, Kind.NAME, score, risky=True, reason=role)
                continue
            yield Hit(start, end, Kind.NAME, score, risky=True, reason=reason)


def _uncommon_name(word: str) -> bool:
    lists = gazetteer.memberships(word)
    return bool(lists & {"first", "last"}) and "common" not in lists and word not in lexicon.NOT_NAMES


def _second_of_pair(word: str) -> bool:
    return (len(word.strip(".")) == 1 and word.strip(".") != "a") or _uncommon_name(word)


def _from_lists(text: str) -> Iterator[Hit]:
    """Capitalised runs that begin with a known first name, and `SURNAME, First`."""
    for match in _RUN.finditer(text):
        words = match.group().split(" ")
        for first, word in enumerate(words[:-1]):
            if not (word[:1].isupper() and _plain_given(word)):
                continue
            hit = _pair(text, match.start() + len(" ".join(words[:first])) + (1 if first else 0), words[first:])
            if hit:
                yield hit
            break
    yield from _last_first(text)
    for match in _DOTTED_SURNAME.finditer(text):
        surname = match["value"].rsplit(".", 1)[-1].strip().lower()
        lists = gazetteer.memberships(surname)
        if "last" in lists and "common" not in lists and not is_eponym_use(text, *match.span("value")):
            yield Hit(*match.span("value"), Kind.NAME, 0.6, risky=True, reason="initial and last name")


def _last_first(text: str) -> Iterator[Hit]:
    for match in _LAST_FIRST.finditer(text):
        last, first_name = match.group().lower().split(", ")
        if "last" in gazetteer.memberships(last) and _is_given(first_name.split(" ")[0]):
            yield Hit(match.start(), match.end(), Kind.NAME, 0.8, risky=True, reason="last name, first name")
    for match in _LAST_FIRST_LINE.finditer(text):
        if _plain_given(match["first"]) and not _is_worded([match["last"], match["first"]]):
            yield Hit(*match.span("value"), Kind.NAME, 0.6, risky=True, reason="last name, first name")


def _plain_given(word: str) -> bool:
    plain = _stripped(word)
    lists = gazetteer.memberships(plain)
    return "first" in lists and "common" not in lists and plain not in lexicon.NOT_NAMES and len(plain) >= _LEAST_LENGTH


def _pair(text: str, start: int, words: list[str]) -> Hit | None:
    kept = words[:1]
    for word in words[1:]:
        if (_stripped(word) in lexicon.NOT_NAMES and not _is_particle(word)) or _is_acronym(word):
            break
        kept.append(word)
    while len(kept) > 1 and _is_particle(kept[-1]):
        kept.pop()
    if len(kept) == 1:
        return None
    found = " ".join(kept)
    end = start + len(found)
    if is_eponym_use(text, start, end):
        return None
    last = gazetteer.memberships(_stripped(kept[-1]))
    known = len(_stripped(kept[-1])) == 1 or "last" in last or "first" in last
    if text[end : end + 1] == "." and len(kept[-1]) == 1:
        end += 1
    score = 0.8 if known else 0.55 if _is_whole_line(text, start, end) and not _is_worded(kept[1:]) else 0.45
    return Hit(start, end, Kind.NAME, score, risky=True, reason="known first name and more")


def _is_whole_line(text: str, start: int, end: int) -> bool:
    """Whether nothing but these words stands in their line, as in a title."""
    return not text[:start].rpartition("\n")[2].strip() and not text[end:].partition("\n")[0].strip(" .")


def _is_worded(words: list[str]) -> bool:
    """Whether one of them is a word of everyday or clinical language, or stands for a disease."""
    plain = [_stripped(word) for word in words]
    worded = {"common", "clinical"}
    return any(
        gazetteer.memberships(one) & worded or one in lexicon.EPONYMS or clinical.is_clinical(one) for one in plain
    )


def repeat_names(text: str, accepted: Iterable[Hit], whose: Iterable[str]) -> Iterator[Hit]:
    """Every other place where a word of an accepted name stands in the text; `whose` are their best reasons."""
    parts: dict[str, bool] = {}
    roles_of: dict[str, str] = {}
    for hit, role in zip(accepted, whose, strict=True):
        name = text[hit.start : hit.end]
        words = [
            word for word in re.findall(r"[^\W\d_](?:[^\W\d_]|['-](?=[^\W\d_]))+", name) if len(word) >= _LEAST_LENGTH
        ]
        for word in words:
            plain = word.lower()
            if plain in lexicon.NOT_NAMES or plain in lexicon.HEADS or _is_particle(plain) or _TITLE.fullmatch(plain):
                continue
            lists = gazetteer.memberships(plain)
            if hit.reason == BY_MODEL and not lists & {"first", "last"}:
                continue
            parts[plain] = "common" not in lists and plain not in lexicon.EPONYMS
            if roles.is_role(role):
                roles_of[plain] = role.partition(",")[0]
    if not parts:
        return
    expression = re.compile(
        r"(?<![\w])(?:" + "|".join(sorted(map(re.escape, parts), key=len, reverse=True)) + r")(?![\w])", re.IGNORECASE
    )
    for match in expression.finditer(text):
        found = match.group()
        rare = parts[found.lower()]
        if (not rare and not found[:1].isupper()) or is_eponym_use(text, match.start(), match.end()):
            continue
        yield Hit(
            match.start(),
            match.end(),
            Kind.NAME,
            0.8 if rare else 0.5,
            risky=rare,
            reason=roles_of.get(found.lower(), "name found elsewhere in the text"),
        )
