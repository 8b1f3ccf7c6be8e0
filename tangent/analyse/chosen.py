"""Functions that a variable holds: methods of lists, and functions that are chosen at run time.

    push = out.append            →     push_self = out
    push(v)                            push_self.append(v)

    if v > 0.5:                        if v > 0.5:
        step = self.fast                   step = self.fast
    else:                                  step_0 = step
        step = self.slow                   step_which = 0
                                 →     else:
                                           step = self.slow
                                           step_1 = step
                                           step_which = 1
    y = step(v)                        if step_which == 0:
                                           y = step_0(v)
                                       else:
                                           y = step_1(v)

Each of the names stands for one function, which is known where the derivative is written.
"""

from __future__ import annotations

import collections
from typing import Any

import gast
import numpy as np

from tangent.analyse.rewriting import Env, Rewriting
from tangent.syntax.nodes import assign, at, clone, const, load, quote_stmts, subscript, walk
from tangent.types import (
    Callable_,
    Choice,
    Chosen,
    Deque,
    Dict,
    DictOf,
    Fields,
    ListOf,
    Method,
    Num,
    Seq,
    SetOf,
    Taken,
    Type,
    constant,
    is_function,
)


class Choosing(Rewriting):
    """The part of inference that tells such functions apart."""

    def start_rewriting(self) -> None:
        super().start_rewriting()
        self.kept_in: dict[str, str] = {}
        self.met_here: list[Any] = []
        """The branches of this function where functions have met."""

    def of_variable(self, wish: str) -> str:
        """The same new variable whenever it is asked for: on each path to one place."""
        if wish not in self.kept_in:
            self.kept_in[wish] = self.variable(wish)
        return self.kept_in[wish]

    # -------------------------------------------------------------- statements

    def function_in_variable(self, s: Any, env: Env) -> list[Any] | None:
        """Statements for one that takes, copies or calls such a function; None for all others."""
        if isinstance(s, gast.Assign) and isinstance(s.targets[0], gast.Name):
            if (kept := self.function_kept(s, s.targets[0].id, env)) is not None:
                return kept
        if not isinstance(s, (gast.Assign, gast.Expr)) or not isinstance(s.value, gast.Call):
            return None
        e = s.value
        t = env.get(e.func.id) if isinstance(e.func, gast.Name) else None
        if isinstance(t, Taken):
            new = gast.Call(gast.Attribute(load(t.owner), t.name, gast.Load()), e.args, e.keywords)
            return self.once(s, t, lambda: [self.with_value(s, new)])
        given = [e.func, *e.args, *(k.value for k in e.keywords)]
        names = [a.id for a in given if isinstance(a, gast.Name) and isinstance(env.get(a.id), Chosen)]
        for name in names:
            t = env[name]
            if t.home in self.met_here:  # type: ignore[attr-defined]
                return self.once(s, t, lambda t=t, name=name: self.by_number(s, name, t))  # type: ignore[misc]
        return None

    def function_kept(self, s: Any, y: str, env: Env) -> list[Any] | None:
        """`y = ...` where the value is such a function."""
        e = s.value
        if isinstance(e, gast.Attribute) and isinstance(e.value, gast.Name):
            if not is_method(env.get(e.value.id), e.attr) or not self.only_called(y):
                return None
            owner = self.of_variable(f"{self.plain_name(y)}_self")
            env[y] = Taken(owner, e.attr)
            return self.once(s, env[y], lambda: [at(assign(owner, load(e.value.id)), s)])
        t = env.get(e.id) if isinstance(e, gast.Name) else None
        if isinstance(t, Taken):
            owner = self.of_variable(f"{self.plain_name(y)}_self")
            env[y] = Taken(owner, t.name)
            return self.once(s, env[y], lambda: [at(assign(owner, load(t.owner)), s)])
        if isinstance(t, Chosen):
            which = self.of_variable(f"{self.plain_name(y)}_which")
            env[y] = Chosen(which, t.names, t.home)
            return self.once(s, env[y], lambda: [at(assign(which, load(t.which)), s)])
        if isinstance(e, gast.Subscript) and isinstance(e.value, gast.Name):
            return self.function_of_dict(s, e, env.get(e.value.id), env)
        return None

    def only_called(self, y: str) -> bool:
        """Whether all that is done with a function is to call it, perhaps by another name."""
        others = called = 0
        for n in walk(self.instance.tree.body):
            if isinstance(n, gast.Call) and isinstance(n.func, gast.Name) and n.func.id == y:
                called += 1
            elif isinstance(n, gast.Assign) and isinstance(n.value, gast.Name) and n.value.id == y:
                (target,) = n.targets
                called += isinstance(target, gast.Name) and target.id != y and self.only_called(target.id)
            elif isinstance(n, gast.Name) and n.id == y and isinstance(n.ctx, gast.Load):
                others += 1
        return others == called

    def plain_name(self, name: str) -> str:
        return "chosen" if name in self.unit.temporaries else name

    def function_of_dict(self, s: Any, e: Any, t: Type | None, env: Env) -> list[Any] | None:
        """`y = d[key]` with a key that is not known, of a dict of functions of which some hold variables."""
        if not isinstance(t, Dict) or not t.items or not all(map(is_function, t.items)):
            return None
        if all(isinstance(i, (Callable_, Choice)) for i in t.items):
            return None
        if constant(self.eval(e.slice, env)) is not NotImplemented:
            return None

        def chain() -> list[Any]:
            out: list[Any] = quote_stmts("raise KeyError(key)", key=clone(e.slice))
            for key in reversed(t.keys):
                found = self.with_value(s, subscript(load(e.value.id), const(key)))
                test = gast.Compare(clone(e.slice), [gast.Eq()], [const(key)])
                out = [gast.If(test, [clone(found)], out)]
            return self.core(out, s)

        return self.once(s, ("one of", t), chain)

    def by_number(self, s: Any, name: str, t: Chosen) -> list[Any]:
        """The statement for each of the functions, under a test of its number."""
        found: list[Any] = []
        for k, function in reversed(list(enumerate(t.names))):
            body = [exchanged(s, name, function)]
            test = gast.Compare(load(t.which), [gast.Eq()], [const(k)])
            found = [gast.If(test, body, found)] if found else body
        self.instance.unrolled = True
        return [_placed(n, s) for n in found]

    # -------------------------------------------------------------- branches

    told_apart: list[Any] | None

    def functions_meet(self, s: Any, body: Env, orelse: Env) -> bool:
        """Whether different functions meet behind a branch; if so, `told_apart` is what tells them apart."""
        told = getattr(s, "told", {})
        if told and s not in self.met_here:
            self.met_here.append(s)  # it was told apart when types were inferred before
        held = set(self.instance.attrs.values())
        names = [n for n in body if n in orelse and n not in told and meet(body[n], orelse[n])]
        # A method that an attribute holds leaves the function: its number would be left behind.
        names = [n for n in names if n not in held or not isinstance(body[n], Method)]
        if not names:
            return False
        self.told_apart = self.once(s, ("told", *names), lambda: [self.numbered(s, names, body, orelse)])
        return True

    def numbered(self, s: Any, names: list[str], body: Env, orelse: Env) -> Any:
        """A branch that leaves the number of each function in a variable."""
        new = at(gast.If(s.test, list(s.body), list(s.orelse)), s)
        new.told = dict(getattr(s, "told", {}))
        for name in names:
            known = next((t for t in (body[name], orelse[name]) if isinstance(t, Chosen)), None)
            which = known.which if known is not None else self.variable(f"{self.plain_name(name)}_which")
            functions = list(known.names) if known is not None else []
            for block, t in ((new.body, body[name]), (new.orelse, orelse[name])):
                if isinstance(t, Chosen):
                    continue
                function = self.variable(f"{self.plain_name(name)}_{len(functions)}")
                block += [
                    at(assign(function, load(name)), s),
                    at(assign(which, const(len(functions))), s),
                ]
                functions.append(function)
            new.told[name] = Chosen(which, tuple(functions), new)
        self.met_here.append(new)
        new.origin = getattr(s, "origin", s)
        return new


def _placed(n: Any, s: Any) -> Any:
    at(n, s)
    n.origin = getattr(s, "origin", s)
    return n


def exchanged(s: Any, name: str, function: str) -> Any:
    """A copy of a call with another name for a function that it calls or gives on."""
    new = clone(s)
    e = new.value
    given = [e.func, *e.args, *(k.value for k in e.keywords)]
    for a in given:
        if isinstance(a, gast.Name) and a.id == name:
            a.id = function
    return new


def meet(a: Type, b: Type) -> bool:
    """Whether two types are those of different functions, of which one holds variables or an object."""
    if a == b or not all(is_function(t) or isinstance(t, Chosen) for t in (a, b)):
        return False
    if isinstance(a, Chosen) and isinstance(b, Chosen):
        return False
    return not all(isinstance(t, (Callable_, Choice)) for t in (a, b))


def is_method(t: Type | None, name: str) -> bool:
    """Whether a container or an array has a method of this name."""
    if isinstance(t, Fields) or name.startswith("__"):
        return False
    if isinstance(t, Num):
        owner: type = np.ndarray if t.kind == "array" else object
    else:
        kinds: dict[Any, type] = {Deque: collections.deque, SetOf: set, Dict: dict, DictOf: dict}
        kinds |= {Seq: list, ListOf: list}
        owner = next((c for k, c in kinds.items() if isinstance(t, k)), object)
    return callable(getattr(owner, name, None))
