"""The parcels that go down the road: a function as it was written (`Unit`), and what one derivation knows
(`Session`).
"""

from __future__ import annotations

import builtins
import inspect
import itertools
import re
import sys
import types
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import gast

from tangent.syntax.nodes import Namer
from tangent.syntax.refuse import Refused
from tangent.types import PARTS, Dim, Num, Type


@dataclass(eq=False)
class Unit:
    """One function of the user in the core language.

    `scope` resolves its global, closure and builtin names; `outer` are the enclosing function's variables
    that it
    reads (a function defined inside another one gets them as extra parameters at the end).
    """

    name: str
    tree: gast.FunctionDef
    scope: Any
    source: Any
    temporaries: frozenset[str]
    taken: frozenset[str]
    params: tuple[Parameter, ...]
    outer: tuple[str, ...] = ()
    function: Any = None
    locals: frozenset[str] = frozenset()
    outer_name: str = ""
    rebinds: frozenset[str] = frozenset()
    """Those of `outer` that the function declares `nonlocal`."""
    generator: bool = False
    carried: frozenset[str] = frozenset()
    """Temporaries that an earlier derivation has made: they may live from trip to trip of a loop."""
    kept: Any = None
    """What a derivative keeps of it, if not everything (`normalise.checkpoints.Kept`)."""
    takes: Any = None
    """Of a pull-back: the type of the value that its argument is a cotangent of."""
    names: dict[str, Any] = field(default_factory=dict)
    """Objects that the rewritten text of the function refers to by names that its scope does not have."""

    @property
    def captured(self) -> tuple[str, ...]:
        """Variables of the enclosing functions that it needs: what it reads, and what holds its defaults."""
        held = [p.default.variable for p in self.params if isinstance(p.default, HeldBy)]
        return (*self.outer, *held)

    @property
    def passing(self) -> frozenset[str]:
        """The temporaries that are read where they are bound, and nowhere else."""
        return self.temporaries - self.carried

    attribute_names: dict[Any, str] = field(default_factory=dict)

    def attribute_name(self, key: Any) -> str:
        """The variable for an attribute that is written: its own name where that is free."""
        if key not in self.attribute_names:
            # Copies of a unit share these names, but not what else each has learned.
            given = set(self.attribute_names.values())
            name = Namer(self.taken | self.locals | given).fresh(key[1])
            self.attribute_names[key] = name
            self.learn(set(), Namer(self.taken | {name}))
        return self.attribute_names[key]

    def learn(self, temporaries: set[str], namer: Namer) -> None:
        """Names that a rewrite of the tree has made."""
        self.temporaries |= temporaries
        self.locals |= temporaries
        self.taken |= namer.taken

    def renamed(self) -> dict[str, str]:
        """Names of values of the user's variables → those variables: `x_1` is the second value of `x`.

        What has no name in the user's text, such as an attribute that became a variable, maps to itself.
        """
        if self.source is None:
            return {}
        written = set(re.findall(r"\w+", self.source.text))
        found = {}
        for name in sorted(self.taken - self.temporaries - written):
            base, _, tail = name.rpartition("_")
            found[name] = base if tail.isdecimal() and base in written else name
        return found

    def builtin(self, func: Any) -> str:
        """Which builtin function an expression means in this function, by the builtin's own name; "" if none.

        The name alone does not tell: a user's variable or function may have it, and a builtin another one.
        """
        if not isinstance(func, gast.Name) or func.id in self.locals:
            return ""
        try:
            value = self.scope.lookup(func.id).value
        except KeyError:
            return ""
        return builtin_name(value)


_LIBRARIES = frozenset({*sys.stdlib_module_names, "numpy", "scipy", "tangent"}) - {"__main__"}


def is_users(owner: Any) -> bool:
    """Whether a module, class or function is not one of a library, whose parts stay what they are."""
    name = getattr(owner, "__module__", None) or getattr(owner, "__name__", None) or ""
    return isinstance(name, str) and name.split(".")[0] not in _LIBRARIES


def is_ours(function: types.FunctionType) -> bool:
    """Whether a function is one of this package, whose text may be copied."""
    return (function.__module__ or "").split(".")[0] == "tangent"


def builtin_name(value: Any) -> str:
    """The name of a builtin function or class; "" for anything else."""
    if type(value) not in (types.BuiltinFunctionType, type):
        return ""  # nothing is asked of an object of the user
    name = value.__name__
    return name if getattr(builtins, name, None) is value else ""


@dataclass(frozen=True)
class Parameter:
    """A parameter: `default` is the object, or `inspect.Parameter.empty`; `kind` as in `inspect`."""

    name: str
    kind: Any
    default: Any = inspect.Parameter.empty


class Lifted:
    """A function that is defined inside another one, with the variables that it holds as parameters: what is
    differentiated where it is differentiated by itself."""

    __code__ = __defaults__ = __kwdefaults__ = None

    def __init__(self, unit: Unit, held: tuple[str, ...]) -> None:
        self.unit, self.held, self.__name__ = unit, held, unit.name

    @property
    def signature(self) -> inspect.Signature:
        own = [inspect.Parameter(p.name, p.kind, default=p.default) for p in self.unit.params]
        more = [inspect.Parameter(n, inspect.Parameter.KEYWORD_ONLY) for n in self.held]
        return inspect.Signature([*own, *more])


@dataclass(frozen=True)
class HeldBy:
    """A default that is no literal: the variable of the enclosing function that holds it."""

    variable: str


@dataclass(frozen=True)
class Guard:
    """A fact about the actual arguments or globals that a compiled variant relies on.

    kind: "is" (length `base` equals `value`), "not", "equal" (lengths `base` and `value` are equal) for
    lengths and
    integer arguments, whose `base` is (path, axis) with axis None for an integer, or a sum of such; "least":
    it is at least `value`; "contiguous": the array at the path `base` lies in memory row by row.
    """

    kind: str
    base: Any
    value: Any
    now: tuple[int, ...] = field(default=(), repr=False)
    """What the parts of a sum were when it was looked at."""


def is_sum(base: Any) -> bool:
    return isinstance(base, tuple) and base[0] == "sum" and isinstance(base[1], frozenset)


def parts_of(base: Any) -> list[tuple[Any, int]]:
    """What is summed, and how many times, in an order that does not depend on hashes."""
    return sorted(base[1], key=repr)


def asked_once(guards: Iterable[Guard], changes: Callable[[Any], bool]) -> Iterator[Guard]:
    """The guards that a look at the arguments needs: equal lengths first, and what is known of one of them is
    not asked of the others.  `changes` says whether what is at a path can change."""
    first: dict[Any, Any] = {}

    def same(base: Any) -> Any:
        while base in first:
            base = first[base]
        return base

    guards = list(guards)
    for g in guards:
        if g.kind == "equal" and changes(g.base[0]) and changes(g.value[0]):
            yield g
            if same(g.value) != same(g.base):
                first[same(g.value)] = same(g.base)
    asked = set()
    for g in guards:
        if g.kind == "contiguous" or is_sum(g.base):
            yield g
        elif g.kind != "equal":
            question = g.kind, same(g.base), g.value
            if question not in asked:
                yield g
            asked.add(question)


@dataclass(eq=False)
class Session:
    """What one derivation has used: actual lengths that it may look at, guards, global names."""

    actual: dict[Any, int] = field(default_factory=dict)
    guards: dict[Guard, None] = field(default_factory=dict)
    globals_used: dict[tuple[int, str], tuple[Any, str, Any]] = field(default_factory=dict)
    counter: Iterator[int] = field(default_factory=itertools.count)
    same_length: dict[Any, Any] = field(default_factory=dict)
    fixed: dict[Any, int] = field(default_factory=dict)
    """Lengths of arguments that the program itself fixes: they meet a number that it writes."""
    contiguous: set[Any] = field(default_factory=set)
    """Arguments (by path) whose elements lie in memory row by row in this call."""
    held: dict[str, Place] = field(default_factory=dict)
    """Places that are referred to by their objects, not by a name that is looked up."""
    deriving: int = 0
    """How many derivatives are being compiled, each because the one before it calls it."""
    inner: dict[Any, Any] = field(default_factory=dict)
    """Derivatives that were compiled on the way, because the function calls them."""
    objects: dict[Any, Any] = field(default_factory=dict)
    """Objects of the user by their paths."""
    attributes: dict[tuple[Any, str | None], Any] = field(default_factory=dict)
    functions: dict[int, Any] = field(default_factory=dict)
    """The user's functions that were read: what they are made of (code, defaults) may be exchanged."""
    owned: dict[tuple[int, Any], tuple[Any, str, Any]] = field(default_factory=dict)
    """What modules and classes of the user hold under the names that were used."""
    """(path of an object, name) → value of each attribute that was read; for the name None: all names."""
    logs: list[Any] = field(default_factory=list)
    """Lists and dicts of the user that the program only adds to."""
    ahead: bool = False
    """Whether there is no call yet: an argument may be anything, also what is differentiated."""
    open_records: list[Any] = field(default_factory=list)
    names: dict[str, Any] = field(default_factory=dict)
    """The names of all `Unit.names`."""
    opened: bool = False
    """Whether calls of functions that write into something are written into their callers."""
    apart: set[Any] = field(default_factory=set)
    """Classes of which the program's own objects are made of variables, since what they hold is written."""
    enters: bool = False
    """Whether the program enters context managers of the user's that could be written out."""
    tries_opened: bool = False
    """Whether these are also calls that bind attributes, which an exception may leave half done."""
    enters_opened: bool = False
    """Whether they are (see `analyse/entering.py`)."""

    def is_one(self, dim: Dim | None) -> bool | None:
        """Whether a length is 1, if that is known or can be guarded."""
        if dim is None:
            return None
        if dim.base is None:
            return dim.offset == 1
        now = self.now(dim.base)
        if now is None:
            return None
        one = now + dim.offset == 1
        self.guards[self.guard("is" if one else "not", dim.base, 1 - dim.offset)] = None
        return one

    def now(self, base: Any) -> int | None:
        """What a length, an integer, or a sum of some is in this call, if that may be looked at."""
        if base in self.actual:
            return self.actual[base]
        if not is_sum(base):
            return None
        total = 0
        for b, count in base[1]:
            if b not in self.actual:
                return None
            total += count * self.actual[b]
        return total

    def size_now(self, t: Type | None) -> int:
        """How many numbers a value of this type holds in this call, as far as is known.

        There is no guard: it may decide about nothing but memory and time.
        """
        if isinstance(t, PARTS):
            return sum(map(self.size_now, t.items))
        if not isinstance(t, Num) or t.shape is None:
            return 0
        size = 1
        for d in t.shape:
            now = 0 if d is None or d.base is None else self.now(d.base)
            size *= 0 if d is None or now is None else max(0, now + d.offset)
        return size

    def guard(self, kind: str, base: Any, value: Any) -> Guard:
        now = tuple([self.actual[b] for b, _ in parts_of(base)]) if is_sum(base) else ()
        return Guard(kind, base, value, now)

    def keep_least(self, base: Any, least: int) -> None:
        """A length, an integer, or a sum of some is at least so large in this call, and in all others."""
        known = next((g for g in self.guards if g.kind == "least" and g.base == base), None)
        if known is None or known.value < least:
            self.guards.pop(known, None)  # type: ignore[arg-type]
            self.guards[self.guard("least", base, least)] = None

    def value(self, dim: Dim) -> int | None:
        """The value of a symbolic integer, if it is known or can be guarded."""
        if dim.base is None:
            return dim.offset
        if isinstance(dim.base, tuple) and dim.base[0] == "slice":
            return self._slice_length(dim)
        if dim.base not in self.actual:
            return None
        self.guards[Guard("is", dim.base, self.actual[dim.base])] = None
        return self.actual[dim.base] + dim.offset

    def _slice_length(self, dim: Dim) -> int | None:
        """The length of `x[lower:upper]`, from the values of the two and of the length of `x`."""
        _, lower, upper, whole = dim.base
        low, high = (None if d.base == "absent" else self.value(d) for d in (lower, upper))
        n = self.value(whole)
        if n is None or (low is None and lower.base != "absent") or (high is None and upper.base != "absent"):
            return None
        return max(0, len(range(n)[low:high]) + dim.offset)

    def equal(self, a: Any, b: Any) -> bool:
        """Whether two base lengths are equal in this call (guarded if they are)."""
        if a in self.actual and b in self.actual and self.actual[a] == self.actual[b]:
            self.guards[Guard("equal", a, b)] = None
            b = self.representative(b)
            self.same_length[b] = self.representative(a)
            if b in self.fixed:
                self.fixed[self.representative(a)] = self.fixed[b]
            return True
        return False

    def in_order(self, path: Any) -> bool:
        """Whether the elements of an argument lie in memory row by row in this call (guarded if they do)."""
        if path not in self.contiguous:
            return False
        self.guards[Guard("contiguous", path, True)] = None
        return True

    def can_agree(self, a: Dim, b: Dim) -> bool:
        """Whether two lengths are equal, if that is known or can be guarded."""
        return self.agree(a, b) or (a.offset == b.offset and self.equal(a.base, b.base))

    def must_agree(self, a: Dim, b: Dim) -> None:
        """Two lengths that are not 1 are those of operands: where they differ, the program itself fails.

        So the guard costs nothing, and what has one length in one trip of a loop and the other in the next
        has a known length.
        """
        if self.agree(a, b):
            return
        if a.base is None:
            a, b = b, a
        if b.base is not None:
            self.can_agree(a, b)
        elif a.base in self.actual and self.actual[a.base] + a.offset == b.offset:
            self.value(a)
            self.fixed[self.representative(a.base)] = self.actual[a.base]

    def representative(self, base: Any) -> Any:
        """One of the lengths that are known to be equal to this one."""
        while base in self.same_length and self.same_length[base] != base:
            base = self.same_length[base]
        return base

    def agree(self, a: Dim | None, b: Dim | None) -> bool:
        """Whether two lengths are known to be equal."""
        if a is None or b is None:
            return False
        return a == b or self.settled(a) == self.settled(b)

    def settled(self, d: Dim) -> Dim:
        """A length by the one name of all that are known to be equal, or by its number."""
        base = self.representative(d.base)
        return Dim(None, self.fixed[base] + d.offset) if base in self.fixed else Dim(base, d.offset)

    def name_of(self, wish: str, value: Any, unit: Unit) -> str:
        """A name for an object in the rewritten text of a function, the same one each time."""
        name = self.free_name(wish, value, unit.taken - set(unit.names))
        unit.names[name] = value
        return name

    def free_name(self, wish: str, value: Any, taken: Collection[str]) -> str:
        """A name that stands for an object wherever we use it, and for nothing else."""
        name, k = wish, 0
        while self.names.get(name, value) is not value or name in taken:
            k += 1
            name = f"{wish}_{k}"
        self.names[name] = value
        return name

    def use_owned(self, owner: Any, name: str, value: Any) -> None:
        """The program depends on what a module or a class holds under a name."""
        if is_users(owner):
            self.owned.setdefault((id(owner), name), (owner, name, value))

    def use_global(self, unit: Unit, name: str, value: Any) -> None:
        scope, name = unit.scope.origin(name)
        self.globals_used.setdefault((id(scope), name), (scope, name, value))


def refuse(code: str, node: Any, detail: str = "", hint: str = "") -> Refused:
    return Refused(code, node, detail, hint)


@dataclass(frozen=True)
class Place:
    """A variable outside of all functions that are differentiated: a global, or one that was captured."""

    where: int
    """The address of the module's names, or of the cell."""
    name: str
    scope: Any = field(compare=False)
    value: Any = field(compare=False)


@dataclass(eq=False)
class Instance:
    """A unit specialised on the types of its arguments.

    `types` maps the nodes of expressions to their abstract values, `calls` those of calls to the callee's
    instance and its arguments.  Nodes are the keys, not their ids: the id of a node that is dropped from a
    tree goes to another one.  `result` is the type of what it returns.
    """

    unit: Unit
    name: str
    arg_types: dict[str, Type]
    tree: gast.FunctionDef
    types: dict[Any, Type] = field(default_factory=dict)
    result: Type | None = None
    calls: dict[Any, Any] = field(default_factory=dict)
    multi: set[str] = field(default_factory=set)
    memory: Any = None
    done: bool = False
    recursive: bool = False
    folded: bool = False
    """Whether parts of a recursive function's result have names, because they contain themselves."""
    gives: Any = None
    """Where it returns a generator."""
    unrolled: bool = False
    rebound: tuple[str, ...] = ()
    """Hidden parameters whose new values are returned behind the result (see `analyse/state.py`)."""
    threaded: bool = False
    """Whether the tree returns these values by now."""
    exits: tuple[Type, ...] = ()
    """The types of their new values."""
    places: dict[str, Place] = field(default_factory=dict)
    """Variables for what is written in place outside of the function (see `analyse/places.py`)."""
    borrowed: dict[str, Place] = field(default_factory=dict)
    """The same, only used by what the instance calls, until they are variables of it."""
    logged: set[Any] = field(default_factory=set)
    read: set[Any] = field(default_factory=set)
    """Lists and dicts outside of the function that it only adds to, and those that it looks at: variables
    (`Place`), or attributes by (path of the object, name)."""
    seen: dict[Any, set[tuple[int, int]]] = field(default_factory=dict)
    """Where the text mentions variables from outside (by name) and attributes (by path and name): also what
    has decided a branch, and is gone."""
    looks_at: set[Place] = field(default_factory=set)
    """What is outside of the function, could be written, and is not written here."""
    read_unseen: dict[Place, Any] = field(default_factory=dict)
    """Variables outside of the program that are read by functions which are called unseen, and the call."""
    attrs: dict[Any, str] = field(default_factory=dict)
    """Variables for attributes that are written, by (path of the object, name)."""
    settled: dict[str, Type] = field(default_factory=dict)
    """Types of attributes that only decided what the text is, and are no parameters any more."""
    created: set[Any] = field(default_factory=set)
    escaping: tuple[Any, ...] = ()
    """Objects that the function makes, and those of them that it hands out."""
    exchanged: set[str] = field(default_factory=set)
    """Arrays of enclosing functions whose contents it exchanges (see `analyse/exchanged.py`)."""
    views: set[str] = field(default_factory=set)
    """Variables for lists in the places of views of dicts."""
    asked: Any = None
    """A question whether a number is complex, to which the answer was yes."""
    left: dict[str, Type] = field(default_factory=dict)
    """Parameters that hold containers of another type at the end: what was put in or taken out; and those
    that have changed though their type does not say it, which that of what they are in may do."""
    met: dict[str, frozenset[str]] = field(default_factory=dict)
    """For each of them, the parameters with which it may have something in common since."""
    home: Unit = field(init=False)
    """The unit as it was before this instance got variables of its own."""

    def __post_init__(self) -> None:
        self.home = self.unit

    @property
    def unseen(self) -> frozenset[str]:
        """Variables that calls read without naming them: what functions hold that are values."""
        return frozenset().union(*self.unseen_by.values())

    @property
    def unseen_by(self) -> dict[Any, frozenset[str]]:
        """These variables, for each call that reads some."""
        found: dict[Any, frozenset[str]] = {}
        for e, (_, bound) in self.calls.items():
            names = {*bound.hidden.values(), *(n.id for n, _ in bound.made if isinstance(n, gast.Name))}
            if names:
                found[e] = frozenset(names)
        return found
