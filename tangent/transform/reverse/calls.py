"""Calls: rules for known functions, a forward and a backward function for the user's."""

from __future__ import annotations

from typing import Any

import gast
import numpy as np

import tangent.runtime as runtime
from tangent.analyse.flow import (
    flows,
    function_of,
    held_by_arguments,
    is_inactive_call,
    is_view,
    method_of,
)
from tangent.analyse.memory import remember_memory
from tangent.rules import RULES
from tangent.syntax.nodes import (
    assign,
    call,
    clone,
    const,
    load,
    method,
    names_in,
    store,
    subscript,
)
from tangent.syntax.refuse import Refused
from tangent.transform.bars import Bar
from tangent.transform.defaults import default_of, has_literal_default
from tangent.transform.expand import hidden_write, no_rule, unknown_call
from tangent.transform.markers import Origin, Undo
from tangent.transform.reverse.tools import with_computed_keys
from tangent.transform.reverse.writes import Writes
from tangent.types import (
    CONTAINERS,
    UNKNOWN,
    Dict,
    Num,
    Type,
    differentiable,
)
from tangent.unit import Instance


class Calls(Writes):
    """Undoes calls."""

    def user_call(self, e: Any) -> Any:
        return self.instance.calls.get(e)

    def do_Expr(self, s: Any) -> None:
        e = s.value
        if not isinstance(e, gast.Call):
            return
        self.emit(Origin(s))
        user = self.user_call(e)
        if user is not None:
            self.call_user(s, e, None, user)
            return
        if self.change_of(s, e, None):
            return
        found = method_of(self.instance, e)
        if found is not None and isinstance(found[1], Num) and id(s) in self.memory.writes:
            self.array_method(s, e, found[0])
            return
        function = function_of(self.instance, e)
        rule = RULES.get(function) if function is not None else None
        if rule is not None and rule.kind == "mutation":
            self.mutate(s, e, rule)
        elif not is_inactive_call(self.instance, e) and self.any_active(e):
            raise no_rule(function, e) if function is not None else Refused("no_rule", e, "this call")
        else:
            self.check_writes(s)

    def check_writes(self, s: Any) -> None:
        """What a call writes into an array unseen (`out=` with `where=`) is refused."""
        for n in self.memory.writes.get(id(s), []):
            if n in self.varied and self.is_shadowed(n):
                raise hidden_write(s.value, n)

    def any_active(self, e: Any) -> bool:
        return any(n.id in self.varied for n in flows(self.instance, e))

    def call(self, s: Any, e: Any, y: str) -> None:
        if is_inactive_call(self.instance, e):
            return
        keywords = {k.arg: k.value for k in e.keywords}
        found = method_of(self.instance, e)
        function = function_of(self.instance, e)
        t = self.env.get(y, UNKNOWN)
        if found is not None:
            self.method_call(s, e, y, found, function, keywords)
            return
        if function is None:
            raise unknown_call(self.instance, e)
        if getattr(function, "__module__", "") == "builtins":
            handled = self.builtin_call(s, e, y, function.__name__, t)
            if handled:
                return
        if any(n in self.varied for n in held_by_arguments(self.instance, e)):
            raise no_rule(function, e)
        self.apply(s, function, e.args, keywords, y, e)

    def method_call(
        self, s: Any, e: Any, y: str, found: Any, function: Any, keywords: dict[str, Any]
    ) -> None:
        name, base_type = found
        base = e.func.value
        if not isinstance(base_type, Num):
            self.container_method(s, e, y, name, base_type)
            return
        args = list(e.args)
        if name in ("reshape", "transpose") and len(args) > 1:
            args = [gast.Tuple(args, gast.Load())]
        if name == "astype":
            g = self.full(y, self.env.get(y, UNKNOWN))
            self.contribute(base, g, s)
            return
        if name == "copy" and base_type.kind == "array":
            self.copied(s, base, y)
            return
        if name == "item" and not args:
            self.contribute(base, self.reshaped_item(base, y), s)
            return
        if name == "flatten":
            function = np.ravel
        if function is None:
            raise Refused("no_rule", e, f"the method .{name}()")
        self.apply(s, function, [base, *args], keywords, y, e)

    def reshaped_item(self, base: Any, y: str) -> Any:
        t = self.type_of(base)
        if isinstance(t, Num) and t.shape == ():
            return load(self.bar_name(y))
        return self.np("full_like", clone(base), load(self.bar_name(y)))

    def copied(self, s: Any, base: Any, y: str) -> None:
        """`y = x.copy()`: nobody uses the adjoint of y before this, so x may take over its buffer."""
        bar = self.bars[y]
        t = self.type_of(base)
        if isinstance(base, gast.Name) and base.id in self.varied and base.id not in self.bars:
            if not self.is_shadowed(base.id) or (bar.owned and bar.exact and not self.is_derived(base.id)):
                name = self.bar_name(base.id)
                self.emit(assign(name, load(self.bar_name(y))))
                self.bars[base.id] = bar
                self.env[name] = bar.type
                return
        if isinstance(t, Num):
            self.contribute(base, load(self.bar_name(y)), s)

    def builtin_call(self, s: Any, e: Any, y: str, name: str, t: Type) -> bool:
        if name in ("list", "tuple", "dict") and len(e.args) == 1:
            source = self.type_of(e.args[0])
            if isinstance(source, Num):
                self.contribute(e.args[0], self.np("array", self.value_of(y, t, load(y))), s)
            else:
                self.propagate_copy(s, e.args[0], y)
            return True
        if name == "sum":
            self.sum_of(s, e, y)
            return True
        if name in ("max", "min") and len(e.args) == 1:
            raise Refused("argument", e, f"`{name}` of one iterable", "Use np.max or np.min of an array.")
        return False

    def call_user(self, s: Any, e: Any, y: str | None, user: Any) -> None:
        callee, bound = user
        remember_memory(callee)
        memory = callee.memory
        args = self.call_arguments(callee, bound)
        written = [p for p in callee.arg_types if memory is not None and p in memory.written and p in args]
        roots = {p: self.root(args[p]) for p in written}
        for p in written:
            if not isinstance(callee.arg_types[p], Num) and roots[p] is None and self.is_active(args[p]):
                raise Refused("container", e, f"`{callee.unit.name}` changes the container `{p}`")
        self.check_arguments(e, callee, args, written)
        has_bar = y is not None and self.has_bar(y)
        shadows = [p for p in written if roots[p] in self.varied]
        present = [p for p in shadows if self.written_present(args[p], callee.arg_types[p])]
        touched = has_bar or bool(present)
        for p in written:
            if isinstance(callee.arg_types[p], Num):
                target = args[p] if isinstance(args[p], gast.Name) else clone(args[p])
                self.after_undo(Undo("content", s, target=subscript(target, const(...))))
            elif roots[p] is not None:
                inside = memory is not None and p in memory.inner
                self.after_undo(Undo("list", s, target=args[p], nested=inside))
        active = frozenset(
            p
            for p, a in args.items()
            if p not in shadows and self.is_active(a) and differentiable(callee.arg_types[p])
        ) | frozenset(shadows)
        if not touched or not active:
            self.flush_undo()
            return
        unstable = frozenset(
            p for p, a in args.items() if p not in written and self.goes_on_changing(a, callee.arg_types[p])
        )
        pair = self.pair_of(callee, active, tuple(shadows), unstable, has_bar, value=y is not None)
        self.emit_call(s, e, y, callee, args, pair, shadows, has_bar)
        self.flush_undo()
        computed = with_computed_keys(callee)
        self.fill_keys([args[p] for p in shadows if p in computed and isinstance(args[p], gast.Name)])

    def fill_keys(self, given: list[Any]) -> None:
        """A callee that computes keys leaves only those in an adjoint that something was added to: here it
        has all that are known."""
        for a in given:
            t = self.type_of(a)
            if a.id in self.bars and isinstance(t, Dict) and t.items and not self.is_sparse(a.id):
                bar = load(self.bar_name(a.id))
                whole = call(self.ours("add", runtime.add), self.zeros_of_keys(a, t), clone(bar))
                self.emit(gast.Expr(method(bar, "update", whole)))

    def zeros_of_keys(self, a: Any, t: Dict) -> Any:
        """Zeros for a dict; what holds numbers is not read for it, and need not be restored."""
        if all(isinstance(i, Num) and i.is_scalar for i in t.items):
            return self.put_together(t, [self.zero_of(i, a) for i in t.items])
        return call(self.ours("zeros", runtime.zeros), clone(a))

    def goes_on_changing(self, e: Any, t: Type) -> bool:
        """Whether what a callee only reads is written elsewhere: an array, or a list or dict that changes."""
        if not isinstance(t, (Num, *CONTAINERS)):
            return False
        unsafe = self.memory.written_regions | {self.memory.region_of(p) for p in self.sweeps.unstable}
        return any(self.memory.region_of(n.id) in unsafe for n in is_view(self.instance, e))

    def check_arguments(self, e: Any, callee: Instance, args: dict[str, Any], written: list[str]) -> None:
        """A callee is differentiated as if its parameters were different objects: what it writes must be one
        alone.
        """
        for p in written:
            mine = {n.id for n in is_view(self.instance, args[p])}
            for q, a in args.items():
                # (not what both may share with a third: a tuple of results that has come from both)
                if q != p and mine & self.shared_at(e, a):
                    raise Refused("alias", e, f"{callee.unit.name}({p}, {q})")

    def shared_at(self, e: Any, argument: Any) -> set[str]:
        """The names that may share memory with an argument, when the call is made."""
        found: set[str] = set()
        for n in is_view(self.instance, argument):
            near = self.memory.near.get((id(e), n.id))
            if near is None:  # a hidden argument: whatever it ever shares memory with
                home = self.memory.region_of(n.id)
                near = {m for m in (n.id, *self.memory.region) if self.memory.region_of(m) == home}
            found |= near
        return found

    def written_present(self, e: Any, t: Type) -> bool:
        """Whether what a callee writes into has an adjoint here."""
        return self.shadow_present(e.id) if isinstance(t, Num) else self.container_present(e)

    def after_undo(self, undo: Undo) -> None:
        """A callee's backward part works on what it left: its writes are undone behind it."""
        if not hasattr(self, "_pending"):
            self._pending: list[Undo] = []
        self._pending.append(undo)

    def flush_undo(self) -> None:
        for u in getattr(self, "_pending", []):
            self.emit(u)
        self._pending = []

    def root(self, e: Any) -> str | None:
        return e.id if isinstance(e, gast.Name) else None

    def call_arguments(self, callee: Instance, bound: Any) -> dict[str, Any]:
        """Parameter → expression of the caller, for those that the call gives (literal defaults stay out)."""
        args: dict[str, Any] = {}
        for p in callee.arg_types:
            if p in bound.exprs:
                args[p] = bound.exprs[p]
            elif p in bound.hidden:
                args[p] = load(bound.hidden[p])
                self.note(args[p], callee.arg_types[p])
            elif not has_literal_default(callee, p):
                default = default_of(self.ours, callee, p)
                if default is not None:
                    args[p] = default
                    self.note(default, callee.arg_types[p])
        return args

    def emit_call(
        self,
        s: Any,
        e: Any,
        y: str | None,
        callee: Instance,
        args: dict[str, Any],
        pair: Any,
        shadows: list[str],
        has_bar: bool,
    ) -> None:
        info = self.call_info.get(id(e))
        if info is None:
            saved = self.reserve(f"{callee.unit.name}_saved")
            self.sweeps.saved_calls.add(saved)
            info = self.call_info[id(e)] = saved
        saved = info
        forward_args, forward_keywords = self.forward_arguments(callee, args)
        value = call(pair.forward_name, *forward_args, **forward_keywords)
        target = gast.Tuple([store(y if y is not None else "_"), store(saved)], gast.Store())
        new = gast.Assign([target], value, None)
        new.origin = getattr(s, "origin", s)
        self.replaced[id(s)] = [new]
        backward_args: list[Any] = [load(saved)]
        if has_bar and pair.out_bar:
            assert y is not None
            t = self.env.get(y, UNKNOWN)
            backward_args.append(self.value_of(y, t, load(y)))
            self.drop(y)
        for p in shadows:
            need = self.need_shadow if isinstance(callee.arg_types[p], Num) else self.need_whole
            backward_args.append(load(need(args[p].id, args[p])))
        backward_args += [clone(args[p]) for p in pair.reads_written]
        value = call(pair.backward_name, *backward_args)
        value.unread = {
            args[p].id
            for p in pair.reads_written
            if p not in pair.reads_content and isinstance(args[p], gast.Name)
        }
        returned = [p for p in pair.returned]
        if not returned:
            self.emit(gast.Expr(value))
            return
        names = [self.result_name(args[p], p, callee, [args[q] for q in returned]) for p in returned]
        if len(returned) == 1:
            self.emit(assign(names[0], value))
        else:
            self.emit(gast.Assign([gast.Tuple([store(n) for n in names], gast.Store())], value, None))
        for n, p in zip(names, returned, strict=True):
            self.env[n] = callee.arg_types[p]
        for n, p in zip(names, returned, strict=True):
            if isinstance(args[p], gast.Name) and n == self.bar_names.get(args[p].id):
                self.bars[args[p].id] = Bar(callee.arg_types[p], True, True)
            else:
                self.contribute(args[p], load(n), s, fitted=True)

    def result_name(self, e: Any, p: str, callee: Instance, others: list[Any]) -> str:
        """What a callee returns for an argument without an adjoint so far is its adjoint; else a part of it.
        """
        if isinstance(e, gast.Name) and isinstance(callee.arg_types[p], Num) and not self.has_bar(e.id):
            alone = sum(e.id in names_in(o) for o in others) == 1
            if alone and not self.is_shadowed(e.id) and callee.arg_types[p] == self.env.get(e.id):
                return self.bar_name(e.id)
        return self.namer.fresh(f"{self.argument_name(e, p)}_part_bar")

    def argument_name(self, e: Any, p: str) -> str:
        return e.id if isinstance(e, gast.Name) else p

    def forward_arguments(self, callee: Instance, args: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        """Arguments in the order of the parameters; behind a gap (a default) by keyword."""
        positional: list[Any] = []
        keywords: dict[str, Any] = {}
        for p in callee.arg_types:
            if p in args and not keywords and len(positional) == list(callee.arg_types).index(p):
                positional.append(clone(args[p]))
            elif p in args:
                keywords[p] = clone(args[p])
        return positional, keywords
