"""Derivatives travel by reference to their function: its module and its name."""

from __future__ import annotations

import functools
import importlib
import sys
import types
from typing import Any

from tangent.errors import error


def reference(fun: Any) -> Any:
    """Something that pickles and that `resolved` makes into `fun` again."""
    if isinstance(fun, (staticmethod, classmethod)):
        return ("wrapped", type(fun), reference(fun.__func__))
    if isinstance(fun, functools.partial):
        return ("partial", reference(fun.func), fun.args, fun.keywords)
    if isinstance(fun, types.MethodType):
        return ("method", reference(fun.__func__), fun.__self__)
    if isinstance(fun, types.FunctionType):
        if _plain(_find(fun.__module__, fun.__qualname__)) is not fun:
            raise error("pickle", None, fun.__qualname__)
        return ("name", fun.__module__, fun.__qualname__)
    return ("object", fun)


def resolved(found: tuple[Any, ...]) -> Any:
    kind, *parts = found
    if kind == "name":
        return _plain(_find(*parts))
    if kind == "partial":
        return functools.partial(resolved(parts[0]), *parts[1], **parts[2])
    if kind == "method":
        return types.MethodType(resolved(parts[0]), parts[1])
    if kind == "wrapped":
        return parts[0](resolved(parts[1]))
    return parts[0]


def _find(module: str | None, qualname: str) -> Any:
    """The object of this name, or None; descriptors are left as they stand in their class."""
    if module is None or "<" in qualname:
        return None
    try:
        found: Any = sys.modules.get(module) or importlib.import_module(module)
    except ImportError:
        return None
    for part in qualname.split("."):
        try:
            found = vars(found)[part]
        except (KeyError, TypeError):
            return None
    return found


def _plain(found: Any) -> Any:
    """The function below `@differentiate`, `@staticmethod` and `@classmethod`."""
    while True:
        if hasattr(type(found), "_tangent_wrapped"):
            found = found._tangent_wrapped
        elif isinstance(found, (staticmethod, classmethod)):
            found = found.__func__
        else:
            return found
