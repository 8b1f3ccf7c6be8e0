"""Checkpoints: how much is kept, and how much is computed again."""

from __future__ import annotations

import math
import tracemalloc
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

import tangent
from tangent import checkpoint, checkpoint_loop
from tangent.rules.kinds import elementwise
from tangent.runtime import snapshot_distance
from tests.programs import rand


class Counted:
    """A function without a source, which says how often it was called."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, x: Any) -> Any:
        self.calls += 1
        return np.sin(x)


counted = Counted()


@elementwise(counted)
def _(x: Any) -> Any:
    return np.cos(x)


@cache
def fewest(steps: int, slots: int) -> int:
    """How many steps it takes at least to undo `steps` of them with `slots` snapshots, by trying all."""
    if steps < 2:
        return 0
    if slots == 1:
        return steps * (steps - 1) // 2
    return min(first + fewest(steps - first, slots - 1) + fewest(first, slots) for first in range(1, steps))


def closed_form(steps: int, slots: int) -> int:
    """The same by Griewank and Walther (2000): r * n - binomial(s + r, s + 1)."""
    r = 0
    while math.comb(slots + r, slots) < steps:
        r += 1
    return r * steps - math.comb(slots + r, slots + 1) if steps > 1 else 0


def binomial(x: Any, n: int, slots: int) -> Any:
    for _ in checkpoint_loop(range(n), schedule="binomial", slots=slots):
        x = counted(x) * 1.1
    return np.sum(x)


def uniform(x: Any, n: int) -> Any:
    for _ in checkpoint_loop(range(n)):
        x = counted(x) * 1.1
    return np.sum(x)


def plain(x: Any, n: int) -> Any:
    for _ in range(n):
        x = counted(x) * 1.1
    return np.sum(x)


def calls(function: Callable[[], Any]) -> int:
    counted.calls = 0
    function()
    return counted.calls


@pytest.mark.parametrize(
    ("steps", "slots"),
    [(1, 1), (2, 3), (7, 1), (10, 2), (10, 3), (37, 3), (100, 4), (100, 10), (50, 60), (200, 5)],
)
def test_binomial_schedules_are_optimal(steps: int, slots: int) -> None:
    gradient = tangent.grad(binomial)
    x = rand(2)
    assert np.allclose(gradient(x, steps, slots), tangent.grad(plain)(x, steps), rtol=1e-12)
    # Every step once for the value, and once to be undone; the others lead from snapshot to snapshot.
    again = calls(lambda: gradient(x, steps, slots)) - 2 * steps
    assert again == closed_form(steps, slots) == fewest(steps, slots)


def test_the_distance_of_snapshots_is_optimal() -> None:
    @cache
    def ours(steps: int, slots: int) -> int:
        if steps < 2 or slots == 1:
            return fewest(steps, slots)
        first = snapshot_distance(steps, slots)
        return first + ours(steps - first, slots - 1) + ours(first, slots)

    for steps in range(1, 60):
        for slots in range(1, 9):
            assert (
                ours(steps, slots) == fewest(steps, slots) == closed_form(steps, slots)
            )


def test_uniform_schedules_take_each_step_twice() -> None:
    gradient = tangent.grad(uniform)
    x = rand(2)
    for steps in (1, 2, 10, 99, 100):
        assert np.allclose(gradient(x, steps), tangent.grad(plain)(x, steps), rtol=1e-12)
        assert calls(lambda steps=steps: gradient(x, steps)) == 2 * steps


def peak(function: Callable[[], Any]) -> int:
    """The most memory that was in use at one time, in arrays of the size that the tests use."""
    tracemalloc.start()
    try:
        function()
        return tracemalloc.get_traced_memory()[1] // SIZE
    finally:
        tracemalloc.stop()


SIZE = 80_000


def in_place(u: Any, n: int, slots: int) -> Any:
    for _ in checkpoint_loop(range(n), schedule="binomial", slots=slots):
        u[1:] = 0.9 * u[1:] + 0.1 * u[:-1] ** 2
    return np.sum(u)


def in_place_uniform(u: Any, n: int) -> Any:
    for _ in checkpoint_loop(range(n)):
        u[1:] = 0.9 * u[1:] + 0.1 * u[:-1] ** 2
    return np.sum(u)


def in_place_plain(u: Any, n: int) -> Any:
    for _ in range(n):
        u[1:] = 0.9 * u[1:] + 0.1 * u[:-1] ** 2
    return np.sum(u)


def test_memory_is_what_was_asked_for() -> None:
    u = np.random.default_rng(0).uniform(size=10_000)
    assert u.nbytes == SIZE
    steps = 400
    plainly, root, few = tangent.grad(in_place_plain), tangent.grad(in_place_uniform), tangent.grad(in_place)
    exact = plainly(u, steps)
    assert np.allclose(root(u, steps), exact, rtol=1e-12) and np.allclose(few(u, steps, 5), exact, rtol=1e-12)
    assert peak(lambda: plainly(u, steps)) >= steps
    assert peak(lambda: root(u, steps)) <= 2 * 20 + 20  # snapshots, and the steps of a segment
    assert peak(lambda: few(u, steps, 5)) <= 5 + 12
    assert peak(lambda: few(u, steps, 20)) <= 20 + 12


@checkpoint
def block(x: Any) -> Any:
    """A block."""
    h = np.sin(counted(x)) * x
    h = np.exp(-h * h) + h
    return np.tanh(h * h) + h


def deep(x: Any, n: int) -> Any:
    for _ in range(n):
        x = block(x)
    return np.sum(x)


def deep_without(x: Any, n: int) -> Any:
    for _ in range(n):
        x = block.function(x)
    return np.sum(x)


def test_a_function_is_computed_again() -> None:
    x = np.random.default_rng(0).uniform(size=10_000)
    gradient = tangent.grad(deep)
    gradient(x, 30)
    assert calls(lambda: gradient(x, 30)) == 60
    assert peak(lambda: gradient(x, 30)) <= 30 + 20  # the arguments, and all of one block
    everything = tangent.grad(deep_without)
    assert np.array_equal(everything(x, 30), gradient(x, 30)) and peak(lambda: everything(x, 30)) >= 3 * 30
    assert calls(lambda: deep(x, 30)) == 30
    assert "block_checkpoint_forward" in gradient.source


def test_they_are_what_they_hold() -> None:
    assert block.__name__ == "block" and block.__doc__ == "A block." and "block" in repr(block)
    assert np.array_equal(tangent.vjp(block, np.ones(2))[0], block(np.ones(2)))
    assert list(checkpoint_loop(range(3))) == [0, 1, 2]
    for wrong in ({"schedule": "other"}, {"schedule": "binomial"}, {"slots": 0}):
        with pytest.raises(ValueError):
            checkpoint_loop(range(3), **wrong)
    with pytest.raises(TypeError):
        checkpoint(3)
    with pytest.raises(ValueError):
        tangent.grad(binomial)(np.ones(2), 5, 0)


def test_the_pullback_may_be_called_again() -> None:
    value, pullback = tangent.vjp(in_place, rand(4), 20, 3)
    first = pullback(1.0)[0]
    assert np.array_equal(pullback(1.0)[0], first) and np.array_equal(pullback(2.0)[0], 2.0 * first)
    assert value == in_place(rand(4), 20, 3)


class Model:
    def __init__(self) -> None:
        self.w = 1.3

    @checkpoint
    def step(self, x: Any) -> Any:
        return np.sin(x * self.w)

    def loss(self, x: Any) -> Any:
        for _ in checkpoint_loop(range(4), slots=2):
            x = self.step(x)
        return np.sum(x)


def test_methods() -> None:
    assert Model().step(1.0) == np.sin(1.3)
    tangent.check_grads(Model().loss, (rand(3),))
    assert "m_step_checkpoint_forward" in _source(Model().loss) or "step_checkpoint_forward" in _source(
        Model().loss
    )


def _source(function: Callable[..., Any]) -> str:
    gradient = tangent.grad(function)
    gradient(rand(3))
    return str(gradient.source)
