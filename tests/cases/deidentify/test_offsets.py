"""Whatever is done to a text, the findings name characters of the text as it was given."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.deidentify import Decision, Kind, find, redact, suggest
from cases.deidentify.normalise import normalise

SIGNS = st.one_of(
    st.characters(codec="utf-8"),
    st.sampled_from("\u200b\u00ad\u202e\ufeff&;#0123456789-/.@ \nаеоСМ１２３ﬁ½e\u0301º"),  # noqa: RUF001 - lookalikes
)
INVISIBLE = st.sampled_from(["", "\u200b", "\u00ad", "\u2060", "\u202c"])


@given(st.text(SIGNS, max_size=200))
@settings(max_examples=60, deadline=None)
def test_offsets_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    position = 0
    for one in find(text, "en"):
        assert position <= one.start < one.end <= len(text)
        assert 0.05 <= one.score <= 1
        position = one.end


@given(st.text(SIGNS, max_size=300))
@settings(max_examples=100, deadline=None)
def test_plain_copy_maps_back_in_order(text: str) -> None:
    plain = normalise(text)
    spans = [plain.original(index, index + 1) for index in range(len(plain.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


@given(st.lists(INVISIBLE, min_size=11, max_size=11), st.text(st.sampled_from("abc é&.\u200b"), max_size=20))
@settings(max_examples=60, deadline=None)
def test_number_between_invisible_signs_is_found_whole(signs: list[str], before: str) -> None:
    number = "".join(digit + sign for digit, sign in zip("123-45-6789", signs, strict=True))
    text = f"{before}. SSN {number} noted"
    start = text.index("SSN ") + 4
    last = start + max(index for index, sign in enumerate(number) if sign.isdigit())
    assert any(one.kind is Kind.ID and one.blocks and one.start <= start and one.end > last for one in find(text, "en"))


def test_redact_applies_each_decision() -> None:
    text = "Dr. Okonkwo saw him on 03/14/2023. MRN: 987654."
    name, date, number = (one for one in find(text, "en") if one.blocks)
    decisions = [Decision.remove(number), Decision.replace(date, "day 0"), Decision.replace(name, suggest(name, "en"))]
    assert redact(text, decisions) == "the physician saw him on day 0. MRN: [removed]."


def test_redact_keeps_what_was_kept() -> None:
    text = "Seen 03/14/2023."
    assert redact(text, [Decision.keep(one) for one in find(text, "en")]) == text


def test_redact_refuses_overlapping_decisions() -> None:
    finding = find("Seen 03/14/2023.", "en")[0]
    with pytest.raises(ValueError, match="overlap"):
        redact("Seen 03/14/2023.", [Decision.remove(finding), Decision.remove(finding)])


@pytest.mark.parametrize("language", ["en", "es"])
def test_suggestions_are_not_identifiers_themselves(language: str) -> None:
    text = {
        "en": "Mr. John Smith, 94-year-old, of 12 Oak Street, MRN: 987654, seen 03/14/2023 at Harrowgate Infirmary",
        "es": "Don Juan Pérez Gil, de 94 años, calle del Olmo, 3, NHC: 987654, visto el 14/03/2023, a@b.es",
    }[language]
    for one in find(text, language):
        again = find(suggest(one, language), language)
        assert not [words for words in again if words.blocks], suggest(one, language)


ROLES = [
    ("en", "Dr. Okonkwo came.", "the physician came."),
    ("en", "We asked Nurse Kelly Marsh.", "We asked the nurse."),
    ("en", "Mrs. Dalloway slept well.", "the patient slept well."),
    ("en", "Electronically signed by Hal Weston, MD.", "Electronically signed by the physician, MD."),
    ("en", "Her husband, Nils Brandvold, came.", "Her husband, [name removed], came."),
    ("en", "Patient: Ann Lee", "Patient: the patient"),
    ("en", "Dr. Achterberg saw it. Then Achterberg left.", "the physician saw it. Then the physician left."),
    ("es", "El Dr. López acudió.", "El médico acudió."),
    ("es", "Lo vio la doctora Achútegui.", "Lo vio la médica."),
    ("es", "Avisé al Dr. Prieto.", "Avisé al médico."),
    ("es", "Llamó la señora Campos.", "Llamó la paciente."),
    ("es", "Atendida por Luis Marín Soto.", "Atendida por el médico."),
]


@pytest.mark.parametrize(("language", "text", "neutral"), ROLES)
def test_suggestion_fits_the_role(language: str, text: str, neutral: str) -> None:
    decisions = [Decision.replace(one, suggest(one, language)) for one in find(text, language) if one.blocks]
    assert redact(text, decisions) == neutral
