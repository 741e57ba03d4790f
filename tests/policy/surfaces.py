"""Where each thing shows: its addresses on every surface of the running site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils import translation

from core import kinds
from tests.policy import library
from tests.policy.marks import EVERYWHERE
from tests.policy.table import ALL, MAY_SEE

if TYPE_CHECKING:
    from community.models import Thread
    from tests.policy.world import World

MISSING_NUMBER: Final = 999_999
MISSING_UUID: Final = "00000000-0000-4000-8000-000000000000"
MISSING_SLUG: Final = "there-is-no-such-thing"

PAGES: Final = {
    "live-article": ("article", "/en/health/"),
    "withdrawn-article": ("article", "/en/health/"),
    "draft-article": ("article", ""),
    "draft-in-review": ("article", ""),
    "drug": ("drug", "/en/drugs/"),
    "alert": ("alert", "/en/alerts/"),
    "centre": ("centre", "/en/find-care/"),
    "plain-page": ("page", "/en/about/"),
}
LISTINGS: Final = {
    "open-listing": "open",
    "restricted-listing": "restricted",
    "closed-listing": "closed",
    "secret-listing": "secret",
    "group-turned-secret": "turned",
}
THREADS: Final = {
    "open-thread": "open",
    "restricted-thread": "restricted",
    "closed-thread": "closed",
    "secret-thread": "secret",
    "thread-turned-secret": "turned",
    "notice-of-reply": "closed",
}
POSTS: Final = {
    "open-post": "open",
    "restricted-post": "restricted",
    "closed-post": "closed",
    "secret-post": "secret",
    "removed-post": "closed",
    "words-before-an-edit": "closed",
    "later-post": "closed",
}
EVENTS: Final = ("public-event", "physician-event", "group-event")
CASES: Final = ("case", "group-case", "withdrawn-case")
CARDS: Final = ("public-card", "member-card", "physician-card", "hidden-part-of-profile")
# Pages that nothing of the table belongs to; whoever opens them must find nothing that is not theirs.
OTHERS: Final = (
    "/", "/en/", "/es/", "/robots.txt", "/healthz", "/readyz", "/en/account/today/", "/en/account/verify/",
    "/en/desk/", "/en/community/new/", "/en/events/new/", "/en/events/feed/", "/en/styleguide/", "/cms/",
    "/cms/reports/site-history/", "/cms/tag-autocomplete/?term=h", "/api/v1/openapi.json", "/en/no-such-page/",
    "/es/community/", "/es/events/", "/es/cases/", "/en/desk/verification/", "/en/cases/new/",
    "/en/desk/registers/new/", "/en/desk/work/", "/en/desk/reports/", "/en/desk/queues/overdue-articles/",
    "/en/account/link/nothing/",
)  # fmt: skip


def others(world: World) -> set[str]:
    """Addresses at which any role may find anything, as long as it is theirs."""
    groups = [_group_url(world, name) for name in ("closed", "secret")]
    patient = world.people["patient"].user.public_id
    draft = world.things["draft-article"]
    further = [
        *map(reverse, ("accounts:security", "accounts:session", "account_reauthenticate", "mfa_add_webauthn")),
        reverse("desk:person-roles", args=[patient]),
        reverse("people:report", args=[world.people["host"].user.public_id]),
        reverse("cms-assign-review", args=[draft.pk]),
        reverse("styleguide-section", args=["buttons"]),
        reverse("styleguide-page", args=["home"]),
    ]
    inside = [f"{group}{page}/" for group in groups for page in ("members", "settings", "threads/new")]
    return {*OTHERS, *inside, *further, f"/cms/pages/search/?q={world.marks.lookup(EVERYWHERE)}"}


@dataclass(frozen=True, slots=True)
class Probe:
    """One place where a thing is looked for: an address, the same for all roles or one for each."""

    thing: str
    surface: str
    path: str | tuple[str, ...] | Mapping[str, str]

    def paths_for(self, role: str) -> tuple[str, ...]:
        """What this role asks for; a role without an address of its own asks for one that does not exist."""
        match self.path:
            case str():
                return (self.path,)
            case tuple():
                return self.path
            case _:
                return (self.path.get(role, self.path["missing"]),)


@dataclass(frozen=True, slots=True)
class Twin:
    """Two addresses that must answer the same to whoever may not see the first: forbidden and missing."""

    surface: str
    thing: str
    forbidden: str
    missing: str


def probes(world: World) -> list[Probe]:
    """Every address at which a thing of the table shows, in English."""
    with translation.override("en"):
        return [
            *_pages(world), *_library(world), *_desk_of_editors(world), *_groups(world), *_posts(world),
            *_events(world), *_people(world), *_files(world), *_search(world), *_api(world), *_case_probes(world),
        ]  # fmt: skip


def _url(world: World, kind: str, thing: str) -> str:
    url = kinds.kind(kind).url
    assert url is not None, kind
    return url(world.things[thing], "en")


def _pages(world: World) -> Iterator[Probe]:
    for thing, (kind, section) in PAGES.items():
        yield Probe(thing, "page", _url(world, kind, thing))
        if section:
            yield Probe(thing, "list", section)
    yield Probe("live-article", "home page", "/en/")
    yield Probe("draft-in-review", "review", reverse("cms-review", args=[world.things["review"].pk]))
    if named("sitemap"):
        for thing in ("live-article", "drug", "alert", "centre", "plain-page", "withdrawn-article"):
            yield Probe(thing, "site map", "/sitemap.xml")


def _library(world: World) -> Iterator[Probe]:
    for thing in ("live-image", "draft-image", "withdrawn-image"):
        image = world.things[thing]
        yield Probe(thing, "file rendition", image.get_rendition(library.SPEC).url)
        yield Probe(thing, "file original", image.file.url)
        yield Probe(thing, "cms image", f"/cms/images/{image.pk}/")
        yield Probe(thing, "cms images", "/cms/images/")
    for thing in ("live-document", "draft-document"):
        document = world.things[thing]
        yield Probe(thing, "file", document.url)
        yield Probe(thing, "file by name", document.file.url)
        yield Probe(thing, "cms document", f"/cms/documents/edit/{document.pk}/")


def _desk_of_editors(world: World) -> Iterator[Probe]:
    for thing in (*PAGES, "draft-of-live-article"):
        page = world.things[thing]
        yield Probe(thing, "cms edit", reverse("wagtailadmin_pages:edit", args=[page.pk]))
        yield Probe(thing, "cms preview", reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
        yield Probe(thing, "cms list", reverse("wagtailadmin_explore", args=[page.get_parent().pk]))


def _groups(world: World) -> Iterator[Probe]:
    for thing in LISTINGS:
        yield Probe(thing, "page", _url(world, "group", thing))
        yield Probe(thing, "list", reverse("community:groups"))
    for thing, name in THREADS.items():
        yield Probe(thing, "page", _url(world, "thread", thing))
        yield Probe(thing, "list", _group_url(world, name))
    yield Probe("secret-listing", "inbox", reverse("accounts:inbox"))
    yield Probe("notice-of-reply", "inbox", reverse("accounts:inbox"))


def _group_url(world: World, name: str) -> str:
    return reverse("community:group", args=[world.groups[name].pk, world.groups[name].slug])


def _posts(world: World) -> Iterator[Probe]:
    for thing, name in POSTS.items():
        thread = _thread_of(world, thing, name)
        path = reverse("community:thread", args=[thread.group_id, world.groups[name].slug, thread.pk])
        yield Probe(thing, "page", path)


def _thread_of(world: World, thing: str, name: str) -> Thread:
    post = world.things.get(thing)
    found: Thread = world.things[f"{name}-thread"] if post is None else post.thread
    return found


def _events(world: World) -> Iterator[Probe]:
    feeds = {role: reverse("events:private-calendar", args=[token]) for role, token in world.feeds.items()}
    feeds["missing"] = reverse("events:private-calendar", args=["nobody"])
    for thing in EVENTS:
        event = world.things[thing]
        yield Probe(thing, "page", _url(world, "event", thing))
        yield Probe(thing, "list", reverse("events:list"))
        yield Probe(thing, "feed", reverse("events:event-calendar", args=[event.public_id]))
        yield Probe(thing, "own feed", feeds)
    yield Probe("public-event", "public feed", reverse("events:public-calendar"))


def _people(world: World) -> Iterator[Probe]:
    page = reverse("people:person", args=[world.people["host"].user.public_id])
    for thing in CARDS[:-1]:
        yield Probe(thing, "page", page)
    for thing in (*CARDS, "name-of-a-patient"):
        yield Probe(thing, "own profile", reverse("accounts:profile"))
    yield Probe("name-of-a-patient", "desk", reverse("desk:people"))
    for thing, picture in (("application", "evidence"), ("decided-application", "decided-evidence")):
        application, evidence = world.things[thing], world.things[picture]
        yield Probe(thing, "desk", reverse("desk:application", args=[application.pk]))
        yield Probe(thing, "list", reverse("desk:verification-queue"))
        yield Probe(picture, "file", reverse("desk:evidence", args=[application.pk, evidence.public_id]))
    yield Probe("register", "list", reverse("desk:registers"))
    yield Probe("register", "desk", reverse("desk:register", args=[world.things["register"].pk]))
    yield Probe("report", "desk", reverse("desk:report", args=[world.things["report"].pk]))
    yield Probe("licence", "desk", reverse("desk:licence", args=[world.things["licence"].pk]))


def _files(world: World) -> Iterator[Probe]:
    for thing in ("group-file", "own-file"):
        yield Probe(thing, "file", reverse("private-file", args=[world.things[thing].public_id]))


def _search(world: World) -> Iterator[Probe]:
    """A search for the word of all texts; `lookups` asks for each thing by its own."""
    word = world.marks.lookup(EVERYWHERE)
    for surface, path in _searches():
        pages = tuple(f"{path}?q={word}&page={page}" for page in (1, 2, 3))
        yield from (Probe(thing, surface, pages) for thing in searched())
    for thing in ("live-article", "drug", "alert", "centre", "plain-page", "public-event"):
        yield Probe(thing, "suggestions", f"{reverse('search:suggest')}?q={world.marks.lookup(thing)}")
    for thing in ("live-article", "draft-article", "withdrawn-article", *THREADS, *EVENTS):
        yield Probe(thing, "tag page", reverse("search:tag", args=[world.tag]))


def _searches() -> Iterator[tuple[str, str]]:
    yield "search", reverse("search:results")
    if named("api:search"):
        yield "search api", reverse("api:search")


def lookups(world: World) -> Iterator[tuple[str, str, str]]:
    """For each searched thing its surface, name and address of a search for it alone, up to the word."""
    for surface, path in _searches():
        yield from ((surface, thing, f"{path}?q=") for thing in searched() if thing in world.things)


def searched() -> tuple[str, ...]:
    """Things that search knows."""
    return (*PAGES, *LISTINGS, *THREADS, *POSTS, *EVENTS, *CASES, *CARDS[:-1])


def _api(world: World) -> Iterator[Probe]:
    for thing, (kind, _section) in PAGES.items():
        if kind != "page" and named(f"api:list_{kind}s"):
            yield Probe(thing, "api list", reverse(f"api:list_{kind}s"))
            yield Probe(thing, "api", reverse(f"api:get_{kind}", args=[world.things[thing].slug]))
    for thing in EVENTS:
        yield Probe(thing, "api list", reverse("api:events"))
        yield Probe(thing, "api", reverse("api:event", args=[world.things[thing].public_id]))
    for thing in CASES:
        yield Probe(thing, "api list", reverse("api:cases"))
        yield Probe(thing, "api", reverse("api:case", args=[world.things[thing].public_id]))
    for thing in CARDS[:-1]:
        yield Probe(thing, "api", reverse("api:person", args=[world.people["host"].user.public_id]))
    for thing in LISTINGS:
        yield Probe(thing, "api", reverse("api:groups"))
    for thing, name in THREADS.items():
        yield Probe(thing, "api", reverse("api:group-threads", args=[world.groups[name].pk]))
    for thing, name in POSTS.items():
        thread = _thread_of(world, thing, name)
        yield Probe(thing, "api", reverse("api:thread-posts", args=[thread.group_id, thread.pk]))


def named(name: str) -> bool:
    """Whether an address of this name exists, with whatever arguments."""
    for arguments in ([], [1], [1, 1]):
        try:
            reverse(name, args=arguments)
        except NoReverseMatch:
            continue
        return True
    return False


def route_of(path: str) -> str:
    """The name of the route that answers an address."""
    language = "es" if path.startswith("/es/") else "en"
    try:
        with translation.override(language):
            return resolve(path.partition("?")[0]).view_name
    except Resolver404:
        return ""


def _case_probes(world: World) -> Iterator[Probe]:
    page = reverse("cases:list")
    for thing in CASES:
        yield Probe(thing, "page", _url(world, "case", thing))
        yield Probe(thing, "list", page)
        yield Probe(thing, "tag page", reverse("search:tag", args=[world.tag]))
    case = world.things["case"]
    for surface, name in (("opened by", "opened-by"), ("flag", "flag"), ("withdraw", "withdraw")):
        yield Probe("case", surface, reverse(f"cases:{name}", args=[case.public_id]))
    yield Probe("case-comment", "page", _url(world, "case", "case"))
    yield Probe("picture-of-case", "file", reverse("private-file", args=[world.things["picture-of-case"].public_id]))
    for thing in ("waiting-case", "waiting-group-case"):
        yield Probe(thing, "review", _url(world, "case-submission", thing))
        yield Probe(thing, "list", f"{page}?tab=waiting")
        yield Probe(thing, "receipt", reverse("cases:receipt", args=[world.things[f"receipt of {thing}"].public_id]))
    draft = world.things["case-draft"].public_id
    for surface, name in (("page", "draft"), ("image page", "image"), ("check", "check")):
        yield Probe("case-draft", surface, reverse(f"cases:{name}", args=[draft]))
    yield Probe("case-draft", "list", f"{page}?tab=mine")
    yield Probe("picture-of-case-draft", "file", reverse("cases:image-file", args=[draft]))


def topics(world: World) -> dict[str, list[str]]:
    """Each topic with the things whose frames it carries."""
    found: dict[str, list[str]] = {group.inside: [] for group in world.groups.values()}
    for thing, name in {**THREADS, **POSTS}.items():
        found[world.groups[name].inside].append(thing)
    found[f"user:{world.people['member'].id}"] = ["own-topic"]
    return found


def twins(world: World) -> list[Twin]:
    """Pairs of a forbidden and a missing address, on each surface that has addresses."""
    found = [_twin(probe, world) for probe in probes(world)]
    return [twin for twin in found if twin is not None]


def _twin(probe: Probe, world: World) -> Twin | None:
    """Replace what names the thing in an address by what names nothing."""
    if not isinstance(probe.path, str) or probe.surface in {"list", "site map"} or MAY_SEE[probe.thing] == ALL:
        return None
    # Wagtail's desk says "you may not" to those whom it lets in; page numbers are no secret to them.
    if probe.surface.startswith("cms"):
        return None
    path = probe.path
    for name, missing in _names(world.things.get(probe.thing)):
        if name in path:
            return Twin(probe.surface, probe.thing, path, path.replace(name, missing))
    return None


def _names(thing: Any) -> Iterator[tuple[str, str]]:
    public_id, slug, number = getattr(thing, "public_id", None), getattr(thing, "slug", ""), getattr(thing, "pk", None)
    if public_id:
        yield str(public_id), MISSING_UUID
    if number:
        yield f"/{number}-{slug}/", f"/{MISSING_NUMBER}-{MISSING_SLUG}/"
    if slug:
        yield f"/{slug}", f"/{MISSING_SLUG}"
    if number:
        yield f"/{number}/", f"/{MISSING_NUMBER}/"
