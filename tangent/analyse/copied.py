"""`copy.copy` and `copy.deepcopy` of objects that the program makes and changes, said attribute by attribute.

    b = copy.copy(a)           →     b = make(Bag, items=a.items, k=a.k)
    b = copy.deepcopy(a)       →     b = make(Bag, items=list(a.items), k=a.k)

No `__init__` is called, as in Python.  A deep copy keeps one object that is in two places as one; as nobody
knows here whether two parts are one, two that could be are refused.
"""

from __future__ import annotations

import copy
from typing import Any

import gast
import numpy as np

import tangent.runtime as runtime
from tangent.analyse.attributes import is_new
from tangent.analyse.objects import NOWHERE, OBJECTS, class_attribute
from tangent.analyse.rewriting import Env, Rewriting
from tangent.objects import is_named_tuple, is_plain, is_user_class
from tangent.syntax.nodes import at, call, clone, const, load, method, subscript
from tangent.syntax.refuse import Refused
from tangent.types import (
    CONTAINERS,
    Dict,
    DictOf,
    Fields,
    ListOf,
    Num,
    Obj,
    Record,
    Seq,
    Type,
    holds_variables,
)

HOOKS = ("__copy__", "__deepcopy__", "__reduce__", "__reduce_ex__", "__getstate__", "__setstate__")


class Copies(Rewriting):
    """The part of inference that copies objects as the module `copy` does."""

    def is_made_here(self, t: Any) -> bool:
        """Whether a value is an object of which each attribute is known, as the program makes it."""
        return isinstance(t, Fields) or (isinstance(t, Obj) and is_new(t.path))

    def is_copied_whole(self, t: Any, function: Any) -> bool:
        """Also an object that does not change, whose `__init__` does more than keep what it is given."""
        kept = isinstance(t, Record) and not is_named_tuple(t.cls) and not is_plain(t.cls)
        return self.is_made_here(t) or (kept and function is copy.copy)

    def copied_as_object(self, e: Any, t: Any, seen: set[Any] | None, env: Env) -> Any:
        """An expression for a copy of the object that `e` is; None where a class says how it is copied.

        seen: the classes of what has been copied in it, for a deep copy.
        """
        if not is_user_class(t.cls) or getattr(t, "optional", False):
            return None
        if any(class_attribute(t.cls, n) not in (NOWHERE, class_attribute(object, n)) for n in HOOKS):
            return None
        parts = [gast.keyword(n, self.part_copied(e, n, seen, env)) for n in self.attributes_now(t, env)]
        make = load(self.session.name_of("make", runtime.make, self.unit))
        return at(gast.Call(make, [at(load(self.name_of(t.cls)), e)], parts), e)

    def attributes_now(self, t: Any, env: Env) -> list[str]:
        """The attributes that an object has at this place of the program."""
        if not isinstance(t, Obj):
            return list(t.keys)
        held = self.instance.attrs.items()
        return [name for (path, name), variable in held if path == t.path and variable in env]

    def part_copied(self, e: Any, name: str, seen: set[Any] | None, env: Env) -> Any:
        part = at(gast.Attribute(clone(e), name, gast.Load()), e)
        return part if seen is None else self.value_copied(part, self.eval(part, env), seen, env)

    def value_copied(self, e: Any, t: Type, seen: set[Any], env: Env) -> Any:
        """An expression for a deep copy of the value of `e`."""
        for cls in _classes_of(t):
            if cls in seen:
                hint = "Copy the parts one by one, and make an object of the copies."
                what = f"a deep copy in which two parts may be one object (of class `{cls.__name__}`)"
                raise Refused("container", e, what, hint)
            seen.add(cls)
        if isinstance(t, OBJECTS) and (isinstance(t, Record) or self.is_made_here(t)):
            if is_named_tuple(t.cls):
                parts = [self.part_copied(e, k, seen, env) for k in self.attributes_now(t, env)]
                return call(self.name_of(t.cls), *parts)
            made = self.copied_as_object(e, t, seen, env)
            if made is None:
                raise Refused("container", e, f"a deep copy of an object of class `{t.cls.__name__}`")
            return made
        if isinstance(t, (Seq, Dict)) and _holds_objects(t):
            keys = range(len(t.items)) if isinstance(t, Seq) else t.keys
            items = [
                self.value_copied(subscript(clone(e), const(k)), i, seen, env)
                for k, i in zip(keys, t.items, strict=True)
            ]
            if isinstance(t, Dict):
                return gast.Dict([const(k) for k in keys], items)
            return (gast.List if t.kind == "list" else gast.Tuple)(items, gast.Load())
        if isinstance(t, CONTAINERS) and (_holds_objects(t) or holds_variables(t)):
            raise Refused("container", e, "a deep copy of a list or dict of objects")
        if isinstance(t, Num) and t.kind == "array" and t.rank in (0, 1):
            return method(clone(e), "copy")
        if isinstance(t, (*CONTAINERS, Num)) and not (isinstance(t, Num) and t.is_scalar):
            return call(self.session.name_of("copied", copy.deepcopy, self.unit), clone(e))
        return clone(e)


def _classes_of(t: Type | None) -> list[Any]:
    """The classes of what can be changed in a value, but for what is in parts that are copied one by one."""
    if isinstance(t, OBJECTS):
        return [] if is_named_tuple(t.cls) else [t.cls]
    if isinstance(t, Num):
        return [] if t.is_scalar else [np.ndarray]
    if isinstance(t, (Dict, DictOf)):
        own: list[Any] = [dict]
    else:
        own = [list] if isinstance(t, (Seq, ListOf)) and t.kind == "list" else []
    if isinstance(t, (Seq, Dict)):
        return own if _holds_objects(t) else [*own, *(c for i in t.items for c in _classes_of(i))]
    return [*own, *_classes_of(t.item)] if isinstance(t, (ListOf, DictOf)) else own


def _holds_objects(t: Type | None) -> bool:
    if isinstance(t, OBJECTS):
        return True
    if isinstance(t, (Seq, Dict)):
        return any(map(_holds_objects, t.items))
    return isinstance(t, (ListOf, DictOf)) and _holds_objects(t.item)
