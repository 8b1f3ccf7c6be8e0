"""The golden programs: the emitted text, letter by letter, and that it computes the derivative.

    pytest tests/test_golden.py --update-golden      writes the expected texts anew; then read the diff
"""

from __future__ import annotations

import ast
import inspect
from typing import Any

import numpy as np
import pytest

from tangent.testing.numerical import numerical_grad, numerical_jvp
from tangent.testing.structures import clone, contract, leaves, random_like, spell
from tests.golden import NAMES, Golden, load
from tests.oracle import check_program


@pytest.mark.parametrize("name", NAMES)
def test_text(name: str, request: pytest.FixtureRequest) -> None:
    golden = load(name)
    if request.config.getoption("--update-golden"):
        golden.update()
        golden = load(name)
    assert golden.emitted() == golden.expected


@pytest.mark.parametrize("name", NAMES)
def test_expected_text_is_right(name: str) -> None:
    """The text in the file, executed, gives the derivative, as does the compiler's function."""
    golden = load(name)
    if golden.mode == "jvp":
        _check_jvp(golden)
    elif golden.mode == "vjp":
        _check_vjp(golden)
    else:
        _check_gradient(golden)


@pytest.mark.parametrize("name", [n for n in NAMES if load(n).mode != "grad of grad"])
def test_second_derivatives(name: str) -> None:
    """What is emitted is in the language: it can be differentiated again, in all four nestings."""
    golden = load(name)
    check_program(golden.primal, golden.arguments, golden.positions, only={"second"})


def _check_gradient(golden: Golden) -> None:
    args, written = golden.arguments, golden.arguments
    got = golden.namespace()[golden.entry](*written)
    _equal(written, args, "an argument")
    if golden.mode == "grad" and golden.entry.endswith("_value_and_grad"):
        got = got[1]  # where it takes a look at the value to see that it is a number
    _equal(golden.derivative()(*golden.arguments), got, "the compiler's own result")
    fun: Any = golden.primal
    if golden.mode == "value_and_grad":
        value, got = got
        _equal(value, fun(*golden.arguments), "the value")
    elif golden.mode == "grad of grad":
        fun = golden.derivative().__wrapped__
    single = len(golden.positions) == 1
    _close(got, numerical_grad(fun, args, golden.positions[0] if single else golden.positions))


def _check_jvp(golden: Golden) -> None:
    args = golden.arguments
    rng = np.random.default_rng(7)
    dots = [random_like(args[k], rng) for k in sorted(golden.positions)]
    written = clone(args)
    value, value_dot = golden.namespace()[golden.entry](*written, *clone(dots))
    _equal(written, args, "an argument")
    _equal(value, golden.primal(*clone(args)), "the value")
    tangents: list[Any] = [None] * len(args)
    for k, dot in zip(sorted(golden.positions), dots, strict=True):
        tangents[k] = dot
    _close(value_dot, numerical_jvp(golden.primal, args, tangents))
    in_order = [tangents[k] for k in golden.positions]
    _equal(golden.derivative()(*clone(args), *in_order), (value, value_dot), "the compiler's own result")


def _check_vjp(golden: Golden) -> None:
    args, written = golden.arguments, golden.arguments
    namespace = golden.namespace()
    value, saved = namespace[golden.entry](*written)
    _equal(value, golden.primal(*clone(args)), "the value")
    seed = random_like(value, np.random.default_rng(7))
    pulled = contract(golden.primal, len(args), value, seed)
    backward = namespace[golden.entry.removesuffix("_forward") + "_backward"]
    named = dict(zip(inspect.signature(golden.primal).parameters, written, strict=True))
    extra = [named[name] for name in list(inspect.signature(backward).parameters)[2:]]
    if pulled is golden.primal:
        seed = 1.0
    results = [backward(saved, clone(seed), *clone(extra)) for _ in range(2)]
    _equal(results[0], results[1], "a second pull-back")
    single = len(golden.positions) == 1
    _close(results[0], numerical_grad(pulled, args, golden.positions[0] if single else golden.positions))


def _equal(got: Any, want: Any, what: str) -> None:
    for (path, one), (_, two) in zip(leaves(got), leaves(want), strict=True):
        np.testing.assert_array_equal(one, two, err_msg=f"{what}{spell(path)}")


def _close(got: Any, want: Any) -> None:
    for (path, one), (_, two) in zip(leaves(got), leaves(want), strict=True):
        np.testing.assert_allclose(one, two, rtol=1e-6, atol=1e-8, err_msg=f"result{spell(path)}")


def test_files_are_plain_python() -> None:
    for name in NAMES:
        golden = load(name)
        ast.parse(golden.path.read_text(encoding="utf-8"))
        assert len(golden.expected.splitlines()) > 3, f"{name} has no output yet: run with --update-golden"
