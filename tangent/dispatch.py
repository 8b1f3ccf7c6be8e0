"""From the arguments of a call to the compiled variant that fits them, quickly.

A *key* is what the types of the arguments follow from: class, dtype and rank of arrays, the value of
booleans and strings, the structure of containers, the identity of functions.  A variant relies on its key, on
guards about lengths and integers, and on the globals and closure variables that were used.  All of that
becomes one Python function per variant, which says whether the variant fits and reads the live data globals
on the way.
"""

from __future__ import annotations

import enum
import functools
import operator
import threading
import types
import warnings
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tangent import variants as why
from tangent.analyse.objects import class_attribute
from tangent.analyse.values import NOT_OWN, is_object, is_sparse, part_path
from tangent.errors import VariantWarning, error
from tangent.objects import attributes
from tangent.source.scope import builtins_read
from tangent.unit import asked_once, is_sum, parts_of

MOST_VARIANTS = 8
_COMPARED = {"equal": "==", "is": "==", "not": "!=", "least": ">="}
MOST_KEYS = 64
MANY_KEYS = 16


class Same:
    """An object as part of a key: equal only to itself, and kept alive so that its address stays its own."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.value is other.value


_BY_CLASS: frozenset[Any] = frozenset({float, int, complex, slice})
_BY_IDENTITY = (types.ModuleType, type, np.dtype, enum.Enum, property)
_BY_VALUE: frozenset[Any] = frozenset({bool, str, bytes, type(None)})


def key_of(value: Any, constants: bool = False) -> Any:
    """What the type of a value follows from; `constants`: the value of an integer counts."""
    kind = type(value)
    if kind is np.ndarray:
        return value.dtype, value.ndim
    if constants and kind is int:
        return kind, value
    if kind in _BY_CLASS:
        return kind
    if kind in _BY_VALUE:
        return kind, value
    if kind is tuple or kind is list:
        return kind, tuple([key_of(v, constants) for v in value])
    if kind is dict:
        return kind, tuple([(type(k), k, key_of(v, constants)) for k, v in value.items()])
    if kind is set:
        return kind, frozenset(map(_class_of, value))
    if isinstance(value, np.generic):
        return np.generic, value.dtype
    if kind is functools.partial:
        return Same(value), key_of(value.args, True), key_of(value.keywords, True)
    if is_sparse(value):
        return kind, value.dtype, value.ndim
    if is_object(value):
        return kind  # its attributes are compared one by one, those that were used
    if isinstance(value, _BY_IDENTITY) or value is Ellipsis or callable(value):
        return Same(value)
    return kind


def _class_of(v: Any) -> Any:
    return (tuple, tuple(map(_class_of, v))) if type(v) is tuple else type(v)


def keywords_of(function: Any) -> Any:
    """The defaults of keyword-only parameters, object by object."""
    return tuple([(k, Same(v)) for k, v in (function.__kwdefaults__ or {}).items()])


class Variant:
    """One compiled derivative in use: `matches(*values)` says whether it may be called with these values."""

    def __init__(
        self,
        compiled: Any,
        fit: Fit,
        run: Callable[..., Any],
        described: str,
        reliance: Reliance,
    ) -> None:
        self.reliance = reliance
        self.compiled = compiled
        self.fit = fit
        self.matches = fit.predicate
        self.run = run
        self.described = described
        self.extra: dict[Any, Any] = {}
        self._quick: Callable[..., Any] | None = None

    def only_if(self, more: Callable[..., bool]) -> None:
        """It fits the calls of which `more` is true, too."""
        fits = self.fit.predicate
        self.matches = lambda *values: fits(*values) and more(*values)

    def quick(self, function: Any, raised: Callable[[Exception], None]) -> Callable[..., Any] | None:
        """`run` and the look at its arguments in one function, which gives `NO_FIT` for others; None where
        more would have to be looked at: `function` is to be the same, and made of the same.
        """
        if self.matches is not self.fit.predicate or all(function is not f for f in self.reliance.functions):
            return None
        if self._quick is None:
            self._quick = self.fit.call(self.run, raised)
        return self._quick


class _NoFit:
    """Its one object is no argument: no key is like its key."""


NO_FIT = _NoFit()


def never(*values: Any) -> Any:
    """What stands for `Variant.quick` where there is none."""
    return NO_FIT


class Dispatcher:
    """The variants of one derivative of the function `name`.  `build(values, general)` makes a new one."""

    def __init__(
        self, build: Callable[[tuple[Any, ...], bool], Variant], name: str, parameters: tuple[str, ...]
    ) -> None:
        self.build = build
        self.name = name
        self.parameters = parameters
        self.warned = False
        self.table: OrderedDict[Any, tuple[Variant, ...]] = OrderedDict()
        self.lock = threading.RLock()
        self.last: Variant | None = None

    def find(self, values: tuple[Any, ...]) -> Variant:
        last = self.last
        if last is not None and last.matches(*values):
            return last
        return self._search(values)

    def _search(self, values: tuple[Any, ...]) -> Variant:
        key = tuple([key_of(v) for v in values])
        try:
            variants = self.table.get(key, ())
        except TypeError:  # a dict with a key that cannot be hashed cannot be, but a subclass may do anything
            raise error("container", None, "an argument has keys that cannot be told apart") from None
        for variant in variants:
            if variant.matches(*values):
                self.last = variant
                return variant
        with self.lock:
            variants = self.table.get(key, ())
            for variant in variants:
                if variant.matches(*values):
                    self.last = variant
                    return variant
            # What was made for a helper that has been rebound since is forgotten.
            variants = tuple([v for v in variants if v.compiled.valid()])
            general = len(variants) >= MOST_VARIANTS
            variant = self.build(values, general)
            kept = variants[:MOST_VARIANTS]
            self.table[key] = (*kept, variant) if general else (variant, *kept)
            self.table.move_to_end(key)
            while len(self.table) > MOST_KEYS:
                self.table.popitem(last=False)
            self.last = variant
        if general or len(self.table) > MANY_KEYS:
            self.warn(key)
        return variant

    def warn(self, key: Any) -> None:
        """Say once why the variants multiply."""
        if self.warned:
            return
        self.warned = True
        made = self.variants()
        keys = list(self.table) if len(self.table) > MANY_KEYS else [key]
        found = why.reasons(self.parameters, keys, [v.reliance for v in self.table[key]])
        text = why.message(self.name, len(made), found)
        warnings.warn(text, VariantWarning, stacklevel=why.stack_level())

    def variants(self) -> list[Variant]:
        return [v for group in list(self.table.values()) for v in group]


# ---------------------------------------------------------------- the predicate of one variant


_MANY_ITEMS = 8


def _all_floats(value: list[Any] | tuple[Any, ...]) -> bool:
    """Whether these are so many floats that they are counted instead of being looked at one by one."""
    return len(value) >= _MANY_ITEMS and operator.countOf(map(type, value), float) == len(value)


class _Writer:
    """Collects conditions on values as text, with the objects that they compare to."""

    def __init__(self) -> None:
        self.conditions: list[str] = []
        self.spared: set[str] = set()
        """Those that a call which brings all arguments need not fulfil."""
        self.namespace: dict[str, Any] = {
            "ndarray": np.ndarray,
            "key_of": key_of,
            "generic": np.generic,
            "attributes": attributes,
            "keywords_of": keywords_of,
            "class_attribute": class_attribute,
            "count": operator.countOf,
        }
        self.paths: dict[Any, str] = {}
        self.shapes: dict[str, str] = {}

    def object(self, value: Any) -> str:
        name = f"o{len(self.namespace)}"
        self.namespace[name] = value
        return name

    def value(self, expression: str, path: Any, value: Any, constants: bool = False) -> None:
        """Conditions that a value read by `expression` has the key of `value`."""
        kind = type(value)
        add = self.conditions.append
        self.paths[path] = expression
        if kind is np.ndarray:
            add(f"type({expression}) is ndarray")
            d = self.object(value.dtype)
            add(f"({expression}.dtype is {d} or {expression}.dtype == {d})")
            add(f"{expression}.ndim == {value.ndim}")
        elif constants and kind is int:
            add(f"type({expression}) is int and {expression} == {value}")
        elif kind in _BY_CLASS:
            add(f"type({expression}) is {kind.__name__}")
        elif value is None or kind is bool:
            add(f"{expression} is {value!r}")
        elif kind in _BY_VALUE:
            add(f"type({expression}) is {kind.__name__} and {expression} == {self.object(value)}")
        elif kind in (tuple, list) and _all_floats(value):
            add(f"type({expression}) is {kind.__name__} and len({expression}) == {len(value)}")
            add(f"count(map(type, {expression}), float) == {len(value)}")
        elif kind is tuple or kind is list:
            add(f"type({expression}) is {kind.__name__} and len({expression}) == {len(value)}")
            for k, item in enumerate(value):
                self.item(f"{expression}[{k}]", (path, k), item, constants)
        elif kind is dict and all(type(k) is str for k in value):
            add(f"type({expression}) is dict and list({expression}) == {self.object(list(value))}")
            for k, item in value.items():
                self.item(f"{expression}[{k!r}]", (path, k), item, constants)
        elif isinstance(value, np.generic):
            add(f"isinstance({expression}, generic) and {expression}.dtype == {self.object(value.dtype)}")
        else:
            add(f"key_of({expression}, {constants}) == {self.object(key_of(value, constants))}")
            if kind is dict:
                for k, item in value.items():
                    self.walk(f"{expression}[{self.object(k)}]", (path, k), item)
            if kind is functools.partial:
                for part in ("args", "keywords"):
                    held = ("partial", id(value), part)
                    self.walk(f"{expression}.{part}", held, getattr(value, part))

    def attribute(self, path: Any, name: str | None, value: Any, owner: Any) -> None:
        """An attribute that was read is of the same type; with the name None, there are the same ones."""
        base = self.paths.get(path)
        if base is None:
            base = self.paths[path] = self.object(owner)
        if value is NOT_OWN:
            self.conditions.append(f"{name!r} not in getattr({base}, '__dict__', ())")
        elif name is None:
            self.conditions.append(f"tuple(attributes({base})) == {self.object(value)}")
        elif isinstance(value, Log):
            self.conditions.append(f"type({base}.{name}) is {self.object(value.kind)}")
        else:
            self.item(f"{base}.{name}", part_path(path, name), value, False)

    def function(self, function: Any, complete: bool = False) -> None:
        """Its code and its defaults are the same objects; these do not count in a call that is `complete`."""
        f = self.object(function)
        self.conditions.append(f"{f}.__code__ is {self.object(function.__code__)}")
        defaults = [f"{f}.__defaults__ is {self.object(function.__defaults__)}"]
        if function.__kwdefaults__:
            defaults.append(f"keywords_of({f}) == {self.object(keywords_of(function))}")
        else:
            defaults.append(f"not {f}.__kwdefaults__")
        self.conditions += defaults
        if complete:
            self.spared.update(defaults)

    def builtins(self, functions: tuple[Any, ...]) -> None:
        """No global hides a builtin that one of the functions reads."""
        read: dict[int, tuple[Any, set[str]]] = {}
        for f in functions:
            if names := builtins_read(f):
                read.setdefault(id(f.__globals__), (f.__globals__, set()))[1].update(names)
        for namespace, names in read.values():
            self.conditions.append(f"{self.object(namespace.keys())}.isdisjoint({tuple(sorted(names))})")

    def owned(self, owner: Any, name: str, value: Any) -> None:
        """A module or a class holds the same function under a name, or data of the same type."""
        o, path = self.object(owner), ("attribute", id(owner), name)
        if isinstance(owner, type):
            self.conditions.append(f"class_attribute({o}, {name!r}) is {self.object(value)}")
        elif callable(value) or isinstance(value, _BY_IDENTITY):
            self.conditions.append(f"{o}.{name} is {self.object(value)}")
        else:
            self.item(f"{o}.{name}", path, value, True)
        self.paths.setdefault(path, f"{o}.{name}")

    def item(self, expression: str, path: Any, value: Any, constants: bool) -> None:
        name = f"i{len(self.paths)}"
        self.conditions.append(f"(({name} := {expression}), True)[1]")
        self.value(name, path, value, constants)

    def walk(self, expression: str, path: Any, value: Any) -> None:
        """Paths only: the key was compared as a whole."""
        self.paths[path] = expression
        if type(value) in (tuple, list):
            for k, item in enumerate(value):
                self.walk(f"{expression}[{k}]", (path, k), item)
        elif type(value) is dict:
            for k, item in value.items():
                self.walk(f"{expression}[{self.object(k)}]", (path, k), item)

    def guards(self, guards: tuple[Any, ...]) -> None:
        for g in asked_once(guards, self.paths.__contains__):
            self.guard(g)

    def guard(self, g: Any) -> None:
        """A condition on lengths and integers, unless they cannot change."""
        if g.kind == "contiguous":
            if g.base in self.paths:
                self.conditions.append(f"{self.paths[g.base]}.flags.c_contiguous")
            return
        left = self.sum(g) if is_sum(g.base) else self.length(g.base)
        if left is None:
            return
        right = self.length(g.value) if g.kind == "equal" else g.value
        self.conditions.append(f"{left} {_COMPARED[g.kind]} {right}")

    def sum(self, g: Any) -> str | None:
        """A sum of lengths and integers; what cannot change is a number in it."""
        parts = zip(parts_of(g.base), g.now, strict=True)
        found = [(self.length(base), count, now) for (base, count), now in parts]
        if all(e is None for e, _, _ in found):
            return None
        return " + ".join(f"{count} * {now if e is None else e}" for e, count, now in found)

    def place(self, scope: Any, name: str) -> str:
        """An expression that reads a global or closure variable as it is now."""
        function = scope.function
        free = function.__code__.co_freevars
        if name in free:
            return f"{self.object(function.__closure__[free.index(name)])}.cell_contents"
        return f"{self.object(function.__globals__)}[{name!r}]"

    def entry(self, entry: Any, seen: set[tuple[int, str]]) -> None:
        """A bound name must be bound to the same object, data must have the same type."""
        scope, name = (entry.scope, entry.name) if isinstance(entry, Datum) else entry[:2]
        function = scope.function
        where = (id(function) if name in function.__code__.co_freevars else id(function.__globals__), name)
        if not isinstance(entry, Datum):
            if where not in seen:
                place = self.place(scope, name)
                self.conditions.append(f"{place} is {self.object(entry[2])}")
                if isinstance(entry[2], functools.partial):  # the same one may hold something else
                    self.value(place, ("global", id(scope), name), entry[2], constants=True)
        elif where not in seen:
            local = f"g{len(self.namespace)}"
            self.conditions.append(f"(({local} := {self.place(scope, name)}), True)[1]")
            if isinstance(entry.value, Log):
                self.conditions.append(f"type({local}) is {self.object(entry.value.kind)}")
            else:
                self.value(local, entry.label, entry.value, constants=True)
        seen.add(where)

    def length(self, base: Any) -> str | None:
        path, axis = base
        expression = self.paths.get(path)
        if expression is None:
            return None  # a default value or a literal: it cannot change
        if axis is None:
            return expression
        if expression in self.shapes:
            return f"{self.shapes[expression]}[{axis}]"
        name = self.shapes[expression] = f"s{len(self.shapes)}"
        return f"({name} := {expression}.shape)[{axis}]"  # the tuple is made anew each time


@dataclass(frozen=True, eq=False)
class Datum:
    """A global or closure variable that holds data: its type counts.  `label` is its path in guards."""

    label: Any
    scope: Any
    name: str
    value: Any


@dataclass(frozen=True)
class Log:
    """In the place of a list or dict that the program only adds to: what is in it does not count."""

    kind: type


@dataclass(frozen=True, eq=False)
class Reliance:
    """What a variant relies on besides the arguments.

    bound: (scope, name, object) that must still be that object.  live: for each compiled derivative,
    innermost first, its namespace and the (emitted name, scope, name) that are read anew before a call.
    """

    edition: int
    """That of the rules."""
    guards: tuple[Any, ...]
    bound: tuple[tuple[Any, str, Any], ...]
    data: tuple[Datum, ...]
    live: tuple[tuple[dict[str, Any], tuple[tuple[str, Any, str], ...]], ...]
    actual: tuple[Any, ...] = ()
    attributes: tuple[tuple[Any, str | None, Any, Any], ...] = ()
    """(path of an object, name, value, the object) of each attribute that was read."""
    functions: tuple[Any, ...] = ()
    """Functions of the user that must still have the same code and the same defaults."""
    owned: tuple[tuple[Any, str, Any], ...] = ()
    """(module or class, name, what it holds under the name)"""


Block = tuple[list[str], list[str]]
"""Conditions, and statements that read live data where they hold."""


class Fit:
    """The text that tells whether a variant fits the arguments of a call, and the functions made of it."""

    def __init__(
        self, parameters: list[str], more: bool, blocks: list[Block], writer: _Writer
    ) -> None:
        self.parameters, self.more, self.blocks = parameters, more, blocks
        self.spared, self.namespace = writer.spared, writer.namespace
        # A name that is gone, a cell that is empty, an attribute that is missing: it does not fit.
        self.predicate: Callable[..., bool] = self._made(
            ", ".join([*parameters, "*more"] if more else parameters),
            [
                "    try:",
                *self._lines(blocks, "False"),
                "        return True",
                "    except (KeyError, ValueError, AttributeError):",
                "        return False",
            ],
        )

    def call(self, run: Callable[..., Any], raised: Callable[[Exception], None]) -> Callable[..., Any]:
        """`run` for arguments that fit, given by position; `NO_FIT` for others, fewer and more."""
        self.namespace.update(run=run, raised=raised, NO_FIT=NO_FIT)
        first, *others = [([c for c in found if c not in self.spared], live) for found, live in self.blocks]
        dots = "*more" if self.more else ""
        blocks = [first if self.more else (["not more", *first[0]], first[1]), *others]
        return self._made(
            ", ".join([*(f"{p}=NO_FIT" for p in self.parameters), "*more"]),
            [
                "    try:",
                *self._lines(blocks, "NO_FIT"),
                "    except (KeyError, ValueError, AttributeError):",
                "        return NO_FIT",
                "    try:",
                f"        return run({', '.join(filter(None, [*self.parameters, dots]))})",
                "    except Exception as e:",
                "        raised(e)",
                "        raise",
            ],
        )

    def _lines(self, blocks: list[Block], otherwise: str) -> list[str]:
        lines = []
        for conditions, live in blocks:
            if conditions:
                lines += [f"        if not ({' and '.join(conditions)}):", f"            return {otherwise}"]
            lines += live
        return lines

    def _made(self, parameters: str, lines: list[str]) -> Callable[..., Any]:
        exec("\n".join([f"def fit({parameters}):", *lines]), self.namespace)
        function: Callable[..., Any] = self.namespace.pop("fit")
        return function


def matcher(
    names: tuple[str, ...], values: tuple[Any, ...], reliance: Reliance, more: bool = False
) -> Fit:
    """What tells whether a variant fits the arguments of a call (and reads its live data).

    `more`: further arguments (tangents) follow, which decide nothing.
    """
    from tangent.rules.kinds import EDITION

    w = _Writer()
    w.conditions.append(f"{w.object(EDITION)}.number == {reliance.edition}")
    parameters = [f"p{k}" for k in range(len(names))]
    for p, name, value in zip(parameters, names, values, strict=True):
        w.value(p, name, value)
    blocks: list[Block] = []
    seen: set[tuple[int, str]] = set()
    waiting = [*reliance.bound, *reliance.data]
    inner = [id(namespace) for namespace, _ in reliance.live[:-1]]
    for stage in range(len(reliance.live)):
        # What an inner derivative reads is checked and read before what reads the inner derivative.
        now = [e for e in waiting if _stage(e, inner) <= stage]
        waiting = [e for e in waiting if _stage(e, inner) > stage]
        for entry in now:
            w.entry(entry, seen)
        if stage == len(reliance.live) - 1:
            for function in reliance.functions:
                w.function(function, complete=_alone(reliance))
            w.builtins(reliance.functions)
            for owner, name, value in reliance.owned:
                w.owned(owner, name, value)
            for entry in reliance.attributes:
                w.attribute(*entry)
            w.guards(reliance.guards)
        namespace, live = reliance.live[stage]
        target = w.object(namespace)
        lines = [f"        {target}[{emitted!r}] = {w.place(scope, name)}" for emitted, scope, name in live]
        blocks.append((w.conditions, lines))
        w.conditions = []
    return Fit(parameters, more, blocks, w)


def _alone(reliance: Reliance) -> bool:
    """Whether the function that is differentiated is the only one of the user, and is not called inside:
    what its defaults are counts for calls that leave something out."""
    only_modules = all(isinstance(value, types.ModuleType) for _, _, value in reliance.bound)
    return len(reliance.functions) == 1 and only_modules and not (reliance.owned or reliance.attributes)


def _stage(entry: Any, inner: list[int]) -> int:
    scope = entry.scope if isinstance(entry, Datum) else entry[0]
    place = id(scope.function.__globals__)
    return inner.index(place) + 1 if place in inner else 0
