"""Types: an abstract interpretation of the core language, one pass in program order, loops to a fixpoint.

The result of `Inference.run` is the `Instance`'s table of types by node, and the types of what it returns.
Branches whose test the types decide are removed from the instance's tree on the way (`isinstance(x,
np.ndarray)`, `x.ndim == 1`, `flag is None`), so what stays is what can run.
"""

from __future__ import annotations

import enum
import functools
import inspect
import operator
import types as python_types
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import gast
import numpy as np

import tangent.runtime as runtime
from tangent.analyse import patterns, questions
from tangent.analyse.attributes import (
    Attributes,
    check_uses,
    handed_out,
    present,
    unused,
    with_variables,
    written_in_place,
)
from tangent.analyse.calls import ARRAY_ATTRIBUTES, ARRAY_METHODS, BUILTIN_ALIASES, is_foreign
from tangent.analyse.contexts import entered
from tangent.analyse.generators import Generators, MadeGenerator
from tangent.analyse.helpers import RESULTS as HELPERS
from tangent.analyse.inline import NeedsInlining, is_partial, is_stale
from tangent.analyse.links import Links
from tangent.analyse.memory import remember_memory
from tangent.analyse.methods import Methods
from tangent.analyse.objects import NOWHERE, OBJECTS, UNARY_METHODS, Objects, class_attribute
from tangent.analyse.places import place_of, with_copies, written_places
from tangent.analyse.probe import BINARY, UNARY, Unprobed, elementwise_result, probe
from tangent.analyse.records import Records
from tangent.analyse.shapes import ABSENT, broadcast, getitem_shape, mentions
from tangent.analyse.stars import Bound, Stars, bind_arguments, has_stars
from tangent.analyse.state import bound_names, rebound, thread
from tangent.analyse.strings import is_string, string_method
from tangent.analyse.unroll import StaleUse, all_trips, few_trips, trips, unrolled
from tangent.analyse.values import type_of_value
from tangent.objects import callee_name, is_record_class, is_user_class
from tangent.rules import INACTIVE, RULES
from tangent.syntax.nodes import at, clone, is_effect, load, loads_in, same, stores_in, walk
from tangent.syntax.refuse import Refused
from tangent.types import (
    CONTAINERS,
    FLOAT,
    INT,
    NONE,
    PARTS,
    PY_BOOL,
    PY_FLOAT,
    PY_INT,
    RAISED,
    UNKNOWN,
    Callable_,
    Closure,
    Dict,
    DictOf,
    Dim,
    Generating,
    Iter,
    ListOf,
    Maybe,
    Method,
    Num,
    Partial,
    Plain,
    Raised,
    Record,
    Seq,
    SetOf,
    SliceType,
    Static,
    Super,
    Type,
    any_key,
    constant,
    general,
    holds_variables,
    integer,
    is_function,
    join,
    join_some,
    key_type,
    text,
    widen_dict,
    widen_list,
)
from tangent.unit import HeldBy, Instance, Place, Session, Unit, is_users

Env = dict[str, Type]
COMPARISONS: dict[type, Callable[[Any, Any], Any]] = {
    gast.Eq: operator.eq,
    gast.NotEq: operator.ne,
    gast.Lt: operator.lt,
    gast.LtE: operator.le,
    gast.Gt: operator.gt,
    gast.GtE: operator.ge,
}
INTROSPECTION = (eval, exec, locals, globals, vars, compile, setattr, delattr)
FULL_REDUCTIONS = (np.sum, np.mean, np.prod, np.max, np.min, np.var, np.std, np.linalg.norm, np.linalg.det)
LIST_METHODS = ("append", "extend", "pop", "insert", "clear", "copy", "reverse", "index", "count", "sort")
DICT_METHODS = ("items", "keys", "values", "get", "copy")


class _Bottom(Exception):
    """A recursive call whose result is not known yet: nothing behind it is reached in this round."""


class Program:
    """Instances of one session, by unit and types; interprets callees on demand."""

    def __init__(
        self,
        session: Session,
        unit_of: Callable[[Any], Unit],
        nested_unit: Callable[[Unit, Any], Unit],
        followed: set[Place] | None = None,
        constructor: Callable[[Any, frozenset[str], Session], Unit | None] | None = None,
        state: set[Any] | None = None,
    ):
        self.session = session
        self._unit_of = unit_of
        self._nested_unit = nested_unit
        self._constructor = constructor
        self.units: dict[Any, Unit] = {}
        self.running: list[Unit] = []
        self.instances: dict[Any, Instance] = {}
        self.order: list[Instance] = []
        self.followed = followed or set()
        self.saved: dict[Any, Type] = {}
        self.state = state or set()
        self.found: set[Any] = set()

    def unit_of(self, function: Any) -> Unit:
        """The unit of a function, one for each function object of this derivation."""
        if id(function) not in self.units:
            unit = self.units[id(function)] = self._unit_of(function)
            if is_users(function):
                self.session.functions[id(function)] = function
            found = callee_name(function)
            unit.name = found if found.isidentifier() else unit.name
        return self.units[id(function)]

    def constructor(self, cls: Any, omitted: frozenset[str]) -> Unit | None:
        """The unit that makes an object of a class of the user; None where the class is made differently."""
        key = ("new", cls, omitted)
        if key not in self.units:
            found = self._constructor(cls, omitted, self.session) if self._constructor is not None else None
            if found is None:
                return None
            self.units[key] = found
        return self.units[key]

    def nested_unit(self, outer: Unit, definition: Any) -> Unit:
        key = (
            id(outer.tree),
            id(getattr(definition, "home", None)),
            getattr(definition, "lineno", id(definition)),
            getattr(definition, "col_offset", 0),
        )
        if key not in self.units:
            self.units[key] = self._nested_unit(outer, definition)
        return self.units[key]

    def instance(
        self, unit: Unit, arg_types: dict[str, Type], attrs: dict[Any, str] | None = None
    ) -> Instance:
        if any(u is unit for u in self.running):
            # A recursive call: lengths and constants that change from level to level are forgotten.
            arg_types = {k: _level(t) for k, t in arg_types.items()}
        key = (id(unit), tuple(arg_types.items()))
        found = self.instances.get(key)
        if found is not None:
            if not found.done:
                found.recursive = True
            return found
        same_name = sum(i.unit.name == unit.name for i in self.instances.values())
        name = unit.name if not same_name else f"{unit.name}_{same_name}"
        if len(self.instances) > 400:
            raise Refused("recursion", unit.tree, unit.name)
        new = Instance(unit, name, dict(arg_types), unit.tree, attrs=dict(attrs or {}))
        self.instances[key] = new
        self.running.append(unit)
        try:
            self._fixpoint(new)
        except Refused as e:
            e.unit = e.unit or unit
            raise
        finally:
            self.running.pop()
        self.order.append(new)
        return new

    def entry(self, unit: Unit, arg_types: dict[str, Type]) -> Instance:
        """The instance that is differentiated; it is called from outside."""
        there = present(self.session, self.state)
        names = {key: unit.attribute_name(key) for key in there}
        hidden = {names[key]: t for key, t in there.items()}
        instance = self.instance(unit, arg_types | hidden, names)
        if not instance.places and not instance.attrs:
            return instance
        for i in self.order:
            remember_memory(i)
        new = with_copies(instance, self.order)
        for i in self.order:
            i.memory = None
        self.again(new)
        new.done = True
        if not instance.recursive:
            self.order.remove(instance)
        self.order.append(new)
        return new

    def read_logs(self) -> set[Place]:
        """Lists and dicts outside of all functions that are added to, and read somewhere."""
        logged = set().union(*(i.logged for i in self.instances.values()))
        return logged & set().union(*(i.read for i in self.instances.values()))

    def again(self, instance: Instance) -> None:
        """Infer types once more, after a rewrite of the tree."""
        self.running.append(instance.unit)
        try:
            Inference(self, instance).run()
        finally:
            self.running.pop()

    def _fixpoint(self, instance: Instance) -> None:
        """Recursive functions are interpreted until their result stays the same (bottom at first)."""
        instances, order = dict(self.instances), list(self.order)
        for trial in range(8):
            if trial and instance.recursive:
                # What was found of other functions relied on what was known of this one.
                self.instances, self.order = dict(instances), list(order)
            if trial == 3:
                instance.folded = True
            before = instance.result, instance.rebound, instance.exits, instance.left
            instance.tree = clone(instance.unit.tree)
            Inference(self, instance).run()
            after = instance.result, instance.rebound, instance.exits, instance.left
            if not instance.recursive or (before == after and instance.result is not None):
                break
        else:
            instance.result = UNKNOWN
            instance.exits = (UNKNOWN,) * len(instance.rebound)
        if instance.result is None:
            instance.result = UNKNOWN
        if with_variables(instance):
            Inference(self, instance).run()
        check_uses(instance)
        instance.threaded = True
        if thread(instance):
            if instance.rebound:
                instance.result = Seq("tuple", (instance.result, *instance.exits))
            Inference(self, instance).run()
        self._own_places(instance)
        for name in unused(instance):
            del instance.arg_types[name]
        instance.done = True

    def _own_places(self, instance: Instance) -> None:
        """What is written outside of the function becomes a hidden parameter."""
        self.found |= written_in_place(instance)
        found = written_places(instance, self.followed)
        if not found:
            return
        for name, place in found.items():
            instance.places[name] = place
            instance.arg_types[name] = self.type_of_place(place)
        instance.unit.locals |= set(found)
        Inference(self, instance).run()

    def type_of_place(self, place: Place) -> Type:
        """The type of what a global or captured variable holds now; it becomes a guard."""
        if place.scope is None:
            return type_of_value(self.session, place.value, ("default", place.name), constants=True)
        key = (id(place.scope), place.name)
        self.session.globals_used.setdefault(key, (place.scope, place.name, place.value))
        scope, name = place.scope.origin(place.name)
        return type_of_value(self.session, place.value, ("global", id(scope), name), constants=True)


    def known_result(self, instance: Instance) -> Type | None:
        """The result of a function, as far as it is known; a tuple in it that grows with each level of a
        recursion gets a name.
        """
        t = instance.result
        if instance.done or not instance.folded or not isinstance(t, Seq):
            return t
        items: list[Type] = []
        for k, i in enumerate(t.items):
            if isinstance(i, Seq) and i.kind == "tuple":
                name = (id(self), instance.name, k)
                self.saved[name] = _level(i)
                i = Maybe((False, name), self.saved)
            items.append(i)
        return replace(t, items=tuple(items))


class Inference(Methods, Stars, Generators, Objects, Records, Attributes):
    """Interprets one instance.  `env` maps names to types at the current point of the program."""

    def __init__(self, program: Program, instance: Instance) -> None:
        self.program = program
        self.session = program.session
        self.instance = instance
        self.unit = self.home = instance.unit
        self.types: dict[int, Type] = {}
        self.locals = stores_in(instance.tree.body) | set(instance.arg_types)
        self.breaks: list[list[Env]] = []
        self.nested: dict[str, Unit] = {}
        self.returns: list[Type] = []
        self.pruning = 0
        self.messages = 0  # inside f-strings, which carry no derivative
        self.constructed: dict[Any, Any] = {}  # by path: the call that makes the object
        self.made_in_loops: list[set[Any]] = []
        self.rebound_inside: set[str] = set()  # by nested functions: another value at each call
        self.symbols: set[str] = set()  # variables whose values occur in lengths
        self.start_rewriting()
        self.links = Links()
        self.read_at: list[Any] = []  # parts of dicts that were read, at keys that are computed

    def run(self) -> None:
        instance = self.instance
        instance.calls = {}
        env: Env = dict(instance.arg_types)
        body = instance.tree.body
        if self.block(body, env) and not (body and isinstance(body[-1], gast.Return)):
            self.returns.append(NONE)
        instance.types = self.types
        instance.unit = self.unit
        result: Type | None = None
        for r in self.returns:
            result = r if result is None else join(result, r)
        if result is not None or not instance.recursive:
            instance.result = result if result is not None else NONE
        instance.escaping = handed_out(instance, env)
        if not instance.threaded:  # afterwards the tree says what is returned
            instance.rebound = rebound(instance)
        instance.exits = tuple(env.get(n, UNKNOWN) for n in instance.rebound)
        bound = bound_names(instance.tree.body)
        instance.left = {
            p: env[p]
            for p, t in instance.arg_types.items()
            if isinstance(t, CONTAINERS) and p not in bound and env[p] != t
        }

    # -------------------------------------------------------------- statements

    def block(self, stmts: list[Any], env: Env) -> bool:
        """Interpret in order; returns whether the end can be reached.  Decided branches are pruned."""
        i = 0
        while i < len(stmts):
            s = stmts[i]
            if isinstance(s, gast.If):
                decided = self.decide(s.test, env)
                if decided is not None and not self.pruning:
                    stmts[i : i + 1] = s.body if decided else s.orelse
                    continue
                if decided is not None:
                    if not self.block(list(s.body if decided else s.orelse), env):
                        return False
                    i += 1
                    continue
                if not self.branch(s, env):
                    return False
                i += 1
                continue
            if isinstance(s, gast.Break):
                self.breaks[-1].append(dict(env))
                return self.end_of_block(stmts, i)
            if isinstance(s, gast.Raise):
                self.expression_parts(s, env)
                return self.end_of_block(stmts, i)
            try:
                new = self.step(s, env)
            except _Bottom:
                return False
            if new is not None and not self.pruning:
                stmts[i : i + 1] = new
                continue
            if new is not None and not self.block(list(new), env):
                return False
            i += 1
        return True

    def step(self, s: Any, env: Env) -> list[Any] | None:
        """Interpret one statement; or give the statements that are to be put in its place."""
        new = self.rewritten(s, env)
        if new is not None:
            return new
        if isinstance(s, gast.For):
            return self.loop_or_trips(s, env)
        self.whole_call = s.value if isinstance(s, (gast.Assign, gast.Expr)) else None
        try:
            self.statement(s, env)
        except NeedsInlining as needed:
            return self.inlined(s, needed.unit, needed.bound)
        except MadeGenerator as call:
            return self.hold_generator(s, call.made, env)
        return None

    def loop_or_trips(self, s: Any, env: Env) -> list[Any] | None:
        """Interpret a loop; its trips one by one where they make functions that are used after their trip."""
        trial, depth, turns = dict(env), len(self.breaks), len(self.made_in_loops)
        try:
            self.do_For(s, trial)
        except StaleUse:
            items = all_trips(s.iter, lambda e: self.types.get(id(e)), self.session.value)
            if items is None:
                raise
            del self.breaks[depth:], self.made_in_loops[turns:]
            return self.written_out(s, items)
        env.clear()
        env.update(trial)
        return None

    def end_of_block(self, stmts: list[Any], i: int) -> bool:
        """Nothing behind statement `i` is reached: it has no types, and is left out."""
        if not self.pruning:
            del stmts[i + 1 :]
        return False

    def rewritten(self, s: Any, env: Env) -> list[Any] | None:
        """Statements of the core language to be put in the place of `s`; None where it stays."""
        found = self.taken_apart(s, env)
        if found is not None:
            return found
        if isinstance(s, gast.For):
            woven = self.generator_loop(s, env)
            if woven is not None:
                return woven
            self.eval(s.iter, env)
            known = few_trips if self.collects_objects(s, env) else trips
            items = known(s.iter, lambda e: self.types.get(id(e)), self.session.value)
            return None if items is None else self.written_out(s, items)
        if not isinstance(s, (gast.Assign, gast.Expr, gast.AugAssign)):
            return None
        if has_stars(s.value):
            return self.without_stars(s, env)
        if isinstance(s, gast.AugAssign):
            return self.said_plainly(s, env)
        collected = self.generator_read(s, env)
        if collected is not None:
            return collected
        plain = self.said_plainly(s, env)
        if plain is not None:
            return plain
        if isinstance(s, gast.Assign) and isinstance(s.value, gast.Call):
            if self.unit.builtin(s.value.func) == "super":
                self.bind(s.targets[0], self.eval(s.value, env), env)
                return []
        return self.call_rewritten(s, env) if isinstance(s.value, gast.Call) else None

    def written_out(self, s: Any, items: list[Any]) -> list[Any]:
        """A loop over objects or functions that are known one by one, trip by trip."""
        self.instance.unrolled = True
        key = ("trips", self.types[id(s.iter)])
        return self.once(s, key, lambda: unrolled(s, items, self.unit, self.fresh))

    def fresh(self, wish: str) -> str:
        return self.temporary() if wish in self.unit.temporaries else self.variable(wish)

    def branch(self, s: Any, env: Env) -> bool:
        self.eval(s.test, env)
        self.read_at.clear()
        if not self.pruning:
            s.test = patterns.without_marks(s.test, self.types)
        body, orelse = dict(env), dict(env)
        body_falls = self.block(s.body, body)
        self.read_at.clear()
        orelse_falls = self.block(s.orelse, orelse)
        self.read_at.clear()
        env.clear()
        if body_falls and orelse_falls:
            _may_be_missing(body, orelse)
            _may_be_missing(orelse, body)
            env.update(self.join_env(body, orelse))
        else:
            env.update(body if body_falls else orelse)
        return body_falls or orelse_falls

    def join_env(self, a: Env, b: Env) -> Env:
        out = dict(a)
        for name, t in b.items():
            known = out.setdefault(name, t)
            if known is not t:
                out[name] = self.joined(known, t)
        return out

    def joined(self, a: Type, b: Type) -> Type:
        """What holds where two paths meet; an object that meets one that was built here becomes a record."""
        if isinstance(a, Record) is not isinstance(b, Record):
            a, b = self.as_record(a), self.as_record(b)
        return join(a, b, self.session.can_agree)

    def statement(self, s: Any, env: Env) -> None:
        if is_effect(s):
            self.eval(s.value, env)
            return
        handler = getattr(self, "do_" + type(s).__name__, None)
        if handler is None:
            raise Refused("statement", s, f"`{type(s).__name__}`")
        handler(s, env)

    def do_Assign(self, s: Any, env: Env) -> None:
        value = self.eval(s.value, env)
        for target in s.targets:
            self.bind(target, value, env)
            if isinstance(target, gast.Name) and isinstance(value, CONTAINERS):
                self.links.assigned(target.id, s.value, self.types)
            elif isinstance(target, gast.Tuple) and isinstance(value, CONTAINERS):
                self.links.unpacked(target, s.value)

    def bind(self, target: Any, value: Type, env: Env) -> None:
        if isinstance(target, gast.Name):
            self.forget_lengths(target.id, env)
            if self.read_at:
                self.read_at = [e for e in self.read_at if target.id not in loads_in(e)]
            env[target.id] = value
            self.types[id(target)] = value
        elif isinstance(target, gast.Tuple):
            items = self.elements(value, len(target.elts), target)
            for t, v in zip(target.elts, items, strict=True):
                self.bind(t, v, env)
        elif isinstance(target, gast.Attribute):
            self.write_attribute(target, value, env)
        else:
            self.store_item(target, value, env)

    def forget_lengths(self, name: str, env: Env) -> None:
        """A length computed from the old value of `name` is not one computed from the new value."""
        if name not in env or name not in self.symbols:
            return
        own = env[name]
        self.forget_lengths_everywhere({name}, env)
        env[name] = own

    def elements(self, value: Type, n: int, node: Any) -> list[Type]:
        if isinstance(value, Maybe):
            value = value.held()
        if isinstance(value, Seq):
            if len(value.items) != n:
                raise Refused("unpack", node, f"{len(value.items)} values for {n} names")
            return list(value.items)
        if isinstance(value, ListOf):
            return [value.item or UNKNOWN] * n
        if isinstance(value, Num) and value.shape:
            return [self.row(value)] * n
        if isinstance(value, Dict):
            raise Refused("container", node, "unpacking the keys of a dict")
        return [UNKNOWN] * n

    def row(self, t: Num) -> Type:
        assert t.shape is not None
        if len(t.shape) == 1:
            return Num("np", t.dtype) if t.dtype is not None else UNKNOWN
        return Num("array", t.dtype, t.shape[1:])

    def store_item(self, target: Any, value: Type, env: Env) -> None:
        base = self.eval(target.value, env)
        self.eval_index(target.slice, env)
        if not isinstance(target.value, gast.Name):
            return
        name = target.value.id
        if isinstance(base, ListOf) or (isinstance(base, Seq) and base.kind == "list"):
            self.links.change(name, self.put_in_list(base, target.slice, value), env)
        elif isinstance(base, (Dict, DictOf)):
            self.links.change(name, self.put_in_dict(base, target, value), env)
        elif isinstance(base, Seq):
            raise Refused("container", target, "a tuple cannot be written")

    def put_in_dict(self, base: Dict | DictOf, target: Any, value: Type) -> Type:
        """A dict after `d[key] = value`; a key that was read there before is one that it has."""
        key = self.types[id(target.slice)]
        calls = any(isinstance(n, gast.Call) for n in walk(target.slice))
        if isinstance(base, Dict) and constant(key) is NotImplemented and not calls:
            if any(same(target, e) for e in self.read_at):
                return replace(base, items=tuple(join(i, value) for i in base.items))
        return self.dict_with(base, key, value)

    def dict_with(self, base: Dict | DictOf, key: Type, value: Type) -> Type:
        """A dict after `d[key] = value`."""
        known = constant(key)
        if isinstance(base, Dict) and known is not NotImplemented:
            return _dict_with(base, known, value)
        return join(base, DictOf(any_key(key), general(value)), self.session.can_agree)

    def put_in_slice(self, base: Type, index: Any, value: Type) -> Type:
        """A list after `items[a:b] = value`."""
        parts = [
            None if p is None else constant(self.types[id(p)]) for p in (index.lower, index.upper, index.step)
        ]
        if isinstance(base, Seq) and isinstance(value, Seq) and NotImplemented not in parts:
            items = list(base.items)
            try:
                items[slice(*parts)] = value.items
            except ValueError:
                return UNKNOWN  # an extended slice of another length: Python will say so
            return Seq("list", tuple(items))
        new = ListOf(self.item_of(value, index))
        return new if parts == [None, None, None] else join(widen_list(base), new)

    def put_in_list(self, base: Type, index: Any, value: Type) -> Type:
        if isinstance(index, gast.Slice):
            return self.put_in_slice(base, index, value)
        key = constant(self.types.get(id(index), UNKNOWN))
        if isinstance(base, Seq) and isinstance(key, int) and -len(base.items) <= key < len(base.items):
            items = list(base.items)
            items[key] = value
            return Seq("list", tuple(items))
        if isinstance(base, Seq) and key is NotImplemented and not isinstance(index, gast.Slice):
            return Seq("list", tuple(join(i, value) for i in base.items))  # any of them, and still as many
        return join(widen_list(base), ListOf(value))

    def do_Delete(self, s: Any, env: Env) -> None:
        (target,) = s.targets
        base = self.eval(target.value, env)
        self.eval_index(target.slice, env)
        known = constant(self.types[id(target.slice)])
        self.types[id(target)] = self.getitem(base, target.slice, env)
        name = target.value.id
        if isinstance(base, (Seq, ListOf)) and getattr(base, "kind", "list") == "list":
            self.links.change(name, self.list_without(base, known), env)
        elif isinstance(base, Dict):
            self.links.change(name, _dict_without(base, known), env)
        elif not isinstance(base, DictOf):
            raise Refused("delete", target)

    def list_without(self, base: Type, key: Any) -> Type:
        if isinstance(base, Seq) and isinstance(key, int) and -len(base.items) <= key < len(base.items):
            if not self.pruning and not self.breaks:
                key %= len(base.items)
                return Seq("list", base.items[:key] + base.items[key + 1 :])
        return widen_list(base)

    def do_AugAssign(self, s: Any, env: Env) -> None:
        value = self.eval(s.value, env)
        if isinstance(s.target, gast.Name):
            name = s.target.id
            old = env.get(name, UNKNOWN)
            self.types[id(s.target)] = old
            if isinstance(old, (Seq, ListOf)) and isinstance(value, (Seq, ListOf)):
                self.links.change(name, self.concatenated(old, value), env)
            elif isinstance(old, Num) and old.kind == "array":
                pass
            else:
                function = BINARY[type(s.op).__name__]
                env[name] = self.elementwise(function, [old, value], s)
            if env[name] != old:
                self.forget_lengths(name, env)
            return
        base = self.eval(s.target.value, env)
        self.eval_index(s.target.slice, env)
        if isinstance(base, Dict):
            self.read_at.append(s.target)
        item = self.getitem(base, s.target.slice, env)
        self.types[id(s.target)] = item
        if isinstance(base, CONTAINERS):
            self.store_item(s.target, self.elementwise(BINARY[type(s.op).__name__], [item, value], s), env)

    def concatenated(self, a: Type, b: Type) -> Type:
        if isinstance(a, Seq) and isinstance(b, Seq) and a.kind == b.kind:
            return Seq(a.kind, a.items + b.items)
        return join(widen_list(a), widen_list(b))

    def do_Expr(self, s: Any, env: Env) -> None:
        self.eval(s.value, env)

    def do_Assert(self, s: Any, env: Env) -> None:
        self.expression_parts(s, env)

    def expression_parts(self, s: Any, env: Env) -> None:
        for part in (getattr(s, f, None) for f in s._fields):
            if isinstance(part, gast.Call) and not isinstance(s, gast.Assert):
                continue  # the exception of a `raise`: only built if it is raised
            if part is not None and not isinstance(part, gast.Call):
                self.quiet(part, env)

    def quiet(self, e: Any, env: Env) -> Type:
        """The type of an expression that has no derivative; what cannot be typed is unknown."""
        return self.eval(e, env)

    def do_Pass(self, s: Any, env: Env) -> None:
        pass

    do_Landed = do_Exit = do_Pass

    def do_Enter(self, s: Any, env: Env) -> None:
        manager = s.value
        if isinstance(manager, gast.Call):
            for part in (manager.func, *manager.args, *(k.value for k in manager.keywords)):
                self.eval(part, env)
            self.types[id(manager)] = UNKNOWN
        else:
            self.eval(manager, env)
        self.bind(s.targets[0], entered(self.unit, self.types, s), env)

    def do_Catch(self, s: Any, env: Env) -> None:
        self.eval(s.value, env)
        self.bind(s.targets[0], RAISED, env)

    def do_Return(self, s: Any, env: Env) -> None:
        self.returns.append(NONE if s.value is None else self.eval(s.value, env))

    def do_FunctionDef(self, s: Any, env: Env) -> None:
        unit = self.program.nested_unit(self.unit, s)
        self.rebound_inside |= unit.rebinds
        env[s.name] = Closure(unit, unit.captured)

    def do_While(self, s: Any, env: Env) -> None:
        self.loop(s, env, lambda head: self.eval(s.test, head))
        # The condition is not pruned: a loop that never runs costs nothing.

    def do_For(self, s: Any, env: Env) -> None:
        iterable = self.eval(s.iter, env)
        item = self.item_of(iterable, s.iter)
        self.links.looped(s.target, s.iter)

        def bind(head: Env) -> None:
            self.bind(s.target, self.looped(s.target, item), head)

        self.loop(s, env, bind)

    def looped(self, target: Any, item: Type) -> Type:
        """An integer that counts a loop gets a symbol of its own: `x[i:]` and `y[i:]` are equally long."""
        if (
            isinstance(target, gast.Name)
            and isinstance(item, Num)
            and item.dtype == INT
            and item.kind == "py"
        ):
            self.symbols.add(target.id)
            return replace(item, sym=Dim(("var", target.id)))
        return item

    def loop(self, s: Any, env: Env, enter: Callable[[Env], Any]) -> None:
        assigned = stores_in(s.body) | (stores_in(s.target) if isinstance(s, gast.For) else set())
        self.read_at.clear()
        head = dict(env)
        for name in assigned:
            if name in head:
                head[name] = general(head[name])
        self.forget_lengths_everywhere(assigned, head)
        self.pruning += 1
        try:
            for _ in range(8):
                before = dict(head)
                current = dict(head)
                self.made_in_loops.append(set())
                self.breaks.append([])
                enter(current)
                falls = self.block(s.body, current)
                exits = self.breaks.pop()
                made = self.made_in_loops.pop()
                for end in (current, *exits):
                    self.forget_objects(end, made)
                    self.forget_lengths_everywhere(assigned, end)
                for end in [*exits, *([current] if falls else [])]:
                    head = self.join_env(head, end)
                for name in assigned:
                    if name in head and name in before:
                        head[name] = general(head[name])
                if head == before:
                    break
            else:
                for name in assigned:
                    if name in head:
                        head[name] = UNKNOWN
        finally:
            self.pruning -= 1
        # One more time with the final types, now removing branches that they decide.
        current = dict(head)
        self.breaks.append([])
        enter(current)
        self.block(s.body, current)
        self.breaks.pop()
        self.read_at.clear()
        env.clear()
        env.update(head)

    def forget_lengths_everywhere(self, names: set[str], env: Env) -> None:
        gone = names & self.symbols
        if not gone:
            return
        for k, t in env.items():
            new = _without(t, gone)
            if new is not t:
                env[k] = new

    def item_of(self, t: Type, node: Any) -> Type:
        """The type of what a loop over `t` yields."""
        if isinstance(t, Iter):
            if t.kind == "range":
                return PY_INT
            if t.kind == "enumerate":
                return Seq("tuple", (PY_INT, self.item_of(t.items[0], node)))
            if t.kind == "zip":
                return Seq("tuple", tuple(self.item_of(i, node) for i in t.items))
            return self.item_of(t.items[0], node)
        if isinstance(t, Num) and t.shape:
            return self.row(t)
        if isinstance(t, ListOf):
            return t.item or UNKNOWN
        if isinstance(t, Seq):
            item: Type | None = None
            for i in t.items:
                item = general(i) if item is None else join(item, general(i))
            return item or UNKNOWN
        if isinstance(t, OBJECTS):
            raise Refused("loop", node, f"an object of class `{t.cls.__name__}`")
        if isinstance(t, Dict):
            return join_all([any_key(key_type(k)) for k in t.keys])
        if isinstance(t, DictOf):
            return t.key or UNKNOWN
        if isinstance(t, SetOf):
            return t.item or UNKNOWN
        return Plain(str) if text(t) else UNKNOWN

    # -------------------------------------------------------------- expressions

    def eval(self, e: Any, env: Env) -> Type:
        t: Type = getattr(self, "of_" + type(e).__name__, self.of_other)(e, env)
        self.types[id(e)] = t
        return t

    def of_other(self, e: Any, env: Env) -> Type:
        raise Refused("expression", e, f"`{type(e).__name__}`")

    def of_Name(self, e: Any, env: Env) -> Type:
        if e.id in env:
            if is_stale(env[e.id]):
                hint = "Make the functions one by one, or pass what they need as arguments."
                raise StaleUse("unknown_call", e, e.id, hint)
            if isinstance(env[e.id], Generating):
                raise Refused("yield", e, "a generator, used in another way than by a loop,")
            return env[e.id]
        if e.id in self.locals:
            # First defined later: on this path it has no value, and Python will say so.
            return UNKNOWN
        return self.outside(e, e.id)

    def outside(self, e: Any, name: str) -> Type:
        if self.unit.outer_name and name == self.unit.name:
            return Closure(self.home, self.home.captured)  # a nested function that calls itself
        if name in self.unit.names:
            held = self.unit.names[name]
            known = isinstance(held, (np.ndarray, list, dict))
            return type_of_value(self.session, held, ("default", name), True) if known else Static(held)
        try:
            kind, value = self.unit.scope.lookup(name)
        except KeyError:
            return UNKNOWN
        if kind != "builtin":
            self.session.use_global(self.unit, name, value)
        scope, name = self.unit.scope.origin(name)
        return type_of_value(self.session, value, ("global", id(scope), name), constants=True)

    def of_Constant(self, e: Any, env: Env) -> Type:
        return type_of_value(self.session, e.value, None, constants=True)

    def of_Slice(self, e: Any, env: Env) -> Type:
        for p in (e.lower, e.upper, e.step):
            if p is not None:
                self.eval(p, env)
        return SliceType()

    def of_JoinedStr(self, e: Any, env: Env) -> Type:
        self.messages += 1
        for v in e.values:
            if isinstance(v, gast.FormattedValue):
                self.quiet(v.value, env)
        self.messages -= 1
        return Plain(str)

    def of_Starred(self, e: Any, env: Env) -> Type:
        self.eval(e.value, env)
        return UNKNOWN

    def of_FormattedValue(self, e: Any, env: Env) -> Type:
        return Plain(str)

    def of_Lambda(self, e: Any, env: Env) -> Type:
        unit = self.program.nested_unit(self.unit, e)
        return Closure(unit, unit.captured)

    def of_BoolOp(self, e: Any, env: Env) -> Type:
        short = isinstance(e.op, gast.Or)
        operands: list[Type] = []
        for v in e.values:
            operands.append(self.eval(v, env))
            known = [constant(t) for t in operands]
            if all(isinstance(k, bool) for k in known) and known[-1] is short:
                return Static(short)  # what follows is not evaluated
        values = [constant(t) for t in operands]
        if all(v is not NotImplemented for v in values) and not any(
            isinstance(v, np.ndarray) for v in values
        ):
            result = values[0]
            for v in values[1:]:
                result = (result and v) if isinstance(e.op, gast.And) else (result or v)
            return type_of_value(self.session, result, None, constants=True)
        return join_all([general(t) for t in operands])

    def of_IfExp(self, e: Any, env: Env) -> Type:
        """In a test, a message or a subscript, which are kept whole."""
        decided = self.decide(e.test, env)
        if decided is not None:
            return self.eval(e.body if decided else e.orelse, env)
        return join(general(self.eval(e.body, env)), general(self.eval(e.orelse, env)))

    def of_Compare(self, e: Any, env: Env) -> Type:
        operands = [self.eval(v, env) for v in [e.left, *e.comparators]]
        outcomes = [self.compare(op, a, b) for op, a, b in zip(e.ops, operands, operands[1:], strict=False)]
        if all(o is not None for o in outcomes):
            return Static(all(outcomes))
        if False in outcomes[:1]:
            return Static(False)
        if all(isinstance(op, (gast.In, gast.NotIn, gast.Is, gast.IsNot)) for op in e.ops):
            return PY_BOOL
        shapes = [t.shape for t in operands if isinstance(t, Num)]
        if len(shapes) == len(operands) and len(operands) == 2:
            result = self.elementwise(operator.lt, [_real(t) for t in operands], e)
            return result
        return PY_BOOL if not any(isinstance(t, (Num, type(UNKNOWN))) for t in operands) else UNKNOWN

    def compare(self, op: Any, a: Type, b: Type) -> bool | None:
        """The outcome of a comparison that the types decide."""
        if isinstance(op, (gast.Is, gast.IsNot)):
            same = self.identical(a, b)
            return None if same is None else same is isinstance(op, gast.Is)
        x, y = constant(a), constant(b)
        if isinstance(op, (gast.In, gast.NotIn)):
            if isinstance(b, Dict) and x is not NotImplemented:
                return (b.get(x) is not None) is isinstance(op, gast.In)
            if x is NotImplemented or y is NotImplemented:
                return None
            return bool((x in y) is isinstance(op, gast.In))
        if isinstance(op, (gast.Eq, gast.NotEq)):
            same = questions.equal_lengths(self.session, a, b)
            if same is not None:
                return same is isinstance(op, gast.Eq)
        if x is NotImplemented or y is NotImplemented:
            return None
        try:
            return bool(COMPARISONS[type(op)](x, y))
        except Exception:
            return None

    def identical(self, a: Type, b: Type) -> bool | None:
        for s, o in ((a, b), (b, a)):
            if isinstance(s, Static) and s.value is None:
                if isinstance(o, Static):
                    return o.value is None
                return None if isinstance(o, (type(UNKNOWN), Maybe)) else False
        if isinstance(a, (Static, Callable_)) and isinstance(b, (Static, Callable_)):
            return constant(a) is constant(b)
        return None

    def decide(self, test: Any, env: Env) -> bool | None:
        t = self.eval(test, env)
        value = constant(t)
        if value is NotImplemented:
            return True if is_function(t) else self.truth_of_object(t)
        if (
            isinstance(t, Num)
            and t.sym is not None
            and isinstance(test, gast.Name)
            and test.id in self.locals
        ):
            return None if test.id in self.instance.multi else bool(value)
        return bool(value)

    def of_UnaryOp(self, e: Any, env: Env) -> Type:
        t = self.eval(e.operand, env)
        if isinstance(e.op, gast.Not):
            value = constant(t)
            if value is NotImplemented:
                known = self.truth_of_object(t)
                return PY_BOOL if known is None else Static(not known)
            return Static(not value)
        if isinstance(t, OBJECTS):
            method = UNARY_METHODS[type(e.op).__name__]
            return self.special_method(e, t, e.operand, method, [], [], env) or UNKNOWN
        if isinstance(t, Num) and t.sym is not None and t.sym.base is None and isinstance(e.op, gast.USub):
            return integer(-t.sym.offset)
        return self.elementwise(UNARY[type(e.op).__name__], [t], e)

    def of_BinOp(self, e: Any, env: Env) -> Type:
        a, b = self.eval(e.left, env), self.eval(e.right, env)
        name = type(e.op).__name__
        if isinstance(a, OBJECTS) or isinstance(b, OBJECTS):
            return self.binary_method(e, a, b, env)
        if isinstance(a, (Seq, ListOf)) or isinstance(b, (Seq, ListOf)):
            return self.sequence_operator(name, a, b, e)
        if isinstance(a, SetOf) and isinstance(b, SetOf):
            return join(a, b)
        if name == "BitOr" and isinstance(a, (Dict, DictOf)) and isinstance(b, (Dict, DictOf)):
            return self.merged(a, b)
        if name == "MatMult":
            return self.probed(np.matmul, [a, b], {}, e)
        if text(a):
            return Plain(str)
        symbolic = _integer_arithmetic(name, a, b)
        if symbolic is not None:
            return symbolic
        return self.elementwise(BINARY[name], [a, b], e)

    def merged(self, a: Dict | DictOf, b: Dict | DictOf) -> Type:
        """`a | b` of two dicts."""
        if not isinstance(a, Dict) or not isinstance(b, Dict):
            return join(a, b)
        for k, item in zip(b.keys, b.items, strict=True):
            a = _dict_with(a, k, item)
        return a

    def sequence_operator(self, name: str, a: Type, b: Type, e: Any) -> Type:
        if name == "Add" and isinstance(a, (Seq, ListOf)) and isinstance(b, (Seq, ListOf)):
            return self.concatenated(a, b)
        if name == "Mult":
            seq, times = (a, b) if isinstance(a, (Seq, ListOf)) else (b, a)
            n = constant(times)
            if isinstance(seq, Seq) and isinstance(n, int):
                return Seq(seq.kind, seq.items * max(0, n))
            return widen_list(seq)
        if isinstance(a, Num) or isinstance(b, Num):
            raise Refused("container", e, "arithmetic between an array and a list")
        return UNKNOWN

    def elementwise(self, function: Any, operands: list[Type], node: Any) -> Type:
        """Element-wise result: class, dtype and rank by a trial on ones, lengths by broadcasting."""
        nums: list[Num] = []
        options: list[tuple[str, Any, int]] = []
        for t in operands:
            t = PY_BOOL if isinstance(t, Static) and isinstance(t.value, bool) else t
            if isinstance(t, Static) and t.value is None:
                options.append((None, None, 0))  # type: ignore[arg-type]
            elif isinstance(t, Num) and t.dtype is not None and t.shape is not None and t.kind != "any":
                nums.append(t)
                options.append((t.kind, t.dtype, len(t.shape)))
            else:
                return self.elementwise_general(function, operands)
        found = trial(function, options)
        if found is None:
            return UNKNOWN
        kind, dtype, rank = found
        shape = broadcast(self.session, [t.shape for t in nums])
        if kind != "array" or shape is None or len(shape) != rank:
            return Num(kind, dtype, () if kind != "array" else None)
        return Num(kind, dtype, shape)

    def elementwise_general(self, function: Any, operands: list[Type]) -> Type:
        """Some class, rank or dtype is unknown: keep what the others say."""
        nums = [t for t in operands if isinstance(t, Num)]
        if len(nums) < len(operands):
            return UNKNOWN
        shape = broadcast(self.session, [t.shape for t in nums])
        kind = "array" if any(t.kind == "array" for t in nums) and shape != () else "any"
        dtype = None
        if all(t.dtype is not None for t in nums):
            found = elementwise_result(function, tuple(("array", t.dtype, 1) for t in nums))
            dtype = found[1] if found else None
        return Num(kind, dtype, shape)

    def of_Tuple(self, e: Any, env: Env) -> Type:
        return Seq("tuple", tuple(self.eval(i, env) for i in e.elts))

    def of_List(self, e: Any, env: Env) -> Type:
        return Seq("list", tuple(self.eval(i, env) for i in e.elts))

    def of_Dict(self, e: Any, env: Env) -> Type:
        keys = [self.eval(k, env) for k in e.keys]
        items = [self.eval(v, env) for v in e.values]
        result: Type = Dict((), ())
        for k, v in zip(keys, items, strict=True):
            assert isinstance(result, (Dict, DictOf))
            result = self.dict_with(result, k, v)
        return result

    def of_Set(self, e: Any, env: Env) -> Type:
        items = [any_key(self.eval(i, env)) for i in e.elts]
        return SetOf(join_all(items))

    def of_ListComp(self, e: Any, env: Env) -> Type:
        """A comprehension that is kept whole, in a test."""
        inner = dict(env)
        for g in e.generators:
            self.bind(g.target, self.item_of(self.eval(g.iter, inner), g.iter), inner)
            for test in g.ifs:
                self.eval(test, inner)
        if isinstance(e, gast.DictComp):
            return DictOf(any_key(self.eval(e.key, inner)), self.eval(e.value, inner))
        item = self.eval(e.elt, inner)
        return SetOf(any_key(item)) if isinstance(e, gast.SetComp) else ListOf(general(item))

    of_SetComp = of_DictComp = of_GeneratorExp = of_ListComp

    def of_Attribute(self, e: Any, env: Env) -> Type:
        base = self.eval(e.value, env)
        if isinstance(base, Static) and isinstance(base.value, (python_types.ModuleType, type)):
            held = class_attribute(base.value, e.attr) if isinstance(base.value, type) else NOWHERE
            if isinstance(held, classmethod) and is_user_class(base.value):
                self.session.use_owned(base.value, e.attr, held)
                return Method(held.__func__, base)
            try:
                value = getattr(base.value, e.attr)
            except AttributeError:
                return UNKNOWN
            self.session.use_owned(base.value, e.attr, value if held is NOWHERE else held)
            return type_of_value(self.session, value, ("attribute", id(base.value), e.attr), constants=True)
        if isinstance(base, Static) and isinstance(base.value, np.dtype):
            return questions.dtype_attribute(base.value, e.attr)
        if isinstance(base, Num):
            return self.array_attribute(base, e)
        if isinstance(base, OBJECTS):
            written = self.read_attribute(base, e, env)
            return self.object_attribute(base, e, env) if written is None else written
        if isinstance(base, type(UNKNOWN)):
            self.check_unknown_owner(e)
        if isinstance(base, Static) and isinstance(base.value, enum.Enum):
            return type_of_value(self.session, getattr(base.value, e.attr, None), None, constants=True)
        if isinstance(base, Raised) and not self.messages:
            raise Refused("exception_value", e)
        if isinstance(base, Partial) and e.attr == "func":
            return base.function
        if isinstance(base, Callable_):
            value = getattr(base.function, e.attr, None)
            if isinstance(base.function, functools.partial) and e.attr in ("args", "keywords"):
                path = ("partial", id(base.function), e.attr)
                return type_of_value(self.session, value, path, constants=True)
            return Callable_(value) if callable(value) else UNKNOWN
        return UNKNOWN

    def array_attribute(self, base: Num, e: Any) -> Type:
        if e.attr == "shape":
            if base.shape is None:
                return UNKNOWN
            return Seq("tuple", tuple(Num("py", INT, (), d) for d in base.shape))
        if e.attr == "ndim":
            return PY_INT if base.shape is None else integer(len(base.shape))
        if e.attr == "size":
            if base.shape is not None and len(base.shape) == 1:
                return Num("py", INT, (), base.shape[0])
            return PY_INT
        if e.attr == "dtype":
            return Static(base.dtype) if base.dtype is not None else UNKNOWN
        if e.attr in ARRAY_ATTRIBUTES:
            if base.kind != "array":
                return self.elementwise(ARRAY_ATTRIBUTES[e.attr], [base], e) if e.attr != "T" else base
            return self.probed(ARRAY_ATTRIBUTES[e.attr], [base], {}, e)
        return UNKNOWN

    # -------------------------------------------------------------- subscripts

    def of_Subscript(self, e: Any, env: Env) -> Type:
        base = self.eval(e.value, env)
        self.eval_index(e.slice, env)
        if isinstance(base, OBJECTS):
            index = self.types[id(e.slice)]
            return self.special_method(e, base, e.value, "__getitem__", [index], [e.slice], env) or UNKNOWN
        if isinstance(base, Dict) and constant(self.types[id(e.slice)]) is NotImplemented:
            self.read_at.append(e)
        return self.getitem(base, e.slice, env)

    def eval_index(self, index: Any, env: Env) -> None:
        self.eval(index, env)

    def getitem(self, base: Type, index: Any, env: Env) -> Type:
        t = self.types[id(index)]
        if isinstance(base, Maybe):
            base = base.held()
        if isinstance(base, Iter) and base.kind == "range":
            return base if isinstance(t, SliceType) else PY_INT
        if isinstance(base, (Seq, ListOf)):
            return self.sequence_item(base, index, t)
        if isinstance(base, Dict):
            key = constant(t)
            if key is NotImplemented:
                return join_all(list(base.items))
            return base.get(key) or UNKNOWN
        if isinstance(base, DictOf):
            return base.item or UNKNOWN
        if isinstance(base, Num) and base.shape is not None:
            items = index.elts if isinstance(index, gast.Tuple) else [index]
            found = [self.types[id(i)] for i in items]
            if not isinstance(index, gast.Tuple) and isinstance(t, Seq):
                if t.kind == "tuple":
                    found = list(t.items)
                else:
                    found = [self.probed(np.array, [t], {}, index)]
            found = [self.probed(np.array, [f], {}, index) if isinstance(f, Seq) else f for f in found]
            bounds = [self.bounds(i) if isinstance(i, gast.Slice) else (None, None, None) for i in items]
            if len(bounds) != len(found):
                bounds = [(None, None, None)] * len(found)
            shape, kind = getitem_shape(self.session, base.shape, found, bounds)
            if shape is None:
                return Num("any", base.dtype, None)
            if (
                shape == ()
                and kind == "basic"
                and not any(isinstance(f, Static) and f.value is Ellipsis for f in found)
            ):
                return Num("np", base.dtype) if base.dtype is not None else UNKNOWN
            return Num("array", base.dtype, shape)
        if isinstance(base, Num):
            return Num("any", base.dtype, None)
        return UNKNOWN

    def bounds(self, s: Any) -> tuple[Any, Any, Any]:
        lower = ABSENT if s.lower is None else self.symbol(s.lower)
        upper = ABSENT if s.upper is None else self.symbol(s.upper)
        step = None if s.step is None else constant(self.types[id(s.step)])
        return lower, upper, 0 if step is NotImplemented else step

    def symbol(self, e: Any) -> Dim | None:
        t = self.types[id(e)]
        if isinstance(t, Static) and t.value is None:
            return ABSENT
        return t.sym if isinstance(t, Num) else None

    def sequence_item(self, base: Type, index: Any, t: Type) -> Type:
        if isinstance(base, Seq):
            if isinstance(t, SliceType):
                parts = (
                    [
                        None if p is None else constant(self.types[id(p)])
                        for p in (index.lower, index.upper, index.step)
                    ]
                    if isinstance(index, gast.Slice)
                    else [NotImplemented]
                )
                if not any(p is NotImplemented for p in parts):
                    return Seq(base.kind, base.items[slice(*parts)])
                return widen_list(base)
            key = constant(t)
            if key is NotImplemented and any(map(is_function, base.items)) and isinstance(t, Num) and t.sym:
                key = self.session.value(t.sym)  # which function it is becomes a guard
            if isinstance(key, int):
                return base.items[key] if -len(base.items) <= key < len(base.items) else UNKNOWN
            return join_all([general(i) for i in base.items])
        assert isinstance(base, ListOf)
        if isinstance(t, SliceType):
            return base
        return base.item or UNKNOWN

    # -------------------------------------------------------------- calls

    def of_Call(self, e: Any, env: Env) -> Type:
        func = e.func
        builtin = self.unit.builtin(func)
        if isinstance(func, gast.Name) and func.id in patterns.MARKS:
            return self.pattern(e, env)
        if builtin == "print":
            return NONE
        if builtin == "super":
            return self.call_super(e, env)
        if isinstance(func, gast.Attribute):
            base = self.eval(func.value, env)
            if isinstance(base, Super) and self.through_super(e, base, env):
                return self.of_Call(e, env)
            plain = isinstance(base, Static) and isinstance(base.value, (python_types.ModuleType, type))
            if not plain and not is_partial(base):
                return self.method(e, base, env)
        target = self.eval(func, env)
        args = [self.eval(a, env) for a in e.args]
        keywords = {k.arg: self.eval(k.value, env) for k in e.keywords}
        if has_stars(e):
            return UNKNOWN  # in a test, which is kept as it is
        return self.call_value(e, target, args, keywords, env)

    def call_value(
        self, e: Any, target: Type, args: list[Type], keywords: dict[str, Type], env: Env
    ) -> Type:
        """A call of a value of which the type tells what it is."""
        if isinstance(target, Closure):
            return self.call_unit(e, target.definition, target, args, keywords, env)
        if isinstance(target, Method):
            return self.call_bound(e, target, args, keywords, env)
        if isinstance(target, OBJECTS):
            function = class_attribute(target.cls, "__call__")
            self.session.use_owned(target.cls, "__call__", function)
            return self.leniently(
                target,
                args,
                lambda: self.call_method(e, function, target, e.func, args, e.args, keywords, env),
            )
        function = constant(target)
        if function is NotImplemented or function is None:
            return UNKNOWN
        return self.call_object(e, function, args, keywords, env)

    def call_object(
        self, e: Any, function: Any, args: list[Type], keywords: dict[str, Type], env: Env
    ) -> Type:
        if function in INTROSPECTION:
            raise Refused("introspection", e, f"`{function.__name__}`")
        if is_record_class(function):
            return self.construct(e, function, args, keywords, env)
        if function is runtime.like and args and isinstance(args[0], OBJECTS):
            return Record(args[0].cls, tuple(keywords), tuple(keywords.values()))
        if function is runtime.make:
            return self.made_object(e, args[0], keywords, env)
        of_object = self.builtin_method(e, function, args, env)
        if of_object is not None:
            return of_object
        special = getattr(self, "call_" + getattr(function, "__name__", ""), None)
        if special is not None and getattr(function, "__module__", None) == "builtins":
            result: Type = special(e, args, keywords)
            return result
        known = self.functools_call(e, function, args, keywords) or questions.answer(function, args, keywords)
        if known is not None:
            return known
        resolve = None if isinstance(function, type) else getattr(function, "_tangent_callee", None)
        if resolve is not None:  # a derivative: what it emits for these types is called
            function = resolve(args, keywords, self.session)
        function = BUILTIN_ALIASES.get(function, function)
        rule = RULES.get(function)
        if rule is not None and rule.kind == "elementwise" and not keywords:
            return self.elementwise(function, args, e)
        if (
            function in (np.iscomplexobj, np.isrealobj)
            and args
            and isinstance(args[0], Num)
            and args[0].dtype is not None
        ):
            return Static((args[0].dtype.kind == "c") is (function is np.iscomplexobj))
        if (
            function is np.broadcast_to
            and len(args) == 2
            and isinstance(args[0], Num)
            and isinstance(args[1], Seq)
        ):
            return Num(
                "array", args[0].dtype, tuple(i.sym if isinstance(i, Num) else None for i in args[1].items)
            )
        if function is runtime.add and len(args) == 2 and all(isinstance(a, Num) for a in args):
            return self.elementwise(operator.add, args, e)
        if function in HELPERS and not keywords:
            found = HELPERS[function](args)
            if found is not None:
                return found
        if function is np.reshape and len(args) == 2 and isinstance(args[0], Num):
            return self.reshaped(args[0], args[1], e)
        if function is np.ravel and isinstance(args[0], Num) and args[0].kind == "array":
            return replace(args[0], shape=(_size(args[0]),), sym=None)
        if rule is not None or function in INACTIVE or is_foreign(function) or isinstance(function, np.ufunc):
            return self.probed(function, args, keywords, e, rule is None or rule.lengths)
        if isinstance(function, python_types.FunctionType):
            value = self.call_unit(e, self.program.unit_of(function), None, args, keywords, env)
            if value is UNKNOWN and (function.__module__ or "").startswith("tangent.runtime"):
                return self.probed(function, args, keywords, e)  # our helpers are pure
            return value
        if isinstance(function, type) and issubclass(function, np.generic):
            return Num("np", np.dtype(function))
        if hasattr(function, "_recipe"):
            return self.call_derivative(e, function, args, keywords, env)
        return UNKNOWN

    def call_derivative(
        self, e: Any, derivative: Any, args: list[Type], keywords: dict[str, Type], env: Env
    ) -> Type:
        """A derivative object inside a function: what it emits is a function like any other."""
        found = {**dict(zip(derivative._recipe.names, args, strict=False)), **keywords}
        key = (id(derivative), tuple(found.items()))
        if key not in self.program.units:
            emitted = derivative._recipe.lower(found, self.session)
            self.program.units[key] = self.program.unit_of(emitted)
        return self.call_unit(e, self.program.units[key], None, args, keywords, env)

    def probed(
        self, function: Any, args: list[Type], keywords: dict[str, Type], node: Any, lengths: bool = True
    ) -> Type:
        """The type of a call by evaluation on stand-ins; lengths that must agree are guarded as equal."""
        try:
            return probe(function, tuple(args), tuple(sorted(keywords.items())), lengths)
        except Unprobed:
            pass
        unified, changed = self.unify([*args, *keywords.values()])
        if changed:
            new_args, new_values = unified[: len(args)], unified[len(args) :]
            try:
                return probe(
                    function, tuple(new_args), tuple(sorted(zip(keywords, new_values, strict=True))), lengths
                )
            except Unprobed:
                pass
        try:
            # Lengths that are unknown must agree with others in a way that is not known either: all alike.
            alike = [_alike(t) for t in [*args, *keywords.values()]]
            named = tuple(sorted(zip(keywords, alike[len(args) :], strict=True)))
            return _unknown_lengths(probe(function, tuple(alike[: len(args)]), named, False))
        except Unprobed:
            pass
        try:
            # Some functions take vectors of certain lengths only (`np.cross`): the present ones, guarded.
            pinned = [self.pinned(t) for t in [*args, *keywords.values()]]
            named = tuple(sorted(zip(keywords, pinned[len(args) :], strict=True)))
            return probe(function, tuple(pinned[: len(args)]), named, False)
        except Unprobed:
            pass
        if function in FULL_REDUCTIONS and len(args) == 1 and not keywords:
            return Num("np", args[0].dtype if isinstance(args[0], Num) else None)
        return UNKNOWN

    def pinned(self, t: Type) -> Type:
        """`t` with the lengths that it has in this call."""
        if isinstance(t, (Seq, Dict)):
            return replace(t, items=tuple(map(self.pinned, t.items)))
        if not isinstance(t, Num) or not t.shape:
            return t
        lengths = [None if d is None else self.session.value(d) for d in t.shape]
        return replace(t, shape=tuple(None if n is None else Dim(None, n) for n in lengths))

    def unify(self, types: list[Type]) -> tuple[list[Type], bool]:
        """Replace lengths that are equal in this call by one of them (a guard remembers it)."""
        first: dict[int, Any] = {}
        changed = False

        def one(t: Type) -> Type:
            nonlocal changed
            if isinstance(t, PARTS):
                return replace(t, items=tuple(map(one, t.items)))
            if not isinstance(t, Num) or t.shape is None:
                return t
            dims = []
            for d in t.shape:
                if d is not None and d.base in self.session.actual:
                    n = self.session.actual[d.base] + d.offset
                    other = first.setdefault(n, d)
                    if other != d and self.session.actual[other.base] == n == self.session.actual[d.base]:
                        self.session.equal(other.base, d.base)
                        d, changed = other, True
                dims.append(d)
            return replace(t, shape=tuple(dims))

        return [one(t) for t in types], changed

    def call_unit(
        self,
        e: Any,
        unit: Unit,
        closure: Closure | None,
        args: list[Type],
        keywords: dict[str, Type],
        env: Env,
        exprs: list[Any] | None = None,
    ) -> Type:
        """exprs: the expressions of `args`, where these are not the ones that `e` shows."""
        self.read_at.clear()
        bound = bind_arguments(unit, e, args, keywords, exprs)
        if closure is not None:
            self.held_defaults(bound, unit, closure, e, env)
        for node, t in bound.made:
            self.types[id(node)] = t
        arg_types: dict[str, Type] = {}
        for p in unit.params:
            if p.name in bound.types:
                arg_types[p.name] = bound.types[p.name]
            elif isinstance(p.default, (np.ndarray, list, dict)):
                arg_types[p.name] = self.mutable_default(unit, p, bound, e)
            elif p.default is not inspect.Parameter.empty and not isinstance(p.default, HeldBy):
                arg_types[p.name] = self.default_type(unit, p)
            else:
                raise Refused("call", e, f"`{unit.name}` needs an argument for `{p.name}`")
        expanded = self.with_captured(arg_types, bound, closure, unit, e, env)
        if unit.generator:
            return self.of_generator(e, unit, bound)
        attrs = self.pass_attributes(unit, bound, expanded, env)
        instance = self.program.instance(unit, expanded, attrs)
        result = self.program.known_result(instance)
        for name, written in instance.places.items():
            bound.hidden[name] = self.variable_of(written)
        self.changed_by(instance, bound, env)
        self.take_attributes(instance, bound, e)
        threaded = getattr(e, "threaded", None)
        if threaded is not None and threaded != instance.rebound:
            raise Refused("state", e, unit.name)
        if instance.rebound and threaded is None:
            result = self.rebind(instance, bound, env)
        if result is not None and holds_variables(result):
            # A function that leaves the one whose variables it holds.
            if self.whole_call is e:
                raise NeedsInlining(unit, bound)
            return UNKNOWN
        self.instance.calls[id(e)] = (instance, bound)
        if result is None and not instance.done:
            raise _Bottom
        return result if result is not None else UNKNOWN

    def changed_by(self, callee: Instance, bound: Bound, env: Env) -> None:
        """Lists and dicts are left with other items than they had; what was given may be among them."""
        given = {q: e.id for q, e in bound.exprs.items() if isinstance(e, gast.Name)} | bound.hidden
        for p, t in callee.left.items():
            name = given.get(p)
            if name is not None and name in env:
                for other in given.values():
                    if other != name and isinstance(env.get(other), CONTAINERS):
                        self.links.add(other, name, None)
                self.links.change(name, t, env)

    def variable_of(self, place: Place) -> str:
        """The variable under which this function knows a global that something it calls writes."""
        for name, known in [*self.instance.places.items(), *self.instance.borrowed.items()]:
            if known == place:
                return name
        name = place.name
        if place.scope is None or name in self.locals or place_of(self.unit.scope, name) != place:
            # The object itself, which must still be there when the derivative is called again.
            name = self.session.name_of(name, place.value, self.unit)
            self.session.held[name] = place
        self.instance.borrowed[name] = place
        return name

    def rebind(self, callee: Instance, bound: Bound, env: Env) -> Type | None:
        """A call leaves variables bound to other objects; the type of its value."""
        for p, t in zip(callee.rebound, callee.exits, strict=True):
            name = bound.hidden[p]
            self.forget_lengths(name, env)
            env[name] = general(t)
        if not callee.done:
            return self.program.known_result(callee)
        assert isinstance(callee.result, Seq)
        return callee.result.items[0]

    def default_type(self, unit: Unit, p: Any) -> Type:
        return type_of_value(self.session, p.default, ("default", id(unit), p.name), constants=True)

    def mutable_default(self, unit: Unit, p: Any, bound: Bound, e: Any) -> Type:
        """A default that can be written is one object for all calls, a variable from outside of them."""
        place = Place(id(p.default), f"{unit.name}_{p.name}", None, p.default)
        node = at(load(self.variable_of(place)), e)
        t = self.default_type(unit, p)
        bound.exprs[p.name], bound.types[p.name] = node, t
        bound.made.append((node, t))
        self.types[id(node)] = t
        return t

    def pattern(self, e: Any, env: Env) -> Type:
        """What a pattern of a `match` asks about its subject."""
        subject = self.eval(e.args[0], env)
        if e.func.id == patterns.PART:
            patterns.become_part(e, constant(self.eval(e.args[1], env)))
            return self.eval(e, env)
        return Static(patterns.answer(e, subject))

    # builtins whose results follow from the types alone

    def call_len(self, e: Any, args: list[Type], keywords: Any) -> Type:
        t = args[0]
        if isinstance(t, Num) and t.shape:
            return Num("py", INT, (), t.shape[0])
        if isinstance(t, PARTS):
            return integer(len(t.items))
        return PY_INT

    def call_range(self, e: Any, args: list[Type], keywords: Any) -> Type:
        return Iter("range", tuple(args))

    def call_enumerate(self, e: Any, args: list[Type], keywords: Any) -> Type:
        return Iter("enumerate", tuple(args))

    def call_zip(self, e: Any, args: list[Type], keywords: Any) -> Type:
        return Iter("zip", tuple(args))

    def call_reversed(self, e: Any, args: list[Type], keywords: Any) -> Type:
        return Iter("reversed", tuple(args))

    def call_isinstance(self, e: Any, args: list[Type], keywords: Any) -> Type:
        classes = constant(args[1])
        known = python_class(args[0])
        if classes is NotImplemented or known is None:
            return PY_BOOL
        try:
            return Static(issubclass(known, classes))
        except TypeError:
            return PY_BOOL

    def call_callable(self, e: Any, args: list[Type], keywords: Any) -> Type:
        if is_function(args[0]):
            return Static(True)
        if isinstance(args[0], OBJECTS):
            return Static(class_attribute(args[0].cls, "__call__") is not NOWHERE)
        return Static(False) if isinstance(args[0], (Num, *CONTAINERS)) else PY_BOOL

    def call_slice(self, e: Any, args: list[Type], keywords: Any) -> Type:
        return SliceType()

    def call_float(self, e: Any, args: list[Type], keywords: Any) -> Type:
        return PY_FLOAT

    def call_int(self, e: Any, args: list[Type], keywords: Any) -> Type:
        if args and isinstance(args[0], Num) and args[0].kind == "py" and args[0].dtype == INT:
            return args[0]
        return PY_INT

    def call_bool(self, e: Any, args: list[Type], keywords: Any) -> Type:
        return PY_BOOL

    def call_list(self, e: Any, args: list[Type], keywords: Any) -> Type:
        if not args:
            return Seq("list", ())
        t = args[0]
        if isinstance(t, Seq):
            return Seq("list", t.items)
        if isinstance(t, Iter) and t.kind == "range":
            return ListOf(PY_INT)
        return ListOf(self.item_of(t, e))

    def call_tuple(self, e: Any, args: list[Type], keywords: Any) -> Type:
        if args and isinstance(args[0], Seq):
            return Seq("tuple", args[0].items)
        return UNKNOWN if args else Seq("tuple", ())

    def call_dict(self, e: Any, args: list[Type], keywords: Any) -> Type:
        if not args:
            return Dict(tuple(keywords), tuple(keywords.values()))
        result = self.dict_of(args[0])
        for k, t in keywords.items():
            if isinstance(result, (Dict, DictOf)):
                result = self.dict_with(result, Static(k), t)
        return result

    def dict_of(self, t: Type) -> Type:
        """The dict that is made of another one, or of a list of pairs."""
        if isinstance(t, (Dict, DictOf)):
            return t
        result: Type = Dict((), ())
        for pair in t.items if isinstance(t, Seq) else [t.item] if isinstance(t, ListOf) else [None]:
            if not isinstance(pair, Seq) or len(pair.items) != 2 or not isinstance(result, (Dict, DictOf)):
                return UNKNOWN
            key = any_key(pair.items[0]) if isinstance(t, ListOf) else pair.items[0]
            result = self.dict_with(result, key, pair.items[1])
        return result

    def call_next(self, e: Any, args: list[Type], keywords: Any) -> Type:
        item = self.item_of(args[0], e)
        return join(item, args[1]) if len(args) > 1 else item

    def call_set(self, e: Any, args: list[Type], keywords: Any) -> Type:
        return SetOf(any_key(self.item_of(args[0], e)) if args else None)

    call_frozenset = call_set

    def call_any(self, e: Any, args: list[Type], keywords: Any) -> Type:
        return PY_BOOL

    call_all = call_any

    def call_sum(self, e: Any, args: list[Type], keywords: Any) -> Type:
        t = args[0]
        start: Type = args[1] if len(args) > 1 else keywords.get("start", integer(0))
        items = list(t.items) if isinstance(t, Seq) else [self.item_of(t, e)]
        if isinstance(t, Seq) and len(items) <= 8:
            for i in items:
                start = self.elementwise(operator.add, [start, i], e)
            return start
        item = join_all([general(i) for i in items])
        once = self.elementwise(operator.add, [general(start), item], e)
        if isinstance(t, Seq) and items:
            return once
        if isinstance(once, Num) and isinstance(start, Num) and once.kind == "array":
            return Num("any", once.dtype, None)
        if isinstance(once, Num) and once.shape == () and once.dtype is not None and once.dtype.kind == "f":
            # An empty list gives the integer 0; the float it stands for has the same derivative.
            return once
        return once

    def call_sorted(self, e: Any, args: list[Type], keywords: Any) -> Type:
        t = args[0]
        keys = list(t.keys) if isinstance(t, Dict) else constant(t)
        if isinstance(keys, (list, tuple)) and set(keywords) <= {"reverse"}:
            down = constant(keywords.get("reverse", Static(False)))
            if isinstance(down, bool):
                found = sorted(keys, reverse=down)
                return Seq("list", tuple(type_of_value(self.session, k, None, constants=True) for k in found))
        return ListOf(general(self.item_of(t, e)))

    def _extreme(self, e: Any, args: list[Type], keywords: Any) -> Type:
        if len(args) == 1:
            return self.item_of(args[0], e)
        return join_all([general(a) for a in args])

    call_max = _extreme
    call_min = _extreme

    def call_type(self, e: Any, args: list[Type], keywords: Any) -> Type:
        known = python_class(args[0])
        return Static(known) if known is not None else UNKNOWN

    # methods

    def method(self, e: Any, base: Type, env: Env) -> Type:
        name = e.func.attr
        args = [self.eval(a, env) for a in e.args]
        keywords = {k.arg: self.eval(k.value, env) for k in e.keywords}
        if isinstance(base, OBJECTS):
            return self.object_method(e, base, args, keywords, env)
        if isinstance(base, Num):
            return self.array_method(e, name, base, args, keywords)
        if isinstance(base, (Seq, ListOf)) and name in LIST_METHODS:
            return self.list_method(e, name, base, args, env)
        if isinstance(base, Dict) and name not in DICT_METHODS:
            self.read_at.clear()
        if isinstance(base, Dict) and name in DICT_METHODS:
            return self.dict_method(name, base, args)
        if isinstance(base, (Dict, DictOf)):
            return self.open_dict_method(e, name, base, args, keywords, env)
        if isinstance(base, SetOf):
            return self.set_method(e, name, base, args, env)
        if is_string(base):
            return string_method(name)
        if isinstance(base, Callable_) and isinstance(base.function, np.ufunc):
            return self.probed(getattr(base.function, name), args, keywords, e)
        if isinstance(base, Callable_):
            value = getattr(base.function, name, None)
            if value is not None:
                return self.call_object(e, value, args, keywords, env)
        return UNKNOWN

    def array_method(self, e: Any, name: str, base: Num, args: list[Type], keywords: dict[str, Type]) -> Type:
        if name in ("fill", "sort", "partition", "put", "itemset", "resize"):
            return NONE
        if name == "astype":
            dtype = constant(args[0]) if args else constant(keywords.get("dtype", UNKNOWN))
            return replace(base, dtype=None if dtype is NotImplemented else np.dtype(dtype))
        if name == "item" and not args:
            return {"f": PY_FLOAT, "i": PY_INT, "b": PY_BOOL}.get(
                base.dtype.kind if base.dtype else "", UNKNOWN
            )
        if name in ("flatten", "ravel") and base.kind == "array":
            return replace(base, shape=(_size(base),), sym=None)
        if name == "tolist":
            return UNKNOWN
        if name == "reshape" and len(args) > 1:
            args = [Seq("tuple", tuple(args))]
        if name == "transpose" and len(args) > 1:
            args = [Seq("tuple", tuple(args))]
        if name == "copy" and base.kind == "array":
            return base
        function = ARRAY_METHODS.get(name)
        if function is None:
            return UNKNOWN
        if function is np.reshape:
            return self.reshaped(base, args[0], e)
        return self.probed(function, [base, *args], keywords, e)

    def reshaped(self, base: Num, shape: Type, e: Any) -> Type:
        items = shape.items if isinstance(shape, Seq) else (shape,)
        if not all(isinstance(i, Num) and i.kind == "py" for i in items):
            return Num("array", base.dtype, None)
        dims: list[Dim | None] = [i.sym if isinstance(i, Num) else None for i in items]
        free = [k for k, d in enumerate(dims) if d is not None and d.constant == -1]
        if len(free) == 1:
            others = tuple(d for k, d in enumerate(dims) if k != free[0])
            dims[free[0]] = _remaining(_size(base), others)
        return Num("array", base.dtype, tuple(dims))

    def list_method(self, e: Any, name: str, base: Type, args: list[Type], env: Env) -> Type:
        target = e.func.value.id if isinstance(e.func.value, gast.Name) else None
        new: Type = base
        result: Type = NONE
        if name == "append":
            if isinstance(base, Seq) and not self.pruning and not self.breaks:
                new = Seq("list", (*base.items, args[0]))
            else:
                new = join(widen_list(base), ListOf(args[0]))
        elif name == "insert":
            new = join(widen_list(base), ListOf(args[1]))
        elif name == "extend":
            new = (
                self.concatenated(base, args[0])
                if isinstance(args[0], (Seq, ListOf))
                else ListOf(join_all([self.item_of(widen_list(base), e), self.item_of(args[0], e)]))
            )
        elif name == "pop":
            new = widen_list(base)
            result = self.item_of(new, e)
            if isinstance(base, Seq) and not args and base.items and not self.breaks:
                new, result = Seq("list", base.items[:-1]), base.items[-1]
        elif name == "copy":
            result = base
        elif name in ("reverse", "sort"):
            new = widen_list(base)
        elif name == "clear":
            new = Seq("list", ())
        else:
            result = PY_INT
        if target is not None:
            if name != "extend":
                self.links.put(target, e.args)
            if new != base:
                self.links.change(target, new, env)
        return result

    def open_dict_method(
        self,
        e: Any,
        name: str,
        base: Dict | DictOf,
        args: list[Type],
        keywords: dict[str, Type],
        env: Env,
    ) -> Type:
        """Methods of a dict of computed keys, and those that change a dict."""
        wide = widen_dict(base)
        target = e.func.value.id if isinstance(e.func.value, gast.Name) else None
        new: Type = base
        result: Type = NONE
        if name == "keys":
            return ListOf(wide.key)
        if name == "values":
            return ListOf(wide.item)
        if name == "items":
            return ListOf(Seq("tuple", (wide.key or UNKNOWN, wide.item or UNKNOWN)))
        if name == "copy":
            return base
        if name == "get":
            return join_some(wide.item, args[1]) or UNKNOWN if len(args) > 1 else UNKNOWN
        if name == "pop":
            result = wide.item or UNKNOWN
            new = _dict_without(base, constant(args[0])) if isinstance(base, Dict) else base
            if len(args) > 1:
                result = join_some(wide.item, args[1]) or UNKNOWN
        elif name == "popitem":
            new, result = wide, Seq("tuple", (wide.key or UNKNOWN, wide.item or UNKNOWN))
        elif name == "setdefault":
            new = self.dict_with(base, args[0], args[1] if len(args) > 1 else NONE)
            result = widen_dict(new).item or UNKNOWN if isinstance(new, (Dict, DictOf)) else UNKNOWN
        elif name == "update":
            new = join(base, self.dict_of(args[0])) if args else base
            for k, t in keywords.items():
                if isinstance(new, (Dict, DictOf)):
                    new = self.dict_with(new, Static(k), t)
        elif name == "clear":
            new = Dict((), ())
        else:
            return UNKNOWN
        if target is not None and new != base:
            self.links.change(target, new, env)
        return result

    def set_method(self, e: Any, name: str, base: SetOf, args: list[Type], env: Env) -> Type:
        if name in ("copy", "union", "intersection", "difference", "symmetric_difference"):
            return join_all([base, *(SetOf(self.item_of(a, e)) for a in args)])
        if name == "pop":
            return base.item or UNKNOWN
        if name in ("add", "update") and args and isinstance(e.func.value, gast.Name):
            item = args[0] if name == "add" else self.item_of(args[0], e)
            env[e.func.value.id] = join(base, SetOf(any_key(item)))
        return PY_BOOL if name.startswith("is") else NONE

    def dict_method(self, name: str, base: Dict, args: list[Type]) -> Type:
        keys = tuple(
            Static(k) if isinstance(k, str) else integer(k) if isinstance(k, int) else UNKNOWN
            for k in base.keys
        )
        if name == "keys":
            return Seq("tuple", keys)
        if name == "values":
            return Seq("tuple", base.items)
        if name == "items":
            return Seq("tuple", tuple(Seq("tuple", (k, i)) for k, i in zip(keys, base.items, strict=True)))
        if name == "copy":
            return base
        key = constant(args[0])
        if key is NotImplemented:
            return join_all([*map(general, base.items), *args[1:]]) if len(args) > 1 else UNKNOWN
        return base.get(key) or (args[1] if len(args) > 1 else NONE)


def trial(function: Any, operands: list[tuple[str, Any, int]]) -> tuple[str, Any, int] | None:
    """`elementwise_result`, where a scalar of unknown class is tried as a Python number and as a NumPy
    scalar.
    """
    for i, (kind, dtype, rank) in enumerate(operands):
        if kind == "scalar":
            a, b = (
                trial(function, [*operands[:i], (k, dtype, rank), *operands[i + 1 :]]) for k in ("py", "np")
            )
            if a is None or b is None or a[2] != b[2]:
                return None
            if a == b:
                return a
            kind = a[0] if a[0] == b[0] else "scalar" if {a[0], b[0]} <= {"py", "np", "scalar"} else "any"
            return kind, a[1] if a[1] == b[1] else None, a[2]
    return elementwise_result(function, tuple(operands))




def python_class(t: Type) -> Any:
    """The class of a value, where the type tells it."""
    if isinstance(t, Num) and t.dtype is not None:
        if t.kind == "array":
            return np.ndarray
        if t.kind == "np":
            return t.dtype.type
        if t.kind == "py":
            return {"f": float, "i": int, "b": bool, "c": complex}[t.dtype.kind]
    if isinstance(t, Seq):
        return tuple if t.kind == "tuple" else list
    if isinstance(t, ListOf):
        return list
    if isinstance(t, (Dict, DictOf)):
        return dict
    if isinstance(t, SetOf):
        return set
    if isinstance(t, OBJECTS):
        return t.cls
    if isinstance(t, Static):
        return type(t.value)
    if isinstance(t, Plain):
        return t.cls
    if isinstance(t, Callable_):
        return type(t.function)
    if isinstance(t, Partial):
        return functools.partial
    return python_types.FunctionType if isinstance(t, Closure) else None


def join_all(types: list[Type]) -> Type:
    result: Type | None = None
    for t in types:
        result = t if result is None else join(result, t)
    return UNKNOWN if result is None else result


def _without(t: Type, names: set[str]) -> Type:
    """`t` without lengths that were made from these variables."""
    if isinstance(t, Num):
        shape = t.shape
        if shape and any(mentions(d, names) for d in shape):
            shape = tuple(None if mentions(d, names) else d for d in shape)
        sym = None if mentions(t.sym, names) else t.sym
        return t if shape is t.shape and sym is t.sym else replace(t, shape=shape, sym=sym)
    if isinstance(t, PARTS):
        items = tuple(_without(i, names) for i in t.items)
        return t if all(a is b for a, b in zip(items, t.items, strict=True)) else replace(t, items=items)
    if isinstance(t, (ListOf, DictOf)) and t.item is not None:
        item = _without(t.item, names)
        return t if item is t.item else replace(t, item=item)
    if isinstance(t, Maybe) and isinstance(t.key, Type):
        return Maybe(_without(t.key, names))
    return t


def _may_be_missing(env: Env, other: Env) -> None:
    """A tuple that `env` has and `other` does not have is, where they meet, one that may be missing."""
    for name in env.keys() - other.keys():
        t = env[name]
        if isinstance(t, Seq) and t.kind == "tuple":
            env[name] = Maybe(t)


def _level(t: Type) -> Type:
    """`t` without what differs from one level of a recursion to the next."""
    if isinstance(t, Num):
        return replace(t, shape=None if t.shape is None else (None,) * len(t.shape), sym=None)
    if isinstance(t, PARTS):
        return replace(t, items=tuple(map(_level, t.items)))
    if isinstance(t, (ListOf, DictOf)) and t.item is not None:
        return replace(t, item=_level(t.item))
    if isinstance(t, Maybe) and isinstance(t.key, Type):
        return Maybe(_level(t.key))
    return PY_BOOL if isinstance(t, Static) and isinstance(t.value, bool) else t


def _size(t: Num) -> Dim | None:
    """The number of elements, as a length: a number, or a symbol that is the same for the same shape."""
    if t.shape is None or any(d is None for d in t.shape):
        return None
    if len(t.shape) == 1:
        return t.shape[0]
    constants = [d.constant for d in t.shape if d is not None]
    if all(c is not None for c in constants):
        return Dim(None, int(np.prod([c for c in constants if c is not None], dtype=int)))
    return Dim(("size", t.shape))


def _remaining(size: Dim | None, others: tuple[Dim | None, ...]) -> Dim | None:
    if size is None or any(d is None for d in others):
        return None
    if not others:
        return size
    constants = [d.constant for d in others if d is not None]
    if size.constant is not None and all(c for c in constants):
        return Dim(None, size.constant // int(np.prod([c for c in constants if c is not None], dtype=int)))
    return Dim(("part", size, others))


def _alike(t: Type) -> Type:
    """`t` with all lengths replaced by one and the same small number."""
    if isinstance(t, Num) and t.shape:
        return replace(t, shape=(Dim(None, 4),) * len(t.shape))
    if isinstance(t, PARTS):
        return replace(t, items=tuple(map(_alike, t.items)))
    if isinstance(t, (ListOf, DictOf)) and t.item is not None:
        return replace(t, item=_alike(t.item))
    return t


def _unknown_lengths(t: Type) -> Type:
    if isinstance(t, Num) and t.shape:
        return replace(t, shape=(None,) * len(t.shape))
    if isinstance(t, PARTS):
        return replace(t, items=tuple(map(_unknown_lengths, t.items)))
    return t


def _dict_with(d: Dict, key: Any, value: Type) -> Dict:
    if d.get(key) is not None:
        items = tuple(
            value if type(k) is type(key) and k == key else i for k, i in zip(d.keys, d.items, strict=True)
        )
        return Dict(d.keys, items)
    return Dict((*d.keys, key), (*d.items, value))


def _dict_without(d: Dict, key: Any) -> Type:
    if key is NotImplemented:
        return widen_dict(d)
    kept = [(k, i) for k, i in zip(d.keys, d.items, strict=True) if not (type(k) is type(key) and k == key)]
    return Dict(tuple(k for k, _ in kept), tuple(i for _, i in kept))


def _real(t: Type) -> Type:
    """Comparisons of complex numbers exist only for equality; their shape is that of real ones."""
    if isinstance(t, Num) and t.dtype is not None and t.dtype.kind == "c":
        return replace(t, dtype=FLOAT)
    return t


def _integer_arithmetic(name: str, a: Type, b: Type) -> Type | None:
    """`n + 1`, `n - 1`, `2 * 3`: integers that stay known."""
    if not (
        isinstance(a, Num) and isinstance(b, Num) and a.kind == b.kind == "py" and a.dtype == b.dtype == INT
    ):
        return None
    if a.sym is None or b.sym is None:
        return None
    if a.sym.base is None and b.sym.base is None:
        x, y = a.sym.offset, b.sym.offset
        if name in ("Add", "Sub", "Mult", "FloorDiv", "Mod") and not (name in ("FloorDiv", "Mod") and y == 0):
            return integer(BINARY[name](x, y))
        if name == "Pow" and 0 <= y < 64 and abs(x) < 1000:
            return integer(x**y)
        return None
    if name == "Add" and b.sym.base is None:
        return replace(a, sym=a.sym.shifted(b.sym.offset))
    if name == "Add" and a.sym.base is None:
        return replace(b, sym=b.sym.shifted(a.sym.offset))
    if name == "Sub" and b.sym.base is None:
        return replace(a, sym=a.sym.shifted(-b.sym.offset))
    return None
