"""Example data of the styleguide: made-up people and texts, each component in each of its states."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import mark_safe

from core import clock
from core.access import Viewer

LONG_NAME: Final = "Dr Maximiliana Hohenwart-Abercrombie y Fernández de Córdoba-Velázquez"
LONG_WORD: Final = "Pneumonoultramicroscopicsilicovolcanoconiosis"
ARABIC: Final = "ارتفاع ضغط الدم"
Values = Mapping[str, Any] | Callable[[], Mapping[str, Any]]


@dataclass(frozen=True)
class Story:
    """One component in one state."""

    component: str
    state: str
    values: Values = field(default_factory=dict)
    is_item: bool = False  # a list item, which needs a list around it

    def build(self) -> dict[str, Any]:
        """Return the arguments; what depends on the hour is made now."""
        return dict(self.values() if callable(self.values) else self.values)


@dataclass(frozen=True)
class Section:
    """Components that belong together."""

    slug: str
    title: str
    stories: tuple[Story, ...]


class ExampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="Full name", help_text="As it stands in the register.", max_length=80)
    email = forms.EmailField(label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    country = forms.ChoiceField(label="Country", choices=[("es", "Spain"), ("uk", "United Kingdom")])
    about = forms.CharField(label="About you", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    photo = forms.FileField(label="Photo of the card", help_text="JPEG or PNG, up to 10 MB.", required=False)
    language = forms.ChoiceField(
        label="Language", widget=forms.RadioSelect, choices=[("en", "English"), ("es", "Español")]
    )
    topics = forms.MultipleChoiceField(
        label="Topics", widget=forms.CheckboxSelectMultiple, required=False, choices=[("h", "Heart"), ("l", "Lungs")]
    )
    agree = forms.BooleanField(label="The text names nobody")


def _example_form(*, filled: bool) -> dict[str, Any]:
    form = ExampleForm({"name": "", "email": "ana@", "country": "fr", "language": ""}) if filled else ExampleForm()
    if filled:
        form.add_error(None, "The register did not answer. Your text was kept.")
    return {"form": form, "submit": "Send for checking", "cancel_url": "#", "id": f"example-{filled}"}


def _upload() -> dict[str, Any]:
    given = SimpleUploadedFile("card.png", b"x")
    files = [
        {"name": "ECG.jpg", "state": "done", "note": "14 hidden tags removed", "remove_url": "#"},
        {"name": "Echo-clip-1.dcm", "state": "sending", "percent": 40},
        {"name": f"{LONG_WORD}.png", "state": "failed", "note": "Larger than 10 MB."},
    ]
    form = ExampleForm({"name": "x"}, MultiValueDict({"photo": [given]}), auto_id="up_%s")
    return {"field": form["photo"], "rules": "Faces and names are covered before anyone sees it.", "files": files}


def _ago(**how_long: int) -> datetime:
    return clock.now() - timedelta(**how_long)


def nodes(*states: str) -> list[dict[str, Any]]:
    """Return nodes named after the steps of a case."""
    labels = ("Write", "Images", "De-identify", "Second person", "Published")
    return [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)]


def html(text: str) -> str:
    """Mark example text as safe, as the sanitiser would."""
    return mark_safe(text)  # noqa: S308 - literals of this file


def posts(*, forms_shown: bool = True) -> list[dict[str, Any]]:
    """Return the messages of the example thread."""
    helped = "#" if forms_shown else ""
    rows: list[dict[str, Any]] = [
        {"author": "Dr Sam Okoro", "specialty": "Family medicine", "created": _ago(days=1, hours=2), "day": _ago(days=1),
         "body_html": html("<p>Man in his forties, first episode, settled in a week on ibuprofen plus colchicine. "
                           "He asks when he can stop. Our leaflet says six weeks, the ward said three months.</p>")},
        {"author": "Dr Li Chen", "specialty": "Cardiology", "created": _ago(days=1, hours=1), "answer": "Dr Okoro", "helped": 6,
         "body_html": html("<blockquote><p>Our leaflet says six weeks</p></blockquote><p>Three months for a first episode, "
                           "then stop if CRP is normal and he has no pain.</p>")},
        {"author": "Dr Eva Novak", "specialty": "Psychiatry", "created": _ago(hours=1), "new": 3, "day": clock.now(),
         "body_html": html("<p>Is the dose the same with carbamazepine on board?</p>")},
        {"author": "Dr Eva Novak", "created": _ago(minutes=58), "follows": True, "removed": "This message was removed."},
        {"author": "Dr Marta Vidal", "mine": True, "created": _ago(minutes=4), "edited": True,
         "body_html": html('<p>I will fix the leaflet. Proposed as an edit to <a href="#">Pericarditis</a>.</p>')},
    ]  # fmt: skip
    tools = [{"label": "Report", "url": "#", "icon": "flag"}, {"label": "Copy link", "url": "#", "icon": "link"}]
    common = {"url": "#", "reply_url": "#", "helped_url": helped, "tools": tools}
    return [{"id": number, **common, **row} for number, row in enumerate(rows, start=1)]


def findings() -> list[dict[str, Any]]:
    """Return findings of every type, open and settled."""
    return [
        {"id": 1, "kind": "name", "kind_label": "Name", "text": "Mr Jorge Ferrer", "note": "patient", "suggestion": "the patient", "here": True},
        {"id": 2, "kind": "place", "kind_label": "Place", "text": "Almassora", "note": "about 27,000 people", "suggestion": "a small town"},
        {"id": 3, "kind": "date", "kind_label": "Date", "text": "2 March 2026", "suggestion": "day 0"},
        {"id": 4, "kind": "id", "kind_label": "Number", "text": "HG-448120", "decision": "removed", "decision_label": "Removed"},
        {"id": 5, "kind": "age", "kind_label": "Age over 89", "text": "aged 93", "suggestion": "aged over 89"},
        {"id": 6, "kind": "contact", "kind_label": "Contact", "text": "964 555 017"},
    ]  # fmt: skip


def gate() -> list[dict[str, str]]:
    """Return open, done, waiting and doubtful points."""
    return [
        {"state": "no", "text": "7 findings need an answer"},
        {"state": "yes", "text": "Consent recorded, may be withdrawn with a code"},
        {"state": "warn", "text": "Could someone know him? Medium: job and small town together"},
        {"state": "wait", "text": "A second person reads it"},
    ]


def facet_groups(options: int) -> list[dict[str, Any]]:
    """Return two groups and one with so many options."""
    many = [{"value": str(n), "label": f"Topic {n}", "count": n} for n in range(options)]
    return [
        {"title": "Kind", "name": "kind", "open": True, "options": [
            {"value": "article", "label": "Articles", "count": 14, "checked": True},
            {"value": "drug", "label": "Medicines", "count": 6},
            {"value": "event", "label": "Events", "count": 2}]},
        {"title": "Language", "name": "language", "kind": "radio", "open": True, "options": [
            {"value": "en", "label": "English", "count": 14, "checked": True},
            {"value": "es", "label": "Español", "count": 12}]},
        {"title": "Tags", "name": "tag", "options": many},
    ]  # fmt: skip


def letters(here: str = "A") -> list[dict[str, Any]]:
    """Return A to Z with two empty letters."""
    return [{"letter": c, "url": "" if c in "QX" else f"#{c}", "here": c == here} for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]


TRUST: Final = {
    "checked_on": date(2026, 3, 3), "checked_by": "Dr Ana Ruiz", "checked_by_url": "#", "specialty": "heart doctor",
    "next_check": date(2028, 3, 3), "grade": 6, "minutes": 4, "twin_url": "#", "twin_code": "es",
    "twin_name": "Leer en español", "twin_note": "same version",
}  # fmt: skip
CALL: Final = {
    "number": "112",
    "items": ["chest pain, or pain in your arm or jaw", "sudden weakness on one side, or trouble speaking", "a very bad headache that comes on suddenly"],
}  # fmt: skip
SHORT: Final = [
    "High blood pressure usually has no signs. Only a test shows it.",
    "Over many years it can harm your heart, brain and kidneys.",
    "Less salt, moving more and medicines all help.",
]
MADE: Final = [
    {"label": "Prompted by 4 clinical discussions", "state": "done"},
    {"label": "Written by the heart health editors", "state": "done"},
    {"label": "Signed by 3 verified physicians", "state": "done"},
    {"label": "Next check by March 2028", "state": "here"},
]
CONTENTS: Final = [
    {"label": label, "url": "#what"}
    for label in ("What it is", "When to get help", "How you find out", "What you can do")
]
RESULT: Final = {
    "url": "#", "title": "Asthma", "audience": "public", "audience_label": "Article", "meta": ["Checked 12 January 2026 by Dr Li Chen", "Grade 6"],
    "snippet": html("<mark>Asthma</mark> makes the tubes in your lungs narrow, so it is hard to breathe out. An inhaler opens them again."),
    "tags": [{"label": "Check overdue", "kind": "warn", "icon": "clock"}],
}  # fmt: skip
GROUP: Final = {"name": "Cardiology North", "url": "#", "audience": "group:12", "audience_label": "Private group, 38 members", "text": "Shared questions of the four northern hospitals.", "unread": 7}  # fmt: skip
CRUMBS: Final = [
    {"label": "Home", "url": "#"},
    {"label": "Health topics", "url": "#"},
    {"label": "High blood pressure"},
]
BARS: Final = [
    {"label": "Acute pericarditis", "you": 65, "room": 71},
    {"label": "Heart attack (STEMI)", "you": 15, "room": 12},
    {"label": "Something else", "you": 20, "room": 17},
]
TABS: Final = [
    {"label": "Waiting for my vote", "url": "#", "here": True, "count": 4},
    {"label": "Open", "url": "#"}, {"label": "Mine", "url": "#"}, {"label": "Closed", "url": "#"},
]  # fmt: skip


def _inbox(text: str, **more: Any) -> dict[str, Any]:
    row = {"icon": "reply", "text": text, "url": "#", "why": "You started the thread", "created": _ago(hours=3)}
    return {**row, "is_new": True, "act_label": "Answer", "act_url": "#", **more}


def _event(title: str, **more: Any) -> dict[str, Any]:
    start = datetime.combine(date(2026, 12, 5), datetime.min.time(), tzinfo=clock.now().tzinfo) + timedelta(hours=18)
    row = {"start": start, "title": title, "url": "#", "audience": "physician", "text": "Online, 0.5 credit"}
    return {**row, "seats": "4 places left", **more}


def _post(number: int, **more: Any) -> dict[str, Any]:
    row = {name: value for name, value in posts()[number].items() if name not in {"day", "new"}}
    return {**row, "id": f"s{number}{len(more)}", **more}


def _many_rows() -> list[list[str]]:
    return [[f"Test {n}", str(n), str(n * 2)] for n in range(500)]


SECTIONS: Final = (
    Section("controls", "Buttons, links, search", (
        Story("button", "main", {"label": "Lock in my vote", "kind": "main"}),
        Story("button", "plain, with icon", {"label": "Print", "icon": "print"}),
        Story("button", "link", {"label": "Follow by e-mail", "icon": "bell", "href": "#"}),
        Story("button", "quiet", {"label": "Add another", "kind": "quiet", "icon": "plus"}),
        Story("button", "danger", {"label": "Erase my account", "kind": "danger"}),
        Story("button", "small", {"label": "Keep", "small": True}),
        Story("button", "icon only", {"label": "Search", "icon": "search", "hidden_label": True}),
        Story("button", "disabled with reason", {"label": "Send for second reading", "disabled_reason": "two points are open"}),
        Story("button", "busy", {"label": "Sending", "kind": "main", "busy": True}),
        Story("button", "long words", {"label": f"Open {LONG_WORD}"}),
        Story("button", "right to left", {"label": ARABIC, "icon_end": "arrow-end"}),
        Story("post_button", "plain", {"action": "#", "label": "Leave the group"}),
        Story("post_button", "toggle on", {"action": "#", "label": "Following", "icon": "eye", "pressed": "true"}),
        Story("search_box", "big", {"id": "sg-1", "action": "#", "label": "Search all pages", "placeholder": "Try “high blood pressure”"}),
        Story("search_box", "pill with a query", {"id": "sg-2", "action": "#", "label": "Search topics", "q": "asthna", "icon_only": True}),
        Story("chips", "two chosen", {"chips": [{"label": "Articles", "url": "#"}, {"label": LONG_WORD, "url": "#"}]}),
        Story("facets", "three groups", lambda: {"groups": facet_groups(5), "action": "#"}),
        Story("facets", "empty", {"groups": [], "action": "#", "label": "Nothing to narrow"}),
        Story("language_link", "Spanish", {"url": "#", "code": "es", "name": "Español"}),
        Story("logo", "plain", {"url": "#", "name": "Consilium"}),
    )),
    Section("marks", "Tags, faces, dials", (
        *(Story("audience", token, {"token": token}) for token in ("public", "member", "physician", "user:7", "staff:editor")),
        Story("audience", "group with its name", {"token": "group:12", "label": "Cardiology North, 38 members"}),
        Story("audience", "long name", {"token": "group:13", "label": f"{LONG_NAME} and friends, 1,238 members"}),
        Story("audience", "right to left", {"token": "group:14", "label": ARABIC}),
        *(Story("tag", kind, {"label": kind.capitalize(), "kind": kind, "icon": icon}) for kind, icon in (
            ("neutral", "chat"), ("ok", "check"), ("warn", "clock"), ("danger", "warn"), ("info", "info"), ("public", "globe"), ("private", "lock"), ("new", ""))),
        Story("count", "waiting", {"count": 12, "label": "unread"}),
        Story("count", "nothing", {"count": 0}),
        *(Story("avatar", name, {"name": name}) for name in ("Dr Li Chen", "Sam Okoro", "Eva Novak", LONG_NAME, ARABIC)),
        Story("avatar", "big", {"name": "Marta Vidal", "size": "big"}),
        Story("date_tile", "event", lambda: {"start": _event("x")["start"]}),
        Story("stat", "number", {"number": "1,412", "label": "articles checked this year"}),
        Story("dial", "left", {"text": "19 h", "word": "left", "percent": 90}),
        Story("dial", "soon", {"text": "2:10", "word": "left", "percent": 45, "kind": "warn"}),
        Story("dial", "late", {"text": "0:48", "word": "late", "percent": 100, "kind": "late"}),
        Story("term", "closed", {"id": "term-1", "term": "arteries", "meaning": "The tubes that carry blood away from the heart.", "url": "#"}),
    )),
    Section("thread", "Thread, trust, contents", (
        Story("thread", "upright", {"nodes": nodes("done", "done", "here", "shut", "shut"), "label": "Steps of the case"}),
        Story("thread", "lying", {"nodes": nodes("done", "here", "todo", "todo", "todo"), "label": "Steps, side by side", "lying": True}),
        Story("thread", "links, notes and times", lambda: {"label": "Life of a consult", "nodes": [
            {"label": "Requested", "state": "done", "url": "#", "time": _ago(days=1)}, {"label": LONG_NAME, "state": "here", "note": "asked again"}]}),
        Story("thread", "right to left", {"label": "One step", "nodes": [{"label": ARABIC, "state": "here"}]}),
        Story("provenance", "full", {"nodes": MADE, "sources_url": "#", "sources_count": 9}),
        Story("contents", "four parts", {"items": CONTENTS, "here": 0}),
        Story("trust", "checked", TRUST),
        Story("trust", "overdue", {**TRUST, "overdue": True, "next_check": date(2026, 9, 1)}),
        Story("trust", "never checked", {"minutes": 1}),
        Story("trust", "long name", {**TRUST, "checked_by": LONG_NAME}),
        Story("breadcrumb", "three", {"items": CRUMBS}),
        Story("letters", "A to Z", {"letters": letters()}),
        Story("tabs", "with counter", {"tabs": TABS, "label": "Cases"}),
        Story("pager", "middle", {"previous_url": "#", "next_url": "#", "page": 2, "pages": 14, "label": "Pages of results"}),
        Story("pager", "end", {"previous_url": "#", "page": 14, "pages": 14, "label": "Pages at the end"}),
        Story("pager", "by key", {"next_url": "#", "label": "Pages by key"}),
    )),
    Section("boxes", "Boxes and notes", (
        Story("call_now", "with reasons", CALL),
        Story("soft_box", "the short version", {"title": "The short version", "items": SHORT}),
        *(Story("note", kind, {"kind": kind, "text": "This page is being checked again. The advice may change.", "url": "#", "link": "Read why"})
          for kind in ("info", "warn", "danger", "ok", "private")),
        Story("note", "with title", {"kind": "warn", "title": "Measles in Valencia region", "text": "From 1 March until 30 April."}),
        Story("do_dont", "both", {"do": ["walk most days", "take the pills at the same hour"], "dont": ["stop a medicine without asking"]}),
        Story("clear_question", "before an answer", {"action": "#", "section": "what", "title": "What it is"}),
        Story("empty", "with two acts", {"title": "Nothing waits for you", "text": "New consults and votes come here.", "url": "#", "label": "See open cases", "second_url": "#", "second_label": "Find a group"}),
        Story("toast", "with an act", {"text": "Message removed.", "action_url": "#", "action_label": "Undo"}),
        Story("dialog", "leave a group", {"id": "leave", "title": "Leave Cardiology North?", "text": "You will no longer see its threads.", "action": "#", "submit": "Leave the group", "kind": "danger", "opener": "Leave", "page_url": "#"}),
    )),
    Section("forms", "Forms", (
        Story("form", "empty", lambda: _example_form(filled=False)),
        Story("upload", "three files", _upload),
    )),
    Section("form-errors", "Form with errors", (Story("form", "refused", lambda: _example_form(filled=True)),)),
    Section("lists", "Lists, rows, tables", (
        Story("result", "article", RESULT, is_item=True),
        Story("result", "long and foreign", {**RESULT, "title": ARABIC, "tags": [], "meta": [LONG_NAME], "audience": "group:12", "audience_label": LONG_NAME, "language": "ar"}, is_item=True),
        Story("group_card", "private, unread", GROUP),
        Story("group_card", "open, nothing new", {**GROUP, "audience": "physician", "audience_label": "", "unread": 0, "name": "ECG club"}),
        Story("group_card", "long name", {**GROUP, "name": f"{LONG_NAME} {LONG_WORD}", "unread": 0}),
        Story("way_card", "way in", {"url": "#", "icon": "pill", "title": "Medicines", "text": "What it is for, how to take it"}),
        Story("person_card", "verified", {"name": "Dr Li Chen", "url": "#", "specialty": "Cardiology", "place": "Castellón", "tags": [{"label": "Verified physician", "kind": "ok", "icon": "check-circle"}]}),
        Story("person_card", "long name, nothing shared", {"name": LONG_NAME}),
        Story("event_row", "with seats", lambda: _event("ECG club: reading ST segments")),
        Story("event_row", "full, open to all", lambda: _event(ARABIC, audience="public", seats="", tags=[{"label": "Full: waiting list", "kind": "warn", "icon": "clock"}])),
        Story("inbox_row", "new", lambda: _inbox("Dr Chen answered you in “Colchicine for how long?”"), is_item=True),
        Story("inbox_row", "read, with a form", lambda: _inbox("Your licence runs out in 30 days", is_new=False, act_is_form=True), is_item=True),
        Story("thread_row", "unread, here", {"url": "#", "title": "Colchicine for how long after first pericarditis?", "unread": 3, "last": "Dr Li Chen: three months, then stop", "here": True}),
        Story("thread_row", "case, read", lambda: {"url": "#", "title": LONG_WORD, "kind_icon": "clipboard", "kind_label": "Case", "time": _ago(days=3), "last": f"{LONG_NAME}: {LONG_WORD}"}),
        Story("data_table", "sorted", {"id": "t-1", "caption": "Blood tests", "head": [{"label": "Test", "url": "#", "sort": "ascending"}, {"label": "Hour 0"}, {"label": "Usual"}], "rows": [["Troponin T, ng/L", "18", "under 14"], ["CRP, mg/L", "64", "under 5"]]}),
        Story("data_table", "empty", {"id": "t-2", "caption": "Credits", "head": [{"label": "Event"}, {"label": "Credits"}], "rows": [], "empty": "No credits yet."}),
    )),
    Section("many", "Five hundred of them", (
        Story("facets", "500 options", lambda: {"groups": facet_groups(500), "action": "#"}),
        Story("data_table", "500 rows", lambda: {"id": "t-3", "caption": "Many tests", "head": [{"label": "Test"}, {"label": "One"}, {"label": "Two"}], "rows": _many_rows()}),
    )),
    Section("talk", "Messages", (
        Story("message", "with tools", lambda: _post(0)),
        Story("message", "answer", lambda: _post(1)),
        Story("message", "mine, sending", lambda: _post(4, state="sending", tools=[], edited=False)),
        Story("message", "mine, not sent", lambda: _post(4, state="failed", tools=[])),
        Story("message", "removed", lambda: _post(3, follows=False)),
        Story("message", "long name, long word, right to left", lambda: _post(0, author=LONG_NAME, body_html=html(f'<p>{LONG_WORD * 4}</p><p dir="auto">{ARABIC}</p>'))),
        Story("day_line", "yesterday", lambda: {"date": _ago(days=1)}),
        Story("new_line", "three", {"count": 3}),
        Story("message_list", "empty", {"posts": [], "label": "Messages of an empty thread"}),
        Story("connection", "lost", {"shown": True}),
        Story("connection", "back", {"back": 6}),
        Story("composer", "empty", {"action": "#", "key": "0"}),
        Story("composer", "refused, text kept", {"action": "#", "id": "again", "body": "Mr Ferrer called me", "error": "This looks like a name. Take it out or write “the patient”."}),
    )),
    Section("cases", "Case parts", (
        Story("finding", "here", {"id": 1, "kind": "name", "kind_label": "Name", "text": "Mr Jorge Ferrer", "here": True}),
        Story("finding", "settled", {"id": 4, "kind": "id", "kind_label": "Number", "text": "HG-448120", "settled": True}),
        Story("findings", "every type", lambda: {"findings": findings(), "action": "#", "level": 2}),
        Story("findings", "none", {"findings": [], "action": "#"}),
        Story("gate", "two open", lambda: {"items": gate(), "label": "Before it can go out"}),
        Story("room_bars", "after the vote", {"bars": BARS, "label": "What the room thinks"}),
    )),
)  # fmt: skip

PAGES: Final = {
    "home": "Home", "article": "Article", "topics": "Topics A-Z", "search": "Search", "today": "Today",
    "group": "Group", "case": "Case before the vote", "deidentify": "De-identify",
}  # fmt: skip


def shell_context() -> dict[str, Any]:
    """Return the person who is signed in on the example pages."""
    return {
        "viewer": Viewer(user_id=1, actor_id="example", grants=frozenset({"public", "physician"})),
        "user": {"name": "Dr Marta Vidal", "email": "marta@example.org"},
        "counters": {"today": 3, "groups": 12, "inbox": 4},
        "rail_groups": [{"name": "Cardiology North", "url": "#", "is_private": True}, {"name": "ECG club", "url": "#"}],
    }


def page_context(slug: str) -> dict[str, Any]:
    """Return what the example pages draw from."""
    signed_in = shell_context() if slug in {"today", "group", "case", "deidentify"} else {}
    return signed_in | {
        "section": {"today": "today", "group": "groups", "case": "cases", "deidentify": "cases", "article": "health", "topics": "health"}.get(slug, ""),
        "trust": TRUST, "call": CALL, "short": SHORT, "made": MADE, "contents": CONTENTS, "crumbs": CRUMBS, "letters": letters(),
        "result": RESULT, "facets": facet_groups(20), "posts": posts(), "findings": findings(), "gate": gate(), "event": _event("ECG club: reading ST segments"),
        "steps": nodes("done", "done", "here", "shut", "shut"), "ago": _ago(hours=2), "yesterday": _ago(days=1), "last_week": _ago(days=4), "bars": BARS,
        "chips": [{"label": "Articles", "url": "#"}, {"label": "English", "url": "#"}], "soon": clock.now() + timedelta(days=4),
    }  # fmt: skip
