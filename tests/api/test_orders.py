"""Derivatives of derivatives, to fourth order: every mix of modes, against differences of the order below."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import tangent
from tangent.testing.numerical import numerical_grad


def smooth(x):
    return np.sin(x) * x**3 + np.exp(0.3 * x)


def looped(x):
    y = x
    for k in range(3):
        if y > 0.5:
            y = np.sin(y) * x + k
        else:
            y = y * y + x
    return y


def in_place(x):
    a = np.zeros(4)
    a[0] = x
    for i in range(1, 4):
        a[i] = a[i - 1] * np.sin(x) + a[i - 1] ** 2
    return np.sum(a)


def scaled(row, k):
    row *= k
    row[0] = row[1] * row[1]


def callee_writes(x):
    a = np.array([[x, 1.0], [x * x, 2.0]])
    for i in range(2):
        scaled(a[i], x)
    return np.sum(a * a)


def recursive(x):
    def power(v, n):
        return v if n == 0 else v * np.cos(power(v, n - 1))

    return power(x, 3)


def listed(x):
    items = [x]
    for k in range(3):
        items.append(items[-1] * x + k)
    last = items.pop()
    return last * items[1] + sum(items)


def newton(x):
    y = x
    while abs(y * y - x) > 1e-12:
        y = 0.5 * (y + x / y)
    return y * x


PROGRAMS = (smooth, looped, in_place, callee_writes, recursive, listed, newton)
POINT = 0.8


def reverse(f: Callable[..., Any]) -> Callable[..., Any]:
    return tangent.grad(f)


def forward(f: Callable[..., Any]) -> Callable[..., Any]:
    derivative = tangent.differentiate(f, argnums=0).jvp

    def slope(x):
        return derivative(x, 1.0)[1]

    return slope


def differences(f: Callable[..., Any], x: float) -> float:
    found = numerical_grad(f, (x,))
    return float(np.asarray(found[0] if isinstance(found, tuple) else found))


REFUSED = {
    (recursive, "rfr"): "TGT405",  # the adjoint of what a recursion saves has no type that contains itself
    (recursive, "rrf"): "TGT501",
    (recursive, "rrr"): "TGT501",
}
"""Known limits: the code of the refusal.  An entry that works now fails its test."""


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("modes", list(itertools.product("fr", repeat=3)), ids="".join)
def test_third_order_in_every_mix_of_modes(program: Callable[..., Any], modes: tuple[str, ...]) -> None:
    f = program
    for mode in modes:
        below, f = f, reverse(f) if mode == "r" else forward(f)
    code = REFUSED.get((program, "".join(modes)))
    if code is not None:
        with pytest.raises(tangent.TangentError, match=code):
            f(POINT)
        return
    np.testing.assert_allclose(f(POINT), differences(below, POINT), rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("program", [p for p in PROGRAMS if p is not recursive], ids=lambda f: f.__name__)
def test_fourth_order(program: Callable[..., Any]) -> None:
    third = reverse(reverse(reverse(program)))
    want = differences(third, POINT)
    for mode in (reverse, forward):
        np.testing.assert_allclose(mode(third)(POINT), want, rtol=1e-5, atol=1e-6)
    mixed = forward(reverse(forward(reverse(program))))
    np.testing.assert_allclose(mixed(POINT), want, rtol=1e-5, atol=1e-6)


def test_a_gradient_inside_a_differentiated_function() -> None:
    inner = tangent.grad(lambda y, x: x * y * y * y)

    def outer(x):
        return x * inner(x * 2.0, x)

    # inner(2 x, x) = 12 x**3, so outer = 12 x**4.
    np.testing.assert_allclose(tangent.grad(outer)(1.5), 48.0 * 1.5**3, rtol=1e-12)
    np.testing.assert_allclose(tangent.grad(tangent.grad(outer))(1.5), 144.0 * 1.5**2, rtol=1e-12)


def test_perturbations_are_not_confused() -> None:
    """d/dx (x d/dy (x + y)) = 1: the inner derivative is with respect to y alone (Siskind, Pearlmutter)."""
    slope = tangent.differentiate(lambda y, x: x + y, argnums=0).jvp

    def outer(x):
        return x * slope(1.0, x, 1.0)[1]

    for derivative in (reverse(outer), forward(outer)):
        np.testing.assert_allclose(derivative(3.0), 1.0, rtol=1e-14)
