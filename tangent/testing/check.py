"""`check_grads`: are the derivatives of this function right, at this point, in both modes, to this order?"""

from __future__ import annotations

import types
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tangent.testing.numerical import numerical_jvp
from tangent.testing.structures import (
    at,
    clone,
    contract,
    differentiable_leaves,
    epsilon,
    is_differentiable,
    leaves,
    normal_argnums,
    pairing,
    random_like,
    spell,
)


def check_grads(
    fun: Callable[..., Any],
    args: Sequence[Any],
    order: int = 2,
    modes: Sequence[str] = ("fwd", "rev"),
    rtol: float | None = None,
    atol: float | None = None,
    argnums: int | Sequence[int] | None = None,
) -> None:
    """Raise AssertionError, naming the worst element, unless the derivatives of `fun` at `args` are right.

    Forward mode is compared with finite differences along random directions, reverse mode with forward mode
    (or with finite differences if `modes` is ("rev",)) by the dot-product test; at orders above 1 the same is
    done to the gradient.  `argnums` defaults to every argument that holds floats or complex numbers.
    The tolerances follow from the coarsest dtype if they are not given.
    """
    from tangent import api

    try:
        _check(api, fun, tuple(args), order, tuple(modes), rtol, atol, argnums)
    except AssertionError as e:
        raise AssertionError(f"{e}{_defined(fun)}") from None


def _defined(fun: Any) -> str:
    """Where the function stands, for a message."""
    while not hasattr(fun, "__code__"):
        names = [n for n in ("__wrapped__", "func", "__func__") if hasattr(fun, n)]
        if not names:
            return ""
        fun = getattr(fun, names[0])
    return f"; the function is defined at {fun.__code__.co_filename}:{fun.__code__.co_firstlineno}"


def _check(
    api: types.ModuleType | Any,
    fun: Callable[..., Any],
    args: tuple[Any, ...],
    order: int,
    modes: tuple[str, ...],
    rtol: float | None,
    atol: float | None,
    argnums: int | Sequence[int] | None,
    seed: int = 0,
) -> None:
    unknown = [mode for mode in modes if mode not in ("fwd", "rev")]
    if unknown or not modes:
        raise ValueError(f"modes are 'fwd' and 'rev', not {unknown or modes!r}")
    if order < 1:
        raise ValueError(f"order must be at least 1, not {order}")
    if argnums is None:
        wanted = tuple(k for k, arg in enumerate(args) if differentiable_leaves(arg))
    else:
        wanted = tuple(k if k >= 0 else k + len(args) for k in normal_argnums(argnums))
    if not wanted:
        raise TypeError(
            "check_grads: no argument holds floats or complex numbers, so there is nothing to check"
        )
    for k in wanted:
        if not 0 <= k < len(args) or not differentiable_leaves(args[k]):
            raise TypeError(f"check_grads: argument {k} holds no floats or complex numbers")
    name = getattr(fun, "__name__", repr(fun))
    out = fun(*clone(args))
    if not differentiable_leaves(out):
        raise TypeError(
            f"check_grads: {name} returns {type(out).__name__}, which holds no floats or complex numbers"
        )
    coarse = epsilon(args, out)
    rtol = rtol if rtol is not None else 5e-2 if coarse > 1e-4 else 2e-3 if coarse > 1e-10 else 1e-6
    atol = atol if atol is not None else rtol
    rng = np.random.default_rng(seed)
    tangents = tuple(random_like(arg, rng) if k in wanted else None for k, arg in enumerate(args))
    expected, error = numerical_jvp(fun, args, tangents, return_error=True, limit=max(1e-6, rtol))
    forward = None
    if "fwd" in modes:
        value, forward = api.jvp(fun, clone(args), clone(tangents))
        _compare(name, "value beside the forward derivative", value, out, 1e-12, 1e-12)
        _compare(name, "forward mode against finite differences", forward, expected, rtol, atol, error)
    if "rev" in modes:
        cotangent = random_like(out, rng)
        value, pullback = api.vjp(fun, *clone(args))
        _compare(name, "value beside the reverse derivative", value, out, 1e-12, 1e-12)
        pulled = pullback(cotangent)
        for k in wanted:
            _same_shapes(name, pulled[k], args[k], f"gradient[{k}]")
        back, back_size = pairing(tuple(pulled[k] for k in wanted), tuple(tangents[k] for k in wanted))
        if forward is not None:
            there, there_size = pairing(cotangent, forward)
            allowed = 1e3 * coarse * (back_size + there_size) + 1e-300
            what = "reverse mode against forward mode (dot-product test)"
        else:
            there, there_size = pairing(cotangent, expected)
            allowed = rtol * (back_size + there_size) + atol
            what = "reverse mode against finite differences (dot-product test)"
        if not abs(back - there) <= allowed and not (forward is None and np.isnan(there)):
            detail = _worst_of_reverse(fun, args, wanted, out, cotangent, pulled)
            raise AssertionError(f"{name}: {what}: {back!r} against {there!r}{detail}")
    if order > 1:
        _check_next(api, fun, args, order, modes, rtol, atol, wanted, out, rng, seed)


def _check_next(
    api: Any,
    fun: Callable[..., Any],
    args: tuple[Any, ...],
    order: int,
    modes: tuple[str, ...],
    rtol: float,
    atol: float,
    wanted: tuple[int, ...],
    out: Any,
    rng: np.random.Generator,
    seed: int,
) -> None:
    """The same check of the gradient of `fun`, contracted to a scalar first if it is not one."""
    scalar = contract(fun, len(args), out, random_like(out, rng))
    gradient = api.grad(scalar, wanted)
    if getattr(gradient, "__name__", None) is None:
        gradient = _named(gradient, f"gradient of {getattr(fun, '__name__', 'fun')}")
    # Differences of a derivative are as exact as the derivative, so the tolerances stay.
    _check(api, gradient, args, order - 1, modes, 10.0 * rtol, 10.0 * atol, wanted, seed + 1)


def _named(fun: Callable[..., Any], name: str) -> Callable[..., Any]:
    def called(*args: Any) -> Any:
        return fun(*args)

    called.__name__ = name
    return called


def _same_shapes(name: str, got: Any, want: Any, what: str) -> None:
    for path, leaf in leaves(want):
        if is_differentiable(leaf):
            try:
                other = at(got, path)
            except (TypeError, LookupError):
                raise AssertionError(f"{name}: {spell(path, what)} is missing") from None
            if np.shape(other) != np.shape(leaf):
                raise AssertionError(
                    f"{name}: {spell(path, what)} has shape {np.shape(other)}, its argument {np.shape(leaf)}"
                )


def _compare(name: str, what: str, got: Any, want: Any, rtol: float, atol: float, error: Any = None) -> None:
    """Raise if an element of `got` differs; elements of `want` that are NaN (unstable) are skipped."""
    _same_shapes(name, got, want, what)
    worst = (0.0, "")
    for path, leaf in leaves(want):
        if leaf is None or not is_differentiable(leaf):
            continue
        mine, theirs = np.asarray(at(got, path)), np.asarray(leaf)
        slack = np.zeros(theirs.shape) if error is None else np.asarray(at(error, path))
        for index in np.ndindex(*theirs.shape):
            a, b = mine[index], theirs[index]
            if np.isnan(b) if error is not None else (np.isnan(a) and np.isnan(b)) or a == b:
                continue
            excess = abs(a - b) / (atol + rtol * abs(b) + 10.0 * slack[index])
            excess = np.inf if np.isnan(excess) else float(excess)
            if excess > 1.0 and excess > worst[0]:
                place = spell((*path, *index), "element ") if path or index else "the value"
                worst = (excess, f"{place}: {a!r} against {b!r}")
    if worst[1]:
        raise AssertionError(f"{name}: {what}: worst is {worst[1]}")


def _worst_of_reverse(
    fun: Callable[..., Any],
    args: tuple[Any, ...],
    wanted: tuple[int, ...],
    out: Any,
    cotangent: Any,
    pulled: Any,
) -> str:
    """Which element of the gradient is furthest from differences: sought only when something is wrong."""
    from tangent.testing.numerical import numerical_grad

    def objective(*moved: Any) -> float:
        return pairing(cotangent, fun(*moved))[0]

    worst = (0.0, "")
    numbers = numerical_grad(objective, args, wanted)
    for k, expected in zip(wanted, numbers, strict=True):
        for path, leaf in leaves(expected):
            if leaf is None:
                continue
            mine, theirs = np.asarray(at(pulled[k], path)), np.asarray(leaf)
            for index in np.ndindex(*theirs.shape):
                gap = float(abs(mine[index] - theirs[index]))
                if gap > worst[0] or (np.isnan(mine[index]) and not np.isnan(theirs[index])):
                    place = spell((*path, *index), f"gradient[{k}]")
                    worst = (
                        gap,
                        f"; worst is {place}: {mine[index]!r} against {theirs[index]!r} numerically",
                    )
    return worst[1]
