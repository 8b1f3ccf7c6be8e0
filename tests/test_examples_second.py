"""The programs of the examples, smaller, to second order in all four nestings."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.oracle import check_program

RNG = np.random.default_rng(0)


EXAMPLES = str(Path(__file__).parent.parent / "examples")


def example(name: str) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(EXAMPLES)
        return importlib.import_module(name)


def heat() -> tuple[Callable[..., Any], tuple[Any, ...], tuple[int, ...]]:
    return example("heat_equation").misfit, (RNG.random((5, 5)), RNG.random((5, 5)), 2, 0.1), (0,)


def logistic() -> tuple[Callable[..., Any], tuple[Any, ...], tuple[int, ...]]:
    data = RNG.random((4, 3)), np.array([0.0, 1.0, 1.0, 0.0])
    return example("logistic_regression").negative_log_likelihood, (RNG.random(3), *data), (0,)


def mixture() -> tuple[Callable[..., Any], tuple[Any, ...], tuple[int, ...]]:
    args = RNG.random(2), RNG.random((2, 2)), RNG.random((2, 3)), RNG.random((3, 2)), 1.0, 0
    return example("gmm").adbench_objective, args, (0, 1, 2)


def orbit() -> tuple[Callable[..., Any], tuple[Any, ...], tuple[int, ...]]:
    nbody = example("nbody")
    pos, vel = nbody.planets()
    return nbody.miss, (vel[nbody.PROBE] * 1.1, pos[0] + 0.3, pos, vel, nbody.MASS, 2, 0.01), (0,)


def network() -> tuple[Callable[..., Any], tuple[Any, ...], tuple[int, ...]]:
    digits = example("digits")
    images, labels = digits.load()
    return digits.loss, (digits.initial(np.random.default_rng(0), 2, 3), images[:2], labels[:2]), (0,)


@pytest.mark.parametrize("program", [heat, logistic, mixture, orbit, network], ids=lambda f: f.__name__)
def test_second_derivatives(program: Callable[[], Any]) -> None:
    fun, args, argnums = program()
    check_program(fun, args, argnums, only={"second"})
