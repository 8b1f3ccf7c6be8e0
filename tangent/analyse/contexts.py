"""Context managers: what `as` binds, and whether an exception in the body can be swallowed.

The body of a `with` is differentiated as if it always ran to its end.  That holds unless the manager swallows
exceptions, so its class has to be known: `__exit__` may return nothing that is true.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import io
import textwrap
import threading
import types as python_types
from functools import lru_cache
from typing import Any

import gast
import numpy as np

from tangent.source.scope import MISSING
from tangent.syntax.core import Enter
from tangent.syntax.nodes import clone
from tangent.syntax.refuse import Refused
from tangent.types import NONE, UNKNOWN, Callable_, Static, Type, constant
from tangent.unit import Unit

# Functions that make managers, and the classes of these.
_MAKERS: dict[Any, Any] = {
    open: io.TextIOWrapper,
    threading.Lock: type(threading.Lock()),
    threading.RLock: type(threading.RLock()),
}


def entered(unit: Unit, types: dict[Any, Type], s: Enter) -> Type:
    """The type of what `as` binds; raises `Refused` for a manager that may swallow an exception."""
    maker = maker_of(unit, types, s.value)
    if maker is MISSING:
        raise Refused("with", s.value, "`with` a context manager whose class is not known")
    if swallows(maker):
        raise Refused("with", s.value, "`with` a context manager that may swallow exceptions")
    if maker is contextlib.nullcontext and isinstance(s.value, gast.Call):
        return types.get(s.value.args[0], UNKNOWN) if s.value.args else NONE
    return NONE if maker is np.errstate else UNKNOWN


def ignored_errors(types: dict[Any, Type], e: Any) -> gast.Call | None:
    """`np.errstate(divide="ignore")` for a manager that ignores floating-point errors, if it does."""
    if not (isinstance(e, gast.Call) and _constant(types, e.func) is np.errstate):
        return None
    kept = [
        k
        for k in e.keywords
        if k.arg and isinstance(k.value, gast.Constant) and k.value.value == "ignore"
    ]
    return gast.Call(clone(e.func), [], clone(kept)) if kept else None


def raises_errors(types: dict[Any, Type], e: Any) -> bool:
    """Whether floating-point errors may become exceptions under this manager."""
    if not (isinstance(e, gast.Call) and _constant(types, e.func) is np.errstate):
        return False
    quiet = ("ignore", "warn", "print", "log")
    return not all(isinstance(k.value, gast.Constant) and k.value.value in quiet for k in e.keywords)


def _constant(types: dict[Any, Type], e: Any) -> Any:
    t = types.get(e)
    return constant(t) if isinstance(t, (Static, Callable_)) else None


def maker_of(unit: Unit, types: dict[Any, Type], e: Any) -> Any:
    """The class, or the function made by `contextlib.contextmanager`, that the manager comes from."""
    if isinstance(e, gast.Call):
        found = _constant(types, e.func)
        if isinstance(found, type) or hasattr(found, "__wrapped__"):
            return found
        return _MAKERS.get(found, MISSING) if callable(found) else MISSING
    found = unit.scope.resolve(e)
    return MISSING if found is MISSING else type(found)


def swallows(maker: Any) -> bool:
    """Whether a context manager of this class, or made by this function, may swallow an exception."""
    if isinstance(maker, type):
        leave = inspect.getattr_static(maker, "__exit__", None)
        if leave is None:
            return True
        # Those that are written in C (locks, files) swallow nothing.
        return isinstance(leave, python_types.FunctionType) and _may_return_true(leave)
    function = getattr(maker, "__wrapped__", None)
    is_manager = getattr(getattr(maker, "__code__", None), "co_filename", "") == contextlib.__file__
    return not (is_manager and inspect.isgeneratorfunction(function)) or _catches(function)


def tree_of(function: Any) -> Any:
    try:
        return ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    except (OSError, TypeError, SyntaxError, IndexError):
        return None


@lru_cache(maxsize=256)
def _may_return_true(leave: Any) -> bool:
    """Whether `__exit__` may return something else than None or False."""
    tree = tree_of(leave)
    if tree is None:
        return True
    values = [n.value for n in ast.walk(tree) if isinstance(n, ast.Return)]
    return any(v is not None and not (isinstance(v, ast.Constant) and not v.value) for v in values)


@lru_cache(maxsize=256)
def _catches(function: Any) -> bool:
    """Whether a generator goes on after an exception at its `yield`: it stands in a `try` with handlers."""
    tree = tree_of(function)
    if tree is None:
        return True
    around = [n for n in ast.walk(tree) if isinstance(n, (ast.Try, ast.With)) and _yields(n)]
    tries = [n for n in around if isinstance(n, ast.Try)]
    entered = [i.context_expr for n in around if isinstance(n, ast.With) for i in n.items]
    return any(n.handlers or _jumps(n.finalbody) for n in tries) or any(
        _may_swallow(function, e) for e in entered
    )


def _may_swallow(function: Any, e: Any) -> bool:
    """Whether the manager `e` that a function enters may swallow an exception, or is not known."""
    if not (isinstance(e, ast.Call) and isinstance(e.func, ast.Name)):
        return True
    maker = inspect.getclosurevars(function).globals.get(e.func.id)
    return maker is None or getattr(maker, "__wrapped__", None) is function or swallows(maker)


def _yields(tree: Any) -> bool:
    return any(isinstance(n, (ast.Yield, ast.YieldFrom)) for s in tree.body for n in ast.walk(s))


def _jumps(stmts: list[Any]) -> bool:
    return any(isinstance(n, (ast.Return, ast.Break, ast.Continue)) for s in stmts for n in ast.walk(s))
