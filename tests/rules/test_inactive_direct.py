"""What is registered as inactive has indeed no derivative, and nothing is both."""

import builtins

import numpy as np
import pytest

import tangent.rules.elementwise
import tangent.rules.inactive
import tangent.rules.reductions
import tangent.rules.scalars  # noqa: F401  (registers)
from tangent.rules.kinds import INACTIVE, RULES

from .numeric import central


def test_no_function_is_both():
    assert [f for f in INACTIVE if f in RULES] == []


def test_reasons_are_words():
    assert all(len(reason.split()) > 3 for reason in INACTIVE.values())


@pytest.mark.parametrize("function", [f for f, reason in INACTIVE.items() if "step function" in reason])
def test_steps_are_flat(function):
    x = 2.3
    args = (0.7,) if function is np.floor_divide else ()
    assert central(lambda t: float(function(x + t, *args)), 1e-3) == 0.0


PASSING = "enumerate zip reversed sorted list tuple map filter iter next sum getattr".split()
NUMPY_PASSING = "sort unique arange linspace full full_like array asarray copy nextafter modf frexp".split()


@pytest.mark.parametrize("name", PASSING)
def test_what_passes_values_on_is_not_inactive(name):
    assert getattr(builtins, name) not in INACTIVE


@pytest.mark.parametrize("name", NUMPY_PASSING)
def test_numpy_functions_that_pass_values_on_are_not_inactive(name):
    assert getattr(np, name) not in INACTIVE
