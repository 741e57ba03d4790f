"""What the index says follows what the database says, and never more."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.db.models import Max
from django.test.utils import CaptureQueriesContext

from core import outbox
from core.access import ANONYMOUS
from core.models import PrivateFile
from search import fts, spelling
from search.backends.embedded import _Part
from search.finding import find, plan_for, suggest
from search.indexing import index_object, index_objects, tidy
from search.models import ExactName, SearchRow, SpellerState, Synonym, WriteTarget
from search.plan import make_plan
from search.reindexing import differences, rebuild_embedded
from search.request import Rows, SearchRequest
from tests.search.conftest import PHYSICIAN, Write, _texts, change_audience, titles


def test_a_leaflet_is_found_and_shown(leaflets: Write) -> None:
    leaflet = leaflets("Asthma", "Asthma narrows <b>tubes</b>.", names=("Wheezing",), tags=("lungs",))
    hit = find(SearchRequest(query="asthma")).hits[0]
    assert (hit.kind, hit.object_id, hit.url) == ("leaflet", str(leaflet.pk), f"/en/leaflet/{leaflet.pk}/")
    assert hit.title_html == "<mark>Asthma</mark>"
    assert hit.snippet_html == "<mark>Asthma</mark> narrows &lt;b&gt;tubes&lt;/b&gt;."
    assert hit.tags == ("lungs",)


def test_a_deleted_object_is_gone_even_before_the_index_knows(leaflets: Write) -> None:
    leaflet = leaflets("Asthma")
    pk = leaflet.pk
    leaflet.delete()
    assert titles("asthma") == []
    assert find(SearchRequest(query="asthma")).total == 0
    index_object("leaflet", str(pk))
    assert not SearchRow.objects.exists()
    assert not ExactName.objects.exists()


def test_a_page_stays_full_when_the_index_is_behind(leaflets: Write) -> None:
    written = [leaflets(f"Asthma {number}") for number in range(12)]
    for leaflet in written[:5]:
        leaflet.delete()
    assert len(titles("asthma", size=5)) == 5


@pytest.mark.parametrize(("before", "after"), [("public", "group:1"), ("group:1", "public"), ("group:1", "group:2")])
def test_a_moved_audience_counts_at_once_and_in_the_index(leaflets: Write, before: str, after: str) -> None:
    leaflet = leaflets("Zebrafinch", audience=before)
    change_audience(leaflet, after)
    for _stale_then_fresh in range(2):
        assert bool(titles("zebrafinch", PHYSICIAN)) <= (after in PHYSICIAN.grants)
        assert not titles("zebrafinch") or after == "public"
        index_object("leaflet", str(leaflet.pk))
    assert bool(titles("zebrafinch", PHYSICIAN)) is (after in PHYSICIAN.grants)
    assert bool(titles("zebrafinch")) is (after == "public")
    assert differences()["embedded"] == 0


def test_an_old_text_is_not_shown_after_it_was_opened(leaflets: Write) -> None:
    """The row was written for another audience: until it is written again it shows nothing."""
    leaflet = leaflets("Zebrafinch", audience="group:1")
    change_audience(leaflet, "public")
    assert titles("zebrafinch") == []


def test_from_group_to_group_only_the_row_changes(leaflets: Write) -> None:
    leaflet = leaflets("Zebrafinch", audience="group:1")
    change_audience(leaflet, "group:3")
    with connection.execute_wrapper(_forbid_text_writes):
        index_object("leaflet", str(leaflet.pk))
    assert SearchRow.objects.get().audience == "group:3"


def _forbid_text_writes(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    assert not ("search_fts" in sql and not sql.lstrip().startswith("SELECT")), sql
    return execute(sql, *rest)


WORDS = ("Abdomen", "Biceps", "Cranium", "Deltoid", "Elbow")


def _shown() -> list[tuple[Any, ...]]:
    return list(SearchRow.objects.order_by("object_id").values_list("object_id", "audience", "title", "names", "body"))


def test_many_objects_at_once_become_what_each_becomes_alone(leaflets: Write) -> None:
    """New, changed, unchanged and gone ones; each with a version of its own."""
    new, moved, changed, gone, same = (leaflets(word, names=(f"{word}itis",)) for word in WORDS)
    ids = [("leaflet", str(one.pk)) for one in (new, moved, changed, gone, same)]
    text = _texts.pop(new.pk)
    index_object(*ids[0])
    _texts[new.pk] = text
    change_audience(moved, "group:1")
    _texts[changed.pk] = (replace(_texts[changed.pk][0], title="Coccyx", names=()),)
    gone.delete()
    before = SearchRow.objects.aggregate(most=Max("version"))["most"]
    index_objects([*ids, ("nothing", "1"), ids[0]])
    versions = list(SearchRow.objects.values_list("version", flat=True))
    assert min(versions) > before
    assert len(set(versions)) == len(versions) == 4
    found = {word: titles(word, PHYSICIAN) for word in (*WORDS, "Coccyx", "Abdomenitis")}
    assert found == {
        "Abdomen": ["Abdomen"], "Biceps": ["Biceps"], "Coccyx": ["Coccyx"], "Deltoid": [], "Elbow": ["Elbow"],
        "Cranium": [], "Abdomenitis": ["Abdomen"],
    }  # fmt: skip
    assert titles("Biceps") == []
    together = _shown()
    for identity in ids:
        index_object(*identity)
    assert _shown() == together


def test_many_objects_cost_as_many_queries_as_a_few(leaflets: Write) -> None:
    counts = []
    for many in (3, 12):
        written = [leaflets(f"Asthma {number}") for number in range(many)]
        ids = [("leaflet", str(one.pk)) for one in written]
        SearchRow.objects.all().delete()
        with CaptureQueriesContext(connection) as captured:
            index_objects(ids)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_versions_rise_with_every_change(leaflets: Write) -> None:
    leaflet = leaflets("Asthma")
    first = SearchRow.objects.get().version
    index_object("leaflet", str(leaflet.pk))
    assert SearchRow.objects.get().version > first


@pytest.mark.embedded  # in the transaction itself
def test_a_rolled_back_change_leaves_no_trace(leaflets: Write) -> None:
    leaflet = leaflets("Asthma")
    _texts[leaflet.pk] = ()
    with pytest.raises(RuntimeError), transaction.atomic():
        index_object("leaflet", str(leaflet.pk))
        raise RuntimeError
    assert titles("asthma") == ["Asthma"]


def test_a_synonym_works_at_once_and_is_indexed_after(leaflets: Write) -> None:
    leaflets("High blood pressure", "The heart works hard.")
    assert titles("HTA") == []
    Synonym.objects.create(language="es", term="HTA", equivalents="High blood pressure\npresión alta")
    assert titles("hta") == ["High blood pressure"]
    assert titles("presion alta") == ["High blood pressure"]
    outbox.drain_now()
    assert SearchRow.objects.get().names == ["HTA", "presión alta"]
    Synonym.objects.get().delete()
    outbox.drain_now()
    assert titles("hta") == []
    assert SearchRow.objects.get().names == []


def test_the_speller_knows_public_words_only(leaflets: Write) -> None:
    for _ in range(3):
        leaflets("Asthma", "An inhaler helps.")
        leaflets("Zebrafinch", "Quetzalcoatlus", audience="group:1")
    spelling.rebuild()
    assert plan_for(SearchRequest(query="asthna")).corrected == "asthma"
    assert plan_for(SearchRequest(query="zebrafinxh")).corrected == ""
    assert plan_for(SearchRequest(query="asthna", raw=True)).corrected == ""
    words = bytes(SpellerState.objects.get().vocabulary)
    assert b"quetzal" not in zlib.decompress(words)


def test_a_word_of_closed_texts_is_not_corrected_for_their_readers(leaflets: Write) -> None:
    for _ in range(3):
        leaflets("Asthma")
    leaflets("Asthna", audience="group:1")
    spelling.rebuild()
    assert titles("asthna", PHYSICIAN) == ["Asthna"]
    assert titles("asthna") == ["Asthma"] * 3


def test_suggestions_are_public_for_everybody(leaflets: Write) -> None:
    leaflets("Asthma in children")
    leaflets("Asthma", names=("Wheezing",))
    leaflets("Asthma of the canary", audience="group:1")
    gone = leaflets("Asthma gone")
    gone.delete()
    assert suggest("asth", "en") == ("Asthma", "Asthma in children")
    assert suggest("whee", "en") == ("Asthma",)
    assert suggest("a", "en") == ()
    assert suggest("asth", "es") == ()


@pytest.mark.embedded  # full-text tables
def test_every_statement_starts_at_the_full_text_table(leaflets: Write) -> None:
    for number in range(30):
        leaflets(f"Asthma {number}", "body", audience="public" if number % 2 else "group:1")
    plan = make_plan(SearchRequest(query="asthma body", viewer=PHYSICIAN, kinds=frozenset({"leaflet"})))
    for rows in Rows:
        part = _Part(plan, "en", rows)
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {part.ranked()}", part.values)
            steps = [row[3] for row in cursor.fetchall()]
        assert any("SEARCH r USING INTEGER PRIMARY KEY" in step for step in steps), steps
        assert not any("search_row_audience" in step or "SCAN r" in step for step in steps), steps


def test_the_number_of_queries_does_not_grow_with_the_data(leaflets: Write) -> None:
    counts = []
    for _round in range(2):
        for number in range(10):
            leaflets(f"Asthma {number}")
        with CaptureQueriesContext(connection) as captured:
            titles("asthma", PHYSICIAN)
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.embedded  # full-text tables
def test_a_rebuild_takes_what_happens_meanwhile(leaflets: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the shadow is filled one leaflet is changed, one deleted, one written."""
    from search import reindexing

    changed, deleted, *_rest = [leaflets(f"Asthma {number}") for number in range(4)]
    done: list[bool] = []

    def meanwhile() -> None:
        if not done:
            done.append(True)
            _texts[changed.pk] = tuple(replace(d, title="Renamed") for d in _texts[changed.pk])
            index_object("leaflet", str(changed.pk))
            pk = deleted.pk
            deleted.delete()
            index_object("leaflet", str(pk))
            leaflets("Brand new")

    monkeypatch.setattr(reindexing, "_pause", meanwhile)
    rebuild_embedded()
    assert not WriteTarget.objects.exists()
    assert sorted(titles("asthma")) == ["Asthma 2", "Asthma 3"]
    assert titles("renamed") == ["Renamed"]
    assert titles("brand") == ["Brand new"]
    assert set(differences().values()) == {0}


@pytest.mark.embedded  # full-text tables
def test_commands(leaflets: Write, capsys: pytest.CaptureFixture[str]) -> None:
    leaflet = leaflets("Asthma")
    call_command("search_init")
    call_command("search_check")
    with connection.cursor() as cursor:
        fts.delete(cursor, SearchRow.objects.get().pk, "en", "public")
    with pytest.raises(CommandError):
        call_command("search_check")
    SearchRow.objects.update(object_id="999999")
    call_command("search_reindex")
    call_command("search_check")
    assert titles("asthma") == ["Asthma"]
    assert SearchRow.objects.get().object_id == str(leaflet.pk)
    assert '"embedded": 1' in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
@pytest.mark.embedded  # full-text tables
def test_deleted_private_words_leave_the_file(leaflets: Write) -> None:
    leaflet = leaflets("Zebrafinch", "quetzalcoatlus", audience="group:1")
    pk = leaflet.pk
    leaflet.delete()
    index_object("leaflet", str(pk))
    tidy()
    with connection.cursor() as cursor:
        for field in fts.FIELDS:
            cursor.execute(f"SELECT block FROM {fts.table(field, 'en', 'restricted')}_data")
            assert not any(
                b"quetzal" in bytes(block) or b"zebrafinch" in bytes(block) for (block,) in cursor.fetchall()
            )


def test_unknown_kinds_are_no_error(db: None) -> None:
    index_object("nothing", "1")
    assert find(SearchRequest(query="x", viewer=ANONYMOUS)).hits == ()
    assert PrivateFile.objects.count() == 0
