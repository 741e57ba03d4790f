"""Which pages are audited, and as whom. A page that needs an object names the links that lead to it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Audited:
    """One page. `path` stands below the language; `follow` are patterns of links that are taken from there, in turn."""

    name: str
    path: str
    follow: tuple[str, ...] = ()
    status: int = 200


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
        Audited("a person", "search/?q=larkspur", follow=("people/?*/",)),
        Audited("no such page", "nowhere/", status=404),
        Audited("style guide", "styleguide/"),
    ),
    "physician_a": (
        Audited("today", "account/today/"),
        Audited("inbox", "account/inbox/"),
        Audited("own profile", "account/profile/"),
        Audited("groups", "community/"),
        Audited("a group", "community/", follow=("community/[0-9]*/",)),
        Audited("members of a group", "community/", follow=("community/[0-9]*/", "community/*/members/")),
        Audited("settings of a group", "community/", follow=("community/[0-9]*/", "community/*/settings/")),
        Audited("a new group", "community/new/"),
        Audited("a thread", "community/", follow=("community/[0-9]*/", "community/*/threads/[0-9]*/")),
        Audited("a new thread", "community/", follow=("community/[0-9]*/", "community/*/threads/new/")),
        Audited("cases", "cases/"),
        Audited("own cases", "cases/?tab=mine"),
        Audited("a case", "cases/", follow=("cases/????????-*/",)),
        Audited("writing a case", "cases/new/"),
        Audited("a draft", "cases/?tab=mine", follow=("cases/drafts/*/",)),
        Audited("receipt of a case", "account/inbox/", follow=("cases/submissions/*/",)),
        Audited("the second reading", "account/today/", follow=("cases/reviews/*/",)),
        Audited("events, signed in", "events/"),
        Audited("an event, signed in", "events/", follow=("events/????????-*/",)),
        Audited("planning an event", "events/new/"),
        Audited("calendar feed", "events/feed/"),
        Audited("search, signed in", "search/?q=asthma"),
        Audited("not for this reader", "desk/people/", status=404),
    ),
    "unverified": (Audited("asking to be verified", "account/verify/"), Audited("cases, not yet", "cases/")),
    "verifier_a": (
        Audited("verification queue", "desk/verification/"),
        Audited("a licence to check", "desk/verification/", follow=("desk/verification/[0-9]*/",)),
    ),
    "editor": (Audited("desk of an editor", "desk/"), Audited("today of an editor", "account/today/")),
    "moderator": (Audited("desk of a moderator", "desk/"),),
    "administrator": (
        Audited("desk", "desk/"),
        Audited("people", "desk/people/"),
        Audited("roles of a person", "desk/people/", follow=("desk/people/?*/",)),
    ),
}
