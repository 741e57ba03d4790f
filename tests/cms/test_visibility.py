"""Who sees pages, images and documents."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image as Picture

from cms.images import visible_images
from cms.models import ArticlePage, SiteDocument, SiteImage
from core import kinds
from core.access import ANONYMOUS, Viewer
from tests.cms.conftest import MakeArticle
from tests.people import Cast

NOBODY = Viewer(user_id=None, actor_id="", grants=frozenset())


@pytest.fixture
def image(db: None) -> SiteImage:
    """An image in the library."""
    buffer = BytesIO()
    Picture.new("RGB", (40, 30), "teal").save(buffer, "PNG")
    found: SiteImage = SiteImage.objects.create(title="A throat", file=ContentFile(buffer.getvalue(), "throat.png"))
    return found


def fetch(client: Client, url: str) -> tuple[int, dict[str, str]]:
    """Read an answer to its end, as a browser does; that closes it too."""
    answer = client.get(url)
    b"".join(answer)
    return answer.status_code, dict(answer.headers)


def image_section(image: SiteImage) -> list[tuple[str, object]]:
    return [("image", {"heading": "A picture", "image": image, "alt": "A throat", "caption": ""})]


def test_a_draft_is_for_editors_only(make_article: MakeArticle, editors: Cast) -> None:
    page = make_article("Canary draft", live=False)
    kind = kinds.kind("article")
    for name, person in editors.everyone().items():
        seen = kind.visible(person.viewer).filter(pk=page.pk).exists()
        assert seen is (name == "editor"), name
        assert (person.client().get(page.url).status_code == 200) is (name == "editor"), name
    assert not kind.visible(ANONYMOUS).filter(pk=page.pk).exists()
    answer = Client().get(page.url)
    assert answer.status_code == 404
    assert b"Canary" not in answer.content


def test_without_a_viewer_nothing_is_visible(make_article: MakeArticle) -> None:
    make_article()
    assert not kinds.kind("article").visible(NOBODY).exists()
    assert not visible_images(NOBODY).exists()


def test_an_image_follows_the_live_pages_that_use_it(
    make_article: MakeArticle, editors: Cast, image: SiteImage
) -> None:
    rendition = image.get_rendition("width-20|format-webp")

    def status(client: Client) -> tuple[int, int]:
        return fetch(client, rendition.url)[0], fetch(client, image.file.url)[0]

    editor = editors.editor.client()
    assert status(Client()) == (404, 404)
    assert status(editor) == (200, 200)
    page = make_article(sections=image_section(image), live=False)
    assert status(Client()) == (404, 404)
    page.get_latest_revision().publish()
    assert status(Client()) == (200, 200)
    page = ArticlePage.objects.get(pk=page.pk)
    page.sections = []
    draft = page.save_revision()
    assert status(Client()) == (200, 200)
    draft.publish()
    assert status(Client()) == (404, 404)
    assert status(editor) == (200, 200)


def test_unpublishing_the_page_closes_its_image(make_article: MakeArticle, image: SiteImage) -> None:
    page = make_article(sections=image_section(image))
    url = image.file.url
    status, headers = fetch(Client(), url)
    assert status == 200
    assert "no-cache" in headers["Cache-Control"]
    page.unpublish()
    assert fetch(Client(), url)[0] == 404


def test_a_document_is_closed_until_a_live_page_names_it(make_article: MakeArticle, editors: Cast) -> None:
    document = SiteDocument.objects.create(title="Leaflet", file=ContentFile(b"<script>", "leaflet.html"))
    assert fetch(Client(), document.url)[0] == 404
    assert fetch(editors.editor.client(), document.url)[0] == 200
    link = f'<p><a linktype="document" id="{document.pk}">Leaflet</a></p>'
    make_article(sections=[("text", {"heading": "More", "body": link})])
    status, headers = fetch(Client(), document.url)
    assert status == 200
    assert headers["Content-Disposition"].startswith("attachment")
    assert headers["Content-Type"] == "application/octet-stream"
