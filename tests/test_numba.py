"""The emitted text of the numeric golden programs compiles with Numba, and gives the same numbers."""

from __future__ import annotations

import os
import warnings

os.environ.setdefault("NUMBA_OPT", "0")  # before Numba is imported: here compiling takes longer than running

import numpy as np
import pytest

from tangent.build.numba import compiled, lower
from tangent.testing.structures import clone, leaves, random_like
from tests.golden import load

PROGRAMS = (
    "least_squares",
    "layer",
    "branch_in_loop",
    "root",
    "smooth",
    "logistic_rows",
    "diffuse",
    "row_view",
    "gather",
    "early_return",
    "break_continue",
    "buffers_nonlinear",
    "horizon",
    "standardise",
    "list_values",
    "energy",
    "second",
    "second_straight",
    "branch_in_loop_jvp",
    "heun_jvp",
)


@pytest.mark.numba
@pytest.mark.parametrize("name", PROGRAMS)
def test_same_numbers(name: str) -> None:
    pytest.importorskip("numba", reason="the extra `numba` is not installed")
    golden = load(name)
    text = golden.emitted()
    namespace = golden.namespace()
    args = golden.arguments
    if golden.mode == "jvp":
        args += tuple(random_like(args[k], np.random.default_rng(1)) for k in sorted(golden.positions))
    want = namespace[golden.entry](*clone(args))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # strided arrays in `@`
        got = compiled(text, namespace)[golden.entry](*clone(args))
    for (_, one), (_, two) in zip(leaves(got), leaves(want), strict=True):
        np.testing.assert_allclose(one, two, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    "loop",
    [
        "range(n)",
        "range(3, n)",
        "range(n, 3)",
        "range(2, n, 3)",
        "range(n, -4, -2)",
        "range(n)[:4]",
        "range(n)[:40]",
        "range(2, n, 3)[:2]",
        "range(n, -4, -2)[:n - 8]",
    ],
)
def test_loops_backwards(loop: str) -> None:
    """A lowered loop visits the same elements in the same order."""
    text = lower(f'def visited(n):\n    """Doc."""\n    return [k for k in reversed({loop})]\n')
    assert "reversed" not in text and "Doc" not in text
    namespace: dict[str, object] = {}
    exec(text, namespace)
    for n in (0, 1, 2, 3, 9, 11):
        visited = namespace["visited"]
        assert callable(visited)
        if n >= 8 or "n - 8" not in loop:
            assert visited(n) == list(reversed(eval(loop, {"n": n}))), n


def test_other_forms() -> None:
    text = lower("tape = []\nwhile tape:\n    tape.pop()\ny = np.sum(x, axis=1, keepdims=True)")
    assert "while len(tape) > 0:" in text
    assert "np.expand_dims(np.sum(x, axis=1), 1)" in text
    assert "x.shape[-1]" in lower("y = np.mean(x, axis=-1)")
