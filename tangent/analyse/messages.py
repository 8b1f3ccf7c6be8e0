"""Messages to a person: `logger.info(...)`, `warnings.warn(...)`.

They are statements like `print(...)`: they happen once, in order, in the forward sweep, and no derivative
flows into them.
"""

from __future__ import annotations

import types as python_types
import warnings
from typing import Any

import gast

from tangent.types import Callable_, Plain, Static, Type

_LEVELS = ("critical", "debug", "error", "exception", "info", "log", "warning")


def is_logger(value: Any) -> bool:
    return _of_logging(type(value))


def _of_logging(cls: type) -> bool:
    """(`logging` is not imported for this.)"""
    return any(c.__module__ == "logging" for c in cls.__mro__)


def is_message(func: Any, base: Type | None, target: Type | None) -> bool:
    """Whether a call of `func` gives a message; the types are those of its owner and of itself, if known."""
    if isinstance(target, (Callable_, Static)):
        function = target.function if isinstance(target, Callable_) else target.value
        return function is warnings.warn
    if not isinstance(func, gast.Attribute):
        return False
    if isinstance(base, Plain):
        return func.attr in _LEVELS and _of_logging(base.cls)
    if isinstance(base, Static) and isinstance(base.value, python_types.ModuleType):
        name = base.value.__name__
        return (name == "logging" and func.attr in _LEVELS) or (name == "warnings" and func.attr == "warn")
    return False
