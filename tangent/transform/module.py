"""The module that is being emitted: its functions, the helpers they call, the objects they refer to."""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import gast

import tangent.runtime as runtime
from tangent.syntax.nodes import Namer, call, load, method, walk
from tangent.types import CONTAINERS, Num, Obj, Record, Type, Unknown
from tangent.unit import Instance, Session, Unit, builtin_name


@dataclass(eq=False)
class Emitted:
    """One function of the emitted module; `unit` is the user's function that it was made from."""

    tree: gast.FunctionDef
    unit: Unit | None
    temporaries: set[str] = field(default_factory=set)
    types: dict[str, Type] = field(default_factory=dict)

    instance: Instance | None = None
    own: frozenset[str] = frozenset()
    """Names that this derivative adds to those of the function."""

    @cached_property
    def values(self) -> dict[str, str]:
        """Names of the primal that hold a number or a vector wherever they stand: they need no layout."""
        found: dict[str, set[str]] = {}
        if self.instance is not None:
            for n in walk(self.instance.tree.body):
                if isinstance(n, gast.Name):
                    found.setdefault(n.id, set()).add(_kind(self.instance.types.get(n)))
            for p, t in self.instance.arg_types.items():
                found.setdefault(p, set()).add(_kind(t))
        return {n: kinds.pop() for n, kinds in found.items() if len(kinds) == 1}

    def is_number(self, name: str) -> bool:
        """Whether a name always holds a number, an object that nobody can write into."""
        return self.values.get(name) == "number"

    def is_vector(self, name: str) -> bool:
        """Whether a name always holds an array with one axis."""
        return self.values.get(name) == "vector"

    def is_array(self, name: str) -> bool:
        """Whether a name holds an array with axes at the end."""
        t = self.types.get(name)
        return isinstance(t, Num) and t.kind == "array" and t.shape != ()

    def is_scalar(self, name: str) -> bool:
        """Whether a name holds a number at the end."""
        t = self.types.get(name)
        return isinstance(t, Num) and t.is_scalar

    def is_float(self, name: str) -> bool:
        """Whether a name of this function holds floats only."""
        t = self.types.get(name)
        return isinstance(t, Num) and t.dtype is not None and t.dtype.kind in "fc"

    def is_object(self, name: str) -> bool:
        """Whether a name of this function holds an object of a class of the user."""
        return isinstance(self.types.get(name), (Record, Obj))

    def is_container(self, name: str) -> bool:
        """Whether a name of this function may hold a list, a tuple or a dict."""
        return isinstance(self.types.get(name), (*CONTAINERS, Unknown))


def _kind(t: Type | None) -> str:
    if not isinstance(t, Num):
        return ""
    return "number" if t.is_scalar else "vector" if t.kind == "array" and t.rank == 1 else ""


@dataclass(eq=False)
class Module:
    """What one derivation emits.

    objects: names that we need (np, helpers) → objects.  used: the same for each of the user's functions,
    since what is our `add` in the text of one function may be something of the user's in that of another.
    """

    session: Session
    functions: list[Emitted] = field(default_factory=list)
    objects: dict[str, Any] = field(default_factory=dict)
    used: dict[int, dict[str, Any]] = field(default_factory=dict)
    namer: Namer = field(default_factory=Namer)
    cache: dict[Any, Any] = field(default_factory=dict)
    spellings: dict[tuple[int, str], str] = field(default_factory=dict)
    """What the text of each of the user's functions calls a module."""
    emitted: set[str] = field(default_factory=set)
    """The names of its functions."""

    def names_of(self, unit: Unit) -> dict[str, Any]:
        """Our objects in the text of functions made from `unit`, by name."""
        return self.used.setdefault(id(unit), dict(unit.names))

    def ours(self, unit: Unit) -> Callable[[str, Any], str]:
        """How a function made from `unit` calls our objects: by their own name unless it is taken there."""
        names = self.names_of(unit)

        def bind(name: str, value: Any) -> str:
            if builtin_name(value) == name == unit.builtin(load(name)):
                return name
            if isinstance(value, types.ModuleType):
                name = self.spelling(unit, name, value)
            found, k = name, 0
            while not self.free_for(unit, found, value):
                k += 1
                found = f"{name}_{k}"
            self.objects[found] = names[found] = value
            return found

        return bind

    def spelling(self, unit: Unit, name: str, module: types.ModuleType) -> str:
        """The name that the text of a function has for a module, if it has one; else `name`."""
        key = (id(unit), module.__name__)
        if key not in self.spellings:
            self.spellings[key] = next((n for n in sorted(unit.taken) if self.means(unit, n, module)), name)
        return self.spellings[key]

    @staticmethod
    def means(unit: Unit, name: str, value: Any) -> bool:
        try:
            return name not in unit.locals and unit.scope.lookup(name).value is value
        except KeyError:
            return False

    def free_for(self, unit: Unit, name: str, value: Any) -> bool:
        if name in self.emitted or (name in self.objects and self.objects[name] is not value):
            return False
        if self.names_of(unit).get(name, value) is not value:
            return False
        return name not in unit.taken or self.means(unit, name, value)

    def copied(self, unit: Unit, name: str, t: Num) -> Any:
        """A copy of an argument that is an array, with its layout: the last bits of sums depend on it."""
        first = t.shape[0] if t.shape else None
        known = t.shape == () or (first is not None and first.base is not None)
        if known and (first is None or self.session.in_order(first.base[0])):
            return method(load(name), "copy")
        return call(self.ours(unit)("same_layout", runtime.same_layout), load(name))

    def function_name(self, wish: str) -> str:
        """A name for a function of the module; an object that a rule brings may have the one wished for."""
        name = self.namer.fresh(wish)
        while name in self.objects:
            name = self.namer.fresh(wish)
        self.emitted.add(name)
        return name

    def mark(self) -> Any:
        used = {k: dict(v) for k, v in self.used.items()}
        emitted = set(self.emitted)
        return list(self.functions), dict(self.objects), used, self.namer.mark(), dict(self.cache), emitted

    def rewind(self, mark: Any) -> None:
        """Forget what was written since `mark`: in place, since functions that are being written hold the
        tables of their names.
        """
        self.functions[:], objects, used, names, cache, emitted = mark
        self.namer.rewind(names)
        self.emitted.intersection_update(emitted)
        for k in [k for k in self.used if k not in used]:
            del self.used[k]
        tables = [(self.objects, objects), (self.cache, cache)]
        for table, before in [*tables, *((self.used[k], used[k]) for k in used)]:
            table.clear()
            table.update(before)
