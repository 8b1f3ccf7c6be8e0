"""Solutions of differential equations that are followed backwards, as they are where much moves them.

The programs are small here, so the number from which on this is done is set to one.
"""

import numpy as np
import pytest

import tangent

from ..oracle import check_program

integrate = pytest.importorskip("scipy.integrate")

from tangent.analyse import evolutions  # noqa: E402

from ..programs import scipy_more  # noqa: E402

NAMES = (
    "solution_of_an_array solution_at_moving_times solution_until solution_backwards solution_of_a_network "
    "flow_of_a_flow"
).split()
CASES = {c.name: c for c in scipy_more.CASES}


@pytest.fixture
def backwards(monkeypatch):
    monkeypatch.setattr(evolutions, "MANY", 1)


@pytest.mark.parametrize("name", NAMES)
def test_both_modes_and_both_orders(name, backwards):
    case = CASES[name]
    order = 1 if name == "solution_of_a_network" else 2  # slow: the others ask for it
    gradient = tangent.grad(case.fun)
    gradient(*case.arguments())
    assert "adjoint(" in gradient.source
    check_program(case.fun, case.arguments(), case.argnums, order=order, rtol=case.rtol)


def test_a_stiff_equation(backwards):
    """The modes solve two equations, and agree to the tolerance of the solver: they are not compared."""
    case = CASES["stiff_solution_of_an_array"]
    check_program(case.fun, case.arguments(), case.argnums, order=1, rtol=case.rtol, skip=("modes",))


def test_what_is_asked_for_by_nothing_is_zero(backwards):
    def f(k):
        y = integrate.odeint(lambda y, t: -k * y, np.ones(2), np.linspace(0.0, 1.0, 3))
        return np.sum(0.0 * y)

    assert np.array_equal(tangent.grad(f)(np.array([0.5, 1.0])), np.zeros(2))


@pytest.mark.parametrize("size", [4, 600])
def test_few_numbers_are_carried_along_and_many_are_not(size):
    def f(k):
        y = integrate.solve_ivp(
            lambda t, y: -y * np.sum(k) / len(k), (0.0, 1.0), np.ones(2), rtol=1e-9, atol=1e-12
        ).y
        return np.sum(y[:, -1])

    k = np.linspace(0.5, 1.0, size)
    assert ("adjoint(" in tangent.grad(f).source_for(k)) == (size == 600)
    np.testing.assert_allclose(tangent.grad(f)(k), -2.0 * np.exp(-np.mean(k)) / size, rtol=1e-7)
