"""The passes change nodes where they stand: no node may stand in two places when they begin."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

import gast
import pytest

from tangent import pipeline
from tangent.derivative import Derivative
from tangent.optimise import Context, run_passes
from tests.golden import NAMES, load

_SHARED = (gast.expr_context, gast.operator, gast.unaryop, gast.cmpop, gast.boolop)


def in_two_places(function: Any) -> list[Any]:
    seen: set[int] = set()
    found = []
    for node in ast.walk(function):
        if id(node) in seen and not isinstance(node, _SHARED):
            found.append(node)
        seen.add(id(node))
    return found


def test_the_search_finds_a_node_that_stands_twice() -> None:
    function = gast.parse("def f(x):\n    return x + x").body[0]
    function.body[0].value.right = function.body[0].value.left
    assert len(in_two_places(function)) == 1


@pytest.mark.parametrize("name", [n for n in NAMES if load(n).mode != "grad of grad"])
def test_golden_programs(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = []

    def look(contexts: Sequence[Context], off: Any = ()) -> None:
        for c in contexts:
            looked_at.append(c.function.name)
            assert in_two_places(c.function) == []
        run_passes(contexts, off)

    monkeypatch.setattr(pipeline, "run_passes", look)
    golden = load(name)
    for kind in ("vjp", "jvp"):
        looked_at.clear()
        assert Derivative(kind, golden.primal, golden.argnums).source_for(*golden.arguments)
        assert looked_at
