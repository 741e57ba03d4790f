"""Patterns that are tried only behind the words of a table find what a search of the whole text finds."""

from __future__ import annotations

import random
import re
from importlib import import_module
from typing import Any

import pytest

from cases.deidentify.hits import matches_at
from cases.deidentify.openings import starts_of
from tests.cases.deidentify.opened import OPENED

SAMPLES = 200
parser: Any = import_module("re._parser")  # the standard library describes it to nobody
codes: Any = import_module("re._constants")
SIGNS = "aAbBzZáÁ059 -'.º"


class Maker:
    """Makes strings up that a pattern may match: every branch alike, what looks around is left to chance."""

    def __init__(self, expression: re.Pattern[str], seed: int) -> None:
        self.tree = parser.parse(expression.pattern, expression.flags)
        self.random = random.Random(seed)

    def sample(self) -> str:
        return "".join(map(self._made, self.tree))

    def _made(self, node: Any) -> str:
        kind, value = node
        if kind is codes.LITERAL:
            return self.random.choice((str.lower, str.upper, str))(chr(value))
        if kind is codes.BRANCH:
            return "".join(map(self._made, self.random.choice(value[1])))
        if kind is codes.SUBPATTERN:
            return "".join(map(self._made, value[-1]))
        if kind in {codes.MAX_REPEAT, codes.MIN_REPEAT}:
            times = self.random.randint(value[0], min(value[1], value[0] + 3))
            return "".join(self._made(part) for _ in range(times) for part in value[2])
        if kind is codes.IN:
            return self._one_of(value)
        return self.random.choice(SIGNS) if kind in {codes.NOT_LITERAL, codes.ANY} else ""

    def _one_of(self, choices: list[Any]) -> str:
        kind, value = self.random.choice(choices)
        if kind is codes.LITERAL:
            return chr(value)
        return chr(self.random.randint(*value)) if kind is codes.RANGE else self.random.choice(SIGNS)


@pytest.mark.parametrize("name", OPENED)
def test_nothing_is_lost(name: str) -> None:
    expression, opening = OPENED[name]
    maker = Maker(expression, seed=20261123)
    matched = 0
    for _ in range(SAMPLES):
        text = f"{maker.sample()} {maker.sample()}"
        everywhere = [match.span() for match in expression.finditer(text)]
        assert [match.span() for match in matches_at(expression, text, starts_of(text)[opening])] == everywhere, text
        matched += len(everywhere)
    assert matched > SAMPLES / 80
