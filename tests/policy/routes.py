"""Every way in: each route, topic, frame, command, token and kind, with what the matrix does about it. Plain data.

A new one fails a test until somebody has said here who may come in, and put what it shows into the table.
"""

from __future__ import annotations

from typing import Final

# Routes that the matrix walks as every role; what comes back is searched for all that the role may not see.
WALKED: Final[frozenset[str]] = frozenset(
    {
        "account_reauthenticate", "accounts:security", "accounts:session", "mfa_add_webauthn",
        "accounts:inbox", "accounts:login-link", "accounts:profile", "accounts:today", "accounts:verify",
        "cases:case", "cases:check", "cases:draft", "cases:flag", "cases:image", "cases:image-file", "cases:list",
        "cases:new", "cases:opened-by", "cases:receipt", "cases:review", "cases:withdraw", "choose-language",
        "cms-assign-review", "cms-document", "cms-original", "cms-rendition", "cms-review", "cms-tag-autocomplete",
        "community:group", "community:groups", "community:members", "community:new-group", "community:new-thread",
        "community:settings", "community:thread", "desk:application", "desk:desk", "desk:evidence", "desk:licence",
        "desk:new-register", "desk:people", "desk:person-roles", "desk:queue", "desk:register", "desk:registers",
        "desk:report", "desk:reports", "desk:verification-queue", "desk:work", "events:event", "events:event-calendar",
        "events:feed", "events:list", "events:new", "events:private-calendar", "events:public-calendar", "healthz",
        "home", "people:person", "people:report", "private-file",
        "readyz", "search:results", "search:suggest", "search:tag", "styleguide-page", "styleguide-section",
        "wagtail_serve", "wagtailadmin_explore", "wagtailadmin_home", "wagtailadmin_pages:edit",
        "wagtailadmin_pages:search", "wagtailadmin_pages:view_draft", "wagtailadmin_reports:site_history",
        "wagtaildocs:edit", "wagtaildocs_serve", "wagtailimages:edit", "wagtailimages:index", "api:openapi-json",
    }
)  # fmt: skip

# Routes of apps that are not mounted yet; as soon as one is, the matrix must walk it.
ANNOUNCED: Final[frozenset[str]] = frozenset(
    {
        "robots", "sitemap", "api:search", "api:groups", "api:group-threads", "api:thread-posts", "api:list_articles",
        "api:case", "api:cases", "api:event", "api:events", "api:person",
        "api:get_article", "api:list_drugs", "api:get_drug", "api:list_alerts", "api:get_alert",
        "api:list_centres", "api:get_centre",
    }
)  # fmt: skip

# Routes that change something: who may, in words. Their answers to a reader are those of the page they belong to.
CHANGES: Final[dict[str, str]] = {
    "accounts:inbox-read": "whoever is signed in, for their own notices",
    "accounts:verify-withdraw": "the applicant",
    "accounts:session-end": "whoever is signed in, one of their own sessions",
    "accounts:session-end-others": "whoever is signed in, their own sessions",
    "accounts:session-keep": "whoever is signed in, their own unsent text",
    "accounts:session-kept": "whoever is signed in, their own unsent text",
    "accounts:session-stay": "whoever is signed in, their own session",
    "cases:close": "the owner of the case",
    "cases:comment": "readers of the case",
    "cases:comment-remove": "who wrote the comment, and the owner of the case",
    "cases:discard": "the author of the draft",
    "cases:finding": "the author of the draft",
    "cases:image-remove": "the author of the draft",
    "cases:recall": "the author of the submission",
    "cases:safe": "the author of the draft",
    "cases:send": "the author of the draft",
    "cases:take-up": "the author of what came back",
    "cms-clear": "everybody, about a live page; counts only",
    "cms-theme": "everybody, in their own browser",
    "community:ask": "physicians outside a restricted group",
    "community:decide": "moderators of the group",
    "community:invitation": "who was invited",
    "community:invite": "moderators of the group",
    "community:join": "physicians, into an open group",
    "community:leave": "members, for themselves",
    "community:level": "moderators of the group",
    "community:member-remove": "moderators of the group",
    "community:pin": "moderators of the group",
    "community:post": "members of the group",
    "community:post-answer": "who asked, and moderators of the group",
    "community:post-edit": "the author of the post, while a member",
    "community:post-helped": "members of the group, but not the author",
    "community:post-report": "readers of the post, but not its author",
    "community:post-remove": "the author of the post, and moderators of the group",
    "community:post-unread": "readers of the group",
    "community:read": "readers of the group",
    "community:role": "moderators of the group",
    "desk:register-file": "administrators",
    "desk:work-row": "administrators; names tasks and numbers",
    "events:cancel": "the host",
    "events:feed-reset": "whoever is signed in, for their own feed",
    "events:registration": "members who may see the event",
}

# Routes with nothing of anybody's.
NOTHING_TO_SEE: Final[dict[str, str]] = {
    "styleguide": "components with made-up words; its pages are walked",
    "api:api-root": "answers nothing",
    "cms/tag-autocomplete/<slug:app_name>/<slug:model_name>/": "the same view as cms-tag-autocomplete",
}

# Routes of others, by the package that answers them.
FOREIGN: Final[dict[str, str]] = {
    "wagtail": "the editors' desk: closed to all others; its pages with drafts, images and documents are walked",
    "wagtail_localize": "translations on the editors' desk",
    "allauth": "doors: sign-in, sign-up, password; they show nothing of anybody but whoever comes",
    "django": "redirects to our own doors, and the words of scripts",
    "ninja": "the description of the API",
    "functools": "the API's own views, wrapped; its routes are declared by name",
}

TOPICS: Final[dict[str, tuple[str, ...]]] = {
    "group": ("open-post", "restricted-post", "closed-post", "secret-post"),
    "user": ("own-topic",),
}
FRAMES: Final[dict[str, str]] = {
    "InboxChanged": "own-topic",
    "PostCreated": "closed-post",
    "PostEdited": "words-before-an-edit",
    "PostRemoved": "removed-post",
    "ReactionChanged": "",  # a number on a post
    "ThreadChanged": "closed-thread",
    "ThreadStarted": "closed-thread",
}
COMMANDS: Final[dict[str, str]] = {"post": "members of the group", "read": "readers of the group"}

# Tokens of the design, and a thing of the table with each; an empty one says that none exists yet.
TOKENS: Final[dict[str, str]] = {
    "public": "live-article",
    "member": "member-card",
    "physician": "physician-event",
    "user": "own-file",
    "group": "closed-thread",
    "group-moderator": "",  # no row has it; it says who may change a group
    "case-review": "waiting-case",
    "review": "draft-in-review",
    "verification": "application",
    "staff": "draft-article",
}
TOKENS_TO_COME: Final[frozenset[str]] = frozenset({"case-room", "consult"})

KINDS: Final[dict[str, tuple[str, ...]]] = {
    "file": ("group-file", "own-file", "picture-of-case"),
    "notice": ("notice-of-reply", "own-topic"),
    "application": ("application",),
    "evidence": ("evidence",),
    "report": ("report",),
    "person": ("public-card", "member-card", "physician-card"),
    "group": ("open-listing", "restricted-listing", "closed-listing", "secret-listing"),
    "thread": ("open-thread", "restricted-thread", "closed-thread", "secret-thread"),
    "post": ("open-post", "restricted-post", "closed-post", "secret-post", "removed-post"),
    "article": ("live-article", "draft-article", "withdrawn-article"),
    "drug": ("drug",),
    "alert": ("alert",),
    "centre": ("centre",),
    "page": ("plain-page",),
    "image": ("live-image", "draft-image", "withdrawn-image"),
    "review": ("draft-in-review",),
    "event": ("public-event", "physician-event", "group-event"),
    "registration": ("public-event", "group-event"),
    "case": ("case", "group-case", "withdrawn-case"),
    "case-submission": ("waiting-case", "waiting-group-case"),
    "case-comment": ("case-comment",),
    "case-receipt": ("waiting-case", "waiting-group-case"),
}
