"""What all parts of the backward sweep share: names, types, the emitted module, the state of adjoints."""

from __future__ import annotations

import builtins
import re
from typing import TYPE_CHECKING, Any

import gast
import numpy as np

from tangent.analyse.activity import varied
from tangent.analyse.flow import (
    flows,
    function_of,
    method_of,
)
from tangent.analyse.parts import parts
from tangent.analyse.settled import check_settled
from tangent.objects import derivative_class
from tangent.rules import RULES
from tangent.syntax.core import Enter
from tangent.syntax.nodes import (
    call,
    children,
    load,
    name_nodes,
    names_in,
    stores_in,
    walk,
)
from tangent.transform.bars import Key, covers
from tangent.transform.expand import Expander
from tangent.transform.module import Module
from tangent.transform.reverse.sweeps import State, Sweeps
from tangent.transform.reverse.tools import (
    element_type,
    part_at,
)
from tangent.transform.typer import Typer
from tangent.types import (
    UNKNOWN,
    Num,
    Record,
    Type,
    differentiable,
)
from tangent.unit import Instance


class Base:
    """State and small helpers; the parts are stacked on it in the order of their modules."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """A part may call methods of the parts that are stacked on it."""

    def __init__(
        self,
        module: Module,
        instance: Instance,
        result: Sweeps,
        seed: Any,
        pair_of: Any,
        silent: bool,
        aux: bool,
        entry: bool,
    ) -> None:
        self.module = module
        self.silent, self.aux, self.entry = silent, aux, entry
        self.instance = instance
        self.types = instance.types
        self.memory = result.memory
        self.parts = parts(instance)
        self.sweeps = result
        self.seed = seed
        self.pair_of = pair_of
        self.namer = result.namer
        self.namer.taken |= set(instance.unit.taken) | names_in(instance.tree)
        self.varied = varied(instance, result.active)
        check_settled(instance, self.varied)
        self.ours = module.ours(instance.unit)
        self.env: dict[str, Type] = dict(instance.arg_types)
        self.typer = Typer(module.session, self.env, module.names_of(instance.unit), instance.unit)
        self.expander = Expander(self.typer, self.fresh_local, self.ours, self.helper, self.is_active)
        self.bars: State = {}
        self.bar_names: dict[Key, str] = result.bar_names
        self.out: list[Any] = []
        self.replaced: dict[int, list[Any]] = {}
        self.bound_views: set[str] = set()
        self.dry = 0
        self.heads: dict[Any, frozenset[Key]] = {}
        self.wants_owned: set[Key] = set()
        self.given: set[str] = set()
        self.definitions: dict[str, list[Any]] = {}
        self.block_of: dict[str, tuple[list[Any], int]] = {}
        self.shadows: set[str] = set()
        self.transit: dict[str, Any] = {}
        self.mirrors: dict[int, tuple[list[Any], list[Any]]] = {}
        self.headers: dict[int, tuple[Any, Any]] = {}
        self.prologue: list[Any] = []
        self.layouts: set[str] = set()
        self.whole = self.find_whole()
        self.call_info: dict[int, Any] = {}
        self.entered: dict[int, Enter] = {}
        self.emptied: dict[int, set[Key]] = {}  # by loop: adjoints that a trip leaves as zeros
        self.reserved: set[str] = set()
        result.typer, result.ours, result.definitions = self.typer, self.ours, self.definitions
        result.parts = self.parts

    def key_name(self, key: Key) -> str:
        return key if isinstance(key, str) else key[0]

    def emit(self, s: Any) -> None:
        for n in walk(s):
            if (
                n.__class__ is gast.Attribute
                and n.attr in ("shape", "size", "ndim")
                and isinstance(n.value, gast.Name)
            ):
                n.value = load(self.like(n.value.id))
        self.out.append(s)

    def like(self, name: str) -> str:
        """A variable of the user with the shape of a temporary, so that the temporary need not be kept for
        it.
        """
        while name in self.instance.unit.temporaries and len(self.definitions.get(name, [])) == 1:
            s = self.definitions[name][0]
            if not isinstance(s, gast.Assign) or not isinstance(
                s.value, (gast.BinOp, gast.UnaryOp, gast.Call)
            ):
                break
            t = self.types.get(s.targets[0])
            if isinstance(s.value, gast.Call):
                rule = RULES.get(function_of(self.instance, s.value))
                if rule is None or rule.kind != "elementwise" or method_of(self.instance, s.value):
                    break
            operands = [o for o in children(s.value) if isinstance(o, gast.Name)]
            found = [
                o.id
                for o in operands
                if self.same_shape(self.types.get(o), t) and o.id not in self.multi_names
            ]
            if not found:
                break
            name = found[0]
        return name

    @property
    def multi_names(self) -> frozenset[str]:
        return self.sweeps.multi

    def same_shape(self, a: Any, b: Any) -> bool:
        return (
            isinstance(a, Num)
            and isinstance(b, Num)
            and a.kind == b.kind == "array"
            and a.shape is not None
            and b.shape is not None
            and len(a.shape) == len(b.shape)
            and all(self.module.session.agree(x, y) for x, y in zip(a.shape, b.shape, strict=True))
        )

    def np(self, name: str, *args: Any, **keywords: Any) -> Any:
        return call(gast.Attribute(load(self.ours("np", np)), name, gast.Load()), *args, **keywords)

    def builtin(self, name: str, *args: Any) -> Any:
        """A call of a builtin function, whatever the user means by its name."""
        return call(self.ours(name, getattr(builtins, name)), *args)

    def record(self, t: Record, items: list[Any]) -> Any:
        """An adjoint of a record, written out."""
        cls = derivative_class(t.cls)
        return call(self.ours(cls.__name__, cls), **dict(zip(t.keys, items, strict=True)))

    def fresh_local(self, wish: str) -> str:
        return self.namer.fresh(wish)

    def helper(self, body: Any, name: str) -> str:
        body.__tangent_name__ = f"{name}_rule"
        return self.ours(f"{name}_rule", body)

    def learn(self, s: Any) -> None:
        """Types of the names of a statement, as they are there."""
        for n in walk(s):
            if isinstance(n, gast.Name):
                t = self.types.get(n)
                if t is not None:
                    self.env[n.id] = t
            elif n in self.instance.calls:
                self.learn_hidden(*self.instance.calls[n])

    def learn_hidden(self, callee: Instance, bound: Any) -> None:
        """What a call reads without naming it: perhaps a number at first, and an array in the next trip."""
        for p, name in bound.hidden.items():
            t = callee.arg_types.get(p)
            if isinstance(t, Num) and t.shape is None:
                self.env[name] = t
        for n in name_nodes(list(bound.exprs.values())):
            if n in self.types:
                self.env.setdefault(n.id, self.types[n])  # the object of a method that a variable holds

    def type_of(self, e: Any) -> Type:
        t = self.types.get(e)
        return self.typer.type(e) if t is None else t

    def note(self, node: Any, t: Type) -> None:
        """The type of a node that we made."""
        self.types[node] = t

    def is_active(self, e: Any) -> bool:
        return any(n.id in self.varied for n in flows(self.instance, e)) and differentiable(self.type_of(e))

    def bar_name(self, key: Key) -> str:
        if key not in self.bar_names:
            if isinstance(key, str):
                wish = key + "_bar"
            else:
                last = key[-1]
                wish = (
                    f"{last}_bar"
                    if isinstance(last, str) and last.isidentifier()
                    else f"{self.key_text(key)}_bar"
                )
            self.bar_names[key] = self.namer.fresh(wish)
        return self.bar_names[key]

    def key_text(self, key: Key) -> str:
        if isinstance(key, str):
            return key
        parts = [str(k) if not isinstance(k, str) or k.isidentifier() else "item" for k in key]
        return "_".join(re.sub(r"\W", "_", p.replace("-", "m")) for p in parts)

    def child(self, key: Key, k: Any) -> Key:
        return (key, k) if isinstance(key, str) else (*key, k)

    def note_definitions(self, stmts: list[Any], depth: int = 0) -> None:
        for i, s in enumerate(stmts):
            if isinstance(s, (gast.Assign, gast.For)):
                targets = s.targets if isinstance(s, gast.Assign) else [s.target]
                for t in targets:
                    if isinstance(t, (gast.Name, gast.Tuple)):
                        for n in stores_in(t):
                            self.definitions.setdefault(n, []).append(s)
                            self.block_of[n] = (stmts, i)
            elif isinstance(s, gast.AugAssign) and isinstance(s.target, gast.Name):
                if not self.in_place(s):
                    self.definitions.setdefault(s.target.id, []).append(s)
            for field_ in ("body", "orelse"):
                inner = getattr(s, field_, None)
                if isinstance(inner, list) and not isinstance(s, gast.FunctionDef):
                    self.note_definitions(inner, depth + 1)

    def in_place(self, s: Any) -> bool:
        t = self.types.get(s.target)
        return isinstance(s.target, gast.Subscript) or not (isinstance(t, Num) and t.is_scalar)

    def first_definition(self, name: str) -> Any:
        sites = self.definitions.get(name)
        return sites[0] if sites else self.instance.tree

    def type_at_definition(self, name: str) -> Any:
        for s in self.definitions.get(name, []):
            for n in walk(s.targets[0] if isinstance(s, gast.Assign) else s.target):
                if isinstance(n, gast.Name) and n.id == name:
                    return self.types.get(n)
        return self.env.get(name)

    def covers(self, a: Type, b: Type) -> bool:
        return covers(self.module.session, a, b)

    def key_type(self, key: Key) -> Type:
        if isinstance(key, str):
            return self.env.get(key, UNKNOWN)
        return element_type(self.env.get(key[0], UNKNOWN), key[1:])

    def primal_of(self, key: Key) -> Any:
        if isinstance(key, str):
            return load(key)
        return part_at(load(key[0]), self.env.get(key[0], UNKNOWN), key[1:])

    def reserve(self, wish: str) -> str:
        """A name that stays taken when a trial run is undone."""
        name = self.namer.fresh(wish)
        self.reserved.add(name)
        return name
