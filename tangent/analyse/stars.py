"""Stars in calls and displays, spelled out where types tell what they stand for.

    y = f(*pair, **options)           t1 = pair[0]; t2 = pair[1]; t3 = options["k"]
    z = [*pair, y]              →     y = f(t1, t2, k=t3)
                                      t4 = pair[0]; t5 = pair[1]
                                      z = [t4, t5, y]

It happens while types are inferred, statement by statement, because what follows depends on it.  Where it is
not known how many values a list has, a function of the user's that takes `*rest` gets the rest as a tuple:

    y = f(*many)                      if len(many) < 1:
                                          raise TypeError('f() takes at least 1 positional argument')
    def f(first, *rest): ...    →     t1 = many[0]; t2 = tuple(many[1:])
                                      y = f(t1, *t2)        written out in this place
"""

from __future__ import annotations

import builtins
import inspect
import itertools
import types as python_types
from typing import Any

import gast

from tangent.analyse.rewriting import Env, Rewriting
from tangent.objects import is_named_tuple
from tangent.syntax.nodes import at, call, clone, const, load, quote_stmts, store, subscript, tuple_of
from tangent.syntax.refuse import Refused
from tangent.types import Closure, Dict, ListOf, Method, Num, Record, Seq, Type, constant
from tangent.unit import Unit


class Stars(Rewriting):
    """The part of inference that spells stars out."""

    def without_stars(self, s: Any, env: Env) -> list[Any] | None:
        if given := [a for a in _stars(s.value) if self.has_iterator(a.value, env)]:
            return self.once(s, "objects", lambda: self.objects_as_lists(s, given))
        types = tuple(self.eval(n, env) for n in starred_names(s.value))
        return self.once(s, types, lambda: self.spelled_out(s, env))

    def spelled_out(self, s: Any, env: Env) -> list[Any]:
        out: list[Any] = []
        e = s.value
        if isinstance(e, gast.Call) and isinstance(self.types.get(star_at_end(e)), ListOf):
            return self.of_any_number(s, e, out, env)
        if isinstance(e, gast.Call):
            args = [p for a in e.args for p in self.spread(a, out, s, "starred_call")]
            if self.unit.builtin(e.func) == "zip":
                return [*out, *self.zipped(s, args, e.keywords)]
            value: Any = gast.Call(e.func, args, self.spread_keywords(e, out, s))
        elif isinstance(e, gast.Dict):
            value = self.spread_dict(e, out, s)
        else:
            value = self.spread_display(e, out, s)
        return [*out, self.with_value(s, value)]

    def objects_as_lists(self, s: Any, given: list[Any]) -> list[Any]:
        """`f(*vec)` of objects that are iterated over: of lists of what they give."""
        out: list[Any] = []
        for a in given:
            a.value = self.named(call(self.unit_name("list", list), a.value), out, s)
        return [*out, self.with_value(s, s.value)]

    # -------------------------------------------------------------- as many as there are

    def of_any_number(self, s: Any, e: Any, out: list[Any], env: Env) -> list[Any]:
        """A call of which the last positional argument is a star, before a list of any length."""
        many = star_at_end(e)
        first = [p for a in e.args[:-1] for p in self.spread(a, out, s, "starred_call")]
        call_of = self.unit.builtin(e.func)
        if call_of in ("max", "min"):
            return self.core([*out, *self.largest_of(s, e, first, many)], s)
        t = self.eval(e.func, env)
        if constant(t) is itertools.chain and not first:
            whole = gast.Attribute(e.func, "from_iterable", gast.Load())
            return self.core([self.with_value(s, gast.Call(whole, [many], []))], s)
        if call_of == "zip" and not first:
            return [*out, *self.columns(s, e, many)]
        unit, taken = self.unit_behind(t)
        if unit is None:
            raise Refused("starred_call", e, f"*{many.id}")
        return [*out, *self.with_rest(s, e, first, many, unit, taken)]

    def unit_behind(self, t: Type) -> tuple[Unit | None, int]:
        """The function of the user's that a value is, and how many parameters its object takes."""
        if isinstance(t, Closure) and isinstance(t.definition, Unit):
            return t.definition, 0
        function, taken = (t.function, 1) if isinstance(t, Method) else (constant(t), 0)
        known = isinstance(function, python_types.FunctionType)
        return (self.program.unit_of(function) if known else None), taken

    def largest_of(self, s: Any, e: Any, first: list[Any], many: Any) -> list[Any]:
        """`max(*many)` as `max(many)`, where it has more than one argument."""
        items = gast.List([*first, gast.Starred(many, gast.Load())], gast.Load()) if first else many
        short = gast.Compare(call("len", clone(many)), [gast.Lt()], [const(max(2 - len(first), 0))])
        told = quote_stmts(f"raise TypeError('{e.func.id}() of a single number')")
        new = gast.Call(e.func, [items], e.keywords)
        return [*([gast.If(short, told, [])] if len(first) < 2 else []), self.with_value(s, new)]

    def with_rest(self, s: Any, e: Any, first: list[Any], many: Any, unit: Unit, taken: int) -> list[Any]:
        named = [p for p in unit.params if p.kind in (p.kind.POSITIONAL_ONLY, p.kind.POSITIONAL_OR_KEYWORD)]
        open_ = named[taken + len(first) :]
        rest = next((p for p in unit.params if p.kind is p.kind.VAR_POSITIONAL), None)
        if len(named) < taken + len(first) or any(p.default is not inspect.Parameter.empty for p in open_):
            raise Refused("starred_call", e, f"*{many.id}")
        least, test = len(open_), gast.Lt() if rest is not None else gast.NotEq()
        told = f"raise TypeError('{unit.name}() takes another number of positional arguments')"
        out: list[Any] = (
            [gast.If(gast.Compare(call("len", clone(many)), [test], [const(least)]), quote_stmts(told), [])]
            if rest is None or least
            else []
        )
        args = [*first, *(subscript(clone(many), const(k)) for k in range(least))]
        new = gast.Call(e.func, args, self.spread_keywords(e, out, s))
        if rest is None:
            return self.core([*out, self.with_value(s, new)], s)
        left = self.temporary()
        part = subscript(clone(many), gast.Slice(const(least), None, None)) if least else clone(many)
        out.append(gast.Assign([store(left)], call(self.unit_name("tuple", tuple), part), None))
        done = self.core([*out, self.with_value(s, new)], s)
        done[-1].value.rest = at(load(left), s)
        return done

    # -------------------------------------------------------------- displays

    def spread_display(self, e: Any, out: list[Any], s: Any) -> Any:
        """A list or tuple; where it is not known how many items one in it has, lists or tuples are joined."""
        kind, convert = type(e), ("list" if isinstance(e, gast.List) else "tuple")
        groups: list[Any] = []
        for i in e.elts:
            if isinstance(i, gast.Starred) and isinstance(self.types[i.value], ListOf):
                groups.append(i.value)
                continue
            if not groups or not isinstance(groups[-1], kind):
                groups.append(kind([], gast.Load()))
            groups[-1].elts += self.spread(i, out, s, "starred")
        if not any(isinstance(g, gast.Name) for g in groups):
            return kind([p for g in groups for p in g.elts], gast.Load())
        if len(groups) == 1:
            return call(self.unit_name(convert, getattr(builtins, convert)), groups[0])
        total, *more = [self.joinable(g, convert, out, s) for g in groups]
        for g in more[:-1]:
            total = self.named(gast.BinOp(total, gast.Add(), g), out, s)
        return gast.BinOp(total, gast.Add(), more[-1])

    def joinable(self, e: Any, kind: str, out: list[Any], s: Any) -> Any:
        """The name of a list, or of a tuple, of what `e` holds."""
        if not isinstance(e, gast.Name):
            return self.named(e, out, s)
        if self.types[e].kind == kind:
            return e
        return self.named(call(self.unit_name(kind, getattr(builtins, kind)), e), out, s)

    def zipped(self, s: Any, args: list[Any], strict: list[Any]) -> list[Any]:
        """`t = zip(*rows)` as the list of what it yields: the temporary is read once."""
        target = s.targets[0] if isinstance(s, gast.Assign) else None
        if not isinstance(target, gast.Name) or target.id not in self.unit.temporaries:
            raise Refused("starred_call", s.value, "`zip(*rows)` that is kept", "Use `list(zip(*rows))`.")
        counts = [self.known_parts(self.types.get(a)) for a in args]
        if None not in counts and not strict:
            columns = [
                gast.Tuple([subscript(at(load(a.id), s), const(k)) for a in args], gast.Load())
                for k in range(min((c for c in counts if c is not None), default=0))
            ]
            value: Any = gast.Tuple(columns, gast.Load())
        else:
            names = [self.variable("item") for _ in args]
            rows = gast.Call(load("zip"), args, strict)
            over = gast.comprehension(tuple_of([store(n) for n in names]), rows, [], 0)
            value = gast.ListComp(tuple_of([load(n) for n in names]), [over])
        return self.core([self.with_value(s, value)], s)

    def columns(self, s: Any, e: Any, many: Any) -> list[Any]:
        """`zip(*rows)` of any number of rows of one length, so that `strict` has nothing to say: a tuple for
        each column."""
        count = self.known_length(self.item_of(self.types[many], e))
        if count is None:
            raise Refused("starred_call", e, f"*{many.id}")
        told = f"raise ValueError('not enough values to unpack (expected {count}, got 0)')"
        none = gast.Compare(call("len", clone(many)), [gast.Eq()], [const(0)])
        out: list[Any] = [gast.If(none, quote_stmts(told), [])]
        rows = [self.variable("row") for _ in range(count)]
        columns = []
        for k, row in enumerate(rows):
            over = gast.comprehension(store(row), clone(many), [], 0)
            items = gast.ListComp(subscript(load(row), const(k)), [over])
            columns.append(call(self.unit_name("tuple", tuple), items))
        return self.core([*out, self.with_value(s, tuple_of(columns))], s)

    def known_parts(self, t: Type | None) -> int | None:
        return len(t.items) if isinstance(t, Seq) else None

    def spread(self, a: Any, out: list[Any], s: Any, code: str) -> list[Any]:
        """The values that one argument or element stands for."""
        if not isinstance(a, gast.Starred):
            return [a]
        count = self.known_length(self.types[a.value])
        if count is None:
            raise Refused(code, a, f"*{getattr(a.value, 'id', '')}")
        return [self.part(a.value, i, out, s) for i in range(count)]

    def known_length(self, t: Type) -> int | None:
        """How many items a value has, if that is known or can be guarded."""
        if isinstance(t, Seq) or (isinstance(t, Record) and is_named_tuple(t.cls)):
            return len(t.items)
        if isinstance(t, Num) and t.shape and t.shape[0] is not None:
            return self.session.value(t.shape[0])
        return None

    def spread_keywords(self, e: Any, out: list[Any], s: Any) -> list[Any]:
        found: dict[str, Any] = {}
        for k in e.keywords:
            parts = {k.arg: k.value}
            if k.arg is None:
                parts = self.parts_by_key(k.value, out, s, "starred_call")
            for name, value in parts.items():
                if not isinstance(name, str) or name in found:
                    raise Refused("call", e, f"two values for the keyword `{name}`")
                found[name] = value
        return [gast.keyword(name, value) for name, value in found.items()]

    def parts_by_key(self, value: Any, out: list[Any], s: Any, code: str) -> dict[Any, Any]:
        t = self.types[value]
        if not isinstance(t, Dict):
            raise Refused(code, value, f"**{getattr(value, 'id', '')}")
        return {key: self.part(value, key, out, s) for key in t.keys}

    def spread_dict(self, e: Any, out: list[Any], s: Any) -> Any:
        """A key that comes again keeps its place and gets the later value, as in Python."""
        found: dict[Any, tuple[Any, Any]] = {}
        for k, v in zip(e.keys, e.values, strict=True):
            if k is not None:
                known = self.literal_key(k)
                found[known] = (found[known][0] if known in found else k, v)
                continue
            for key, part in self.parts_by_key(v, out, s, "starred").items():
                mark = (type(key), key)
                found[mark] = (found[mark][0] if mark in found else const(key), part)
        return gast.Dict([k for k, _ in found.values()], [v for _, v in found.values()])

    def literal_key(self, k: Any) -> Any:
        return (type(k.value), k.value) if isinstance(k, gast.Constant) else id(k)

    def part(self, value: Any, key: Any, out: list[Any], s: Any) -> Any:
        return self.named(subscript(at(load(value.id), s), const(key)), out, s)


def star_at_end(e: Any) -> Any:
    """What stands behind a star that is the last positional argument of a call, and the only one there."""
    return e.args[-1].value if e.args and isinstance(e.args[-1], gast.Starred) else None


def has_stars(e: Any) -> bool:
    if isinstance(e, gast.Call):
        return any(isinstance(a, gast.Starred) for a in e.args) or any(k.arg is None for k in e.keywords)
    if isinstance(e, gast.Dict):
        return any(k is None for k in e.keys)
    return isinstance(e, (gast.Tuple, gast.List)) and any(isinstance(i, gast.Starred) for i in e.elts)


def _stars(e: Any) -> list[Any]:
    return [a for a in getattr(e, "args", getattr(e, "elts", [])) if isinstance(a, gast.Starred)]


def starred_names(e: Any) -> list[Any]:
    """What stands behind the stars: flattening gave each of them a name."""
    if isinstance(e, gast.Call):
        found = [a.value for a in e.args if isinstance(a, gast.Starred)]
        return found + [k.value for k in e.keywords if k.arg is None]
    if isinstance(e, gast.Dict):
        return [v for k, v in zip(e.keys, e.values, strict=True) if k is None]
    return [i.value for i in e.elts if isinstance(i, gast.Starred)]


# ---------------------------------------------------------------- arguments and parameters


class Bound:
    """How the arguments of one call meet the parameters: types, expressions, and hidden variables by name.

    made: expressions that stand nowhere in the program (the tuple of `*args`), with their types.
    """

    def __init__(self) -> None:
        self.types: dict[str, Type] = {}
        self.exprs: dict[str, Any] = {}
        self.hidden: dict[str, str] = {}
        self.made: list[tuple[Any, Type]] = []

    def give(self, parameter: str, t: Type, expr: Any) -> None:
        self.types[parameter], self.exprs[parameter] = t, expr

    def make(self, parameter: str, t: Type, expr: Any) -> None:
        self.give(parameter, t, expr)
        self.made.append((expr, t))


def bind_arguments(
    unit: Unit, e: Any, args: list[Type], keywords: dict[str, Type], exprs: list[Any] | None = None
) -> Bound:
    """Python's rules for calls.  What goes into `*args` and `**kwargs` is one tuple and one dict.

    exprs: the expressions of `args`, where these are not the ones that `e` shows.
    """
    bound = Bound()
    exprs = e.args if exprs is None else exprs
    positional = [p for p in unit.params if p.kind in (p.kind.POSITIONAL_ONLY, p.kind.POSITIONAL_OR_KEYWORD)]
    more = next((p.name for p in unit.params if p.kind is p.kind.VAR_POSITIONAL), None)
    rest = next((p.name for p in unit.params if p.kind is p.kind.VAR_KEYWORD), None)
    if len(args) > len(positional) and more is None:
        raise Refused(
            "call", e, f"`{unit.name}` takes {len(positional)} positional arguments, {len(args)} given"
        )
    for p, t, expr in zip(positional, args, exprs, strict=False):
        bound.give(p.name, t, expr)
    if more is not None:
        n = len(positional)
        bound.make(more, Seq("tuple", tuple(args[n:])), at(gast.Tuple(list(exprs[n:]), gast.Load()), e))
    _bind_keywords(bound, unit, e, keywords, rest)
    return bound


def _bind_keywords(bound: Bound, unit: Unit, e: Any, keywords: dict[str, Type], rest: str | None) -> None:
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    named = {p.name for p in unit.params if p.kind in kinds}
    left = []
    for k in e.keywords if keywords else ():
        if (k.arg in bound.types and k.arg in named) or (k.arg not in named and rest is None):
            raise Refused("call", e, f"`{unit.name}` got an unexpected argument `{k.arg}`")
        if k.arg in named:
            bound.give(k.arg, keywords[k.arg], k.value)
        else:
            left.append(k)
    if rest is not None:
        keys, values = [k.arg for k in left], [k.value for k in left]
        t = Dict(tuple(keys), tuple(keywords[k] for k in keys))
        bound.make(rest, t, at(gast.Dict([const(k) for k in keys], values), e))
