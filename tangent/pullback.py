"""`vjp`: the value, and a pull-back that may be called again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tangent import checks
from tangent.derivative import noted
from tangent.errors import error
from tangent.recipe import Recipe, recipe_of
from tangent.runtime import zeros
from tangent.snapshot import copied, fresh, independent, roots_of, skeleton
from tangent.targets import target_of


def pulled(recipe: Recipe, values: tuple[Any, ...], visible: tuple[str, ...]) -> tuple[Any, Pullback]:
    """Run the forward half; what the pull-back needs is made independent of arguments and value."""
    variant = recipe.dispatcher.find(values)
    compiled = variant.compiled
    held = roots_of(values)
    named = dict(zip(recipe.names, values, strict=True))
    for p in _written(recipe, compiled, named):
        named[p] = copied(named[p])
    out, saved = noted(recipe.name, compiled.function, tuple(named.values()))
    if out is None:
        raise error("none", None, recipe.name)
    pair = compiled.extra["pair"]
    out = copied(out, held)
    written = tuple([named[p] for p in pair.reads_written])
    saved, written = copied((saved, written), held | roots_of(out))
    backward = compiled.namespace[pair.backward_name]
    still = {n: skeleton(named[n]) for n in visible if n not in pair.returned}
    restores = compiled.extra["restores"]
    return out, Pullback(recipe.name, backward, pair, restores, saved, written, skeleton(out), visible, still)


def _written(recipe: Recipe, compiled: Any, named: dict[str, Any]) -> tuple[str, ...]:
    """The arguments that the function writes into and so gets copies of; overlaps are refused."""
    if compiled.written or compiled.workspaces:
        recipe.refuse_overlaps(tuple(named.values()), compiled, recipe.place())
    return compiled.written


class Pullback:
    """The backward half of `vjp`: call it with a cotangent, as often as you like, from any thread."""

    def __init__(
        self,
        name: str,
        backward: Callable[..., Any],
        pair: Any,
        restores: bool,
        saved: Any,
        written: Any,
        model: Any,
        visible: tuple[str, ...],
        still: dict[str, Any],
    ) -> None:
        self._name, self._backward, self._pair, self._restores = name, backward, pair, restores
        self._saved, self._written, self._model = saved, written, model
        self._visible, self._still = visible, still
        self._held: set[int] | None = None

    def __call__(self, *cotangent: Any) -> tuple[Any, ...]:
        if len(cotangent) != 1:
            raise error("count", None, 1, "cotangent", len(cotangent))
        # The cotangent is copied: nothing of it may be written or returned.
        seed = independent(checks.tangent(self._model, cotangent[0], f"{self._name}(...)", "cotangent"))
        pair = self._pair
        if self._restores:
            saved, written = copied((self._saved, self._written))
            held: set[int] = set()
        else:
            saved, written = self._saved, self._written
            if self._held is None:
                self._held = roots_of((saved, written))
            held = set(self._held)
        found = self._backward(saved, seed, *written)
        bars = (found,) if len(pair.returned) == 1 else (found or ())
        named = dict(zip(pair.returned, bars, strict=True))
        entries = [named[n] if n in named else zeros(self._still[n]) for n in self._visible]
        return tuple([fresh(e, held) for e in entries])

    def __repr__(self) -> str:
        return f"<pull-back of {self._name}>"


def vjp(fun: Callable[..., Any], *primals: Any, optimize: bool = True) -> tuple[Any, Pullback]:
    """The value of `fun(*primals)`, and its pull-back: `pullback(ct)` is a tuple with one entry per primal.

    Entries that belong to integers are zeros, those that belong to strings, functions ... are None.
    """
    target = target_of(fun)
    target, values = target.spread(primals, {}) if target.starred else (target, target.bind(primals, {}))
    visible = target.visible[: len(primals)]
    named = dict(zip(target.names, values, strict=True))
    wrt = tuple([n for n in visible if checks.varies(named[n])])
    return pulled(recipe_of(target, "vjp", wrt, False, False, optimize), values, visible)
