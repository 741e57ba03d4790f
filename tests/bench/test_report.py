"""The page of figures: what it is made of, and that it can be made from little."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bench import history, report
from bench.bare import message, packed
from bench.chart import burden, draw
from bench.crowd import whole_frame
from bench.history import Run
from bench.row import Row

SVG = "{http://www.w3.org/2000/svg}"
MET = Row("cached-gzip", "cached article: CPU against nginx", 0.25, "ms", 0.1, "<= 3")
MISSED = Row("durable-500", "500 sockets | durable", 30.0, "µs", 10.0, "<= 2")
PLAIN = Row("rendered-home", "home & rendered <anew>", 12.0, "ms")
QUERIES = [Row(f"queries stranger: /{n}/", f"queries, stranger: /{n}/", n, goal="<= 12") for n in range(1, 30)]


def run_of(*rows: Row, group: str = "pages", at: str = "2026-11-23T10:00:00+00:00") -> Run:
    return Run(at, group, "abc1234", "A machine, 2 cores", 0.5, 60, rows)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small history: one group twice, another once."""
    found = tmp_path / "performance"
    earlier = Row(MET.key, MET.name, 0.4, "ms", 0.1, "<= 3")
    history.append(found / "history.jsonl", [run_of(earlier), run_of(MISSED, group="sockets")])
    history.append(found / "history.jsonl", [run_of(MET, PLAIN, at="2026-11-24T10:00:00+00:00")])
    return found


def test_a_target_is_about_the_ratio_where_there_is_a_reference() -> None:
    assert (MET.is_met, MISSED.is_met, PLAIN.is_met) == (True, False, None)
    assert Row("a", "a", 5.0, goal="<= 5").is_met
    assert not Row("a", "a", 0.3, reference=1.0, goal=">= 0.4").is_met


def test_history_gives_back_what_was_kept(folder: Path) -> None:
    runs = history.read(folder / "history.jsonl")
    assert [run.group for run in runs] == ["pages", "sockets", "pages"]
    assert runs[2] == run_of(MET, PLAIN, at="2026-11-24T10:00:00+00:00")
    assert [row.value for row in history.series(runs, MET.key)] == [0.4, 0.25]


def test_the_page_shows_the_newest_figures_of_each_group(folder: Path) -> None:
    report.write(folder)
    page = folder.with_suffix(".md").read_text()
    assert "1 of 2 targets met. Missed: 500 sockets | durable." in page
    assert "| cached article: CPU against nginx | 0.25 ms | 0.1 ms | 2.5 | ≤ 3 | met |" in page
    assert "| 500 sockets / durable | 30 µs | 10 µs | 3 | ≤ 2 | **missed** |" in page
    assert "2026-11-24T10:00" in page
    assert "0.4 ms" not in page
    assert "abc1234" in page


def test_every_table_of_the_page_has_one_number_of_columns(folder: Path) -> None:
    report.write(folder)
    rows = re.findall(r"^\|.*\|$", folder.with_suffix(".md").read_text(), re.MULTILINE)
    assert {row.count("|") for row in rows} == {7}


def test_the_chart_is_a_picture_with_a_line_for_each_headline(folder: Path) -> None:
    report.write(folder)
    picture = ET.parse(folder / "chart.svg").getroot()
    assert picture.tag == f"{SVG}svg"
    lines = picture.findall(f"{SVG}polyline")
    assert [len(line.attrib["points"].split()) for line in lines] == [2, 1]
    words = [text.text for text in picture.findall(f"{SVG}text")]
    assert "2.5× (≤ 3)" in words
    assert "3× (≤ 2)" in words


def test_nothing_measured_yet_is_a_page_too(tmp_path: Path) -> None:
    assert report.page([]).startswith("# Performance")
    ET.fromstring(draw([]))


def test_the_chart_puts_the_target_at_one() -> None:
    assert burden(Row("a", "a", 3.0, reference=1.0, goal="<= 3")) == 1
    assert burden(Row("a", "a", 0.8, reference=1.0, goal=">= 0.4")) == 0.5
    assert burden(Row("a", "a", 0, goal="<= 0")) == 0
    assert burden(Row("a", "a", 2, goal="<= 0")) > 1


def test_of_counted_queries_only_the_largest_and_the_missed_are_shown() -> None:
    page = report.page([run_of(*QUERIES, group="queries")])
    shown = {int(number) for number in re.findall(r"stranger: /(\d+)/ \|", page)}
    assert shown == set(range(13, 30))


def test_the_table_marks_what_is_missed() -> None:
    lines = report.table([MET, MISSED]).splitlines()
    assert lines[1].startswith("  cached")
    assert lines[2].startswith("! 500")


@pytest.mark.parametrize("size", [150, 377, 5000])
def test_clients_read_what_the_bare_server_packs(size: int) -> None:
    text = message(size).encode()
    frame = packed(text)
    assert len(text) == size
    assert whole_frame(frame + frame[:1], 0) == (0x81, text, len(frame))
    assert whole_frame(frame[:-1], 0) is None
