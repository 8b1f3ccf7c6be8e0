"""Calls that change something, inside of what is otherwise kept whole: tests, truth values, messages.

    if scale(y) > 1.0:           t1 = scale(y)
        ...                →     t2 = t1 > 1.0
                                 if t2:
                                     ...

A test is kept as the user wrote it, because truth values have no derivative.  But what a call in it does to
arrays, lists and variables has one: such a call gets a statement of its own, where it is followed like any
other.  Where that cannot be done (inside a `lambda`), it is refused.
"""

from __future__ import annotations

import functools
import types as python_types
from collections.abc import Iterator
from typing import Any

import gast
import numpy as np

from tangent.analyse import patterns
from tangent.analyse.bottom import Bottom
from tangent.analyse.calls import is_foreign
from tangent.analyse.fields import asked_objects, asks_objects
from tangent.analyse.native import is_by_place, read_unseen
from tangent.analyse.rewriting import Env, Rewriting
from tangent.normalise.comprehensions import STOPS_EARLY, Scopes
from tangent.normalise.opened import Opener
from tangent.rules import RULES
from tangent.syntax.core import Attempt, Caught, Enter
from tangent.syntax.nodes import assign, at, children, const, load, walk
from tangent.syntax.refuse import Refused
from tangent.types import (
    UNKNOWN,
    Choice,
    Closure,
    Method,
    Num,
    Partial,
    Static,
    Type,
    Unknown,
    constant,
    differentiable,
    mutable,
)
from tangent.unit import Instance, Unit

CHOOSING = ("min", "max", "sorted")
ONLY_LOOKING = ("callable", "isinstance", "hasattr", "getattr", "id", "type")
"""Builtins that call nothing of what they are given."""
CHANGING = frozenset(
    "append extend insert pop remove clear sort reverse update setdefault popitem add discard appendleft "
    "extendleft popleft rotate fill partition put resize itemset setflags byteswap subtract "
    "move_to_end".split()
)
"""Methods that change the list, dict, set or array that they belong to."""
MAKING = frozenset("copy zeros ones empty full array zeros_like ones_like empty_like list dict".split())
"""Functions and methods that make a new array, list or dict."""


class Whole(Rewriting):
    """The part of inference that takes such expressions apart."""

    messages: int

    def opened(self, s: Any, env: Env) -> list[Any] | None:
        """Statements for one that keeps a call whole which changes something; None for all others."""
        kept = kept_whole(s)
        calls = [n for e in kept for n in walk(e) if isinstance(n, gast.Call) and self.may_matter(n, env)]
        if not calls:
            return None
        trial = dict(env)
        for e in kept:
            self.tried(e, trial)
        chosen = [n for n in calls if self.asks(n, trial)]
        if not chosen and not any(map(self.changes, calls)):
            return None
        self.check_openable(kept, calls, chosen)
        return self.once(s, "opened", lambda: self.in_the_open(s))

    def asks(self, n: Any, env: Env) -> bool:
        """Whether a call chooses by a key that asks objects of the program's own (see `functional`)."""
        keys = [k.value for k in n.keywords if k.arg == "key"]
        if not keys or self.unit.builtin(n.func) not in CHOOSING or is_by_place(n):
            return False
        t = self.eval(keys[0], env)
        return asks_objects(t, env) or bool(read_unseen(t, self.instance))

    def check_openable(self, kept: list[Any], calls: list[Any], chosen: list[Any]) -> None:
        """Calls in a function that is made on the spot, and in a guard of a pattern, stay where they are.

        The keys of what is chosen become functions of their own.
        """
        keys = {id(k.value) for n in chosen for k in n.keywords}
        inner = {id(n) for e in kept for f in _lambdas(e) if id(f) not in keys for n in walk(f.body)}
        guarded = any(patterns.is_mark(n) for e in kept for n in walk(e))
        for n in calls:
            if guarded or id(n) in inner:
                raise Refused("state", n, getattr(n.func, "attr", getattr(n.func, "id", "lambda")))

    def tried(self, e: Any, env: Env) -> None:
        """What is called in an expression: types that are found on the way are forgotten again."""
        self.messages += 1
        try:
            self.eval(e, env)
        except (Refused, Bottom):
            pass  # what is only printed need not be understood; a recursive call is known by its text
        finally:
            self.messages -= 1

    def in_the_open(self, s: Any) -> list[Any]:
        if isinstance(s, gast.While):
            inner = at(gast.If(s.test, s.body, [at(gast.Break(), s)]), s)
            inner.origin = getattr(s, "origin", s)
            return [at(gast.While(at(const(True), s), [inner], []), s)]
        if isinstance(s, gast.If):
            test = self.temporary()
            before = self.in_core(assign(test, s.test), s)
            return [*before, at(gast.If(at(load(test), s), s.body, s.orelse), s)]
        return self.in_core(s, s)

    def in_core(self, new: Any, s: Any) -> list[Any]:
        """A statement in the core language, all calls in it in statements of their own."""
        opener = Opener(self.namer, set(self.locals), {}, Scopes([new]))
        opener.rebound = set(self.rebound_inside)
        out = opener.block([at(new, s)])
        self.add_names(opener.temporaries | opener.locals, opener.temporaries)
        self.instance.unrolled = True
        return out

    # -------------------------------------------------------------- which calls

    def may_matter(self, n: Any, env: Env) -> bool:
        """Whether a call may change something, as far as can be seen without types."""
        if patterns.is_mark(n):
            return False
        if isinstance(n.func, gast.Name):
            given = [*n.args, *(k.value for k in n.keywords)]
            called = any(isinstance(a, gast.Lambda) or _is_function(self.given_type(a, env)) for a in given)
            builtin = self.unit.builtin(n.func)
            return not builtin or (called and builtin not in ONLY_LOOKING)
        root = n.func
        while isinstance(root, gast.Attribute):
            root = root.value
        if isinstance(root, gast.Name) and root.id not in self.locals:
            function = constant(self.eval(n.func, env))
            home = (getattr(function, "__module__", None) or "").split(".")[0]
            if home in ("numpy", "math", "cmath", "operator") or isinstance(function, np.ufunc):
                return _writes_its_argument(function, n)
        return True

    def given_type(self, a: Any, env: Env) -> Type | None:
        return env.get(a.id) if isinstance(a, gast.Name) else None

    def changes(self, n: Any) -> bool:
        """Whether a call that has been interpreted changes something that is there before it."""
        if n in self.instance.calls:
            return instance_changes(self.instance.calls[n][0], set())
        given = [self.types.get(a) for a in [*n.args, *(k.value for k in n.keywords)]]
        if any(map(self.function_changes, given)):
            return True
        called = self.types.get(n.func)
        if not isinstance(n.func, gast.Attribute):
            return self.function_changes(called) or (is_unknown(called) and any(map(is_open, given)))
        base = self.types.get(n.func.value)
        if isinstance(base, Static):
            return _writes_its_argument(constant(called or UNKNOWN), n) or self.function_changes(called)
        return n.func.attr in CHANGING or (is_unknown(base) and any(map(is_open, given)))

    def check_given_functions(self, e: Any, function: Any, types: list[Type], env: Env) -> None:
        """What another function calls in its turn is not followed: it must not change anything."""
        home = (getattr(function, "__module__", None) or "").split(".")[0].removeprefix("_")
        calls_it = home in ("builtins", "numpy", "scipy", "itertools", "heapq", "bisect", "statistics")
        calls_it |= function is functools.cmp_to_key
        if not calls_it or self.messages or getattr(function, "__name__", "") in ONLY_LOOKING:
            return
        if any(map(self.function_changes, types)):
            raise Refused("state", e, getattr(e.func, "attr", getattr(e.func, "id", "a function")))
        if asked := [n for t in types for n in asked_objects(t, env)]:
            raise Refused("attribute_object", e, asked[0])
        for t in types if not is_by_place(e) else ():
            self.instance.read_unseen.update(dict.fromkeys(read_unseen(t, self.instance), e))

    def function_changes(self, t: Type | None) -> bool:
        """Whether a function that is a value changes something when it is called."""
        if isinstance(t, Closure):
            return self.unit_changes(getattr(t.definition, "unit", t.definition), set())
        if isinstance(t, Choice):
            return any(map(self.function_changes, t.functions))
        if isinstance(t, Partial):
            return self.function_changes(t.function)
        function = t.function if isinstance(t, Method) else constant(t) if t is not None else None
        if isinstance(function, functools.partial):
            function = function.func
        if not isinstance(function, python_types.FunctionType) or is_foreign(function):
            return False
        return self.unit_changes(self.program.unit_of(function), set())

    def unit_changes(self, unit: Unit, seen: set[int]) -> bool:
        """The same without types: all that it may call counts."""
        if id(unit) in seen:
            return False
        seen.add(id(unit))
        if unit.rebinds or any(_writes(n, unit.tree.body, None) for n in walk(unit.tree.body)):
            return True
        for n in walk(unit.tree.body):
            if isinstance(n, gast.Call) and isinstance(n.func, gast.Name) and n.func.id not in unit.locals:
                try:
                    function = unit.scope.lookup(n.func.id).value
                except KeyError:
                    continue
                if isinstance(function, python_types.FunctionType):
                    if self.unit_changes(self.program.unit_of(function), seen):
                        return True
        return False


def kept_whole(s: Any) -> list[Any]:
    """The expressions in a statement that are kept whole."""
    if isinstance(s, (Attempt, Caught, Enter)):
        return []
    if isinstance(s, (gast.If, gast.While, gast.Assert)):
        return [s.test]
    if isinstance(s, gast.Raise):
        return [] if s.exc is None else [s.exc]
    if not isinstance(s, (gast.Assign, gast.AugAssign, gast.Expr, gast.Return)) or s.value is None:
        return []
    e = s.value
    if not isinstance(e, gast.Call):
        return [e] if not isinstance(e, (gast.Name, gast.Constant, gast.Lambda)) else []
    if getattr(e.func, "id", "") in STOPS_EARLY:
        return [e]
    given = [*e.args, *(k.value for k in e.keywords)]
    return [a for a in given if not isinstance(a, (gast.Name, gast.Lambda))]


def instance_changes(callee: Instance, seen: set[int]) -> bool:
    """Whether a call of a function changes what its caller can see.  (Its own arrays may count, too.)"""
    if id(callee) in seen:
        return False
    seen.add(id(callee))
    if callee.rebound or callee.left or callee.unit.rebinds:
        return True
    body = callee.tree.body
    if any(_writes(n, body, callee.types) for n in walk(body)):
        return True
    return any(instance_changes(callee.calls[n][0], seen) for n in walk(body) if n in callee.calls)


def _writes(n: Any, body: list[Any], types: dict[Any, Type] | None) -> bool:
    """Whether a node writes into an object that was not made in the same function."""
    place: Any = None
    if isinstance(n, gast.AugAssign):
        place = n.target
        if isinstance(place, gast.Name):
            t = types.get(place) if types is not None else None
            if isinstance(t, Num) and t.is_scalar:
                return False
    elif isinstance(n, (gast.Assign, gast.Delete)):
        place = n.targets[0]
        if isinstance(place, (gast.Name, gast.Tuple)):
            return False
    elif isinstance(n, gast.Call):
        if isinstance(n.func, gast.Attribute) and n.func.attr in CHANGING:
            place = n.func.value
        elif any(k.arg == "out" for k in n.keywords):
            return True
        else:
            return getattr(n.func, "attr", "") in ("copyto", "at", "fill_diagonal", "put", "shuffle", "place")
    if place is None:
        return False
    if isinstance(place, gast.Attribute):
        return isinstance(n, (gast.Assign, gast.AugAssign)) or not isinstance(n, gast.Call)
    while isinstance(place, (gast.Subscript, gast.Attribute)):
        place = place.value
    return not isinstance(place, gast.Name) or not _made_here(place.id, body)


def _made_here(name: str, body: list[Any]) -> bool:
    """Whether a name only ever holds arrays, lists and dicts that the function has made."""
    values = [
        n.value
        for n in walk(body)
        if isinstance(n, gast.Assign) and isinstance(n.targets[0], gast.Name) and n.targets[0].id == name
    ]
    bound = [
        n for n in walk(body) if isinstance(n, gast.Name) and n.id == name and isinstance(n.ctx, gast.Store)
    ]
    updates = [n for n in walk(body) if isinstance(n, gast.AugAssign) and getattr(n.target, "id", "") == name]
    return bool(values) and len(values) == len(bound) - len(updates) and all(map(_is_made, values))


def _is_made(e: Any) -> bool:
    if isinstance(e, (gast.List, gast.Dict, gast.Set, gast.Constant, gast.BinOp)):
        return True
    func = e.func if isinstance(e, gast.Call) else None
    name = getattr(func, "attr", getattr(func, "id", ""))
    return name in MAKING


def is_unknown(t: Type | None) -> bool:
    """Whether it is not known what a value is."""
    return t is None or isinstance(t, Unknown)


def is_open(t: Type | None) -> bool:
    """Whether a function that gets a value may change it, with a derivative."""
    return is_unknown(t) or (t is not None and mutable(t) and differentiable(t))


def _is_function(t: Type | None) -> bool:
    return isinstance(t, (Closure, Method, Partial))


def _writes_its_argument(function: Any, n: Any) -> bool:
    try:
        rule = RULES.get(function)
    except TypeError:
        rule = None
    return (rule is not None and rule.kind == "mutation") or any(k.arg == "out" for k in n.keywords)


def _lambdas(e: Any) -> Iterator[Any]:
    stack = [e]
    while stack:
        n = stack.pop()
        if isinstance(n, gast.Lambda):
            yield n
        stack += children(n)
