"""Which pages are audited, and as whom. A page that needs an object names the link that leads to it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Audited:
    """One page. `path` stands below the language; `follow` is the start of a link on it that is taken first."""

    name: str
    path: str
    follow: str = ""


STRANGER = ""

# Person of the demonstration (the key in accounts/demo/people.json) -> pages.
PAGES: dict[str, tuple[Audited, ...]] = {
    STRANGER: (
        Audited("home", ""),
        Audited("health", "health/"),
        Audited("an article", "health/", follow="health/"),
        Audited("medicines", "drugs/"),
        Audited("a medicine", "drugs/", follow="drugs/"),
        Audited("news", "news/"),
        Audited("alerts", "alerts/"),
        Audited("find care", "find-care/"),
        Audited("glossary", "glossary/"),
        Audited("search, empty", "search/"),
        Audited("search, hits", "search/?q=asthma"),
        Audited("search, nothing", "search/?q=qqqqzzzz"),
        Audited("sign in", "account/login/"),
        Audited("sign up", "account/signup/"),
        Audited("forgotten password", "account/password/reset/"),
        Audited("events", "events/"),
        Audited("style guide", "styleguide/"),
    ),
    "physician_a": (
        Audited("today", "account/today/"),
        Audited("inbox", "account/inbox/"),
        Audited("own profile", "account/profile/"),
        Audited("community", "community/"),
        Audited("a group", "community/", follow="community/"),
        Audited("cases", "cases/"),
        Audited("search, signed in", "search/?q=asthma"),
    ),
    "verifier_a": (Audited("verification queue", "desk/verification/"),),
    "administrator": (Audited("desk", "desk/"), Audited("people", "desk/people/")),
}
