"""The strict oracle: everything that must hold for the derivatives of one program, at one point.

`check_program(fun, args, argnums)` runs the checks below and raises one AssertionError that lists all that
failed.  A refusal (`TangentError`) passes through.  Each check can be left out with `skip={"second"}` or
singled out with `only={"modes"}`.

    value      the value beside a derivative is the primal's own, bit for bit, types included
    structure  the gradient has the structure, types, shapes and dtypes of its argument
    numerical  the gradient agrees with Richardson differences, within their own estimate of their error
    modes      <c, J t> = <J^T c, t> to 1e-10; grad, value_and_grad and vjp agree
    arguments  nothing is written into an argument (bits, flags, identities of elements)
    again      a second call gives the same bits
    effects    printed output appears once, as in the primal; the pull-back prints nothing
    pullback   pullback(0) is 0, pullback(-2 c) is -2 pullback(c) exactly; repeatable, also interleaved
    snapshot   what the caller does to arguments, or to the value, after vjp does not reach the pull-back
    fresh      results are writable and share memory with no argument, cotangent or other result
    second     the nestings agree to 1e-8, and the first of them with differences of the gradient to 1e-5
    passes     with the optimising passes off the numbers are the same

Two more need a new process and are done in batches: `Standalone` (the saved file runs without tangent) and
`sources_under_seed` (the text does not depend on PYTHONHASHSEED); `tests/oracle_worker.py` is the other end.

What is assumed of the public interface stands in the class `Api`, and nowhere else.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import pickle
import subprocess
import sys
import traceback
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tangent.testing.numerical import numerical_grad, numerical_jvp
from tangent.testing.structures import (
    at,
    clone,
    contract,
    entries,
    epsilon,
    is_container,
    is_differentiable,
    leaves,
    like,
    pairing,
    random_like,
    rebuild,
    scale,
    spell,
    zeros_like,
)

CHECKS = (
    "value",
    "structure",
    "numerical",
    "modes",
    "arguments",
    "again",
    "effects",
    "pullback",
    "snapshot",
    "fresh",
    "second",
    "passes",
)
# The ways to second derivatives, in the order in which they are asked: the first of them is compared with
# differences of the gradient, the others with it.
SECOND = ("forward over reverse", "reverse over reverse", "reverse over forward", "forward over forward")
ROOT = Path(__file__).resolve().parent.parent


class Api:
    """The public interface, as the oracle understands it.  Change a convention here, not in the checks.

    - `vjp(fun, *primals)` takes all primals; the entries of the pull-back's result that belong to integers,
      strings, functions ... are ignored.  The cotangent of an integer inside the result is None.
    - `jvp(fun, primals, tangents)`: the tangent of an argument that does not move (and of an integer, string,
      function) is None.
    - `differentiate(fun, argnums=...).jvp` is a derivative object that takes the primals and then one tangent
      for each of `argnums`, flat, as `compress_jvp(x, n, x_dot)` of the golden programs does, and returns
      `(out, out_dot)`; forward mode can be nested because it is an ordinary function.
    - `optimize=False` turns the passes off.
    - the gradient in a saved file is called `<primal>_grad`, or else as the derivative object's `__name__`.
    """

    agreement = 0.0  # between grad, value_and_grad and vjp: at least this, and 1000 epsilon of the dtype

    def __init__(self) -> None:
        import tangent

        self.tangent: Any = tangent

    @property
    def refusal(self) -> type[Exception]:
        return self.tangent.TangentError

    def grad(self, fun: Callable[..., Any], argnums: Any, **options: Any) -> Callable[..., Any]:
        return self.tangent.grad(fun, argnums, **options)

    def value_and_grad(self, fun: Callable[..., Any], argnums: Any, **options: Any) -> Callable[..., Any]:
        return self.tangent.value_and_grad(fun, argnums, **options)

    def vjp(self, fun: Callable[..., Any], *primals: Any) -> tuple[Any, Callable[..., Any]]:
        return self.tangent.vjp(fun, *primals)

    def jvp(self, fun: Callable[..., Any], primals: tuple, tangents: tuple) -> tuple[Any, Any]:
        return self.tangent.jvp(fun, primals, tangents)

    def jvp_function(self, fun: Callable[..., Any], argnums: tuple[int, ...]) -> Callable[..., Any]:
        return self.tangent.differentiate(fun, argnums=argnums).jvp


class Failures:
    """Collects what went wrong, check by check."""

    def __init__(self, wanted: Collection[str], refusal: type[BaseException]) -> None:
        self.wanted = wanted
        self.refusal = refusal
        self.found: list[str] = []

    @contextlib.contextmanager
    def check(self, name: str) -> Iterator[None]:
        try:
            yield
        except AssertionError as error:
            self.found.append(f"{name}: {error}")
        except self.refusal:
            raise
        except Exception:
            self.found.append(f"{name}: unexpected exception\n{traceback.format_exc()}")


def fail(message: str) -> None:
    raise AssertionError(message)


def check_program(
    fun: Callable[..., Any],
    args: Sequence[Any],
    argnums: int | tuple[int, ...] = 0,
    *,
    order: int = 2,
    skip: Collection[str] = (),
    only: Collection[str] | None = None,
    api: Any = None,
    rtol: float | None = None,
    strict_scalars: bool = False,
    seed: int = 0,
    second: Collection[str] = SECOND,
) -> None:
    """All checks of the module's docstring on `fun` at `args`; one AssertionError names all failures.

    `order=1` leaves out the second derivatives.  `rtol` is that of the numerical comparison.  With
    `strict_scalars`, the gradient of a `float` must be a `float` and not an `np.float64` (and so on).
    `second` says in which ways the modes are nested.
    """
    unknown = ((set(skip) | set(only or ())) - set(CHECKS)) | (set(second) - set(SECOND))
    if unknown:
        raise ValueError(f"no such check: {sorted(unknown)}")
    api = api or Api()
    wanted = [name for name in CHECKS if (only is None or name in only) and name not in skip]
    if order < 2 and "second" in wanted:
        wanted.remove("second")
    run = Failures(wanted, api.refusal)
    _Program(fun, tuple(args), argnums, api, run, rtol, strict_scalars, seed, second).check_all(wanted)
    if run.found:
        name = getattr(fun, "__name__", repr(fun))
        raise AssertionError(
            f"{name}: {len(run.found)} checks failed\n" + "\n".join(f"- {t}" for t in run.found)
        )


class _Program:
    def __init__(
        self,
        fun: Callable[..., Any],
        args: tuple[Any, ...],
        argnums: int | tuple[int, ...],
        api: Any,
        run: Failures,
        rtol: float | None,
        strict_scalars: bool,
        seed: int,
        second: Collection[str],
    ) -> None:
        self.second = second
        self.fun, self.args, self.argnums, self.api, self.run = fun, args, argnums, api, run
        self.strict_scalars = strict_scalars
        self.wanted = (argnums,) if isinstance(argnums, int) else tuple(argnums)
        self.positions = tuple(k % len(args) for k in self.wanted)
        self.name = getattr(fun, "__name__", repr(fun))
        rng = np.random.default_rng(seed)
        self.printed = io.StringIO()
        with contextlib.redirect_stdout(self.printed):
            self.out = fun(*clone(args))
        self.scalar = is_differentiable(self.out) and np.ndim(self.out) == 0 and not np.iscomplexobj(self.out)
        self.cotangent = random_like(self.out, rng)
        self.tangents = tuple(
            random_like(a, rng) if k in self.positions else None for k, a in enumerate(args)
        )
        self.other_tangents = tuple(
            random_like(a, rng) if k in self.positions else None for k, a in enumerate(args)
        )
        coarse = epsilon([args[k] for k in self.positions], self.out)
        self.coarse = coarse
        self.exact = 1e-10 if coarse < 1e-10 else 500.0 * coarse
        self.rtol = rtol if rtol is not None else 1e-6 if coarse < 1e-10 else 3e-3 if coarse < 1e-4 else 8e-2

    def check_all(self, wanted: Collection[str]) -> None:
        self.first_calls(wanted)
        if "pullback" in wanted or "snapshot" in wanted:
            with self.run.check("pullback"):
                self.check_pullback(wanted)
        if "second" in wanted:
            with self.run.check("second"):
                self.check_second()
        if "passes" in wanted and self.scalar:
            with self.run.check("passes"):
                self.check_passes()

    # The first calls of each kind: value, structure, numbers, agreement, arguments, freshness.

    def first_calls(self, wanted: Collection[str]) -> None:
        run = self.run
        pulled, pulled_value = None, None
        with run.check("vjp"):
            args = clone(self.args)
            with self.watched(args, "vjp", wanted), self.effects("vjp", wanted):
                pulled_value, pullback = self.api.vjp(self.fun, *args)
            cotangent = clone(self.cotangent)
            quiet = io.StringIO()
            with self.watched(args, "pullback", wanted), contextlib.redirect_stdout(quiet):
                pulled = pullback(cotangent)
            self.settle(
                "effects", wanted, quiet.getvalue() == "", f"the pull-back printed {quiet.getvalue()!r}"
            )
            self.settle(
                "arguments", wanted, *_same(cotangent, self.cotangent, "the cotangent after pullback")
            )
            self.settle("value", wanted, *_same(pulled_value, self.out, "value of vjp"))
            if not isinstance(pulled, tuple) or len(pulled) != len(args):
                fail(f"the pull-back returned {_short(pulled)}, not a tuple of one entry per primal")
            pulled = tuple(pulled[k] for k in self.positions)
            self.check_result(pulled, args, wanted, "vjp", (pulled_value, cotangent))
        if pulled is not None and "numerical" in wanted:
            with run.check("numerical"):
                self.check_numbers(pulled)
        with run.check("jvp"):
            args, tangents = clone(self.args), clone(self.tangents)
            with self.watched(args, "jvp", wanted), self.effects("jvp", wanted):
                value, out_dot = self.api.jvp(self.fun, args, tangents)
            self.settle("arguments", wanted, *_same(tangents, self.tangents, "the tangents after jvp"))
            self.settle("value", wanted, *_same(value, self.out, "value of jvp"))
            if "structure" in wanted:
                with run.check("structure"):
                    self.check_structure(out_dot, self.out, "out_dot")
            if "fresh" in wanted:
                with run.check("fresh"):
                    check_fresh({"out_dot": out_dot}, {"args": args, "tangents": tangents, "out": value})
            if "modes" in wanted and pulled is not None:
                with run.check("modes"):
                    self.check_dot(pulled, out_dot)
            if "again" in wanted:
                again = self.api.jvp(self.fun, clone(self.args), clone(self.tangents))
                self.settle("again", wanted, *_same(again, (value, out_dot), "second call of jvp"))
        if self.scalar:
            with run.check("grad"):
                self.check_grad_functions(pulled, wanted)

    def check_grad_functions(self, pulled: Any, wanted: Collection[str]) -> None:
        derivative = self.api.value_and_grad(self.fun, self.argnums)
        args = clone(self.args)
        with self.watched(args, "value_and_grad", wanted), self.effects("value_and_grad", wanted):
            value, gradient = derivative(*args)
        self.settle("value", wanted, *_same(value, self.out, "value of value_and_grad"))
        gradients = (gradient,) if isinstance(self.argnums, int) else gradient
        if not isinstance(gradients, tuple) or len(gradients) != len(self.positions):
            fail(f"the gradient for argnums={self.argnums} is {_short(gradient)}")
        self.check_result(gradients, args, wanted, "value_and_grad", (value,))
        only_grad = self.api.grad(self.fun, self.argnums)
        args = clone(self.args)
        with self.watched(args, "grad", wanted), self.effects("grad", wanted):
            bare = only_grad(*args)
        if "modes" in wanted:
            with self.run.check("modes"):
                agreement = max(self.api.agreement, 1e3 * self.coarse)
                self.close(bare, gradient, agreement, "grad against value_and_grad")
                if pulled is not None:
                    seeded = rebuild(
                        gradients, lambda _, g: g if g is None else g * np.asarray(self.cotangent)
                    )
                    self.close(pulled, seeded, agreement, "vjp against value_and_grad")
        if "numerical" in wanted and pulled is None:
            with self.run.check("numerical"):
                self.check_numbers(rebuild(gradients, lambda _, g: g * np.asarray(self.cotangent)))
        if "again" in wanted:
            with self.run.check("again"):
                _expect(
                    *_same(derivative(*clone(self.args)), (value, gradient), "second call of value_and_grad")
                )
                _expect(*_same(only_grad(*clone(self.args)), bare, "second call of grad"))

    def check_result(
        self, gradients: tuple, args: tuple, wanted: Collection[str], what: str, others: tuple
    ) -> None:
        if "structure" in wanted:
            with self.run.check("structure"):
                for k, gradient in zip(self.positions, gradients, strict=True):
                    self.check_structure(gradient, self.args[k], f"{what}: gradient of argument {k}")
        if "fresh" in wanted:
            with self.run.check("fresh"):
                named = {
                    f"gradient of argument {k}": g for k, g in zip(self.positions, gradients, strict=True)
                }
                check_fresh(named, {"the arguments": args, "the value or cotangent": others}, what)
                shared = _sharing(others[0], args)
                if shared:
                    fail(f"{what}: the value{shared[0]} shares memory with the arguments{shared[1]}")

    def check_structure(self, got: Any, model: Any, what: str) -> None:
        if isinstance(model, dict):
            if type(got) is not type(model) or list(got) != list(model):
                fail(f"{what}: {_short(got)} instead of a dict with the keys {list(model)}")
            for key, item in model.items():
                self.check_structure(got[key], item, f"{what}[{key!r}]")
        elif is_container(model) and not isinstance(model, (tuple, list)):
            if type(got) is not type(model) or len(entries(got)) != len(entries(model)):
                fail(f"{what}: {_short(got)} instead of a {type(model).__name__}")
            for (key, item), (_, found) in zip(entries(model), entries(got), strict=True):
                self.check_structure(found, item, f"{what}.{key}")
        elif isinstance(model, (tuple, list)):
            if type(got) is not type(model) or len(got) != len(model):
                fail(f"{what}: {_short(got)} instead of a {type(model).__name__} of {len(model)}")
            for index, item in enumerate(model):
                self.check_structure(got[index], item, f"{what}[{index}]")
        elif is_differentiable(model):
            problem = leaf_mismatch(got, model, self.strict_scalars)
            if problem:
                fail(f"{what}: {problem}")

    def check_numbers(self, gradients: tuple) -> None:
        def objective(*moved: Any) -> float:
            with contextlib.redirect_stdout(io.StringIO()):
                return pairing(self.cotangent, self.fun(*moved))[0]

        numbers, errors = numerical_grad(
            objective, self.args, self.positions, return_error=True, limit=max(1e-6, self.rtol)
        )
        worst = (1.0, "")
        stable = unstable = 0
        for path, expected in leaves(numbers):
            if expected is None:
                continue
            mine = np.asarray(at(gradients, path))
            theirs, slack = np.asarray(expected), np.asarray(at(errors, path))
            if mine.shape != theirs.shape:
                fail(f"gradient{spell(path)} has shape {mine.shape}, expected {theirs.shape}")
            for index in np.ndindex(*theirs.shape):
                a, b = mine[index], theirs[index]
                if np.isnan(b):
                    unstable += 1
                    continue
                stable += 1
                ratio = abs(a - b) / (self.rtol * (1.0 + abs(b)) + 10.0 * slack[index])
                ratio = np.inf if not np.isfinite(ratio) else float(ratio)
                if ratio > worst[0]:
                    where = f"argument {self.positions[path[0]]}{spell((*path[1:], *index))}"
                    worst = (
                        ratio,
                        f"{where}: {a!r}, but differences give {b!r} (error about {slack[index]:.1e})",
                    )
        if worst[1]:
            fail("the gradient is wrong; worst at " + worst[1])
        if unstable and not stable:
            fail("differences are unstable at every element: choose another point, or skip='numerical'")

    def check_dot(self, pulled: tuple, out_dot: Any) -> None:
        there, there_size = pairing(self.cotangent, out_dot)
        back, back_size = pairing(pulled, tuple(self.tangents[k] for k in self.positions))
        size = max(there_size, back_size, 1e-12 if there_size + back_size else 0.0)
        if not abs(there - back) <= self.exact * size:
            fail(f"forward and reverse disagree: <c, J t> = {there!r}, <J^T c, t> = {back!r}")

    def close(self, got: Any, want: Any, rtol: float, what: str) -> None:
        worst = (1.0, "")
        for path, leaf in leaves(want):
            if leaf is None or not is_differentiable(leaf):
                continue
            try:
                a = np.asarray(at(got, path))
            except (TypeError, LookupError):
                fail(f"{what}: {spell(path)} is missing in {_short(got)}")
            b = np.asarray(leaf)
            if at(got, path) is None and not b.any():
                continue  # the tangent of an integer
            if a.shape != b.shape:
                fail(f"{what}: {spell(path)} has shape {a.shape} against {b.shape}")
            size = float(np.max(np.abs(b), initial=0.0)) if np.all(np.isfinite(b)) else 1.0
            for index in np.ndindex(*b.shape):
                if a[index] == b[index] or (np.isnan(a[index]) and np.isnan(b[index])):
                    continue
                ratio = abs(a[index] - b[index]) / (rtol * (1.0 + size))
                ratio = np.inf if np.isnan(ratio) else float(ratio)
                if ratio > worst[0]:
                    worst = (ratio, f"{spell((*path, *index)) or 'value'}: {a[index]!r} against {b[index]!r}")
        if worst[1]:
            fail(f"{what}: worst at {worst[1]}")

    def settle(self, name: str, wanted: Collection[str], good: bool, message: str) -> None:
        if name in wanted and not good:
            self.run.found.append(f"{name}: {message}")

    @contextlib.contextmanager
    def watched(self, args: Any, what: str, wanted: Collection[str]) -> Iterator[None]:
        before, names = clone(args), _identities(args)
        yield
        self.settle("arguments", wanted, *_same(args, before, f"the arguments after {what}", flags=True))
        self.settle(
            "arguments", wanted, _identities(args) == names, f"{what} has exchanged elements of an argument"
        )

    @contextlib.contextmanager
    def effects(self, what: str, wanted: Collection[str]) -> Iterator[None]:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            yield
        same = printed.getvalue() == self.printed.getvalue()
        message = f"{what} printed {printed.getvalue()!r}, the primal {self.printed.getvalue()!r}"
        self.settle("effects", wanted, same, message)

    # Pull-backs.

    def check_pullback(self, wanted: Collection[str]) -> None:
        quiet = io.StringIO()
        with contextlib.redirect_stdout(quiet):
            args = clone(self.args)
            out, pullback = self.api.vjp(self.fun, *args)
            first = self.pick(pullback(clone(self.cotangent)))
            kept = clone(first)
            if "pullback" in wanted:
                zero = self.pick(pullback(zeros_like(self.out)))
                for path, leaf in leaves(zero):
                    if leaf is not None and np.any(np.asarray(leaf) != 0.0):
                        fail(f"pullback(0){spell(path)} is {leaf!r}, not exactly 0")
                twice = self.pick(pullback(scale(self.cotangent, -2.0)))
                _expect(*_same(twice, scale(kept, -2.0), "pullback(-2 c) against -2 pullback(c)", zeros=True))
                _expect(*_same(first, kept, "the first result after further calls of the pull-back"))
                _expect(*_same(self.pick(pullback(clone(self.cotangent))), kept, "pullback(c), called again"))
                _scramble(first)
                _expect(
                    *_same(
                        self.pick(pullback(clone(self.cotangent))),
                        kept,
                        "pullback(c) after its result was written",
                    )
                )
                self.api.vjp(self.fun, *clone(self.args))[1](scale(self.cotangent, 3.0))
                _expect(
                    *_same(self.pick(pullback(clone(self.cotangent))), kept, "pullback(c) after another vjp")
                )
            if "snapshot" in wanted:
                _scramble(args)
                _expect(
                    *_same(
                        self.pick(pullback(clone(self.cotangent))),
                        kept,
                        "pullback(c) after the arguments were written",
                    )
                )
                _scramble(out)
                _expect(
                    *_same(
                        self.pick(pullback(clone(self.cotangent))),
                        kept,
                        "pullback(c) after the value was written",
                    )
                )

    def pick(self, pulled: Any) -> tuple:
        picked = tuple(pulled[k] for k in self.positions)
        return tuple(
            rebuild(model, lambda path, leaf, g=g: at(g, path) if is_differentiable(leaf) else None)
            for g, model in zip(picked, (self.args[k] for k in self.positions), strict=True)
        )

    # Second derivatives.

    def check_second(self) -> None:
        with contextlib.redirect_stdout(io.StringIO()):
            self._check_second()

    def _check_second(self) -> None:
        arity = len(self.args)
        scalar = contract(self.fun, arity, self.out, self.cotangent)
        moving = tuple(self.tangents[k] for k in self.positions)
        others = tuple(self.other_tangents[k] for k in self.positions)
        tolerance = 1e-8 if self.coarse < 1e-10 else 2e3 * self.coarse
        gradient = self.api.grad(scalar, self.positions)
        reference = None
        if "forward over reverse" in self.second:
            with self.run.check("second: forward over reverse"):
                _, reference = self.api.jvp(gradient, clone(self.args), clone(self.tangents))
                self.check_gradients_tangent(gradient, reference)
        if "reverse over reverse" in self.second:
            with self.run.check("second: reverse over reverse"):
                value, pullback = self.api.vjp(gradient, *clone(self.args))
                pulled = pullback(_cotangent(value, moving))
                found = tuple(pulled[k] for k in self.positions)
                if reference is not None:
                    self.close(
                        found, reference, tolerance, "reverse over reverse against forward over reverse"
                    )
                else:
                    self.check_gradients_tangent(gradient, found)
                    reference = found
        directional = self.api.jvp_function(scalar, self.positions)
        if "reverse over forward" in self.second:
            with self.run.check("second: reverse over forward"):
                self.check_reverse_over_forward(scalar, directional, gradient, reference, tolerance)
        if "forward over forward" in self.second:
            with self.run.check("second: forward over forward"):
                still = tuple(zeros_like(t) for t in moving)
                tangents = tuple(self.other_tangents) + still
                _, (slope, curvature) = self.api.jvp(
                    directional, (*clone(self.args), *clone(moving)), tangents
                )
                self.check_curvature(gradient, others, curvature, reference)

    def differences_of(self, gradient: Any) -> tuple[Any, Any]:
        """The tangent of the gradient by differences, and their own estimate of their error."""
        return numerical_jvp(
            gradient, self.args, self.tangents, return_error=True, limit=max(1e-5, self.rtol)
        )

    def check_gradients_tangent(self, gradient: Any, found: Any) -> None:
        """The tangent of the gradient, or its pull-back (the same, by symmetry), against differences."""
        expected, error = self.differences_of(gradient)
        for path, leaf in leaves(expected):
            if leaf is None:
                continue
            mine, theirs, slack = (np.asarray(x) for x in (at(found, path), leaf, at(error, path)))
            allowed = max(1e-5, self.rtol) * (1.0 + np.abs(theirs)) + 10.0 * slack
            bad = ~(np.abs(mine - theirs) <= allowed) & ~np.isnan(theirs)
            if np.any(bad):
                fail(f"differences of the gradient give {spell(path)}: {theirs!r}, not {mine!r}")

    def check_curvature(self, gradient: Any, others: Any, curvature: Any, reference: Any) -> None:
        """<t, H s> against the same of H s, or, where that is not known, of its differences."""
        tolerance, slack = 1e-8 if self.coarse < 1e-10 else 2e3 * self.coarse, 0.0
        if reference is None:
            reference, error = self.differences_of(gradient)
            tolerance, slack = max(1e-5, self.rtol), 10.0 * pairing(others, error)[1]
        want, size = pairing(others, reference)
        if not abs(float(np.real(curvature)) - want) <= tolerance * (1.0 + size) + slack:
            fail(f"forward over forward gives {curvature!r}, the tangent of the gradient {want!r}")

    def check_reverse_over_forward(
        self, scalar: Any, directional: Any, gradient: Any, reference: Any, tolerance: float
    ) -> None:
        moving = tuple(self.tangents[k] for k in self.positions)
        out = scalar(*clone(self.args))
        (value, slope), pullback = self.api.vjp(directional, *clone(self.args), *clone(moving))
        pulled = pullback((like(value, 0.0), like(slope, 1.0)))
        found = tuple(pulled[k] for k in self.positions)
        if reference is not None:
            self.close(found, reference, tolerance, "reverse over forward against forward over reverse")
        else:
            self.check_gradients_tangent(gradient, found)
        first = tuple(pulled[len(self.args) :])
        self.close(
            first, gradient(*clone(self.args)), tolerance, "reverse over forward: gradient by the tangents"
        )
        _expect(*_same(value, out, "value of reverse over forward"))

    def check_passes(self) -> None:
        with contextlib.redirect_stdout(io.StringIO()):
            on = self.api.value_and_grad(self.fun, self.argnums)(*clone(self.args))
            off = self.api.value_and_grad(self.fun, self.argnums, optimize=False)(*clone(self.args))
        _expect(*_same(off[0], on[0], "value with the passes off"))
        self.close(off[1], on[1], 1e2 * self.coarse, "gradient with the passes off")


# Comparing and watching.


def leaf_mismatch(got: Any, model: Any, strict_scalars: bool = False) -> str:
    """Why `got` cannot be the gradient of the leaf `model`; empty if it can."""
    if isinstance(model, np.ndarray):
        if not isinstance(got, np.ndarray):
            return f"{_short(got)} instead of an array of shape {model.shape}"
        if got.shape != model.shape:
            return f"shape {got.shape} instead of {model.shape}"
        return "" if got.dtype == model.dtype else f"dtype {got.dtype} instead of {model.dtype}"
    if isinstance(got, np.ndarray) or not is_differentiable(got):
        return f"{_short(got)} instead of a {type(model).__name__}"
    if type(got) is type(model) or (not strict_scalars and np.asarray(got).dtype == np.asarray(model).dtype):
        return ""
    return f"a {type(got).__name__} instead of a {type(model).__name__}"


def difference(got: Any, want: Any, flags: bool = False, zeros: bool = False, where: str = "") -> str:
    """The first place where two structures differ in type or bits; empty if they are the same.

    Two NaN are the same whatever their payload.  `zeros`: 0.0 and -0.0 are the same.
    """
    if type(got) is not type(want):
        return f"{where or 'it'} is a {type(got).__name__}, not a {type(want).__name__}"
    if isinstance(want, dict):
        if list(got) != list(want):
            return f"{where or 'it'} has the keys {list(got)}, not {list(want)}"
        parts = [difference(got[key], item, flags, zeros, f"{where}[{key!r}]") for key, item in want.items()]
        return next(filter(None, parts), "")
    if isinstance(want, (tuple, list)):
        if len(got) != len(want):
            return f"{where or 'it'} has {len(got)} elements, not {len(want)}"
        parts = [difference(got[k], item, flags, zeros, f"{where}[{k}]") for k, item in enumerate(want)]
        return next(filter(None, parts), "")
    if is_container(want):
        pairs = zip(entries(got), entries(want), strict=True)
        return next(
            filter(None, (difference(g, w, flags, zeros, f"{where}.{key}") for (_, g), (key, w) in pairs)), ""
        )
    if isinstance(want, (np.ndarray, np.generic, float, complex)):
        a, b = np.asarray(got), np.asarray(want)
        if a.dtype != b.dtype or a.shape != b.shape:
            return f"{where or 'it'} is {a.dtype}{list(a.shape)}, not {b.dtype}{list(b.shape)}"
        if flags and isinstance(want, np.ndarray) and got.flags.writeable != want.flags.writeable:
            return f"{where or 'it'}: its writeable flag has changed"
        for index in np.ndindex(*b.shape):
            if not _same_number(a[index], b[index], zeros):
                return f"{where}{spell(index)} is {a[index]!r}, not {b[index]!r}".lstrip()
        return ""
    if callable(want) or isinstance(want, np.random.Generator):
        return "" if got is want else f"{where or 'it'} is another object"
    return "" if got == want else f"{where or 'it'} is {got!r}, not {want!r}"


def _same_number(a: Any, b: Any, zeros: bool) -> bool:
    if np.iscomplexobj(b):
        return _same_number(a.real, b.real, zeros) and _same_number(a.imag, b.imag, zeros)
    if not np.issubdtype(np.asarray(b).dtype, np.inexact):
        return bool(a == b)
    if np.isnan(a) or np.isnan(b):
        return bool(np.isnan(a) and np.isnan(b))
    return bool(a == b and (zeros or np.signbit(a) == np.signbit(b)))


def _same(got: Any, want: Any, what: str, flags: bool = False, zeros: bool = False) -> tuple[bool, str]:
    found = difference(got, want, flags, zeros)
    return not found, f"{what}: {found}"


def _expect(good: bool, message: str) -> None:
    if not good:
        fail(message)


def _cotangent(model: Any, given: Any) -> Any:
    """`given`, tangents of arguments, as a cotangent of their gradients: that of an integer is a float."""

    def one(path: tuple, leaf: Any) -> Any:
        found = at(given, path)
        return like(leaf, 0.0) if found is None and is_differentiable(leaf) else clone(found)

    return rebuild(model, one)


def _arrays(value: Any) -> Iterator[tuple[tuple, np.ndarray]]:
    return ((path, leaf) for path, leaf in leaves(value) if isinstance(leaf, np.ndarray))


def _sharing(one: Any, two: Any) -> tuple[str, str] | None:
    for path, a in _arrays(one):
        for other, b in _arrays(two):
            if np.shares_memory(a, b):
                return spell(path), spell(other)
    mutable = {id(item): where for where, item in _containers(two)}
    for where, item in _containers(one):
        if id(item) in mutable and item:
            return f"{where} (a {type(item).__name__})", mutable[id(item)]
    return None


def _containers(value: Any, where: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, (list, dict)):
        yield where, value
    if is_container(value):
        for key, item in entries(value):
            yield from _containers(item, spell((key,), where))


def check_fresh(results: dict[str, Any], others: dict[str, Any], what: str = "jvp") -> None:
    """Raise if a result is read-only or shares memory with another result or with one of `others`."""
    seen: list[tuple[str, Any]] = []
    for name, result in results.items():
        for path, array in _arrays(result):
            if not array.flags.writeable:
                fail(f"{what}: {name}{spell(path)} is read-only")
            for before, earlier in seen:
                if np.shares_memory(array, earlier):
                    fail(f"{what}: {name}{spell(path)} shares memory with {before}")
            if array.size > 1 and 0 in [s for s, n in zip(array.strides, array.shape, strict=True) if n > 1]:
                fail(f"{what}: elements of {name}{spell(path)} share memory with each other")
            seen.append((f"{name}{spell(path)}", array))
        for other, value in others.items():
            shared = _sharing(result, value)
            if shared:
                fail(f"{what}: {name}{shared[0]} shares memory with {other}{shared[1]}")


def _identities(value: Any) -> list[int]:
    found = [id(value)]
    if is_container(value):
        for _, item in entries(value):
            found.extend(_identities(item))
    return found


def _scramble(value: Any) -> None:
    """Write rubbish into every array and list that can be written."""
    for _, array in list(_arrays(value)):
        if array.flags.writeable and array.dtype.kind in "fciu":
            array[...] = 77
    for _, container in list(_containers(value)):
        if isinstance(container, dict):
            container.clear()
        else:
            container[:] = []


def _short(value: Any) -> str:
    text = f"{type(value).__name__} {value!r}"
    return text if len(text) < 120 else text[:117] + "..."


def check_raises(fun: Callable[..., Any], args: Sequence[Any], argnums: Any = 0, *, api: Any = None) -> None:
    """The derivative raises where the primal raises: the same type, the same message."""
    api = api or Api()
    try:
        fun(*clone(tuple(args)))
    except Exception as error:
        expected = error
    else:
        raise ValueError("the primal does not raise")
    calls = {
        "value_and_grad": lambda: api.value_and_grad(fun, argnums)(*clone(tuple(args))),
        "vjp": lambda: api.vjp(fun, *clone(tuple(args))),
        "jvp": lambda: api.jvp(fun, clone(tuple(args)), tuple(zeros_like(a) for a in args)),
    }
    for name, call in calls.items():
        try:
            call()
        except api.refusal:
            raise
        except Exception as error:
            if type(error) is not type(expected) or str(error) != str(expected):
                fail(f"{name} raises {error!r}, the primal {expected!r}")
        else:
            fail(f"{name} does not raise, the primal raises {expected!r}")


def check_refused(
    fun: Callable[..., Any],
    args: Sequence[Any],
    argnums: Any = 0,
    code: str | None = None,
    *,
    api: Any = None,
) -> None:
    """The program is refused, twice with the same words, and the refusal says where."""
    api = api or Api()
    words = []
    for _ in range(2):
        try:
            api.value_and_grad(fun, argnums)(*clone(tuple(args)))
        except api.refusal as error:
            words.append(str(error))
        else:
            fail("the program was accepted; it should be refused")
    if words[0] != words[1]:
        fail(f"the refusal is not repeatable: {words[0]!r}, then {words[1]!r}")
    if code is not None and code not in words[0]:
        fail(f"the refusal does not carry the code {code}: {words[0]!r}")
    if not any(part.strip().isdigit() for part in words[0].split(":")):
        fail(f"the refusal does not say file:line: {words[0]!r}")


# Checks that need another process.


class Standalone:
    """Saved derivatives, run in one new process in which tangent cannot be imported."""

    def __init__(self, folder: Path, api: Any = None) -> None:
        self.folder, self.api, self.jobs = Path(folder), api or Api(), []

    def add(self, label: str, fun: Callable[..., Any], args: Sequence[Any], argnums: Any) -> None:
        derivative = self.api.grad(fun, argnums)
        with contextlib.redirect_stdout(io.StringIO()):
            expected = derivative(*clone(tuple(args)))
        path = self.folder / f"saved_{len(self.jobs)}.py"
        derivative.save(path)
        names = [f"{getattr(fun, '__name__', '')}_grad", getattr(derivative, "__name__", "")]
        self.jobs.append((label, str(path), names, clone(tuple(args)), expected))

    def run(self) -> None:
        """Raise AssertionError with every saved program that fails or gives other bits."""
        jobs = self.folder / "jobs.pickle"
        jobs.write_bytes(pickle.dumps([job[:4] for job in self.jobs]))
        results = self.folder / "results.pickle"
        done = _worker("standalone", str(jobs), str(results))
        if done.returncode:
            raise AssertionError(f"the process without tangent failed:\n{done.stderr}")
        found = []
        for job, answer in zip(self.jobs, pickle.loads(results.read_bytes()), strict=True):
            if isinstance(answer, str):
                found.append(f"{job[0]}: {answer}")
            else:
                text = difference(answer[0], job[4])
                found.extend([f"{job[0]}: other result: {text}"] if text else [])
        if found:
            raise AssertionError("saved derivatives do not run alone:\n" + "\n".join(found))


def sources_under_seed(module: str, names: Sequence[str], seed: str, **env: str) -> dict[str, str]:
    """The emitted text of these cases of a module of programs, made in a process with this PYTHONHASHSEED.

    Further variables of the environment may lay out its memory differently: `PYTHONMALLOC="malloc"`.
    """
    done = _worker("sources", module, *names, env={"PYTHONHASHSEED": seed} | env)
    if done.returncode:
        raise AssertionError(f"the process with PYTHONHASHSEED={seed} failed:\n{done.stderr}")
    texts: dict[str, str] = json.loads(done.stdout)
    return texts


def _worker(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.oracle_worker", *arguments]
    environment = {**os.environ, **(env or {})}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
