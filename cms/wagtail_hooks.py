"""What we add to Wagtail's admin: our colours, panels, the vocabulary, and what it must refuse."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from cms import freshness
from cms.models import ArticlePage, ClarityCount, DrugPage, ReviewedPage
from search.models import Synonym, Tag

_AHEAD = timedelta(days=60)
_SHOWN = 10


@hooks.register("insert_global_admin_css")
def admin_colours() -> SafeString:
    """Give the admin our colours, by its own variables."""
    return format_html('<link rel="stylesheet" href="{}">', static("cms/admin.css"))


# --- the tree -----------------------------------------------------------------------------------


def _live_below(page: Page) -> bool:
    return bool(page.get_descendants().live().exists())


@hooks.register("before_unpublish_page")
def refuse_closing_a_section(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to unpublish a page with live pages below: those would still answer."""
    if not _live_below(page):
        return None
    messages.error(request, _("Pages below this one are still public. Unpublish them first."))
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_bulk_action")
def refuse_closing_sections(
    request: HttpRequest, action_type: str, objects: list[Any], _action: Any
) -> HttpResponse | None:
    """Refuse the same for many pages at once."""
    pages = [page for page in objects if isinstance(page, Page)]
    if action_type != "unpublish" or not any(_live_below(page) for page in pages):
        return None
    messages.error(request, _("Pages below one of these are still public. Unpublish them first."))
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk)


@hooks.register("register_page_header_buttons")
def review_button(page: Page, **_given: Any) -> Iterator[Button]:
    """Offer to ask for a medical review."""
    if isinstance(page, ReviewedPage) or (page.pk and issubclass(page.specific_class or Page, ReviewedPage)):
        yield Button(
            _("Ask for a medical review"), reverse("cms-assign-review", args=[page.pk]), icon_name="tick", priority=60
        )


# --- the dashboard ------------------------------------------------------------------------------


class ReviewsDue(Component):
    """Pages whose check is near or late, and what readers did not understand."""

    order = 50

    def render_html(self, _parent_context: Any = None) -> SafeString:
        """Draw the panel."""
        return render_to_string(
            "cms/admin/reviews_due.html",
            {"pages": due_pages(), "unclear": ClarityCount.objects.filter(unclear__gt=0).select_related("page")
             .order_by("-unclear")[:_SHOWN]},
        )  # fmt: skip


def _due(model: Any) -> QuerySet[Any, Any]:
    due: QuerySet[Any, Any] = model.objects.live().filter(review_due__lte=freshness.today() + _AHEAD)
    return due.select_related("locale").order_by("review_due")[:_SHOWN]


def due_pages() -> list[dict[str, Any]]:
    """Return live pages whose check is due within 60 days, the latest first."""
    pages = sorted([*_due(ArticlePage), *_due(DrugPage)], key=lambda page: page.review_due)[:_SHOWN]
    return [{"page": page, "late": page.is_overdue} for page in pages]


@hooks.register("construct_homepage_panels")
def add_panels(_request: HttpRequest, panels: list[Any]) -> None:
    """Put our panel on the dashboard."""
    panels.append(ReviewsDue())


# --- the vocabulary -----------------------------------------------------------------------------


class TagViewSet(SnippetViewSet):
    """The vocabulary of tags, in both languages."""

    model = Tag
    icon = "tag"
    menu_label = gettext_lazy("Tags")
    add_to_admin_menu = True
    list_display = ["name_en", "name_es", "slug"]
    search_fields = ["name_en", "name_es"]
    panels = [FieldPanel("name_en"), FieldPanel("name_es"), FieldPanel("slug")]


class SynonymViewSet(SnippetViewSet):
    """Names that mean the same, for the search."""

    model = Synonym
    icon = "order"
    menu_label = gettext_lazy("Synonyms")
    add_to_admin_menu = True
    list_display = ["term", "language"]
    search_fields = ["term"]
    panels = [FieldPanel("language"), FieldPanel("term"), FieldPanel("equivalents")]


register_snippet(TagViewSet)
register_snippet(SynonymViewSet)
