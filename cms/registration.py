"""What cms registers below: kinds, tokens, sources of grants."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from cms import desk, documents, grants, models
from cms.images import visible_images
from core.access import PUBLIC, register_grants, register_token
from core.kinds import Kind, register_internal, register_kind


def _page_url(page: Any, _language: str) -> str:
    """Return a page's own address: a page has one language."""
    return str(page.get_url() or "")


def _review_url(review: Any, language: str) -> str:
    with translation.override(language):
        return reverse("cms-review", args=[review.pk])


def _page_kind(name: str, model: Any, label: Any, describe: Any) -> None:
    register_kind(
        Kind(
            name=name,
            model=model,
            label=label,
            visible=lambda viewer: model.objects.all().visible_to(viewer),
            url=_page_url,
            documents=describe,
            audience_label=lambda page: str(_("Public page") if page.audience == PUBLIC else _("Editors")),
        )
    )


def register() -> None:
    """Run once at start-up."""
    register_token("review", takes_name=True)
    register_grants("review", grants.review_tokens)
    _page_kind("article", models.ArticlePage, _("Health topic"), documents.reviewed_documents("article"))
    _page_kind("drug", models.DrugPage, _("Medicine"), documents.reviewed_documents("drug"))
    _page_kind("alert", models.AlertPage, _("Alert"), documents.alert_documents)
    _page_kind("centre", models.CentrePage, _("Health centre"), documents.centre_documents)
    _page_kind("page", models.ProsePage, _("Page"), documents.prose_documents)
    register_kind(Kind(name="image", model=models.SiteImage, label=_("Image"), visible=visible_images))
    register_kind(
        Kind(
            name="review",
            model=models.MedicalReview,
            label=_("Medical review"),
            visible=models.MedicalReview.objects.visible_to,
            url=_review_url,
        )
    )
    register_internal(models.HomePage, "a door: shows live pages only")
    register_internal(models.SectionPage, "a door: lists live pages only")
    register_internal(models.ArticleTag, "part of an article")
    register_internal(models.DrugTag, "part of a medicine")
    register_internal(models.CentreTag, "part of a health centre")
    register_internal(models.SiteRendition, "a size of an image, served under the image's own check")
    register_internal(models.SiteDocument, "served by cms.views.media while a live page names it")
    register_internal(models.ImportRecord, "where an article comes from; the article shows what readers need")
    register_internal(models.ClarityCount, "numbers for editors, without people")
    desk.register()
