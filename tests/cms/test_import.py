"""Topic files of MedlinePlus become articles: whole, once, and never half."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection

from cms.importers import medlineplus
from cms.models import ArticlePage, ImportRecord
from core import outbox
from search.models import SearchRow
from tests.cms.conftest import section

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<health-topics total="{total}" date-generated="{date} 00:00:00">'
Write = Callable[..., Path]


def topic(number: int, title: str = "Sore throat", language: str = "English", inner: str = "", text: str = "") -> str:
    summary = text or f"&lt;p&gt;About {title}.&lt;/p&gt;"
    named = f'title="{title}" ' if title else ""
    return (
        f'<health-topic {named}url="https://medlineplus.gov/t{number}.html" id="{number}" language="{language}">'
        f"{inner}<full-summary>{summary}</full-summary></health-topic>"
    )


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a topic file."""

    def make(*topics: str, date: str = "06/01/2024", name: str = "topics.xml") -> Path:
        path = tmp_path / name
        path.write_text(HEAD.format(total=len(topics), date=date) + "".join(topics) + "</health-topics>", "utf-8")
        return path

    return make


def run(*files: Path, **options: Any) -> tuple[dict[str, int], str]:
    """Run the command; returns its summary and everything it said."""
    out = StringIO()
    try:
        call_command("import_medlineplus", *map(str, files), stdout=out, **({"publish": True} | options))
        code = 0
    except SystemExit as stop:
        code = int(str(stop.code))
    said = out.getvalue()
    summary: dict[str, int] = json.loads(said.strip().splitlines()[-1])
    assert code == (1 if summary["failed"] else 0)
    return summary, said


def changes() -> int:
    """How many rows this connection has written in its life."""
    with connection.cursor() as cursor:
        return int(cursor.execute("SELECT total_changes()").fetchone()[0])


def article(title: str) -> ArticlePage:
    page: ArticlePage = ArticlePage.objects.get(title=title)
    return page


@pytest.fixture
def medlineplus_files(shared_data: Path) -> tuple[Path, Path]:
    """The two real files: four topics' worth of 2012 and the rebuilt 703 of 2024."""
    folder = shared_data / "content" / "medlineplus"
    return folder / "mplus_topics_2012-07-21.xml", folder / "rebuilt" / "mplus_topics_en_2024.xml"


@pytest.mark.data
def test_the_real_twins_of_2012_become_linked_live_pages(
    tree: None, medlineplus_files: tuple[Path, Path], client: Any
) -> None:
    summary, _said = run(medlineplus_files[0])
    assert summary == {"created": 2, "updated": 0, "unchanged": 0, "retired": 0, "failed": 0}
    english, spanish = article("Abdominal Pain"), article("Dolor abdominal")
    assert english.live
    assert spanish.live
    assert english.translation_key == spanish.translation_key
    assert english.twin == spanish
    assert english.also_called_names == ("Bellyache",)
    assert "Stomach Ache" in english.names
    assert english.code_list == (("mesh", "D015746", "Abdominal Pain"),)
    page = client.get(english.url).content.decode()
    assert "MedlinePlus.gov" in page
    assert "21 July 2012" in page
    assert spanish.url in page
    listing = client.get("/en/health/").content.decode()
    assert "Stomach Ache" in listing
    assert SearchRow.objects.filter(kind="article", title="Dolor abdominal", language="es", audience="public").exists()


@pytest.mark.data
def test_the_same_real_file_again_writes_nothing(tree: None, medlineplus_files: tuple[Path, Path]) -> None:
    run(medlineplus_files[0])
    outbox.drain_now()
    before = changes()
    summary, _said = run(medlineplus_files[0])
    assert summary == {"created": 0, "updated": 0, "unchanged": 2, "retired": 0, "failed": 0}
    assert changes() == before


@pytest.mark.data
def test_topics_of_the_real_file_are_found_under_every_name(
    tree: None, medlineplus_files: tuple[Path, Path], tmp_path: Path, client: Any
) -> None:
    """Every 35th of the 703 topics; the benchmark takes all of them."""
    head, *topics = medlineplus_files[1].read_text("utf-8").split("<health-topic ")
    assert len(topics) == 703
    chosen = [f"<health-topic {text}".removesuffix("</health-topics>\n") for text in topics[::35]]
    path = tmp_path / "some.xml"
    path.write_text(
        head + "".join(chosen) + ("" if chosen[-1].endswith("</health-topics>") else "</health-topics>"), "utf-8"
    )
    assert run(path)[0]["created"] == len(chosen)
    listing = client.get("/en/health/").content.decode()
    for page in ArticlePage.objects.all():
        assert page.live
        assert page.get_url() in listing
        row = SearchRow.objects.get(kind="article", object_id=str(page.pk))
        assert (row.title, row.audience, row.source) == (page.title, "public", "MedlinePlus.gov")
        assert set(page.names) <= set(row.names)


@pytest.mark.parametrize("first", ["old", "new"])
def test_the_newer_edition_wins_in_either_order(tree: None, write: Write, first: str) -> None:
    old = write(
        topic(1, "Belly pain", inner="<also-called>Bellyache</also-called><see-reference>Stomach Ache</see-reference>"),
        date="07/21/2012", name="old.xml",
    )  # fmt: skip
    new = write(topic(1, "Abdominal Pain", inner="<also-called>Tummy ache</also-called>"), name="new.xml")
    for path in (old, new) if first == "old" else (new, old):
        run(path)
    page = ArticlePage.objects.get()
    assert page.title == "Abdominal Pain"
    assert page.also_called_names == ("Tummy ache",)
    # The new edition has no see-references at all, so those of the old one stay.
    assert page.names == ("Tummy ache", "Stomach Ache")
    assert str(page.source_edition) == "2024-06-01"
    assert "About Abdominal Pain" in page.body_words


def test_a_file_leaves_records_that_it_does_not_name(tree: None, write: Write) -> None:
    run(write(topic(1, "Sore throat"), topic(2, "Back pain")))
    stays = article("Back pain")
    run(write(topic(1, "Sore throats"), date="07/01/2024"))
    assert article("Back pain").latest_revision_id == stays.latest_revision_id
    assert article("Sore throats").slug == "sore-throat"


def test_without_publish_a_topic_waits_as_draft(tree: None, write: Write) -> None:
    path = write(topic(1))
    run(path, publish=False)
    assert not ArticlePage.objects.get().live
    summary, _said = run(path)
    assert summary["updated"] == 1
    assert ArticlePage.objects.get().live
    assert run(path)[0]["unchanged"] == 1


def test_a_dry_run_says_and_writes_nothing(tree: None, write: Write) -> None:
    before = changes()
    assert run(write(topic(1)), dry_run=True)[0]["created"] == 1
    assert not ArticlePage.objects.exists()
    assert changes() == before


def test_a_twin_that_comes_later_is_joined(tree: None, write: Write) -> None:
    mapped = '<language-mapped-topic id="{}" language="{}">x</language-mapped-topic>'
    summary, said = run(write(topic(1, "Asthma", inner=mapped.format(2, "Spanish"))))
    assert summary["open_twins"] == 1
    assert "twin 2 has not come" in said
    run(write(topic(2, "Asma", "Spanish"), name="es.xml"))
    assert article("Asthma").twin == article("Asma")


def test_an_editors_change_is_never_overwritten(tree: None, write: Write) -> None:
    run(write(topic(1)))
    page = ArticlePage.objects.get()
    page.summary = "Our own words"
    page.save_revision().publish()
    summary, said = run(write(topic(1, "Throat"), date="07/01/2024"))
    assert summary["conflicts"] == 1
    assert "edited here" in said
    assert ArticlePage.objects.get().summary == "Our own words"


def test_a_full_edition_retires_what_it_lacks_but_not_too_much(tree: None, write: Write) -> None:
    run(write(*[topic(n, f"Topic {n}") for n in range(1, 11)]))
    summary, _said = run(write(*[topic(n, f"Topic {n}") for n in range(1, 10)], date="07/01/2024"), full_edition=True)
    assert summary["retired"] == 1
    assert not article("Topic 10").live
    few = write(topic(1, "Topic 1"), date="08/01/2024")
    summary, said = run(few, full_edition=True)
    assert summary["retired"] == 0
    assert "nothing is retired" in said
    assert article("Topic 5").live
    run(write(topic(10, "Topic 10"), date="09/01/2024"))
    assert article("Topic 10").live


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE health-topics [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    '<health-topics total="1" date-generated="06/01/2024 00:00:00">{}</health-topics>'
)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<html><body/></html>", "no MedlinePlus topic file"),
        (HEAD.format(total=1, date="06/01/2024") + topic(1) + topic(2)[:80], "ends too early"),
        (BOMB.format(topic(1)), "declares entities"),
        ("", "ends too early"),
        (HEAD.format(total=0, date="06/01/2024") + "</health-topics>", "no health topic"),
        (HEAD.format(total=1, date="yesterday") + topic(1) + "</health-topics>", "date of the edition"),
        (HEAD.format(total=1, date="06/01/2024") + "<a>" * 5000 + "</a>" * 5000 + "</health-topics>", "nested"),
    ],
    ids=["unknown", "truncated", "bomb", "empty", "no topics", "date", "deep"],
)
def test_a_bad_file_is_named_and_the_run_goes_on(
    tree: None, write: Write, tmp_path: Path, content: str, reason: str
) -> None:
    bad = tmp_path / "bad.xml"
    bad.write_text(content, "utf-8")
    summary, said = run(bad, write(topic(7, "Good topic"), name="good.xml"), tmp_path / "missing.xml")
    assert summary["created"] == 1
    assert summary["failed"] == 2
    assert reason in said
    assert "bad.xml" in said
    assert "missing.xml" in said
    assert [page.title for page in ArticlePage.objects.all()] == ["Good topic"]
    assert ImportRecord.objects.count() == 1


def test_bad_records_are_named_and_the_others_come_in(tree: None, write: Write) -> None:
    summary, said = run(
        write(topic(1, ""), topic(2, "Bon jour", "French"), topic(3, "Good"), topic(3, "Again"), topic(4, "Also good"))
    )
    assert summary["created"] == 2
    assert summary["failed"] == 3
    for words in (
        "topic 1: it has no title",
        "topic 2 (Bon jour): its language is French",
        "topic 3: its id occurs twice",
    ):
        assert words in said, said


def test_a_doctype_is_tolerated_and_not_fetched(tree: None, tmp_path: Path) -> None:
    path = tmp_path / "doctype.xml"
    head = '<?xml version="1.0"?><!DOCTYPE health-topics PUBLIC "-//NLM//DTD//EN" "http://localhost:1/none.dtd">'
    path.write_text(f'{head}<health-topics total="1" date-generated="06/01/2024 00:00:00">{topic(1)}</health-topics>')
    assert run(path)[0]["created"] == 1


def _no_room_for_the_second(execute: Callable[..., Any], sql: str, params: Any, *rest: Any) -> Any:
    """The database as it answers when the disk is full: page and revision are written, the record is not."""
    if sql.startswith("INSERT") and ImportRecord._meta.db_table in sql and "2" in params:
        raise OperationalError("database or disk is full")
    return execute(sql, params, *rest)


def test_an_error_while_writing_leaves_nothing_half_written(tree: None, write: Write) -> None:
    with connection.execute_wrapper(_no_room_for_the_second):
        summary, _said = run(write(topic(1, "One"), topic(2, "Two"), topic(3, "Three")))
    assert (summary["created"], summary["failed"]) == (2, 1)
    assert sorted(page.title for page in ArticlePage.objects.all()) == ["One", "Three"]
    assert not ArticlePage.find_problems()[0]
    assert section("health").get_children().count() == 2


def test_foreign_markup_does_not_survive(tree: None, write: Write, client: Any) -> None:
    text = (
        "&lt;h3&gt;What is it?&lt;/h3&gt;&lt;p onclick=\"x()\" style='color:red'&gt;"
        "Plain&lt;script&gt;alert(1)&lt;/script&gt;"
        "&lt;/p&gt;&lt;p style=&quot;x&quot;&gt;NIH: National Institute&lt;/p&gt;"
    )
    run(write(topic(1, "Markup", text=text)))
    page = article("Markup")
    assert page.attribution == "NIH: National Institute"
    assert [block.value["heading"] for block in page.sections] == ["What is it?"]
    body = client.get(page.url).content.decode()
    assert "Plain" in body
    for word in ("alert(1)", "onclick", "style="):
        assert word not in body


def test_titles_that_meet_get_addresses_of_their_own(tree: None, write: Write) -> None:
    run(write(topic(1, "Asthma"), topic(2, "Asthma")))
    assert sorted(ArticlePage.objects.values_list("slug", flat=True)) == ["asthma", "asthma-2"]


def test_the_edition_of_a_web_answer_comes_from_its_name(tmp_path: Path) -> None:
    from cms.importers.medlineplus_xml import survey

    path = tmp_path / "wsearch_2026-10-08.xml"
    path.write_text(
        f"<nlmSearchResult><list><document><content>{topic(1)}</content></document></list></nlmSearchResult>"
    )
    assert str(survey(path).moment) == "2026-10-08 00:00:00+00:00"
    assert medlineplus.split_attribution("<p>NIH: X institute</p>") == ("", "NIH: X institute")
