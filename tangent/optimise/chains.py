"""Facts about a function: which definitions a read may see, what may share memory, what is written in place.

One walk over the tree, in program order.  Structured control flow makes this simple: where branches meet,
and at the head of a loop, a `Def` with sources (a phi) stands for all values that a name may have there.

Objects that may share memory are kept in classes (union-find over definitions): `b = a`, `b = a[1:]`, `b =
f(a)`, `xs.append(a)` put both into one class, arithmetic does not.  Parameters, globals and variables that
nested functions mention are one class, `outside`; adjoints that are parameters are another.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import gast

from tangent.optimise.effects import FLOATS, OPAQUE, SHAPES, Effects, root
from tangent.syntax.comments import Blank, Comment
from tangent.syntax.nodes import inner_blocks, names_in, statements_in, stores_in

SUFFIXES = ("_bar", "_dot")


@dataclass(frozen=True)
class Context:
    """What the passes are told about the function that they work on.

    temporaries: names that the compiler made; only these are eliminated, folded or renamed.
    pure(func): calling this function changes nothing (its result may be a view of its arguments).
    droppable(stmt): a statement of the forward sweep that nothing reads may go, because it cannot raise.
    owned: names whose arrays nobody else holds, and that `x = x + e` may write into.
    is_float(name): the name holds floats only; adjoints do, unless is_container(name): a list or the like.
    is_number(name), is_vector(name), is_object(name): it holds numbers, arrays with one axis, or objects of
    the user, only.
    is_array(name): it holds an array with axes, as far as is known: what costs little goes before it.
    is_scalar(name): what it holds at the end is a number.
    is_large(name): it holds so much that it is worth a line to let it go.
    fresh(call): the value of this pure call shares no memory with anything; by default a table of NumPy
    functions.
    users: names in the user's function, of which this one may show a part only.
    renamed: names that the compiler gave to values of the user's variables → those variables (`x_1` → `x`).
    own: names that this derivative adds; not those of one that is differentiated again.
    """

    function: gast.FunctionDef
    temporaries: frozenset[str]
    pure: Callable[[Any], bool]
    droppable: Callable[[Any], bool] = lambda stmt: True
    owned: Collection[str] = frozenset()
    is_float: Callable[[str], bool] | None = None
    is_container: Callable[[str], bool] | None = None
    is_object: Callable[[str], bool] = lambda name: False
    is_number: Callable[[str], bool] = lambda name: False
    is_vector: Callable[[str], bool] = lambda name: False
    is_array: Callable[[str], bool] = lambda name: False
    is_large: Callable[[str], bool] = lambda name: False
    is_scalar: Callable[[str], bool] = lambda name: False
    fresh: Callable[[gast.Call], bool] | None = None
    users: frozenset[str] = frozenset()
    renamed: Mapping[str, str] = field(default_factory=dict)
    own: frozenset[str] = frozenset()
    width: int = 88
    adjoints: frozenset[str] = field(init=False)
    named_adjoints: frozenset[str] = field(init=False)
    _kept: list[Chains] = field(init=False, default_factory=list, repr=False, compare=False)

    def __post_init__(self) -> None:
        adjoints = frozenset(name for name in self.temporaries if stem(name) != name)
        object.__setattr__(self, "adjoints", adjoints)
        own = {name: stem(name) for name in adjoints if stem(name) not in self.temporaries}
        if any(is_numbered(base) for base in own.values()):
            # The adjoint of a variable t of the user, or of nothing that has a name?
            locals_ = self.locals()
            own = {name: base for name, base in own.items() if not is_numbered(base) or base in locals_}
        object.__setattr__(self, "named_adjoints", frozenset(own))

    def locals(self) -> set[str]:
        """Parameters and variables of the function."""
        found = {p.id for p in parameters(self.function.args)}
        for s in statements_in(self.function.body, nested=False):
            if isinstance(s, gast.Assign):
                targets: list[Any] = s.targets
            elif isinstance(s, (gast.AugAssign, gast.For)):
                targets = [s.target]
            elif isinstance(s, (*SIMPLE, gast.If, gast.While)):
                continue
            else:
                found |= stores_in(s)
                continue
            for t in targets:
                if type(t) is gast.Name:
                    found.add(t.id)
                elif not isinstance(t, (gast.Subscript, gast.Attribute)):
                    found |= stores_in(t)
        return found

    def chains(self) -> Chains:
        """The facts about the function as it is now."""
        return self._kept.pop() if self._kept else Chains(self)

    def keep(self, chains: Chains) -> None:
        """For the next pass: nothing has changed."""
        self._kept.append(chains)

    def forget(self) -> None:
        self._kept.clear()

    def adjoint(self, name: str) -> bool:
        """Whether `name` is an adjoint or tangent that the compiler made."""
        return name in self.adjoints

    def named(self, name: str) -> bool:
        """Whether `name` is the adjoint or tangent of a variable of the user."""
        return name in self.named_adjoints

    def floating(self, name: str) -> bool:
        """Whether `name` is known to hold floats."""
        return self.arithmetic(name) or (self.is_float is not None and self.is_float(name))

    def arithmetic(self, name: str) -> bool:
        """Whether `name` is an adjoint or tangent that is a number or an array."""
        return name in self.adjoints and not (self.is_container is not None and self.is_container(name))


def stem(name: str) -> str:
    """`h` for `h_bar` and `h_bar_1`; other names are their own stem."""
    head, _, tail = name.rpartition("_")
    base = head if head and tail.isdecimal() else name
    for suffix in SUFFIXES:
        if base.endswith(suffix) and len(base) > len(suffix):
            return base[: -len(suffix)]
    return name


def is_numbered(base: str) -> bool:
    """Whether `base` looks like a temporary of the compiler: t, t1, t2 ..."""
    return base[0] == "t" and (len(base) == 1 or base[1:].isdecimal())


def is_zeros_like(e: Any) -> bool:
    """`np.zeros_like(x)`, with nothing else said."""
    return (
        type(e) is gast.Call
        and type(e.func) is gast.Attribute
        and e.func.attr == "zeros_like"
        and len(e.args) == 1
        and not e.keywords
    )


class Def:
    """A value that a name gets: by a statement, as a parameter, or where control flow meets (a phi)."""

    __slots__ = ("copied", "info", "leaks", "like", "name", "number", "parent", "sources", "uses", "value")

    def __init__(self, name: str, info: Info | None, value: Any = None) -> None:
        self.name = name
        self.info = info
        self.value = value  # the right-hand side, if this is a plain `name = value`
        self.uses: list[Use] = []
        self.leaks = False  # something reads a phi that this is a source of
        self.sources: list[Def] | None = None
        self.parent: Def = self
        self.number = 0  # 1: a number or an array of numbers, 2: and no integer
        self.copied: tuple[str, Def] | None = None  # for `name = other`: that name, and its definition
        self.like = False  # `name = np.zeros_like(other)`: of the other, only its shape and dtype


class Use:
    """A name that is read, and the place where it stands in the tree."""

    __slots__ = ("field", "fresh_copy", "info", "kind", "node", "of", "parent", "position")

    def __init__(self, node: Any, of: Def | None, info: Info, parent: Any, field: str, position: int) -> None:
        self.node = node
        self.of = of
        self.info = info
        self.parent = parent
        self.field = field
        self.position = position  # in a list, else -1
        self.kind = "read"  # "root": its object is written; "aug": the name on the left of `+=`
        self.fresh_copy = True  # for a read of `name = other`: `other` still has the same definition here

    @property
    def asks_for_shape(self) -> bool:
        """Whether it does not matter to this read what stands in an array: `np.zeros_like(x)`, `x.shape`."""
        if isinstance(self.parent, gast.Attribute):
            return self.parent.attr in SHAPES
        return is_zeros_like(self.parent) and self.field == "args"

    def replace(self, new: Any) -> None:
        if self.position < 0:
            setattr(self.parent, self.field, new)
        else:
            getattr(self.parent, self.field)[self.position] = new


class Info:
    """A statement: what it reads, binds and writes; for compound statements this is about the header only."""

    __slots__ = (
        "alive", "backward", "block", "calls", "defs", "depth", "effect", "end", "index", "loop",
        "place", "protected", "region", "section", "stmt", "uses", "written",
    )  # fmt: skip

    def __init__(
        self, stmt: Any, index: int, block: list[Any], place: Info | None, loop: Any, depth: int
    ) -> None:
        self.stmt = stmt
        self.index = index
        self.end = index  # index of the last statement inside
        self.block = block
        self.place = place  # the compound statement that this is in
        self.loop = loop
        self.depth = depth
        self.section = 0
        self.backward = False
        # The body of the innermost `with` or `try` that this is in, and whether a handler may be waiting.
        self.region: int | None = None if place is None else place.region
        self.protected: bool = place is not None and place.protected
        if place is not None and isinstance(place.stmt, (gast.With, gast.Try)):
            self.region = id(block)
            self.protected = self.protected or (isinstance(place.stmt, gast.Try) and block is place.stmt.body)
        self.uses: list[Use] = []
        self.defs: list[Def] = []
        self.written: tuple[Def, ...] = ()  # objects that are written in place
        self.calls = False  # contains a call that is not pure
        self.effect = False  # does something that is visible outside, or may leave
        self.alive = False


class _Unfit(Exception):
    pass


class Chains:
    def __init__(self, context: Context) -> None:
        try:
            self._build(context, set())
        except _Unfit:
            # The names in lambdas and comprehensions are left alone, so they have to be known first.
            hidden = {n for e in ast.walk(context.function) if isinstance(e, OPAQUE) for n in names_in(e)}
            self._build(context, hidden)

    def _build(self, context: Context, pinned: set[str]) -> None:
        self.infos: list[Info] = []
        self.defs: list[Def] = []
        self.outside = Def("", None)
        self.outside_bar = Def("", None)
        function = context.function
        self.context = context
        self.adjoint = context.arithmetic
        self.pinned: set[str] = pinned
        self._bound: dict[int, dict[str, None]] = {}
        own = self._scan(function.body)
        params = [n.id for n in parameters(function.args)]
        self.locals = {**dict.fromkeys(params), **own}
        self.effects = Effects(self.locals, context.pure, context.fresh)
        self._of_stmt: dict[int, Info] | None = None
        self._written_classes: set[int] | None = None
        self.env: dict[str, Def] = {}
        self.journal: list[tuple[str, Def | None]] = []
        self.loops: list[dict[str, Def]] = []
        self.section = 0
        self.backward = function.name.endswith("_backward")
        for name in params:
            d = Def(name, None)
            self.defs.append(d)
            self._join(d, self.outside_bar if context.adjoint(name) else self.outside)
            self.env[name] = d
        self._block(function.body, None, None, 0)
        self._spread_leaks()

    def __del__(self) -> None:
        # Definitions and uses refer to each other: without this, the collector of cyclic garbage would have
        # a hundred objects for each statement to look at.
        for d in (*self.defs, self.outside, self.outside_bar):
            d.uses = []
            d.parent = d.sources = None  # type: ignore[assignment]
        for info in self.infos:
            info.uses, info.defs = [], []
            info.written = ()

    def _spread_leaks(self) -> None:
        todo = [d for d in self.defs if d.sources is not None and d.uses]
        while todo:
            for s in todo.pop().sources or ():
                if not s.leaks:
                    s.leaks = True
                    if s.sources is not None:
                        todo.append(s)

    # ------------------------------------------------------------------ before the walk

    def _scan(self, stmts: list[Any]) -> dict[str, None]:
        """Names bound by statements; notes them for every loop, and what cannot be touched at all."""
        bound: dict[str, None] = {}
        for s in stmts:
            kind = type(s)
            if kind is gast.Assign:
                for t in s.targets:
                    self._targets(t, bound)
            elif kind is gast.AugAssign:
                self._targets(s.target, bound)
            elif kind is gast.If:
                bound.update(self._scan(s.body))
                bound.update(self._scan(s.orelse))
            elif kind is gast.For or kind is gast.While:
                inner: dict[str, None] = {}
                if kind is gast.For:
                    self._targets(s.target, inner)
                inner.update(self._scan(s.body))
                self._bound[id(s)] = inner
                bound.update(inner)
                bound.update(self._scan(s.orelse))
            elif kind is gast.With or kind is gast.Try:
                for target in _named(s):
                    self._targets(target, bound)
                for block in inner_blocks(s):
                    bound.update(self._scan(block))
            elif kind not in SIMPLE:
                # Nested functions, and statements that these passes do not know.
                self.pinned |= names_in(s)
                if isinstance(s, (gast.FunctionDef, gast.ClassDef)):
                    self.pinned.add(s.name)
                bound.update(dict.fromkeys(sorted(names_in(s))))
                for n in ast.walk(s):
                    if isinstance(n, (gast.Global, gast.Nonlocal)):
                        self.pinned |= set(n.names)
                    elif isinstance(n, gast.FunctionDef):
                        self.pinned.add(n.name)
        return bound

    def _targets(self, target: Any, bound: dict[str, None]) -> None:
        if type(target) is gast.Name:
            bound[target.id] = None
        elif isinstance(target, (gast.Tuple, gast.List)):
            for e in target.elts:
                self._targets(e, bound)
        elif isinstance(target, gast.Starred):
            self._targets(target.value, bound)

    # ------------------------------------------------------------------ the walk

    def _block(self, stmts: list[Any], place: Info | None, loop: Any, depth: int) -> None:
        for s in stmts:
            kind = type(s)
            if kind is Comment:
                self.section += 1
                if s.text.startswith("backward"):
                    self.backward = True
                continue
            if kind is Blank:
                continue
            info = Info(s, len(self.infos), stmts, place, loop, depth)
            info.section = self.section
            info.backward = self.backward
            self.infos.append(info)
            if kind is gast.Assign:
                self._assign(s, info)
            elif kind is gast.AugAssign:
                self._augment(s, info)
            elif kind is gast.If:
                self._if(s, info)
            elif kind is gast.For:
                self._for(s, info)
            elif kind is gast.While:
                self._while(s, info)
            elif kind is gast.With:
                self._with(s, info)
            elif kind is gast.Try:
                self._try(s, info)
            elif kind is gast.Expr or kind is gast.Return:
                if s.value is not None:
                    self._reads(s.value, s, "value", info)
                if kind is gast.Return:
                    info.effect = True
            elif kind is gast.Break or kind is gast.Continue:
                self._merge(self.loops[-1])
            elif kind is gast.Pass:
                pass
            elif kind is gast.Assert or kind is gast.Raise:
                info.effect = True
                for field in s._fields:
                    value = getattr(s, field)
                    if value is not None:
                        self._reads(value, s, field, info)
            else:
                self._opaque(s, info)
            info.end = len(self.infos) - 1

    def _opaque(self, s: Any, info: Info) -> None:
        """A nested function or an unknown statement: all names that it mentions are left alone."""
        info.effect = True
        info.calls = not isinstance(s, gast.FunctionDef)
        if info.calls:
            info.written += (self.outside, self.outside_bar)
        for name in sorted(names_in(s) | ({s.name} if isinstance(s, gast.FunctionDef) else set())):
            self._bind(name, info)

    def _bind(self, name: str, info: Info, value: Any = None) -> Def:
        d = Def(name, info, value)
        self.defs.append(d)
        info.defs.append(d)
        self.journal.append((name, self.env.get(name)))
        self.env[name] = d
        if name in self.pinned:
            self._join(d, self.outside)
        return d

    def _set(self, name: str, d: Def) -> None:
        self.journal.append((name, self.env.get(name)))
        self.env[name] = d

    def _phi(self, name: str, sources: Iterable[Def | None]) -> Def:
        phi = Def(name, None)
        self.defs.append(phi)
        phi.sources = []
        for s in sources:
            self._source(phi, s)
        return phi

    def _source(self, phi: Def, s: Def | None) -> None:
        if s is not None and s is not phi and s not in phi.sources[-3:]:  # type: ignore[index]
            phi.sources.append(s)  # type: ignore[union-attr]
            self._join(phi, s)

    def _assign(self, s: Any, info: Info) -> None:
        self._reads(s.value, s, "value", info)
        for i, t in enumerate(s.targets):
            if type(t) is gast.Name:
                if len(s.targets) > 1:
                    d = self._alias_of(s.value)
                    self._link(self._bind(t.id, info), d)
                else:
                    self._name(t.id, s.value, info)
            elif isinstance(t, (gast.Tuple, gast.List)):
                self._unpack(t, s, i, info)
            else:
                shared = self._alias_of(s.value)
                self._store(t, s, "targets", i, info, shared)

    def _name(self, name: str, value: Any, info: Info) -> None:
        shared = self._alias_of(value)
        number = 2 if self.adjoint(name) else self._number(value)
        copied = None
        like = is_zeros_like(value)
        other = value.args[0] if like else value
        if type(other) is gast.Name:
            source = self.env.get(other.id)
            if source is not None:
                copied = (other.id, source)
                first = source.copied
                if (
                    first is not None
                    and source.like is like
                    and self.env.get(first[0]) is first[1]
                    and source.name in self.context.temporaries
                    and not self.context.named(source.name)
                ):
                    copied = first
        d = self._bind(name, info, value)
        d.number = number
        if copied is not None and copied[0] != name:
            d.copied = copied
            d.like = like
        if not (type(value) is gast.Subscript and self._is_element(name)):
            self._link(d, shared)

    def _is_element(self, name: str) -> bool:
        """Whether a name of ours that gets `x[i, j]` holds a number, which shares no memory with x."""
        context = self.context
        return name in context.temporaries and not context.named(name) and context.is_scalar(name)

    def _unpack(self, target: Any, s: Any, i: int, info: Info) -> None:
        value = s.value
        if isinstance(value, (gast.Tuple, gast.List)) and len(value.elts) == len(target.elts):
            shared = [self._alias_of(e) for e in value.elts]
        else:
            whole = self._alias_of(value)
            shared = [whole] * len(target.elts)
        for j, (t, d) in enumerate(zip(target.elts, shared)):
            if type(t) is gast.Name:
                self._link(self._bind(t.id, info), d)
            elif isinstance(t, (gast.Tuple, gast.List, gast.Starred)):
                bound: dict[str, None] = {}
                self._targets(t, bound)
                for name in bound:
                    self._link(self._bind(name, info), d)
                for n in ast.walk(t):
                    if isinstance(n, (gast.Subscript, gast.Attribute)):
                        info.effect = info.calls = True
                        info.written += (self.outside, self.outside_bar, *self.env.values())
            else:
                self._store(t, target, "elts", j, info, d)

    def _store(self, t: Any, parent: Any, field: str, position: int, info: Info, shared: list[Def]) -> None:
        first = len(info.uses)
        self._reads(t, parent, field, info, position)
        base = root(t)
        self._written(base, info, shared)
        if type(base) is gast.Name:
            for u in info.uses[first:]:
                if u.node is base:
                    u.kind = "root"

    def _written(self, base: Any, info: Info, shared: list[Def]) -> None:
        """The object of `base` is written, and may from now on hold references to `shared`."""
        owners = self._alias_of(base)
        info.written += tuple(owners or ())
        for owner in owners:
            self._link(owner, shared)

    def _augment(self, s: Any, info: Info) -> None:
        target = s.target
        self._reads(s.value, s, "value", info)
        if type(target) is gast.Name:
            old = self.env.get(target.id)
            use = Use(target, old, info, s, "target", -1)
            use.kind = "aug"
            info.uses.append(use)
            if old is not None:
                old.uses.append(use)
            numeric = self.adjoint(target.id) or (old is not None and old.number > 0)
            shared = [] if numeric else self._alias_of(s.value)
            d = self._bind(target.id, info)
            d.number = 2 if self.adjoint(target.id) else 0
            if old is not None:
                self._join(d, old)
            else:
                self._join(d, self.outside)
            self._link(d, shared)
            info.written += (d,)
        else:
            base = root(target)
            numeric = type(base) is gast.Name and self.adjoint(base.id)
            self._store(target, s, "target", -1, info, [] if numeric else self._alias_of(s.value))

    def _if(self, s: Any, info: Info) -> None:
        self._reads(s.test, s, "test", info)
        changed = []
        for body in (s.body, s.orelse):
            mark = len(self.journal)
            self._block(body, info, info.loop, info.depth + 1)
            changed.append({name: self.env[name] for name, _ in self.journal[mark:]})
            self._rollback(mark)
        for name in {**changed[0], **changed[1]}:
            before = self.env.get(name)
            self._set(name, self._phi(name, (changed[0].get(name, before), changed[1].get(name, before))))

    def _with(self, s: Any, info: Info) -> None:
        info.effect = info.calls = True
        info.written += (self.outside,)
        for item in s.items:
            self._reads(item.context_expr, item, "context_expr", info)
        for target in _named(s):
            bound: dict[str, None] = {}
            self._targets(target, bound)
            for name in bound:
                self._join(self._bind(name, info), self.outside)
        self._block(s.body, info, info.loop, info.depth + 1)

    def _try(self, s: Any, info: Info) -> None:
        """A handler may see any value that a name had in the body; then the ways meet."""
        info.effect = True
        bound = self._scan(s.body)
        before = {name: self.env.get(name) for name in bound}
        first, mark = len(self.defs), len(self.journal)
        self._block(s.body, info, info.loop, info.depth + 1)
        made = self.defs[first:]
        self._block(s.orelse, info, info.loop, info.depth + 1)
        ways = [{name: self.env[name] for name, _ in self.journal[mark:]}]
        self._rollback(mark)
        for handler in s.handlers:
            if handler.type is not None:
                self._reads(handler.type, handler, "type", info)
            for name in bound:
                self._set(name, self._phi(name, [before[name], *(d for d in made if d.name == name)]))
            if handler.name is not None:
                self._join(self._bind(handler.name.id, info), self.outside)
            self._block(handler.body, info, info.loop, info.depth + 1)
            ways.append({name: self.env[name] for name, _ in self.journal[mark:]})
            self._rollback(mark)
        for name in {n: None for way in ways for n in way}:
            old = self.env.get(name)
            self._set(name, self._phi(name, [way.get(name, old) for way in ways]))
        self._block(s.finalbody, info, info.loop, info.depth + 1)

    def _rollback(self, mark: int) -> None:
        while len(self.journal) > mark:
            name, old = self.journal.pop()
            if old is None:
                self.env.pop(name, None)
            else:
                self.env[name] = old

    def _enter(self, s: Any) -> dict[str, Def]:
        phis = {}
        for name in self._bound[id(s)]:
            phis[name] = self._phi(name, (self.env.get(name),))
        for name, phi in phis.items():
            self._set(name, phi)
        return phis

    def _merge(self, phis: dict[str, Def]) -> None:
        for name, phi in phis.items():
            self._source(phi, self.env.get(name))

    def _loop(self, s: Any, info: Info, phis: dict[str, Def]) -> None:
        self.loops.append(phis)
        self._block(s.body, info, s, info.depth + 1)
        self._merge(phis)
        self.loops.pop()
        for name, phi in phis.items():
            self._set(name, phi)
        if s.orelse:
            self._block(s.orelse, info, info.loop, info.depth + 1)
            for name in self._scan(s.orelse):
                self._set(name, self._phi(name, (self.env.get(name), phis.get(name))))
            info.effect = True

    def _for(self, s: Any, info: Info) -> None:
        self._reads(s.iter, s, "iter", info)
        shared = self._alias_of(s.iter)
        phis = self._enter(s)
        bound: dict[str, None] = {}
        self._targets(s.target, bound)
        for name in bound:
            d = self._bind(name, info)
            self._link(d, shared)
            self._source(phis[name], d)
        if type(s.target) is not gast.Name:
            for n in ast.walk(s.target):
                if isinstance(n, (gast.Subscript, gast.Attribute)):
                    info.effect = info.calls = True
                    info.written += (self.outside, self.outside_bar, *self.env.values())
        self._loop(s, info, phis)

    def _while(self, s: Any, info: Info) -> None:
        phis = self._enter(s)
        info.loop = s  # the test is evaluated again and again
        self._reads(s.test, s, "test", info)
        self._loop(s, info, phis)

    # ------------------------------------------------------------------ expressions

    def _reads(self, e: Any, parent: Any, field: str, info: Info, position: int = -1) -> None:
        """Note all names that `e` reads, and what its calls write."""
        uses = info.uses
        env = self.env
        stack = [(e, parent, field, position)]
        while stack:
            n, parent, field, position = stack.pop()
            kind = type(n)
            if kind is gast.Name:
                d = env.get(n.id)
                use = Use(n, d, info, parent, field, position)
                uses.append(use)
                if d is not None:
                    d.uses.append(use)
                    if d.copied is not None and env.get(d.copied[0]) is not d.copied[1]:
                        use.fresh_copy = False
            elif kind is gast.Constant:
                pass
            elif kind is gast.BinOp:
                stack.append((n.right, n, "right", -1))
                stack.append((n.left, n, "left", -1))
            elif kind is gast.Attribute:
                stack.append((n.value, n, "value", -1))
            elif kind is gast.Subscript:
                stack.append((n.slice, n, "slice", -1))
                stack.append((n.value, n, "value", -1))
            elif kind is gast.UnaryOp:
                stack.append((n.operand, n, "operand", -1))
            elif isinstance(n, OPAQUE):
                self._hide(n, info)
            else:
                if kind is gast.Call:
                    self._call(n, info)
                below: list[Any] = []
                for f in n._fields:
                    v = getattr(n, f, None)
                    if isinstance(v, list):
                        below += [(x, n, f, i) for i, x in enumerate(v) if isinstance(x, ast.AST)]
                    elif isinstance(v, ast.AST):
                        below.append((v, n, f, -1))
                stack += reversed(below)

    def _hide(self, n: Any, info: Info) -> None:
        """A lambda or comprehension: its names are not looked into, so they must be known before the walk."""
        if not names_in(n) <= self.pinned:
            raise _Unfit
        if not isinstance(n, gast.Lambda):
            info.calls = info.effect = True
            info.written += (self.outside,)

    def _call(self, n: gast.Call, info: Info) -> None:
        kind = self.effects.kind(n)
        if kind == "pure":
            return
        info.calls = True
        handed = [d for a in [*n.args, *(k.value for k in n.keywords)] for d in self._alias_of(a)]
        if kind == "receiver":
            self._written(n.func.value, info, handed)
        elif kind == "first":
            info.written += tuple(self._alias_of(n.args[0]))
        else:
            info.effect = True
            if isinstance(n.func, gast.Attribute):
                handed += self._alias_of(n.func.value)
            handed.append(self.outside)
            info.written += tuple(handed)
            for d in handed:
                self._join(d, handed[0])

    # ------------------------------------------------------------------ sharing of memory

    def find(self, d: Def) -> Def:
        while d.parent is not d:
            d.parent = d.parent.parent
            d = d.parent
        return d

    def info_of(self, stmt: Any) -> Info:
        if self._of_stmt is None:
            self._of_stmt = {id(i.stmt): i for i in self.infos}
        return self._of_stmt[id(stmt)]

    def written_classes(self) -> set[int]:
        """Ids of the classes of which some object is written in place, anywhere."""
        if self._written_classes is None:
            self._written_classes = {id(self.find(d)) for i in self.infos for d in i.written}
        return self._written_classes

    def same_object(self, a: Def | None, b: Def | None) -> bool:
        """Whether the two values may share memory."""
        return self.find(a or self.outside) is self.find(b or self.outside)

    def _join(self, a: Def, b: Def) -> None:
        a, b = self.find(a), self.find(b)
        if a is not b:
            if a is self.outside or a is self.outside_bar:
                a, b = b, a
            a.parent = b

    def _link(self, d: Def, shared: list[Def]) -> None:
        for other in shared:
            self._join(d, other)

    def _alias_of(self, e: Any) -> list[Def]:
        """Definitions whose objects the value of `e` may be, share memory with, or refer to."""
        found: list[Def] = []
        stack = [e]
        while stack:
            n = stack.pop()
            kind = type(n)
            if kind is gast.Name:
                d = self.env.get(n.id)
                found.append(self.outside if d is None else d)
            elif (
                kind is gast.Constant
                or kind is gast.UnaryOp
                or kind is gast.Compare
                or kind is gast.JoinedStr
            ):
                pass
            elif kind is gast.BinOp:
                if not self._number(n):
                    stack += [n.left, n.right]
            elif kind is gast.Subscript:
                stack.append(n.value)
            elif kind is gast.Attribute:
                if n.attr not in SHAPES:
                    stack.append(n.value)
            elif kind is gast.Call:
                how = self.effects.kind(n)
                if how == "pure" and self._fresh(n):
                    continue
                stack += n.args
                stack += [k.value for k in n.keywords]
                if isinstance(n.func, gast.Attribute) and self.effects.is_value(n.func.value):
                    stack.append(n.func.value)
                if how == "impure":
                    found.append(self.outside)
            elif kind in (gast.Tuple, gast.List, gast.Set):
                stack += n.elts
            elif kind is gast.Dict:
                stack += [v for v in [*n.keys, *n.values] if v is not None]
            elif kind is gast.IfExp:
                stack += [n.body, n.orelse]
            elif kind is gast.BoolOp:
                stack += n.values
            elif kind is gast.Starred:
                stack.append(n.value)
            elif kind is gast.Slice:
                pass
            else:
                found.append(self.outside)
        return found

    def _fresh(self, call: gast.Call) -> bool:
        func = call.func
        if isinstance(func, gast.Attribute) and func.attr == "copy" and not call.args and not call.keywords:
            base = root(func.value)
            if type(base) is gast.Name:
                d = self.env.get(base.id)
                return self.adjoint(base.id) or (d is not None and d.number > 0)
        return self.effects.fresh_call(call)

    def _number(self, e: Any) -> int:
        """1 if the value is surely a number or an array (arithmetic on it makes new objects), 2 if no int."""
        kind = type(e)
        if kind is gast.Constant:
            return 2 if type(e.value) is float else int(type(e.value) is int)
        if kind is gast.Name:
            if self.adjoint(e.id):
                return 2
            d = self.env.get(e.id)
            return 0 if d is None else d.number
        if kind is gast.UnaryOp:
            return max(1, self._number(e.operand))
        if kind is gast.Compare:
            return 1
        if kind is gast.BinOp:
            if isinstance(e.op, (gast.Add, gast.Mult)):
                spine = []
                while type(e) is gast.BinOp and isinstance(e.op, (gast.Add, gast.Mult)):
                    spine.append(e)
                    e = e.left
                left = self._number(e)
                for b in reversed(spine):
                    right = self._number(b.right)
                    if isinstance(b.op, gast.Add):
                        left = max(left, right)
                    else:
                        left = 2 if max(left, right) == 2 else min(left, right)
                return left
            return 2 if isinstance(e.op, gast.Div) else 1
        if kind is gast.Subscript:
            base = root(e)
            if type(base) is gast.Name and (self.adjoint(base.id)):
                return 2
            return 0
        if kind is gast.Call and self.effects.kind(e) == "pure":
            func = e.func
            name = func.attr if type(func) is gast.Attribute else func.id if type(func) is gast.Name else ""
            if name in FLOATS:
                return 2
            return 1 if self.effects.fresh_call(e) and name != "range" else 0
        return 0


SIMPLE = (
    gast.Expr,
    gast.Return,
    gast.Assert,
    gast.Raise,
    gast.Pass,
    gast.Break,
    gast.Continue,
    Comment,
    Blank,
)


def _named(s: Any) -> list[Any]:
    """The targets in the header of a `with`, or the exceptions that a `try` gives names."""
    if isinstance(s, gast.With):
        return [i.optional_vars for i in s.items if i.optional_vars is not None]
    return [h.name for h in s.handlers if h.name is not None]


def parameters(arguments: gast.arguments) -> list[Any]:
    a = arguments
    return [
        *a.posonlyargs,
        *a.args,
        *([a.vararg] if a.vararg else []),
        *a.kwonlyargs,
        *([a.kwarg] if a.kwarg else []),
    ]
