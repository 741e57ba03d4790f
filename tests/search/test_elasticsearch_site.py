"""A site that names Elasticsearch: every change reaches it with its version, a rebuild loses none."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from elasticsearch import Elasticsearch
from pytest_django import Settings

from core.kinds import SearchDocument
from search.backends import EngineUnavailable
from search.backends import elasticsearch as engine
from search.indexing import index_object
from search.models import SearchRow, WriteTarget
from search.reindexing import differences, prepare, rebuild_elasticsearch, reindex
from search.request import Rows
from tests.contract.conftest import engine_url
from tests.search.conftest import PHYSICIAN, Write, _texts, change_audience, titles

pytestmark = pytest.mark.elasticsearch


@pytest.fixture
def site(settings: Settings, db: None) -> Iterator[Elasticsearch]:
    """Name the engine, with indices of this test's own."""
    settings.ELASTICSEARCH_URL = engine_url()
    settings.ELASTICSEARCH_PREFIX = f"test-{secrets.token_hex(4)}"
    connection = engine.client(engine.site_url())
    prepare()
    yield connection
    names = [name for rows in Rows for name in connection.indices.get(index=f"{engine.alias_of(rows)}-*")]
    connection.indices.delete(index=names)


def refresh(connection: Elasticsearch) -> None:
    for rows in Rows:
        connection.indices.refresh(index=engine.alias_of(rows))


def test_changes_reach_the_engine(site: Elasticsearch, leaflets: Write) -> None:
    leaflet = leaflets("Zebrafinch", "A bird in words.", names=("Finch",))
    refresh(site)
    assert titles("zebrafinch") == titles("finch") == ["Zebrafinch"]
    change_audience(leaflet, "group:1")
    assert titles("zebrafinch") == []
    index_object("leaflet", str(leaflet.pk))
    refresh(site)
    assert titles("zebrafinch") == []
    assert titles("zebrafinch", PHYSICIAN) == ["Zebrafinch"]
    assert differences() == dict.fromkeys(differences(), 0)
    pk = leaflet.pk
    leaflet.delete()
    index_object("leaflet", str(pk))
    assert differences()["engine"] == 0


def test_an_older_change_never_overwrites_a_newer_one(site: Elasticsearch, leaflets: Write) -> None:
    leaflet = leaflets("Old title")
    row = SearchRow.objects.get()
    old = engine.operations_for([row], [], engine.write_targets(site))
    _texts[leaflet.pk] = (SearchDocument("leaflet", "", "en", "public", "New title"),)
    index_object("leaflet", str(leaflet.pk))
    engine.send(site, old)
    refresh(site)
    assert titles("title") == ["New title"]


def test_a_rebuild_takes_what_happens_meanwhile(
    site: Elasticsearch, leaflets: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Changes come just before the old state is sent: the filling must not bring the old state back."""
    changed, deleted, *_rest = [leaflets(f"Asthma {number}") for number in range(6)]
    send = engine.send
    done: list[bool] = []

    def late(connection: Elasticsearch, operations: list[dict[str, object]], **options: Any) -> None:
        if not done:
            done.append(True)
            _texts[changed.pk] = (SearchDocument("leaflet", "", "en", "public", "Renamed"),)
            index_object("leaflet", str(changed.pk))
            pk = deleted.pk
            deleted.delete()
            index_object("leaflet", str(pk))
            leaflets("Asthma brand new")
        send(connection, operations, **options)

    monkeypatch.setattr(engine, "send", late)
    before = set(WriteTarget.objects.values_list("name", flat=True))
    rebuild_elasticsearch()
    assert not before & set(WriteTarget.objects.values_list("name", flat=True))
    refresh(site)
    assert sorted(titles("asthma")) == ["Asthma 2", "Asthma 3", "Asthma 4", "Asthma 5", "Asthma brand new"]
    assert titles("renamed") == ["Renamed"]
    assert differences()["engine"] == 0


def test_a_difference_is_seen_and_repaired(site: Elasticsearch, leaflets: Write) -> None:
    leaflets("Asthma")
    engine.send(site, [engine._action("delete", engine.alias_of("public"), "leaflet:none:en", 1)])
    site.index(index=engine.alias_of("public"), id="leaflet:stray:en", document={"kind": "leaflet"}, refresh=True)
    assert differences()["engine"] == 1
    reindex()
    assert differences()["engine"] == 0


def test_unknown_fields_are_refused(site: Elasticsearch) -> None:
    action = {"index": {"_index": engine.alias_of("public"), "_id": "x"}}
    with pytest.raises(engine.IndexRefused):
        engine.send(site, [action, {"surprise": 1}])


def test_while_the_engine_is_away_the_change_waits(leaflets: Write, settings: Settings) -> None:
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"  # nobody listens there
    with pytest.raises(EngineUnavailable):
        leaflets("Asthma")
    assert SearchRow.objects.get().title == "Asthma", "the row is there; the outbox sends it again"
