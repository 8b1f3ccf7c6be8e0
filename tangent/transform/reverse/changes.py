"""Lists and dicts that change: each change of the structure is undone on the adjoint.

An item that was put in is taken out of the adjoint again, and what it holds goes to the item; an item that
was taken out comes back as the adjoint of what became of it, or as zero.  Where a zero has to have the
structure of an item, the container has got its old contents back by then.
"""

from __future__ import annotations

from typing import Any

import gast

import tangent.runtime as runtime
from tangent.analyse.flow import method_of
from tangent.analyse.memory import set_change, unknown_change
from tangent.syntax.nodes import as_load, as_store, call, clone, const, load, method, subscript
from tangent.syntax.refuse import Refused
from tangent.transform.markers import Origin, Undo
from tangent.transform.reverse.containers import Containers
from tangent.transform.reverse.tools import list_end
from tangent.types import CONTAINERS, UNKNOWN, Dict, DictOf, Seq, Type, constant

CHANGES = (
    "append", "extend", "pop", "insert", "clear", "reverse", "sort", "remove", "update", "setdefault",
    "popitem",
)  # fmt: skip


class Changes(Containers):
    """Undoes methods and statements that change a list or dict."""

    def change_of(self, s: Any, e: Any, y: str | None) -> bool:
        """Undo a method that changes a list or dict; returns whether `e` is one."""
        found = method_of(self.instance, e) if isinstance(e, gast.Call) else None
        if unknown_change(self.instance, e):
            what = f"`{e.func.value.id}`, of which nothing is known, is changed by `.{e.func.attr}()`"
            raise Refused("container", e, what)
        if set_change(self.instance, e) and not self.any_active(e):
            self.emit(Undo("list", s, target=e.func.value))
            return True
        if found is None or not isinstance(found[1], CONTAINERS) or found[0] not in CHANGES:
            return False
        self.change(s, e, y, found[1])
        return True

    def change(self, s: Any, e: Any, y: str | None, t: Type) -> None:
        """A method that changes the list or dict `e.func.value`; its value is called y."""
        base, name = e.func.value, e.func.attr
        if name == "pop" and base.id in self.varied and y is not None and self.has_bar(y):
            self.need_whole(base.id, base)  # zeros for the list as it was left, before it is put back
        self.meet_change(base)
        if y is not None:
            self.emit(Undo("name", s, (y,)))
        self.emit(Undo("list", s, target=base))
        if base.id not in self.varied:
            return
        handler = getattr(self, f"un_{name}", None)
        if handler is None or (isinstance(t, (Dict, DictOf)) and name != "clear"):
            raise Refused("container", e, f"`.{name}()` on a container that carries a derivative")
        if self.container_present(base):
            handler(s, e, load(self.bar_name(base.id)), y, t)

    def un_append(self, s: Any, e: Any, bar: Any, y: str | None, t: Type) -> None:
        self.take_out(s, e.args[0], method(bar, "pop"))

    def un_insert(self, s: Any, e: Any, bar: Any, y: str | None, t: Type) -> None:
        """`items.insert(k, v)`: where it went depends on the length."""
        k = constant(self.type_of(e.args[0]))
        last = gast.BinOp(self.builtin("len", clone(bar)), gast.Sub(), const(1))
        if k == 0:
            place: Any = const(0)
        elif isinstance(k, int) and k > 0:
            place = self.builtin("min", const(k), last)
        else:
            behind = self.builtin("max", gast.BinOp(clone(last), gast.Add(), clone(e.args[0])), const(0))
            place = behind
            if not isinstance(k, int):
                test = gast.Compare(clone(e.args[0]), [gast.GtE()], [const(0)])
                place = gast.IfExp(test, self.builtin("min", clone(e.args[0]), last), behind)
        self.take_out(s, e.args[1], method(bar, "pop", place))

    def take_out(self, s: Any, value: Any, popped: Any) -> None:
        if not self.is_active(value):
            self.emit(gast.Expr(popped))
            return
        self.contribute(value, self.part(value, popped, self.type_of(value)), s)

    def un_extend(self, s: Any, e: Any, bar: Any, y: str | None, t: Type) -> None:
        self.extend(s, e.func.value, e.args[0])

    def un_pop(self, s: Any, e: Any, bar: Any, y: str | None, t: Type) -> None:
        item = self.popped_item(e, t) if y is None else self.env.get(y, UNKNOWN)
        index = e.args[0] if e.args else const(-1)
        if y is not None and self.has_bar(y):
            g = self.value_of(y, item, load(y))
            if isinstance(item, Seq) and item.kind == "tuple":
                g = self.builtin("tuple", g)  # like its neighbours, so that the list has one kind of items
        else:
            g = self.zero_of(item, subscript(clone(e.func.value), clone(index)))
        self.emit(put_back(bar, index, constant(self.type_of(index)), g, self.builtin("len", clone(bar))))
        if y is not None:
            self.drop(y)

    def popped_item(self, e: Any, t: Type) -> Type:
        return self.typer.item_of(t, e)

    def un_reverse(self, s: Any, e: Any, bar: Any, y: str | None, t: Type) -> None:
        self.emit(gast.Expr(method(bar, "reverse")))

    def un_clear(self, s: Any, e: Any, bar: Any, y: str | None, t: Type) -> None:
        if self.is_sparse(e.func.value.id):
            return  # what was put in later has been taken out
        zeros = call(self.ours("zeros", runtime.zeros), clone(e.func.value))
        if isinstance(t, (Dict, DictOf)):
            self.emit(gast.Expr(method(bar, "update", zeros)))
        else:
            whole = subscript(bar, gast.Slice(None, None, None))
            self.emit(gast.Assign([as_store(whole)], zeros, None))

    # -------------------------------------------------------------- del, and slices that are replaced

    def do_Delete(self, s: Any) -> None:
        self.emit(Origin(s))
        (target,) = s.targets
        base = target.value
        self.meet_change(base)
        self.emit(Undo("list", s, target=base))
        if base.id not in self.varied or not self.container_present(base) or self.is_sparse(base.id):
            return
        t, bar = self.type_of(base), load(self.bar_name(base.id))
        old = as_load(target)
        zeros = call(self.ours("zeros", runtime.zeros), old)
        if isinstance(t, (Dict, DictOf)):
            place = subscript(bar, clone(target.slice))
            self.emit(gast.Assign([as_store(place)], zeros, None))
        elif isinstance(target.slice, gast.Slice):
            start = self.start_of(base, target.slice, s)
            place = subscript(bar, gast.Slice(start, clone(start), None))
            self.emit(gast.Assign([as_store(place)], zeros, None))
        else:
            zero = self.zero_of(self.typer.item_of(t, target), old)
            known = constant(self.type_of(target.slice))
            self.emit(put_back(bar, target.slice, known, zero, self.builtin("len", clone(bar))))

    def start_of(self, base: Any, index: Any, s: Any) -> Any:
        """Where a slice of a list began, when the list has its old length again."""
        if index.step is not None:
            raise Refused("container", s, "a slice with a step, where a list changes its length")
        if index.lower is None:
            return const(0)
        known = constant(self.type_of(index.lower))
        if isinstance(known, int) and known >= 0:
            return const(known)
        part = subscript(clone(base), gast.Slice(None, clone(index.lower), None))
        return self.builtin("len", part)

    def replace_slice(self, s: Any, target: Any, t: Type, bar: Any) -> None:
        """`items[a:b] = values`."""
        base, value = target.value, s.value
        old = as_load(target)
        zeros = call(self.ours("zeros", runtime.zeros), old)
        whole = target.slice.lower is None and target.slice.upper is None
        fits = target.slice.step is not None or self.keeps_length(target.slice, t, self.type_of(value))
        if whole or fits:
            new = subscript(clone(bar), clone(target.slice))
        else:
            start = self.named(self.start_of(base, target.slice, s), "start")
            n = self.builtin("len", clone(value))
            new = subscript(clone(bar), gast.Slice(load(start), gast.BinOp(load(start), gast.Add(), n), None))
        if self.is_active(value):
            self.contribute(value, load(self.named(new, "bars")), s)
        self.emit(gast.Assign([as_store(clone(new))], zeros, None))


def put_back(bar: Any, index: Any, known: Any, g: Any, length: Any) -> Any:
    """The statement that puts an item back into a list, from where it was taken by this index."""
    if known == -1:
        return gast.Expr(method(bar, "append", g))
    return gast.Expr(method(bar, "insert", list_end(index, known, length), g))

