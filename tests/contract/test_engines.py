"""What both engines promise alike."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.access import ANONYMOUS, Viewer
from core.kinds import SearchDocument
from search.backends import Backend
from search.plan import make_plan
from search.request import Ranking, SearchRequest, Sort
from tests.contract.conftest import Load

_DAY = datetime(2026, 1, 1, tzinfo=UTC)
PHYSICIAN = Viewer(7, "x", frozenset({"public", "member", "physician", "user:7", "group:1"}))


def doc(number: int, title: str, body: str = "", **more: object) -> SearchDocument:
    fields: dict[str, object] = {"kind": "article", "language": "en", "audience": "public"} | more
    fields.setdefault("date", _DAY + timedelta(days=number))
    return SearchDocument(object_id=str(number), title=title, body=body, **fields)  # type: ignore[arg-type]  # a short way to write documents


LIBRARY = [
    doc(1, "Asthma", "Asthma narrows the tubes of the lungs.", names=("Bronchial asthma",), tags=("lungs",)),
    doc(2, "Asthma in children", "How to use a spacer with a child.", tags=("lungs", "children")),
    doc(3, "Inhaler", "An inhaler opens the tubes in asthma.", kind="medicine", tags=("lungs",)),
    doc(4, "Hepatitis A", "A virus of the liver. Wash your hands."),
    doc(5, "Hepatitis B", "A virus of the liver, from blood."),
    doc(6, "Stroke", "Call for help. Time is brain.", names=("Brain attack", "CVA")),
    doc(7, "High blood pressure", "The heart works hard.", names=("Hypertension", "HTA")),
    doc(8, "Crohn’s disease", "The gut is inflamed.", names=("Crohn's", "Regional enteritis")),
    doc(9, "Heart failure", "The heart is weak and tired. Heart attack is another page."),
    doc(10, "Heart attack", "Pain in the chest.", names=("Myocardial infarction",)),
    doc(11, "Attack of the heart in stories", "Words apart."),
    doc(12, "Asma", "El asma estrecha los bronquios de los niños.", language="es", tags=("lungs",)),
    doc(13, "Presión alta", "El corazón trabaja mucho.", language="es", names=("Hipertensión",)),
    doc(14, "Canary case", "Zebrafinch asthma in a closed room.", audience="group:1", kind="case", tags=("secret",)),
    doc(15, "Closed asthma note", "For physicians.", audience="physician", kind="case"),
    doc(16, "Other canary", "Zebrafinch in another group.", audience="group:2", kind="case"),
    *(doc(100 + n, f"Common topic {n:02}", "common words in all of these", tags=("many",)) for n in range(30)),
]


@pytest.fixture(scope="module")
def engine(load: Load) -> Backend:
    return load(LIBRARY)


def ask(engine: Backend, query: str, viewer: Viewer = ANONYMOUS, **more: object) -> Ranking:
    limit = more.pop("limit", 100)
    request = SearchRequest(query=query, viewer=viewer, **more)  # type: ignore[arg-type]  # a short way to ask
    return engine.search(replace(make_plan(request), limit=limit))  # type: ignore[arg-type]  # a number


def ids(ranking: Ranking) -> list[int]:
    return [int(entry.object_id) for entry in ranking.entries]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("asthma", 1), ("hypertension", 7), ("HTA", 7), ("brain attack", 6), ("what is a stroke", 6),
        ("hepatitis A", 4),
        ("Hepatitis B", 5), ("heart attack", 10), ("crohns disease", 8), ("Crohn's disease", 8),
        ("regional enteritis", 8),
        ("hipertension", 13), ("ASMA", 12),
    ],
)  # fmt: skip
def test_a_name_finds_its_page_first(engine: Backend, query: str, first: int) -> None:
    assert ids(ask(engine, query))[0] == first


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("asthma", {1, 2, 3}),
        ('"heart attack"', {9, 10}),
        ('"heart attack" -tired', {10}),
        ("title:heart -title:attack", {9}),
        ("title:asthma", {1, 2}),
        ("stroke OR inhaler type:medicine", {3}),
        ('"crohn\'s disease"', {8}),
        ("asthma -child", {1, 3}),
        ("spacer after:2026-01-03", {2}),
        ("spacer after:2026-01-04", set()),
        ("heart -heart", set()),
        ('"enteritis high"', set()),
        ("niño", {12}),
        ("zebrafinch", set()),
        ("qqq", set()),
    ],
)
def test_the_same_documents_match(engine: Backend, query: str, found: set[int]) -> None:
    ranking = ask(engine, query)
    assert set(ids(ranking)) == found
    assert ranking.total == len(found)


def test_all_words_come_before_any_word(engine: Backend) -> None:
    """Thirty documents have both words, so those with one alone stay out; where fewer have all, any word will do."""
    assert ask(engine, "common topic").total == 30
    assert set(ids(ask(engine, "liver spacer"))) == {2, 4, 5}


@pytest.mark.parametrize(
    "query",
    ['"', "AND", "NOT", "NEAR(a b)", "a*", "title:", "^x", "(", "))", "{x}", "body:x", "x'; DROP TABLE y", "\x00", "-",
     "<script>", "%s %(match)s", "🩺", "ª²", "\ue000", "a" * 400, "OR OR", '"" -""', "type:", "ñ", "__", "1.5", "*:*"],
)  # fmt: skip
def test_any_text_is_a_query(engine: Backend, query: str) -> None:
    assert ask(engine, query, PHYSICIAN).total >= 0


def test_facets_count_under_all_other_selections(engine: Backend) -> None:
    ranking = ask(engine, "asthma", kinds=frozenset({"medicine"}), languages=frozenset({"en"}))
    assert (ids(ranking), ranking.total) == ([3], 1)
    assert ranking.facets.kinds == {"article": 2, "medicine": 1}
    assert ranking.facets.languages == {"en": 1}
    assert ranking.facets.tags == {"lungs": 1}


@pytest.mark.parametrize("viewer", [ANONYMOUS, PHYSICIAN])
def test_facet_counts_are_what_selecting_finds(engine: Backend, viewer: Viewer) -> None:
    facets = ask(engine, "asthma", viewer).facets
    for kind, count in facets.kinds.items():
        assert ask(engine, "asthma", viewer, kinds=frozenset({kind})).total == count
    for tag, count in facets.tags.items():
        assert ask(engine, "asthma", viewer, tags=frozenset({tag})).total == count
    for language, count in facets.languages.items():
        assert ask(engine, "asthma", viewer, languages=frozenset({language})).total == count


def test_private_text_is_found_by_those_who_hold_its_audience(engine: Backend) -> None:
    assert ids(ask(engine, "zebrafinch", PHYSICIAN)) == [14]
    assert set(ids(ask(engine, "asthma", PHYSICIAN))) == {1, 2, 3, 14, 15}


def test_nothing_of_private_text_reaches_a_stranger(engine: Backend) -> None:
    for query in ("zebrafinch", "canary", "closed", "asthma", ""):
        ranking = ask(engine, query)
        assert not {14, 15, 16} & set(ids(ranking))
        assert "case" not in ranking.facets.kinds
        assert "secret" not in ranking.facets.tags


def test_both_sets_are_fused_by_rank(engine: Backend) -> None:
    entries = ask(engine, "asthma", PHYSICIAN).entries
    assert [entry.rows.value for entry in entries] == ["public", "restricted", "public", "restricted", "public"]


def test_the_language_of_the_page_comes_first(engine: Backend) -> None:
    assert ids(ask(engine, "HTA", language="es"))[0] == 7, "an exact name stands first in any language"


@pytest.mark.parametrize("sort", list(Sort))
def test_pages_have_no_repeats_and_no_gaps(engine: Backend, sort: Sort) -> None:
    whole = ids(ask(engine, "common", PHYSICIAN, sort=sort))
    for size in (7, 10):
        assert ids(ask(engine, "common", PHYSICIAN, sort=sort, limit=size)) == whole[:size]
    assert len(whole) == len(set(whole)) == 30


def test_order_by_date_and_title(engine: Backend) -> None:
    assert ids(ask(engine, "asthma", PHYSICIAN, sort=Sort.DATE)) == [15, 14, 3, 2, 1]
    assert ids(ask(engine, "asthma", PHYSICIAN, sort=Sort.TITLE)) == [1, 2, 14, 15, 3]


def test_a_tag_is_a_search_without_words(engine: Backend) -> None:
    ranking = ask(engine, "", tags=frozenset({"lungs"}))
    assert ids(ranking) == [3, 2, 1, 12]
    assert ranking.total == 4


def test_counts_of_the_whole_library(engine: Backend) -> None:
    public = Counter(d.kind for d in LIBRARY if d.audience == "public")
    assert ask(engine, "").facets.kinds == dict(public)


def test_private_documents_move_no_public_score(load: Load) -> None:
    public = [doc(1, "Zebrafinch fever", "a bird"), doc(2, "Other", "fever of a bird"), doc(3, "Third", "nothing")]
    private = [doc(100 + n, f"Zebrafinch {n}", "zebrafinch " * 5, audience="group:1", kind="case") for n in range(60)]
    before = ask(load(public), "zebrafinch fever", PHYSICIAN).entries
    after = ask(load([*public, *private]), "zebrafinch fever", PHYSICIAN).entries
    scores = {e.object_id: e.score for e in after if e.rows.value == "public"}
    assert {e.object_id: e.score for e in before if e.object_id in scores} == scores
    assert scores
