"""Methods of arrays, lists, dicts and sets."""

from __future__ import annotations

import enum
from dataclasses import replace
from typing import Any

import gast
import numpy as np

from tangent.analyse.calls import ARRAY_METHODS
from tangent.analyse.defaults import COUNTER, counter_method
from tangent.analyse.infer.part import Part
from tangent.analyse.infer.reshape import dict_without_item, join_all, remaining, size_of
from tangent.analyse.objects import OBJECTS
from tangent.analyse.randoms import drawing_method, is_generator
from tangent.analyse.strings import is_string, string_method
from tangent.syntax.refuse import Refused
from tangent.types import (
    NONE,
    NOTHING,
    PY_BOOL,
    PY_FLOAT,
    PY_INT,
    UNKNOWN,
    Callable_,
    DefaultDict,
    Dict,
    DictOf,
    Dim,
    ListOf,
    Num,
    Plain,
    Seq,
    SetOf,
    Sparse,
    Static,
    Type,
    Unknown,
    any_key,
    constant,
    dict_of_both,
    general,
    join,
    join_some,
    key_type,
    widen_dict,
    widen_list,
    with_item,
)

Env = dict[str, Type]
LIST_METHODS = ("append", "extend", "pop", "insert", "clear", "copy", "reverse", "index", "count", "sort")
DICT_METHODS = ("items", "keys", "values", "get", "copy")
CHANGING_BY_NAME = ("__setitem__", "__delitem__", "__iadd__", "__imul__", "__ior__")

class ValueMethods(Part):
    """Types methods of values; a mixin of the inference."""

    def method(self, e: Any, base: Type, env: Env) -> Type:
        name = e.func.attr
        args = [self.given(a, env) for a in e.args]
        keywords = {k.arg: self.given(k.value, env) for k in e.keywords}
        if isinstance(base, OBJECTS):
            return self.object_method(e, base, args, keywords, env)
        if isinstance(base, Static) and isinstance(base.value, enum.Enum):
            return self.member_method(e, base, args, keywords, env)
        if isinstance(base, Sparse):
            return self.sparse_method(e, base, env)
        if isinstance(base, Num):
            return self.array_method(e, name, base, args, keywords)
        if isinstance(base, (Seq, ListOf, Dict, DictOf, SetOf)) and name in CHANGING_BY_NAME:
            hint = "Write the operator, or the assignment (`d[key] = value`)."
            raise Refused("container", e, f"`.{name}()` is called by its name", hint)
        if isinstance(base, (Seq, ListOf)) and name in LIST_METHODS:
            return self.list_method(e, name, base, args, env)
        if isinstance(base, Dict) and name not in DICT_METHODS:
            self.read_at.clear()
        if isinstance(base, Dict) and name in DICT_METHODS:
            return self.dict_method(name, base, args)
        if isinstance(base, (Dict, DictOf)):
            return self.open_dict_method(e, name, base, args, keywords, env)
        if isinstance(base, SetOf):
            return self.set_method(e, name, base, args, env)
        if isinstance(base, Plain) and is_generator(base):
            drawn = drawing_method(base.cls, name)
            return UNKNOWN if drawn is None else self.probed(drawn, args, keywords, e)
        if is_string(base):
            return string_method(name, base, args) if not keywords else Plain(str)
        if isinstance(base, Callable_) and isinstance(base.function, np.ufunc):
            return self.probed(getattr(base.function, name), args, keywords, e)
        if isinstance(base, Callable_):
            value = getattr(base.function, name, None)
            if value is not None:
                return self.call_object(e, value, args, keywords, env)
        if isinstance(base, Unknown):
            self.check_unknown_owner(e.func)
        return NOTHING if base in (NONE, NOTHING) else UNKNOWN

    def array_method(self, e: Any, name: str, base: Num, args: list[Type], keywords: dict[str, Type]) -> Type:
        if name in ("fill", "sort", "partition", "put", "itemset", "resize"):
            return NONE
        if name == "astype":
            dtype = constant(args[0]) if args else constant(keywords.get("dtype", UNKNOWN))
            return replace(base, dtype=None if dtype is NotImplemented else np.dtype(dtype))
        if name == "item" and not args:
            return {"f": PY_FLOAT, "i": PY_INT, "b": PY_BOOL}.get(
                base.dtype.kind if base.dtype else "", UNKNOWN
            )
        if name in ("flatten", "ravel") and base.kind == "array":
            return replace(base, shape=(size_of(base),), sym=None)
        if name == "tolist":
            return UNKNOWN
        if name == "reshape" and len(args) > 1:
            args = [Seq("tuple", tuple(args))]
        if name == "transpose" and len(args) > 1:
            args = [Seq("tuple", tuple(args))]
        if name == "copy" and base.kind == "array":
            return base
        function = ARRAY_METHODS.get(name)
        if function is None:
            return UNKNOWN
        if function is np.reshape:
            return self.reshaped(base, args[0], e)
        return self.probed(function, [base, *args], keywords, e)

    def reshaped(self, base: Num, shape: Type, e: Any) -> Type:
        items = shape.items if isinstance(shape, Seq) else (shape,)
        if not all(isinstance(i, Num) and i.kind == "py" for i in items):
            return Num("array", base.dtype, None)
        dims: list[Dim | None] = [i.sym if isinstance(i, Num) else None for i in items]
        free = [k for k, d in enumerate(dims) if d is not None and d.constant == -1]
        if len(free) == 1:
            others = tuple(d for k, d in enumerate(dims) if k != free[0])
            dims[free[0]] = remaining(size_of(base), others)
        return Num("array", base.dtype, tuple(dims))

    def list_method(self, e: Any, name: str, base: Type, args: list[Type], env: Env) -> Type:
        target = e.func.value.id if isinstance(e.func.value, gast.Name) else None
        new: Type = base
        result: Type = NONE
        if name == "append":
            is_exact = target in self.lists_begun[-1] if self.lists_begun else not self.pruning
            if isinstance(base, Seq) and is_exact:
                new = Seq("list", (*base.items, args[0]))
            else:
                new = with_item(base, args[0])
        elif name == "insert":
            new = with_item(base, args[1])
        elif name == "extend":
            plain = isinstance(args[0], (Seq, ListOf))
            new = self.concatenated(base, args[0]) if plain else with_item(base, self.item_of(args[0], e))
        elif name == "pop":
            new = widen_list(base)
            result = self.item_of(new, e)
            if isinstance(base, Seq) and not args and base.items and not self.breaks:
                new, result = Seq("list", base.items[:-1]), base.items[-1]
        elif name == "copy":
            result = base
        elif name in ("reverse", "sort"):
            new = widen_list(base)
        elif name == "clear":
            new = replace(base, item=None) if isinstance(base, ListOf) else Seq("list", ())
        else:
            result = PY_INT
        if target is not None:
            self.links.put(target, name, e.args, self.types)
            if name not in ("copy", "index", "count"):
                self.links.change(target, new, env)
        return result

    def open_dict_method(
        self,
        e: Any,
        name: str,
        base: Dict | DictOf,
        args: list[Type],
        keywords: dict[str, Type],
        env: Env,
    ) -> Type:
        """Methods of a dict of computed keys, and those that change a dict."""
        if isinstance(base, DefaultDict) and base.made == COUNTER:
            counted = counter_method(name, base, e)
            if counted is not None:
                return counted
        wide = widen_dict(base)
        target = e.func.value.id if isinstance(e.func.value, gast.Name) else None
        new: Type = base
        result: Type = NONE
        if name == "keys":
            return ListOf(wide.key)
        if name == "values":
            return ListOf(wide.item)
        if name == "items":
            return ListOf(Seq("tuple", (wide.key or NOTHING, wide.item or NOTHING)))
        if name == "copy":
            return base
        if name == "get":
            return join_some(wide.item, args[1] if len(args) > 1 else NONE) or NONE
        if name == "pop":
            result = wide.item or NOTHING
            new = dict_without_item(base, constant(args[0])) if isinstance(base, Dict) else base
            if len(args) > 1:
                result = join_some(wide.item, args[1]) or UNKNOWN
        elif name == "popitem":
            new, result = wide, Seq("tuple", (wide.key or NOTHING, wide.item or NOTHING))
        elif name == "setdefault":
            there = base.get(constant(args[0])) if isinstance(base, Dict) else None
            if there is not None:
                return there
            new = self.dict_with(base, args[0], args[1] if len(args) > 1 else NONE)
            result = widen_dict(new).item or UNKNOWN if isinstance(new, (Dict, DictOf)) else UNKNOWN
        elif name == "update":
            other = self.dict_of(args[0]) if args else base
            known = isinstance(base, DefaultDict) and isinstance(other, (Dict, DictOf))
            new = dict_of_both(base, other) if known else join(base, other)
            for k, t in keywords.items():
                if isinstance(new, (Dict, DictOf)):
                    new = self.dict_with(new, Static(k), t)
        elif name == "clear":
            new = replace(base, key=None, item=None) if isinstance(base, DefaultDict) else Dict((), ())
        else:
            return UNKNOWN
        if target is not None:
            self.links.put(target, name, e.args, self.types)
            self.links.change(target, new, env)
        return result

    def set_method(self, e: Any, name: str, base: SetOf, args: list[Type], env: Env) -> Type:
        if name in ("copy", "union", "intersection", "difference", "symmetric_difference"):
            return join_all([base, *(SetOf(self.item_of(a, e)) for a in args)])
        if name == "pop":
            return base.item or NOTHING
        if name in ("add", "update") and args and isinstance(e.func.value, gast.Name):
            item = args[0] if name == "add" else self.item_of(args[0], e)
            env[e.func.value.id] = join(base, SetOf(any_key(item)))
        return PY_BOOL if name.startswith("is") else NONE

    def dict_method(self, name: str, base: Dict, args: list[Type]) -> Type:
        keys = tuple(map(key_type, base.keys))
        if name == "keys":
            return Seq("tuple", keys)
        if name == "values":
            return Seq("tuple", base.items)
        if name == "items":
            return Seq("tuple", tuple(Seq("tuple", (k, i)) for k, i in zip(keys, base.items, strict=True)))
        if name == "copy":
            return base
        key = constant(args[0])
        if key is NotImplemented:
            return join_all([*map(general, base.items), args[1] if len(args) > 1 else NONE])
        return base.get(key) or (args[1] if len(args) > 1 else NONE)
