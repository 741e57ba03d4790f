"""What members wrote, on its way to others: measured, checked for patient details, rendered.

It all happens before the transaction opens. Actions take a `CheckedText` only, so nothing unchecked gets out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from community.mentions import Mention, mentions_in
from community.models import MAX_BODY, MAX_TITLE, Group, Post
from core import richtext, textcheck

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_CONTEXT: Final = 40
_QUOTED: Final = 160


class TextRefused(Exception):
    """The text cannot go out as it is. The message is a sentence for its author, who keeps the text."""

    def __init__(self, code: str, message: str, problems: Sequence[textcheck.Problem] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class CheckedText:
    """A text that may go out, and the same as safe markup."""

    body: str
    html: str


@dataclass(frozen=True, slots=True)
class CheckedTitle:
    """A title that may go out."""

    title: str


def check_title(text: str, language: str) -> CheckedTitle:
    """Check a title: one line, measured, without patient details. Raises TextRefused as `check_body` does."""
    title = " ".join(_tidied(text).split())
    if not title:
        raise TextRefused("empty", _("The title is missing."))
    if len(title) > MAX_TITLE:
        raise TextRefused(
            "too_long", _("The title is too long: up to %(limit)d characters fit.") % {"limit": MAX_TITLE}
        )
    refuse_patient_details(title, language)
    return CheckedTitle(title)


def check_body(text: str, language: str, *, group: Group | None = None) -> CheckedText:
    """Check and render the text of a post. In a group, the name of a member after an @ is no patient's.

    Raises TextRefused with the code `empty`, `too_long` or `refused`.
    """
    body = _tidied(text)
    if not body:
        raise TextRefused("empty", _("There is no text yet."))
    if len(body) > MAX_BODY:
        sentence = _("This text is too long: %(count)d characters. Up to %(limit)d fit.")
        raise TextRefused("too_long", sentence % {"count": len(body), "limit": MAX_BODY})
    refuse_patient_details(body, language, mentions=mentions_in(body, group) if group is not None else ())
    return CheckedText(body, str(richtext.render_plain(body)))


def refuse_patient_details(text: str, language: str, mentions: Iterable[Mention] = ()) -> None:
    """Ask the registered checks; one that cannot run means no. They do not get to see mentions."""
    looked_at = text
    for mention in mentions:
        blank = " " * (mention.end - mention.start)  # as long as before, so that findings keep their places
        looked_at = looked_at[: mention.start] + blank + looked_at[mention.end :]
    try:
        problems = textcheck.check_text(looked_at, language)
    except textcheck.CheckUnavailable as error:
        sentence = _("Texts cannot be checked for patient details right now, so nothing can be sent. Please try later.")
        raise TextRefused("refused", sentence) from error
    if problems:
        raise TextRefused("refused", _sentence(text, problems), problems)


def _tidied(text: str) -> str:
    """One kind of line end, no control characters, nothing around."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in plain if c in "\n\t" or c.isprintable() or c in "\u200d\u200c").strip()


def _sentence(text: str, problems: Sequence[textcheck.Problem]) -> str:
    """Name the first finding with its words and its place, and how many more there are."""
    first = min(problems, key=lambda problem: problem.start)
    values = {
        "words": " ".join(text[first.start : first.end].split())[:_CONTEXT],
        "line": text.count("\n", 0, first.start) + 1,
        "reason": first.message.rstrip("."),
    }
    sentence = _("“%(words)s” in line %(line)d may point to a patient (%(reason)s). Please take it out.") % values
    if len(problems) > 1:
        sentence += " " + _("%(count)d places in all.") % {"count": len(problems)}
    return sentence


def quote_of(post: Post) -> str:
    """The beginning of a post in one line, as a reply shows it; nothing once the post is removed."""
    text = post.shown_text
    return text if len(text) <= _QUOTED else f"{text[: _QUOTED - 1]}…"


def shown_html(post: Post) -> SafeString:
    """A post as readers get it: what it replies to, then its text, cleaned once more; nothing of a removed one."""
    if post.is_removed:
        return SafeString("")
    text = richtext.sanitise(post.body_html)
    quoted = post.reply_to
    if quoted is None or quoted.is_removed:
        return text
    quote = format_html("<blockquote><p><bdi>{}</bdi>: {}</p></blockquote>", quoted.author.name, quote_of(quoted))
    return SafeString(quote + text)
