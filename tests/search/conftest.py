"""A kind for the tests of search: leaflets, kept in a table of core that has an audience."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import pytest
from django.db import transaction

from core import clock, kinds
from core.access import Viewer
from core.kinds import Kind, SearchDocument
from core.models import PrivateFile
from search import finding, spelling, synonyms
from search.indexing import index_object

Write = Callable[..., PrivateFile]

PHYSICIAN = Viewer(7, "x", frozenset({"public", "member", "physician", "user:7", "group:1"}))
_texts: dict[int, tuple[SearchDocument, ...]] = {}


def _documents(leaflet: PrivateFile) -> Iterable[SearchDocument]:
    for document in _texts.get(leaflet.pk, ()):
        yield replace(document, object_id=str(leaflet.pk), audience=leaflet.audience)


@pytest.fixture
def leaflets(db: None) -> Iterator[Write]:
    """Register the kind; the result writes one leaflet and indexes it."""
    kinds.register_kind(
        Kind(
            name="leaflet",
            model=PrivateFile,
            label="Leaflet",
            visible=PrivateFile.objects.visible_to,
            url=lambda leaflet, language: f"/{language}/leaflet/{leaflet.pk}/",
            documents=_documents,
        )
    )

    def write(
        title: str, body: str = "", audience: str = "public", language: str = "en", **more: object
    ) -> PrivateFile:
        leaflet = PrivateFile(name=title, content_type="text/plain", size=1, path="x", created=clock.now())
        leaflet.audience = audience
        leaflet.save()
        _texts[leaflet.pk] = (SearchDocument("leaflet", "", language, audience, title, body=body, **more),)  # type: ignore[arg-type]  # fields of a document
        index_object("leaflet", str(leaflet.pk))
        return leaflet

    yield write
    del kinds._kinds["leaflet"]
    _texts.clear()


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    """Counters start again with every test; what was read under their old values must not stay."""
    spelling._loaded.clear()
    synonyms._loaded.clear()
    yield
    spelling._loaded.clear()
    synonyms._loaded.clear()


def change_audience(leaflet: PrivateFile, audience: str) -> None:
    """Move a leaflet to other readers, without telling the index."""
    with transaction.atomic():
        PrivateFile.objects.filter(pk=leaflet.pk).update(audience=audience)


def titles(query: str, viewer: Viewer | None = None, **more: object) -> list[str]:
    """Titles of the hits of a search."""
    from core.access import ANONYMOUS
    from search.request import SearchRequest

    request = SearchRequest(query=query, viewer=viewer or ANONYMOUS, **more)  # type: ignore[arg-type]  # fields of a request
    return [hit.title for hit in finding.find(request).hits]
