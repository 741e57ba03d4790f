"""Which pages are audited, and as whom. A page that needs an object names the links that lead to it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Audited:
    """One page. `path` stands below the language; `follow` are patterns of links that are taken from there, in turn."""

    name: str
    path: str
    follow: tuple[str, ...] = ()


STRANGER = ""

# Person of the demonstration (the key in accounts/demo/people.json) -> pages.
PAGES: dict[str, tuple[Audited, ...]] = {
    STRANGER: (
        Audited("home", ""),
        Audited("health", "health/"),
        Audited("an article", "health/", follow=("health/?*/",)),
        Audited("medicines", "drugs/"),
        Audited("a medicine", "drugs/", follow=("drugs/?*/",)),
        Audited("alerts", "alerts/"),
        Audited("an alert", "alerts/", follow=("alerts/?*/",)),
        Audited("find care", "find-care/"),
        Audited("a health centre", "find-care/", follow=("find-care/?*/",)),
        Audited("about this site", "about/"),
        Audited("a plain page", "about/", follow=("about/?*/",)),
        Audited("search, empty", "search/"),
        Audited("search, hits", "search/?q=asthma"),
        Audited("search, nothing", "search/?q=qqqqzzzz"),
        Audited("sign in", "account/login/"),
        Audited("sign up", "account/signup/"),
        Audited("forgotten password", "account/password/reset/"),
        Audited("a tag", "search/tags/prevention/"),
        Audited("events", "events/"),
        Audited("an event", "events/", follow=("events/????????-*/",)),
        Audited("for clinicians", "community/"),
        Audited("style guide", "styleguide/"),
    ),
    "physician_a": (
        Audited("today", "account/today/"),
        Audited("inbox", "account/inbox/"),
        Audited("own profile", "account/profile/"),
        Audited("community", "community/"),
        Audited("a group", "community/", follow=("community/[0-9]*/",)),
        Audited("a thread", "community/", follow=("community/[0-9]*/", "community/*/threads/[0-9]*/")),
        Audited("cases", "cases/"),
        Audited("a case", "cases/", follow=("cases/????????-*/",)),
        Audited("writing a case", "cases/new/"),
        Audited("planning an event", "events/new/"),
        Audited("calendar feed", "events/feed/"),
        Audited("search, signed in", "search/?q=asthma"),
    ),
    "verifier_a": (Audited("verification queue", "desk/verification/"),),
    "administrator": (Audited("desk", "desk/"), Audited("people", "desk/people/")),
}
