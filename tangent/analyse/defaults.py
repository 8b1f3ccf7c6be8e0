"""The dicts of `collections`, said with plain ones; and `dict.fromkeys`.

    d = defaultdict(list)            →     d = {}

    d[k] += v                        →     if k not in d:
                                               d[k] = 0.0
                                           d[k] += v

    d.move_to_end(k)                 →     v = d.pop(k)
                                           d[k] = v

The type says what is made for a missing key (`types.DefaultDict`), so that functions which are given such a
dict do the same.  A `Counter` stays one: it gives 0 for a missing key, and puts nothing in.
"""

from __future__ import annotations

import collections
from dataclasses import replace
from typing import Any

import gast

from tangent.analyse.rewriting import Env, Rewriting
from tangent.analyse.values import is_hashable
from tangent.normalise import free_names, params_of
from tangent.syntax.constants import can_be_said
from tangent.syntax.nodes import (
    assign,
    at,
    children,
    clone,
    const,
    load,
    quote,
    quote_stmts,
    stores_in,
    subscript,
    substitute,
    walk,
)
from tangent.syntax.refuse import Refused
from tangent.types import (
    CONTAINERS,
    NONE,
    PY_INT,
    Callable_,
    Closure,
    DefaultDict,
    Dict,
    DictOf,
    ListOf,
    Partial,
    Seq,
    Static,
    Type,
    any_key,
    constant,
    differentiable,
    widen_dict,
)

MADE = {float: "0.0", int: "0", list: "[]", dict: "{}", bool: "False", str: "''", tuple: "()", complex: "0j"}
FUNCTIONS = (Static, Callable_, Closure, Partial)
MAKING = (collections.defaultdict, collections.OrderedDict, collections.Counter, dict.fromkeys)
COUNTER = "Counter"
"""Stands for what a missing key gets in a `Counter`, which sees to that itself."""
READING = ("value", "test", "iter", "exc", "target")
LAZY = (gast.BoolOp, gast.IfExp, gast.Lambda, gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp)


def default_dict(form: Any, t: Type) -> Type:
    """The type of a dict that stands for a `defaultdict`."""
    if not isinstance(form, DefaultDict) or not isinstance(t, (Dict, DictOf)):
        return t
    wide = widen_dict(t)
    return replace(form, key=wide.key, item=wide.item)


class Defaults(Rewriting):
    """Rewrites what is done with these dicts; a mixin of the inference."""

    def dict_said_plainly(self, s: Any, env: Env) -> list[Any] | None:
        """Statements for one that makes, reads or reorders such a dict; None for all others."""
        e = getattr(s, "value", None)
        if isinstance(e, gast.Call):
            made = self.dict_made(s, e, env) or self.reordered(s, e, env) or self.default_set(s, e, env)
            if made is not None:
                return made
        if isinstance(e, gast.Dict) and isinstance(s, gast.Assign) and None not in e.keys:
            keys = [self.eval(k, env) for k in e.keys]
            if not all(can_be_said(constant(k)) for k in keys):
                return self.once(s, ("computed", *keys), lambda: self.entry_by_entry(s, e))
        reads = self.missing_reads(s, env)
        if not reads:
            return self.counter_read(s, env)
        types = tuple(env[n.value.id] for n, _ in reads)
        return self.once(s, ("defaults", types), lambda: self.filled(s, env))

    def default_set(self, s: Any, e: Any, env: Env) -> list[Any] | None:
        """`items = d.setdefault(k, [])`: the list is that of the dict, whether it was there or not."""
        if not isinstance(e.func, gast.Attribute) or e.func.attr != "setdefault" or len(e.args) != 2:
            return None
        d, (key, value) = e.func.value, e.args
        if not isinstance(d, gast.Name) or type(env.get(d.id)) not in (Dict, DictOf):
            return None
        if not isinstance(self.eval(value, env), CONTAINERS):
            return None
        text = "if key not in held:\n    held[key] = value"
        filled = quote_stmts(text, key=clone(key), held=clone(d), value=clone(value))
        read = self.with_value(s, subscript(clone(d), clone(key)))
        return self.once(s, "setdefault", lambda: self.core([*filled, read], s))

    # -------------------------------------------------------------- making one

    def dict_made(self, s: Any, e: Any, env: Env) -> list[Any] | None:
        root = e.func
        while isinstance(root, gast.Attribute):
            root = root.value
        if not isinstance(root, gast.Name) or root.id in self.locals or not isinstance(s, gast.Assign):
            return None
        function = constant(self.eval(e.func, env))
        if function not in MAKING:
            return None
        types = [self.eval(a, env) for a in e.args]
        if function is collections.Counter:
            given = [t for t in types if isinstance(t, (Dict, DictOf))]
            given += [self.eval(k.value, env) for k in e.keywords]
            if not any(map(differentiable, given)):
                return None
            form = DefaultDict(None, None, COUNTER)
            return self.once(s, ("made", form, *given), lambda: self.plain_dict(s, e, e.args, form))
        if function is collections.defaultdict:
            if e.args and isinstance(e.args[0], gast.Name) and e.args[0].id in self.unit.temporaries:
                return self.once(s, "default", lambda: self.default_named(s, e))
            form = self.form_of_default(e, types)
            return self.once(s, ("made", form, *types), lambda: self.plain_dict(s, e, e.args[1:], form))
        if function is collections.OrderedDict:
            self.program.reordered = True
            return self.once(s, ("made", *types), lambda: self.plain_dict(s, e, e.args, None))
        return self.once(s, ("made", *types), lambda: self.from_keys(s, e, types[0]))

    def entry_by_entry(self, s: Any, e: Any) -> list[Any]:
        """`{a: x, b: y}` whose keys are computed is filled like any other dict."""
        made = self.variable("made")
        out = [assign(made, gast.Dict([], []))]
        for key, value in zip(e.keys, e.values, strict=True):
            out.append(gast.Assign([gast.Subscript(load(made), key, gast.Store())], value, None))
        return self.core([*out, self.with_value(s, load(made))], s)

    def default_named(self, s: Any, e: Any) -> list[Any]:
        """`defaultdict(partial(np.zeros, 3))`: what is called for each missing key has a name."""
        name = self.variable("make")
        new = gast.Call(e.func, [load(name), *e.args[1:]], e.keywords)
        return [at(assign(name, e.args[0]), s), self.with_value(s, new)]

    def form_of_default(self, e: Any, types: list[Type]) -> DefaultDict:
        """The type of an empty `defaultdict(...)`, which says what a missing key gets."""
        if not types or types[0] == NONE:
            raise Refused("container", e, "a `defaultdict` without a default")
        made = e.args[0]
        known = constant(types[0]) if isinstance(types[0], (Static, Callable_)) else None
        if known is set or (known in MADE and is_hashable(known)):
            return DefaultDict(None, None, MADE.get(known, "set()"))
        body = made.body if isinstance(made, gast.Lambda) else gast.Call(made, [], [])
        if not self.means_the_same_later(made, types[0]):
            raise Refused("container", e, "a `defaultdict` whose default is computed")
        home = (self.unit.tree, self.unit.scope) if _names_of(body) else (None, None)
        return DefaultDict(None, None, gast.unparse(body), *home)

    def means_the_same_later(self, made: Any, t: Type) -> bool:
        """Whether what makes the default can be written where a key is missing: its variables are read there,
        as Python reads them, when it is called."""
        if isinstance(made, gast.Lambda):
            return not params_of(made)
        root = made
        while isinstance(root, gast.Attribute):
            root = root.value
        if not isinstance(root, gast.Name):
            return False
        return root.id not in self.locals or (root is made and isinstance(t, FUNCTIONS))

    def made_for_missing(self, t: DefaultDict, n: Any) -> Any:
        """The expression for what a missing key gets, in the words of this function."""
        made = quote(t.made)
        if t.home is None or (t.home is self.unit.tree and not self.instance.recursive):
            return made
        named = {}
        for name in _names_of(made):
            if name in t.scope.locals:
                why = f"a `defaultdict` whose default reads `{name}` of another function"
                raise Refused("container", n, why)
            named[name] = self.borrow(name, t.scope, name)
        return substitute(made, named)

    def plain_dict(self, s: Any, e: Any, given: list[Any], form: DefaultDict | None) -> list[Any]:
        """An empty dict, which then gets what the call is given; a dict of no form can have it at once."""
        if form is None and (given or e.keywords):
            value: Any = gast.Call(load(self.unit_name("dict", dict)), given, e.keywords)
            return self.core([self.with_value(s, value)], s)
        made = self.with_value(s, gast.Dict([], []))
        made.value.form = form
        if not given and not e.keywords:
            return [made]
        filled = gast.Call(gast.Attribute(load(s.targets[0].id), "update", gast.Load()), given, e.keywords)
        return [made, *self.core([gast.Expr(filled)], s)]

    def from_keys(self, s: Any, e: Any, t: Type) -> list[Any]:
        value = e.args[1] if len(e.args) > 1 else const(None)
        keys = [constant(k) for k in t.items] if isinstance(t, Seq) else [NotImplemented]
        if NotImplemented not in keys:
            return [self.with_value(s, gast.Dict([const(k) for k in keys], [clone(value) for _ in keys]))]
        names = {"d": self.variable("made"), "key": self.variable("key"), "keys": e.args[0]}
        out = quote_stmts("d = {}\nfor key in keys:\n    d[key] = value", value=value, **names)
        return self.core([*out, self.with_value(s, load(names["d"]))], s)

    # -------------------------------------------------------------- the order of the keys

    def reordered(self, s: Any, e: Any, env: Env) -> list[Any] | None:
        if not isinstance(e.func, gast.Attribute) or not isinstance(e.func.value, gast.Name):
            return None
        d, name = e.func.value, e.func.attr
        t = env.get(d.id)
        if not isinstance(t, (Dict, DictOf)) or name not in ("move_to_end", "popitem"):
            return None
        if name == "popitem" and not _given(e):
            return None
        options = [constant(self.eval(v, env)) for v in _given(e)]
        if name == "move_to_end" and options in ([], [True]):
            return self.once(s, t, lambda: self.last_again(s, d, e.args[0]))
        if name == "popitem" and options == [False]:
            return self.once(s, t, lambda: self.first_taken(s, d))
        raise Refused("container", e, f"`.{name}()` of an `OrderedDict`")

    def last_again(self, s: Any, d: Any, key: Any) -> list[Any]:
        text = "value = d.pop(key)\nd[key] = value"
        return self.core(quote_stmts(text, d=d.id, key=key, value=self.temporary()), s)

    def first_taken(self, s: Any, d: Any) -> list[Any]:
        keys, key, value = self.temporary(), self.temporary(), self.temporary()
        text = "keys = list(d)\nkey = keys[0]\nvalue = d.pop(key)"
        named = {"keys": keys, "key": key, "value": value, "d": d.id, "list": self.unit_name("list", list)}
        pair = gast.Tuple([load(key), load(value)], gast.Load())
        last = [self.with_value(s, pair)] if isinstance(s, gast.Assign) else []
        return self.core([*quote_stmts(text, **named), *last], s)

    # -------------------------------------------------------------- missing keys

    def missing_reads(self, s: Any, env: Env) -> list[tuple[Any, bool]]:
        """The items that a statement itself reads and that may be missing; are they read in any case?"""
        parts: list[tuple[Any, bool]] = []
        for field in READING:
            e = getattr(s, field, None)
            if isinstance(e, gast.AST) and (field != "target" or isinstance(s, gast.AugAssign)):
                parts.append((e, True))
        found: list[tuple[Any, bool]] = []
        while parts:
            n, always = parts.pop(0)
            if isinstance(n, gast.Subscript) and not hasattr(n, "filled"):
                if self.is_default_dict(n.value, env):
                    found.append((n, always))
            parts += [(c, always and not isinstance(n, LAZY)) for c in children(n)]
        return found

    def is_default_dict(self, e: Any, env: Env) -> bool:
        t = env.get(e.id) if isinstance(e, gast.Name) else None
        return isinstance(t, DefaultDict) and t.made != COUNTER

    def filled(self, s: Any, env: Env) -> list[Any]:
        """The statement behind others that put in what it reads."""
        new = at(type(s)(**{f: getattr(s, f, None) for f in s._fields}), s)
        new.origin = getattr(s, "origin", s)
        for field in READING:
            if isinstance(getattr(s, field, None), gast.AST):
                setattr(new, field, clone(getattr(s, field)))
        before: list[Any] = []
        for n, always in self.missing_reads(new, env):
            if not always:
                raise Refused("container", n, "an item of a `defaultdict` that is perhaps not read")
            if any(isinstance(c, gast.Call) for c in walk(n.slice)):
                n.slice = self.named(n.slice, before, s)
            n.filled = True
            before += self.put_in(n, env)
        if isinstance(s, gast.While):
            inner = at(gast.If(new.test, s.body, [at(gast.Break(), s)]), s)
            inner.origin = new.origin
            return [at(gast.While(at(const(True), s), [*self.core(before, s), inner], []), s)]
        return [*self.core(before, s), new]

    def put_in(self, n: Any, env: Env) -> list[Any]:
        """Statements that give the item `n` its default where its key is missing.

        In a loop over the dict itself Python stops at the end of the trip: the dict has another size by then.
        """
        parts = {"key": clone(n.slice), "d": n.value.id}
        loops = [s for s in self.loops if _runs_over(s, n.value.id)]
        if any(_is_key_of(s, n.slice) for s in loops):
            return []
        if loops:
            told = "raise RuntimeError('dictionary changed size during iteration')"
            return quote_stmts(f"if key not in d:\n    {told}", **parts)
        t = env[n.value.id]
        assert isinstance(t, DefaultDict)
        return quote_stmts("if key not in d:\n    d[key] = made", made=self.made_for_missing(t, n), **parts)

    # -------------------------------------------------------------- counters

    def counter_read(self, s: Any, env: Env) -> list[Any] | None:
        """`y = c[k]` and `c[k] += v` of a `Counter`, which has no item where it gives 0."""
        place = s.target if isinstance(s, gast.AugAssign) else getattr(s, "value", None)
        if not isinstance(place, gast.Subscript) or not isinstance(place.value, gast.Name):
            return None
        t = env.get(place.value.id)
        if not isinstance(t, DefaultDict) or t.made != COUNTER or hasattr(place, "filled"):
            return None
        return self.once(s, ("counter", t), lambda: self.counter_said(s, place))

    def counter_said(self, s: Any, place: Any) -> list[Any]:
        place = clone(place)
        before: list[Any] = []
        if any(isinstance(c, gast.Call) for c in walk(place.slice)):
            place.slice = self.named(place.slice, before, s)
        parts = {"key": clone(place.slice), "c": place.value.id}
        if isinstance(s, gast.AugAssign):
            before += quote_stmts("if key not in c:\n    c[key] = 0", **parts)
            out = [*self.core(before, s), at(gast.AugAssign(place, s.op, s.value), s)]
        else:
            value = self.temporary()
            text = "if key in c:\n    value = c[key]\nelse:\n    value = 0"
            before += quote_stmts(text, value=value, **parts)
            out = self.core([*before, self.with_value(s, load(value))], s)
        for n in walk(out):
            if isinstance(n, gast.Subscript):
                n.filled = True
        return out


def counted(args: list[Type], item_of: Any, node: Any) -> Type:
    """The type of `Counter(...)`."""
    if not args:
        return DefaultDict(None, None, COUNTER)
    if isinstance(args[0], (Dict, DictOf)):
        wide = widen_dict(args[0])
        return DefaultDict(wide.key, wide.item, COUNTER)
    return DefaultDict(any_key(item_of(args[0], node)), PY_INT, COUNTER)


def counter_method(name: str, t: DefaultDict, node: Any) -> Type | None:
    """The type of a method that dicts have not, or that does something else."""
    if name == "most_common":
        return ListOf(Seq("tuple", (t.key or NONE, t.item or NONE)))
    if name in ("update", "subtract", "elements", "total") and (t.item is None or differentiable(t.item)):
        raise Refused("container", node, f"`.{name}()` of a `Counter` that carries a derivative")
    return None


def _given(e: Any) -> list[Any]:
    """What is said about `last`."""
    positional = e.args[1:] if e.func.attr == "move_to_end" else e.args
    return [*positional, *(k.value for k in e.keywords)]


def _names_of(e: Any) -> list[str]:
    """The names that an expression takes from around it."""
    return free_names(gast.Lambda(gast.arguments([], [], None, [], [], None, []), e))


def _runs_over(s: Any, d: str) -> bool:
    """Whether a loop runs over a dict, or a view of it, to the end."""
    e = s.iter
    if isinstance(e, gast.Call) and isinstance(e.func, gast.Attribute):
        e = e.func.value
    return isinstance(e, gast.Name) and e.id == d and not any(isinstance(n, gast.Break) for n in walk(s.body))


def _is_key_of(s: Any, key: Any) -> bool:
    """Whether a key is the one that a loop over a dict is at."""
    view = s.iter.func.attr if isinstance(s.iter, gast.Call) else "keys"
    target = s.target.elts[0] if view == "items" and isinstance(s.target, gast.Tuple) else s.target
    if view == "values" or not isinstance(target, gast.Name) or not isinstance(key, gast.Name):
        return False
    return key.id == target.id and key.id not in stores_in(s.body)
