"""Objects of the user's classes at run time: what they consist of, and how another one of them is made.

A *record* is an object that is known by its attributes: a named tuple, a dataclass, a `SimpleNamespace`, an
object of a class that the user wrote.
"""

from __future__ import annotations

import abc
import dataclasses
import dis
import enum
import functools
import inspect
import re
import sys
import types
from typing import Any, Protocol, TypeGuard

import numpy as np

from tangent.runtime.shapes import slots_of

_HEAP_TYPE = 1 << 9
_NOT_RECORDS = (
    type, BaseException, int, float, complex, str, bytes, tuple, list, dict, set, frozenset, np.ndarray,
    np.generic, np.dtype, types.ModuleType, enum.Enum,
)  # fmt: skip
# Of these alone nothing more has to be asked: most values are of them.
_NO_RECORDS = frozenset(
    (float, int, bool, complex, str, bytes, type(None), tuple, list, dict, set, np.ndarray, np.float64)
)
_OTHERS = ("numpy", "scipy", "tangent", "builtins")


def is_named_tuple(cls: Any) -> bool:
    return isinstance(cls, type) and issubclass(cls, tuple) and hasattr(cls, "_fields")


def is_user_class(cls: Any) -> bool:
    """Whether a class was written in Python, outside of NumPy, the standard library and this package."""
    if not isinstance(cls, type) or not cls.__flags__ & _HEAP_TYPE or issubclass(cls, _NOT_RECORDS):
        return False
    home = (cls.__module__ or "").split(".")[0]
    if home.startswith("_cython_"):
        return False  # what Cython makes of a function
    return home not in _OTHERS and home not in sys.stdlib_module_names


def is_record_class(cls: Any) -> bool:
    return is_named_tuple(cls) or cls is types.SimpleNamespace or is_user_class(cls)


def is_record(value: Any) -> bool:
    return type(value) not in _NO_RECORDS and is_record_class(type(value))


def attributes(value: Any) -> dict[str, Any]:
    """The attributes that make up a record, in order."""
    cls = type(value)
    if is_named_tuple(cls):
        return dict(zip(cls._fields, value, strict=True))
    if dataclasses.is_dataclass(cls):
        return {f.name: getattr(value, f.name) for f in dataclasses.fields(cls) if hasattr(value, f.name)}
    slots = [s for c in reversed(cls.__mro__) for s in slots_of(c)]
    found = {s: getattr(value, s) for s in slots if hasattr(value, s)}
    return found | getattr(value, "__dict__", {})


def rebuilt(value: Any, parts: dict[str, Any]) -> Any:
    """An object of the class of `value`, with other attributes; no `__init__` runs."""
    cls = type(value)
    if is_named_tuple(cls):
        return tuple.__new__(cls, [parts[k] for k in cls._fields])
    new: Any = types.SimpleNamespace() if cls is types.SimpleNamespace else object.__new__(cls)
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
    if not is_user_class(cls) or cls.__new__ is not object.__new__ or type(cls).__call__ is not type.__call__:
        return False
    if not dataclasses.is_dataclass(cls):
        return only_stores(cls)
    if hasattr(cls, "__post_init__") or not has_generated_init(cls):
        return False
    return list(fields_of(cls)) == [f.name for f in dataclasses.fields(cls)]


def fields_of(cls: Any) -> dict[str, inspect.Parameter]:
    """The attributes that a call of a plain class takes, in order."""
    if cls is types.SimpleNamespace:
        return {}
    return dict(inspect.signature(cls).parameters)


def positional_fields(cls: Any) -> list[str]:
    return [n for n, p in fields_of(cls).items() if p.kind is not p.KEYWORD_ONLY]


def only_stores(cls: Any) -> bool:
    """Whether `__init__` says `self.x = x` for each of its parameters, and nothing else."""
    init = inspect.getattr_static(cls, "__init__")
    if not isinstance(init, types.FunctionType) or cls.__setattr__ is not object.__setattr__:
        return False
    stored = _stored(init)
    names = [
        n
        for n, p in inspect.signature(init).parameters.items()
        if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)
    ]
    if (
        not stored
        or sorted(stored) != sorted(names[1:])
        or len(names) != len(inspect.signature(init).parameters)
    ):
        return False
    return not any(isinstance(inspect.getattr_static(cls, n, None), property) for n in stored)


@functools.lru_cache(maxsize=1024)
def _stored(init: types.FunctionType) -> tuple[str, ...]:
    """The attributes that get the parameters of their name, if the code does nothing else; else nothing."""
    found: list[str] = []
    loaded: list[str] = []
    for i in dis.get_instructions(init):
        if i.opname in ("RESUME", "NOP", "RETURN_VALUE", "RETURN_CONST") or (i.opname, i.argval) == (
            "LOAD_CONST",
            None,
        ):
            continue
        if i.opname in ("LOAD_FAST", "LOAD_FAST_LOAD_FAST"):
            loaded += [i.argval] if isinstance(i.argval, str) else list(i.argval)
            continue
        if i.opname != "STORE_ATTR" or loaded != [i.argval, init.__code__.co_varnames[0]]:
            return ()
        found.append(i.argval)
        loaded = []
    return tuple(found) if not loaded else ()


def has_usual_metaclass(cls: Any) -> TypeGuard[type]:
    """Whether the objects and the attributes of a class are made and found as Python itself does it; those of
    abstract classes and protocols add nothing but that no object is made of what is left abstract."""
    return type(cls) in (type, abc.ABCMeta, type(Protocol))


def begins_empty(cls: Any) -> bool:
    """Whether a class says nothing about how its objects are made: they begin without attributes."""
    return inspect.getattr_static(cls, "__init__") is object.__init__ and cls.__new__ is object.__new__


def has_generated_init(cls: Any) -> bool:
    """Whether the `__init__` of a dataclass is the one that `dataclasses` wrote."""
    return is_generated(inspect.getattr_static(cls, "__init__"))


def is_generated(method: Any) -> bool:
    """Whether `dataclasses` wrote a method."""
    return getattr(getattr(method, "__code__", None), "co_filename", "") == "<string>"


def compared_fields(cls: Any) -> list[str]:
    """The attributes that the `__eq__` of a dataclass compares."""
    return [f.name for f in dataclasses.fields(cls) if f.compare]


def is_frozen(cls: Any) -> bool:
    """Whether a class is a frozen dataclass, whose objects only `object.__setattr__` changes."""
    params = getattr(cls, "__dataclass_params__", None)
    return bool(getattr(params, "frozen", False)) and is_generated(cls.__setattr__)


def callee_name(function: Any) -> str:
    """What the derivatives of a helper are named after: the function, or the class and its method.

    `Layer.forward` and `Layer.__call__` give `layer`, of which the pair is `layer_forward`, `layer_backward`.
    """
    owner = ("", *function.__qualname__.split("."))[-2]
    if not owner.isidentifier():
        return str(function.__name__)
    if function.__name__ in ("forward", "__call__"):
        return snake(owner)
    return f"{snake(owner)}_{function.__name__.strip('_')}"


def snake(name: str) -> str:
    """`ConvLayer` as `conv_layer`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().strip("_")


def derivative_class(cls: Any) -> Any:
    """The class of tangents and adjoints of objects of a class: its own, where that only holds attributes."""
    return cls if is_plain(cls) else types.SimpleNamespace


class Registered:
    """What a `functools.singledispatch` function calls for a class: it is asked anew each time."""

    def __init__(self, function: Any, cls: type) -> None:
        self.function, self.cls = function, cls

    @property
    def chosen(self) -> Any:
        return self.function.dispatch(self.cls)
