"""Names that mean different things in the modules of one derivative, or other things than they say."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import tangent
from tangent.testing.structures import compile_source
from tests.oracle import check_program

X = np.array([0.3, 0.5, 1.2])
_numbers: Iterator[int] = itertools.count()


def module(text: str, main: str, **others: Any) -> Any:
    """The function `main` of a module of its own."""
    return compile_source(text, main, {"__name__": f"module_{next(_numbers)}", "np": np, **others})


SCALED = """
SCALE = 2.0

def scaled(x):
    return np.sin(x * SCALE)
"""

TOTAL = """
SCALE = 2.0

def total(x):
    return np.sum(inner(x) * SCALE)
"""


def test_constants_of_one_name_and_one_value_are_two_constants() -> None:
    inner = module(SCALED, "scaled")
    total = module(TOTAL, "total", inner=inner)
    check_program(total, (X,), 0)
    gradient = tangent.grad(total)
    gradient(X)
    inner.__globals__["SCALE"] = 3.0
    np.testing.assert_allclose(gradient(X), 6.0 * np.cos(3.0 * X))
    total.__globals__["SCALE"] = 5.0
    np.testing.assert_allclose(gradient(X), 15.0 * np.cos(3.0 * X))


OURS = """
import math

def add(a, b):
    return a * b

def zeros(v):
    return 2.0 * v

def unbroadcast(a, b):
    return a

def f(x):
    parts = [add(v, v) for v in x]
    parts.append(zeros(parts[0]))
    return unbroadcast(math.sin(parts[3]), x) * add(parts[1], 3)
"""

CALLS_IT = """
def g(x, y):
    parts = [x, x * y]
    for k in range(2):
        parts.append(parts[k] * f(x))
    s = 0.0
    for p in parts:
        s = s + np.sum(p * y)
    return s
"""


def test_a_callee_whose_module_has_our_names() -> None:
    f = module(OURS, "f")
    check_program(f, (X,), 0)
    check_program(module(CALLS_IT, "g", f=f), (X, X + 1.0), (0, 1), order=1)


OTHER_NP = """
import math as np
import numpy

def f(x):
    return numpy.sum(numpy.sqrt(x * x + 1.0)) * np.sin(float(x[0]))
"""


def test_a_callee_that_calls_another_module_np() -> None:
    f = compile_source(OTHER_NP, "f", {})
    check_program(f, (X,), 0)
    check_program(module(CALLS_IT, "g", f=f), (X, X + 1.0), (0, 1), order=1)


SHADOWED = """
seen = []

def len(v):
    return np.sum(v) * 0.5

def print(v):
    seen.append(1)
    return 2.0 * v

def sum(v):
    return v[0] * v[1]

def list(v):
    return v[1:]

def abs(v):
    return -v

def f(x):
    y = x.copy()
    a = len(y)
    y *= a
    y[0] = print(y[1])
    if abs(y[0]) < 0.0:
        y = y * len(list(y))
    return len(y * y) + sum(y)
"""


def test_functions_that_are_called_like_builtins() -> None:
    check_program(module(SHADOWED, "f"), (X,), 0)


def test_builtins_that_are_called_otherwise() -> None:
    text = """
from builtins import range as upto, reversed as back, enumerate as count
from builtins import print as say, len as size, zip as both

def f(x):
    say("once")
    s = x[0]
    for k in back(upto(size(x))):
        s = s * x[k] + k
    for k, v in count(x):
        s = s + k * v * v
    for v, w in both(x, x[::-1]):
        s = s + v * w
    return s
"""
    check_program(module(text, "f"), (X,), 0)


def test_a_builtin_beside_a_function_of_its_name() -> None:
    """A `sum` of the callee's module beside the builtin in the caller, and the other way round."""
    inner = module("def sum(v):\n    return v[0] * v[1]\n\ndef f(x):\n    return sum(x) * x[2]\n", "f")
    outer = module("def g(x):\n    return sum([x[0], x[1]]) * f(x) + sum([x[2]])\n", "g", f=inner)
    check_program(outer, (X,), 0)
    inner = module("def f(x):\n    return sum([x[0], x[1]]) * x[2]\n", "f")
    text = "def sum(v):\n    return v[0] * v[1]\n\ndef g(x):\n    return sum(x) * f(x) + sum(x[1:])\n"
    check_program(module(text, "g", f=inner), (X,), 0)


def made(range: Any, len: Any) -> Any:  # noqa: A002
    def f(x: Any) -> Any:
        s = x[0]
        for v in range(x):
            s = s * v
        return s * len(x)

    return f


def test_closure_variables_called_like_builtins() -> None:
    check_program(made(lambda v: v[1:], lambda v: np.sum(v * v)), (X,), 0)


LOCALS = """
def f(x):
    {name} = x[0]
    y = x.copy()
    parts = [y * 2.0]
    s = 0.0
    for k in {range}:
        y[k] = y[k] * y[k + 1]
        parts.append(y * {name})
        s = s + y[k]
    for p in parts:
        s = s + np.sum(p * p)
    for a, b in both(y, x):
        s = s + a * b * {name}
    return s
"""


@pytest.mark.parametrize("name", ["len", "range", "reversed", "list", "min", "float", "zip", "tuple", "dict"])
def test_variables_called_like_builtins(name: str) -> None:
    text = LOCALS.format(name=name, range="upto(2)")
    check_program(module(text, "f", upto=range, both=zip), (X,), 0, order=1)
