"""The demonstration content: complete pairs, plain words, public sources, references that resolve, nobody named."""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Final

import pyphen
import pytest
from PIL import Image, ImageChops, ImageStat

from cases.deidentify import find, is_blocked
from cases.drawings import FOLDER, PAINTERS, path_of

ROOT: Final = Path(__file__).resolve().parents[2]
ENGLISH_GRADE: Final = 8.0
SPANISH_EASE: Final = 55.0
SHORT_SENTENCE: Final = 20
SHORT_SHARE: Final = 0.9
LANGUAGES: Final = ("en", "es")
HYPHENS: Final = {"en": pyphen.Pyphen(lang="en_US"), "es": pyphen.Pyphen(lang="es")}
WORD: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
NECESSARY_ANCHORS: Final = {"if-nothing-is-done", "get-help", "what-you-can-do"}


@cache
def load(path: str) -> Any:
    """One file of demonstration data."""
    data = json.loads((ROOT / path).read_text(encoding="utf-8"))
    assert data["demonstration"] is True
    return data


def loaded(folder: str) -> list[Any]:
    """The records of a folder with a file for each."""
    return [load(str(path.relative_to(ROOT))) for path in sorted((ROOT / folder).glob("*.json"))]


def articles() -> list[Any]:
    return loaded("cms/demo/articles")


def drugs() -> list[Any]:
    return loaded("cms/demo/drugs")


def keys(path: str, name: str, field: str = "key") -> set[str]:
    return {row[field] for row in load(path)[name]}


def people() -> set[str]:
    return keys("accounts/demo/people.json", "people")


def tags() -> set[str]:
    return keys("cms/demo/tags.json", "tags", "slug")


def threads_of(group: dict[str, Any]) -> list[Any]:
    return [*load(f"community/demo/threads-{group['slug']}.json")["threads"]]


def threads() -> list[Any]:
    return [thread for group in load("community/demo/groups.json")["groups"] for thread in threads_of(group)]


def strings(value: Any) -> list[str]:
    """Every string inside a value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return list(chain.from_iterable(map(strings, value.values())))
    return list(chain.from_iterable(map(strings, value))) if isinstance(value, list) else []


def closed(line: str) -> str:
    """A line that ends like a sentence, so that list items count as sentences."""
    return line if line[-1] in ".!?:" else f"{line}."


def parts(page: dict[str, Any]) -> dict[str, str]:
    """The parts of a page as a reader meets them."""
    texts = {name: page.get(name) or [] for name in ("short_version", "emergency", "questions", "what_to_do", "who")}
    texts["summary"] = [page["summary"]]
    texts["do_not_stop"] = page.get("do_not_stop", {}).get("paragraphs", [])
    texts["interactions"] = [row["what"] for row in page.get("interactions", [])]
    for section in page.get("sections", []):
        texts[section["heading"]] = [
            *chain.from_iterable(section.get(n, []) for n in ("paragraphs", "items", "do", "dont"))
        ]
    return {name: "\n".join(map(closed, lines)) for name, lines in texts.items() if lines}


def sentences(text: str) -> list[list[str]]:
    return [words for part in re.split(r"(?<=[.!?])\s+|\n", text) if (words := WORD.findall(part))]


def syllables(word: str, language: str) -> int:
    return len(HYPHENS[language].positions(word)) + 1


def reading_level(text: str, language: str) -> float:
    """Flesch-Kincaid grade for English; INFLESZ, that is Szigriszt-Pazos, for Spanish."""
    lines = sentences(text)
    words = [word for line in lines for word in line]
    sounds = sum(syllables(word, language) for word in words) / len(words)
    length = len(words) / len(lines)
    return 0.39 * length + 11.8 * sounds - 15.59 if language == "en" else 206.835 - 62.3 * sounds - length


def is_plain(text: str, language: str) -> bool:
    level = reading_level(text, language)
    return level <= ENGLISH_GRADE if language == "en" else level >= SPANISH_EASE


def paged() -> list[Any]:
    """Everything that readers read."""
    return [*articles(), *drugs(), *loaded("cms/demo/alerts"), *load("cms/demo/pages.json")["pages"]]


@pytest.mark.parametrize("page", paged(), ids=lambda page: str(page["key"]))
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_part_is_easy_to_read(page: dict[str, Any], language: str) -> None:
    texts = parts(page[language])
    hard = {name: reading_level(text, language) for name, text in texts.items() if not is_plain(text, language)}
    assert not hard
    lengths = [len(line) for text in texts.values() for line in sentences(text)]
    assert sum(length < SHORT_SENTENCE for length in lengths) >= SHORT_SHARE * len(lengths)


@pytest.mark.parametrize("page", paged(), ids=lambda page: str(page["key"]))
def test_pair_is_complete(page: dict[str, Any]) -> None:
    shapes = [
        (
            [
                (s["anchor"], s.get("kind"), *(len(s.get(n, [])) for n in ("items", "do", "dont")))
                for s in words.get("sections", [])
            ],
            *(
                len(words.get(n) or [])
                for n in ("emergency", "short_version", "questions", "what_to_do", "interactions")
            ),
            len(words.get("dose_table", {}).get("rows", [])),
        )
        for words in (page["en"], page["es"])
    ]
    assert shapes[0] == shapes[1]
    assert page["en"]["slug"]
    assert page["es"]["slug"]


@pytest.mark.parametrize("page", [*articles(), *drugs()], ids=lambda page: str(page["key"]))
@pytest.mark.parametrize("language", LANGUAGES)
def test_page_says_what_to_do_and_where_it_comes_from(page: dict[str, Any], language: str) -> None:
    words = page[language]
    assert {section["anchor"] for section in words["sections"]} >= NECESSARY_ANCHORS
    assert len(words["short_version"]) == 3
    assert words["questions"]
    assert len(words["sources"]) >= 2
    for source in words["sources"]:
        assert source["title"]
        assert source["publisher"]
        assert source["url"].startswith("https://")
        assert source["accessed_days_ago"] >= page["checked"]["checked_days_ago"]
    assert page["disclosure"][language]
    if words["emergency"]:
        assert any("{emergency}" in text for text in strings(words["sections"]))


def test_drugs_open_with_do_not_stop_and_cite_doses_and_interactions() -> None:
    for page in drugs():
        for language in LANGUAGES:
            words = page[language]
            count = len(words["sources"])
            assert words["do_not_stop"]["paragraphs"]
            table = words["dose_table"]
            assert table["sources"]
            assert all(0 <= index < count for index in table["sources"])
            assert all(len(row) == len(table["columns"]) and all(row) for row in table["rows"])
            assert all(0 <= row["source"] < count for row in words["interactions"])


def test_checks_are_signed_by_the_right_people_and_stand_at_each_age() -> None:
    cast = {row["key"]: row for row in load("accounts/demo/people.json")["people"]}
    for page in [*articles(), *drugs()]:
        reviewer = cast[page["checked"]["reviewer"]]
        assert "reviewer" in reviewer["roles"]
        assert reviewer["specialty"] in page["specialties"]
        assert reviewer["licence"]["verified_days_ago"] > page["checked"]["checked_days_ago"]
        assert reviewer["key"] != page["author"]
    left = [page["checked"]["review_in_days"] for page in articles()]
    assert any(days < 0 for days in left)
    assert any(0 < days <= 30 for days in left)
    assert sum(days > 30 for days in left) > len(left) / 2


def test_references_resolve() -> None:
    everything = [*articles(), *drugs(), *loaded("cms/demo/alerts")]
    groups = load("community/demo/groups.json")["groups"]
    events = load("events/demo/events.json")["events"]
    told = [*load("cases/demo/cases.json")["cases"], *load("cases/demo/cases.json")["waiting"]]
    used_tags = set(chain.from_iterable(row["tags"] for row in [*everything, *threads(), *told, *events]))
    assert used_tags <= tags()
    slugs = {group["slug"] for group in groups}
    assert {row["group"] for row in [*told, *events] if row["group"]} <= slugs
    specialties = keys("accounts/demo/specialties.json", "specialties", "slug")
    assert {case["specialty"] for case in told} <= specialties
    assert set(chain.from_iterable(page["specialties"] for page in [*articles(), *drugs()])) <= specialties
    known = people()
    assert {p for e in events for p in [e["host"], *e["speakers"], *e["attending"], *e["waiting"]]} <= known
    assert {p["author"] for case in told for p in case.get("posts", [])} <= known


def test_centres_are_fiction_and_complete() -> None:
    centres = load("cms/demo/centres.json")["centres"]
    assert len({row["key"] for row in centres}) == len({row["phone"] for row in centres}) == 12
    places = {row["place"] for row in load("accounts/demo/people.json")["people"]}
    for row in centres:
        # The range that the British regulator keeps for drama.
        assert re.fullmatch(r"\+44 1632 960\d{3}", row["phone"])
        assert row["town"] in places
        assert set(row["tags"]) <= tags()
        assert len(row["en"]["hours"]) == len(row["es"]["hours"]) > 0
        assert len(row["en"]["languages"]) == len(row["es"]["languages"]) > 0


def test_people_are_fiction_and_have_the_roles_that_the_site_needs() -> None:
    cast = load("accounts/demo/people.json")["people"]
    assert len({row["key"] for row in cast}) == len({row["email"] for row in cast}) == len(cast) >= 20
    assert len({row["name"] for row in cast}) == len(cast)
    assert all(row["email"].endswith("@example.org") for row in cast)
    assert {role for row in cast for role in row["roles"]} == {"editor", "reviewer", "verifier", "moderator", "admin"}
    assert all(row["signs_in"] for row in cast if row["roles"])
    for row in cast:
        assert set(row["bio"]) == set(LANGUAGES)
    physicians = [row for row in cast if row["licence"]]
    assert len({row["specialty"] for row in physicians}) >= 12
    assert len({row["place"] for row in physicians}) >= 3
    assert len({language for row in physicians for language in row["languages"]}) >= 4


def verified() -> set[str]:
    rows = load("accounts/demo/people.json")["people"]
    return {row["key"] for row in rows if row["licence"] and row["licence"]["state"] == "verified"}


def test_groups_cover_each_level_and_only_verified_members_write() -> None:
    groups = load("community/demo/groups.json")["groups"]
    assert {group["level"] for group in groups} == {"open", "restricted", "closed", "secret"}
    assert {group["language"] for group in groups} == set(LANGUAGES)
    for group in groups:
        assert {member["person"] for member in group["members"]} <= verified()
        members = {member["person"] for member in group["members"] if member["role"] in {"member", "moderator"}}
        threads = threads_of(group)
        assert 6 <= len(threads) <= 12
        assert sum(len(thread["posts"]) >= 8 for thread in threads) >= 2
        for thread in threads:
            _look_at_thread(thread, members)
    assert {member["role"] for group in groups for member in group["members"]} > {"invited", "asked"}


def _look_at_thread(thread: dict[str, Any], members: set[str]) -> None:
    posts = thread["posts"]
    assert 3 <= len(posts) <= 25
    assert {post["author"] for post in posts} <= members
    assert all(set(post["helped"]) <= members - {post["author"]} for post in posts)
    ages = [post["minutes_ago"] for post in posts]
    assert ages == sorted(ages, reverse=True)
    assert ages[-1] > 0
    assert sum(post["answer"] for post in posts) == (thread["kind"] == "question")
    before: set[str] = set()
    for post in posts:
        assert post.get("reply_to", posts[0]["key"]) in before | {posts[0]["key"]}
        assert ("first_body" in post) == ("edited_minutes_ago" in post)
        assert post.get("edited_minutes_ago", 0) < post["minutes_ago"]
        before.add(post["key"])


def test_discussions_have_depth() -> None:
    posts = [post for thread in threads() for post in thread["posts"]]
    assert len({post["key"] for post in posts}) == len(posts)
    assert sum(len(thread["posts"]) >= 12 for thread in threads()) >= 4
    assert sum("reply_to" in post for post in posts) >= 40
    assert sum("first_body" in post for post in posts) >= 3
    names = {row["name"] for row in load("accounts/demo/people.json")["people"] if row["key"] in verified()}
    assert sum(f"@{name}" in post["body"] for post in posts for name in names) >= 4


@pytest.mark.parametrize("group", load("community/demo/groups.json")["groups"], ids=lambda group: str(group["slug"]))
def test_discussions_pass_the_de_identifier(group: dict[str, Any]) -> None:
    """Names of members after an @ are taken out, as the check of a post does."""
    names = [row["name"] for row in load("accounts/demo/people.json")["people"]]
    found = []
    for thread in threads_of(group):
        told = [
            thread["title"],
            *(post[part] for post in thread["posts"] for part in ("body", "first_body") if part in post),
        ]
        for text in told:
            seen = text
            for name in names:
                seen = seen.replace(f"@{name}", " " * (len(name) + 1))
            found += [seen[one.start : one.end] for one in find(seen, group["language"]) if one.blocks]
    assert not found


def cases(part: str = "cases") -> list[Any]:
    return [*load("cases/demo/cases.json")[part]]


def test_cases_name_nobody_and_their_votes_add_up() -> None:
    names = {
        name for row in load("accounts/demo/people.json")["people"] for name in (*row["name"].split(), row["place"])
    }
    for case in cases():
        told = " ".join(
            strings([case[name] for name in ("title", "history", "examination", "findings", "question", "posts")])
        )
        assert not names & set(WORD.findall(told))
        assert not re.search(r"\b(19|20)\d\d\b|\d[/-]\d+[/-]\d|@|https?:", told)
        assert re.fullmatch(r"[1-8]?\d-[1-8]?\d", case["age_band"])
        assert {vote["person"] for vote in case["votes"]}.isdisjoint({case["owner"]})
        for vote in case["votes"]:
            assert sum(item["percent"] for item in vote["diagnoses"]) <= 100
            assert len(vote["diagnoses"]) <= 5
        assert (case["state"] == "closed") == (case["resolution"] is not None)
        days = [case["published_days_ago"], *(post["days_ago"] for post in case["posts"])]
        days += [case["resolution"]["closed_days_ago"]] if case["resolution"] else []
        assert days == sorted(days, reverse=True)
        assert days[-1] > 0


def test_cases_cover_many_specialties_and_show_drawings_of_our_own() -> None:
    assert len(cases()) >= 10
    assert len({case["specialty"] for case in cases()}) >= 8
    assert {case["language"] for case in cases()} == set(LANGUAGES)
    shown = [case["image"] for case in [*cases(), *cases("waiting")] if case["image"]]
    assert {image["drawing"] for image in shown} == set(PAINTERS)
    assert all(len(image["alt"]) > 40 for image in shown)
    assert {path.name for path in FOLDER.iterdir()} == {path_of(name).name for name in PAINTERS}
    assert all(path_of(name).stat().st_size < 60_000 for name in PAINTERS)


@pytest.mark.parametrize("name", sorted(PAINTERS))
def test_a_drawing_is_what_its_script_draws(name: str) -> None:
    """The committed files may be compressed, so they are compared at the size of a stamp."""
    with Image.open(path_of(name)) as kept:
        assert not kept.info.keys() & {"exif", "xmp", "icc_profile", "comment"}
        drawn, small = PAINTERS[name](), (120, 90)
        assert kept.size == drawn.size
        apart = ImageChops.difference(kept.convert("RGB").resize(small), drawn.resize(small))
    assert max(ImageStat.Stat(apart).mean) < 3


def as_the_gate_reads(case: dict[str, Any]) -> str:
    """In one piece: a lone title gives the detector nothing to judge by."""
    image = case.get("image")
    parts = [case[part] for part in ("title", "history", "examination", "findings", "question")]
    return "\n\n".join([*parts, image["alt"] if image else ""])


@pytest.mark.parametrize("case", [*cases(), *cases("waiting")], ids=lambda case: str(case["key"]))
def test_case_passes_the_de_identifier(case: dict[str, Any]) -> None:
    texts = [as_the_gate_reads(case), *(post["body"] for post in case.get("posts", []))]
    if case.get("resolution"):
        texts.append("\n\n".join([case["diagnosis"], case["resolution"]["evidence"], *case["teaching_points"]]))
    for text in texts:
        assert not is_blocked(find(text, case["language"]))


@pytest.mark.parametrize("draft", cases("drafts"), ids=lambda draft: str(draft["key"]))
def test_draft_shows_the_de_identifier_at_work(draft: dict[str, Any]) -> None:
    """Drafts hold invented names, dates and places on purpose: opening one shows what is caught."""
    text = as_the_gate_reads(draft)
    caught = [text[found.start : found.end] for found in find(text, draft["language"]) if found.blocks]
    assert draft["planted"]
    for planted in draft["planted"]:
        assert any(planted in words for words in caught), planted


def test_events_seat_nobody_beyond_their_capacity() -> None:
    members = {g["slug"]: {m["person"] for m in g["members"]} for g in load("community/demo/groups.json")["groups"]}
    assert len(load("events/demo/events.json")["events"]) >= 6
    for event in load("events/demo/events.json")["events"]:
        assert event["starts_in_days"] > 1
        assert len(event["attending"]) <= event["capacity"]
        assert not event["waiting"] or len(event["attending"]) == event["capacity"]
        assert {interest["person"] for interest in event["declared_interests"]} == set(event["speakers"])
        assert all(event[language]["title"] and event[language]["description"] for language in LANGUAGES)
        if event["group"]:
            assert {event["host"], *event["attending"], *event["waiting"]} <= members[event["group"]]


@pytest.mark.parametrize("path", sorted(ROOT.glob("*/demo/**/*.json")), ids=lambda path: str(path.relative_to(ROOT)))
def test_text_is_plain_and_leaves_the_emergency_number_to_the_site(path: Path) -> None:
    for text in strings(json.loads(path.read_text(encoding="utf-8"))):
        assert not re.search(r"</?[a-z]", text)
        assert not re.search(r"\b(112|911|999|061)\b", text)
        assert text == text.strip()
