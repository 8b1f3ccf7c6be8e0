"""Shadows that are made in the forward sweep, beside their objects.

Where the program decides at run time which arrays share memory, or keeps written arrays in lists, no
expression on the way back gives the adjoint of a name.  In such a region of memory every name has a shadow
from the beginning: what is done to the arrays there, other than writing into them, is repeated with their
shadows.

    y = np.sin(x)               y_bar = np.zeros_like(y)
    z = y                       z_bar = y_bar
    rows.append(a[i])           rows_bar.append(a_bar[i])
    r = a.ravel()               r_bar = a_bar.ravel()            if r shares the memory of a, else zeros

So the shadows share memory as their objects do, whatever path is taken, and on the way back nothing is left
to do for such a statement.  Numbers in a list or dict are no objects: the list of shadows has zeros for them,

    items.append(v)             items_bar.append(0.0)

and what has been added to these goes to `v` on the way back, when the change is undone there, too.  For
`restore` a shadow is a variable of the forward sweep like any other: where it is bound anew, its old object
comes back.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import gast
import numpy as np

import tangent.runtime as runtime
from tangent.analyse.flow import basic_index, function_of, is_view, method_of, record_display
from tangent.analyse.kinds import holds_empty
from tangent.rules import RULES
from tangent.syntax.nodes import (
    as_store,
    assign,
    augment,
    call,
    clone,
    const,
    load,
    method,
    names_in,
    own_nodes,
    statements_in,
    store,
    stores_in,
    subscript,
    walk,
)
from tangent.syntax.refuse import Refused
from tangent.transform.bars import Bar, Key
from tangent.transform.markers import Origin, Undo
from tangent.transform.reverse.shadows import VIEWS
from tangent.transform.reverse.statements import Reverse
from tangent.types import (
    CONTAINERS,
    PARTS,
    UNKNOWN,
    Dict,
    DictOf,
    ListOf,
    Num,
    Record,
    Seq,
    Static,
    Type,
    constant,
    differentiable,
    keys_of,
    without_none,
)
from tangent.unit import Instance

REPEATED = ("append", "extend", "insert", "pop", "clear", "reverse", "update")
"""Methods that change a list or dict, and change that of the shadows in the same way."""
TAKING = ("pop", "get", "copy")
MAYBE_VIEWS = (
    "reshape", "ravel", "asarray", "asanyarray", "ascontiguousarray", "asfortranarray", "array", "astype",
    "conj", "conjugate",
)  # fmt: skip
"""What gives a view if the memory layout allows it, else a new array."""
DENSE = (
    np.zeros, np.ones, np.empty, np.full, np.array, np.copy, np.arange, np.linspace,
    np.zeros_like, np.ones_like, np.empty_like, np.full_like,
)  # fmt: skip
"""What gives an array without gaps, other than arithmetic."""


class Beside(Reverse):
    """Repeats with shadows what the program does to the arrays of some regions."""

    def begin_beside(self) -> None:
        """Find the names that have a shadow from the beginning, and what is repeated for parameters."""
        if not self.sweeps.beside:
            return
        kinds = self.kinds_in_beside()
        self.transit = self.find_transit(kinds)
        for name in sorted(set(kinds) - set(self.transit) - self.results_apart(kinds)):
            self.check_kinds(name, kinds[name])
            self.give_shadow(name, next(t for t in kinds[name] if not _is_none(t)))
        self.varied |= self.shadows
        self.of_numbers = {n for n in self.shadows if any(_holds_numbers(t) for t in kinds[n])}
        self.whole |= {n for n in self.shadows if not isinstance(kinds[n][0], Num)}
        self.sweeps.multi |= {self.bar_names[n] for n in self.shadows & self.sweeps.multi}
        self.sweeps.shadows = frozenset(self.bar_names[n] for n in self.shadows)
        calls = [e for e in walk(self.instance.tree.body) if isinstance(e, gast.Call) and self.maybe_view(e)]
        self.layouts |= {self.memory.region_of(n.id) for e in calls for n in is_view(self.instance, e)}
        for p, t in self.instance.arg_types.items():
            if p in self.shadows:
                self.param_beside(p, t)

    def kinds_in_beside(self) -> dict[str, list[Type]]:
        """The types of the names in these regions that may stand for an array, or hold one."""
        kinds: dict[str, list[Type]] = {p: [t] for p, t in self.instance.arg_types.items()}
        # What a function that is defined inside reads, it is handed when it is called.
        for n in own_nodes(self.instance.tree.body):
            if isinstance(n, gast.Name):
                kinds.setdefault(n.id, []).append(without_none(self.types.get(n)) or UNKNOWN)
        regions = self.sweeps.beside
        kinds = {n: ts for n, ts in kinds.items() if self.memory.region_of(n) in regions}
        return {
            n: ts
            for n, ts in kinds.items()
            if any(differentiable(t) and not (isinstance(t, Num) and t.is_scalar) for t in ts)
            or any((_changes(t) and (n in self.memory.grown or not _items(t))) or holds_empty(t) for t in ts)
        }

    def check_kinds(self, name: str, kinds: list[Type]) -> None:
        for t in kinds:
            if (isinstance(t, Num) and t.kind == "array") or _is_none(t):
                continue
            if not isinstance(t, CONTAINERS) or not _is_followed(t):
                raise Refused("alias", self.first_definition(name), name)

    def give_shadow(self, name: str, t: Type) -> None:
        bar = self.bar_name(name)
        self.reserved.add(bar)
        self.env[bar] = t
        self.bars[name] = Bar(t, True, True)
        self.shadows.add(name)
        self.memory.region[bar] = f"<shadows of {self.memory.region_of(name)}>"

    def find_transit(self, kinds: dict[str, list[Type]]) -> dict[str, Any]:
        """Temporaries that only carry a value to the variable that gets it in the next statement."""
        found: dict[str, Any] = {}
        for name in sorted(set(kinds) & set(self.instance.unit.temporaries)):
            if any(_holds_numbers(t) for t in kinds[name]):
                continue
            sites = self.definitions.get(name, [])
            if len(sites) != 1 or not isinstance(sites[0], gast.Assign):
                continue
            if not isinstance(sites[0].targets[0], gast.Name):
                continue
            block, i = self.block_of[name]
            after = block[i + 1] if i + 1 < len(block) else None
            if not isinstance(after, gast.Assign) or not isinstance(after.targets[0], gast.Name):
                continue
            nodes = [n for n in walk(self.instance.tree.body) if isinstance(n, gast.Name) and n.id == name]
            carried = isinstance(after.value, gast.Name) and after.value.id == name and len(nodes) == 2
            if carried and not self.maybe_view(sites[0].value):
                found[name] = sites[0].value
        return found

    def results_apart(self, kinds: dict[str, list[Type]]) -> set[str]:
        """Tuples of results of which only new arrays, or parts that are no arrays, are taken."""
        nodes = [n for n in walk(self.instance.tree.body) if isinstance(n, (gast.Name, gast.Subscript))]
        found = set()
        for name in kinds:
            sites = self.definitions.get(name, [])
            if len(sites) != 1 or self.user_call(getattr(sites[0], "value", None)) is None:
                continue
            parts = [n for n in nodes if isinstance(n, gast.Subscript) and is_named(n.value, name)]
            uses = [n for n in nodes if is_named(n, name)]
            memory = self.user_call(sites[0].value)[0].memory
            new = memory.new_parts if memory.apart else frozenset()
            if len(uses) == len(parts) + 1 and all(
                not is_view(self.instance, e) or (isinstance(e.slice, gast.Constant) and e.slice.value in new)
                for e in parts
            ):
                found.add(name)
        return found

    def param_beside(self, p: str, t: Type) -> None:
        if p in self.sweeps.shadow_params or not (isinstance(t, Num) or self.entry):
            raise Refused("alias", self.instance.tree, p)
        if isinstance(t, Num):
            zeros = self.zeros_beside(p, t, None)
        else:
            # Nothing in it shares memory: that is asked when the derivative is called.
            zeros = call(self.ours("zeros", runtime.zeros), load(p))
        self.prologue.append(assign(self.bar_name(p), zeros))

    def zeros_beside(self, name: str, t: Type, e: Any) -> Any:
        """The shadow of a new array `e`, or of an argument.  Where the layout decides what is a view of it,
        the shadow must have the same; results of arithmetic leave no gaps, and so get that from NumPy.
        """
        home = self.memory.region_of(name)
        flat = isinstance(t, Num) and t.shape is not None and len(t.shape) < 2
        if home not in self.layouts or flat or (e is not None and self.is_dense(e)):
            return self.np("zeros_like", load(name))
        dtype = gast.Attribute(load(name), "dtype", gast.Load())
        return call(self.ours("spaced_like", runtime.spaced_like), load(name), dtype)

    def is_dense(self, e: Any) -> bool:
        if isinstance(e, (gast.BinOp, gast.UnaryOp)):
            return True
        found = method_of(self.instance, e) if isinstance(e, gast.Call) else None
        if found is not None:
            return found[0] in ("copy", "flatten")
        function = function_of(self.instance, e) if isinstance(e, gast.Call) else None
        return isinstance(function, np.ufunc) or (function is not None and function in DENSE)

    # -------------------------------------------------------------- the statements of the forward sweep

    def repeated(self, e: Any) -> Any:
        """An expression with shadows in place of arrays."""
        new = self.repeated_node(e)
        t = self.types.get(e)
        if t is not None:
            self.note(new, t)
        return new

    def repeated_node(self, e: Any) -> Any:
        if isinstance(e, gast.Name):
            return self.shadow_of(e)
        if isinstance(e, gast.Constant):
            return const(None) if isinstance(e.value, (bool, str, type(None))) else const(0.0)
        if isinstance(e, gast.UnaryOp) and isinstance(e.operand, gast.Constant):
            return self.repeated_node(e.operand)
        if self.is_without(e):
            return self.no_adjoint(self.types[e])
        if isinstance(e, gast.Subscript):
            index = clone(e.slice)
            if e.slice in self.types:
                self.note(index, self.types[e.slice])
            return gast.Subscript(self.repeated(e.value), index, e.ctx)
        if isinstance(e, gast.Attribute):
            return gast.Attribute(self.repeated(e.value), e.attr, e.ctx)
        if isinstance(e, (gast.Tuple, gast.List)):
            return type(e)([self.repeated(i) for i in e.elts], e.ctx)
        if isinstance(e, gast.Dict):
            return gast.Dict([clone(k) for k in e.keys], [self.repeated(v) for v in e.values])
        if isinstance(e, gast.BinOp):
            repeat = isinstance(e.op, gast.Mult)
            sides = [
                clone(i) if repeat and isinstance(self.type_of(i), Num) else self.repeated(i)
                for i in (e.left, e.right)
            ]
            return gast.BinOp(sides[0], e.op, sides[1])
        return self.repeated_call(e)

    def is_without(self, e: Any) -> bool:
        """Whether an expression gives what has no shadow (a function, a whole number) and changes nothing."""
        t = self.types.get(e)
        if t is None or isinstance(t, CONTAINERS) or differentiable(t):
            return False
        found = method_of(self.instance, e) if isinstance(e, gast.Call) else None
        return found is None or not isinstance(found[1], CONTAINERS)

    def repeated_call(self, e: Any) -> Any:
        shown, t = record_display(self.instance, e), self.type_of(e)
        if shown is not None and isinstance(t, Record):
            return self.record(t, [self.repeated(shown[k]) for k in t.keys])
        if method_of(self.instance, e) is None:
            args = [*map(self.repeated, e.args[:1]), *map(clone, e.args[1:])]
            return gast.Call(clone(e.func), args, [clone(k) for k in e.keywords])
        base = e.func.value
        args = e.args
        if isinstance(self.type_of(base), CONTAINERS) and e.func.attr in ("append", "extend", "update"):
            args = [self.repeated(a) for a in args]
        elif isinstance(self.type_of(base), CONTAINERS) and e.func.attr == "insert":
            args = [clone(args[0]), self.repeated(args[1])]
        else:
            args = [clone(a) for a in args]
        func = gast.Attribute(self.repeated(base), e.func.attr, gast.Load())
        return gast.Call(func, args, [clone(k) for k in e.keywords])

    def shadow_of(self, e: Any) -> Any:
        if e.id in self.shadows:
            return type(e)(self.bar_name(e.id), e.ctx, None, None)
        t = self.types.get(e, UNKNOWN)
        if isinstance(t, Num) and t.is_scalar:
            return self.zero_of(t, clone(e))
        if differentiable(t):
            raise Refused("container", e, f"`{e.id}`, which is no array, beside arrays that are written")
        return const(None)

    def is_repeated(self, e: Any) -> bool:
        """Whether the shadow of a value is what the same expression gives of shadows."""
        if isinstance(e, gast.Name):
            return True
        if isinstance(e, gast.Subscript):
            return self.is_repeated(e.value) and basic_index(self.instance, e)
        if isinstance(e, gast.Attribute):
            is_part = isinstance(self.type_of(e.value), Record)
            return (is_part or e.attr in ("T", "real", "mT")) and self.is_repeated(e.value)
        if isinstance(e, (gast.Tuple, gast.List, gast.Dict)):
            return True
        if isinstance(e, gast.Constant):
            return e.value is None
        if isinstance(e, gast.BinOp):
            return isinstance(self.type_of(e), (Seq, ListOf))
        if not isinstance(e, gast.Call) or self.user_call(e) is not None:
            return False
        if record_display(self.instance, e) is not None:
            return True
        found = method_of(self.instance, e)
        if found is not None and isinstance(found[1], CONTAINERS):
            return found[0] in TAKING and not e.keywords and (found[0] != "get" or len(e.args) == 1)
        if self.instance.unit.builtin(e.func) in ("list", "tuple", "dict"):
            rows = [t for t in map(self.type_of, e.args) if not isinstance(t, CONTAINERS)]
            return not e.keywords and all(isinstance(t, Num) and t.kind == "array" for t in rows)
        return self.named_call(e) in VIEWS and bool(found or e.args)

    def maybe_view(self, e: Any) -> bool:
        """Whether a call gives a view or a new array, by the layout of the array that it is given."""
        if not isinstance(e, gast.Call) or self.user_call(e) is not None:
            return False
        found = method_of(self.instance, e)
        if found is not None and not isinstance(found[1], Num):
            return False
        source = e.func.value if found is not None else e.args[0] if e.args else None
        return isinstance(source, gast.Name) and self.named_call(e) in MAYBE_VIEWS

    def named_call(self, e: Any) -> str:
        """The name of the NumPy function or method of arrays that is called."""
        called = isinstance(e.func, gast.Attribute) and (
            method_of(self.instance, e) is not None or function_of(self.instance, e) in RULES
        )
        return e.func.attr if called and is_view(self.instance, e) else ""

    def viewed_array(self, e: Any) -> Any:
        return e.func.value if method_of(self.instance, e) is not None else e.args[0]

    def shared(self, e: Any) -> bool:
        """Whether a value may share memory with a shadowed array, or hold one."""
        return any(n.id in self.shadows or n.id in self.transit for n in is_view(self.instance, e))

    # -------------------------------------------------------------- statements that bind names

    def assign_name(self, s: Any, y: str) -> None:
        if y not in self.shadows:
            if y in self.transit and self.shared(s.value):
                self.emit(Undo("name", s, (y,)))
            else:
                super().assign_name(s, y)
            return
        e = self.transit.get(s.value.id, s.value) if isinstance(s.value, gast.Name) else s.value
        t = self.type_of(e)
        if (isinstance(t, Num) and not self.shared(e)) or (_holds_numbers(t) and self.is_made(e)):
            self.made(s, y, e)
        elif self.maybe_view(e):
            self.made_perhaps(s, y, e)
        elif self.is_repeated(e):
            self.bound_beside(s, (y,), assign(self.bar_name(y), self.repeated(e)), e, y in names_in(e))
        elif isinstance(e, gast.Call) and self.user_call(e) is None and not self.shared(e):
            self.made(s, y, e)
        else:
            raise Refused("alias", s, y)

    def is_made(self, e: Any) -> bool:
        """Whether an expression makes the list or dict of numbers that is its value."""
        if isinstance(e, gast.Subscript):
            return isinstance(e.slice, gast.Slice)
        if isinstance(e, gast.Call) and method_of(self.instance, e) is not None:
            return bool(e.func.attr == "copy")
        return not isinstance(e, (gast.Name, gast.Attribute)) and (
            self.user_call(e) is None or not self.shared(e)
        )

    def made(self, s: Any, y: str, e: Any) -> None:
        """A new array, or list of numbers: its shadow begins as zeros, and what it has received in the end is
        passed on."""
        mirror = assign(self.bar_name(y), self.beginning(y, e))
        self.beside(s, [], [mirror])
        self.emit(Undo("name", s, (y,)))
        if s.value is not e:
            carrier, t = s.value.id, self.type_of(e)
            self.env[self.bar_name(carrier)] = t
            self.emit(assign(self.bar_name(carrier), load(self.bar_name(y))))
            self.bars[carrier] = Bar(t, True, True)
        elif y in names_in(e):
            raise Refused("alias", s, y)  # both arrays would go by one name on the way back
        elif self.user_call(e) is not None:
            self.call_user(s, e, y, self.user_call(e))
        elif self.is_mixed_copy(e):
            self.numbers_of_copy(s, e, y)
        else:
            self.propagate(s, e, y)
        self.emit(Undo("name", mirror, (self.bar_name(y),)))

    def is_mixed_copy(self, e: Any) -> bool:
        """Whether `e` copies a list or dict that holds objects beside numbers: both hold the same ones."""
        if not _is_mixed(self.type_of(e)) or isinstance(e, (gast.List, gast.Dict)):
            return False
        return self.is_repeated(e) and self.shared(e)

    def numbers_of_copy(self, s: Any, e: Any, y: str) -> None:
        """Of such a copy only the numbers are passed on: the shadows of the objects are the same."""
        t = self.type_of(e)
        source: Any = None
        if isinstance(e, gast.Call):
            source = e.func.value if method_of(self.instance, e) is not None else e.args[0]
        if not isinstance(t, PARTS) or not self.is_beside(source):
            raise Refused("container", s, "a part of a list of numbers and others that has several names")
        keys = t.keys if isinstance(t, Dict) else range(len(t.items))
        for k, item in zip(keys, t.items, strict=True):
            if _is_number(item) and differentiable(item):
                place = subscript(load(self.bar_name(source.id)), const(k))
                part = subscript(load(self.bar_name(y)), const(k))
                self.add_to_item(source.id, place, item, part)

    def beginning(self, y: str, e: Any) -> Any:
        """The shadow of a new object."""
        t = self.type_of(e)
        if isinstance(t, Num):
            return self.zeros_beside(y, t, e)
        if isinstance(e, (gast.List, gast.Dict)) or self.is_mixed_copy(e):
            return self.repeated(e)
        return call(self.ours("zeros", runtime.zeros), load(y))

    def display(self, s: Any, e: Any, y: str) -> None:
        if y not in self.shadows:
            super().display(s, e, y)
            return
        for k, item in self.parts_shown(e):
            if self.is_active(item) and not self.is_beside(item):
                self.contribute(item, self.part_of_bar(y, k, item), s)

    def made_perhaps(self, s: Any, y: str, e: Any) -> None:
        """A view, if the layout allows it: then the shadow is the same view, and nothing has to be passed on.
        """
        bar, source = self.bar_name(y), self.viewed_array(e)
        if y in names_in(e):
            raise Refused("alias", s, y)
        test = self.np("may_share_memory", load(y), clone(source))
        view = [assign(bar, self.repeated_call(e))]
        mirror = gast.If(test, view, [assign(bar, self.np("zeros_like", load(y)))])
        self.beside(s, [], [mirror])
        self.emit(Undo("name", s, (y,)))
        before = dict(self.bars)
        saved, self.out = self.out, []
        self.propagate(s, e, y)
        out, self.out = self.out, saved
        after = self.bars
        self.resume(before)
        self.either(mirror, ([], dict(before)), (out, after))
        self.emit(Undo("name", mirror, (bar,)))

    def bound_beside(self, s: Any, names: tuple[str, ...], mirror: Any, e: Any, first: bool) -> None:
        """A name of what is there already: its shadow is, too.  first: it stands before the user's statement,
        which binds what it reads."""
        self.beside(s, [mirror] if first else [], [] if first else [mirror])
        self.emit(Undo("name", s, names))
        if isinstance(e, gast.Call) and self.changes(e) is not None:
            made = self.made_by_call(s, e)
            self.emit(Undo("list", made, target=e.func.value))
            self.change_beside(mirror, mirror.value.func.value)
        self.emit(Undo("name", mirror, tuple(self.bar_name(n) for n in names if n in self.shadows)))

    def made_by_call(self, s: Any, e: Any) -> Any:
        """The statement in which a method that changes a container is called."""
        return s if s.value is e else self.definitions[s.value.id][0]

    def changes(self, e: Any) -> str | None:
        found = method_of(self.instance, e)
        if found is None or not isinstance(found[1], CONTAINERS) or e.func.attr not in REPEATED:
            return None
        return str(e.func.attr)

    def change_beside(self, mirror: Any, bar: Any) -> None:
        """A repeated change of a container: undone like that of the container itself."""
        self.memory.writes[id(mirror)] = [bar.id]
        self.memory.added.append(mirror)
        self.memory.grown.add(bar.id)
        self.emit(Undo("list", mirror, target=bar))

    def beside(self, s: Any, before: list[Any], after: list[Any]) -> None:
        for st in (*before, *after):
            st.origin = getattr(s, "origin", s)
        self.mirrors[id(s)] = (before, after)

    def assign_tuple(self, s: Any, target: Any) -> None:
        names = [t.id for t in target.elts]
        inside = [n for n in names if n in self.shadows]
        if not inside:
            super().assign_tuple(s, target)
            return
        if isinstance(s.value, gast.Tuple):
            pairs = [(t, v) for t, v in zip(target.elts, s.value.elts, strict=True) if t.id in self.shadows]
            if not all(isinstance(v, gast.Name) and v.id in self.shadows for _, v in pairs):
                raise Refused("alias", s, inside[0])
            value: Any = gast.Tuple([self.repeated(v) for _, v in pairs], gast.Load())
        else:
            pairs = [(t, s.value) for t in target.elts]
            if not isinstance(s.value, gast.Name) or len(inside) < len(names):
                raise Refused("alias", s, inside[0])
            value = self.repeated(s.value)
        bars: list[Any] = [store(self.bar_name(t.id)) for t, _ in pairs]
        if len(bars) == 1 and isinstance(value, gast.Tuple):
            mirror = gast.Assign(bars, value.elts[0], None)
        else:
            mirror = gast.Assign([gast.Tuple(bars, gast.Store())], value, None)
        self.bound_beside(s, tuple(names), mirror, s.value, False)
        others = [(t.id, v) for t, v in zip(target.elts, _elements(s.value, names), strict=True)
                  if t.id not in self.shadows]
        if others:
            self.parallel(s, [n for n, _ in others], [v for _, v in others])

    # -------------------------------------------------------------- statements that change containers

    def do_Expr(self, s: Any) -> None:
        e = s.value
        if self.numbers_beside(e):
            super().do_Expr(s)
            return
        if not isinstance(e, gast.Call) or self.changes(e) is None or not self.is_beside(e.func.value):
            self.check_method(e)
            super().do_Expr(s)
            return
        self.emit(Origin(s))
        mirror = gast.Expr(self.repeated_call(e))
        self.beside(s, [], [mirror])
        self.emit(Undo("list", s, target=e.func.value))
        self.change_beside(mirror, mirror.value.func.value)

    def numbers_beside(self, e: Any) -> bool:
        """Whether a method of a list or dict of numbers is called that has a shadow."""
        found = method_of(self.instance, e) if isinstance(e, gast.Call) else None
        if found is None or not self.is_beside(e.func.value):
            return False
        if e.func.attr == "clear" and not _is_flat(self.type_of(e.func.value)):
            return False  # the same objects come back, and with them the zeros of the numbers
        kinds = [self.type_of(v) for v in e.args[-1:]]
        if e.func.attr in ("extend", "update"):
            kinds = [i for t in kinds for i in _items(t) or ()]
        return self.has_numbers(e.func.value, kinds)

    def has_numbers(self, e: Any, put: Iterable[Type] = ()) -> bool:
        """Whether a list or dict has numbers in it, or is given some: the type of an empty one is silent."""
        if e.id in self.of_numbers or _holds_numbers(self.type_of(e)):
            return True
        return any(_is_number(t) and differentiable(t) for t in put)

    def change(self, s: Any, e: Any, y: str | None, t: Type) -> None:
        if self.numbers_beside(e):
            make = getattr(self, f"again_{e.func.attr}", None)
            if make is None:
                raise Refused("container", e, f"`.{e.func.attr}()` of a list that has several names")
            new = make(load(self.bar_name(e.func.value.id)), e, t)
            self.beside(s, [], [gast.Expr(new)] if new is not None else [])
        super().change(s, e, y, t)

    def again_append(self, bar: Any, e: Any, t: Type) -> Any:
        return method(bar, "append", self.shadow_of_item(e.args[0]))

    def again_insert(self, bar: Any, e: Any, t: Type) -> Any:
        return method(bar, "insert", clone(e.args[0]), self.shadow_of_item(e.args[1]))

    def shadow_of_item(self, e: Any) -> Any:
        t = self.type_of(e)
        if not isinstance(t, Num) or not t.is_scalar:
            raise Refused("container", e, "a list of numbers and others")
        return self.zero_of(t, clone(e)) if t.differentiable else const(0.0)

    def again_pop(self, bar: Any, e: Any, t: Type) -> Any:
        return method(bar, "pop", *map(clone, e.args))

    def again_extend(self, bar: Any, e: Any, t: Type) -> Any:
        return method(bar, "extend", self.zeros_of_items(e.args[0]))

    def zeros_of_items(self, e: Any) -> Any:
        if not isinstance(self.type_of(e), (Seq, ListOf)):
            raise Refused("container", e, "a list with several names, extended by what is none")
        return call(self.ours("zeros", runtime.zeros), clone(e))

    def again_clear(self, bar: Any, e: Any, t: Type) -> Any:
        return None if self.is_sparse(bar.id) else method(bar, "clear")

    def again_reverse(self, bar: Any, e: Any, t: Type) -> Any:
        return method(bar, "reverse")

    def is_sparse(self, key: Key) -> bool:
        return super().is_sparse(key) and (key not in self.shadows or key in self.of_numbers)

    def check_method(self, e: Any) -> None:
        found = method_of(self.instance, e) if isinstance(e, gast.Call) else None
        if found is not None and isinstance(found[1], CONTAINERS) and self.is_beside(e.func.value):
            raise Refused("container", e, f"`.{found[0]}()` where written arrays are kept")

    def call_user(self, s: Any, e: Any, y: str | None, user: Any) -> None:
        """A callee does not know the shadows, and cannot repeat what it does to a list with them."""
        callee, bound = user
        for p, a in self.call_arguments(callee, bound).items():
            given = [n.id for n in is_view(self.instance, a) if n.id in self.shadows & self.whole]
            if given and p in callee.memory.written and changes_structure(callee):
                detail = f"`{callee.unit.name}` changes `{given[0]}`, which has several names"
                raise Refused("container", e, detail)
        super().call_user(s, e, y, user)

    def is_beside(self, e: Any) -> bool:
        return isinstance(e, gast.Name) and e.id in self.shadows

    def assign_item(self, s: Any, target: Any) -> None:
        if not isinstance(self.type_of(target.value), CONTAINERS) or not self.is_beside(target.value):
            super().assign_item(s, target)
            return
        item = self.type_of(s.value)
        is_slice = isinstance(target.slice, gast.Slice)
        if (isinstance(item, Num) and item.is_scalar) or (
            is_slice and self.has_numbers(target.value, _items(item) or ())
        ):
            self.number_put_in(s, target)
            return
        mirror = gast.Assign([self.repeated(target)], self.repeated(s.value), None)
        self.beside(s, [], [mirror])
        self.emit(Undo("list", s, target=target.value))
        self.change_beside(mirror, mirror.targets[0].value)

    def number_put_in(self, s: Any, target: Any) -> None:
        """`items[k] = v`: what is there already has its zero."""
        t = self.type_of(target.value)
        place = subscript(load(self.bar_name(target.value.id)), clone(target.slice))
        if isinstance(target.slice, gast.Slice):
            if not _is_flat(t):
                raise Refused("container", s, "a slice of a list that holds others, and has several names")
            self.beside(s, [], [gast.Assign([as_store(place)], self.zeros_of_items(s.value), None)])
        elif isinstance(t, Dict):
            key = constant(self.types.get(target.slice, UNKNOWN))
            if key is NotImplemented or t.get(key) is None:
                self.beside(s, [], [gast.Assign([as_store(place)], self.shadow_of_item(s.value), None)])
        super().assign_item(s, target)

    def do_Delete(self, s: Any) -> None:
        (target,) = s.targets
        if not self.is_beside(target.value):
            super().do_Delete(s)
            return
        if self.has_numbers(target.value):
            if not self.is_sparse(target.value.id):
                t = self.type_of(target.value)
                if _is_mixed(t) and not _is_number(self.typer.item_of(t, target)):
                    detail = f"`del` of a list or dict in `{target.value.id}`, which has several names"
                    raise Refused("container", s, detail)  # its shadow would have to come back, not zeros
                place = subscript(load(self.bar_name(target.value.id)), clone(target.slice))
                self.beside(s, [], [gast.Delete([as_store(place)])])
            super().do_Delete(s)
            return
        self.emit(Origin(s))
        mirror = gast.Delete([self.repeated(target)])
        self.beside(s, [], [mirror])
        self.emit(Undo("list", s, target=target.value))
        self.change_beside(mirror, mirror.targets[0].value)

    def extend(self, s: Any, base: Any, value: Any) -> None:
        """`items += more`."""
        if not self.is_beside(base):
            super().extend(s, base, value)
            return
        if self.has_numbers(base, _items(self.type_of(value)) or ()):
            if isinstance(s, gast.AugAssign):
                bar = store(self.bar_name(base.id))
                self.beside(s, [], [gast.AugAssign(bar, gast.Add(), self.zeros_of_items(value))])
            super().extend(s, base, value)
            return
        mirror = gast.AugAssign(store(self.bar_name(base.id)), gast.Add(), self.repeated(value))
        self.note(mirror.target, self.type_of(base))
        self.beside(s, [], [mirror])
        bar = load(self.bar_name(base.id))
        self.note(bar, self.type_of(base))
        self.change_beside(mirror, bar)

    # -------------------------------------------------------------- loops

    def make_plan(self, s: Any) -> Any:
        plan = super().make_plan(s)
        inside = [n for n in sorted(stores_in(s.target)) if n in self.shadows]
        if inside:
            self.headers[id(s)] = self.header_beside(s.target, s.iter)
            for k, (name, expr, _) in enumerate(list(plan.items)):
                if name in self.shadows:  # nothing is left to be given back
                    plan.items[k] = (name, expr, None)
                    plan.items.append((self.bar_name(name), self.repeated(expr), None))
            plan.groups[:] = [g for g in plan.groups if g[2] not in self.shadows]
        return plan

    def header_beside(self, target: Any, e: Any) -> tuple[Any, Any]:
        """`for row, row_bar in zip(a, a_bar)`: a loop that goes through shadows as well."""
        called = self.instance.unit.builtin(e.func) if isinstance(e, gast.Call) else None
        if called == "enumerate":
            inner, items = self.header_beside(target.elts[1], e.args[0])
            args = [items, *map(clone, e.args[1:])]
            pair = gast.Tuple([clone(target.elts[0]), inner], gast.Store())
            return pair, gast.Call(clone(e.func), args, [clone(k) for k in e.keywords])
        both = list(zip(target.elts, e.args, strict=True)) if called == "zip" else [(target, e)]
        names, items = [clone(t) for t, _ in both], [clone(a) for _, a in both]
        for t, a in both:
            if stores_in(t) & self.shadows:
                names.append(self.shadows_of(t))
                items.append(self.gone_through(a))
        return gast.Tuple(names, gast.Store()), self.builtin("zip", *items)

    def shadows_of(self, target: Any) -> Any:
        """The names of the shadows of what a loop binds."""
        if isinstance(target, gast.Tuple):
            return gast.Tuple([self.shadows_of(t) for t in target.elts], gast.Store())
        return store(self.bar_name(target.id) if target.id in self.shadows else self.namer.fresh("_"))

    def gone_through(self, e: Any) -> Any:
        """An iterable of shadows."""
        if self.is_beside(e):
            return self.repeated(e)
        if isinstance(e, gast.Call) and len(e.args) == 1 and self.instance.unit.builtin(e.func) == "reversed":
            return gast.Call(clone(e.func), [self.gone_through(e.args[0])], [])
        func = e.func if isinstance(e, gast.Call) else None
        if isinstance(func, gast.Attribute) and func.attr in ("values", "items"):
            return method(self.gone_through(e.func.value), e.func.attr)
        raise Refused("alias", e, sorted(names_in(e))[0])

    # -------------------------------------------------------------- adjoints that are always there

    def drop(self, y: str) -> None:
        if y not in self.shadows:
            super().drop(y)

    def is_shadowed(self, key: Key) -> bool:
        return (isinstance(key, str) and key in self.shadows) or super().is_shadowed(key)

    def view_of(self, key: Key) -> tuple[str, Any] | None:
        return None if key in self.shadows or key in self.transit else super().view_of(key)

    def add_whole(self, key: Key, expr: Any, t: Type) -> None:
        """What a container of arrays receives goes into the shadows in it."""
        if key not in self.shadows:
            super().add_whole(key, expr, t)
            return
        if not _holds_arrays(t):
            self.add_into(load(self.bar_name(key)), expr, t)
            return
        self.add_to_arrays(load(self.bar_name(key)), load(self.named(expr, "bars")), t, key)

    def add_to_arrays(self, bar: Any, bars: Any, t: Type, key: Key) -> None:
        """Add to the arrays of a container, and to the numbers beside them where they have places."""
        items = _items(t) or ()
        if all(isinstance(i, Num) and not i.is_scalar for i in items) and isinstance(t, (Seq, ListOf)):
            part, g = self.namer.fresh("part_bar"), self.namer.fresh("own_bar")
            target = gast.Tuple([store(part), store(g)], gast.Store())
            add = augment(store(part), gast.Add(), load(g))
            self.emit(gast.For(target, self.builtin("zip", bar, bars), [add], [], None))
            return
        listed = isinstance(t, Seq) and t.kind == "list"
        if not listed and not (isinstance(t, Dict) and self.has_all_parts(bar, bars, t)):
            raise Refused("container", bars, f"`{key}`, which holds written arrays")
        for k, item in zip(keys_of(t), items, strict=True):
            place, g = subscript(clone(bar), const(k)), subscript(clone(bars), const(k))
            if not differentiable(item):
                continue
            if isinstance(item, Num) and item.kind != "any" and not item.optional:
                self.emit(augment(place, gast.Add(), g))
            elif isinstance(item, CONTAINERS):
                self.add_to_arrays(place, g, item, key)
            else:
                raise Refused("container", bars, f"`{key}`, which holds written arrays")

    def sum_of(self, s: Any, e: Any, y: str) -> None:
        is_array = isinstance(self.type_of(e.args[0]), Num)  # (of which the parts may be numbers)
        if is_array or not self.is_beside(e.args[0]) or self.has_numbers(e.args[0]):
            super().sum_of(s, e, y)
            return
        if len(e.args) > 1 or e.keywords:
            raise Refused("container", e, "`sum` with a start, of written arrays")
        part = self.namer.fresh("part_bar")
        add = augment(store(part), gast.Add(), self.full(y, self.env[y]))
        self.emit(gast.For(store(part), load(self.bar_name(e.args[0].id)), [add], [], None))

    def container_item(self, s: Any, e: Any, y: str, t: Type) -> None:
        if self.is_beside(e.value) and not isinstance(self.env.get(y), Num) and not self.is_made(e):
            raise Refused("container", e, f"`{e.value.id}`, which holds written arrays, among other things")
        super().container_item(s, e, y, t)

    def do_Attempt(self, s: Any) -> None:
        super().do_Attempt(s)
        if any(id(n) in self.mirrors or id(n) in self.headers for n in walk(s)):
            raise Refused("alias", s, sorted(names_in(s) & self.shadows)[0])

    do_Caught = do_Attempt


def changes_structure(instance: Instance) -> bool:
    """Whether a function does more to lists and dicts than exchanging numbers in lists."""
    for s in statements_in(instance.tree.body):
        grown = [n for n in instance.memory.writes.get(id(s), ()) if n in instance.memory.grown]
        if not grown or any(e in instance.calls for e in walk(s)):
            continue
        target = s.targets[0] if isinstance(s, gast.Assign) else None
        if not isinstance(target, gast.Subscript) or isinstance(target.slice, gast.Slice):
            return True
        t, value = instance.types.get(target.value), instance.types.get(s.value)
        if not isinstance(t, (Seq, ListOf)) or not isinstance(value, Num) or not value.is_scalar:
            return True
    inner = [callee for callee, _ in instance.calls.values() if callee is not instance]
    return instance.recursive or any(map(changes_structure, inner))


def is_named(e: Any, name: str) -> bool:
    return isinstance(e, gast.Name) and e.id == name


def _is_none(t: Type | None) -> bool:
    return isinstance(t, Static) and t.value is None


def _is_followed(t: Type | None) -> bool:
    """Whether a value is an array, or holds only such and, in lists and dicts, numbers."""
    if isinstance(t, Num):
        return t.kind == "array" or not t.differentiable
    items = _items(t)
    if items is None:
        return t is not None and not differentiable(t)
    return all((_is_number(i) and _changes(t)) or _is_followed(i) for i in items)


def _items(t: Type | None) -> tuple[Type, ...] | None:
    if isinstance(t, (ListOf, DictOf)):
        return () if t.item is None else (t.item,)
    return t.items if isinstance(t, PARTS) else None


def _is_number(t: Type) -> bool:
    return isinstance(t, Num) and t.is_scalar and not t.optional


def _changes(t: Type | None) -> bool:
    """Whether a value is a list or dict."""
    return isinstance(t, CONTAINERS) and not isinstance(t, Record) and getattr(t, "kind", "") != "tuple"


def _holds_numbers(t: Type | None) -> bool:
    """Whether a value is a list or dict in which there are numbers that carry a derivative."""
    return _changes(t) and any(_is_number(i) and differentiable(i) for i in _items(t) or ())


def _is_mixed(t: Type | None) -> bool:
    """Whether a value is a list or dict in which there are lists, dicts or arrays beside numbers."""
    return _holds_numbers(t) and not _is_flat(t)


def _is_flat(t: Type | None) -> bool:
    return all(map(_is_number, _items(t) or ()))


def _holds_arrays(t: Type | None) -> bool:
    if isinstance(t, Num):
        return not t.is_scalar
    return any(map(_holds_arrays, _items(t) or ()))


def _elements(value: Any, names: list[str]) -> list[Any]:
    return value.elts if isinstance(value, gast.Tuple) else [value] * len(names)
