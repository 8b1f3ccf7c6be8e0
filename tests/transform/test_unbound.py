"""What is read before it has a value raises in a derivative, too, though something is saved of it."""

import numpy as np
import pytest

import tangent

X = np.array([1.0, 2.0])


def under_two_conditions(x, a, b):
    if a > 0.0:
        y = x[0] * 2.0
    if b > 0.0:
        return y * y * x[1]
    return x[0]


def in_a_loop(x, n):
    for k in range(n):
        if k == 0:
            y = x[k]
        else:
            y = y * x[k]
    return y * y


def bound_again_in_a_loop(x, n):
    s = 0.0
    for k in range(n):
        if k > 0:
            s += y * y * x[0]  # noqa: F821
        if k != 1:
            y = x[k % 2] * s + x[1]
    return s + y * y


def target_of_a_loop(x, n):
    s = 0.0
    for k in range(2):
        if k > 0:
            s += y * y  # noqa: F821
        for y in x[:n]:
            s = s * y + y
    return s * y


PROGRAMS = (
    (under_two_conditions, (-1.0, 1.0), (1.0, 1.0)),
    (in_a_loop, (0,), (2,)),
    (bound_again_in_a_loop, (0,), (3,)),
    (target_of_a_loop, (0,), (2,)),
)


@pytest.mark.parametrize("function, unbound, bound", PROGRAMS)
def test_what_has_no_value_raises(function, unbound, bound):
    for derivative in (function, tangent.grad(function), lambda *args: tangent.vjp(function, *args)):
        with pytest.raises(NameError):
            derivative(X, *unbound)


@pytest.mark.parametrize("function, unbound, bound", PROGRAMS)
def test_where_it_has_a_value_the_derivative_is_right(function, unbound, bound):
    tangent.check_grads(function, (X, *bound))


def test_the_zero_has_a_name_of_its_own():
    """Only where the program may read the variable too early; and not for what is read next anyhow."""
    assert "y_last = 0.0" in tangent.grad(bound_again_in_a_loop).source_for(X, 3)
    assert "_last" not in tangent.grad(in_a_loop).source_for(X, 2)
