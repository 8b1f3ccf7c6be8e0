"""Builtins whose results follow from the types alone."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from tangent.analyse import strings
from tangent.analyse.bounds import as_integer
from tangent.analyse.infer.part import Part
from tangent.analyse.infer.reshape import join_all, possible_classes
from tangent.analyse.objects import NOWHERE, OBJECTS, class_attribute
from tangent.analyse.unroll import MOST_RECORDS
from tangent.analyse.values import type_of_value
from tangent.types import (
    CONTAINERS,
    INT,
    PARTS,
    PY_BOOL,
    PY_FLOAT,
    PY_INT,
    UNKNOWN,
    DefaultDict,
    Dict,
    DictOf,
    Iter,
    ListOf,
    Num,
    Plain,
    Seq,
    SetOf,
    SliceType,
    Static,
    TupleOf,
    Type,
    any_key,
    any_length,
    constant,
    general,
    integer,
    is_function,
    join,
    key_type,
)

Env = dict[str, Type]


def classes_of(t: Type) -> set[Any]:
    """The classes that a value may have; none if there may be others.

    The type of what is an integer on some ways, and a float on others, is that of a scalar.
    """
    found = set(possible_classes(t))
    mixed = found and isinstance(t, Num) and t.kind == "scalar"
    return found | {int, bool, np.int64, np.bool_} if mixed else found


class Builtins(Part):
    """Types the builtins; a mixin of the inference."""

    def call_len(self, e: Any, args: list[Type], keywords: Any) -> Type:
        t = args[0]
        if isinstance(t, Num) and t.shape:
            return Num("py", INT, (), as_integer(self.session, t.shape[0]))
        if isinstance(t, PARTS):
            return integer(len(t.items))
        return PY_INT

    def call_range(self, e: Any, args: list[Type], keywords: Any) -> Type:
        return Iter("range", tuple(args))

    def call_enumerate(self, e: Any, args: list[Type], keywords: Any) -> Type:
        return Iter("enumerate", tuple(args))

    def call_zip(self, e: Any, args: list[Type], keywords: Any) -> Type:
        return Iter("zip", tuple(args))

    def call_reversed(self, e: Any, args: list[Type], keywords: Any) -> Type:
        return Iter("reversed", tuple(args))

    def call_isinstance(self, e: Any, args: list[Type], keywords: Any) -> Type:
        self.note_question(args[0] if args else UNKNOWN, e)
        classes = constant(args[1])
        if classes is NotImplemented:
            return PY_BOOL
        try:
            found = {issubclass(cls, classes) for cls in classes_of(args[0])}
        except TypeError:
            return PY_BOOL
        return Static(found.pop()) if len(found) == 1 else PY_BOOL

    def call_callable(self, e: Any, args: list[Type], keywords: Any) -> Type:
        if is_function(args[0]):
            return Static(True)
        if isinstance(args[0], OBJECTS):
            return Static(class_attribute(args[0].cls, "__call__") is not NOWHERE)
        known = constant(args[0])
        if known is not NotImplemented:
            return Static(callable(known))
        return Static(False) if isinstance(args[0], (Num, *CONTAINERS)) else PY_BOOL

    def call_slice(self, e: Any, args: list[Type], keywords: Any) -> Type:
        return SliceType()

    def call_float(self, e: Any, args: list[Type], keywords: Any) -> Type:
        return PY_FLOAT

    def call_int(self, e: Any, args: list[Type], keywords: Any) -> Type:
        if args and isinstance(args[0], Num) and args[0].kind == "py" and args[0].dtype == INT:
            return args[0]
        return PY_INT

    def call_bool(self, e: Any, args: list[Type], keywords: Any) -> Type:
        known = self.truth_of_object(args[0]) if args else False
        return PY_BOOL if known is None else Static(known)

    def call_str(self, e: Any, args: list[Type], keywords: Any) -> Type:
        return (strings.known(str, *args) if len(args) == 1 and not keywords else None) or Plain(str)

    def call_list(self, e: Any, args: list[Type], keywords: Any) -> Type:
        if not args:
            return Seq("list", ())
        t = args[0]
        if isinstance(t, Seq):
            return Seq("list", t.items)
        if isinstance(t, Dict) and len(t.keys) <= MOST_RECORDS:
            return Seq("list", tuple(map(key_type, t.keys)))
        if isinstance(t, Iter) and t.kind == "range":
            return ListOf(PY_INT)
        return ListOf(self.item_of(t, e))

    def call_tuple(self, e: Any, args: list[Type], keywords: Any) -> Type:
        if args and isinstance(args[0], Seq):
            return Seq("tuple", args[0].items)
        if not args:
            return Seq("tuple", ())
        listed = any_length(self.call_list(e, args, keywords))
        return TupleOf(listed.item) if isinstance(listed, ListOf) else UNKNOWN

    def call_dict(self, e: Any, args: list[Type], keywords: Any) -> Type:
        if not args:
            return Dict(tuple(keywords), tuple(keywords.values()))
        result = self.dict_of(args[0])
        for k, t in keywords.items():
            if isinstance(result, (Dict, DictOf)):
                result = self.dict_with(result, Static(k), t)
        return result

    def dict_of(self, t: Type) -> Type:
        """The dict that is made of another one, or of a list of pairs."""
        if isinstance(t, DefaultDict):
            return DictOf(t.key, t.item)
        if isinstance(t, (Dict, DictOf)):
            return t
        result: Type = Dict((), ())
        for pair in t.items if isinstance(t, Seq) else [t.item] if isinstance(t, ListOf) else [None]:
            if not isinstance(pair, Seq) or len(pair.items) != 2 or not isinstance(result, (Dict, DictOf)):
                return UNKNOWN
            key = any_key(pair.items[0]) if isinstance(t, ListOf) else pair.items[0]
            result = self.dict_with(result, key, pair.items[1])
        return result

    def call_next(self, e: Any, args: list[Type], keywords: Any) -> Type:
        item = self.item_of(args[0], e)
        return join(item, args[1]) if len(args) > 1 else item

    def call_set(self, e: Any, args: list[Type], keywords: Any) -> Type:
        return SetOf(any_key(self.item_of(args[0], e)) if args else None)

    call_frozenset = call_set

    def call_any(self, e: Any, args: list[Type], keywords: Any) -> Type:
        return PY_BOOL

    call_all = call_any

    def call_sum(self, e: Any, args: list[Type], keywords: Any) -> Type:
        t = args[0]
        start: Type = args[1] if len(args) > 1 else keywords.get("start", integer(0))
        items = list(t.items) if isinstance(t, Seq) else [self.item_of(t, e)]
        if isinstance(t, Seq) and len(items) <= 8:
            for i in items:
                start = self.elementwise(operator.add, [start, i], e)
            return start
        item = join_all([general(i) for i in items])
        once = self.elementwise(operator.add, [general(start), item], e)
        if isinstance(t, Seq) and items:
            return once
        if isinstance(once, Num) and isinstance(start, Num) and once.kind == "array":
            return Num("any", once.dtype, None)
        if isinstance(once, Num) and once.shape == () and once.dtype is not None and once.dtype.kind == "f":
            # An empty list gives the integer 0; the float it stands for has the same derivative.
            return once
        return once

    def call_sorted(self, e: Any, args: list[Type], keywords: Any) -> Type:
        t = args[0]
        keys = list(t.keys) if isinstance(t, Dict) else constant(t)
        if isinstance(keys, (list, tuple)) and set(keywords) <= {"reverse"}:
            down = constant(keywords.get("reverse", Static(False)))
            if isinstance(down, bool):
                found = sorted(keys, reverse=down)
                return Seq("list", tuple(type_of_value(self.session, k, None, constants=True) for k in found))
        return ListOf(general(self.item_of(t, e)))

    def _extreme(self, e: Any, args: list[Type], keywords: Any) -> Type:
        if len(args) == 1:
            return self.item_of(args[0], e)
        return join_all([general(a) for a in args])

    call_max = _extreme
    call_min = _extreme

    def call_type(self, e: Any, args: list[Type], keywords: Any) -> Type:
        known = classes_of(args[0])
        return Static(known.pop()) if len(known) == 1 else UNKNOWN
