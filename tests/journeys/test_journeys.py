"""What people come for, from the first page to the last, in English and in Spanish."""

from __future__ import annotations

import re
import time
from email import message_from_string, policy
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation
from playwright.sync_api import FilePayload, Page, WebSocketRoute, expect

from events.enums import RegistrationState
from tests.cases.making import ALT, NAME, SECRETS, WORDS, photo
from tests.cases.test_journey import SPANISH
from tests.core.serve.process import Site
from tests.journeys.visitor import WAIT, Crowd, Visitor, told

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("language", ["en", "es"])]

OTHER = {"en": "es", "es": "en"}
ARTICLE = told("cms/demo/articles/high-blood-pressure.json")
PRIVATE = {"community", "cases"}
TYPOS = {"en": "hihg blood presure", "es": "presion arterail"}
# A thread of a group that strangers do not see, and words that stand in it.
TALK = {"en": ("physician_b", "ejection fraction"), "es": ("physician_b", "rehidratación oral")}
THREADS = {"en": ("primary-care-questions", "cough"), "es": ("primary-care-questions", "vaccine")}


def link_to(page: Page, path: str) -> Any:
    """The first link in the main part that leads to this path."""
    return page.locator(f'main a[href^="{path}"]').first


# Articles


def test_a_reader_finds_an_article_and_its_twin(crowd: Crowd, language: str) -> None:
    here, there = ARTICLE[language], ARTICLE[OTHER[language]]
    reader = crowd.visitor(language)
    page = reader.go("")
    page = reader.follow(link_to(page, f"/{language}/health/"))
    page = reader.follow(link_to(page, f"/{language}/health/{here['slug']}/"))
    expect(page.locator("h1")).to_have_text(here["title"])
    for name in here["also_called"]:
        expect(page.locator(".also")).to_contain_text(name)
    for words, code in ((there, OTHER[language]), (here, language)):
        with page.expect_navigation():
            page.locator(f".trust a[hreflang={code}], main a[hreflang={code}]").first.click()
        reader.judge(code)
        expect(page.locator("h1")).to_have_text(words["title"])


@pytest.fixture(scope="module")
def imported(site: Site, shared_data: Path) -> dict[str, str]:
    """Titles of the topics taken in beside the running server."""
    file = shared_data / "content" / "medlineplus" / "mplus_topics_2012-07-21.xml"
    if not file.is_file():
        pytest.skip(f"needs {file.name} of MedlinePlus in the folder of real data")
    done = site.command("import_medlineplus", str(file), "--publish")
    assert done.returncode == 0, done.stdout + done.stderr
    codes = {"English": "en", "Spanish": "es"}
    topics = ET.parse(file).getroot().iter("health-topic")
    return {codes[str(topic.get("language"))]: str(topic.get("title")) for topic in topics}


@pytest.mark.data
def test_an_imported_topic_names_its_source(crowd: Crowd, imported: dict[str, str], language: str) -> None:
    reader = crowd.visitor(language)
    page = reader.go("health/")
    reader.follow(page.locator("#topics a", has_text=imported[language]).first)
    expect(page.locator("h1")).to_have_text(imported[language])
    expect(page.locator("#source")).to_contain_text("MedlinePlus")
    expect(page.locator("#source")).to_contain_text("2012")


# Search


def test_a_search_survives_a_slip_and_marks_what_it_found(crowd: Crowd, language: str) -> None:
    reader = crowd.visitor(language)
    for words in (ARTICLE[language]["title"], TYPOS[language]):
        page = reader.go("")
        page.fill("#home-search", words)
        with page.expect_navigation():
            page.press("#home-search", "Enter")
        reader.judge()
        first = page.locator(".result").first
        expect(first.locator("h2 a")).to_have_attribute("href", f"/{language}/health/{ARTICLE[language]['slug']}/")
        expect(first.locator("mark").first).to_be_visible()
        assert page.locator("input[name=kind][value=article]").count() == 1
        assert page.locator(f"input[name=lang][value={language}]").count() == 1
    reader.go(f"search/?q={quote_plus(TYPOS[language])}&kind=article&lang={language}")
    assert all(path.startswith(f"/{language}/health/") for path in reader.hrefs(".result h2 a"))


def test_only_who_may_read_a_post_finds_it(crowd: Crowd, language: str) -> None:
    person, words = TALK[language]
    found = {}
    for who in (person, ""):
        reader = crowd.visitor(language, who)
        reader.go(f"search/?q={quote_plus(words)}")
        found[who] = [path for path in reader.hrefs(".result a") if "/community/" in path]
    assert found[person]
    assert not found[""]


# Groups


def open_thread(visitor: Visitor, group: str, words: str) -> Page:
    """From the list of groups into a thread."""
    page = visitor.go("community/")
    visitor.follow(page.locator(f'main a[href*="-{group}/"]').first)
    visitor.follow(page.locator('main a[href*="/threads/"]', has_text=words).first)
    return page


def write(page: Page, text: str) -> None:
    page.fill("#composer-body", text)
    page.locator("form[data-composer] .button-main").click()


class Line:
    """The way of a socket to the real server, which can be cut."""

    def __init__(self, visitor: Visitor) -> None:
        self.sockets: list[WebSocketRoute] = []
        self.is_cut = False
        visitor.page.route_web_socket("**/ws/v1/*", self.connect)

    def connect(self, socket: WebSocketRoute) -> None:
        if self.is_cut:
            socket.close()
            return
        self.sockets.append(socket)
        socket.connect_to_server()

    def cut(self) -> None:
        self.is_cut = True
        for socket in self.sockets:
            socket.close()


def test_colleagues_talk_live_and_miss_nothing(crowd: Crowd, language: str) -> None:
    first, second = crowd.visitor(language, "physician_a"), crowd.visitor(language, "physician_b")
    line = Line(second)
    here, there = open_thread(first, *THREADS[language]), open_thread(second, *THREADS[language])
    texts = [f"{word} thought, {language}, for the live thread" for word in ("First", "Second", "Third", "Fourth")]
    write(here, texts[0])
    expect(there.locator("[data-body]", has_text=texts[0])).to_have_count(1)
    line.cut()
    write(here, texts[1])
    write(here, texts[2])
    expect(here.locator("[data-body]", has_text=texts[2])).to_have_count(1)
    expect(there.locator("[data-connection]")).to_be_visible()
    expect(there.locator("[data-body]", has_text=texts[1])).to_have_count(0)
    line.is_cut = False
    there.locator("[data-connection-now]").click()
    for text in texts[:3]:
        expect(there.locator("[data-body]", has_text=text)).to_have_count(1)
    write(there, texts[3])
    expect(here.locator("[data-body]", has_text=texts[3])).to_have_count(1)
    first.judge()
    second.judge()


def test_a_thread_works_with_scripts_off(crowd: Crowd, language: str) -> None:
    visitor = crowd.visitor(language, "physician_d", java_script_enabled=False)
    page = visitor.page
    page.goto(f"{crowd.base}/{language}/community/")
    page.locator('main a[href*="-primary-care-questions/"]').first.click()
    page.locator('main a[href*="/threads/"]', has_text="work in this group").first.click()
    text = f"By plain form, {language}"
    write(page, text)
    expect(page.locator("[data-body]", has_text=text)).to_have_count(1)
    assert page.locator("html").get_attribute("lang") == language
    assert not visitor.said


# Cases


PEOPLE = {"en": ("physician_a", "physician_b", "physician_c"), "es": ("physician_c", "physician_b", "physician_a")}
TEXTS = {"en": WORDS, "es": SPANISH}


def write_case(author: Visitor, words: dict[str, Any]) -> None:
    """Steps one and two: the words, then a photograph full of hidden words."""
    page = author.go("cases/new/")
    for name in ("title", "history", "examination", "findings", "question"):
        page.fill(f"[name={name}]", words[name])
    for name in ("language", "specialty", "audience"):
        page.select_option(f"select[name={name}]", words[name])
    author.follow(page.locator("form:has([name=title]) .button-main"))
    picture: FilePayload = {"name": f"{NAME}.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    page.set_input_files("input[type=file]", files=[picture])
    page.fill("[name=alt]", ALT)
    author.follow(page.locator("form:has([name=alt]) .button-main"))


def clear_case(author: Visitor) -> None:
    """Step three: it goes out only when the last finding that blocks has an answer."""
    page = author.page
    author.follow(page.locator('main a[href$="/check/"]').first)
    author.follow(page.locator('form[action$="/check/"] button'))
    send = page.locator('form[action$="/send/"] button')
    undecided = page.locator("section[aria-labelledby=findings] > div .finding-card:has([value=remove])")
    assert undecided.count() >= 3
    page.check("[name=attested]")
    while undecided.count():
        expect(send).to_have_attribute("aria-disabled", "true")
        answer = undecided.first.locator("[name=decision][value=replace], [name=decision][value=remove]").first
        author.follow(answer)
    page.check("[name=attested]")
    author.follow(send)
    assert "/cases/submissions/" in page.url


def picture_in(visitor: Visitor) -> tuple[str, bytes]:
    """Path and bytes of the image on the page."""
    path = visitor.page.locator('img[src^="/files/"]').get_attribute("src")
    assert path
    return path, visitor.context.request.get(visitor.base + path).body()


def test_a_case_goes_from_the_draft_to_a_reader(crowd: Crowd, language: str) -> None:
    words = TEXTS[language]
    author, second, reader = (crowd.visitor(language, person) for person in PEOPLE[language])
    write_case(author, words)
    clear_case(author)
    page = second.go("cases/?tab=waiting")
    second.follow(page.locator('main a[href*="/cases/reviews/"]', has_text=words["title"]).first)
    assert not [secret for secret in SECRETS if secret in page.content()]
    page.check("[name=decision][value=approve]")
    page.check("[name=looked]")
    second.follow(page.locator("form:has([name=looked]) .button-main"))
    page = reader.go("cases/")
    reader.follow(page.locator("main a", has_text=words["title"]).first)
    expect(page.locator("h1")).to_have_text(words["title"])
    assert not [secret for secret in SECRETS if secret in page.content()]
    path, picture = picture_in(reader)
    assert picture
    assert NAME.encode() not in picture
    address = page.evaluate("location.pathname")
    assert reader.status(address) == 200
    outsider = crowd.visitor(language, "unverified")
    assert (outsider.status(address), outsider.status(path)) == (404, 404)


# Events


FULL = "echo-evening-northmere"
OPEN = "blood-pressure-at-home"
GUESTS = {"en": "physician_c", "es": "verifier_a"}


def open_event(visitor: Visitor, key: str) -> str:
    """From the list to an event; returns its public id."""
    event = next(each for each in told("events/demo/events.json")["events"] if each["key"] == key)
    page = visitor.go("events/")
    visitor.follow(page.locator("main a", has_text=event[visitor.language]["title"]).first)
    return str(page.evaluate("location.pathname.split('/').at(-2)"))


def expect_state(visitor: Visitor, state: RegistrationState) -> None:
    with translation.override(visitor.language):
        expect(visitor.page.locator("aside:has(#places) strong")).to_have_text(str(state.label))


def test_a_place_stands_in_the_calendar(crowd: Crowd, language: str) -> None:
    guest = crowd.visitor(language, GUESTS[language])
    event = open_event(guest, OPEN)
    guest.follow(guest.page.locator("[name=verb][value=take]"))
    expect_state(guest, RegistrationState.REGISTERED)
    page = guest.go("events/feed/")
    address = page.input_value("#feed-address")
    assert address.startswith(crowd.base)
    calendar = crowd.visitor(language).context.request.get(address)
    assert calendar.headers["content-type"].startswith("text/calendar")
    assert event in calendar.text().replace("\r\n ", "")
    one = guest.context.request.get(f"{crowd.base}/{language}/events/{event}/event.ics")
    assert "BEGIN:VEVENT" in one.text()


def test_a_full_event_has_a_waiting_list(crowd: Crowd, language: str) -> None:
    guest = crowd.visitor(language, "reviewer")
    open_event(guest, FULL)
    expect_state(guest, RegistrationState.WAITING)
    guest.follow(guest.page.locator("[name=verb][value=give]"))
    guest.follow(guest.page.locator("[name=verb][value=take]"))
    expect_state(guest, RegistrationState.WAITING)


# Tags


def test_a_tag_gathers_what_its_reader_may_see(crowd: Crowd, language: str) -> None:
    """Each of these two tags stands on an article; together they stand on all kinds. Closed ones are not shown."""
    assert "home-monitoring" in ARTICLE["tags"]
    physician, stranger = crowd.visitor(language, "physician_b"), crowd.visitor(language)
    for tag, kinds in (
        ("home-monitoring", {"health", "community", "events"}),
        ("children", {"health", "community", "cases"}),
    ):
        seen = []
        for visitor in (physician, stranger):
            visitor.go(f"search/tags/{tag}/")
            seen.append({path.split("/")[2] for path in visitor.hrefs(".result h2 a")})
        assert kinds <= seen[0]
        assert kinds - {"community", "cases"} <= seen[1]
        assert not seen[1] & {"community", "cases"}


# Accounts


def mail_to(folder: Path, address: str) -> str:
    """The text of the mail, when it has come through the outbox."""
    end = time.monotonic() + WAIT / 1000
    while time.monotonic() < end:
        for file in folder.glob("*.log"):
            for text in file.read_text().split("-" * 79):
                mail = message_from_string(text.lstrip(), policy=policy.default)
                if mail["To"] == address and (body := mail.get_body(("plain",))):
                    return str(body.get_content())
        time.sleep(0.2)
    raise AssertionError(f"no mail to {address}")


def test_an_account_is_confirmed_by_mail(crowd: Crowd, language: str) -> None:
    visitor, address = crowd.visitor(language), f"new.{language}@example.org"
    page = visitor.go("account/signup/")
    page.fill("[name=name]", "Robin Newcomer")
    page.fill("[name=email]", address)
    page.fill("[name=password1]", "quiet-Lantern-58-meadow")
    visitor.follow(page.locator("form:has([name=password1]) .button-main"))
    link = re.search(rf"{crowd.base}(/\w\w/account/confirm-email/\S+)", mail_to(crowd.mails(), address))
    assert link
    assert link[1].startswith(f"/{language}/")
    visitor.go(link[1])
    visitor.follow(page.locator('form[action*="/confirm-email/"] button'))
    visitor.go("account/login/")
    page.fill("[name=login]", address)
    page.fill("[name=password]", "quiet-Lantern-58-meadow")
    visitor.follow(page.locator("form:has([name=login]) .button-main"))
    assert "/account/login/" not in page.url


# Rules


def test_axe_finds_nothing_on_the_main_pages(crowd: Crowd, language: str) -> None:
    scheme = "light" if language == "en" else "dark"
    visitor = crowd.visitor(language, "physician_b", bypass_csp=True, color_scheme=scheme)
    slug = ARTICLE[language]["slug"]
    found = []
    for path in ("", "health/", f"health/{slug}/", f"search/?q={slug}", "cases/", "events/", "account/today/"):
        visitor.go(path)
        found += visitor.axe()
    open_thread(visitor, "primary-care-questions", "work in this group")
    found += visitor.axe()
    open_event(visitor, OPEN)
    found += visitor.axe()
    assert not found
