"""Jacobians and Hessians of which most entries are zero: a few directions, by colours, instead of all.

Columns that have no row in common share a direction; rows that have no column in common share a cotangent.
Whichever needs fewer is used.  One more direction, a random one, checks in each call that the pattern has not
left an entry out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tangent.checks import is_inexact
from tangent.colouring import colours
from tangent.derivative import Derivative
from tangent.errors import error
from tangent.pullback import vjp
from tangent.targets import Argnums
from tangent.transform.batch import NotInOnePass


class Sparse:
    """A Jacobian as a `scipy.sparse.csr_array`: rows are the elements of the result, columns those of the
    argument.

    `sparsity` is a pattern (a sparse or dense matrix of which the entries that are not zero count), or
    "detect": the pattern that the whole Jacobian has at the first call, and again where it does not hold.
    """

    def __init__(
        self, kind: str, fun: Callable[..., Any], argnums: Argnums, sparsity: Any, optimize: bool
    ) -> None:
        if not isinstance(argnums, (int, str)):
            raise error("option", None, f"`{argnums!r}`", "argnums", hint=_ONE)
        self._sparsity, self._optimize = sparsity, optimize
        gradient = kind == "hessian"
        self._of = Derivative("grad", fun, argnums, False, optimize) if gradient else fun
        self._push = Derivative("jvps", self._of, argnums, False, optimize)
        self._dense = Derivative(kind, fun, argnums, False, optimize)
        self.__name__ = self._dense.__name__
        self.__doc__ = self._dense.__doc__
        self._plan: _Plan | None = None
        if not isinstance(sparsity, str):
            self._plan = _Plan(sparsity)
        elif sparsity != "detect":
            raise error("option", None, f"`{sparsity!r}`", "sparsity")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        values = self._dense._values(args, kwargs)
        names = self._dense._target.names
        x = values[names.index(self._dense._wrt[0])]
        if not isinstance(x, np.ndarray) or not is_inexact(x):
            raise error("option", None, f"`{type(x).__name__}`", "argnums", hint=_ONE)
        if self._plan is None:
            self._plan = self._detected(args, kwargs)
        found = self._entries(self._plan, values, x)
        if found is None and isinstance(self._sparsity, str):
            self._plan = self._detected(args, kwargs)
            found = self._entries(self._plan, values, x)
        if found is None:
            raise error("sparsity", None, self.__name__, "it leaves out entries that are not zero")
        return found

    def _detected(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> _Plan:
        dense = self._dense(*args, **kwargs)
        k = np.ndim(dense) - np.ndim(self._argument(args, kwargs))
        rows = int(np.prod(np.shape(dense)[:k]))
        return _Plan(np.reshape(dense, (rows, -1)) != 0.0)

    def _argument(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        return self._dense._values(args, kwargs)[self._dense._target.names.index(self._dense._wrt[0])]

    def _entries(self, plan: _Plan, values: tuple[Any, ...], x: np.ndarray) -> Any:
        """The matrix; None where the pattern does not hold."""
        if plan.shape[1] != x.size:
            reason = f"it has {plan.shape[1]} columns for {x.size} elements"
            raise error("sparsity", None, self.__name__, reason)
        probe = np.cos(np.arange(1.0, x.size + 1.0) ** 2)
        if plan.by_columns:
            try:
                return self._by_columns(plan, values, x, probe)
            except NotInOnePass:
                pass  # by rows, then
        return self._by_rows(plan, values, x)

    def _by_columns(self, plan: _Plan, values: tuple[Any, ...], x: np.ndarray, probe: np.ndarray) -> Any:
        count = plan.column_count
        seeds = np.zeros((count + 1, x.size), x.dtype)
        seeds[plan.column_colours, np.arange(x.size)] = 1.0
        seeds[count] = probe
        out, dots = self._push.run((*values, seeds.reshape((count + 1, *x.shape))))
        self._check_result(plan, out)
        if np.ndim(dots) == np.ndim(out):  # nothing flows from the argument to the result
            dots = np.zeros((count + 1, *np.shape(out)))
        flat = np.reshape(dots, (count + 1, -1))
        data = flat[plan.column_colours[plan.columns], plan.rows].astype(x.dtype)
        made = plan.matrix(data)
        return made if _agree(made @ probe, flat[count]) else None

    def _by_rows(self, plan: _Plan, values: tuple[Any, ...], x: np.ndarray) -> Any:
        names = self._dense._target.names
        out, pullback = vjp(self._of, *values, optimize=self._optimize)
        self._check_result(plan, out)
        place = names.index(self._dense._wrt[0])
        probe = np.cos(np.arange(1.0, np.size(out) + 1.0) ** 2)
        rows = []
        for colour in range(plan.row_count):
            seed = (plan.row_colours == colour).astype(np.asarray(out).dtype)
            rows.append(np.ravel(pullback(seed.reshape(np.shape(out)))[place]))
        flat = np.reshape(rows, (plan.row_count, x.size))
        made = plan.matrix(flat[plan.row_colours[plan.rows], plan.columns])
        seed = probe.astype(np.asarray(out).dtype).reshape(np.shape(out))
        return made if _agree(made.T @ probe, np.ravel(pullback(seed)[place])) else None

    def _check_result(self, plan: _Plan, out: Any) -> None:
        if not is_inexact(out):
            raise error("not_floats", None, "jacobian", self._dense._of, "something else than one array")
        if plan.shape[0] != np.size(out):
            reason = f"it has {plan.shape[0]} rows for {np.size(out)} elements of the result"
            raise error("sparsity", None, self.__name__, reason)

    @property
    def source(self) -> str:
        """The code of the directional derivatives, for many directions at once."""
        return self._push.source

    @property
    def colours(self) -> int | None:
        """How many directions (or cotangents) there are; None before a pattern is known."""
        return None if self._plan is None else min(self._plan.column_count, self._plan.row_count)

    def _tangent_target(self) -> Any:
        raise error("not_python", None, self.__name__, "a sparse matrix", hint=_DENSE)

    def __repr__(self) -> str:
        return f"<sparse {self.__name__}>"


_ONE = "A sparse Jacobian is the matrix of one argument, an array of floats."
_DENSE = "Differentiate the function without `sparsity`."


class _Plan:
    """A pattern with its colours."""

    def __init__(self, pattern: Any) -> None:
        self.sparse = _scipy_sparse()
        given = pattern if self.sparse.issparse(pattern) else np.asarray(pattern)
        if given.ndim != 2 or given.dtype.kind not in "biufc":
            raise error("sparsity", None, "jacobian", "it is no matrix of numbers")
        made = self.sparse.coo_array(given)
        made.sum_duplicates()
        kept = made.data != 0
        self.shape = made.shape
        self.rows, self.columns = made.coords[0][kept], made.coords[1][kept]
        self.column_colours = colours(self.rows, self.columns, self.shape)
        self.row_colours = colours(self.columns, self.rows, self.shape[::-1])
        self.column_count = int(self.column_colours.max(initial=-1)) + 1
        self.row_count = int(self.row_colours.max(initial=-1)) + 1
        self.by_columns = self.column_count <= self.row_count

    def matrix(self, data: np.ndarray) -> Any:
        return self.sparse.csr_array((data, (self.rows, self.columns)), shape=self.shape)


def _scipy_sparse() -> Any:
    try:
        import scipy.sparse
    except ImportError:
        raise error("scipy", None) from None
    return scipy.sparse


def _agree(left: np.ndarray, right: np.ndarray) -> bool:
    """Whether two products agree, as far as they are finite."""
    tolerance = np.sqrt(np.finfo(right.dtype).eps)
    finite = np.isfinite(left) & np.isfinite(right)
    scale = np.max(np.abs(right[finite]), initial=0.0)
    return bool(np.all(np.abs(left - right)[finite] <= tolerance * scale))
