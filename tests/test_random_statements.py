"""Random programs of statements: the derivative is right or refused, and raises what the primal raises.

120 programs by default, second derivatives of all that are accepted; `TANGENT_FUZZ=5000` runs more.
"""

from __future__ import annotations

import contextlib
import os
import warnings
from typing import Any

import pytest

from tests.generator_statements import Statements, make

tangent = pytest.importorskip("tangent", reason="the compiler is not there yet")

TOTAL = int(os.environ.get("TANGENT_FUZZ", "120"))
CHUNKS = 5
STEP = 1e-6
MOST_REFUSED = 0.4


def moved(args: tuple[Any, ...], by: float, along: list[float]) -> tuple[Any, ...]:
    return [p + by * v for p, v in zip(args[0], along, strict=True)], *args[1:]


def slope(fun: Any, args: tuple[Any, ...], along: list[float]) -> float | None:
    """The derivative along a direction by differences; None where the program changes its way nearby."""
    found = []
    for h in (STEP, 3.0 * STEP):
        with contextlib.suppress(Exception):
            found.append((fun(*moved(args, h, along)) - fun(*moved(args, -h, along))) / (2.0 * h))
    if len(found) < 2 or abs(found[0] - found[1]) > 1e-4 * (1.0 + abs(found[0])):
        return None
    return found[0]


def close(a: float, b: float, rtol: float) -> bool:
    return abs(a - b) <= rtol * (1.0 + abs(a) + abs(b))


def check(program: Statements) -> bool:
    """Whether the program is accepted; raises AssertionError if a derivative is wrong."""
    fun, args = program.fun, program.args
    along = [0.6, -0.8]
    tangents = (along, None, None, [0.0, 0.0])
    try:
        expected = fun(*args)
    except Exception as error:
        with pytest.raises((type(error), tangent.TangentError)):
            tangent.grad(fun)(*args)
        return True
    gradient = tangent.grad(fun)
    try:
        value, found = tangent.value_and_grad(fun)(*args)
        value_forward, forward = tangent.jvp(fun, args, tangents)
        second = tangent.jvp(gradient, args, tangents)[1]
        back = tangent.vjp(gradient, *args)[1](along)[0]
    except tangent.TangentError:
        return False
    reverse = sum(g * v for g, v in zip(found, along, strict=True))
    assert value == value_forward == expected
    assert close(reverse, forward, 1e-10), (reverse, forward)
    by_differences = slope(fun, args, along)
    assert by_differences is None or close(reverse, by_differences, 1e-4), (reverse, by_differences)
    for k in range(2):
        assert close(second[k], back[k], 1e-9), (second, back)
        by_differences = slope(lambda *a, k=k: gradient(*a)[k], args, along)
        assert by_differences is None or close(second[k], by_differences, 1e-3), (second, by_differences)
    return True


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_right_or_refused(chunk: int) -> None:
    seeds = range(chunk, TOTAL, CHUNKS)
    refused = 0
    for seed in seeds:
        program = make(seed)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                refused += not check(program)
        except Exception as error:
            raise AssertionError(f"seed {seed}: {program.args}\n{program.text}") from error
    assert refused <= MOST_REFUSED * len(seeds), f"{refused} of {len(seeds)} are refused"


def test_programs_are_deterministic() -> None:
    assert [make(k).text for k in range(30)] == [make(k).text for k in range(30)]
