"""What the names around a function mean to `normalise`, and whether they still mean that.

The text of a function is reduced once for its code, for all functions that are made of it.  The reduction
asks what some names mean (`sum` is the builtin, `act` is a function of NumPy, which changes nothing): what it
asked is kept with the answers, because a global may be bound anew, and a closure may hold another function.
"""

from __future__ import annotations

import builtins
import contextlib
import functools
import itertools
from collections.abc import Iterable
from typing import Any

import gast
import numpy as np

from tangent.analyse.calls import is_foreign
from tangent.normalise.meanings import FINITE
from tangent.rules import INACTIVE, RULES
from tangent.rules.libraries import read_rules
from tangent.runtime import checkpoint, checkpoint_loop
from tangent.source.scope import Scope
from tangent.syntax.nodes import clone, dotted
from tangent.unit import builtin_name, is_users

_MARKS: tuple[tuple[Any, str], ...] = (
    (checkpoint, "function"),
    (checkpoint_loop, "loop"),
    (functools.cache, "cache"),
    (functools.lru_cache, "cache"),
    (contextlib.suppress, "suppress"),
    (contextlib.ExitStack, "stack"),
)
_ITERATORS: tuple[tuple[Any, str], ...] = (
    (itertools.count, "count"),
    (itertools.cycle, "cycle"),
    (itertools.repeat, "repeat"),
    (itertools.tee, "tee"),
    # What it yields is exhausted when it goes on.
    (itertools.groupby, ""),
    (np.ndindex, FINITE),
    (np.ndenumerate, FINITE),
)


class Around:
    """The meanings of names in a scope.

    inner: names that are bound inside of it, around what is normalised; outer: variables of the functions
    around it.
    """

    def __init__(self, scope: Scope, inner: frozenset[str] = frozenset(), outer: Iterable[str] = ()) -> None:
        self.scope, self.inner = scope, inner
        self.builtins = builtins_around(scope.function, outer)
        self.answers: dict[tuple[str, str], tuple[Any, Any]] = {}

    def known(self, e: Any) -> bool:
        """Whether it means a function of NumPy or SciPy, or one with a rule: these change nothing."""
        return bool(self._answer("known", e))

    def library(self, e: Any) -> bool:
        """Whether it means a function or a class of a library."""
        return bool(self._answer("library", e))

    def mark(self, e: Any) -> str:
        """Which mark of loops and functions it means (see `normalise`); "" for others."""
        return str(self._answer("mark", e))

    def iterator(self, e: Any) -> str:
        """Which iterator of `itertools` without an end, or `tee`, it means, or FINITE for one that ends
        when what it takes does; "" for others."""
        return str(self._answer("iterator", e))

    def block(self, e: Any) -> str:
        """Which block that only derivatives know the call in a `with` makes; "" for others."""
        return str(self._answer("block", e.func)) if isinstance(e, gast.Call) else ""

    def said_of(self, scope: Scope) -> bool:
        """Whether all that was asked has the same answers for another function of the same code."""
        other = Around(scope, self.inner)
        return self.builtins == other.builtins and all(
            other._answer(question[0], e) == answer for question, (e, answer) in self.answers.items()
        )

    def forget_function(self) -> None:
        """What is kept for a code object may not keep a function of this code alive."""
        del self.scope

    def _answer(self, question: str, e: Any) -> Any:
        answer = getattr(self, f"_{question}_of")(self.scope.resolve(e, self.inner))
        if name := dotted(e):
            self.answers.setdefault((question, name), (clone(e), answer))
        return answer

    def _known_of(self, value: Any) -> bool:
        read_rules()
        try:
            return is_foreign(value) or value in RULES or value in INACTIVE
        except TypeError:
            return False

    def _library_of(self, value: Any) -> bool:
        # `reduce` is written out as a loop over what it is given, as functions of the user are.
        return callable(value) and not is_users(value) and value is not functools.reduce

    def _mark_of(self, value: Any) -> str:
        return next((mark for marked, mark in _MARKS if value is marked), "")

    def _iterator_of(self, value: Any) -> str:
        finite = FINITE if isinstance(value, type) and value.__module__ == "itertools" else ""
        return next((name for iterator, name in _ITERATORS if value is iterator), finite)

    def _block_of(self, value: Any) -> str:
        return str(vars(value).get("_tangent_block", "")) if hasattr(value, "__dict__") else ""


def builtins_around(function: Any, outer: Iterable[str] = ()) -> dict[str, str]:
    """Names around a function → the builtin that they mean, where that is not the one of the same name."""
    known = vars(builtins)
    found = {n: "" for n in (*outer, *function.__code__.co_freevars) if n in known}
    for name, value in function.__globals__.items():
        if name[:2] != "__" and name not in found:
            builtin = builtin_name(value)
            if builtin and builtin != name:
                found[name] = builtin
            elif not builtin and name in known:
                found[name] = ""
    return found
