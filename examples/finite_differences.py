"""How far is a gradient from finite differences?  Shared by the examples; knows nothing of `tangent`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def relative_error(f: Callable[[Any], float], point: Any, gradient: Any, step: float = 1e-3) -> float:
    """Compare `gradient` at `point` with differences of `f` along a few random directions.

    `point` and `gradient` are numbers, arrays, or tuples or dicts of them.  Central differences with step
    and step / 2 are combined (Richardson), so that what is left is about 1e-11 for a smooth function.
    The error is relative to the length of the gradient: what a direction ought to see of it.
    """
    rng = np.random.default_rng(0)
    leaves, slopes = flatten(point), flatten(gradient)
    length = np.sqrt(sum(np.sum(slope**2) for slope in slopes))
    worst = 0.0
    for _ in range(3):
        direction = [rng.normal(size=np.shape(leaf)) for leaf in leaves]
        norm = np.sqrt(sum(np.sum(d**2) for d in direction))
        direction = [d / norm for d in direction]

        def along(t: float, direction: list[Any] = direction) -> float:
            return f(rebuild(point, [leaf + t * d for leaf, d in zip(leaves, direction)]))

        wide = (along(step) - along(-step)) / (2.0 * step)
        narrow = (along(0.5 * step) - along(-0.5 * step)) / step
        expected = (4.0 * narrow - wide) / 3.0
        got = sum(np.sum(slope * d) for slope, d in zip(slopes, direction))
        # A random direction sees about 1 / sqrt(n) of a gradient of n numbers.
        share = length / np.sqrt(sum(np.size(leaf) for leaf in leaves))
        worst = max(worst, abs(got - expected) / share)
    return float(worst)


def flatten(tree: Any) -> list[Any]:
    """The arrays and numbers of a tuple or dict, in order; of anything else, itself."""
    if isinstance(tree, dict):
        return list(tree.values())
    if isinstance(tree, tuple):
        return list(tree)
    return [tree]


def rebuild(like: Any, leaves: list[Any]) -> Any:
    """The inverse of `flatten`."""
    if isinstance(like, dict):
        return dict(zip(like, leaves))
    if isinstance(like, tuple):
        return tuple(leaves)
    return leaves[0]
