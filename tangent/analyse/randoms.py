"""Generators of random numbers: what they draw is constant, and its type is that of a trial.

    rng = np.random.default_rng(seed)
    z = rng.standard_normal((n, 3))          an array of floats with three columns

    rng.shuffle(order)                   →   shuffled = order.copy()
                                             rng.shuffle(shuffled)
                                             order[:] = shuffled

The last line is a write like any other: a loop over `order` can be run backwards.
"""

from __future__ import annotations

import functools
import sys
from typing import Any

import gast

from tangent.analyse.rewriting import Env, Rewriting
from tangent.syntax.nodes import assign, load, method
from tangent.types import Plain, Type, constant


class Shuffles(Rewriting):
    """Says what `shuffle` writes; a mixin of the inference."""

    def shuffle_said_plainly(self, s: Any, env: Env) -> list[Any] | None:
        e = s.value
        if not isinstance(s, gast.Expr) or not isinstance(e, gast.Call) or hasattr(e, "of_copy"):
            return None
        if len(e.args) != 1 or e.keywords or not isinstance(e.args[0], gast.Name):
            return None
        if not self.shuffles(e.func, env):
            return None
        return self.once(s, ("shuffle",), lambda: self.shuffled_copy(s, e))

    def shuffles(self, func: Any, env: Env) -> bool:
        if isinstance(func, gast.Attribute) and is_generator(self.eval(func.value, env)):
            return func.attr == "shuffle"
        function = constant(self.eval(func, env))
        home = type(getattr(function, "__self__", None)).__module__
        return getattr(function, "__name__", "") == "shuffle" and home in ("random", "numpy.random.mtrand")

    def shuffled_copy(self, s: Any, e: Any) -> list[Any]:
        copy, name = self.variable("shuffled"), e.args[0].id
        whole = gast.Subscript(load(name), gast.Slice(None, None, None), gast.Store())
        out = self.core(
            [
                assign(copy, method(load(name), "copy")),
                gast.Expr(gast.Call(e.func, [load(copy)], [])),
                gast.Assign([whole], load(copy), None),
            ],
            s,
        )
        for n in out:
            if isinstance(n, gast.Expr):
                n.value.of_copy = True
        return out


def generator_class(value: Any) -> type | None:
    """The class of a generator of NumPy, or of what makes one; None for all else."""
    random = sys.modules.get("numpy.random")
    if random is None:
        return None
    if value is random.default_rng:
        return random.Generator
    return next((c for c in (random.Generator, random.RandomState) if value is c or type(value) is c), None)


def is_generator(t: Type) -> bool:
    return isinstance(t, Plain) and generator_class(t.cls) is not None


def drawing_method(cls: type, name: str) -> Any:
    """A method to try, of a generator of this class; None for those that draw nothing."""
    return None if name in ("shuffle", "seed", "spawn") else getattr(_trial(cls), name, None)


@functools.cache
def _trial(cls: type) -> Any:
    """A generator that is drawn from only to see what comes."""
    made = sys.modules["numpy.random"]
    return made.RandomState(0) if cls is made.RandomState else made.default_rng(0)
