"""The table is about everything that exists: whatever is new must be declared before it passes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from core.access import token_families
from core.kinds import kinds
from core.realtime import commands, topics
from core.realtime.frames import registered_frames
from tests.architecture.tree import RANK
from tests.policy import routes, table
from tests.policy.table import ALL, MAY_SEE, ONLY_FOR, ROLES, SAW_BEFORE

DECLARED = routes.WALKED | routes.ANNOUNCED | routes.CHANGES.keys() | routes.NOTHING_TO_SEE.keys()


def _patterns(resolver: URLResolver, space: str = "", route: str = "") -> Iterator[tuple[str, str, URLPattern]]:
    for entry in resolver.url_patterns:
        here = f"{route}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, f"{space}{entry.namespace}:" if entry.namespace else space, here)
        else:
            yield f"{space}{entry.name}" if entry.name else here, here, entry


def _package(pattern: URLPattern) -> str:
    return getattr(pattern.callback, "__module__", "").split(".")[0]


def _ours() -> list[str]:
    return sorted(
        {name for name, _, entry in _patterns(get_resolver()) if _package(entry) in RANK or name.startswith("api:")}
    )


@pytest.mark.parametrize("name", _ours())
def test_route_is_declared(name: str) -> None:
    assert name in DECLARED, "say in tests/policy/routes.py who may come in, and what it shows"


def test_no_route_is_declared_that_does_not_exist() -> None:
    existing = {name for name, _, _ in _patterns(get_resolver())}
    assert (DECLARED - routes.ANNOUNCED) - existing == set()


def test_routes_are_declared_once() -> None:
    declared = [*routes.WALKED, *routes.ANNOUNCED, *routes.CHANGES, *routes.NOTHING_TO_SEE]
    assert len(declared) == len(set(declared))


def test_foreign_routes_are_of_known_packages() -> None:
    packages = {_package(entry) for _, _, entry in _patterns(get_resolver())} - RANK.keys()
    assert packages <= routes.FOREIGN.keys()


def test_topics_are_declared() -> None:
    known = {name for name in topics._registry if not name.startswith("test")}
    assert known == set(routes.TOPICS)


def test_frames_are_declared() -> None:
    ours = {name: frame for name, frame in registered_frames().items() if not frame.__module__.startswith("tests.")}
    known = set(ours)
    assert known == set(routes.FRAMES)


def test_commands_are_declared() -> None:
    known = {name for name in commands._registry if not name.startswith("test")}
    assert known == set(routes.COMMANDS)


def test_tokens_are_those_of_the_design() -> None:
    known = {name for name in token_families() if not name.startswith("test")}
    assert set(routes.TOKENS) <= known <= routes.TOKENS.keys() | routes.TOKENS_TO_COME
    assert not known & routes.TOKENS_TO_COME, "a new token has come: give it a thing in the table"


def test_kinds_are_declared() -> None:
    known = {kind.name for kind in kinds() if not kind.name.startswith("test")}
    assert known == set(routes.KINDS)


def test_the_table_speaks_of_known_roles_and_things() -> None:
    for answers in (MAY_SEE, SAW_BEFORE, ONLY_FOR, table.MAY_KNOW):
        assert all(roles <= ALL for roles in answers.values())
    assert SAW_BEFORE.keys() <= MAY_SEE.keys()
    assert {thing for thing, _ in (*ONLY_FOR, *table.MAY_KNOW)} <= MAY_SEE.keys()
    named = {thing for things in (*routes.KINDS.values(), *routes.TOPICS.values()) for thing in things}
    named |= {thing for thing in (*routes.TOKENS.values(), *routes.FRAMES.values()) if thing}
    assert named <= MAY_SEE.keys()


def test_whoever_lost_a_right_sees_no_more_than_others() -> None:
    for thing, roles in MAY_SEE.items():
        if "suspended" in roles:
            assert roles == ALL, f"{thing}: a suspended person is a stranger"
        if "former_physician" in roles:
            assert roles >= table.SIGNED_IN, f"{thing}: without a licence one is a member"
        if "removed_member" in roles:
            assert "physician" in roles, f"{thing}: whoever was put out is a physician like others"


def test_the_site_s_staff_does_not_read_groups_or_cases() -> None:
    staff = {"editor", "verifier", "moderator", "administrator"}
    closed = [thing for thing, roles in MAY_SEE.items() if roles <= table.PHYSICIANS]
    assert len(closed) > 20
    assert not [thing for thing in closed if MAY_SEE[thing] & staff]


def test_every_role_has_a_yes_and_a_no() -> None:
    for role in ROLES:
        assert {role in roles for roles in MAY_SEE.values()} == {True, False}
