"""From values to types: what is known of an object before the program runs."""

from __future__ import annotations

import enum
import functools
import sys
import types as python_types
from typing import Any

import numpy as np

from tangent.analyse.messages import is_logger
from tangent.analyse.randoms import generator_class
from tangent.objects import attributes, is_named_tuple, is_record_class, is_user_class
from tangent.rules import INACTIVE, RULES
from tangent.source.variables import Variables
from tangent.types import (
    INT,
    PY_BOOL,
    PY_FLOAT,
    PY_INT,
    UNKNOWN,
    Callable_,
    Dict,
    Dim,
    Held,
    Num,
    Obj,
    Plain,
    Record,
    Seq,
    SetOf,
    SliceType,
    Sparse,
    Static,
    Type,
    integer,
    join,
)
from tangent.unit import Session

INDEX_TRICKS = (type(np.r_), type(np.c_), type(np.mgrid), type(np.ogrid), type(np.s_))
NOT_OWN = object()
"""In the place of a value: the object has no attribute of this name of its own."""


def type_of_value(
    session: Session, value: Any, path: Any, constants: bool = False, records: bool = False
) -> Type:
    """The abstract value of an object; `path` names it in symbols, `constants` keeps integers' values.

    records: objects of the user are known by their attributes, because they may carry a derivative.
    """
    if isinstance(value, bool) or value is None or value is NotImplemented or isinstance(value, (str, bytes)):
        return Static(value)
    if type(value) is int:
        if constants:
            return integer(value)
        session.actual[(path, None)] = value
        return Num("py", INT, (), Dim((path, None)))
    if type(value) is float:
        return PY_FLOAT
    if type(value) is complex:
        return Num("py", np.dtype(complex))
    if isinstance(value, np.generic):
        return Num("np", value.dtype)
    if type(value) is np.ndarray:
        for axis, n in enumerate(value.shape):
            session.actual[(path, axis)] = n
        if value.flags.c_contiguous:
            session.contiguous.add(path)
        return Num("array", value.dtype, tuple(Dim((path, axis)) for axis in range(value.ndim)))
    if is_sparse(value) and value.ndim == 2:
        product = isinstance(value, sys.modules["scipy.sparse"].spmatrix)
        return Sparse("array", value.dtype, (None, None), multiplies=product)
    if type(value) in (tuple, list):
        kind = "tuple" if type(value) is tuple else "list"
        items = [type_of_value(session, v, (path, i), False, records) for i, v in enumerate(value)]
        return Seq(kind, tuple(items))
    if type(value) is dict:
        items = [type_of_value(session, v, (path, k), False, records) for k, v in value.items()]
        return Dict(tuple(value), tuple(items))
    if type(value) is set:
        return SetOf(functools.reduce(join, set(map(_item_type, value))) if value else None)
    if is_logger(value) or generator_class(value) is type(value):
        return Plain(type(value))
    if isinstance(value, Variables):
        session.objects["module", value] = value
        return Obj(Variables, ("module", value))
    if isinstance(value, (python_types.ModuleType, type, np.dtype, enum.Enum, *INDEX_TRICKS)):
        return Static(value)
    if is_object(value):
        return type_of_object(session, value, path, records)
    if callable(value):
        return Callable_(value) if is_hashable(value) else Held(value)
    if value is Ellipsis or isinstance(value, slice):
        return Static(value) if value is Ellipsis else SliceType()
    return UNKNOWN


def _item_type(v: Any) -> Type:
    """The type of an item of a set, whichever it is."""
    if type(v) is tuple:
        return Seq("tuple", tuple(map(_item_type, v)))
    known: dict[type, Type] = {int: PY_INT, float: PY_FLOAT, str: Plain(str), bool: PY_BOOL}
    return known.get(type(v), UNKNOWN)


def is_hashable(value: Any) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


def is_sparse(value: Any) -> bool:
    """Whether a value is an array or a matrix of scipy.sparse."""
    return type(value).__module__.startswith("scipy.sparse.") and hasattr(value, "nnz")


def is_object(value: Any) -> bool:
    """Whether a value is an object of the user, of which the attributes are looked at."""
    cls = type(value)
    if not is_record_class(cls):
        return False
    try:
        return not (is_user_class(cls) and callable(value) and (value in RULES or value in INACTIVE))
    except TypeError:
        return True


def type_of_object(session: Session, value: Any, path: Any, records: bool) -> Type:
    """Named tuples are small and read as a whole; other objects only if they may carry a derivative."""
    session.objects[path] = value
    if any(o is value for o in session.open_records) or not (records or is_named_tuple(type(value))):
        return Obj(type(value), path)
    session.open_records.append(value)
    try:
        return expanded(session, value, path, records)
    finally:
        session.open_records.pop()


def expanded(session: Session, value: Any, path: Any, records: bool = False) -> Record:
    """An object by all its attributes; a guard remembers each of them."""
    found = attributes(value)
    session.attributes.setdefault((path, None), tuple(found))
    items = []
    for name, part in found.items():
        session.attributes.setdefault((path, name), part)
        items.append(type_of_value(session, part, part_path(path, name), False, records))
    return Record(type(value), tuple(found), tuple(items))


def part_path(path: Any, name: str) -> Any:
    """The path of an attribute (elements of containers have paths that end in their key)."""
    return path, f".{name}"
