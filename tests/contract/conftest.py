"""Both engines, filled alike: embedded always, Elasticsearch where TEST_ELASTICSEARCH_URL names one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack

import pytest
from pytest_django.plugin import DjangoDbBlocker

from core.kinds import SearchDocument
from search.backends import Backend
from search.backends.embedded import EmbeddedBackend
from search.scratch import fill, scratch_database

Load = Callable[[Iterable[SearchDocument]], Backend]

ENGINES = ["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)]


def engine_url() -> str:
    """The address of the test engine; without one the test is skipped, and fails where CI=true."""
    url = os.environ.get("TEST_ELASTICSEARCH_URL", "")
    if not url:
        pytest.skip("needs Elasticsearch: make engines, then export TEST_ELASTICSEARCH_URL")
    return url


@pytest.fixture(scope="module", params=ENGINES)
def load(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[Load]:
    """Fill a scratch index of one engine and return what asks it; everything is gone after the module."""
    url = engine_url() if request.param == "elasticsearch" else ""
    with django_db_blocker.unblock(), ExitStack() as stack:

        def loaded(documents: Iterable[SearchDocument]) -> Backend:
            alias = stack.enter_context(scratch_database())
            fill(alias, documents)
            if not url:
                return EmbeddedBackend(alias)
            from search.backends.elasticsearch import scratch_backend

            return stack.enter_context(scratch_backend(alias, url))

        yield loaded
