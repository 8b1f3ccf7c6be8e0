"""The public interface: JAX's names and meanings."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from tangent import checks
from tangent.derivative import Derivative, html_of, note, noted
from tangent.dispatch import NO_FIT
from tangent.errors import error
from tangent.pickles import reference, resolved
from tangent.pullback import Pullback, vjp
from tangent.quick import Along, keep, quick
from tangent.recipe import recipe_of
from tangent.runtime import stop_gradient
from tangent.sparse import Sparse
from tangent.targets import Argnums, Target, target_of

__all__ = [
    "differentiate",
    "elementwise_grad",
    "grad",
    "hessian",
    "hvp",
    "jacfwd",
    "jacobian",
    "jacrev",
    "jvp",
    "stop_gradient",
    "value_and_grad",
    "vjp",
]


def grad(
    fun: Callable[..., Any],
    argnums: Argnums = 0,
    *,
    has_aux: bool = False,
    check_nans: bool = False,
    optimize: bool = True,
) -> Derivative:
    """The gradient of a function with a scalar result, as a function of the same arguments.

    `argnums`: position or name of the argument (one: its gradient alone), or a sequence of them (a tuple of
    gradients).  With `has_aux` the function returns `(value, aux)` and the gradient `(gradient, aux)`.
    With `check_nans` it raises a FloatingPointError at the first adjoint that is not finite, with your line.
    """
    return Derivative("grad", fun, argnums, has_aux, optimize, check_nans)


def value_and_grad(
    fun: Callable[..., Any],
    argnums: Argnums = 0,
    *,
    has_aux: bool = False,
    check_nans: bool = False,
    optimize: bool = True,
) -> Derivative:
    """`(value, gradient)`; with `has_aux`, `((value, aux), gradient)`."""
    return Derivative("value_and_grad", fun, argnums, has_aux, optimize, check_nans)


# ---------------------------------------------------------------- Jacobians and Hessians


def jacfwd(
    fun: Callable[..., Any], argnums: Argnums = 0, *, has_aux: bool = False, optimize: bool = True
) -> Derivative:
    """The Jacobian, column by column: the derivatives along all directions of the arguments.

    An entry has the shape of the result followed by that of the argument, and the dtype of the argument.
    """
    return Derivative("jacfwd", fun, argnums, has_aux, optimize)


def jacrev(
    fun: Callable[..., Any], argnums: Argnums = 0, *, has_aux: bool = False, optimize: bool = True
) -> Derivative:
    """The Jacobian, row by row: one forward sweep, and a backward sweep for each element of the result."""
    return Derivative("jacrev", fun, argnums, has_aux, optimize)


def jacobian(
    fun: Callable[..., Any],
    argnums: Argnums = 0,
    *,
    has_aux: bool = False,
    sparsity: Any = None,
    optimize: bool = True,
) -> Any:
    """The Jacobian by columns or by rows, whichever are fewer (`jacfwd`, `jacrev`).

    With `sparsity`, a pattern or "detect", it is a `scipy.sparse.csr_array`, from few directions
    (`tangent.sparse`).
    """
    if sparsity is not None:
        return _sparse("jacobian", fun, argnums, has_aux, sparsity, optimize)
    return Derivative("jacobian", fun, argnums, has_aux, optimize)


def hessian(
    fun: Callable[..., Any],
    argnums: Argnums = 0,
    *,
    has_aux: bool = False,
    sparsity: Any = None,
    optimize: bool = True,
) -> Any:
    """The second derivatives of a function with a scalar result: the gradient, differentiated forwards.

    `sparsity` as for `jacobian`.
    """
    if sparsity is not None:
        return _sparse("hessian", fun, argnums, has_aux, sparsity, optimize)
    return Derivative("hessian", fun, argnums, has_aux, optimize)


def _sparse(kind: str, fun: Any, argnums: Argnums, has_aux: bool, sparsity: Any, optimize: bool) -> Any:
    if has_aux:
        raise error("option", None, "`True`", "has_aux", hint="`has_aux` and `sparsity` exclude each other.")
    return Sparse(kind, fun, argnums, sparsity, optimize)


def hvp(
    fun: Callable[..., Any],
    primals: Sequence[Any] | None = None,
    tangents: Sequence[Any] | None = None,
    *,
    argnums: Argnums = 0,
    optimize: bool = True,
) -> Any:
    """The product of the Hessian and a direction; the Hessian itself is never made.

    `hvp(fun, primals, tangents)` is the product, where an argument with the tangent None does not move: one
    array where one argument moves, else a tuple.  `hvp(fun)` is a function `(x, direction, *others)`, as
    `scipy.optimize.minimize` wants for `hessp`; the directions stand behind the last of `argnums`.
    """
    if primals is None or tangents is None:
        return Derivative("hvp", fun, argnums, False, optimize)
    if len(primals) != len(tangents):
        raise error("count", None, len(primals), "tangents", len(tangents))
    moving = [k for k, t in enumerate(tangents) if t is not None]
    if not moving:
        raise error("count", None, "at least 1", "tangent", 0)
    product = Derivative("hvp", fun, moving[0] if len(moving) == 1 else moving, False, optimize)
    last = moving[-1] + 1
    return product(*primals[:last], *(tangents[k] for k in moving), *primals[last:])


def elementwise_grad(fun: Callable[..., Any], argnums: Argnums = 0, *, optimize: bool = True) -> Derivative:
    """The slope of a function that works element by element: the sum of the rows of its Jacobian, in one
    sweep."""
    return Derivative("elementwise_grad", fun, argnums, False, optimize)


# A derivative that a program makes inside is made when the program is compiled (`analyse.inline`).
_makers: tuple[Any, ...] = (grad, value_and_grad, jacfwd, jacrev, jacobian, hessian, hvp, elementwise_grad)
for _maker in _makers:
    _maker._tangent_maker = True


# ---------------------------------------------------------------- jvp


def jvp(
    fun: Callable[..., Any], primals: Sequence[Any], tangents: Sequence[Any], *, optimize: bool = True
) -> tuple[Any, Any]:
    """The value of `fun(*primals)` and its derivative in the direction of the tangents.

    The tangent of an argument that does not move is None (of an integer also 0).
    """
    primals, tangents = tuple(primals), tuple(tangents)
    if optimize:
        found = quick(fun, "jvp")(primals, tangents)
        if found is not NO_FIT:
            return found
    if len(primals) != len(tangents):
        raise error("count", None, len(primals), "tangents", len(tangents))
    target = target_of(fun)
    target, values = target.spread(primals, {}) if target.starred else (target, target.bind(primals, {}))
    named = dict(zip(target.names, values, strict=True))
    moving: dict[str, Any] = {}
    for name, dot in zip(target.visible, tangents):
        if dot is None:
            continue
        if checks.varies(named[name]):
            moving[name] = dot
        else:
            checks.tangent(named[name], dot, name)
    wrt = tuple([n for n in target.names if n in moving])
    dots = [checks.tangent(named[n], moving[n], n) for n in wrt]
    variant = recipe_of(target, "jvp", wrt, False, False, optimize).dispatcher.find((*values, *dots))
    if optimize and target.function is fun and target.plain and len(primals) == len(values):
        run = variant.quick(fun, functools.partial(note, target.name))
        if run is not None:
            keep(fun, "jvp", Along(run, [n in moving for n in target.names]))
    return noted(target.name, variant.run, (*values, *dots))


# What they do inside a program (`analyse.pulled`), and the derivative that they run there.
_inside: dict[str, Any] = {"jvp": jvp, "vjp": vjp, "hvp": hvp}
for _kind, _function in _inside.items():
    _function._tangent_inside = _kind
    _function._tangent_makes = functools.partial(Derivative, _kind)


# ---------------------------------------------------------------- the decorator


class Differentiable:
    """A function with its derivatives: calls are calls of the function itself."""

    def __init__(self, fun: Any, argnums: Argnums = 0, mode: str = "reverse", optimize: bool = True) -> None:
        if mode not in ("reverse", "forward"):
            raise error("option", None, f"`{mode!r}`", "mode")
        target_of(fun)
        functools.update_wrapper(self, fun)
        self._fun, self._argnums, self._mode, self._optimize = fun, argnums, mode, optimize
        self._made: dict[str, Any] = {}

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._fun(*args, **kwargs)

    def _derivative(self, kind: str) -> Any:
        found = self._made.get(kind)
        if found is None:
            found = self._made.setdefault(
                kind, Derivative(kind, self._fun, self._argnums, False, self._optimize)
            )
        return found

    @property
    def grad(self) -> Derivative:
        return self._derivative("grad")

    @property
    def value_and_grad(self) -> Derivative:
        return self._derivative("value_and_grad")

    @property
    def jvp(self) -> Derivative:
        """`f.jvp(*args, *tangents)`, with one tangent for each of `argnums`."""
        return self._derivative("jvp")

    @property
    def jacobian(self) -> Derivative:
        return self._derivative("jacobian")

    @property
    def hessian(self) -> Derivative:
        return self._derivative("hessian")

    @property
    def hvp(self) -> Derivative:
        """`f.hvp(x, direction, *others)`."""
        return self._derivative("hvp")

    def vjp(self, *primals: Any) -> tuple[Any, Pullback]:
        """`(out, pullback)`, as `tangent.vjp`."""
        return vjp(self._fun, *primals, optimize=self._optimize)

    vjp._tangent_inside = "vjp"  # type: ignore[attr-defined]
    vjp._tangent_makes = functools.partial(Derivative, "vjp")  # type: ignore[attr-defined]

    @property
    def source(self) -> str:
        """The code of the gradient, or of the directional derivative with `mode="forward"`."""
        return str((self.jvp if self._mode == "forward" else self.grad).source)

    @property
    def _tangent_wrapped(self) -> Any:
        return self._fun

    def _tangent_target(self) -> Target:
        return target_of(self._fun)

    def _tangent_callee(self, args: list[Any], keywords: dict[str, Any], session: Any) -> Any:
        return self._fun

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None and not isinstance(self._fun, (staticmethod, classmethod)):
            return self
        return Differentiable(self._fun.__get__(instance, owner), self._argnums, self._mode, self._optimize)

    def __repr__(self) -> str:
        return f"<differentiable {getattr(self, '__qualname__', self._fun)!s}>"

    def _repr_html_(self) -> str:
        return html_of(self.source)

    def __reduce__(self) -> Any:
        return _unpickled, (reference(self._fun), (self._argnums, self._mode, self._optimize))


def _unpickled(found: Any, options: tuple[Any, ...]) -> Differentiable:
    return Differentiable(resolved(found), *options)


def differentiate(
    fun: Callable[..., Any] | None = None,
    *,
    argnums: Argnums = 0,
    mode: str = "reverse",
    optimize: bool = True,
) -> Any:
    """Decorator, with or without parentheses: a function with its derivatives: `.grad`, `.value_and_grad`,
    `.vjp`, `.jvp`, `.jacobian`, `.hessian`, `.hvp`."""
    if fun is None:
        return lambda fun: Differentiable(fun, argnums, mode, optimize)
    return Differentiable(fun, argnums, mode, optimize)
