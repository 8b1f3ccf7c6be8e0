"""What is timed for a workload: the program, its derivative by hand, ours, and those of other tools."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from workloads import Workload

import tangent
from tangent.derivative import Derivative

Call = Callable[[], Any]


def leaves(tree: Any) -> list[np.ndarray]:
    """The numbers and arrays of nested tuples and dicts, in order."""
    if isinstance(tree, dict):
        return [leaf for key in sorted(tree) for leaf in leaves(tree[key])]
    if isinstance(tree, (tuple, list)):
        return [leaf for branch in tree for leaf in leaves(branch)]
    return [np.asarray(tree)]


def copied(tree: Any) -> Any:
    """The same, in arrays of its own."""
    if isinstance(tree, dict):
        return {key: copied(value) for key, value in tree.items()}
    if isinstance(tree, tuple):
        return tuple(copied(value) for value in tree)
    return tree.copy() if isinstance(tree, np.ndarray) else tree


def distance(got: Any, want: Any) -> float:
    """The largest difference of two results, relative to the largest number in each array."""
    got, want = leaves(got), leaves(want)
    if [g.shape for g in got] != [w.shape for w in want]:
        return float("inf")
    return max(float(np.max(np.abs(g - w)) / (1e-300 + np.max(np.abs(w)))) for g, w in zip(got, want))


def primal(workload: Workload, args: tuple[Any, ...]) -> Call:
    """The program; arguments that it writes into are copied first, as its derivative has to do, too."""
    run = workload.primal
    touched = copied(args)
    run(*touched)
    written = [k for k in range(len(args)) if leaves(args[k]) and distance(touched[k], args[k]) != 0.0]
    if not written:
        return lambda: run(*args)

    def call() -> Any:
        own = list(args)
        for k in written:
            own[k] = args[k].copy()
        return run(*own)

    return call


def by_hand(workload: Workload, args: tuple[Any, ...]) -> Call:
    hand = workload.hand
    if workload.kind == "jvp":
        return lambda: hand(*args, 1.0)
    if workload.kind == "vjp":

        def sweep() -> Any:
            value, pullback = hand(*args)
            return value, pullback(1.0)

        return sweep
    return lambda: hand(*args)


def by_tangent(workload: Workload, args: tuple[Any, ...]) -> tuple[Call, Call]:
    """Ours: through the interface, and the bare emitted functions."""
    run, argnums = workload.primal, workload.argnums
    if workload.kind == "jvp":
        dots = (1.0, *(None for _ in args[1:]))
        forwards = tangent.differentiate(run, argnums=argnums).jvp.compiled_for(*args, 1.0)
        return lambda: tangent.jvp(run, args, dots), lambda: forwards(*args, 1.0)
    if workload.kind == "vjp":

        def sweep() -> Any:
            value, pullback = tangent.vjp(run, *args)
            return value, pullback(1.0)[0]

        forward, backward = pair(run, argnums, args)

        def emitted_sweep() -> Any:
            value, saved = forward(*args)
            return value, backward(saved, 1.0)

        return sweep, emitted_sweep
    if workload.kind == "rows":
        return by_tangent_rows(workload, args)
    make = tangent.grad if workload.kind == "grad" else tangent.value_and_grad
    derivative = make(run, argnums)
    derivative(*args)
    emitted = derivative.compiled_for(*args)
    return lambda: derivative(*args), lambda: emitted(*args)


def by_tangent_rows(workload: Workload, args: tuple[Any, ...]) -> tuple[Call, Call]:
    """One pull-back for each column of the result."""
    run, argnums = workload.primal, workload.argnums
    assert isinstance(argnums, tuple)
    last = args[len(argnums) :]
    forward, backward = pair(run, argnums, args)

    def of_active(*active: Any) -> Any:
        return run(*active, *last)

    def sweep() -> Any:
        value, pullback = tangent.vjp(of_active, *args[: len(argnums)])
        return [pullback(seed) for seed in seeds(value)]

    def emitted_sweep() -> Any:
        value, saved = forward(*args)
        return [backward(saved, seed) for seed in seeds(value)]

    return sweep, emitted_sweep


def seeds(value: np.ndarray) -> list[np.ndarray]:
    found = []
    for j in range(value.shape[1]):
        seed = np.zeros_like(value)
        seed[:, j] = 1.0
        found.append(seed)
    return found


def pair(run: Callable[..., Any], argnums: int | tuple[int, ...], args: tuple[Any, ...]) -> tuple[Any, Any]:
    """The emitted functions of the forward and of the backward sweep."""
    forward = Derivative("vjp", run, argnums).compiled_for(*args)
    return forward, forward.__globals__[forward.__name__.removesuffix("_forward") + "_backward"]
