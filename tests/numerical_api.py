"""A stand-in for the compiler with the public interface, made of finite differences.

It obeys every law that the oracle checks, to about ten digits, and is far too slow for anything else.  It
proves the oracle and the corpus before and beside the compiler; `wrong=` plants one fault in it.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from typing import Any

import numpy as np

from tangent.testing.numerical import numerical_grad, numerical_jvp
from tangent.testing.structures import (
    Path,
    at,
    clone,
    differentiable_leaves,
    is_differentiable,
    like,
    normal_argnums,
    pairing,
    rebuild,
    with_leaf,
    zeros_like,
)


class Refusal(Exception):
    """The stand-in's TangentError."""


class NumericalApi:
    """`grads` and `jvps` map primals to derivatives written by hand, used instead of differences."""

    refusal: type[Exception] = Refusal
    agreement = 1e-8  # differences do not agree with each other to the last bits

    def __init__(
        self,
        grads: dict[Callable[..., Any], Callable[..., Any]] | None = None,
        jvps: dict[Callable[..., Any], Callable[..., Any]] | None = None,
        wrong: str = "",
        only: tuple[int, ...] | None = None,
    ) -> None:
        self.grads, self.jvps, self.wrong = grads or {}, jvps or {}, wrong
        self.only = only  # the arguments that may be moved at all (a tolerance must not become negative)

    def grad(self, fun: Callable[..., Any], argnums: Any, **options: Any) -> Callable[..., Any]:
        def gradient(*args: Any) -> Any:
            return self.value_and_grad(fun, argnums, **options)(*args)[1]

        if fun in self.grads:
            by_hand = self.grads[fun]
            return lambda *args: by_hand(*args) if isinstance(argnums, int) else (by_hand(*args),)
        return gradient

    def value_and_grad(self, fun: Callable[..., Any], argnums: Any, **options: Any) -> Callable[..., Any]:
        def both(*args: Any) -> Any:
            value, pullback = self.vjp(fun, *args, only=normal_argnums(argnums))
            pulled = pullback(like(value, 1.0))
            found = tuple(pulled[k] for k in normal_argnums(argnums))
            if self.wrong == "passes" and options.get("optimize") is False:
                found = rebuild(found, lambda _, leaf: leaf * 1.001)
            if self.wrong == "value":
                value = value + 1e-15
            if self.wrong == "float64":
                found = rebuild(found, lambda _, leaf: np.asarray(leaf, dtype=np.float64))
            return value, found[0] if isinstance(argnums, int) else found

        return both

    def jacobian(
        self, fun: Callable[..., Any], args: tuple[Any, ...], out: Any, only: Any = None
    ) -> dict[tuple[Path, Any, complex], Any]:
        """The tangent of the value for one unit of each element of each argument."""
        columns = {}
        only = self.only if only is None else only
        for path, leaf in differentiable_leaves(args):
            if only is not None and path[0] not in [k % len(args) for k in only]:
                continue
            for index in np.ndindex(*np.shape(leaf)):
                for direction in (1.0, 1j) if np.iscomplexobj(leaf) else (1.0,):
                    unit = np.zeros(np.shape(leaf), np.asarray(leaf).dtype)
                    unit[index] = direction
                    tangents = with_leaf(zeros_like(args), path, like(leaf, unit))
                    with contextlib.redirect_stdout(io.StringIO()):
                        columns[path, index, direction] = numerical_jvp(fun, args, tangents, limit=1e-3)
        return columns

    def vjp(self, fun: Callable[..., Any], *primals: Any, only: Any = None) -> tuple[Any, Callable[..., Any]]:
        args = primals if self.wrong in ("snapshot", "arguments") else clone(primals)
        if self.wrong == "arguments":
            args[0].flat[0] += 1.0
        out = clone(fun(*clone(args)), independent=True)
        if self.wrong == "effects":
            fun(*clone(args))
        model = clone(args)
        columns = self.jacobian(fun, model, out, only)
        calls = [0]

        def pullback(cotangent: Any) -> Any:
            calls[0] += 1
            gradients: dict[Path, np.ndarray] = {}
            for (path, index, direction), column in columns.items():
                leaf = at(model, path)
                kind = np.complex128 if np.iscomplexobj(leaf) else np.float64
                gradient = gradients.setdefault(path, np.zeros(np.shape(leaf), kind))
                gradient[index] += pairing(cotangent, column)[0] * (
                    np.conj(direction) if direction == 1j else 1.0
                )
            if self.wrong == "sign":
                gradients = {path: -gradient for path, gradient in gradients.items()}
            if self.wrong == "bias":
                gradients = {path: gradient + 1e-9 for path, gradient in gradients.items()}
            if self.wrong == "nan at zero" and pairing(cotangent, cotangent)[0] == 0.0:
                gradients = {path: gradient * np.nan for path, gradient in gradients.items()}
            if self.wrong == "consumed" and calls[0] > 1:
                gradients = {path: gradient * 0.0 for path, gradient in gradients.items()}
            if self.wrong == "snapshot":
                gradients = {
                    path: g * (1.0 + 0.0 * g + (at(args, path) == 77)) for path, g in gradients.items()
                }

            def place(path: Path, leaf: Any) -> Any:
                if not is_differentiable(leaf):
                    return None
                made = like(leaf, gradients.get(path, 0.0))
                if self.wrong == "shape":
                    made = made[..., None]
                if self.wrong == "read-only":
                    made.flags.writeable = False
                return made

            result = rebuild(tuple(model), place)
            if self.wrong == "cotangent" and isinstance(cotangent, np.ndarray):
                return (cotangent,) + result[1:]
            return result

        if self.wrong == "aliased value" and isinstance(primals[0], np.ndarray):
            out = primals[0]
        return out, pullback

    def jvp(self, fun: Callable[..., Any], primals: tuple, tangents: tuple) -> tuple[Any, Any]:
        args = clone(primals)
        out = clone(fun(*clone(args)), independent=True)
        total = zeros_like(out)
        for (path, index, direction), column in self.jacobian(fun, args, out).items():
            try:
                moved = at(tangents, path)
            except TypeError:
                continue
            if moved is None:
                continue
            element = np.asarray(moved)[index]
            part = element.imag if direction == 1j else element.real
            total = rebuild(
                total,
                lambda where, old, c=column, p=part: (
                    None if old is None else like(old, old + p * np.asarray(at(c, where)))
                ),
            )
        if self.wrong == "jvp":
            total = rebuild(total, lambda _, leaf: None if leaf is None else leaf * 1.0001)
        return out, total

    def jvp_function(self, fun: Callable[..., Any], argnums: tuple[int, ...]) -> Callable[..., Any]:
        if fun in self.jvps:
            return self.jvps[fun]

        def directional(*flat: Any) -> Any:
            args, moving = flat[: len(flat) - len(argnums)], flat[len(flat) - len(argnums) :]
            tangents: list[Any] = [None] * len(args)
            for k, tangent in zip(argnums, moving, strict=True):
                tangents[k] = tangent
            return self.jvp(fun, args, tuple(tangents))

        return directional


__all__ = ["NumericalApi", "Refusal", "numerical_grad"]
