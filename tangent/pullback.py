"""`vjp`: the value, and a pull-back that may be called again and again."""

from __future__ import annotations

import functools
import types
from collections.abc import Callable
from typing import Any

import numpy as np

from tangent import checks
from tangent.derivative import note, noted
from tangent.dispatch import NO_FIT, Variant
from tangent.errors import error
from tangent.quick import keep, quick
from tangent.recipe import Recipe, recipe_of
from tangent.runtime import zeros
from tangent.snapshot import (
    INERT,
    copied,
    copied_flat,
    flat_roots,
    fresh,
    independent,
    root,
    roots_of,
    skeleton,
)
from tangent.targets import target_of


def pulled(recipe: Recipe, values: tuple[Any, ...], visible: tuple[str, ...]) -> tuple[Any, Pullback]:
    """Run the forward half; what the pull-back needs is made independent of arguments and value."""
    plan = plan_for(recipe, recipe.dispatcher.find(values), visible)
    if plan.compiled.written or plan.compiled.workspaces:
        recipe.refuse_overlaps(values, plan.compiled, recipe.place())
    named = dict(zip(recipe.names, values, strict=True))
    for p in plan.compiled.written:
        named[p] = copied(named[p])
    given = tuple(named.values())
    out, saved = noted(recipe.name, plan.compiled.function, given)
    return plan.pullback(values, given, out, saved)


def plan_for(recipe: Recipe, variant: Variant, visible: tuple[str, ...]) -> Plan:
    """The plan of a variant, made once."""
    found = variant.extra.get(visible)
    if found is None:
        found = variant.extra[visible] = Plan(recipe, variant, visible)
    return found


_NO_CONTAINERS = (np.ndarray, types.ModuleType, types.FunctionType, types.BuiltinFunctionType, np.ufunc)


class Plan:
    """What all pull-backs of one variant have in common."""

    def __init__(self, recipe: Recipe, variant: Variant, visible: tuple[str, ...]) -> None:
        self.compiled, self.name, self.visible = variant.compiled, recipe.name, visible
        self.pair = pair = variant.compiled.extra["pair"]
        self.backward = variant.compiled.namespace[pair.backward_name]
        self.restores: bool = variant.compiled.extra["restores"]
        self.places = tuple([pair.returned.index(n) if n in pair.returned else None for n in visible])
        self.still = tuple([recipe.names.index(n) for n in visible if n not in pair.returned])
        self.reads_written = tuple([recipe.names.index(n) for n in pair.reads_written])
        reliance = variant.reliance
        # Containers from outside might be what is saved: they are copied, as everything is then.
        self.closed = not reliance.attributes and all(
            type(d.value) in INERT or isinstance(d.value, _NO_CONTAINERS) for d in reliance.data
        )

    def pullback(
        self, values: tuple[Any, ...], given: tuple[Any, ...], out: Any, saved: Any
    ) -> tuple[Any, Pullback]:
        """What a call with these values gave, as value and pull-back that share nothing with them.

        given: the same with copies of the arguments that the function writes into.
        """
        if out is None:
            raise error("none", None, self.name)
        written = tuple([given[k] for k in self.reads_written]) if self.reads_written else ()
        still = tuple([skeleton(given[k]) for k in self.still]) if self.still else ()
        held = flat_roots(values) if self.closed and not written else None
        if held is not None and (type(out) in INERT or type(out) is np.ndarray):
            model = out
            if type(out) is np.ndarray:
                out, model = copied_flat(out, held), skeleton(out)
                held.add(root(out))
            apart = copied_flat(saved, held) if held else saved
            if apart is not None:
                return out, Pullback(self, apart, (), model, still)
        held = roots_of(values) if held is None else held
        out = copied(out, held)
        saved, written = copied((saved, written), held | roots_of(out))
        return out, Pullback(self, saved, written, skeleton(out), still)


class Pullback:
    """The backward half of `vjp`: call it with a cotangent, as often as you like, from any thread."""

    __slots__ = ("__weakref__", "_held", "_model", "_plan", "_saved", "_still", "_written")

    def __init__(
        self, plan: Plan, saved: Any, written: tuple[Any, ...], model: Any, still: tuple[Any, ...]
    ) -> None:
        self._plan, self._saved, self._written = plan, saved, written
        self._model, self._still = model, still
        self._held: set[int] | None = None

    def __call__(self, *cotangent: Any) -> tuple[Any, ...]:
        if len(cotangent) != 1:
            raise error("count", None, 1, "cotangent", len(cotangent))
        plan, (seed,), kind = self._plan, cotangent, type(self._model)
        if type(seed) is float and (kind is float or kind is np.float64):
            seed = kind(seed)
        else:
            # The cotangent is copied: nothing of it may be written or returned.
            seed = independent(checks.tangent(self._model, seed, f"{plan.name}(...)", "cotangent"))
        saved, written = self._saved, self._written
        if plan.restores:
            saved, written = copied((saved, written))
        found = plan.backward(saved, seed, *written)
        bars = (found,) if len(plan.pair.returned) == 1 else (found or ())
        still = iter(self._still)
        entries: list[Any] = []
        held: set[int] | None = None
        for k in plan.places:
            entry = zeros(next(still)) if k is None else bars[k]
            if type(entry) not in INERT:
                if held is None:
                    held = set() if plan.restores else self._roots()
                entry = fresh(entry, held)
            entries.append(entry)
        return tuple(entries)

    def _roots(self) -> set[int]:
        """The roots of what is kept for other calls."""
        if self._held is None:
            self._held = roots_of((self._saved, self._written))
        return set(self._held)

    def __repr__(self) -> str:
        return f"<pull-back of {self._plan.name}>"


def vjp(fun: Callable[..., Any], *primals: Any, optimize: bool = True) -> tuple[Any, Pullback]:
    """The value of `fun(*primals)`, and its pull-back: `pullback(ct)` is a tuple with one entry per primal.

    Entries that belong to integers are zeros, those that belong to strings, functions ... are None.
    """
    if optimize:
        found = quick(fun, "vjp")(primals)
        if found is not NO_FIT:
            return found
    target = target_of(fun)
    target, values = target.spread(primals, {}) if target.starred else (target, target.bind(primals, {}))
    visible = target.visible[: len(primals)]
    named = dict(zip(target.names, values, strict=True))
    wrt = tuple([n for n in visible if checks.varies(named[n])])
    recipe = recipe_of(target, "vjp", wrt, False, False, optimize)
    if optimize and target.function is fun and target.plain and len(primals) == len(values):
        _keep(fun, recipe, values, visible)
    return pulled(recipe, values, visible)


def _keep(fun: Any, recipe: Recipe, values: tuple[Any, ...], visible: tuple[str, ...]) -> None:
    """The next call with arguments like these takes the short way; which ones vary follows from the types of
    numbers and arrays, not from those of objects."""
    variant = recipe.dispatcher.find(values)
    plan = plan_for(recipe, variant, visible)
    if flat_roots(values) is None or plan.compiled.written or plan.compiled.workspaces:
        return
    run = variant.quick(fun, functools.partial(note, recipe.name))
    if run is not None:
        keep(fun, "vjp", functools.partial(_again, run, plan))


def _again(run: Callable[..., Any], plan: Plan, primals: tuple[Any, ...]) -> Any:
    found = run(*primals)
    return found if found is NO_FIT else plan.pullback(primals, primals, *found)
