"""What a context manager of the user changes must be nothing that the differentiated function reads.

    with setting(rate=0.1):         # writes OPTIONS["rate"]
        y = step(x)                 # reads OPTIONS["rate"]: refused

A manager stays in the emitted code as it is and is not interpreted, so what its code changes is looked for in
its source: attributes and containers by name, global variables, and the same in the functions that it calls.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import types as python_types
from collections.abc import Iterator
from typing import Any

from tangent.analyse.contexts import maker_of, tree_of
from tangent.analyse.memory import WRITING_METHODS
from tangent.source.scope import MISSING
from tangent.syntax.core import Enter
from tangent.syntax.nodes import statements_in
from tangent.syntax.refuse import Refused
from tangent.unit import Instance, Session

_METHODS = ("__init__", "__new__", "__enter__", "__exit__")
_WRITING = {name for names in WRITING_METHODS.values() for name in names}


def check_managers(instance: Instance, session: Session) -> None:
    """Raise `Refused` for a `with` whose manager changes what the program reads from outside."""
    for s in statements_in(instance.tree.body):
        if not isinstance(s, Enter):
            continue
        maker = maker_of(instance.unit, instance.types, s.value)
        changes = _Changes(session)
        changes.of_maker(maker)
        found = changes.read_by_program()
        if found is not None:
            raise Refused("with", s.value, f"a context manager that changes `{found}`, which is read")


class _Changes:
    """Names of what some functions may change."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.attributes: set[str] = set()
        self.variables: set[tuple[int, str]] = set()  # by the globals that they are in
        self.containers: dict[int, str] = {}  # by the object's id: how it is called
        self.seen: set[Any] = set()

    def of_maker(self, maker: Any) -> None:
        if not isinstance(maker, type):
            self.of_function(getattr(maker, "__wrapped__", maker), None)
            return
        for name in _METHODS:
            method = inspect.getattr_static(maker, name, None)
            self.of_function(getattr(method, "__func__", method), maker)

    def of_function(self, function: Any, own: type | None) -> None:
        """own: the class of the manager itself, whose attributes are nobody else's."""
        if not isinstance(function, python_types.FunctionType) or function in self.seen:
            return
        self.seen.add(function)
        tree = tree_of(function)
        if tree is None:
            return
        itself = tree.args.args[0].arg if own is not None and tree.args.args else ""
        rebound = {name for n in ast.walk(tree) if isinstance(n, ast.Global) for name in n.names}
        rebound |= {name for n in ast.walk(tree) if isinstance(n, ast.Nonlocal) for name in n.names}
        self.variables |= {(id(function.__globals__), name) for name in rebound}
        for n in ast.walk(tree):
            for target in _written(n):
                self.write(target, function, itself)
            if isinstance(n, ast.Call):
                self.call(n, function, own, itself)

    def write(self, target: Any, function: Any, itself: str) -> None:
        """`target` is an attribute or a subscript, or the object of a method that changes it."""
        while isinstance(target, ast.Subscript):
            target = target.value
        if isinstance(target, ast.Attribute):
            if not (isinstance(target.value, ast.Name) and target.value.id == itself):
                self.attributes.add(target.attr)
        elif isinstance(target, ast.Name):
            value = _meaning(function, target.id)
            if value is not MISSING:
                self.containers[id(value)] = target.id

    def call(self, n: ast.Call, function: Any, own: type | None, itself: str) -> None:
        if isinstance(n.func, ast.Name):
            called = _meaning(function, n.func.id)
            if called is setattr and len(n.args) > 1 and isinstance(n.args[1], ast.Constant):
                self.attributes.add(str(n.args[1].value))
            self.of_function(called, None)
        elif isinstance(n.func, ast.Attribute):
            base = n.func.value
            if own is not None and isinstance(base, ast.Name) and base.id == itself:
                self.of_function(inspect.getattr_static(own, n.func.attr, None), own)
                return
            if n.func.attr in _WRITING:
                self.write(base, function, itself)
            for obj in self.session.objects.values():
                method = inspect.getattr_static(type(obj), n.func.attr, None)
                if own is None or not isinstance(obj, own):
                    self.of_function(method, None)

    def read_by_program(self) -> str | None:
        session = self.session
        for scope, name, value in session.globals_used.values():
            if (id(scope.function.__globals__), name) in self.variables or id(value) in self.containers:
                return str(name)
        read = {name for _, name in session.attributes if name is not None}
        return min(read & self.attributes, default=None)


def _written(n: Any) -> Iterator[Any]:
    """The attributes and subscripts that a statement writes or deletes."""
    if isinstance(n, ast.Assign):
        targets: list[Any] = list(n.targets)
    elif isinstance(n, (ast.AugAssign, ast.AnnAssign, ast.For)):
        targets = [n.target]
    elif isinstance(n, ast.Delete):
        targets = list(n.targets)
    else:
        return
    while targets:
        t = targets.pop()
        if isinstance(t, (ast.Tuple, ast.List)):
            targets += t.elts
        elif isinstance(t, (ast.Attribute, ast.Subscript)) or isinstance(n, ast.AugAssign):
            yield t


def _meaning(function: Any, name: str) -> Any:
    """What a name means inside a function, if it comes from outside."""
    if name in function.__code__.co_varnames:
        return MISSING
    cells = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))
    if name in cells:
        try:
            return cells[name].cell_contents
        except ValueError:
            return MISSING
    return function.__globals__.get(name, vars(builtins).get(name, MISSING))
