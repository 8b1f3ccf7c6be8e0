"""Forward mode: the tangent of each statement beside it, in program order, with the same names and loops.

    for i in range(n):                for i in range(n):
        y = y * x              →          y_dot = y_dot * x + y * x_dot
    return y                              y = y * x
                                      return y, y_dot

A name either carries a tangent wherever it is bound, or nowhere: which names do follows from activity, closed
under sharing memory where arrays and lists are written.  A tangent has the full shape and the dtype of its
value, and the tangents of two names share memory wherever it matters exactly if the values do.
"""

from __future__ import annotations

import contextlib
import copy
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gast
import numpy as np

import tangent.runtime as runtime
from tangent.analyse.calls import ARRAY_ATTRIBUTES, OPERATORS
from tangent.analyse.contexts import raises_errors
from tangent.analyse.flow import (
    flows,
    function_of,
    held_by_arguments,
    is_inactive_call,
    method_of,
    record_display,
)
from tangent.analyse.kinds import holds_empty
from tangent.analyse.memory import remember_memory
from tangent.objects import is_plain
from tangent.rules import RULES
from tangent.rules.kinds import Rule
from tangent.syntax.core import Caught, Enter, Exit, attempt, enter, protected
from tangent.syntax.nodes import (
    as_load,
    as_store,
    assign,
    augment,
    call,
    clone,
    const,
    inner_blocks,
    is_effect,
    load,
    loads_in,
    method,
    quote,
    store,
    stores_in,
    subscript,
    walk,
)
from tangent.syntax.refuse import Refused
from tangent.transform import docstrings
from tangent.transform.defaults import default_of
from tangent.transform.expand import bind_rule, hidden_write, no_rule, parse_rule, unknown_call
from tangent.transform.module import Emitted, Module
from tangent.transform.nested import nested
from tangent.transform.reverse.tools import is_number, loaded
from tangent.transform.tangents import Tangents, scalar, tangent_type
from tangent.types import (
    CONTAINERS,
    PARTS,
    UNKNOWN,
    Callable_,
    Closure,
    Dict,
    DictOf,
    Iter,
    ListOf,
    Num,
    Partial,
    Plain,
    Record,
    Seq,
    Static,
    Type,
    constant,
    differentiable,
    general,
    mutable,
)
from tangent.unit import Instance

CHANGES_LIST = ("append", "extend", "insert", "pop", "clear", "reverse", "sort", "remove")
CHANGES_DICT = ("update", "setdefault", "pop", "clear", "popitem")
NOT_MIRRORED = ("sort", "remove")
LINEAR_METHODS = ("astype", "flatten", "tolist", "copy", "item")
Part = tuple[Any, Any]


@dataclass(frozen=True)
class Jvp:
    """The derivative of one instance with respect to the parameters `active`, in their order.

    It takes all parameters and then one tangent per active one.  `out`: it returns `(value, value_dot)`;
    where the value cannot carry a derivative it returns the value alone.
    """

    name: str
    active: tuple[str, ...]
    out: bool


def gives_tangent(instance: Instance) -> bool:
    """Whether what a function returns may have a tangent, perhaps later: an empty list of an argument."""
    t = instance.result or UNKNOWN
    if differentiable(t):
        return True
    remember_memory(instance)
    return holds_empty(t) and bool(instance.memory.result_aliases)


JvpOf = Callable[[Instance, frozenset[str]], Jvp]


def forward_function(module: Module, instance: Instance, active: frozenset[str]) -> str:
    """Write the derivative of `instance` and of all that it calls; returns the name of its function.

    It leaves its arguments as they are, and returns `(value, value_dot)`, shared with nothing.
    """
    name = module.function_name(f"{instance.unit.name}_jvp")
    forward(module, instance, active, jvp_of(module), name, entry=True)
    return name


def jvp_of(module: Module) -> JvpOf:
    """The derivatives of callees, each written once; its name is known before it is written (recursion)."""

    def find(instance: Instance, active: frozenset[str]) -> Jvp:
        key = ("jvp", id(instance), active)
        found = module.cache.get(key)
        if found is None:
            name = module.function_name(f"{instance.name}_jvp")
            order = tuple(p for p in instance.arg_types if p in active)
            found = module.cache[key] = Jvp(name, order, gives_tangent(instance))
            # Not `find` itself: a closure that holds itself keeps the whole module until it is collected.
            forward(module, instance, active, jvp_of(module), name)
        return found

    return find


def forward(
    module: Module,
    instance: Instance,
    active: frozenset[str],
    find: JvpOf,
    name: str,
    *,
    entry: bool = False,
) -> Emitted:
    """Write the derivative of one instance as the function `name` of the module.

    entry: called by the user, not by a derivative: arguments that the primal writes into are copied.
    """
    remember_memory(instance)
    try:
        return Forward(module, instance, active, find, name, entry).run()
    except Refused as e:
        e.unit = e.unit or instance.unit
        raise


class Forward(Tangents):
    def __init__(
        self,
        module: Module,
        instance: Instance,
        active: frozenset[str],
        find: JvpOf,
        name: str,
        entry: bool,
    ) -> None:
        super().__init__(module, instance, active)
        self.active = active
        self.find = find
        self.name = name
        self.entry = entry
        body = instance.tree.body
        self.open_contexts: list[tuple[Enter, int]] = []
        self.ignored = "" if "_" in loads_in(body) else "_"
        self.last: Any = body[-1] if body and isinstance(body[-1], gast.Return) else None
        value = self.last.value if self.last is not None else None
        self.result: Any = const(None) if value is None else value
        self.kept |= self.returned_regions()

    # ============================================================== the function

    def run(self) -> Emitted:
        params = list(self.instance.arg_types)
        dots = [self.dot(p) for p in params if p in self.active]
        self.check_names()
        for p in params:
            self.start(p)
        body = self.instance.tree.body
        self.block(body[:-1] if self.last is not None else body)
        if self.last is not None:
            self.learn(self.last)
        self.finish()
        tree = gast.parse(f"def {self.name}(): pass").body[0]
        tree.args.args = [gast.Name(p, gast.Param(), None, None) for p in [*params, *dots]]
        unit = self.instance.unit
        head = docstrings.of_tangent(unit.name, [p for p in params if p in self.active])
        tree.body = [head, *nested([clone(s) for s in self.out])]
        made = (self.namer.taken - set(unit.taken)) | set(unit.temporaries)
        own = frozenset(self.dots.values())
        emitted = Emitted(tree, unit, made, self.lasting_types(), self.instance, own)
        self.module.functions.append(emitted)
        del self.expander  # holds methods of this object: without it, all is freed as soon as it is let go
        return emitted

    def lasting_types(self) -> dict[str, Type]:
        """The types of names that are the same wherever they are bound, and those of the tangents.

        Of lists that change no more is said than that they are no numbers.
        """
        found = dict(self.instance.arg_types)
        mixed: set[str] = set()
        for n in walk(self.instance.tree.body):
            if isinstance(n, gast.Name) and n in self.types:
                t = general(self.types[n])
                if general(found.setdefault(n.id, t)) != t:
                    mixed.add(n.id)
        for n in self.env:
            if n not in found and n not in self.dots.values():
                found[n] = self.env[n]
        lasting = {n: t for n, t in found.items() if n not in mixed}
        lasting |= {n: UNKNOWN for n in sorted(mixed) if not isinstance(found[n], Num)}
        return lasting | {self.dots[n]: tangent_type(t) for n, t in lasting.items() if n in self.dots}

    def check_names(self) -> None:
        """Only variables of the function have tangents: a global array that is written is refused."""
        outside = self.carried - stores_in(self.instance.tree.body) - set(self.instance.arg_types)
        for s in walk(self.instance.tree.body):
            for n in self.memory.writes.get(id(s), []):
                if n in outside:
                    raise Refused("alias", s, f"`{n}`, which is not a variable of the function")
        self.carried -= outside

    def start(self, p: str) -> None:
        t = self.instance.arg_types[p]
        if self.entry and p in self.memory.written:
            for s in self.copied(p, t):
                self.emit(s)
        if p in self.carried and p not in self.active:
            self.emit(assign(self.dot(p), self.zero_of(t, load(p))))
        if p in self.carried:
            self.env[self.dot(p)] = tangent_type(t)

    def copied(self, p: str, t: Type) -> list[Any]:
        """Copies of an argument that is written, and of its tangent."""
        dot = self.dot(p) if p in self.active else None
        if not isinstance(t, Num):
            # The same array may stand in it twice: that matters only if arrays in it are written.
            written = self.memory.region_of(p) in {self.memory.region_of(n) for n in self.memory.shadowed}
            deep = self.ours("copied", copy.deepcopy) if written else ""
            function = deep or self.ours("apart", runtime.apart)
            return [assign(n, call(function, load(n))) for n in (p, dot) if n is not None]
        out = [assign(p, self.module.copied(self.instance.unit, p, t))]
        if dot is not None:
            alike = self.laid_out(load(dot), p) if self.layout_matters(p, t) else method(load(dot), "copy")
            out.append(assign(dot, alike))
        return out

    def finish(self) -> None:
        out = gives_tangent(self.instance)
        value = clone(self.result)
        if self.entry:
            value = self.apart(value, self.result, self.shares_argument)
        elif not out:
            if self.last is not None:
                self.emit(gast.Return(value))
            return
        dot = self.result_dot(self.result)
        self.emit(gast.Return(gast.Tuple([value, dot], gast.Load())))

    def result_dot(self, e: Any) -> Any:
        """The tangent of the result, in its structure and of its class."""
        if isinstance(e, (gast.Tuple, gast.List)):
            return type(e)([self.result_dot(i) for i in e.elts], gast.Load())
        t = self.type_of(e)
        dot = self.tangent(e)
        if self.entry and isinstance(t, Record) and isinstance(e, gast.Name):
            return self.record_result(e, t, dot)
        if dot is None:
            zero = self.zero_of(t, e)
            if isinstance(t, Num) and t.kind == "np" and is_number(zero, 0.0):
                return call(self.dtype_expr(np.dtype(float)), zero)
            return zero
        return self.apart(dot, e, self.shares_tangent)

    def record_result(self, e: Any, t: Record, dot: Any) -> Any:
        """The tangent of an object, as one of its class."""
        dot = self.zero_of(t, e) if dot is None else self.apart(dot, e, self.shares_tangent)
        if is_plain(t.cls):
            return dot
        name = self.namer.fresh("out_dot")
        self.emit(assign(name, dot))
        parts = {k: gast.Attribute(load(name), k, gast.Load()) for k in t.keys}
        return call(self.ours("like", runtime.like), clone(e), **parts)

    def apart(self, expr: Any, e: Any, shares: Callable[[str], bool]) -> Any:
        """`expr`, the value or the tangent of `e`, as an object of its own."""
        if isinstance(e, (gast.Tuple, gast.List)) and isinstance(expr, type(e)):
            items = [self.apart(x, i, shares) for x, i in zip(expr.elts, e.elts, strict=True)]
            return type(e)(items, gast.Load())
        t = self.type_of(e)
        plain = scalar(t) or isinstance(t, (Static, Plain, Callable_, Closure, Partial))
        if plain or not isinstance(e, gast.Name) or not shares(e.id):
            return expr
        return self.own(expr, t)

    def shares_argument(self, name: str) -> bool:
        """Whether a result may share memory with an argument or with another result."""
        home = self.memory.region_of(name)
        results = [n.id for n in walk(self.result) if isinstance(n, gast.Name)]
        twice = sum(self.memory.region_of(n) == home for n in results) > 1
        return twice or home in {self.memory.region_of(p) for p in self.memory.result_aliases}

    def shares_tangent(self, name: str) -> bool:
        home = self.memory.region_of(name)
        if home in {self.memory.region_of(n) for n in self.borrowed}:
            return True
        return self.entry and self.shares_argument(name)

    def returned_regions(self) -> set[str]:
        """Regions where the tangent of a new value must be new at once: a copy at the end is too late."""
        names = {n.id for n in walk(self.result) if isinstance(n, gast.Name)}
        held = {n for n in names if not isinstance(self.instance.result, Num)}
        held |= names & set(self.memory.result_aliases)
        if self.memory.result_aliases:
            held |= names
        if isinstance(self.result, gast.Tuple):
            held = {
                n.id
                for n in self.result.elts
                if isinstance(n, gast.Name) and not isinstance(self.type_of(n), Num)
            } | (held if self.memory.result_aliases else set())
        # (copies of what two parts share would be two objects)
        return {self.memory.region_of(n) for n in held | self.memory.returned_twice}

    # ============================================================== helpers

    def set_dot(self, y: str, expr: Any) -> None:
        name = self.dot(y)
        self.emit(assign(name, expr))

    # ============================================================== statements

    def block(self, stmts: list[Any]) -> None:
        for s in stmts:
            handler = getattr(self, "do_" + type(s).__name__, None)
            if handler is None or is_effect(s):
                self.emit(s)  # no effect on tangents: assert, raise, pass, break, nested definitions
                continue
            if not isinstance(s, (gast.If, gast.For, gast.While)):
                self.learn(s)
            handler(s)

    def inner_block(self, stmts: list[Any], before: list[Any] | None = None) -> list[Any]:
        saved, self.out = self.out, list(before or [])
        self.block(stmts)
        out, self.out = self.out, saved
        return out

    def do_If(self, s: Any) -> None:
        self.emit(gast.If(clone(s.test), self.inner_block(s.body), self.inner_block(s.orelse)))

    def do_Attempt(self, s: Any) -> None:
        end = protected(s)
        inside, later = self.apart_from_try(s.body[:end])
        body = [*inside, *self.inner_block(s.body[end:], [])]
        body[len(inside) + 1 : len(inside) + 1] = later
        self.emit(attempt(s.test.id, body, self.inner_block(s.orelse)))

    def apart_from_try(self, stmts: list[Any]) -> tuple[list[Any], list[Any]]:
        """Protected statements, and their tangents, which go behind the `try` where they can: a tangent may
        have a pole where its value has none, and nobody but the primal may raise there."""
        changed = self.changed_on_the_way(stmts)
        out = [n for s in stmts for n in self.inner_block([s])]
        moved = [n for n in out if self.only_tangents(n)]
        ids = {id(n) for n in moved}
        stay = [n for n in out if id(n) not in ids]
        made = {_root(t) for n in moved for t in n.targets} | stores_in(moved)
        # A call takes the tangents of an array that is written under all of its names, and may write them.
        made |= {self.dots[n] for n in changed if n in self.dots}
        plain = all(isinstance(s, (gast.Assign, gast.Expr, gast.Pass)) for s in stmts)
        if not plain or loads_in(moved) & (changed | (made & stores_in(stay))) or loads_in(stay) & made:
            return out, []
        return stay, moved

    def changed_on_the_way(self, stmts: list[Any]) -> set[str]:
        """Names that these statements bind anew, or whose array they write."""
        found: set[str] = set()
        bound = set(self.env)
        for s in stmts:
            found |= stores_in(s) & bound
            bound |= stores_in(s)
            regions = {self.memory.region_of(n) for n in self.memory.writes.get(id(s), [])}
            found |= {n for n in bound if self.memory.region_of(n) in regions}
        return found

    def only_tangents(self, s: Any) -> bool:
        """Whether a statement computes a tangent and nothing else."""
        if not isinstance(s, gast.Assign):
            return False
        roots = stores_in(s) | {_root(t) for t in s.targets if isinstance(t, gast.Subscript)}
        return roots <= set(self.dots.values())

    def do_Caught(self, s: Any) -> None:
        self.emit(Caught(clone(s.test), self.inner_block(s.body), self.inner_block(s.orelse)))

    def do_Enter(self, s: Any) -> None:
        (target,) = s.targets
        if target.id in self.carried:
            if constant(self.type_of(s.value.func)) is not contextlib.nullcontext:
                raise Refused("with", s.value, "a value that comes out of a context manager")
            self.set_dot(target.id, self.tangent_or_zero(s.value.args[0]))
        self.emit(s)
        self.open_contexts.append((s, len(self.out)))

    def do_Exit(self, s: Any) -> None:
        opened, start = self.open_contexts.pop()
        if raises_errors(self.types, opened.value):
            self.out[start:] = self.quietly(self.out[start:], opened.value.func)
        self.emit(s)

    def quietly(self, stmts: list[Any], errstate: Any) -> list[Any]:
        """Tangents may have poles where their values have none: they raise no floating-point errors."""
        out: list[Any] = []
        for quiet, group in itertools.groupby(stmts, self.only_tangents):
            run = list(group)
            if quiet and any(isinstance(n, (gast.BinOp, gast.Call)) for n in walk(run)):
                ignore = gast.Call(clone(errstate), [], [gast.keyword("all", const("ignore"))])
                out += [enter(store(self.namer.fresh("context")), ignore, True), *run, Exit()]
                continue
            for st in run:
                for block in inner_blocks(st):
                    block[:] = self.quietly(block, errstate)
            out += run
        return out

    def do_While(self, s: Any) -> None:
        self.emit(gast.While(clone(s.test), self.inner_block(s.body), []))

    def do_Assign(self, s: Any) -> None:
        (target,) = s.targets
        if isinstance(target, gast.Name):
            self.assign_name(s, target)
        elif isinstance(target, gast.Tuple):
            self.assign_tuple(s, target)
        else:
            self.assign_item(s, target)

    def assign_name(self, s: Any, target: Any) -> None:
        y, e = target.id, s.value
        user = self.user_call(e)
        if user is not None:
            self.call_user(s, e, target, user)
            return
        if self.changes_container(e):
            self.change_container(s, e, y)
            return
        self.check_writes(s)
        t = self.type_of(target)
        if y not in self.carried:
            self.emit(s)
            return
        if isinstance(e, gast.Name) and self.carries(e):
            self.set_dot(y, load(self.dot(e.id)))
            self.emit(s)
            return
        self.emit(s)
        read = isinstance(e, (gast.Subscript, gast.Attribute, gast.Tuple))
        moves = differentiable(t) or y in self.memory.grown or (read and holds_empty(t))
        expr = self.value_tangent(e, y, t) if moves else None
        is_display = isinstance(e, (gast.Tuple, gast.List, gast.Dict)) or record_display(self.instance, e)
        shown = e if is_display else load(y)
        self.set_dot(y, self.zero_of(t, shown) if expr is None else expr)

    def value_tangent(self, e: Any, y: str, t: Type) -> Any:
        """The tangent of `y`, which has just been made by the operation `e`; None for zero."""
        if record_display(self.instance, e) is not None:
            return self.record_dot(e, y)
        if isinstance(e, gast.Call):
            return self.call(e, y, t)
        if isinstance(e, gast.BinOp) and isinstance(t, (Seq, ListOf)):
            return self.sequence_operator(e)
        if isinstance(e, gast.BinOp):
            return self.apply(OPERATORS[type(e.op).__name__], [e.left, e.right], {}, e, y, t)
        if isinstance(e, gast.UnaryOp):
            if isinstance(e.op, gast.Not):
                return None
            return self.apply(OPERATORS[type(e.op).__name__], [e.operand], {}, e, y, t)
        if isinstance(e, gast.Subscript):
            if not self.carries(e.value):
                return self.tangent(e.value)
            if scalar(self.type_of(e.value)):
                # `top[..., None]` of a NumPy number; its tangent may be a Python number.
                return subscript(self.np("asarray", self.tangent(e.value)), clone(e.slice))
            return subscript(self.tangent(e.value), clone(e.slice))
        if isinstance(e, gast.Attribute):
            return self.attribute(e)
        return self.tangent(e)

    def attribute(self, e: Any) -> Any:
        if not any(n.id in self.carried for n in flows(self.instance, e)):
            return None
        dot = self.tangent(e.value)
        if dot is None:
            return None
        if isinstance(self.type_of(e.value), Record):
            return gast.Attribute(dot, e.attr, gast.Load())
        if e.attr not in ARRAY_ATTRIBUTES:
            raise Refused("expression", e, f"the attribute `.{e.attr}`")
        t = self.type_of(e.value)
        if scalar(t) and e.attr == "T":
            return dot
        if isinstance(t, Num) and t.kind == "any":
            return self.np({"T": "transpose", "mT": "matrix_transpose"}.get(e.attr, e.attr), dot)
        return gast.Attribute(dot, e.attr, gast.Load())

    def sequence_operator(self, e: Any) -> Any:
        """`a + b` and `a * n` of lists and tuples."""
        if not self.carries(e.left) and not self.carries(e.right):
            return None
        if isinstance(e.op, gast.Add):
            return gast.BinOp(self.tangent_or_zero(e.left), e.op, self.tangent_or_zero(e.right))
        if isinstance(e.op, gast.Mult):
            sides = [
                self.tangent_or_zero(x) if not isinstance(self.type_of(x), Num) else x
                for x in (e.left, e.right)
            ]
            return gast.BinOp(sides[0], e.op, sides[1])
        raise Refused("container", e, f"`{type(e.op).__name__}` of a list")

    # -------------------------------------------------------------- tuples

    def assign_tuple(self, s: Any, target: Any) -> None:
        carried = [t for t in target.elts if t.id in self.carried]
        if self.user_call(s.value) is not None:  # flattening gives the result a name first
            raise Refused("expression", s, "a call that is unpacked")
        if not carried:
            self.emit(s)
            return
        if isinstance(s.value, gast.Tuple):
            sources = dict(zip([t.id for t in target.elts], s.value.elts, strict=True))
            dots = [self.tangent_or_zero(sources[t.id]) for t in carried]
            self.emit(parallel([self.dot(t.id) for t in carried], dots))
            self.emit(s)
            return
        moving = [t for t in carried if differentiable(self.type_of(t)) or holds_empty(self.type_of(t))]
        source = self.tangent(s.value)
        if source is not None and len(moving) == len(target.elts):
            names = [store(self.dot(t.id)) for t in target.elts]
            self.emit(gast.Assign([gast.Tuple(names, gast.Store())], source, None))
        elif source is not None and moving:
            places = {t.id: i for i, t in enumerate(target.elts)}
            items = [subscript(clone(source), const(places[t.id])) for t in moving]
            self.emit(parallel([self.dot(t.id) for t in moving], items))
        self.emit(s)
        for t in carried:
            if source is None or t not in moving:
                self.set_dot(t.id, self.zero_of(self.type_of(t), load(t.id)))

    # -------------------------------------------------------------- writes

    def check_writes(self, s: Any) -> None:
        """A hidden write into something that has a tangent (`out=`, an unknown method) is refused."""
        for n in self.memory.writes.get(id(s), []):
            if n in self.carried:
                raise hidden_write(s.value, n)

    def assign_item(self, s: Any, target: Any) -> None:
        base = target.value
        if isinstance(base, gast.Name) and base.id in self.carried:
            place = subscript(load(self.dot(base.id)), clone(target.slice))
            value = self.tangent(s.value)
            if value is None:
                t = self.type_of(base)
                value = const(0.0) if isinstance(t, Num) else self.zero_of(self.type_of(s.value), s.value)
            self.emit(gast.Assign([as_store(place)], value, None))
        self.emit(s)

    def do_Delete(self, s: Any) -> None:
        (target,) = s.targets
        if target.value.id in self.carried:
            place = subscript(load(self.dot(target.value.id)), clone(target.slice))
            self.emit(gast.Delete([place]))
        self.emit(s)

    def do_AugAssign(self, s: Any) -> None:
        target = s.target
        root = target.id if isinstance(target, gast.Name) else target.value.id
        if root not in self.carried:
            self.emit(s)
            return
        place = as_load(target)
        t = self.types.get(target, UNKNOWN)
        self.types[place] = t
        dot: Any = load(self.dot(root))
        if isinstance(target, gast.Subscript):
            self.types.setdefault(place.value, self.env.get(root, UNKNOWN))
            dot = subscript(dot, clone(target.slice))
        if isinstance(t, (Seq, ListOf)):
            self.emit(augment(dot, s.op, self.tangent_or_zero(s.value)))
        else:
            self.update(s, place, dot, t)
        self.emit(s)
        if isinstance(t, Num) and t.kind == "any" and isinstance(target, gast.Name):
            self.set_dot(root, call(self.ours("spread", runtime.spread), load(self.dot(root)), load(root)))

    def update(self, s: Any, place: Any, dot: Any, t: Type) -> None:
        """`x op= v` in place: the tangent takes the old x, so it comes first."""
        value = self.tangent(s.value)
        if isinstance(s.op, (gast.Add, gast.Sub)):
            if value is not None:
                self.emit(augment(dot, s.op, value))
            return
        if isinstance(s.op, (gast.Mult, gast.Div)) and value is None:
            self.emit(augment(dot, s.op, clone(s.value)))
            return
        if isinstance(t, Num) and t.kind == "any" and isinstance(place, gast.Name):
            self.update_any(s, place, dot, value)
            return
        whole = dot
        if isinstance(place, gast.Name) or not isinstance(self.type_of(place.value), Num):
            whole = subscript(clone(dot), const(...))
        function = OPERATORS[type(s.op).__name__]
        new = gast.BinOp(clone(place), s.op, clone(s.value))
        operands = [place, s.value]
        given = {id(place): dot, id(s.value): value}
        expr = self.operation(function, operands, {}, new, new, UNKNOWN, given)
        self.emit(gast.Assign([as_store(whole)], const(0.0) if expr is None else expr, None))

    def update_any(self, s: Any, place: Any, dot: Any, value: Any) -> None:
        """A number or an array: the update must be in place if it is one."""
        if not isinstance(s.op, (gast.Mult, gast.Div)):
            raise Refused("alias", s, f"`{place.id}`, a number or an array")
        part = self.namer.fresh(f"{place.id}_part_dot")
        factor = (
            place if isinstance(s.op, gast.Mult) else gast.BinOp(clone(place), gast.Div(), clone(s.value))
        )
        self.emit(assign(part, gast.BinOp(clone(factor), gast.Mult(), value)))
        if isinstance(s.op, gast.Mult):
            self.emit(augment(dot, s.op, clone(s.value)))
            self.emit(augment(dot, gast.Add(), load(part)))
        else:
            self.emit(augment(dot, gast.Sub(), load(part)))
            self.emit(augment(dot, s.op, clone(s.value)))

    # -------------------------------------------------------------- rules

    # -------------------------------------------------------------- shape, dtype, memory

    # -------------------------------------------------------------- calls

    def user_call(self, e: Any) -> Any:
        return self.instance.calls.get(e)

    def do_Expr(self, s: Any) -> None:
        e = s.value
        user = self.user_call(e)
        if user is not None:
            self.call_user(s, e, None, user)
        elif self.changes_container(e):
            self.change_container(s, e, None)
        elif isinstance(e, gast.Call):
            self.effect(s, e)
            self.emit(s)
        else:
            self.emit(s)

    def effect(self, s: Any, e: Any) -> None:
        """A call for its effect: what it writes into an array it writes into the tangent first."""
        found = method_of(self.instance, e)
        if found is not None and isinstance(found[1], Num) and id(s) in self.memory.writes:
            if e.func.value.id in self.carried:
                self.array_method(e, found[0])
            return
        function = function_of(self.instance, e)
        rule = RULES.get(function) if function is not None else None
        if rule is not None and rule.kind == "mutation":
            self.mutate(e, rule)
            return
        if not is_inactive_call(self.instance, e) and self.active_call(e):
            raise no_rule(function, e) if function is not None else Refused("no_rule", e, "this call")
        self.check_writes(s)

    def array_method(self, e: Any, name: str) -> None:
        base = e.func.value
        dot: Any = load(self.dot(base.id))
        if name == "fill":
            self.emit(gast.Expr(method(dot, "fill", self.tangent(e.args[0]) or const(0.0))))
        elif name == "put" and len(e.args) == 2 and not e.keywords:
            self.emit(gast.Expr(method(dot, "put", clone(e.args[0]), self.tangent(e.args[1]) or const(0.0))))
        elif name == "sort":
            rule = RULES[np.sort]
            bound = bind_rule(rule, [base, *e.args], {k.arg: k.value for k in e.keywords}, e)
            whole = subscript(clone(dot), const(...))
            expr = self.pair(rule, bound, ["a"], {id(base): dot}, base, e)
            self.emit(gast.Assign([as_store(whole)], expr, None))
        else:
            raise Refused("no_rule", e, f"the method .{name}() in place")

    def mutate(self, e: Any, rule: Rule) -> None:
        bound = bind_rule(rule, e.args, {k.arg: k.value for k in e.keywords}, e)
        first = bound[rule.wrt[0]]
        if not isinstance(first, gast.Name) or first.id not in self.carried:
            return
        assert rule.jvp is not None
        wanted = [w for w in rule.wrt if w in bound and self.carries(bound[w])]
        extra: dict[str, Any] = {}
        for w in rule.wrt:
            extra[w + "_dot"] = self.tangent(bound[w]) if w in wanted else const(0.0)
        self.check_mutation(rule, bound, e)
        for s in self.expander.expand(rule, rule.jvp, bound, wanted, extra, e).setup:
            adds = (
                isinstance(s, gast.Expr)
                and isinstance(s.value.func, gast.Attribute)
                and s.value.func.attr == "at"
            )
            if not (adds and is_number(s.value.args[-1], 0.0)):
                self.emit(s)

    def check_mutation(self, rule: Rule, bound: dict[str, Any], e: Any) -> None:
        assert rule.jvp is not None
        read = loads_in(parse_rule(rule.jvp).body)
        for p, value in bound.items():
            if p in rule.defaults and p not in rule.wrt and p not in read:
                self.check_default(rule, p, value, e)

    def call(self, e: Any, y: str, t: Type) -> Any:
        """The tangent of the value of a call that is known by a rule."""
        if is_inactive_call(self.instance, e):
            function = function_of(self.instance, e)
            if function is not None:
                self.check_real_only(function, e.args, e)
            return None
        if not self.active_call(e):
            return None
        keywords = {k.arg: k.value for k in e.keywords}
        found = method_of(self.instance, e)
        function = function_of(self.instance, e)
        if found is not None:
            return self.method_call(e, y, t, found, function, keywords)
        if function is None:
            raise unknown_call(self.instance, e)
        if getattr(function, "__module__", "") == "builtins":
            name = getattr(function, "__name__", "")
            if name in ("list", "tuple", "dict", "sum"):
                return self.builtin(e, name)
            if name in ("max", "min") and len(e.args) == 1:
                raise Refused("argument", e, f"`{name}` of one iterable", "Use np.max or np.min of an array.")
        if any(n in self.carried for n in held_by_arguments(self.instance, e)):
            raise no_rule(function, e)
        return self.apply(function, e.args, keywords, e, y, t)

    def method_call(
        self, e: Any, y: str, t: Type, found: Any, function: Any, keywords: dict[str, Any]
    ) -> Any:
        name, base_type = found
        base = e.func.value
        if not isinstance(base_type, Num):
            return self.container_method(e, name)
        args = list(e.args)
        if name in LINEAR_METHODS or (name == "view" and not args):
            dot = self.tangent(base)
            if dot is None:
                return None
            if base_type.kind == "array":
                new = gast.Call(gast.Attribute(dot, name, gast.Load()), clone(e.args), clone(e.keywords))
                return (
                    new if name in ("copy", "flatten", "item", "tolist") else self.fitted(new, y, t, e, True)
                )
            if name == "astype" and base_type.kind == "np" and isinstance(t, Num) and t.dtype is not None:
                return call(self.dtype_expr(t.dtype), dot)
            if name == "copy" and base_type.kind == "np":
                return dot
            if name == "item" and base_type.kind == "np":
                return call(self.ours("float", float), dot)
            if name == "copy":
                return self.np("copy", dot)
            raise Refused("no_rule", e, f"the method .{name}()")
        if function is None:
            raise Refused("no_rule", e, f"the method .{name}()")
        if name in ("reshape", "transpose") and len(args) > 1:
            args = [gast.Tuple(args, gast.Load())]
        return self.apply(function, [base, *args], keywords, e, y, t)

    def builtin(self, e: Any, name: str) -> Any:
        if name == "sum":
            return self.sum_of(e)
        if e.args and isinstance(self.type_of(e.args[0]), Iter):
            raise Refused("container", e, f"`{name}` of an iterator")
        args = [self.tangent_or_zero(a) for a in e.args]
        keywords = {k.arg: self.tangent_or_zero(k.value) for k in e.keywords}
        return call(clone(e.func), *args, **keywords)

    def sum_of(self, e: Any) -> Any:
        first = e.args[0]
        if isinstance(self.type_of(first), Iter):
            raise Refused("container", e, "`sum` of this iterable")
        start = (
            e.args[1] if len(e.args) > 1 else next((k.value for k in e.keywords if k.arg == "start"), None)
        )
        args = [self.tangent_or_zero(first)]
        if start is not None and not (isinstance(start, gast.Constant) and not self.carries(start)):
            args.append(self.tangent_or_zero(start))
        return call(clone(e.func), *args)

    # -------------------------------------------------------------- lists and dicts

    def container_method(self, e: Any, name: str) -> Any:
        base = e.func.value
        dot = self.tangent(base)
        if dot is None:
            if name == "get" and len(e.args) > 1:
                raise Refused("container", e, "`.get()` with a default that carries a derivative")
            return None
        if name == "copy":
            return method(dot, "copy")
        if name == "get":
            return method(dot, "get", clone(e.args[0]), *(self.tangent_or_zero(a) for a in e.args[1:]))
        if name == "values":
            return quote("[d[key] for key in x]", d=dot, x=base)
        if name == "items":
            return quote("[(None, d[key]) for key in x]", d=dot, x=base)
        raise Refused("container", e, f"`.{name}()`")

    def changes_container(self, e: Any) -> bool:
        if not isinstance(e, gast.Call):
            return False
        found = method_of(self.instance, e)
        if found is None or not isinstance(e.func.value, gast.Name):
            return False
        name, t = found
        if isinstance(t, (Dict, DictOf)):
            return name in CHANGES_DICT
        return isinstance(t, (Seq, ListOf)) and name in CHANGES_LIST

    def change_container(self, s: Any, e: Any, y: str | None) -> None:
        """What is done to a list or dict is done to its tangent."""
        base, name = e.func.value, e.func.attr
        carried = y is not None and y in self.carried
        if base.id not in self.carried:
            self.emit(s)
            if carried and y is not None:
                self.set_dot(y, self.zero_of(self.type_of(s.targets[0]), load(y)))
            return
        if name in NOT_MIRRORED:
            raise Refused("container", e, f"`.{name}()` on a list that carries a derivative")
        dot = load(self.dot(base.id))
        plain = {"append": 0, "extend": 0, "insert": 1, "update": 0, "setdefault": 1, "pop": 1}.get(name, 0)
        args = [clone(a) if i < plain else self.tangent_or_zero(a) for i, a in enumerate(e.args)]
        change = method(dot, name, *args)
        change.keywords = [gast.keyword(k.arg, self.tangent_or_zero(k.value)) for k in e.keywords]
        t = self.type_of(s.targets[0]) if y is not None else UNKNOWN
        if name in ("pop", "clear", "reverse", "popitem", "setdefault") or y is not None:
            self.emit(s)
            self.emit(assign(self.dot(y), change) if carried and y is not None else gast.Expr(change))
            if carried and y is not None and not differentiable(t):
                self.set_dot(y, self.zero_of(t, load(y)))
        else:
            self.emit(gast.Expr(change))
            self.emit(s)

    # -------------------------------------------------------------- calls of user functions

    def call_user(self, s: Any, e: Any, target: Any, user: Any) -> None:
        callee, bound = user
        remember_memory(callee)
        args = self.call_arguments(callee, bound)
        active = frozenset(p for p, a in args.items() if self.passes_tangent(callee, p, a))
        y = target.id if target is not None else None
        if not active:
            self.emit(s)
            if y is not None and y in self.carried:
                self.stand_still(target, callee, e)
            return
        jvp = self.find(callee, active)
        values = [clone(args[p]) if p in args else self.default(callee, p) for p in callee.arg_types]
        dots = [self.tangent_or_zero(args[p]) for p in jvp.active]
        value = call(jvp.name, *values, *dots)
        if y is None:
            self.emit(gast.Expr(value))
            return
        if not jvp.out:
            self.emit(assign(y, value))
            if y in self.carried:
                self.stand_still(target, callee, e)
            return
        second = self.dot(y) if y in self.carried else self.unused()
        left = gast.Tuple([store(y), store(second)], gast.Store())
        new = gast.Assign([left], value, None)
        new.origin = getattr(s, "origin", s)
        self.emit(new)

    def stand_still(self, target: Any, callee: Instance, e: Any) -> None:
        """A result that does not move: its tangent is made of zeros, those of each part by themselves."""
        t = self.type_of(target)
        parts = t.items if isinstance(t, PARTS) else ()
        if isinstance(t, (ListOf, DictOf)) and t.item is not None:
            parts = (t.item, t.item)
        apart = callee.memory is not None and callee.memory.apart and not callee.recursive
        if not apart and sum(map(mutable, parts)) > 1:
            raise Refused("container", e, f"two parts of what `{callee.unit.name}` returns may be one object")
        self.set_dot(target.id, self.zero_of(t, load(target.id)))

    def passes_tangent(self, callee: Instance, p: str, a: Any) -> bool:
        if not differentiable(callee.arg_types[p]) and not isinstance(
            callee.arg_types[p], CONTAINERS
        ):
            return False
        if self.carries(a):
            return True
        if not isinstance(a, gast.Name):
            return self.tangent(a) is not None
        memory = callee.memory
        return a.id in self.carried and memory is not None and p in {*memory.written, *memory.result_aliases}

    def call_arguments(self, callee: Instance, bound: Any) -> dict[str, Any]:
        """Parameter → expression of the caller, for those that the call gives (defaults stay out)."""
        args: dict[str, Any] = {}
        for p in callee.arg_types:
            if p in bound.exprs:
                args[p] = bound.exprs[p]
            elif p in bound.hidden:
                args[p] = load(bound.hidden[p])
                self.types[args[p]] = callee.arg_types[p]  # in a loop, that of each of its trips
                if bound.hidden[p] in self.carried:
                    self.env[self.dot(bound.hidden[p])] = tangent_type(callee.arg_types[p])
        return args

    def default(self, callee: Instance, p: str) -> Any:
        """The default of a parameter that a call leaves out: as text, or the object itself."""
        found = default_of(self.ours, callee, p)
        if found is None:
            raise TypeError(f"no value for the parameter {p!r} of {callee.unit.name}")
        return found

    def unused(self) -> str:
        if not self.ignored:
            self.ignored = self.namer.fresh("unused")
        return self.ignored

    # ============================================================== loops

    def do_For(self, s: Any) -> None:
        self.learn(s.iter)
        self.learn(s.target)
        bound = {n for n in stores_in(s.target) if n in self.carried}
        if not bound:
            self.emit(gast.For(clone(s.target), clone(s.iter), self.inner_block(s.body), [], None))
            return
        before: list[Any] = []
        found: set[str] = set()
        parts = self.mirrored(s.target, s.iter, before, found, s)
        targets, iters = [p[0] for p in parts], [p[1] for p in parts]
        target, iterable = targets[0], iters[0]
        if len(parts) > 1:
            target, iterable = gast.Tuple(targets, gast.Store()), call(self.ours("zip", zip), *iters)
        # Variables that come from something that does not move.
        for n in walk(s.target):
            if isinstance(n, gast.Name) and n.id in bound - found:
                before.append(assign(self.dot(n.id), self.zero_of(self.type_of(n), load(n.id))))
        self.emit(gast.For(target, iterable, self.inner_block(s.body, before), [], None))

    def mirrored(self, target: Any, e: Any, before: list[Any], found: set[str], s: Any) -> list[Part]:
        """What to loop over instead of `target in e`: pairs of target and iterable, to be zipped."""
        t = self.types.get(e)
        plain: list[Part] = [(clone(target), clone(e))]
        if not stores_in(target) & self.carried or not self.active_iterable(e):
            return plain
        if isinstance(t, Iter) and not isinstance(e, gast.Call):
            raise Refused("loop", e, "an iterator that is kept in a variable")
        if isinstance(t, Iter) and t.kind == "enumerate":
            if not isinstance(target, gast.Tuple) or len(target.elts) != 2:
                raise Refused("loop", e, "`enumerate` whose pairs are not unpacked")
            inner, iterable = self.together(self.mirrored(target.elts[1], e.args[0], before, found, s))
            new = gast.Tuple([clone(target.elts[0]), inner], gast.Store())
            return [(new, gast.Call(clone(e.func), [iterable, *clone(e.args[1:])], clone(e.keywords)))]
        if isinstance(t, Iter) and t.kind == "zip":
            if not isinstance(target, gast.Tuple) or len(target.elts) != len(e.args):
                raise Refused("loop", e, "`zip` whose tuples are not unpacked")
            several = [
                self.mirrored(sub, a, before, found, s)
                for sub, a in zip(target.elts, e.args, strict=True)
            ]  # fmt: skip
            parts = [q for p in several for q in p]
            if e.keywords:  # what `strict` says about lengths, it says about the primal's own
                parts = [p[0] for p in several] + [q for p in several for q in p[1:]]
            new = gast.Tuple([p[0] for p in parts], gast.Store())
            return [(new, gast.Call(clone(e.func), [p[1] for p in parts], clone(e.keywords)))]
        if isinstance(t, Iter) and t.kind == "reversed":
            parts = self.mirrored(target, e.args[0], before, found, s)
            return [(p[0], gast.Call(clone(e.func), [p[1]], [])) for p in parts]
        if isinstance(t, Iter):
            raise Refused("loop", e, "this iterable")
        return self.mirrored_items(target, e, t, before, found, s)

    def together(self, parts: list[Part]) -> Part:
        if len(parts) == 1:
            return parts[0]
        return gast.Tuple([p[0] for p in parts], gast.Store()), call(
            self.ours("zip", zip), *(p[1] for p in parts)
        )

    def mirrored_items(
        self, target: Any, e: Any, t: Any, before: list[Any], found: set[str], s: Any
    ) -> list[Part]:
        if (
            isinstance(e, gast.Call)
            and isinstance(e.func, gast.Attribute)
            and isinstance(e.func.value, gast.Name)
        ):
            return self.mirrored_dict(target, e, before, found)
        if isinstance(t, (Dict, DictOf)):
            return [(clone(target), clone(e))]
        dot = self.tangent(e)
        if dot is None:
            raise Refused("loop", e, "this iterable")
        return [(clone(target), clone(e)), (self.mirrored_target(target, found), dot)]

    def mirrored_target(self, target: Any, found: set[str]) -> Any:
        if isinstance(target, gast.Name):
            if target.id not in self.carried or not differentiable(self.type_of(target)):
                return store(self.unused())
            found.add(target.id)
            return store(self.dot(target.id))
        return gast.Tuple([self.mirrored_target(t, found) for t in target.elts], gast.Store())

    def mirrored_dict(self, target: Any, e: Any, before: list[Any], found: set[str]) -> list[Part]:
        """Views of a dict: the tangent is taken by key, whatever the order of its keys."""
        base, kind = e.func.value, e.func.attr
        dot = load(self.dot(base.id))
        if kind == "keys":
            return [(clone(target), clone(e))]
        if kind == "values":
            key, value = store(self.namer.fresh("key")), target
            header = method(clone(base), "items")
            new: Any = gast.Tuple([key, clone(target)], gast.Store())
        elif kind == "items" and isinstance(target, gast.Tuple) and len(target.elts) == 2:
            key, value = target.elts
            header, new = clone(e), clone(target)
        else:
            raise Refused("loop", e, "a view of a dict used this way")
        left = self.mirrored_target(value, found)
        before.append(gast.Assign([left], subscript(dot, loaded(key)), None))
        return [(new, header)]

    def active_iterable(self, e: Any) -> bool:
        t = self.types.get(e)
        if isinstance(t, Iter) and isinstance(e, gast.Call):
            return any(self.active_iterable(a) for a in e.args)
        return any(n.id in self.carried for n in flows(self.instance, e)) and differentiable(self.type_of(e))


# ============================================================== expressions


def _root(target: Any) -> str:
    while isinstance(target, gast.Subscript):
        target = target.value
    return target.id if isinstance(target, gast.Name) else ""


def parallel(names: list[str], values: list[Any]) -> Any:
    """`a, b = x, y`, or `a = x`."""
    if len(names) == 1:
        return assign(names[0], values[0])
    left = gast.Tuple([store(n) for n in names], gast.Store())
    return gast.Assign([left], gast.Tuple(values, gast.Load()), None)
