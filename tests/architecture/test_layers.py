"""What import-linter cannot see points downwards too: model relations, migrations, and names in strings."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.migrations import Migration

from tests.architecture.tree import (
    RANK,
    ROOT,
    files,
    is_migration,
    may_know,
    nothing,
    python_of_apps,
    strings,
    syntax,
    text,
)

URL_TAG = re.compile(r"""{%-?\s*url\s+["']([\w-]+):""")
TEMPLATE_TAG = re.compile(r"""{%-?\s*(?:include|extends)\s+["'](\w+)/""")
# A path into one of our apps: "cases.tasks.prune", "accounts.User".
DOTTED = re.compile(rf"({'|'.join(RANK)})\.[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")
REVERSING = {"reverse", "reverse_lazy", "redirect", "resolve_url"}
# Settings that name what a higher layer offers are read by name on purpose.
ALONE = {"django", "wagtail", *RANK} - {"cases"}


def test_every_app_has_a_layer() -> None:
    packages = {
        path.parts[0] for path in files(".py") if len(path.parts) > 1 and (ROOT / path.parts[0] / "apps.py").exists()
    }
    assert packages == {name for name in RANK if (ROOT / name / "apps.py").exists()}
    assert set(RANK) <= {path.parts[0] for path in files(".py")}


def test_relations_point_downwards() -> None:
    wrong = []
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            target = field.related_model
            if field.auto_created or not field.is_relation or target is None or isinstance(target, str):
                continue
            if not may_know(model._meta.app_label, target._meta.app_label):
                wrong.append(f"{model._meta.label}.{field.name} -> {target._meta.label}")
    nothing(wrong)


def test_parents_of_models_point_downwards() -> None:
    wrong = [
        f"{model.__module__}.{model.__name__} is a {base.__module__}.{base.__name__}"
        for model in apps.get_models()
        for base in model.__mro__
        if not may_know(model.__module__.split(".")[0], base.__module__.split(".")[0])
    ]
    nothing(wrong)


def _migrations() -> Iterator[tuple[str, type[Migration]]]:
    """Our migrations by app; Django's loader would run those of others, one of which asks the database."""
    for path in files(".py"):
        if path.parts[0] in RANK and is_migration(path):
            yield path.parts[0], importlib.import_module(".".join(path.with_suffix("").parts)).Migration


def _depends_on(migration: type[Migration]) -> list[str]:
    user_app = settings.AUTH_USER_MODEL.split(".")[0]
    return [user_app if app == "__setting__" else app for app, _ in migration.dependencies]


def test_migrations_depend_downwards() -> None:
    nothing(
        [
            f"{migration.__module__} -> {target}"
            for app, migration in _migrations()
            for target in _depends_on(migration)
            if not may_know(app, target)
        ]
    )


def test_people_stand_below_the_editorial_system() -> None:
    """The first migration of accounts comes before anything of Wagtail, so that its User is Wagtail's too."""
    first = next(
        migration for _, migration in _migrations() if migration.__module__.startswith("accounts.migrations.0001")
    )
    assert [app for app in _depends_on(first) if app.startswith("wagtail") or app == "cms"] == []


def _app_of_template(path: Path) -> str:
    """`templates/cases/…` and `cases/templates/…` belong to cases; the shell above them may know everybody."""
    return path.parts[0] if path.parts[0] in RANK else path.parts[1] if len(path.parts) > 2 else ""


def _templates() -> Iterator[tuple[str, Path]]:
    for path in files(".html", ".txt", ".xml"):
        if "templates" in path.parts[:2]:
            yield _app_of_template(path), path


def test_templates_name_addresses_and_templates_downwards() -> None:
    wrong = [
        f"{path}: {found}"
        for app, path in _templates()
        for found in [*URL_TAG.findall(text(path)), *TEMPLATE_TAG.findall(text(path))]
        if not may_know(app, found)
    ]
    nothing(wrong)


def _reversed_names(path: Path) -> Iterator[str]:
    for node in ast.walk(syntax(path)):
        if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if called in REVERSING and isinstance(node.args[0].value, str):
            yield node.args[0].value


def test_code_names_addresses_downwards() -> None:
    wrong = [
        f"{path}: {name}"
        for app, path in python_of_apps()
        for name in _reversed_names(path)
        if ":" in name and not may_know(app, name.split(":")[0])
    ]
    nothing(wrong)


def test_code_names_modules_models_and_templates_downwards() -> None:
    wrong = []
    for app, path in python_of_apps():
        for line, value in strings(path):
            dotted = DOTTED.fullmatch(value)
            template = re.fullmatch(r"(\w+)/[\w/.-]+\.(html|txt|xml)", value)
            named = dotted or template
            if named and not may_know(app, named[1]):
                wrong.append(f"{path}:{line}: {value}")
    nothing(wrong)


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


@pytest.mark.parametrize("path", [path for path in files(".py") if path.parts[:2] == ("cases", "deidentify")], ids=str)
def test_the_deidentifier_stands_alone(path: Path) -> None:
    """It is usable without the site: nothing of Django, of another app or of the rest of its own."""
    wrong = [name for name in _imports(path) if name.split(".")[0] in ALONE or name == "cases"]
    wrong += [name for name in _imports(path) if name.startswith("cases.") and not name.startswith("cases.deidentify")]
    nothing(wrong)
