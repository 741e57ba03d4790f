"""The building blocks of a page for patients: each is a section with a heading of its own."""

from __future__ import annotations

from typing import Any, Final

from django.core.validators import URLValidator
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from core.richtext import to_text

# Wagtail's own block for addresses leans on a default that Django is about to change.
WEB_ADDRESS: Final = URLValidator(schemes=["http", "https"])
RICH: Final = ["h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class SectionValue(blocks.StructValue):
    """A section: its anchor and its words."""

    @property
    def anchor(self) -> str:
        """The id of the section on the page."""
        return slugify(str(self.get("heading") or "")) or "text"

    @property
    def words(self) -> str:
        """Everything that a reader reads in it, for search and for the reading time."""
        return " ".join(_words(value) for value in self.values())


def _words(value: Any) -> str:
    source = getattr(value, "source", None)
    if isinstance(source, str):
        return to_text(source)
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return " ".join(_words(item) for item in value.values())
    if isinstance(value, (list, tuple)) or hasattr(value, "bound_blocks"):
        return " ".join(_words(item) for item in value)
    return ""


class Section(blocks.StructBlock):
    """What every section has."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120, required=False)

    class Meta:
        value_class = SectionValue


class TextSection(Section):
    body = blocks.RichTextBlock(label=_("Text"), features=RICH)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "cms/blocks/text.html"


class DoDontSection(Section):
    do = blocks.ListBlock(blocks.CharBlock(), label=_("Do"), default=[])
    dont = blocks.ListBlock(blocks.CharBlock(), label=_("Don't"), default=[])

    class Meta:
        icon = "tick"
        label = _("Do and don't")
        template = "cms/blocks/do_dont.html"


class StepsSection(Section):
    intro = blocks.TextBlock(label=_("Before the steps"), required=False)
    steps = blocks.ListBlock(blocks.TextBlock(), label=_("Steps"))

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "cms/blocks/steps.html"


class QuestionsSection(Section):
    questions = blocks.ListBlock(blocks.CharBlock(), label=_("Questions"))

    class Meta:
        icon = "help"
        label = _("Questions for your doctor")
        template = "cms/blocks/questions.html"


class ImageSection(Section):
    image = ImageChooserBlock(label=_("Image"))
    alt = blocks.CharBlock(label=_("What the image shows"), max_length=300)
    caption = blocks.CharBlock(label=_("Caption"), max_length=300, required=False)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "cms/blocks/image.html"


class TableRow(blocks.StructBlock):
    cells = blocks.ListBlock(blocks.CharBlock(required=False), label=_("Cells"))


class DosesSection(Section):
    caption = blocks.CharBlock(label=_("What the table shows"))
    columns = blocks.ListBlock(blocks.CharBlock(), label=_("Columns"))
    rows = blocks.ListBlock(TableRow(), label=_("Rows"))
    note = blocks.CharBlock(label=_("Note"), required=False)

    class Meta:
        icon = "table"
        label = _("Dose table")
        template = "cms/blocks/doses.html"


class InteractionRow(blocks.StructBlock):
    what = blocks.CharBlock(label=_("Together with"))
    effect = blocks.CharBlock(label=_("What can happen"))
    source = blocks.CharBlock(
        label=_("Source"), validators=[WEB_ADDRESS], help_text=_("An interaction is shown with its source only.")
    )


class InteractionsSection(Section):
    rows = blocks.ListBlock(InteractionRow(), label=_("Interactions"))

    class Meta:
        icon = "warning"
        label = _("Interactions")
        template = "cms/blocks/interactions.html"


class Source(blocks.StructBlock):
    """Where a statement comes from."""

    title = blocks.CharBlock(label=_("Title"))
    publisher = blocks.CharBlock(label=_("Publisher"), required=False)
    url = blocks.CharBlock(label=_("Address"), required=False, validators=[WEB_ADDRESS])
    year = blocks.CharBlock(label=_("Year"), required=False, max_length=10)

    class Meta:
        icon = "link"
        label = _("Source")


ARTICLE_BLOCKS: Final = [
    ("text", TextSection()),
    ("do_dont", DoDontSection()),
    ("steps", StepsSection()),
    ("questions", QuestionsSection()),
    ("image", ImageSection()),
]
DRUG_BLOCKS: Final = [*ARTICLE_BLOCKS, ("doses", DosesSection()), ("interactions", InteractionsSection())]
SOURCE_BLOCKS: Final = [("source", Source())]
