"""`linearize`: the derivative at one point, as a function that does not run the program again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tangent import checks
from tangent.api import jvp
from tangent.errors import TangentError, error
from tangent.objects import attributes, is_record, rebuilt
from tangent.pullback import Pullback, pulled, vjp
from tangent.recipe import recipe_of
from tangent.runtime import zeros
from tangent.snapshot import copied, independent, skeleton
from tangent.targets import target_of


class Linear:
    """The derivative of a function at one point: call it with one tangent for each primal."""

    def __init__(self, name: str, primals: tuple[Any, ...], push: Callable[[tuple[Any, ...]], Any]) -> None:
        self._name, self._primals, self._push = name, primals, push

    def __call__(self, *tangents: Any) -> Any:
        if len(tangents) != len(self._primals):
            raise error("count", None, len(self._primals), "tangents", len(tangents))
        pairs = zip(self._primals, tangents, strict=True)
        given = [t if t is None else checks.tangent(p, t, f"argument {k}") for k, (p, t) in enumerate(pairs)]
        return self._push(tuple(independent(given)))

    def __repr__(self) -> str:
        return f"<derivative of {self._name} at one point>"


def linearize(fun: Callable[..., Any], *primals: Any, optimize: bool = True) -> tuple[Any, Linear]:
    """The value of `fun(*primals)`, and its derivative there, a linear function of one tangent per primal.

    The program runs once.  The tangent of an argument that does not move is None.  The derivative is the
    transpose of the pull-back; where that is refused, and the program has no effects, it is run again for
    each direction.
    """
    out, pullback = vjp(fun, *primals, optimize=optimize)
    kept = tuple(map(skeleton, primals))
    try:
        push = _transposed(pullback, kept, optimize)
    except TangentError as refusal:
        again = copied(primals)
        target = target_of(fun)
        if not recipe_of(target, "jvp", (), False, False, optimize).repeatable(target.bind(primals, {})):
            raise refusal from None
        return out, Linear(target.name, kept, lambda dots: jvp(fun, again, dots, optimize=optimize)[1])
    return out, Linear(target_of(fun).name, kept, push)


linearize._tangent_inside = "linearize"  # type: ignore[attr-defined]
linearize._tangent_makes = jvp._tangent_makes  # type: ignore[attr-defined]
linearize._tangent_jvp = jvp  # type: ignore[attr-defined]


def _transposed(
    pullback: Pullback, primals: tuple[Any, ...], optimize: bool
) -> Callable[[tuple[Any, ...]], Any]:
    """The pull-back is linear in the cotangent: its own pull-back takes tangents to the tangent of the
    result."""
    target = target_of(pullback._plan.backward)
    out_bar = target.names[1]
    saved, written = copied((pullback._saved, pullback._written))
    seed = independent(zeros(pullback._model))
    recipe = recipe_of(target, "vjp", (out_bar,), False, False, optimize)
    _, transposed = pulled(recipe, (saved, seed, *written), (out_bar,))
    positions = [pullback._plan.visible.index(n) for n in pullback._plan.pair.returned]

    def push(dots: tuple[Any, ...]) -> Any:
        moving = [_moving(primals[k], dots[k]) for k in positions]
        return transposed(moving[0] if len(moving) == 1 else tuple(moving))[0]

    return push


def _moving(primal: Any, dot: Any) -> Any:
    """A tangent with zeros for what does not move, in the structure that adjoints have."""
    if isinstance(primal, dict):
        return {k: _moving(v, None if dot is None else dot[k]) for k, v in primal.items()}
    if is_record(primal):
        given = {} if dot is None else attributes(dot)
        return rebuilt(primal, {k: _moving(v, given.get(k)) for k, v in attributes(primal).items()})
    if isinstance(primal, (tuple, list)):
        return type(primal)([_moving(v, None if dot is None else dot[k]) for k, v in enumerate(primal)])
    return zeros(primal) if dot is None else dot
