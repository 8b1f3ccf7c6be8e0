"""No NaN from elements that are not taken, though their slope is infinite there."""

import numpy as np
import pytest

import tangent

X = np.array([0.0, 2.1, 1.3, 0.4])
LARGE = np.array([0.0, 2.1, 1.3, 800.0, 0.4])


def logarithms_of_some(x):
    return np.sum(np.where(x > 0.0, np.log(x) * x, 0.0))


def quotients_of_some(x):
    return np.sum(np.where(x != 0.0, 1.0 / x, 2.0) ** 2)


def powers_of_some(x):
    return np.sum(np.where(x > 0.0, x**-1.5, 0.0))


def exponentials_of_some(x):
    return np.sum(np.where(x > 1.0, x, np.exp(x) - 1.0))


def logarithms_by_a_mask(x):
    y = np.log(x)
    return np.sum(y[x > 0.0] ** 2)


def logarithms_selected(x):
    return np.sum(np.select([x > 2.0, x > 0.0], [x, np.log(x)], 0.0))


PROGRAMS = [
    logarithms_of_some, quotients_of_some, powers_of_some, exponentials_of_some, logarithms_by_a_mask,
    logarithms_selected,
]  # fmt: skip


def differences(program, x):
    """Central differences, and zero where `x` is zero."""
    out = np.zeros_like(x)
    for k in np.nonzero(x)[0]:
        step = 1e-6 * x[k] * (np.arange(len(x)) == k)
        out[k] = (program(x + step) - program(x - step)) / (2.0 * step[k])
    return out


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("program", PROGRAMS)
def test_gradients_and_tangents(program):
    x = LARGE if program is exponentials_of_some else X
    wanted = differences(program, x)
    wanted[0] = 1.0 if program is exponentials_of_some else 0.0
    np.testing.assert_allclose(tangent.grad(program)(x), wanted, rtol=1e-6, atol=1e-9)
    tangent_of_all = tangent.jvp(program, (x,), (np.ones_like(x),))[1]
    np.testing.assert_allclose(tangent_of_all, np.sum(wanted), rtol=1e-6)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_the_lower_bound_of_a_logarithm():
    def program(x):
        return np.sum(np.maximum(np.log(x), -5.0)) + np.sum(np.clip(1.0 / x, 0.0, 9.0))

    wanted = [0.0, *(1.0 / X[1:] - 1.0 / X[1:] ** 2)]
    np.testing.assert_allclose(tangent.grad(program)(X), wanted)
    np.testing.assert_allclose(tangent.jvp(program, (X,), (np.ones_like(X),))[1], np.sum(wanted))


def test_a_constant_has_no_spread():
    found = tangent.grad(lambda x: np.nanstd(x))(np.array([np.nan, 2.0, 2.0]))
    np.testing.assert_array_equal(found, np.zeros(3))


def test_only_what_is_chosen_from_is_guarded():
    source = tangent.grad(lambda x: np.sum(np.log(x)) + np.sum(np.where(x > 0.0, x, 0.0))).source_for(X)
    assert "guarded" not in source
