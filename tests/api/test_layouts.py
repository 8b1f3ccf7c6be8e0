"""Values are the primal's bit for bit in whatever order an array lies in memory, also if it is written."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tangent

A = np.random.default_rng(0).standard_normal((60, 48))


def scaled(a: Any) -> Any:
    a[1] *= 2.0
    return np.sum(a) * np.sum(np.exp(a[0])) + a[0] @ a[1]


def line(a: Any) -> Any:
    a[1] *= 2.0
    return np.sum(np.exp(a)) * (a @ a)


LAYOUTS = {
    "rows": (scaled, lambda a: a),
    "columns": (scaled, np.asfortranarray),
    "transposed": (scaled, lambda a: a.T),
    "backwards": (scaled, lambda a: a[::-1]),
    "every other": (scaled, lambda a: a[:, ::2]),
    "every third, backwards": (scaled, lambda a: a[:, ::-3]),
    "one column": (line, lambda a: a[:, 0]),
    "one row, backwards": (line, lambda a: a[0, ::-1]),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_value_is_the_same_bits(layout: str) -> None:
    function, view = LAYOUTS[layout]
    expected = function(view(A.copy()))
    a = view(A.copy())
    assert tangent.value_and_grad(function)(a)[0] == expected
    assert tangent.vjp(function, a)[0] == expected
    assert tangent.jvp(function, (a,), (a,))[0] == expected
    np.testing.assert_array_equal(a, view(A))
    tangent.check_grads(lambda v: function(v.copy()), (view(0.1 * A),), order=1)


def test_arguments_in_order_are_copied_plainly() -> None:
    gradient = tangent.grad(line)
    assert "a = a.copy()" in gradient.source_for(A[0].copy())
    assert "a = same_layout(a)" in gradient.source_for(A[:, 0])
    np.testing.assert_allclose(gradient(A[:, 0].copy()), gradient(A[:, 0]), rtol=1e-13)


slope_of_line = tangent.grad(line)


def slope_backwards(a: Any) -> Any:
    return np.sum(slope_of_line(a[::-1]) ** 2)


def test_derivatives_of_values_that_a_program_computes() -> None:
    tangent.check_grads(slope_backwards, (0.1 * A[0, :5],), order=1)
