"""The expected answers: for each thing of the site the roles that may see it. Plain data; no code of the site is used.

Read a line of `MAY_SEE` as a sentence: "a thread in a closed group is seen by its members, its moderator, …".
Whoever is not named must not see a single byte of it, on no page, in no file, in no list and in no count.
"""

from __future__ import annotations

from typing import Final

Roles = frozenset[str]

ROLES: Final[dict[str, str]] = {
    "anonymous": "somebody without an account",
    "patient": "signed in, no profession",
    "unverified": "says to be a physician; nobody has checked it yet",
    "physician": "verified, member of no group",
    "invited": "verified, invited to the secret group, has not answered",
    "member": "verified, member of every group",
    "group_moderator": "verified, moderates every group",
    "removed_member": "verified, was put out of every group",
    "former_physician": "was verified and a member of every group; the verification was taken back",
    "suspended": "was verified and a member of every group; shut out of the site",
    "host": "verified, plans the event for physicians, has a profile",
    "case_owner": "verified, member of the closed group, writes cases",
    "second_reader": "verified, approves cases of others",
    "editor": "publishes pages",
    "reviewer": "verified, was asked to check one draft",
    "verifier": "checks licences",
    "moderator": "moderates the site, not a group",
    "administrator": "runs the site",
}

ALL: Final[Roles] = frozenset(ROLES)
SIGNED_IN: Final[Roles] = ALL - {"anonymous", "suspended"}
PHYSICIANS: Final[Roles] = frozenset(
    {
        "physician",
        "invited",
        "member",
        "group_moderator",
        "removed_member",
        "host",
        "case_owner",
        "second_reader",
        "reviewer",
    }
)
GROUP: Final[Roles] = frozenset({"member", "group_moderator"})
CLOSED_GROUP: Final[Roles] = GROUP | {"case_owner"}
# Who reads an open group: every physician whom it did not put out.
OPEN_GROUP: Final[Roles] = PHYSICIANS - {"removed_member"}
EDITORS: Final[Roles] = frozenset({"editor"})
NOBODY: Final[Roles] = frozenset()
# Whoever lost a right in the middle of the run.
LEFT: Final[Roles] = frozenset({"removed_member", "former_physician", "suspended"})
LOST_LICENCE: Final[Roles] = frozenset({"former_physician", "suspended"})

MAY_SEE: Final[dict[str, Roles]] = {
    # pages of the library
    "live-article": ALL,
    "drug": ALL,
    "alert": ALL,
    "centre": ALL,
    "plain-page": ALL,
    "live-image": ALL,
    "live-document": ALL,
    "draft-article": EDITORS,
    "draft-of-live-article": EDITORS,
    "draft-image": EDITORS,
    "draft-document": EDITORS,
    "withdrawn-article": EDITORS,
    "withdrawn-image": EDITORS,
    "draft-in-review": EDITORS | {"reviewer"},
    # how groups are listed
    "open-listing": PHYSICIANS,
    "restricted-listing": PHYSICIANS,
    "closed-listing": PHYSICIANS,
    "secret-listing": GROUP | {"invited"},
    "group-turned-secret": GROUP,
    # what is inside groups
    "open-thread": OPEN_GROUP,
    "open-post": OPEN_GROUP,
    "restricted-thread": GROUP,
    "restricted-post": GROUP,
    "closed-thread": CLOSED_GROUP,
    "closed-post": CLOSED_GROUP,
    "secret-thread": GROUP,
    "secret-post": GROUP,
    "thread-turned-secret": GROUP,
    "notice-of-reply": CLOSED_GROUP,
    "removed-post": NOBODY,
    "words-before-an-edit": NOBODY,
    "later-post": CLOSED_GROUP,
    "own-topic": frozenset({"member"}),
    # cases: read by a second physician before anybody else, whoever may decide sees what waits
    "case": PHYSICIANS,
    "picture-of-case": PHYSICIANS,
    "case-comment": PHYSICIANS,
    "group-case": CLOSED_GROUP,
    "withdrawn-case": frozenset({"case_owner"}),
    "waiting-case": PHYSICIANS,
    "waiting-group-case": CLOSED_GROUP,
    "case-draft": frozenset({"case_owner"}),
    "picture-of-case-draft": frozenset({"case_owner"}),
    # files
    "group-file": CLOSED_GROUP,
    "own-file": frozenset({"member"}),
    # events
    "public-event": ALL,
    "physician-event": PHYSICIANS,
    "group-event": CLOSED_GROUP,
    # people
    "public-card": ALL,
    "member-card": SIGNED_IN,
    "physician-card": PHYSICIANS,
    "hidden-part-of-profile": frozenset({"host"}),
    "name-of-a-patient": frozenset({"patient", "moderator", "administrator"}),
    "application": frozenset({"unverified", "verifier"}),
    "evidence": frozenset({"verifier"}),
    "decided-application": NOBODY,
    "decided-evidence": NOBODY,
    "licence": frozenset({"host", "verifier"}),
    "register": frozenset({"verifier", "administrator"}),
    "report": frozenset({"moderator"}),
}

# Who saw it too before the changes in the middle of the run: people were put out, suspended and lost their licence,
# an article was unpublished, a post removed, a group closed. Afterwards only `MAY_SEE` counts.
SAW_BEFORE: Final[dict[str, Roles]] = {
    "withdrawn-article": ALL,
    "withdrawn-image": ALL,
    "open-listing": LOST_LICENCE,
    "restricted-listing": LOST_LICENCE,
    "closed-listing": LOST_LICENCE,
    "secret-listing": LEFT,
    "group-turned-secret": PHYSICIANS | LEFT,
    "open-thread": LEFT,
    "open-post": LEFT,
    "restricted-thread": LEFT,
    "restricted-post": LEFT,
    "closed-thread": LEFT,
    "closed-post": LEFT,
    "secret-thread": LEFT,
    "secret-post": LEFT,
    "thread-turned-secret": PHYSICIANS | LEFT,
    "notice-of-reply": LEFT,
    "removed-post": CLOSED_GROUP | LEFT,
    "words-before-an-edit": CLOSED_GROUP | LEFT,
    "group-file": LEFT,
    "case": LOST_LICENCE,
    "picture-of-case": LOST_LICENCE,
    "case-comment": LOST_LICENCE,
    "group-case": LEFT,
    "withdrawn-case": PHYSICIANS | LOST_LICENCE,
    "waiting-case": LOST_LICENCE,
    "waiting-group-case": LEFT,
    "physician-event": LOST_LICENCE,
    "group-event": LEFT,
    "member-card": frozenset({"suspended"}),
    "physician-card": LOST_LICENCE,
    "decided-application": frozenset({"verifier"}),
    "decided-evidence": frozenset({"verifier"}),
}

_LISTS: Final = ("list", "search", "search api", "tag page", "api", "api list")

# Some surfaces are for fewer people than the thing itself: the desk of editors, one's own inbox, one's own profile.
ONLY_FOR: Final[dict[tuple[str, str], Roles]] = {
    ("draft-in-review", "review"): frozenset({"reviewer"}),
    ("draft-in-review", "page"): EDITORS,
    ("draft-in-review", "search"): EDITORS,
    ("draft-in-review", "api"): EDITORS,
    ("draft-in-review", "api list"): EDITORS,
    ("draft-in-review", "search api"): EDITORS,
    ("secret-listing", "page"): GROUP | LEFT,
    ("secret-listing", "api"): GROUP | LEFT,
    ("secret-listing", "search"): GROUP | LEFT,
    ("secret-listing", "search api"): GROUP | LEFT,
    ("notice-of-reply", "inbox"): frozenset({"member", "removed_member"}),
    ("public-card", "own profile"): frozenset({"host"}),
    ("member-card", "own profile"): frozenset({"host"}),
    ("physician-card", "own profile"): frozenset({"host"}),
    ("name-of-a-patient", "own profile"): frozenset({"patient"}),
    ("name-of-a-patient", "desk"): frozenset({"moderator", "administrator"}),
    ("application", "desk"): frozenset({"verifier"}),
    ("application", "list"): frozenset({"verifier"}),
    ("licence", "desk"): frozenset({"verifier"}),
    ("register", "desk"): frozenset({"administrator"}),
    ("register", "list"): frozenset({"administrator"}),
    # What only the owner of a case does, and what only others do.
    ("case", "opened by"): frozenset({"case_owner"}),
    ("case", "withdraw"): frozenset({"case_owner"}),
    ("case", "flag"): ALL - {"case_owner"},
    # The author follows what waits by a receipt, and never decides.
    ("waiting-case", "review"): ALL - {"case_owner"},
    ("waiting-case", "list"): ALL - {"case_owner"},
    ("waiting-case", "receipt"): frozenset({"case_owner"}),
    ("waiting-group-case", "review"): ALL - {"case_owner"},
    ("waiting-group-case", "list"): ALL - {"case_owner"},
    ("waiting-group-case", "receipt"): frozenset({"case_owner"}),
    # Lists of sections and the site map show live pages, to editors too.
    ("withdrawn-article", "list"): ALL - EDITORS,
    ("withdrawn-article", "site map"): ALL - EDITORS,
    # The owner finds a withdrawn case by its address and among their own, no longer in lists.
    **{("withdrawn-case", surface): ALL - {"case_owner"} for surface in _LISTS},
    # Whoever is suspended has no feed any more; in this world they never had a place at the public event.
    ("public-event", "own feed"): SIGNED_IN,
    ("public-event", "mail"): SIGNED_IN,
}

# Forbidden and missing are one answer, except here: they may know that there was something, and see nothing of it.
MAY_KNOW: Final[dict[tuple[str, str], Roles]] = {
    ("withdrawn-case", "page"): PHYSICIANS,  # who could read it learns that it is gone
}

# The desk of editors shows public things too, but only to them.
DESKS: Final[dict[str, Roles]] = {"cms": EDITORS}


def may_know(thing: str, surface: str) -> Roles:
    """To whom a surface may answer otherwise than for what does not exist."""
    return MAY_SEE[thing] | MAY_KNOW.get((thing, surface), NOBODY)


def may_see(thing: str, *, before: bool = False) -> Roles:
    """Who may see a thing at all."""
    return MAY_SEE[thing] | SAW_BEFORE.get(thing, NOBODY) if before else MAY_SEE[thing]


def finds(thing: str, surface: str, *, before: bool = False) -> Roles:
    """Who must find a thing on a surface."""
    desk = DESKS.get(surface.partition(" ")[0], ALL)
    return may_see(thing, before=before) & ONLY_FOR.get((thing, surface), ALL) & desk
