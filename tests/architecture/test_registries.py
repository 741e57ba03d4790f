"""What a high layer offers is registered, completely: a model, token, topic, frame, task or job that is not, fails."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.apps import apps
from django.contrib.staticfiles import finders
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from wagtail.images.models import AbstractImage
from wagtail.models import Page
from wagtail.search.index import Indexed
from wagtail.snippets.models import get_snippet_models

from config.api import api
from config.schedule import JOBS
from core.access import VisibleModel, token_families
from core.kinds import Kind, internal_models, kinds
from core.realtime import topics
from core.realtime.frames import registered_frames
from tests.architecture.tree import RANK, files, functions, is_migration, nothing, python_of_apps, text

# The whole list of tokens; a new family is a decision and changes this table (docs/decisions/0001).
TOKENS = {
    "public": False,
    "member": False,
    "physician": False,
    "user": True,
    "group": True,
    "group-moderator": True,
    "case-review": True,
    "case-room": True,
    "consult": True,
    "review": True,
    "verification": True,
    "staff": True,
}
# Unsafe addresses without a CSRF token and what stands in its place; never more than ten.
WITHOUT_CSRF_TOKEN = {
    "cms-clear": "Origin and Sec-Fetch-Site: stands on cached pages, which hold no token",
    "cms-theme": "Origin and Sec-Fetch-Site: stands on cached pages, which hold no token",
}


def our_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in RANK]


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_model_is_a_kind_or_internal_with_a_reason(model: type[Model]) -> None:
    shown = [kind.name for kind in kinds() if kind.model is model]
    hidden = internal_models().get(model, "")
    assert shown or len(hidden) >= 6, (
        f"{model._meta.label} is neither a registered kind nor a registered internal model"
    )
    assert not (shown and hidden), f"{model._meta.label} is both"


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name)
def test_kind_knows_its_readers(kind: Kind) -> None:
    """A column for all but Wagtail's pages and images, which read `live` (docs/decisions/0010)."""
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", kind.name)
    assert isinstance(kind.label, Promise), "the name of a kind is shown in both languages"
    assert issubclass(kind.model, VisibleModel | Page | AbstractImage)
    required = [p for p in inspect.signature(kind.visible).parameters.values() if p.default is p.empty]
    assert len(required) == 1


def test_a_private_model_is_no_matter_of_wagtail() -> None:
    """A snippet or an indexed model would be listed and searched without asking who looks."""
    private = [kind.model for kind in kinds() if issubclass(kind.model, VisibleModel)]
    nothing([model._meta.label for model in private if issubclass(model, Indexed) or model in get_snippet_models()])


def test_tokens_stand_in_the_table() -> None:
    assert {name: takes for name, takes in token_families().items() if TOKENS.get(name) is not takes} == {}


def test_topics_are_named_like_audiences() -> None:
    assert set(topics._registry) <= set(TOKENS)


@pytest.mark.parametrize(
    "name", [name for name, frame in registered_frames().items() if not frame.__module__.startswith("tests.")]
)
def test_frame_carries_ids_only(name: str) -> None:
    frame = registered_frames()[name]
    assert frame.__module__.split(".")[1] in {"frames", "realtime"}, "frames stand in the frames module of their app"
    types = {field.name: field.type for field in dataclasses.fields(frame) if field.name != "audience"}
    allowed = {"int", "str", "bool", "UUID", "int | None", "str | None", int, str, bool, UUID}
    assert {name: kind for name, kind in types.items() if kind not in allowed} == {}


def test_tasks_are_named_verb_noun_task() -> None:
    modules = [path for _, path in python_of_apps() if path.stem == "tasks" or path.parent.name == "tasks"]
    nothing(
        [
            f"{path}:{node.lineno}: {node.name}"
            for path in modules
            for node in functions(path)
            if not node.name.startswith("_") and not re.fullmatch(r"[a-z]+(_[a-z]+)+_task", node.name)
        ]
    )


def test_jobs_name_tasks_without_arguments() -> None:
    assert len({job.name for job in JOBS}) == len(JOBS)
    for job in JOBS:
        task = import_string(job.task)
        required = [p for p in inspect.signature(task).parameters.values() if p.default is p.empty]
        assert required == [], job.name
        assert job.task.endswith("_task")


def _patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        route = f"{before}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, route)
        else:
            yield route, entry


def _our_patterns() -> list[tuple[str, URLPattern]]:
    return [
        (route, entry)
        for route, entry in _patterns(get_resolver())
        if getattr(entry.callback, "__module__", "").split(".")[0] in RANK
    ]


def test_our_addresses_have_names() -> None:
    """Templates and tests reach every page by its name; what stands in for a page of Wagtail's desk keeps its place."""
    nothing([route for route, entry in _our_patterns() if not entry.name and not route.startswith("cms/")])


def test_addresses_without_csrf_token_stand_in_the_table() -> None:
    exempt = {entry.name or route for route, entry in _our_patterns() if getattr(entry.callback, "csrf_exempt", False)}
    assert exempt == set(WITHOUT_CSRF_TOKEN)
    assert len(WITHOUT_CSRF_TOKEN) <= 10


def test_the_api_only_reads() -> None:
    """Ninja's views are exempt from Django's own check, so a route that writes would need another."""
    methods = {
        method
        for _, router in api._routers
        for view in router.path_operations.values()
        for operation in view.operations
        for method in operation.methods
    }
    assert methods <= {"GET", "HEAD"}


def test_static_files_named_in_templates_exist() -> None:
    tag = re.compile(r"""{%\s*static\s+["']([^"']+)["']""")
    templates = [path for path in files(".html") if "templates" in path.parts]
    named = {(str(path), name) for path in templates for name in tag.findall(text(path))}
    nothing(sorted(f"{path}: {name}" for path, name in named if finders.find(name) is None))


def test_migrations_of_every_app_exist() -> None:
    with_models = {model._meta.app_label for model in our_models()}
    assert with_models <= {path.parts[0] for path in files(".py") if is_migration(path)}
