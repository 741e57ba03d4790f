"""The engines that answer a plan. Which one the site uses is decided here and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from django.conf import settings

from core.outbox import Away

if TYPE_CHECKING:
    from search.plan import Plan
    from search.request import Ranking


class EngineUnavailable(Away):
    """The engine did not answer. The page says so and shows what the database knows by itself."""


class Backend(Protocol):
    """Anything that ranks the documents a plan asks for."""

    def search(self, plan: Plan) -> Ranking:
        """Rank what the viewer of the plan may see; raise EngineUnavailable when the engine is away."""


def uses_elasticsearch() -> bool:
    """Whether this site names a real engine."""
    return bool(settings.ELASTICSEARCH_URL)


def backend() -> Backend:
    """The engine of this site."""
    if uses_elasticsearch():
        from search.backends.elasticsearch import site_backend  # noqa: PLC0415 - the client is big; embedded sites skip it

        return site_backend()
    from search.backends.embedded import EmbeddedBackend  # noqa: PLC0415 - as above

    return EmbeddedBackend()


def engine_version() -> str:
    """The release of the engine that this site names; raises EngineUnavailable when it is away."""
    from search.backends.elasticsearch import release  # noqa: PLC0415 - as above

    return release()
