"""Articles and medicines."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.fields import StreamField

from cms.blocks import ARTICLE_BLOCKS, DRUG_BLOCKS, WEB_ADDRESS
from cms.lines import lines_of
from cms.models.base import ContentPage, ReviewedPage


class ArticleTag(ItemBase):
    """A tag of the vocabulary on an article."""

    tag = models.ForeignKey("search.Tag", on_delete=models.CASCADE, related_name="article_items")
    content_object = ParentalKey("cms.ArticlePage", on_delete=models.CASCADE, related_name="tagged_items")


class DrugTag(ItemBase):
    """A tag of the vocabulary on a medicine."""

    tag = models.ForeignKey("search.Tag", on_delete=models.CASCADE, related_name="drug_items")
    content_object = ParentalKey("cms.DrugPage", on_delete=models.CASCADE, related_name="tagged_items")


class ArticlePage(ReviewedPage):
    """A health topic in plain words."""

    sections = StreamField(ARTICLE_BLOCKS, blank=True, verbose_name=_("sections"))
    see_references = models.TextField(
        _("entries of the A-Z that lead here"), blank=True, help_text=_("One a line, such as: Pain, abdominal")
    )
    groups = models.TextField(_("groups"), blank=True)
    attribution = models.CharField(_("attribution"), max_length=300, blank=True)
    source_name = models.CharField(_("source"), max_length=80, blank=True)
    source_edition = models.DateField(_("edition"), null=True, blank=True)
    source_url = models.CharField(_("address of the source"), max_length=500, blank=True, validators=[WEB_ADDRESS])
    source_licence = models.CharField(_("licence"), max_length=120, blank=True)
    tags = ClusterTaggableManager(through=ArticleTag, blank=True, verbose_name=_("tags"))

    template = "cms/article_page.html"
    section_name = "health"
    parent_page_types = ["cms.SectionPage"]
    subpage_types: list[str] = []
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    *ContentPage.content_panels,
                    FieldPanel("also_called"),
                    FieldPanel("summary"),
                    FieldPanel("emergency"),
                    FieldPanel("short_version"),
                    FieldPanel("sections"),
                    FieldPanel("sources"),
                    FieldPanel("disclosures"),
                ],
                heading=_("Content"),
            ),
            ObjectList(
                [
                    *ReviewedPage.review_panels,
                    FieldPanel("tags"),
                    FieldPanel("see_references"),
                    FieldPanel("codes"),
                    MultiFieldPanel(
                        [
                            FieldPanel("source_name", read_only=True),
                            FieldPanel("source_edition", read_only=True),
                            FieldPanel("source_url", read_only=True),
                            FieldPanel("source_licence", read_only=True),
                        ],
                        _("Imported from"),
                    ),
                ],
                heading=_("Check and order"),
            ),
            ObjectList([*ContentPage.promote_panels, FieldPanel("is_demonstration")], heading=_("Address")),
        ]
    )

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    @property
    def names(self) -> tuple[str, ...]:
        """Other names and the entries of the A-Z that lead here."""
        own = self.title.casefold()
        return tuple(n for n in lines_of(f"{self.also_called}\n{self.see_references}") if n.casefold() != own)


class DrugPage(ReviewedPage):
    """A medicine in plain words."""

    ingredient = models.CharField(_("active ingredient"), max_length=160, blank=True)
    do_not_stop = models.TextField(_("do not stop without asking"), blank=True)
    sections = StreamField(DRUG_BLOCKS, blank=True, verbose_name=_("sections"))
    tags = ClusterTaggableManager(through=DrugTag, blank=True, verbose_name=_("tags"))

    template = "cms/drug_page.html"
    section_name = "drugs"
    parent_page_types = ["cms.SectionPage"]
    subpage_types: list[str] = []
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    *ContentPage.content_panels,
                    FieldPanel("ingredient"),
                    FieldPanel("also_called"),
                    FieldPanel("summary"),
                    FieldPanel("do_not_stop"),
                    FieldPanel("emergency"),
                    FieldPanel("short_version"),
                    FieldPanel("sections"),
                    FieldPanel("sources"),
                    FieldPanel("disclosures"),
                ],
                heading=_("Content"),
            ),
            ObjectList(
                [*ReviewedPage.review_panels, FieldPanel("tags"), FieldPanel("codes")], heading=_("Check and order")
            ),
            ObjectList([*ContentPage.promote_panels, FieldPanel("is_demonstration")], heading=_("Address")),
        ]
    )

    class Meta:
        verbose_name = _("medicine")
        verbose_name_plural = _("medicines")

    @property
    def medical_words(self) -> str:
        """The ingredient, and what may happen to who stops taking it."""
        return f"{self.ingredient} {self.do_not_stop}"

    @property
    def names(self) -> tuple[str, ...]:
        """Other names and the active ingredient."""
        own = self.title.casefold()
        return tuple(n for n in lines_of(f"{self.also_called}\n{self.ingredient}") if n.casefold() != own)
