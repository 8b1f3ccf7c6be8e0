"""Derivatives by differences: slow, independent of the compiler, and honest about their own error.

Richardson: central differences with the steps h, h/2 and h/4, extrapolated twice (error of order h**6, about
1e-11 for h = 1e-3).  The disagreement of the last two extrapolations, and the rounding error of the values,
give an estimate of the error; where no step brings it under the limit, the answer is NaN: there may be a
kink, a jump or a pole, and no number is better than a wrong one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tangent.testing.structures import (
    Path,
    at,
    clone,
    differentiable_leaves,
    is_differentiable,
    item,
    like,
    normal_argnums,
    rebuild,
    with_leaf,
)

Sample = Callable[[Any], np.ndarray]

_STEPS = {"float16": (2.0**-2, 2.0**-4), "float32": (2.0**-4, 2.0**-6, 2.0**-8)}
_STEPS_64 = (1e-3, 1e-2, 1e-4, 1e-5)


def numerical_grad(
    fun: Callable[..., Any],
    args: Sequence[Any],
    argnums: int | Sequence[int] = 0,
    method: str = "richardson",
    *,
    return_error: bool = False,
    limit: float = 1e-6,
) -> Any:
    """The gradient of a function with a real scalar value, in the structure of the argument(s).

    `method`: "richardson", "central" or "complex" (one complex step: exact, but only for analytic code that
    accepts complex input).  Elements whose estimated error exceeds `limit` (relative to max(1, |value|), and
    widened for float32 and float16) are NaN.  One position in `argnums` gives the bare gradient, a
    sequence a tuple.  With `return_error`, `(gradient, estimated error)`.  `fun` gets fresh copies.
    """
    if method not in ("richardson", "central", "complex"):
        raise ValueError(f"unknown method {method!r}: choose 'richardson', 'central' or 'complex'")
    args = tuple(args)
    gradients, errors = [], []
    for position in normal_argnums(argnums):
        found: dict[Path, tuple[np.ndarray, np.ndarray]] = {}
        for path, leaf in differentiable_leaves(args[position]):
            found[path] = _leaf_gradient(fun, args, (position, *path), leaf, method, limit)
        gradients.append(_assemble(args[position], {path: pair[0] for path, pair in found.items()}))
        errors.append(_assemble(args[position], {path: pair[1] for path, pair in found.items()}))
    if isinstance(argnums, int):
        return (gradients[0], errors[0]) if return_error else gradients[0]
    return (tuple(gradients), tuple(errors)) if return_error else tuple(gradients)


def numerical_jvp(
    fun: Callable[..., Any],
    args: Sequence[Any],
    tangents: Sequence[Any],
    method: str = "richardson",
    *,
    return_error: bool = False,
    limit: float = 1e-6,
) -> Any:
    """The derivative of `fun` at `args` along `tangents`, in the structure of its result.

    A tangent that is None (also inside a structure) means that the leaf does not move.
    """
    args = tuple(args)
    out = fun(*clone(args, independent=True))
    moving = [
        (path, leaf) for path, leaf in differentiable_leaves(args) if _tangent_at(tangents, path) is not None
    ]
    names = [path for path, _ in differentiable_leaves(out)]

    def sample(step: float) -> np.ndarray:
        moved = clone(args, independent=True)
        for path, leaf in moving:
            moved = with_leaf(moved, path, _moved(leaf, step * np.asarray(_tangent_at(tangents, path))))
        value = fun(*moved)
        parts = [np.ravel(np.asarray(at(value, path)).astype(np.complex128)) for path in names]
        return np.concatenate(parts) if parts else np.zeros(0, np.complex128)

    slope, error = _difference(
        sample, _steps_for([leaf for _, leaf in moving]), method, _widened(limit, args, out)
    )
    slopes: dict[Path, np.ndarray] = {}
    errors: dict[Path, np.ndarray] = {}
    start = 0
    for path in names:
        leaf = np.asarray(at(out, path))
        stop = start + leaf.size
        part = slope[start:stop].reshape(leaf.shape)
        slopes[path] = part if np.iscomplexobj(leaf) else part.real
        errors[path] = error[start:stop].reshape(leaf.shape)
        start = stop
    if return_error:
        return _assemble(out, slopes), _assemble(out, errors)
    return _assemble(out, slopes)


def _leaf_gradient(
    fun: Callable[..., Any], args: tuple[Any, ...], path: Path, leaf: Any, method: str, limit: float
) -> tuple[np.ndarray, np.ndarray]:
    shape = np.shape(leaf)
    directions = (1.0, 1j) if np.iscomplexobj(leaf) else (1.0,)
    slopes = np.zeros(shape, np.complex128)
    errors = np.zeros(shape)
    limit = _widened(limit, leaf)
    for index in np.ndindex(*shape):
        here = np.asarray(leaf)[index]
        unit = max(1.0, float(abs(here))) if np.isfinite(here) else 1.0
        for direction in directions:

            def sample(
                step: float, index: Any = index, direction: complex = direction, unit: float = unit
            ) -> Any:
                change = np.zeros(shape, np.result_type(np.asarray(leaf).dtype, type(direction), type(step)))
                change[index] = step * unit * direction
                moved = with_leaf(clone(args, independent=True), path, _moved(leaf, change))
                return np.ravel(np.asarray(fun(*moved)).astype(np.complex128))

            slope, error = _difference(sample, _steps_for([leaf]), method, limit * unit)
            if slope.size != 1:
                raise TypeError(f"numerical_grad needs a scalar value, not one of {slope.size} elements")
            # JAX's convention for complex arguments: the gradient is df/dx - i df/dy.
            slopes[index] += slope[0].real / unit * np.conj(direction)
            errors[index] += error[0] / unit
    if not np.iscomplexobj(leaf):
        return slopes.real.copy(), errors
    return slopes, errors


def _difference(
    sample: Sample, steps: Sequence[float], method: str, limit: float
) -> tuple[np.ndarray, np.ndarray]:
    """Slope at zero of a vector-valued function of one real number, and the estimated error."""
    if method == "complex":
        step = 1e-30
        with np.errstate(all="ignore"):
            slope = sample(step * 1j).imag / step
        return slope.astype(np.complex128), np.zeros(slope.shape)
    best: np.ndarray | None = None
    best_error: np.ndarray | None = None
    for step in steps:
        with np.errstate(all="ignore"):
            try:
                slope, error = _one_difference(sample, step, method)
            except (ArithmeticError, ValueError):  # the step has left the domain of math.log or the like
                continue
        error = np.where(np.isfinite(error), error, np.inf)
        if best is None or best_error is None:
            best, best_error = slope, error
        else:
            better = error < best_error
            best = np.where(better, slope, best)
            best_error = np.where(better, error, best_error)
        if np.all(best_error <= 1e-3 * limit * np.maximum(1.0, np.abs(best))):
            break
    if best is None or best_error is None:
        best = np.full(np.shape(sample(0.0)), np.nan, np.complex128)
        best_error = np.full(best.shape, np.inf)
    unstable = ~(best_error <= limit * np.maximum(1.0, np.abs(best)))
    return np.where(unstable, np.nan, best), np.where(unstable, np.inf, best_error)


def _one_difference(sample: Sample, step: float, method: str) -> tuple[np.ndarray, np.ndarray]:
    slopes: list[np.ndarray] = []
    size = np.zeros(())
    for k in range(3):
        h = step / 2**k
        above, below = sample(h), sample(-h)
        if above.shape != below.shape or (slopes and above.shape != slopes[0].shape):
            raise ValueError("the result changes its size under a small step")
        slopes.append((above - below) / (2.0 * h))
        size = np.maximum(np.abs(above), np.abs(below))
    rounding = 4.0 * 2.2e-16 * size / step
    if method == "central":
        return slopes[2], np.abs(slopes[2] - slopes[1]) + rounding
    once = [(4.0 * slopes[1] - slopes[0]) / 3.0, (4.0 * slopes[2] - slopes[1]) / 3.0]
    twice = (16.0 * once[1] - once[0]) / 15.0
    return twice, np.abs(twice - once[1]) + rounding


def _moved(leaf: Any, change: Any) -> Any:
    """The leaf with a change added: same type, dtype and (for dense arrays) layout."""
    if not isinstance(leaf, np.ndarray):
        if np.iscomplexobj(change) and not np.iscomplexobj(leaf):
            return complex(leaf) + complex(change)  # a complex step
        return like(leaf, leaf + change)
    if np.iscomplexobj(change) and not np.iscomplexobj(leaf):
        return leaf + change
    if 0 in leaf.strides or type(leaf) is not np.ndarray:
        return (leaf + change).astype(leaf.dtype)
    moved: np.ndarray = clone(leaf)
    moved.flags.writeable = True
    moved += np.asarray(change).astype(leaf.dtype)
    moved.flags.writeable = leaf.flags.writeable
    return moved


def _steps_for(moving: Sequence[Any]) -> Sequence[float]:
    coarsest = max((float(np.finfo(np.asarray(leaf).dtype).eps) for leaf in moving), default=0.0)
    if coarsest > 1e-4:
        return _STEPS["float16"]
    return _STEPS["float32"] if coarsest > 1e-10 else _STEPS_64


def _widened(limit: float, *values: Any) -> float:
    widest = limit
    for value in values:
        for _, leaf in differentiable_leaves(value):
            eps = float(np.finfo(np.asarray(leaf).dtype).eps)
            widest = max(widest, 5e-2 if eps > 1e-4 else 1e-3 if eps > 1e-10 else limit)
    return widest


def _tangent_at(tangents: Any, path: Path) -> Any:
    for key in path:
        if tangents is None:
            return None
        tangents = item(tangents, key)
    return tangents


def _assemble(model: Any, found: dict[Path, np.ndarray]) -> Any:
    def leaf(path: Path, old: Any) -> Any:
        if not is_differentiable(old):
            return None
        value = found[path]
        return value if isinstance(old, np.ndarray) else value[()]

    return rebuild(model, leaf)
