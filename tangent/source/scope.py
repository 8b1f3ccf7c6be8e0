"""What a name means in a function: each function keeps the closure, globals and built-ins of its own module.

Everything is looked up when it is asked for, because that is what Python does: a rebound global is seen.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final, Literal, NamedTuple

import gast

from tangent.syntax.nodes import children

Kind = Literal["closure", "global", "builtin"]


class Missing(enum.Enum):
    """What is found where nothing is defined; falsy, and not to be mixed up with None."""

    MISSING = "missing"

    def __bool__(self) -> bool:
        return False


MISSING: Final = Missing.MISSING


class Binding(NamedTuple):
    kind: Kind
    value: Any


class Scope:
    """The names that a function sees from outside.

    With its `tree` the local names are those of the text: the same on every Python. Without, they come from
    the code object, which from Python 3.12 on counts the variables of comprehensions among them.
    """

    def __init__(self, function: FunctionType, tree: gast.FunctionDef | None = None) -> None:
        self.function = function
        code = function.__code__
        compiled = frozenset(code.co_varnames + code.co_cellvars)
        self.locals: frozenset[str] = compiled if tree is None else bound_names(tree)

    def lookup(self, name: str) -> Binding:
        """Where a name that is not local comes from, and its object now; `KeyError` if it has none.

        An enclosing function's variable that is not assigned yet has none either, and hides the global.
        """
        function: Any = self.function
        if name in function.__code__.co_freevars:
            return Binding("closure", self._cell(name))
        if name in function.__globals__:
            return Binding("global", function.__globals__[name])
        return Binding("builtin", function.__builtins__[name])

    def origin(self, name: str) -> tuple[Scope, str]:
        """The scope, and the name there, that a name of this one comes from."""
        return self, name

    def _cell(self, name: str) -> Any:
        cells = dict(zip(self.function.__code__.co_freevars, self.function.__closure__ or (), strict=True))
        try:
            return cells[name].cell_contents
        except ValueError:
            raise KeyError(name) from None

    def resolve(self, expr: Any, inner: frozenset[str] = frozenset()) -> Any:
        """The object of `np.linalg.solve`, or MISSING.

        Attributes are followed through modules and classes only: of other objects they may differ from call
        to call. `inner` are names bound around the expression by a lambda, comprehension or nested function.
        """
        attributes: list[str] = []
        while isinstance(expr, gast.Attribute):
            attributes.append(expr.attr)
            expr = expr.value
        if not isinstance(expr, gast.Name) or expr.id in self.locals or expr.id in inner:
            return MISSING
        try:
            found = self.lookup(expr.id).value
        except KeyError:
            return MISSING
        while attributes and found is not MISSING:
            found = _member(found, attributes.pop())
        return found


def builtins_read(function: FunctionType) -> set[str]:
    """The builtins that a function, or one inside it, reads by name: no global hides them now."""
    untyped: Any = function  # some stubs of `FunctionType` have no `__builtins__`
    known = untyped.__builtins__
    return {n for n in names_read(function.__code__) if n in known and n not in function.__globals__}


def names_read(code: CodeType) -> set[str]:
    """Global names, and attributes, in the code of a function and of those inside it."""
    inner = [c for c in code.co_consts if isinstance(c, CodeType)]
    return set(code.co_names).union(*map(names_read, inner))


class Borrowing(Scope):
    """A scope with names that mean what other names mean in other scopes.

    Text that is written into a function, but comes from another one, keeps its meaning by them.
    """

    def __init__(
        self, function: FunctionType, local: frozenset[str], borrowed: dict[str, tuple[Scope, str]]
    ) -> None:
        self.function = function
        self.locals = local
        self.borrowed = borrowed

    def lookup(self, name: str) -> Binding:
        if name not in self.borrowed:
            return super().lookup(name)
        scope, other = self.borrowed[name]
        return scope.lookup(other)

    def origin(self, name: str) -> tuple[Scope, str]:
        if name not in self.borrowed:
            return self, name
        scope, other = self.borrowed[name]
        return scope.origin(other)


def _member(owner: Any, name: str) -> Any:
    if not (isinstance(owner, ModuleType) or _is_plain_class(owner)):
        return MISSING
    try:
        return getattr(owner, name)
    except Exception:
        # A module's `__getattr__` or a descriptor is the user's: it fails again where the primal runs it.
        return MISSING


def _is_plain_class(owner: Any) -> bool:
    """Not one whose metaclass computes attributes: those may differ from call to call."""
    if not isinstance(owner, type):
        return False
    meta = type(owner)
    hooked = meta.__getattribute__ is not type.__getattribute__ or hasattr(meta, "__getattr__")
    return not hooked or issubclass(meta, enum.EnumMeta)  # which had a harmless `__getattr__` until 3.12


def bound_names(tree: gast.FunctionDef) -> frozenset[str]:
    """The local variables of a function, parameters included, as Python's rules have it.

    Not those of functions, classes and comprehensions inside it, but what `:=` in a comprehension binds.
    """
    args = tree.args
    several = [*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg]
    bound = {param.id for param in several if param is not None}
    outer: set[str] = set()
    for node in _own_nodes(tree):
        if isinstance(node, gast.Global | gast.Nonlocal):
            outer.update(node.names)
        elif isinstance(node, gast.Name):
            if not isinstance(node.ctx, gast.Load | gast.Param):
                bound.add(node.id)
        elif not isinstance(node, gast.expr):
            bound.update(_binds(node))
    return frozenset(bound - outer)


def _binds(node: Any) -> list[str]:
    if isinstance(node, gast.FunctionDef | gast.AsyncFunctionDef | gast.ClassDef):
        return [node.name]
    if isinstance(node, gast.alias):
        return [node.asname or node.name.partition(".")[0]]
    if isinstance(node, gast.MatchAs | gast.MatchStar):
        return [node.name] if node.name else []
    if isinstance(node, gast.MatchMapping):
        return [node.rest] if node.rest else []
    return []


_COMPREHENSIONS = (gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp)
_DEFINITIONS = (gast.FunctionDef, gast.AsyncFunctionDef, gast.ClassDef)
_SCOPES = (*_DEFINITIONS, gast.Lambda)


def _own_nodes(tree: gast.FunctionDef) -> Iterator[Any]:
    """The nodes that are in the scope of the function itself."""
    pending: list[Any] = list(tree.body)
    while pending:
        node = pending.pop()
        if isinstance(node, _COMPREHENSIONS):
            yield from _leaking(node)
            pending.append(node.generators[0].iter)
            continue
        yield node
        pending += _outside(node) if isinstance(node, _SCOPES) else children(node)


def _outside(node: Any) -> list[Any]:
    """The parts of a definition that are evaluated where it stands."""
    if isinstance(node, gast.ClassDef):
        return [*node.decorator_list, *node.bases, *node.keywords]
    defaults = [*node.args.defaults, *(value for value in node.args.kw_defaults if value is not None)]
    return [*getattr(node, "decorator_list", []), *defaults]


def _leaking(comprehension: Any) -> Iterator[Any]:
    """The targets of `:=`, which belong to the function around the comprehension."""
    pending = list(children(comprehension))
    while pending:
        node = pending.pop()
        if isinstance(node, gast.NamedExpr):
            yield node.target
        if not isinstance(node, gast.Lambda):
            pending += children(node)
