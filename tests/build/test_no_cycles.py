"""What a derivation needs is freed when it is done, without a search for cyclic garbage."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import tangent

X = np.array([0.1, 0.4, -0.3])


def settling(x, w):
    y = x
    for k in range(4):
        z = np.tanh(y * w) + 0.5 * k
        if np.sum(z) > 10.0:
            y = y - z
        else:
            y = z / (1.0 + y**2)
        y[0] += np.sin(z[1])
    return np.sum(y**2)


def settling_again(x, w):
    return settling(x, w)


DERIVATIONS = {
    "grad": lambda fun: tangent.grad(fun)(X, X),
    "vjp": lambda fun: tangent.vjp(fun, X, X),
    "jvp": lambda fun: tangent.jvp(fun, (X, X), (X, X)),
}


@pytest.mark.parametrize("mode", DERIVATIONS)
def test_nothing_is_left_for_the_collector(mode: str) -> None:
    derive: Callable[..., Any] = DERIVATIONS[mode]
    derive(settling_again)  # what is made once, such as the trees of rules
    gc.collect()
    enabled = gc.isenabled()
    gc.disable()
    try:
        derive(settling)
        assert gc.collect() < 50  # there are thousands of nodes
    finally:
        if enabled:
            gc.enable()
