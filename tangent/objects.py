"""Objects of the user's classes at run time: what they consist of, and how another one of them is made.

A *record* is an object that is known by its attributes: a named tuple, a dataclass, a `SimpleNamespace`, an
object of a class that the user wrote.
"""

from __future__ import annotations

import dataclasses
import enum
import inspect
import re
import sys
import types
from typing import Any, cast

import numpy as np

_HEAP_TYPE = 1 << 9
_NOT_RECORDS = (
    type, BaseException, int, float, complex, str, bytes, tuple, list, dict, set, frozenset, np.ndarray,
    np.generic, np.dtype, types.ModuleType, enum.Enum,
)  # fmt: skip
_OTHERS = ("numpy", "scipy", "tangent", "builtins")


def is_named_tuple(cls: Any) -> bool:
    return isinstance(cls, type) and issubclass(cls, tuple) and hasattr(cls, "_fields")


def is_user_class(cls: Any) -> bool:
    """Whether a class was written in Python, outside of NumPy, the standard library and this package."""
    if not isinstance(cls, type) or not cls.__flags__ & _HEAP_TYPE or issubclass(cls, _NOT_RECORDS):
        return False
    home = (cls.__module__ or "").split(".")[0]
    return home not in _OTHERS and home not in sys.stdlib_module_names


def is_record_class(cls: Any) -> bool:
    return is_named_tuple(cls) or cls is types.SimpleNamespace or is_user_class(cls)


def is_record(value: Any) -> bool:
    return is_record_class(type(value))


def attributes(value: Any) -> dict[str, Any]:
    """The attributes that make up a record, in order."""
    cls = type(value)
    if is_named_tuple(cls):
        return dict(zip(cls._fields, value, strict=True))
    if dataclasses.is_dataclass(cls):
        return {f.name: getattr(value, f.name) for f in dataclasses.fields(cls) if hasattr(value, f.name)}
    slots = [s for c in reversed(cls.__mro__) for s in _slots(c)]
    found = {s: getattr(value, s) for s in slots if hasattr(value, s)}
    return found | getattr(value, "__dict__", {})


def _slots(cls: type) -> list[str]:
    own = cls.__dict__.get("__slots__", ())
    names = [own] if isinstance(own, str) else list(own)
    return [n for n in names if n not in ("__dict__", "__weakref__")]


def rebuilt(value: Any, parts: dict[str, Any]) -> Any:
    """An object of the class of `value`, with other attributes; no `__init__` runs."""
    cls = type(value)
    if is_named_tuple(cls):
        return tuple.__new__(cls, [parts[k] for k in cls._fields])
    new = object.__new__(cls)
    for name, part in (attributes(value) | getattr(value, "__dict__", {}) | parts).items():
        object.__setattr__(new, name, part)
    return new


def is_plain(cls: Any) -> bool:
    """Whether an object of this class is made of its attributes alone: a call with all of them, by name,
    stores them and does nothing else."""
    if cls is types.SimpleNamespace:
        return True
    if is_named_tuple(cls):
        made = getattr(cls.__new__, "__globals__", {}).get("__name__", "")
        return made.startswith("namedtuple_") and "__init__" not in vars(cls)
    if not dataclasses.is_dataclass(cls) or hasattr(cls, "__post_init__") or not has_generated_init(cls):
        return False
    if cls.__new__ is not object.__new__ or type(cls).__call__ is not type.__call__:
        return False
    parameters = list(inspect.signature(cast(Any, cls)).parameters)
    return parameters == [f.name for f in dataclasses.fields(cls)]


def has_generated_init(cls: Any) -> bool:
    """Whether the `__init__` of a dataclass is the one that `dataclasses` wrote."""
    code = getattr(inspect.getattr_static(cls, "__init__"), "__code__", None)
    return getattr(code, "co_filename", "") == "<string>"


def callee_name(function: Any) -> str:
    """What the derivatives of a helper are named after: the function, or the class and its method.

    `Layer.forward` and `Layer.__call__` give `layer`, of which the pair is `layer_forward`, `layer_backward`.
    """
    owner = ("", *function.__qualname__.split("."))[-2]
    if not owner.isidentifier():
        return str(function.__name__)
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", owner).lower().strip("_")
    if function.__name__ in ("forward", "__call__"):
        return snake
    return f"{snake}_{function.__name__.strip('_')}"


def derivative_class(cls: Any) -> Any:
    """The class of tangents and adjoints of objects of a class: its own, where that only holds attributes."""
    return cls if is_plain(cls) else types.SimpleNamespace
