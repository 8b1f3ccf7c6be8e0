"""Abstract values: what is known about a value before the program runs.

A `Num` is a number or an array: its class ("py" Python scalar, "np" NumPy scalar, "scalar" one of these two,
"array", or "any" where it is not known which), its dtype, and its shape.  A shape is a tuple of lengths or
`None` for
an unknown rank; a length is a `Dim` (a symbol plus an offset, clamped at zero) or `None`.
Two equal `Dim`s are lengths that are equal in every run; nothing follows from two different ones.
Types are frozen and hashable: they are part of the keys of compiled derivatives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

FLOAT = np.dtype(np.float64)
INT = np.dtype(np.int64)
BOOL = np.dtype(np.bool_)
COMPLEX = np.dtype(np.complex128)


class Type:
    """Base class of all abstract values."""

    __slots__ = ()


@dataclass(frozen=True)
class Dim:
    """The length `max(0, base + offset)`, or the integer `offset` where `base` is None."""

    base: Any
    offset: int = 0

    def shifted(self, by: int) -> Dim:
        return Dim(self.base, self.offset + by)

    @cached_property
    def variables(self) -> frozenset[str]:
        """The variables from whose values this length was made."""
        return frozenset(_variables(self.base))

    @property
    def constant(self) -> int | None:
        return self.offset if self.base is None else None


def _variables(base: Any) -> Iterator[str]:
    if isinstance(base, Dim):
        yield from base.variables
    elif isinstance(base, tuple) and len(base) == 2 and base[0] == "var":
        yield base[1]
    elif isinstance(base, (tuple, frozenset)):
        for part in base:
            yield from _variables(part)


Shape = tuple["Dim | None", ...]


@dataclass(frozen=True)
class Num(Type):
    """A number or an array.  `sym` is the value of an integer where it is known symbolically.

    optional: or None, which has no derivative; whoever computes with it knows that it is none.
    """

    kind: str
    dtype: np.dtype[Any] | None
    shape: Shape | None = ()
    sym: Dim | None = None
    optional: bool = False

    @property
    def rank(self) -> int | None:
        return None if self.shape is None else len(self.shape)

    @property
    def is_array(self) -> bool:
        return self.kind == "array"

    @property
    def is_scalar(self) -> bool:
        return self.kind in ("py", "np", "scalar")

    @property
    def differentiable(self) -> bool:
        # Of objects nothing is known: they may be numbers.
        return self.dtype is None or self.dtype.kind in "fcO"


@dataclass(frozen=True)
class Sparse(Num):
    """A matrix of scipy.sparse, a constant operator; `multiplies`: its `*` is the product of matrices."""

    multiplies: bool = False


@dataclass(frozen=True)
class Static(Type):
    """A value known at compile time and compared by value: None, a bool, a string, a dtype, a class."""

    value: Any

    def __hash__(self) -> int:
        try:
            return hash((type(self.value), self.value))
        except TypeError:
            return id(self.value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Static) or type(self.value) is not type(other.value):
            return False
        return self.value is other.value or bool(
            isinstance(self.value, _BY_VALUE) and self.value == other.value
        )


_BY_VALUE = (bool, str, bytes, int, float, complex, np.dtype)


@dataclass(frozen=True)
class Plain(Type):
    """A value of a known class that never carries a derivative: a string that is computed."""

    cls: type


@dataclass(frozen=True)
class Seq(Type):
    """A tuple or list whose elements are known one by one.

    fields: the names of the elements of what a function of NumPy returns.
    """

    kind: str
    items: tuple[Type, ...]
    fields: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class ListOf(Type):
    """A list of unknown length; `item` is None while nothing was put in.

    optional (here and of dicts): or None, which has no derivative.
    """

    kind: ClassVar[str] = "list"
    item: Type | None
    optional: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class TupleOf(ListOf):
    """A tuple of unknown length; its adjoint is a list."""

    kind: ClassVar[str] = "tuple"


@dataclass(frozen=True)
class Deque(ListOf):
    """A `collections.deque`, which derivatives keep as a list; limit: its `maxlen`."""

    limit: int | None = None


@dataclass(frozen=True)
class Dict(Type):
    """A dict with known constant keys, in order."""

    keys: tuple[Any, ...]
    items: tuple[Type, ...]
    optional: bool = field(default=False, kw_only=True)

    def get(self, key: Any) -> Type | None:
        for k, item in zip(self.keys, self.items, strict=True):
            if type(k) is type(key) and k == key:
                return item
        return None


@dataclass(frozen=True)
class Fields(Dict):
    """An object of the program's own that is a dict of its attributes in derivatives."""

    cls: Any = None


@dataclass(frozen=True)
class DictOf(Type):
    """A dict whose keys are computed; `key` and `item` are None while nothing was put in."""

    key: Type | None
    item: Type | None
    optional: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class DefaultDict(DictOf):
    """A `collections.defaultdict` or `Counter`; made: the text of what a missing key gets.

    home: the function in whose text that has its meaning, if not everywhere; scope: where it finds its names.
    """

    made: str = ""
    home: Any = None
    scope: Any = field(default=None, compare=False)


@dataclass(frozen=True)
class SetOf(Type):
    """A set; `item` is None while nothing was put in."""

    item: Type | None


@dataclass(frozen=True)
class Record(Type):
    """An object that is known by its attributes, one by one: a named tuple, a dataclass, one of the user."""

    cls: Any
    keys: tuple[str, ...]
    items: tuple[Type, ...]

    def get(self, key: Any) -> Type | None:
        return self.items[self.keys.index(key)] if key in self.keys else None


@dataclass(frozen=True)
class Obj(Type):
    """An object that carries no derivative; its attributes get their types when they are read.

    `path` names it in the guards; the object itself is `Session.objects[path]`.
    """

    cls: Any
    path: Any

    @property
    def is_new(self) -> bool:
        """Whether the program itself makes the object, which then is nothing but its attributes."""
        return isinstance(self.path, tuple) and self.path[:1] == ("new",)


@dataclass(frozen=True)
class Maybe(Type):
    """None, or a tuple: what is saved in a branch, or on a level of a recursion.  Its adjoint is one object.

    key: the type of the tuple; or (is it an adjoint, name), where `table` has the type under that name, so
    that it may contain itself.  Instead of a name there may be several (`Names`): it is one of these.  view:
    makes the type of the adjoint of it.
    """

    key: Any
    table: Any = field(default=None, compare=False, repr=False)
    view: Any = field(default=None, compare=False, repr=False)

    def held(self) -> Type:
        """The type of the tuple."""
        if isinstance(self.key, Type):
            return self.key
        name = self.key[1]
        found: Type = self.table[name] if not isinstance(name, Names) else self._one_of(name)
        return found if self.view is None else self.view(found)

    def _one_of(self, names: Names) -> Type:
        found: Type = NOTHING
        for n in names:
            found = join(found, self.table[n])
        return found


class Names(tuple[Any, ...]):
    """Names of types, one of which holds."""


PARTS = (Seq, Dict, Record)
"""Containers whose parts are known one by one."""
CONTAINERS = (Seq, ListOf, Dict, DictOf, Record)
HOLDERS = (*CONTAINERS, Maybe)
OPTIONAL = (ListOf, Dict, DictOf)
"""Containers of which the type says whether there may be None instead."""


def keys_of(t: Any) -> Any:
    """What the parts of a container that are known one by one are called."""
    return range(len(t.items)) if isinstance(t, Seq) else t.keys


@dataclass(frozen=True, eq=False)
class Callable_(Type):
    """A function object known at compile time (NumPy, builtin, or the user's)."""

    function: Any

    def __hash__(self) -> int:
        return hash(id(self.function))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Callable_) and self.function is other.function


@dataclass(frozen=True, eq=False)
class Held(Type):
    """An object that can be called and not be hashed (a polynomial of NumPy): no key of any table."""

    value: Any

    def __hash__(self) -> int:
        return hash(id(self.value))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Held) and self.value is other.value


@dataclass(frozen=True)
class Choice(Plain):
    """One of several known functions: which one is decided at run time."""

    functions: tuple[Callable_, ...]


@dataclass(frozen=True)
class Closure(Type):
    """A function defined inside the function being compiled; `name` is its definition, `captured` the
    names and types of the variables of the enclosing functions that it reads."""

    definition: Any
    captured: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Method(Type):
    """A method bound to an object: `function` with `owner`, the type of the object that the variable
    `captured` holds (none for a class)."""

    function: Any
    owner: Type
    captured: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return hash((id(self.function), self.owner, self.captured))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Method)
            and self.function is other.function
            and (self.owner, self.captured) == (other.owner, other.captured)
        )


@dataclass(frozen=True)
class Taken(Type):
    """A method of a list, dict or array that a variable holds; `owner` is the variable with the object."""

    owner: str
    name: str


@dataclass(frozen=True)
class Chosen(Type):
    """One of several functions, which go by `names`; the variable `which` holds the number of the one.

    home: the branch where they met.
    """

    which: str
    names: tuple[str, ...]
    home: Any


@dataclass(frozen=True)
class Super(Type):
    """`super()` inside a method of `cls`: the object `captured`, seen from the next class."""

    cls: Any
    owner: Type
    captured: str


@dataclass(frozen=True)
class Partial(Type):
    """A `functools.partial` made inside the function being compiled; `captured` are the variables that hold
    its positional arguments and then those named `keywords`."""

    function: Type
    captured: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True)
class Solved(Partial):
    """What a solver returned: the variables `captured` hold its attributes `keywords`, which may move."""


@dataclass(frozen=True)
class Curved(Solved):
    """A curve through points: the variables `captured` hold what it was made of.

    maker: the class, or function, that makes one.  options: those that are not at their defaults; order: how
    often it was differentiated.
    """

    maker: Any = None
    options: tuple[tuple[str, Any], ...] = ()
    order: int = 0
    spelling: str = field(default="", compare=False)


@dataclass(frozen=True)
class Stale(Type):
    """A function that holds variables which have been made anew since (the turn of a loop is over), or what a
    solver returned on one of two paths."""


@dataclass(frozen=True)
class Iter(Type):
    """A range, enumerate, zip or reversed object: only looped over, never stored."""

    kind: str
    items: tuple[Type, ...]
    length: Dim | None = None


@dataclass(frozen=True)
class SliceType(Type):
    """A slice in a subscript."""


@dataclass(frozen=True, eq=False)
class Generating(Type):
    """A generator that has been made, by a call of this function with these arguments.

    depth: in how many loops.
    spent: whether it has been read.
    """

    unit: Any
    bound: Any
    depth: int = 0
    spent: bool = False

    def __hash__(self) -> int:
        return id(self.unit)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Generating) and self.unit is other.unit and self.spent == other.spent


@dataclass(frozen=True)
class Raised(Type):
    """An exception that was caught."""


@dataclass(frozen=True)
class Unknown(Type):
    """Anything."""


@dataclass(frozen=True)
class Nothing(Unknown):
    """An item of a container that has none so far: in a loop, one that will be put in by a later trip."""


@dataclass(frozen=True)
class Mixed(Unknown):
    """A container on one path and something else on another: no adjoint fits both."""


UNKNOWN = Unknown()
NOTHING = Nothing()
RAISED = Raised()
MIXED = Mixed()
NONE = Static(None)
PY_FLOAT = Num("py", FLOAT)
PY_INT = Num("py", INT)
PY_BOOL = Num("py", BOOL)
PY_COMPLEX = Num("py", COMPLEX)


def integer(value: int) -> Num:
    """The type of a Python integer of known value."""
    return Num("py", INT, (), Dim(None, value))


def constant(t: Type) -> Any:
    """The value of `t` where it is known at compile time, else `NotImplemented`."""
    if isinstance(t, Static):
        return t.value
    if isinstance(t, Num) and t.sym is not None and t.sym.base is None and t.kind == "py":
        return t.sym.offset
    if isinstance(t, Callable_):
        return t.function
    if isinstance(t, Seq):
        items = tuple(constant(i) for i in t.items)
        if any(i is NotImplemented for i in items):
            return NotImplemented
        return items if t.kind == "tuple" else list(items)
    return NotImplemented


def text(t: Type) -> bool:
    """Whether a value is a string."""
    return (isinstance(t, Static) and isinstance(t.value, str)) or t == Plain(str)


Meet = Callable[[Dim, Dim], bool]


def _never(a: Dim, b: Dim) -> bool:
    return False


def join(a: Type, b: Type, agree: Meet = _never) -> Type:
    """The least abstract value that covers both: what holds where two paths of a program meet.

    `agree(p, q)` tells whether two different lengths are known to be equal all the same.
    """
    both = _join(a, b, agree)
    if isinstance(both, OPTIONAL) and any(isinstance(t, OPTIONAL) and t.optional for t in (a, b)):
        return replace(both, optional=True)
    return both


def _join(a: Type, b: Type, agree: Meet) -> Type:
    if a == b or b == NOTHING:
        return a
    if a == NOTHING:
        return b
    if isinstance(a, Static) and isinstance(a.value, bool):
        a = PY_BOOL
    if isinstance(b, Static) and isinstance(b.value, bool):
        b = PY_BOOL
    if isinstance(a, Num) and isinstance(b, Num):
        return _join_num(a, b, agree)
    if isinstance(a, Solved) or isinstance(b, Solved):
        return Stale()
    if isinstance(a, Maybe) or isinstance(b, Maybe) or NONE in (a, b):
        return _join_maybe(a, b, agree)
    if text(a) and text(b):
        return Plain(str)
    if isinstance(a, (Callable_, Choice)) and isinstance(b, (Callable_, Choice)):
        return _either(a, b)
    if isinstance(a, Seq) and isinstance(b, Seq) and a.kind == b.kind:
        if len(a.items) == len(b.items):
            return Seq(a.kind, tuple(join(p, q, agree) for p, q in zip(a.items, b.items, strict=True)))
        if a.kind == "list":
            return join(widen_list(a), widen_list(b), agree)
        # Numbers and arrays only: what is saved on the levels of a recursion is a tuple in a tuple.
        both = _join_tuple(a, b, agree) if all(isinstance(i, Num) for i in a.items + b.items) else UNKNOWN
        return both if isinstance(both, TupleOf) and both.item not in (UNKNOWN, MIXED) else UNKNOWN
    if isinstance(a, TupleOf) or isinstance(b, TupleOf):
        return _join_tuple(a, b, agree)
    if isinstance(a, Deque) or isinstance(b, Deque):
        return _join_deque(a, b, agree)
    if isinstance(a, (Seq, ListOf)) and isinstance(b, (Seq, ListOf)):
        wide_a, wide_b = widen_list(a), widen_list(b)
        if isinstance(wide_a, ListOf) and isinstance(wide_b, ListOf):
            if wide_a.item is None or wide_b.item is None:
                return ListOf(wide_b.item if wide_a.item is None else wide_a.item)
            return ListOf(join(wide_a.item, wide_b.item, agree))
    if isinstance(a, Fields) or isinstance(b, Fields):
        alike = isinstance(a, Fields) and isinstance(b, Fields) and (a.cls, a.keys) == (b.cls, b.keys)
        if not alike:
            return MIXED
    if isinstance(a, Dict) and isinstance(b, Dict) and a.keys == b.keys:
        return replace(a, items=tuple(join(p, q, agree) for p, q in zip(a.items, b.items, strict=True)))
    if isinstance(a, Record) and isinstance(b, Record) and (a.cls, a.keys) == (b.cls, b.keys):
        return Record(a.cls, a.keys, tuple(join(p, q, agree) for p, q in zip(a.items, b.items, strict=True)))
    if isinstance(a, DefaultDict) or isinstance(b, DefaultDict):
        same = isinstance(a, DefaultDict) and isinstance(b, DefaultDict) and _same_default(a, b)
        return dict_of_both(a, b, agree) if same else MIXED  # type: ignore[arg-type]
    if isinstance(a, (Dict, DictOf)) and isinstance(b, (Dict, DictOf)):
        c, d = widen_dict(a), widen_dict(b)
        return DictOf(join_some(c.key, d.key, agree), join_some(c.item, d.item, agree))
    if isinstance(a, SetOf) and isinstance(b, SetOf):
        return SetOf(join_some(a.item, b.item, agree))
    containers = [isinstance(t, CONTAINERS) for t in (a, b)]
    if (
        isinstance(a, Mixed)
        or isinstance(b, Mixed)
        or (any(containers) and NONE not in (a, b) and UNKNOWN not in (a, b))
    ):
        return MIXED
    return UNKNOWN


def _same_default(a: DefaultDict, b: DefaultDict) -> bool:
    return (a.made, a.home) == (b.made, b.home)


MOST_CHOICES = 8


def _either(a: Callable_ | Choice, b: Callable_ | Choice) -> Type:
    several = [t.functions if isinstance(t, Choice) else (t,) for t in (a, b)]
    functions = tuple(dict.fromkeys(several[0] + several[1]))
    return Choice(object, functions) if len(functions) <= MOST_CHOICES else UNKNOWN


def _join_tuple(a: Type, b: Type, agree: Meet) -> Type:
    a, b = any_length(a), any_length(b)
    if isinstance(a, TupleOf) and isinstance(b, TupleOf):
        return TupleOf(join_some(a.item, b.item, agree))
    return MIXED


def _join_deque(a: Type, b: Type, agree: Meet) -> Type:
    if isinstance(a, Deque) and isinstance(b, Deque) and a.limit == b.limit:
        return replace(a, item=join_some(a.item, b.item, agree))
    return MIXED


def _join_maybe(a: Type, b: Type, agree: Meet) -> Type:
    if a == NONE or b == NONE:
        other = b if a == NONE else a
        if isinstance(other, Num):
            return replace(other, sym=None, optional=True)
        if isinstance(other, Seq) and other.kind == "tuple":
            return Maybe(other)
        wide = widen_list(other)
        if isinstance(wide, OPTIONAL):
            return replace(wide, optional=True)
        # What is known of the one must not be forgotten where the other is read.
        return other if isinstance(other, Maybe) else MIXED if isinstance(other, CONTAINERS) else UNKNOWN
    if isinstance(a, Maybe) and isinstance(b, Maybe) and not isinstance(a.key, Type):
        if not isinstance(b.key, Type):
            return _join_named(a, b)
    x, y = (t.held() if isinstance(t, Maybe) else t for t in (a, b))
    if not isinstance(x, Seq) or not isinstance(y, Seq):
        return UNKNOWN
    both = join(x, y, agree)
    for t, other in ((a, y), (b, x)):
        if isinstance(t, Maybe) and not isinstance(t.key, Type):
            # One level of what contains itself, too: by the names in it, so that types end.
            named = t
            for inner in _named_in(other):
                widened = _join_named(named, inner)
                named = widened if isinstance(widened, Maybe) else named
            if join(named.held(), other, agree) == named.held():
                return named
    for t in (a, b):
        if isinstance(t, Maybe) and t.held() == both:
            return t
    return Maybe(both) if isinstance(both, Seq) else UNKNOWN


def without_none(t: Any) -> Any:
    """The tuple of what is None or a tuple of the program; any other type as it is."""
    return t.key if isinstance(t, Maybe) and isinstance(t.key, Type) else t


def _named_in(t: Type | None) -> list[Maybe]:
    """What a type mentions by name."""
    if isinstance(t, Maybe):
        return _named_in(t.key) if isinstance(t.key, Type) else [t]
    if isinstance(t, PARTS):
        return [m for i in t.items for m in _named_in(i)]
    return _named_in(t.item) if isinstance(t, (ListOf, DictOf)) else []


def _join_named(a: Maybe, b: Maybe) -> Type:
    """Both contain themselves, so that their parts never end: it has the names of both."""
    if a.key[0] != b.key[0] or a.view != b.view or a.table is not b.table:
        return UNKNOWN
    names = [n if isinstance(n, Names) else (n,) for n in (a.key[1], b.key[1])]
    both = Names(sorted({*names[0], *names[1]}, key=repr))
    return a if both == names[0] else b if both == names[1] else replace(a, key=(a.key[0], both))


def _join_num(a: Num, b: Num, agree: Meet) -> Num:
    if a.shape is None or b.shape is None or len(a.shape) != len(b.shape):
        shape: Shape | None = None
    else:
        shape = tuple(
            p if p == q or (p is not None and q is not None and agree(p, q)) else None
            for p, q in zip(a.shape, b.shape, strict=True)
        )
    # Of what may be an integer or a float the class is not known.
    alike = a.kind == b.kind and (a.kind not in ("py", "np") or a.dtype == b.dtype)
    kind = a.kind if alike else "scalar" if a.is_scalar and b.is_scalar else "any"
    optional = a.optional or b.optional
    return Num(kind, _join_dtype(a, b), shape, a.sym if a.sym == b.sym else None, optional)


def _join_dtype(a: Num, b: Num) -> np.dtype[Any] | None:
    if a.dtype == b.dtype:
        return a.dtype
    if a.dtype is None or b.dtype is None:
        return None
    # An integer start of a floating accumulation (`s = 0` before a loop) carries no derivative of
    # its own, so the floating type stands for both.
    if "f" in (a.dtype.kind, b.dtype.kind) and {a.dtype.kind, b.dtype.kind} <= set("fib"):
        return a.dtype if a.dtype.kind == "f" else b.dtype
    return None


def widen_list(t: Type) -> Type:
    """A list whose elements are known one by one, as a list of unknown length."""
    if not isinstance(t, Seq) or t.kind != "list":
        return t
    item: Type | None = None
    for i in t.items:
        item = i if item is None else join(item, i)
    return ListOf(item)


def any_length(t: Type) -> Type:
    """A list or tuple whose elements are known one by one, as one of unknown length."""
    if isinstance(t, Seq) and t.kind == "tuple":
        item: Type | None = None
        for i in t.items:
            item = join_some(item, general(i))
        return TupleOf(item)
    return widen_list(t)


def dict_of_both(a: Dict | DictOf, b: Dict | DictOf, agree: Meet = _never) -> DictOf:
    """A dict of the kind of `a` that was given what is in `b`."""
    c, d = widen_dict(a), widen_dict(b)
    return replace(c, key=join_some(c.key, d.key, agree), item=join_some(c.item, d.item, agree))


def with_item(t: Type, item: Type) -> Type:
    """A list that something was put into, no matter where."""
    wide = widen_list(t)
    return replace(wide, item=join_some(wide.item, item)) if isinstance(wide, ListOf) else wide


def join_some(a: Type | None, b: Type | None, agree: Meet = _never) -> Type | None:
    """`join` of two types of which None stands for none at all."""
    if a is None or b is None:
        return b if a is None else a
    return join(a, b, agree)


def widen_dict(t: Dict | DictOf) -> DictOf:
    """A dict whose keys are known one by one, as a dict of computed keys."""
    if isinstance(t, DictOf):
        return t
    key: Type | None = None
    item: Type | None = None
    for k, i in zip(t.keys, t.items, strict=True):
        key = join_some(key, any_key(key_type(k)))
        item = join_some(item, general(i))
    return DictOf(key, item)


def key_type(key: Any) -> Type:
    """The type of a key of a dict."""
    if isinstance(key, str):
        return Static(key)
    if isinstance(key, tuple):
        return Seq("tuple", tuple(map(key_type, key)))
    if isinstance(key, float):
        return PY_FLOAT
    return integer(key) if isinstance(key, int) and not isinstance(key, bool) else Static(key)


def any_key(t: Type) -> Type:
    """The type of a key of a dict, without what is true of one key only."""
    if text(t):
        return Plain(str)
    if isinstance(t, Seq) and t.kind == "tuple":
        return Seq("tuple", tuple(map(any_key, t.items)))
    return general(t)


def general(t: Type) -> Type:
    """`t` without what is true of one value only: constants forgotten, kept classes and dtypes."""
    if isinstance(t, Static) and isinstance(t.value, bool):
        return PY_BOOL
    if isinstance(t, Num) and t.sym is not None:
        return replace(t, sym=None)
    return t


def dtype_name(dtype: np.dtype[Any]) -> str:
    """The name under which NumPy has a dtype: `np.float32`, `np.object_`."""
    return "object_" if dtype.kind == "O" else dtype.name


def differentiable(t: Type) -> bool:
    """Whether a value of this type can carry a derivative."""
    if isinstance(t, Num):
        return t.differentiable
    if isinstance(t, (*PARTS, Iter)):
        return any(differentiable(i) for i in t.items)
    if isinstance(t, (ListOf, DictOf, SetOf)):
        return t.item is None or differentiable(t.item)
    if isinstance(t, Maybe):
        return not isinstance(t.key, Type) or differentiable(t.key)
    return isinstance(t, Unknown)


def mutable(t: Type) -> bool:
    """Whether the object may be written in place and shared by two names."""
    if isinstance(t, Num):
        return t.kind in ("array", "any")
    known = (Static, Plain, Callable_, Closure, Partial, SliceType, Method, Taken, Chosen, Super, Raised)
    return not isinstance(t, known)


def is_function(t: Type | None) -> bool:
    """Whether a value is a function known by its code."""
    return isinstance(t, (Callable_, Choice, Closure, Partial, Method))


def holds_variables(t: Type) -> bool:
    """Whether a value is or contains a function that needs variables of the function that made it."""
    if isinstance(t, PARTS):
        return any(map(holds_variables, t.items))
    if isinstance(t, (ListOf, DictOf)):
        return t.item is not None and holds_variables(t.item)
    return isinstance(t, (Closure, Partial, Method)) and bool(t.captured or captures(t))


def captures(t: Type) -> tuple[str, ...]:
    """The variables that functions in a value hold, each once (not the object of what is a method itself)."""
    found: tuple[str, ...] = ()
    if isinstance(t, (Closure, Partial)):
        found = t.captured
    if isinstance(t, Partial):
        found += captures(t.function)
    if isinstance(t, PARTS):
        found = tuple(n for i in t.items for n in held_in_part(i))
    if isinstance(t, (ListOf, DictOf)) and t.item is not None:
        found = held_in_part(t.item)
    return tuple(dict.fromkeys(found))


def held_in_part(t: Type) -> tuple[str, ...]:
    return t.captured[:1] if isinstance(t, Method) else captures(t)


def recaptured(t: Type, rename: Callable[[str], str]) -> Type:
    """`t` with other names for the variables that functions in it hold."""
    if isinstance(t, Closure):
        return Closure(t.definition, tuple(map(rename, t.captured)))
    if isinstance(t, Partial):
        captured = tuple(map(rename, t.captured))
        return replace(t, function=recaptured(t.function, rename), captured=captured)
    if isinstance(t, PARTS) and captures(t):
        return replace(t, items=tuple(_recaptured_part(i, rename) for i in t.items))
    if isinstance(t, (ListOf, DictOf)) and t.item is not None:
        return replace(t, item=_recaptured_part(t.item, rename))
    return t


def _recaptured_part(t: Type, rename: Callable[[str], str]) -> Type:
    if isinstance(t, Method) and t.captured:
        return replace(t, captured=(rename(t.captured[0]), *t.captured[1:]))
    return recaptured(t, rename)
