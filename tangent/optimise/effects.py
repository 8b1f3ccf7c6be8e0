"""What evaluating an expression does: whether it is pure, and whether its value is a new object."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection
from typing import Any

import gast

from tangent.syntax.nodes import dotted

PURE_METHODS = frozenset(
    "all any argmax argmin argsort astype choose clip compress conj conjugate copy cumprod cumsum "
    "diagonal dot flatten get index item items keys max mean min nonzero prod ravel repeat reshape round "
    "searchsorted squeeze std sum swapaxes take tolist trace transpose values var view".split()
)
# These write into the object that they are called on, and touch nothing else.
WRITING_METHODS = frozenset(
    "add append appendleft clear discard extend fill insert itemset partition pop popitem popleft put "
    "remove resize reverse setdefault setfield setflags sort update".split()
)
# `np.add.at`, `np.copyto` ...: these write into their first argument, and touch nothing else.
WRITING_FUNCTIONS = frozenset("at copyto fill_diagonal place put put_along_axis putmask".split())

# Functions and methods whose value shares no memory with what they were given.
FLOATS = frozenset(
    "arccos arccosh arcsin arcsinh arctan arctan2 arctanh cbrt cos cosh deg2rad exp exp2 expm1 hypot log "
    "log10 log1p log2 logaddexp logaddexp2 rad2deg sin sinh sqrt tan tanh erf gamma lgamma norm mean var "
    "std float".split()
)
NUMBERS = FLOATS | frozenset(
    "abs absolute add all allclose any arange argmax argmin argsort average bincount ceil clip convolve "
    "correlate count_nonzero cov cross cumprod cumsum det divide dot equal eye fabs flatten "
    "floor floor_divide fmax fmin full full_like greater greater_equal identity inner int inv isfinite "
    "isinf isnan isscalar kron len less less_equal linspace logical_and logical_not logical_or matmul "
    "max maximum mean median min minimum mod multiply negative not_equal ones ones_like "
    "outer power prod ptp range reciprocal remainder repeat rint searchsorted shape sign size slogdet "
    "solve square std subtract sum tensordot tile trace tri true_divide trunc vander vdot where zeros "
    "zeros_like size ndim bool round tril triu roll concatenate stack vstack hstack pinv cholesky copy "
    "empty empty_like guarded matmul_bar_left matmul_bar_right dot_bar_left dot_bar_right cross_bar".split()
)
# A few names of these mean something else as a builtin, or for lists: min(a, b) is a or b.
SHARING_BUILTINS = frozenset("min max sum copy round all any".split())

SHAPES = frozenset("shape size ndim dtype itemsize nbytes strides".split())
OPAQUE = (
    gast.Lambda,
    gast.ListComp,
    gast.SetComp,
    gast.DictComp,
    gast.GeneratorExp,
    gast.NamedExpr,
    gast.Yield,
    gast.YieldFrom,
    gast.Await,
)


def default_fresh(call: gast.Call) -> bool:
    """Whether the value of a call of a known pure function is a new object, as far as names tell."""
    func = call.func
    if any(k.arg in ("copy", "out", "subok", None) for k in call.keywords):
        return False
    if isinstance(func, gast.Attribute):
        if func.attr in ("astype", "array"):
            return True  # `copy=False` was excluded above
        if func.attr == "copy":
            return bool(call.args)  # np.copy(x); the copy of a list shares its elements
        return func.attr in NUMBERS
    return isinstance(func, gast.Name) and func.id in NUMBERS and func.id not in SHARING_BUILTINS


class Effects:
    """Answers for one function; `locals_` are its variables, so that `x.sum()` is told from `np.sum`."""

    def __init__(
        self,
        locals_: Collection[str],
        pure: Callable[[Any], bool],
        fresh: Callable[[gast.Call], bool] | None = None,
    ) -> None:
        self.locals = locals_
        self._pure = pure
        self._fresh = fresh or default_fresh
        self._known: dict[str, bool] = {}

    def known(self, func: Any) -> bool:
        """`pure(func)`, asked once per dotted name."""
        key = dotted(func)
        if key is None:
            return self._pure(func)
        answer = self._known.get(key)
        if answer is None:
            answer = self._known[key] = bool(self._pure(func))
        return answer

    def kind(self, call: gast.Call) -> str:
        """What a call writes into: nothing ("pure"), its "receiver" or "first" argument, all ("impure")."""
        func = call.func
        for k in call.keywords:
            if k.arg in ("out", "strict"):
                return "impure"  # (`zip(a, b, strict=True)` looks whether both end)
        is_method = isinstance(func, gast.Attribute) and self.is_value(func.value)
        if is_method:
            if func.attr in PURE_METHODS:
                return "pure"
            if func.attr in WRITING_METHODS:
                return "receiver"
            return "pure" if self.known(func) else "impure"
        if self.known(func):
            return "pure"
        if isinstance(func, gast.Attribute) and func.attr in WRITING_FUNCTIONS and call.args:
            return "first"
        return "impure"

    def is_value(self, e: Any) -> bool:
        """Whether `e` is an object of the program, rather than a module."""
        while isinstance(e, gast.Attribute):
            e = e.value
        return not isinstance(e, gast.Name) or e.id in self.locals

    def pure(self, e: Any) -> bool:
        """Whether evaluating `e` changes nothing."""
        stack = [e]
        while stack:
            n = stack.pop()
            if isinstance(n, OPAQUE):
                return isinstance(n, gast.Lambda)
            if isinstance(n, gast.Call) and self.kind(n) != "pure":
                return False
            for field in n._fields:
                value = getattr(n, field, None)
                if isinstance(value, list):
                    stack += [v for v in value if isinstance(v, ast.AST)]
                elif isinstance(value, ast.AST):
                    stack.append(value)
        return True

    def fresh_call(self, call: gast.Call) -> bool:
        return self.kind(call) == "pure" and self._fresh(call)

    def fresh(self, e: Any) -> bool:
        """Whether the value of an adjoint expression shares no memory (`+` on lists is not meant)."""
        if isinstance(e, (gast.BinOp, gast.UnaryOp, gast.Compare, gast.Constant)):
            return True
        return isinstance(e, gast.Call) and self.fresh_call(e)


def root(e: Any) -> Any:
    """The expression whose object a subscript or an attribute belongs to: `x` for `x.T[1:]`."""
    while isinstance(e, (gast.Subscript, gast.Attribute)):
        e = e.value
    return e
