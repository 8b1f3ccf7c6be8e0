"""From two sweeps to functions: the joint gradient, and the pair of a forward and a backward function."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import gast

from tangent.runtime import copied_together
from tangent.syntax.comments import Comment
from tangent.syntax.core import ends_in_raise
from tangent.syntax.nodes import (
    assign,
    call,
    certainly_read,
    clone,
    const,
    inner_blocks,
    load,
    loads_in,
    method,
    names_in,
    store,
    stores_in,
    substitute,
    tuple_of,
    walk,
)
from tangent.transform import docstrings
from tangent.transform.alone import Alone
from tangent.transform.checkpoints import keep_less
from tangent.transform.markers import Origin
from tangent.transform.module import Emitted, Module
from tangent.transform.nested import nested
from tangent.transform.restore import Restored, placeholder, restore
from tangent.transform.reverse import Sweeps, sweep
from tangent.transform.unbound import follow
from tangent.types import CONTAINERS, Num
from tangent.unit import Instance


@dataclass(eq=False)
class Pair:
    """`forward_name(args) -> value, saved` and `backward_name(saved, out_bar, ...) -> adjoints`."""

    forward_name: str
    backward_name: str
    returned: list[str] = field(default_factory=list)
    out_bar: bool = True
    reads_written: tuple[str, ...] = ()
    reads_content: frozenset[str] = frozenset()
    restores: bool = False


class Assembler:
    """Writes functions into one emitted module."""

    def __init__(self, module: Module) -> None:
        self.module = module

    # -------------------------------------------------------------- the joint form

    def gradient(
        self, instance: Instance, active: list[str], name: str, value: bool, single: bool, aux: bool
    ) -> Emitted:
        """`def f_grad(x, ...)`: the gradient with respect to `active`, with the value before it if asked."""
        seed = const(1.0)
        s = self.sweep(instance, frozenset(active), seed=seed, aux=aux, entry=True)
        bars = [s.bars[p] for p in active]
        r = restore(s, bars)
        result = bars[0] if single else tuple_of(bars)
        forward = list(r.forward)
        if value:
            result = gast.Tuple([self.value(s, r, forward), result], gast.Load())
        head = self.copies_of_written(s)
        forward = [*head, *self.with_tapes(forward, r.tapes, s)]
        backward = self.comments(r.backward, s)
        body: list[Any] = [docstrings.of_gradient(instance.unit.name, active, value)]
        body += [Comment("forward"), *forward] if forward and backward else forward
        body += [*backward, gast.Return(result)]
        return self.function(name, instance, body, s)

    def sweep(self, instance: Instance, active: frozenset[str], **options: Any) -> Sweeps:
        return sweep(self.module, instance, active, pair_of=self.pair, **options)

    def value(self, s: Sweeps, r: Restored, forward: list[Any]) -> Any:
        """The value of the primal, under a name, and shared with nothing."""
        e = s.result
        t = s.instance.types.get(e)
        memory = s.instance.memory
        if isinstance(e, gast.Name) and e.id in s.multi and isinstance(t, Num) and t.is_scalar:
            # The backward sweep may put an older value back under this name.
            name = s.namer.fresh("value")
            forward.append(assign(name, load(e.id)))
            return load(name)
        if isinstance(e, gast.Name) and not (isinstance(t, Num) and t.is_scalar):
            home = memory.region_of(e.id)
            mixed = memory.result_aliases or home in {memory.region_of(n) for n in r.written_back}
            if mixed or e.id in s.multi:
                name = s.namer.fresh("value")
                if isinstance(t, Num) and t.kind == "array":
                    copied = method(load(e.id), "copy") if mixed else load(e.id)
                else:
                    copied = call(s.ours("copied", _copied()), load(e.id)) if mixed else load(e.id)
                forward.append(assign(name, copied))
                return load(name)
        return clone(e)

    def copies_of_written(self, s: Sweeps) -> list[Any]:
        """The arguments that the primal writes into: it gets copies of its own."""
        written = s.instance.memory.written
        out: list[Any] = []
        for p in s.instance.arg_types:
            if p in written:
                t = s.instance.arg_types[p]
                if isinstance(t, Num):
                    out.append(assign(p, self.module.copied(s.instance.unit, p, t)))
                else:
                    name = s.ours("copied", _copied())
                    out.append(assign(p, call(name, load(p))))
        return out

    def with_tapes(self, forward: list[Any], tapes: list[str], s: Sweeps) -> list[Any]:
        """Each tape starts empty before the first statement that mentions it."""
        out: list[Any] = []
        waiting = list(tapes)
        for st in forward:
            if waiting:
                used = names_in(st)
                for t in [t for t in waiting if t in used]:
                    out.append(assign(t, gast.List([], gast.Load())))
                    waiting.remove(t)
            out.append(st)
        out += [assign(t, gast.List([], gast.Load())) for t in waiting]
        return out

    # -------------------------------------------------------------- the split form

    def pair(
        self,
        instance: Instance,
        active: frozenset[str],
        shadows: tuple[str, ...],
        unstable: frozenset[str],
        out_active: bool,
        entry: bool = False,
        value: bool = True,
        whole: bool = False,
    ) -> Pair:
        """The two functions for one use of a callee; written once per module.

        value: whether the caller wants the result; if not, what it may share memory with does not matter.
        whole: all that the way back reads is kept, whatever the user asked for.
        """
        kept = None if whole or entry else instance.unit.kept
        key = ("pair", id(instance), active, shadows, unstable, out_active, entry, value, kept)
        found = self.module.cache.get(key)
        if found is not None:
            return found
        base = instance.unit.name
        if kept is not None:
            base += f"_{kept.name}"
            inner = self.pair(instance, active, shadows, frozenset(), out_active, value=value, whole=True)
        pair = Pair(
            self.module.function_name(f"{base}_forward"),
            self.module.function_name(f"{base}_backward"),
            returned=[p for p in instance.arg_types if p in active and p not in shadows],
            out_bar=out_active,
        )
        self.module.cache[key] = pair
        if kept is not None:
            pair.returned, pair.out_bar = list(inner.returned), inner.out_bar
            keep_less(self, pair, inner, instance, shadows, unstable)
            return pair
        while True:
            # A call inside the function itself is written before the function is known: it is taken to read
            # nothing of what changes, and all is written once more if it turns out to read more than that.
            assumed, mark = (pair.reads_written, pair.reads_content), self.module.mark()
            s = self.sweep(
                instance, active, shadow_params=shadows, unstable=unstable, silent=not out_active, entry=entry
            )
            self.write_pair(pair, s, shadows, value)
            if not instance.recursive or (pair.reads_written, pair.reads_content) == assumed:
                return pair
            self.module.rewind(mark)

    def write_pair(self, pair: Pair, s: Sweeps, shadows: tuple[str, ...], wanted: bool) -> None:
        instance = s.instance
        bars = [s.bars[p] for p in pair.returned]
        r = restore(s, bars, split=True)
        memory = instance.memory
        params = [s.bar_names[p] for p in shadows]
        out_bar = [s.out_bar] if pair.out_bar and s.out_bar else []
        if pair.out_bar and not s.out_bar:
            out_bar = [s.namer.fresh("out_bar")]
        free = self.free_names(r.backward, bars) - set(params) - set(out_bar)
        saved = [n for n in self.in_order(instance, r) if n in free]
        again = given_again(instance, s.unstable)
        read = {*(p for p in saved if p not in s.multi), *pair.reads_written}
        written = [p for p in again if p in read]
        pair.reads_written = tuple(written)
        pair.reads_content |= frozenset(p for p in written if memory.region_of(p) in r.content_in)
        saved = [n for n in saved if n not in written]
        own = self.own_copies(saved, r, s)
        # Shadows that came from the forward sweep are zeros once only.
        with_shadows = not s.shadows.isdisjoint([*saved, *r.taped])
        pair.restores = bool(r.written_back - set(own) - r.copied) or with_shadows
        forward = self.with_tapes(list(r.forward), r.tapes, s)
        self.reset(forward, saved, s)
        definite = self.definitely(forward) | set(instance.arg_types)
        definite |= certainly_read(s.result) if wanted else set()
        handed_as: dict[str, Any] = {}
        for n in reversed([n for n in saved if n not in definite]):
            name = n
            if n in r.unsure:
                name = s.namer.fresh(f"{n}_last")
                forward = follow(forward, n, name)
                handed_as[n] = load(name)
            forward = [assign(name, placeholder(s.typer.env.get(n), s.ours)), *forward]
        together = self.kept_together(saved, r, s)
        values = [
            load(together[n]) if n in together else substitute(self.saved_value(n, s), handed_as)
            for n in saved
        ]
        if together:
            copies = call(s.ours("copied_together", copied_together), *map(load, together))
            kept = gast.Tuple(list(map(store, together.values())), gast.Store())
            forward.append(gast.Assign([kept], copies, None))
        value = clone(s.result) if wanted else const(None)
        handed = values[0] if len(values) == 1 else tuple_of(values)
        forward.append(gast.Return(gast.Tuple([value, handed], gast.Load())))
        self.function(pair.forward_name, instance, [docstrings.of_forward(instance.unit.name), *forward], s)
        saved_name = saved[0] if len(saved) == 1 else s.namer.fresh("saved")
        unpack: list[Any] = []
        if len(saved) > 1:
            unpack.append(
                gast.Assign([gast.Tuple([store(n) for n in saved], gast.Store())], load(saved_name), None)
            )
        unpack += [assign(n, method(load(n), "copy")) for n in own]
        # Read without consuming: a pull-back may be called again.
        unpack += [assign(t, method(load(t), "copy")) for t in r.tapes if t in saved]
        body = [*unpack, *self.comments(r.backward, s)]
        if bars:
            body.append(gast.Return(bars[0] if len(bars) == 1 else tuple_of(bars)))
        body = [docstrings.of_backward(pair.returned, shadows, pair.out_bar), *body]
        self.function(pair.backward_name, instance, body, s, params=[saved_name, *out_bar, *params, *written])

    def in_order(self, instance: Instance, r: Restored) -> list[str]:
        """What the forward function has names for: parameters, variables as they are bound, tapes."""
        bound = (n.id for n in walk(r.forward) if isinstance(n, gast.Name) and isinstance(n.ctx, gast.Store))
        other = sorted(stores_in(r.forward))
        return list(dict.fromkeys([*instance.arg_types, *bound, *other, *r.tapes]))

    def reset(self, stmts: list[Any], saved: list[str], s: Sweeps) -> None:
        """What the body of a `try` binds is handed over as a plain placeholder if a handler took over."""
        for st in stmts:
            if isinstance(st, (gast.If, gast.With, gast.Try)):
                for block in inner_blocks(st):
                    self.reset(block, saved, s)
            if not isinstance(st, gast.Try):
                continue
            bound = stores_in(st.body)
            for handler in st.handlers:
                # A name that is bound more than once has its value from elsewhere then.
                gone = [n for n in saved if n in bound and n not in s.multi]
                if not ends_in_raise(handler.body):
                    new = [assign(n, placeholder(s.typer.env.get(n), s.ours)) for n in gone]
                    handler.body = [*new, *handler.body]

    def own_copies(self, saved: list[str], r: Restored, s: Sweeps) -> list[str]:
        """The saved arrays, lists and dicts into which something is put back: the backward function works on
        copies of them, so that what was saved stays as it is.  Not those that have another name here: copies
        would not be related any more.
        """
        alone = Alone(s)
        return [n for n in saved if self.is_copied(n, saved, r, s, alone)]

    def is_copied(self, name: str, saved: list[str], r: Restored, s: Sweeps, alone: Alone) -> bool:
        # A name that is bound again may get an array back that was saved under another name.
        if name in s.multi or name in s.instance.arg_types:
            return False
        if name in r.items_back:
            return name not in (r.content_back | r.insides_back) and alone(name)
        return name in r.content_back and self.is_only_array(name, saved, r, s)

    def is_only_array(self, name: str, saved: list[str], r: Restored, s: Sweeps) -> bool:
        """Whether nothing else that is handed over may share the memory of an array."""
        memory, types = s.instance.memory, s.typer.env
        given = {*saved, *r.taped, *(p for p in s.instance.arg_types if p in memory.written)}
        others = [n for n in given - {name} if not (isinstance(t := types.get(n), Num) and t.is_scalar)]
        home = memory.region_of(name)
        return isinstance(types.get(name), Num) and all(memory.region_of(n) != home for n in others)

    def saved_value(self, name: str, s: Sweeps) -> Any:
        """What the callee keeps of an argument that its caller goes on writing to is a copy."""
        t = s.typer.env.get(name)
        if not s.goes_on_changing(name):
            return load(name)
        if isinstance(t, Num) and t.kind == "array" and not t.optional:
            return method(load(name), "copy")
        is_container = isinstance(t, CONTAINERS) or (isinstance(t, Num) and not t.is_scalar)
        return call(s.ours("copied", _copied()), load(name)) if is_container else load(name)

    def kept_together(self, saved: list[str], r: Restored, s: Sweeps) -> dict[str, str]:
        """New names for arrays that share memory which is put back on the way back: one sees the other's."""
        arrays = [n for n in saved if isinstance(t := s.typer.env.get(n), Num) and t.kind == "array"]
        homes: dict[str, list[str]] = {}
        for n in arrays:
            if s.goes_on_changing(n):
                homes.setdefault(s.instance.memory.region_of(n), []).append(n)
        shared = [n for n in homes.values() if len(n) > 1 and not r.content_back.isdisjoint(n)]
        return {n: s.namer.fresh(f"{n}_kept") for names in shared for n in names}

    def free_names(self, backward: list[Any], bars: list[Any]) -> set[str]:
        """What the backward function reads before it binds it: what the forward function must hand over."""
        read: set[str] = set()
        defined = _first(backward, set(), read)
        return read | (loads_in(bars) - defined)

    def definitely(self, stmts: list[Any]) -> set[str]:
        found: set[str] = set()
        for st in stmts:
            if isinstance(st, (gast.Assign, gast.Expr, gast.AugAssign)):
                # (what is read has a value, or Python has raised)
                found |= stores_in(st) | certainly_read(st)
            elif isinstance(st, gast.If):
                raises = [ends_in_raise(b) for b in (st.body, st.orelse)]
                body, orelse = self.definitely(st.body), self.definitely(st.orelse)
                found |= orelse if raises[0] else body if raises[1] else body & orelse
            elif isinstance(st, gast.With):
                found |= {n for i in st.items for n in stores_in(i)} | self.definitely(st.body)
            elif isinstance(st, gast.Try):
                ways = [self.definitely(h.body) for h in st.handlers if not ends_in_raise(h.body)]
                whole = self.definitely([*st.body, *st.orelse])
                found |= whole.intersection(*ways) | self.definitely(st.finalbody)
        return found

    # -------------------------------------------------------------- text

    def comments(self, stmts: list[Any], s: Sweeps) -> list[Any]:
        """Each block is headed by the statement that it belongs to."""
        out: list[Any] = []
        pending: Any = None
        last: Any = None
        for st in stmts:
            if isinstance(st, Origin):
                origin = getattr(st.stmt, "origin", st.stmt)
                if origin is not last:
                    pending = origin
                continue
            if isinstance(st, (gast.For, gast.If, gast.While)) and hasattr(st, "site"):
                st.body = self.comments(st.body, s) or [gast.Pass()]
                st.orelse = self.comments(st.orelse, s)
                pending, last = None, None
                out.append(st)
                continue
            if pending is not None:
                text = statement_text(s.instance, pending)
                if text:
                    head = Comment("backward: " + text)
                    head.line = getattr(pending, "lineno", None)
                    out.append(head)
                last, pending = pending, None
            out.append(st)
        return out

    def function(
        self,
        name: str,
        instance: Instance,
        body: list[Any],
        s: Sweeps | None,
        params: list[str] | None = None,
    ) -> Emitted:
        tree = gast.parse(f"def {name}(): pass").body[0]
        names = list(instance.arg_types) if params is None else params
        tree.args.args = [gast.Name(p, gast.Param(), None, None) for p in names]
        if params is None:
            defaults = _defaults(instance)
            tree.args.defaults = defaults
        tree.body = nested([clone(b) for b in body]) or [gast.Pass()]
        temporaries = set(instance.unit.temporaries)
        own = frozenset[str]() if s is None else frozenset(s.namer.taken - set(instance.unit.taken))
        types = dict(s.typer.env) if s is not None else {}
        emitted = Emitted(tree, instance.unit, temporaries | own, types, instance, own)
        self.module.functions.append(emitted)
        return emitted


def given_again(instance: Instance, unstable: frozenset[str]) -> tuple[str, ...]:
    """The parameters that the caller gives to the backward function once more, as they were: what the callee
    writes into, and lists and dicts that change elsewhere.
    """
    types = instance.arg_types
    changing = {p for p in unstable if isinstance(types[p], CONTAINERS)}
    return tuple(p for p in types if p in instance.memory.written | changing)


def _copied() -> Any:
    import copy

    return copy.deepcopy


def _defaults(instance: Instance) -> list[Any]:
    """Literal defaults are copied as text; a parameter behind them that has none must be given.

    Python aligns defaults with the last parameters, and variables of closures stand behind the user's own.
    """
    out: list[Any] = []
    own = {p.name: p for p in instance.unit.params}
    for name in instance.arg_types:
        p = own.get(name)
        literal = p is not None and (isinstance(p.default, (int, float, str, bool)) or p.default is None)
        if literal or out:
            out.append(const(p.default if p is not None and literal else None))
    return out


def _first(stmts: list[Any], defined: set[str], read: set[str]) -> set[str]:
    """Adds to `read` what is read before it is bound; returns what is certainly bound at the end."""
    for st in stmts:
        if isinstance(st, gast.Assign):
            read |= loads_in(st.value).union(*(loads_in(t) for t in st.targets)) - defined
            defined = defined.union(*(stores_in(t) for t in st.targets))
        elif isinstance(st, gast.If):
            read |= loads_in(st.test) - defined
            defined = _first(st.body, defined, read) & _first(st.orelse, defined, read)
        elif isinstance(st, (gast.For, gast.While)):
            read |= loads_in(st.iter if isinstance(st, gast.For) else st.test) - defined
            _first(st.body, defined | (stores_in(st.target) if isinstance(st, gast.For) else set()), read)
        elif isinstance(st, gast.AugAssign) and isinstance(st.target, gast.Name):
            read |= (loads_in(st) | {st.target.id}) - defined
        elif not isinstance(st, Origin):
            read |= loads_in(st) - defined
    return defined


def statement_text(instance: Instance, origin: Any) -> str:
    """The first line of a statement as the user wrote it, for a comment."""
    source = getattr(origin, "source", instance.unit.source)  # its own, if it was written into this function
    line = getattr(origin, "lineno", None)
    if line is None or source is None:
        return ""
    start = line - source.first_line
    end = getattr(origin, "end_lineno", line) - source.first_line
    if isinstance(origin, (gast.For, gast.While, gast.If, gast.With)):
        end = start
    text = _one_line(source.lines[start : end + 1])
    column = getattr(origin, "col_offset", 0)
    if (
        start == end
        and 0 <= start < len(source.lines)
        and not isinstance(origin, (gast.For, gast.While, gast.If))
    ):
        text = source.lines[start][column : getattr(origin, "end_col_offset", None)].strip()
    return text


def _one_line(lines: Sequence[str]) -> str:
    """Lines put together as they would stand in one."""
    text = lines[0].strip() if lines else ""
    for line in lines[1:]:
        line = line.strip()
        if line[:1] in (")", "]", "}"):
            text = text.removesuffix(",")
        elif not text.endswith(("(", "[", "{")):
            text += " "
        text += line
    return text
