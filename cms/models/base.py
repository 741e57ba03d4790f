"""What every page has: no audience column (its `live` is the audience), a twin in the other language, freshness."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from accounts.enums import CardAudience
from accounts.models import User
from accounts.verification import trust
from cms import freshness
from cms.blocks import SOURCE_BLOCKS
from cms.enums import Freshness
from cms.lines import lines_of
from cms.locales import code_of
from cms.querysets import EDITORS, ContentPageManager
from core.access import PUBLIC
from core.middleware import viewer_of
from core.pagecache import cached_public

ContextBuilder = Callable[[Any, HttpRequest], dict[str, Any]]
_builders: dict[str, ContextBuilder] = {}
CACHED_KINDS: Final = ("article", "drug", "alert", "centre", "page")
_WORDS_A_MINUTE: Final = 200


def adds_context(model_name: str) -> Callable[[ContextBuilder], ContextBuilder]:
    """Register what a page of this model shows beside its own fields; the lists that need it lie above models."""

    def register(builder: ContextBuilder) -> ContextBuilder:
        _builders[model_name] = builder
        return builder

    return register


class ContentPage(Page):
    """A page for readers."""

    is_demonstration = models.BooleanField(
        _("demonstration content"), default=False, help_text=_("Readers see a note that the page is an example.")
    )

    objects = ContentPageManager()
    private_page_options: list[str] = []
    section_name = ""
    show_in_menus_default = False
    # Readers search with ours; Wagtail's index for editors is renewed by a job, not with each save.
    search_auto_update = False
    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
            _("For search engines"),
        ),
    ]

    class Meta:
        abstract = True

    @property
    def audience(self) -> str:
        """Who sees the page: everybody while it is live, else editors."""
        return PUBLIC if self.live else EDITORS

    @property
    def description(self) -> str:
        """What search engines show below the title."""
        return self.search_description or getattr(self, "summary", "") or getattr(self, "intro", "")

    @property
    def language(self) -> str:
        """The language of its words."""
        return code_of(self.locale_id)

    @cached_property
    def twin(self) -> Any:
        """The live page with the same content in the other language, or None. An alias is no translation."""
        twins = type(self).objects.filter(translation_key=self.translation_key, alias_of=None).live()
        return twins.exclude(pk=self.pk).select_related("locale").defer_streamfields().first()

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Let editors see a page that is not live; for everybody else it does not exist."""
        if not path_components and not self.live and viewer_of(request).holds(EDITORS):
            return RouteResult(self)
        return super().route(request, path_components)

    @cached_public(kinds=CACHED_KINDS)
    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the page, and say until when the answer holds."""
        if self.alias_of_id is not None:
            raise Http404
        twin = self.twin
        request.twin_urls = {twin.language: twin.get_url(request)} if twin else {}  # type: ignore[attr-defined]  # read by the frame
        response: HttpResponse = super().serve(request, *args, **kwargs)
        response.valid_until = self.valid_until(response)  # type: ignore[attr-defined]  # read by the page cache
        return response

    def valid_until(self, response: HttpResponse) -> datetime | None:
        """Return the next moment at which the page changes by itself, from what the answer shows."""
        context = getattr(response, "context_data", None) or {}
        return freshness.next_change(
            [*self.change_moments(), *self.credit_moments(), *context.get("change_moments", ())]
        )

    def credit_moments(self) -> tuple[datetime | None, ...]:
        """Return the moments at which the page, shown as a whole, says less of people; lists do not name them."""
        return ()

    def change_moments(self) -> tuple[datetime | None, ...]:
        """Return the moments at which the state of this page changes."""
        return (self.expire_at,)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what the frame needs: the section, the crumbs, the addresses of both languages."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context |= {
            "section": self.section_name,
            "crumbs": self._crumbs(request),
            "canonical_url": settings.BASE_URL + (self.get_url(request) or ""),
            "alternates": self._alternates(request),
            "is_draft": not self.live,
        }
        builder = _builders.get(self._meta.model_name or "")
        return context | builder(self, request) if builder else context

    def _crumbs(self, request: HttpRequest) -> list[dict[str, str]]:
        """Pages above this one from the start page on, without another query for what routing loaded."""
        above = []
        page = self.get_parent() if self.depth > 2 else None
        while page is not None:
            above.append({"label": page.title, "url": page.get_url(request) or ""})
            page = page.get_parent() if page.depth > 2 else None
        if above:
            above[-1]["label"] = str(_("Home"))
        return [*reversed(above), {"label": self.title, "url": ""}]

    def _alternates(self, request: HttpRequest) -> list[dict[str, str]]:
        pages = [self, self.twin] if self.twin else []
        return [{"language": p.language, "url": settings.BASE_URL + (p.get_url(request) or "")} for p in pages]


class ReviewedPage(ContentPage):
    """A page with medical content: who checked it, when, and when it is checked next."""

    also_called = models.TextField(_("also called"), blank=True, help_text=_("One name a line."))
    summary = models.TextField(_("summary"), blank=True, help_text=_("One or two sentences."))
    emergency = models.TextField(
        _("call now if"), blank=True, help_text=_("Signs of an emergency, one a line. They stand first on the page.")
    )
    short_version = models.TextField(_("the short version"), blank=True, help_text=_("Three lines that are enough."))
    sources = StreamField(SOURCE_BLOCKS, blank=True, verbose_name=_("sources"))
    disclosures = models.TextField(_("disclosures"), blank=True)
    codes = models.TextField(
        _("codes"), blank=True, help_text=_("One a line, such as mesh:D006973 Hypertension or icd10:I10.")
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reviewer"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reviewer_label = models.CharField(_("reviewer as shown"), max_length=160, blank=True)
    checked_at = models.DateField(_("checked on"), null=True, blank=True)
    review_due = models.DateField(_("next check by"), null=True, blank=True)
    # The seal of the words that were signed, and whether the page has others by now.
    checked_words = models.CharField(max_length=64, blank=True, editable=False)
    changed_since_check = models.BooleanField(default=False, editable=False)

    review_panels = [
        # Written by the reviewer's signature, never by hand.
        FieldPanel("reviewer_label", read_only=True),
        FieldPanel("checked_at", read_only=True),
        FieldPanel("review_due"),
    ]

    class Meta:
        abstract = True

    @property
    def also_called_names(self) -> tuple[str, ...]:
        """Other names of the topic."""
        return lines_of(self.also_called)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name by which the page is found beside its title."""
        own = self.title.casefold()
        return tuple(name for name in self.also_called_names if name.casefold() != own)

    @property
    def emergency_signs(self) -> tuple[str, ...]:
        """Signs of an emergency."""
        return lines_of(self.emergency)

    @property
    def short_lines(self) -> tuple[str, ...]:
        """The short version, line by line."""
        return lines_of(self.short_version)

    @property
    def code_list(self) -> tuple[tuple[str, str, str], ...]:
        """Codes as system, code and name."""
        found = []
        for line in lines_of(self.codes):
            system, _colon, rest = line.partition(":")
            code, _space, name = rest.partition(" ")
            if code:
                found.append((system.lower(), code, name))
        return tuple(found)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Compare the words with those that were signed: a signature is for one text and no other."""
        self.changed_since_check = bool(self.checked_words) and self.checked_words != self.seal_of_words()
        super().save(*args, **kwargs)

    def seal_of_words(self) -> str:
        """A seal of every word with medical content, without marks and layout; a check is bound to it."""
        plain = f"{self.title} {self.medical_words} {self._body()}".split()
        return sha256(" ".join(plain).encode()).hexdigest()

    @property
    def medical_words(self) -> str:
        """Words with medical content beside the body."""
        return ""

    @property
    def freshness(self) -> Freshness:
        """Where the page stands between two checks, now."""
        state = freshness.state_of(self.checked_at, self.review_due, freshness.today())
        return Freshness.CHANGED if self.changed_since_check and state != Freshness.OVERDUE else state

    @property
    def is_overdue(self) -> bool:
        """Whether the check is late, now."""
        return self.freshness == Freshness.OVERDUE

    @property
    def sources_anchor(self) -> str:
        """Where the sources stand on the page, if it has any."""
        return "#sources" if len(self.sources) else ""

    def change_moments(self) -> tuple[datetime | None, ...]:
        """Return also the moments at which the freshness changes."""
        return (*super().change_moments(), *freshness.review_moments(self.review_due))

    def credit_moments(self) -> tuple[datetime | None, ...]:
        """The end of the reviewer's licence, from which on the page says less of them."""
        licence = getattr(self.reviewer_known, "licence", None)
        return (licence.expires_at,) if licence is not None and licence.is_in_force else ()

    @cached_property
    def reviewer_known(self) -> User | None:
        """The reviewer with what is said of them."""
        if self.reviewer_id is None:
            return None
        return User.objects.select_related(*trust.RELATED).filter(pk=self.reviewer_id).first()

    @property
    def reviewer_trust(self) -> str:
        """How far the reviewer's name can be trusted, as far as they show it to everybody."""
        person = self.reviewer_known
        return trust.credit(person, self.language, CardAudience.PUBLIC) if person is not None else ""

    @cached_property
    def body_words(self) -> str:
        """The words of the page, for search and for the reading time."""
        return self._body()

    def _body(self) -> str:
        parts = [self.summary, *self.emergency_signs, *self.short_lines]
        parts += [block.value.words for block in self.sections]
        return " ".join(part for part in parts if part)

    @property
    def minutes(self) -> int:
        """Minutes of reading."""
        return max(1, round(len(self.body_words.split()) / _WORDS_A_MINUTE))

    @property
    def contents(self) -> list[dict[str, str]]:
        """Headings with their anchors."""
        return [
            {"label": block.value["heading"], "url": f"#{block.value.anchor}"}
            for block in self.sections
            if block.value.get("heading")
        ]
