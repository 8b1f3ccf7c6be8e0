"""Every question that one call of one function can be asked about its derivatives, asked at once.

A call is derived once for its signature; then many cheap comparisons follow.  Nothing is compared with a
formula of ours: the primal function, its differences, and the two modes are each other's witnesses.

    value         what the derivatives return as the value is what the function returns, bit for bit
    forward       the tangent against finite differences
    reverse       <out_bar, J x_dot> == <J^T out_bar, x_dot>
    kinds         gradients have the type, dtype and shape of their arguments
    linearity     the adjoint of zero is exactly zero, that of -2 c exactly -2 times that of c
    purity        neither the arguments nor the adjoint of the result are written into
    layouts       arrays in Fortran's order, with gaps, backwards and read-only give the same
    second order  the tangent of the gradient against differences of the gradient, and its pull-back against
                  the tangent (or the differences, if it is asked alone)
"""

from __future__ import annotations

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
    pairing,
    random_like,
    rebuild,
    scale,
    zeros_like,
)

Arguments = tuple[Any, ...]
NESTINGS = ("forward over reverse", "reverse over reverse")


class Checker:
    """Asks the questions about one function; `count` is how many comparisons were made."""

    def __init__(self, fun: Callable[..., Any], name: str = "") -> None:
        from tangent import api

        self.api = api
        self.fun = fun
        self.name = name or str(getattr(fun, "__name__", fun))
        self.count = 0
        self.rng = np.random.default_rng(0)

    # -------------------------------------------------------------- the questions

    def first(self, args: Arguments, differences: bool = True) -> None:
        """All questions of first order at `args`; without `differences` forward mode has no witness."""
        wanted = self.wanted(args)
        kept = clone(args)
        out = self.fun(*clone(args))
        tangents = self.tangents(args, wanted)
        value, forward = self.api.jvp(self.fun, args, tangents)
        self.value("value beside the tangent", value, out)
        self.alike("tangent", forward, out)
        value, pullback = self.api.vjp(self.fun, *args)
        self.value("value beside the pull-back", value, out)
        cotangent = random_like(out, self.rng)
        held = clone(cotangent)
        pulled = pullback(cotangent)
        for k in wanted:
            self.alike(f"gradient[{k}]", pulled[k], args[k], exactly=True)
        self.dual("reverse mode against forward mode", (cotangent, forward), (pulled, tangents), wanted)
        self.same("an argument after the derivatives", args, kept)
        self.same("the adjoint of the result after the pull-back", cotangent, held)
        self.linear(pullback, cotangent, pulled, wanted)
        if differences:
            expected, error = numerical_jvp(self.fun, args, tangents, return_error=True)
            self.near("forward mode against differences", forward, expected, self.exactness(args, out), error)

    def linear(self, pullback: Any, cotangent: Any, pulled: Any, wanted: Sequence[int]) -> None:
        nothing = pullback(zeros_like(cotangent))
        doubled = pullback(scale(cotangent, -2.0))
        for k in wanted:
            self.same(f"gradient[{k}] of a zero adjoint", nothing[k], zeros_like(pulled[k]))
            self.same(f"gradient[{k}] of -2 times the adjoint", doubled[k], scale(pulled[k], -2.0))

    def second(self, args: Arguments, nestings: Sequence[str] = NESTINGS) -> None:
        """The gradient of a random combination of the results, differentiated in these modes."""
        wanted = self.wanted(args)
        out = self.fun(*clone(args))
        scalar = contract(self.fun, len(args), out, random_like(out, self.rng))
        gradient = self.api.grad(scalar, wanted)
        value = gradient(*args)
        tangents = self.tangents(args, wanted)
        expected, error = numerical_jvp(gradient, args, tangents, return_error=True)
        tolerance = 10.0 * self.exactness(args, out)
        if "forward over reverse" in nestings:
            _, forward = self.api.jvp(gradient, args, tangents)
            for k, place in enumerate(wanted):
                self.alike(f"second derivative[{place}]", forward[k], args[place])
            self.near("second order, forward over reverse", forward, expected, tolerance, error)
        if "reverse over reverse" not in nestings:
            return
        _, pullback = self.api.vjp(gradient, *args)
        cotangent = random_like(value, self.rng)
        pulled = pullback(cotangent)
        for k in wanted:
            self.alike(f"second gradient[{k}]", pulled[k], args[k], exactly=True)
        if "forward over reverse" in nestings:
            self.dual("second order, reverse over reverse", (cotangent, forward), (pulled, tangents), wanted)
        else:  # the second derivative is symmetric
            moving = tuple([tangents[k] for k in wanted])
            pulled = pullback(rebuild(value, lambda path, leaf: or_zeros(at(moving, path), leaf)))
            found = tuple([pulled[k] for k in wanted])
            self.near("second order, reverse over reverse", found, expected, tolerance, error)

    def layouts(self, args: Arguments) -> None:
        """The same numbers, otherwise laid out in memory."""
        wanted = self.wanted(args)
        tangents = self.tangents(args, wanted)
        value, forward = self.api.jvp(self.fun, args, tangents)
        cotangent = random_like(value, self.rng)
        pulled = self.api.vjp(self.fun, *args)[1](cotangent)
        for name, laid in LAYOUTS.items():
            others = rebuild(args, _each_leaf(laid))
            _, other = self.api.jvp(self.fun, others, tangents)
            self.near(f"tangent where arrays are {name}", other, forward, 1e-10)
            there = self.api.vjp(self.fun, *others)[1](cotangent)
            for k in wanted:
                self.near(f"gradient[{k}] where arrays are {name}", there[k], pulled[k], 1e-10)

    def coarse(self, args: Arguments) -> None:
        """float32 and complex64: the numbers of double precision, in the precision of the arguments."""
        single = rebuild(args, _each_leaf(halved))
        wanted = self.wanted(single)
        self.first(single, differences=False)
        doubled = rebuild(single, _each_leaf(widened))
        tangents = self.tangents(single, wanted)
        _, forward = self.api.jvp(self.fun, single, tangents)
        _, expected = self.api.jvp(self.fun, doubled, rebuild(tangents, _each_leaf(widened)))
        self.near("single precision against double precision", forward, expected, 5e-3)

    # -------------------------------------------------------------- the witnesses

    def exactness(self, *values: Any) -> float:
        """What differences can tell about values of this precision."""
        return 1e-6 if epsilon(*values) < 1e-10 else 5e-3

    def wanted(self, args: Arguments) -> tuple[int, ...]:
        found = tuple(k for k, arg in enumerate(args) if differentiable_leaves(arg))
        if not found:
            raise TypeError(f"{self.name}: no argument holds floats or complex numbers")
        return found

    def tangents(self, args: Arguments, wanted: Sequence[int]) -> Arguments:
        return tuple(random_like(arg, self.rng) if k in wanted else None for k, arg in enumerate(args))

    def value(self, what: str, got: Any, want: Any) -> None:
        """Bit for bit; the last bit of complex results depends on where in memory the operands are."""
        if any(np.iscomplexobj(leaf) for _, leaf in differentiable_leaves(want)):
            self.near(what, got, want, 4.0 * epsilon(want))
        else:
            self.same(what, got, want)

    def same(self, what: str, got: Any, want: Any) -> None:
        """Equal bit for bit (and NaN where NaN is)."""
        self.count += 1
        for path, leaf in leaves(want):
            if leaf is None:
                continue
            mine = at(got, path)
            if isinstance(leaf, np.ndarray) or is_differentiable(leaf):
                a, b = np.asarray(mine), np.asarray(leaf)
                fits = a.shape == b.shape and np.array_equal(a, b, equal_nan=b.dtype.kind in "fc")
            else:
                fits = mine is leaf or mine == leaf
            if not fits:
                raise AssertionError(f"{self.name}: {what}{list(path)}: {mine!r} instead of {leaf!r}")

    def alike(self, what: str, got: Any, want: Any, exactly: bool = False) -> None:
        """The structure, shapes and dtypes of `want`; `exactly`: arrays where it has arrays, numbers else."""
        self.count += 1
        for path, leaf in differentiable_leaves(want):
            mine = at(got, path)
            a, b = np.asarray(mine), np.asarray(leaf)
            if a.shape != b.shape or a.dtype != b.dtype:
                raise AssertionError(
                    f"{self.name}: {what}{list(path)} is {a.dtype}{a.shape} instead of {b.dtype}{b.shape}"
                )
            if exactly and isinstance(mine, np.ndarray) is not isinstance(leaf, np.ndarray):
                kinds = f"{type(mine).__name__} for {type(leaf).__name__}"
                raise AssertionError(f"{self.name}: {what}{list(path)} is a {kinds}")

    def near(self, what: str, got: Any, want: Any, tolerance: float, error: Any = None) -> None:
        """Close element by element; where differences have found nothing stable there is no witness."""
        self.count += 1
        for path, leaf in differentiable_leaves(want):
            a, b = np.asarray(at(got, path)), np.asarray(leaf)
            slack = 0.0 if error is None else 10.0 * np.asarray(at(error, path))
            size = max(1.0, float(np.max(np.abs(b[np.isfinite(b)]), initial=0.0)))
            with np.errstate(invalid="ignore"):
                wrong = ~((np.abs(a - b) <= tolerance * size + slack) | (a == b) | np.isnan(b))
                wrong |= np.isnan(b) & (error is None) & ~np.isnan(a)
            if np.any(wrong):
                index = tuple(int(i[0]) for i in np.nonzero(np.atleast_1d(wrong)))[: a.ndim]
                raise AssertionError(
                    f"{self.name}: {what}{[*path, *index]}: {a[index]!r} instead of {b[index]!r}"
                )

    def dual(self, what: str, outside: Any, inside: Any, wanted: Sequence[int]) -> None:
        """Both pairings agree: <out_bar, out_dot> and <x_bar, x_dot>."""
        self.count += 1
        there, size = pairing(*outside)
        pulled, tangents = inside
        here, other = pairing(tuple(pulled[k] for k in wanted), tuple(tangents[k] for k in wanted))
        allowed = 1e4 * epsilon(outside, inside[0]) * (size + other + 1e-2)
        if not abs(here - there) <= allowed:
            raise AssertionError(f"{self.name}: {what} (dot-product test): {here!r} against {there!r}")


# ---------------------------------------------------------------- other forms of the same numbers


def or_zeros(given: Any, leaf: Any) -> Any:
    """A tangent as an adjoint: that of an integer, which has none, is zero."""
    return zeros_like(leaf) if given is None else given


def _gaps(x: Any) -> Any:
    """An array whose elements lie apart in memory."""
    if not isinstance(x, np.ndarray) or x.ndim == 0:
        return x
    wide = np.zeros(tuple(2 * n + 1 for n in x.shape), x.dtype)
    part = wide[tuple(slice(1, None, 2) for _ in x.shape)]
    part[...] = x
    return part


def _backwards(x: Any) -> Any:
    """An array with negative strides that may not be written."""
    if not isinstance(x, np.ndarray) or x.ndim == 0:
        return x
    turned = (slice(None, None, -1),) * x.ndim
    held = x[turned].copy()[turned]
    held.flags.writeable = False
    return held


def _fortran(x: Any) -> Any:
    return np.asfortranarray(x) if isinstance(x, np.ndarray) and x.ndim else x


LAYOUTS: dict[str, Callable[[Any], Any]] = {
    "in Fortran's order": _fortran,
    "with gaps": _gaps,
    "backwards and read-only": _backwards,
}


def _each_leaf(function: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda _, leaf: function(leaf)


def halved(leaf: Any) -> Any:
    """A number or array of NumPy in single precision; Python's numbers have one precision only."""
    if not is_differentiable(leaf) or not isinstance(leaf, (np.ndarray, np.generic)):
        return leaf
    single = leaf.astype(np.complex64 if leaf.dtype.kind == "c" else np.float32)
    return single


def widened(leaf: Any) -> Any:
    if not is_differentiable(leaf) or not isinstance(leaf, (np.ndarray, np.generic)):
        return leaf
    return leaf.astype(np.complex128 if leaf.dtype.kind == "c" else np.float64)


def check_call(
    fun: Callable[..., Any],
    args: Sequence[Any],
    *,
    order: int = 2,
    nestings: Sequence[str] = NESTINGS,
    single: bool = True,
    layouts: bool = True,
    name: str = "",
) -> int:
    """Ask everything about `fun` at `args`: AssertionError at the first wrong answer, else their number."""
    checker = Checker(fun, name)
    args = tuple(args)
    with np.errstate(all="ignore"):
        checker.first(args)
        if order > 1:
            checker.second(args, nestings)
        if layouts and any(isinstance(x, np.ndarray) and x.ndim for _, x in leaves(args)):
            checker.layouts(args)
        if single and any(isinstance(x, (np.ndarray, np.generic)) for _, x in differentiable_leaves(args)):
            checker.coarse(args)
    return checker.count
