"""The pages, images and documents of the world: live, never live, and taken back."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from django.core.files.base import ContentFile
from PIL import Image as Picture
from wagtail.models import Page

from cms.actions import assign_review, ensure_tree
from cms.models import AlertPage, ArticlePage, CentrePage, DrugPage, ProsePage, SectionPage, SiteDocument, SiteImage
from core import clock
from search.models import Tag

if TYPE_CHECKING:
    from tests.policy.world import World

SPEC: Final = "width-20|format-webp"


def build(world: World) -> None:
    """Make them as an editor does."""
    ensure_tree()
    for thing in ("live-image", "draft-image", "withdrawn-image"):
        world.things[thing] = _image(world, thing)
    for thing in ("live-document", "draft-document"):
        world.things[thing] = _document(world, thing)
    _article(world, "live-article", image="live-image", document="live-document")
    _article(world, "withdrawn-article", image="withdrawn-image")
    _article(world, "draft-article", image="draft-image", document="draft-document", live=False)
    reviewed = _article(world, "draft-in-review", live=False)
    world.things["review"] = assign_review(
        page=Page.objects.get(pk=reviewed.pk), reviewer=world.people["reviewer"].user, by=world.viewer("editor")
    )
    _other_pages(world)
    _draft_of_live(world)


def withdraw(world: World) -> None:
    """Take an article back."""
    ArticlePage.objects.get(pk=world.things["withdrawn-article"].pk).unpublish(user=world.people["editor"].user)


def _image(world: World, thing: str) -> SiteImage:
    buffer = BytesIO()
    Picture.new("RGB", (40, 30), "teal").save(buffer, "PNG")
    name = f"{world.marks.canary(thing, 'file name')}.png"
    # The title stands in the library only: whether readers see an image does not open the desk to them.
    image: SiteImage = SiteImage.objects.create(
        title=world.marks.words(thing, "title"), file=ContentFile(buffer.getvalue(), name)
    )
    image.get_rendition(SPEC)
    return image


def _document(world: World, thing: str) -> SiteDocument:
    data = world.marks.canary(thing, "bytes").encode()
    name = f"{world.marks.canary(thing, 'file name')}.txt"
    found: SiteDocument = SiteDocument.objects.create(
        title=world.marks.words(thing, "title"), file=ContentFile(data, name)
    )
    return found


def _add(world: World, thing: str, page: Any, kind: str, *, live: bool = True) -> Any:
    parent = SectionPage.objects.get(kind=kind, locale__language_code="en")
    page.slug = world.marks.canary(thing, "address")
    page.locale_id, page.live = parent.locale_id, False
    parent.add_child(instance=page)
    revision = page.save_revision(user=world.people["editor"].user)
    if live:
        revision.publish(user=world.people["editor"].user)
    world.things[thing] = type(page).objects.get(pk=page.pk)
    return world.things[thing]


def _article(world: World, thing: str, *, image: str = "", document: str = "", live: bool = True) -> ArticlePage:
    marks = world.marks
    body = f"<p>{marks.words(thing, 'body')}</p>"
    if document:
        body += f'<p><a linktype="document" id="{world.things[document].pk}">Leaflet</a></p>'
    sections: list[tuple[str, Any]] = [("text", {"heading": marks.words(thing, "heading"), "body": body})]
    if image:
        value = {"heading": "A picture", "image": world.things[image], "alt": marks.canary(thing, "alt"), "caption": ""}
        sections.append(("image", value))
    page = ArticlePage(
        title=marks.words(thing, "title"),
        summary=marks.words(thing, "summary"),
        also_called=marks.words(thing, "other name"),
        checked_at=clock.now().date(),
        sections=sections,
    )
    page.tags.set(Tag.objects.all())
    made: ArticlePage = _add(world, thing, page, "health", live=live)
    return made


def _other_pages(world: World) -> None:
    marks = world.marks
    drug = DrugPage(title=marks.words("drug", "title"), ingredient=marks.words("drug", "ingredient"))
    _add(world, "drug", drug, "drugs")
    alert = AlertPage(
        title=marks.words("alert", "title"),
        place=marks.words("alert", "place"),
        summary=marks.words("alert", "summary"),
        starts_at=clock.now(),
    )
    _add(world, "alert", alert, "alerts")
    centre = CentrePage(
        title=marks.words("centre", "title"),
        town=marks.words("centre", "town"),
        address=marks.words("centre", "address"),
        summary=marks.words("centre", "summary"),
        phone="+44 1632 960001",
    )
    _add(world, "centre", centre, "find-care")
    prose = ProsePage(title=marks.words("plain-page", "title"), body=f"<p>{marks.words('plain-page', 'body')}</p>")
    _add(world, "plain-page", prose, "about")


def _draft_of_live(world: World) -> None:
    """New words for the live article that nobody has published."""
    page = ArticlePage.objects.get(pk=world.things["live-article"].pk)
    page.title = world.marks.words("draft-of-live-article", "title")
    page.summary = world.marks.words("draft-of-live-article", "summary")
    page.save_revision(user=world.people["editor"].user)
    world.things["draft-of-live-article"] = page
