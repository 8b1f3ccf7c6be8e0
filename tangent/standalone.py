"""Emitted code as a module that stands alone: imports, constants and helper functions as text."""

from __future__ import annotations

import ast
import builtins
import functools
import inspect
import math
import sys
import textwrap
import types
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tangent.errors import error
from tangent.rules import RULES
from tangent.rules.spelling import held_by_module, home_of, name_of
from tangent.runtime import Checkpoint, checkpoint
from tangent.source.scope import Scope
from tangent.source.variables import Variables
from tangent.unit import is_ours

_CACHED = type(functools.lru_cache(lambda: None))
_LITERALS = (int, float, complex, str, bytes, bool, type(None))


def imports_of(compiled: Any) -> str:
    """The import statements for the modules and helpers of ours that the emitted text uses."""
    modules: list[str] = []
    ours: dict[str, list[str]] = {}
    rules: list[str] = []
    for name in _free_names(ast.parse(compiled.text)):
        value = compiled.namespace.get(name)
        if isinstance(value, types.ModuleType):
            modules.append(_import(name, value))
        elif isinstance(value, types.FunctionType) and (rule := _rule_of(value)):
            function, kind = rule
            modules += _imports_for(function)
            ours.setdefault("tangent.rules", []).append("RULES")
            rules.append(f"{name} = RULES[{function}].{kind}")
        elif isinstance(value, types.FunctionType) and is_ours(value):
            what = name if name == value.__name__ else f"{value.__name__} as {name}"
            ours.setdefault(_home(value), []).append(what)
        elif value is types.SimpleNamespace:
            modules.append("from types import SimpleNamespace")
    lines = sorted(set(modules))
    lines += [f"from {home} import {', '.join(sorted(set(names)))}" for home, names in sorted(ours.items())]
    return "\n".join([*lines, *([""] if rules else []), *rules])


def _imports_for(function: str) -> list[str]:
    """The import that a function needs which is spelled like this."""
    module = function.rpartition(".")[0]
    return ["import numpy as np"] if function[:3] == "np." else [f"import {module}"] if module else []


def _rule_of(body: types.FunctionType) -> tuple[str, str] | None:
    """The function whose rule it is, as text, and which of its two: all are called `_` in their modules."""
    if body.__name__ != "_":
        return None
    for function, rule in RULES.items():
        for kind in ("vjp", "jvp"):
            if getattr(rule, kind) is body:
                return name_of(function), kind
    return None


def _home(function: types.FunctionType) -> str:
    """The module that a function of ours is imported from: the package, where that has it."""
    package = function.__module__.rpartition(".")[0]
    exported = getattr(sys.modules.get(package), function.__name__, None) is function
    return package if exported else function.__module__


def module_source(compiled: Any, title: str) -> str:
    """The text of a module that runs where tangent cannot be imported."""
    writer = _Module()
    writer.defined |= {n.name for n in ast.parse(compiled.text).body if isinstance(n, ast.FunctionDef)}
    for name in _free_names(ast.parse(compiled.text)):
        if name in compiled.namespace and name not in writer.defined:
            writer.bind(name, compiled.namespace[name])
    head = f'"""{title} Written by tangent."""' if title else '"""Written by tangent."""'
    parts = [head, "\n".join(sorted(writer.imports)), "\n".join(writer.constants)]
    text = "\n\n".join(p for p in parts if p)
    tables = ["\n".join(writer.tables)] if writer.tables else []
    return "\n\n\n".join([text, *writer.functions, *tables, compiled.text_alone.rstrip()]) + "\n"


def _import(name: str, module: types.ModuleType) -> str:
    if module.__name__ == name:
        return f"import {name}"
    package, _, own = module.__name__.rpartition(".")
    if package and own == name:
        return f"from {package} import {own}"
    return f"import {module.__name__} as {name}"


def _free_names(tree: ast.AST) -> list[str]:
    """Names that the functions of a module read from outside, in order of appearance."""
    found: dict[str, None] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            found[node.id] = None
    return list(found)


@dataclass
class _Module:
    """The module as it grows; `bound` maps the names at its top to the objects that they stand for."""

    imports: list[str] = field(default_factory=list)
    constants: list[str] = field(default_factory=list)
    functions: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    """Containers of functions, which stand behind these."""
    defined: set[str] = field(default_factory=set)
    bound: dict[str, Any] = field(default_factory=dict)

    def bind(self, wish: str, value: Any) -> str:
        """The name under which `value` is found in the module: `wish`, or one like it where that is taken."""
        name, k = wish, 0
        while name in self.defined or (name in self.bound and self.bound[name] is not value):
            k += 1
            name = f"{wish}_{k}"
        if name in self.bound:
            return name
        known = next((n for n, other in self.bound.items() if other is value), None)
        self.bound[name] = value
        if known is not None and isinstance(value, types.FunctionType):
            self.tables.append(f"{name} = {known}")  # the same object: `f is g` must hold
            return name
        self.write(name, value)
        return name

    def write(self, name: str, value: Any) -> None:
        if hasattr(value, "_tangent_maker") or hasattr(value, "_tangent_inside"):
            hint = "Call the derivative by the name that it has where it is made; do not pass it on."
            raise error("save", None, name, "a derivative that is passed on as a value", hint=hint)
        if isinstance(value, types.ModuleType):
            if value.__name__ == "__main__" or value.__name__.split(".")[0] == "tangent":
                raise error("save", None, name, f"the module {value.__name__}")
            self.imports.append(_import(name, value))
        elif isinstance(value, Variables):
            # They stay those of their module: that is what the function counts in.
            home = sys.modules.get(vars(value).get("__name__", ""))
            if home is None or home.__name__ == "__main__" or vars(home) is not vars(value):
                hint = "Define the function in a module that can be imported, or return the count."
                raise error("save", None, name, "global variables that the function binds", hint=hint)
            self.imports.append(_import(name, home))
        elif _is_literal(value):
            self.constants.append(f"{name} = {_literal(value)}")
        elif (where := _importable(value)) is not None:
            module, attribute = where
            self.imports.append(
                f"from {module} import {attribute}" + ("" if attribute == name else f" as {name}")
            )
        elif isinstance(value, types.FunctionType) and hasattr(value, "__wrapped__"):
            # Its text is that of the function below; what the decorator does would be lost.
            raise error("save", None, name, "a function under a decorator")
        elif isinstance(value, types.FunctionType):
            self.function(name, value)
        elif isinstance(value, type) and _of_a_module(value):
            self.imports.append(
                f"from {value.__module__} import {value.__name__}"
                + ("" if value.__name__ == name else f" as {name}")
            )
        elif isinstance(value, np.dtype) and value.names is None:
            self.imports.append("import numpy as np") if "import numpy as np" not in self.imports else None
            self.constants.append(f"{name} = np.dtype({value.str!r})")
        elif value is checkpoint:
            self.functions.append(f"def {name}(fun):\n    return fun")  # which is all that it is without us
        elif isinstance(value, Checkpoint) and isinstance(value.function, types.FunctionType):
            self.function(name, value.function)  # where nothing is differentiated it is the function
        elif isinstance(value, _CACHED):
            self.function(name, value.__wrapped__)  # type: ignore[arg-type]
            options = ", ".join(f"{k}={v!r}" for k, v in value.cache_parameters().items())
            made = f"{self.bind('functools', functools)}.lru_cache({options})"
            self.functions.append(f"{name} = {made}({name})")
        elif type(value) in (tuple, list, dict, functools.partial):
            self.tables.append(f"{name} = {self.expression(name, value)}")
        else:
            kind = type(value)
            raise error("save", None, name, f"an object of class {kind.__qualname__}")

    def expression(self, name: str, value: Any) -> str:
        """A container of functions, or a partial, as text; `name` is the start of names for its parts."""
        if _is_literal(value):
            return _literal(value)
        if type(value) is dict and all(map(_is_literal, value)):
            items = (f"{_literal(k)}: {self.expression(f'{name}_{k}', v)}" for k, v in value.items())
            return "{" + ", ".join(items) + "}"
        if type(value) in (tuple, list):
            parts = [self.expression(f"{name}_{k}", v) for k, v in enumerate(value)]
            return f"[{', '.join(parts)}]" if type(value) is list else f"({', '.join(parts)},)"
        if type(value) is functools.partial:
            parts = [self.expression(f"{name}_function", value.func)]
            parts += [self.expression(f"{name}_{k}", v) for k, v in enumerate(value.args)]
            parts += [f"{k}={self.expression(f'{name}_{k}', v)}" for k, v in value.keywords.items()]
            return f"{self.bind('functools', functools)}.partial({', '.join(parts)})"
        return self.bind(name if name.isidentifier() else "part", value)

    def function(self, name: str, function: types.FunctionType) -> None:
        """Copy a helper, with what it needs; names that mean something else here are exchanged."""
        tree = _definition(name, function)
        tree.name = name
        tree.decorator_list = []
        tree.returns = None
        arguments = tree.args
        for a in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]:
            a.annotation = None
        place = len(self.functions)
        self.functions.append("")
        scope = Scope(function)
        tree = _Ours(self, scope, set(function.__code__.co_varnames)).visit(tree)
        renames: dict[str, str] = {}
        own = function.__code__
        local = set(own.co_varnames) | set(own.co_cellvars)
        for free in _free_names(tree):
            if free in local:
                continue
            try:
                kind, value = scope.lookup(free)
            except KeyError:
                continue
            if kind == "builtin":
                continue
            new = name if value is function else self.bind(free, value)
            if new != free:
                renames[free] = new
        _defaults(tree, function, self, name)
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and node.id in renames:
                node.id = renames[node.id]
        self.functions[place] = ast.unparse(ast.fix_missing_locations(tree))


class _Ours(ast.NodeTransformer):
    """Functions of tangent that are reached through a module (`nn.relu`) are called by their names."""

    def __init__(self, module: _Module, scope: Scope, local: set[str]) -> None:
        self.module, self.scope, self.local = module, scope, local

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        value = self.found(node)
        if isinstance(value, types.FunctionType) and is_ours(value):
            return ast.Name(self.module.bind(value.__name__, value), ast.Load())
        self.generic_visit(node)
        return node

    def found(self, e: ast.expr) -> Any:
        """What a dotted name means, if it begins with a module."""
        if isinstance(e, ast.Attribute):
            owner = self.found(e.value)
            return getattr(owner, e.attr, None) if isinstance(owner, types.ModuleType) else None
        if not isinstance(e, ast.Name) or e.id in self.local:
            return None
        try:
            return self.scope.lookup(e.id).value
        except KeyError:
            return None


def _definition(name: str, function: types.FunctionType) -> ast.FunctionDef:
    try:
        lines = textwrap.dedent(inspect.getsource(function))
        found = ast.parse(lines).body[0]
    except (OSError, TypeError, SyntaxError):
        found = None
    if isinstance(found, ast.FunctionDef):
        return found
    from tangent.source.read import read

    source = read(function)  # a lambda, or the error that says why there is no text
    tree = ast.parse(source.text if source.text.lstrip().startswith("def") else f"({source.text})").body[0]
    if isinstance(tree, ast.FunctionDef):
        return tree
    if isinstance(tree, ast.Expr) and isinstance(tree.value, ast.Lambda):
        made = ast.parse(f"def {name}(): pass").body[0]
        assert isinstance(made, ast.FunctionDef)
        made.args, made.body = tree.value.args, [ast.Return(tree.value.body)]
        return made
    raise error("save", None, name, "a function whose text is not found")


def _defaults(tree: ast.FunctionDef, function: types.FunctionType, module: _Module, name: str) -> None:
    """Defaults are the objects that were made when the function was defined."""

    def one(parameter: str, value: Any) -> ast.expr:
        if _is_literal(value):
            return ast.parse(_literal(value), mode="eval").body
        return ast.Name(module.bind(f"{name}_{parameter}", value), ast.Load())

    a = tree.args
    positional = [*a.posonlyargs, *a.args]
    values = function.__defaults__ or ()
    a.defaults = [
        one(p.arg, v) for p, v in zip(positional[len(positional) - len(values) :], values, strict=True)
    ]
    only = function.__kwdefaults__ or {}
    a.kw_defaults = [one(p.arg, only[p.arg]) if p.arg in only else None for p in a.kwonlyargs]


def _is_literal(value: Any) -> bool:
    if type(value) in (tuple, list, set, frozenset):
        return all(map(_is_literal, value))
    if type(value) is dict:
        return all(_is_literal(k) and _is_literal(v) for k, v in value.items())
    if type(value) is slice:
        return all(map(_is_literal, (value.start, value.stop, value.step)))
    return type(value) in _LITERALS


def _literal(value: Any) -> str:
    if type(value) is float and not math.isfinite(value):
        return f'float("{value!r}")'
    if type(value) is complex and not (math.isfinite(value.real) and math.isfinite(value.imag)):
        return f"complex({_literal(value.real)}, {_literal(value.imag)})"
    if type(value) is tuple:
        return "(" + ", ".join(map(_literal, value)) + ("," if len(value) == 1 else "") + ")"
    if type(value) is list:
        return "[" + ", ".join(map(_literal, value)) + "]"
    if type(value) is dict:
        return "{" + ", ".join(f"{_literal(k)}: {_literal(v)}" for k, v in value.items()) + "}"
    if type(value) in (set, frozenset):
        items = "{" + ", ".join(sorted(map(_literal, value))) + "}" if value else ""
        return items if value and type(value) is set else f"{type(value).__name__}({items})"
    return repr(value)


def _of_a_module(cls: type) -> bool:
    """Whether a class of the user is found in its module: whoever calls with objects of it can import it."""
    home = sys.modules.get(cls.__module__)
    known = home is not None and cls.__module__ != "__main__" and getattr(home, cls.__name__, None) is cls
    return known and cls.__module__.split(".")[0] != "tangent"


def _importable(value: Any) -> tuple[str, str] | None:
    """Where a function or class of NumPy or of the standard library is found under its own name."""
    name = getattr(value, "__name__", None)
    if name is None and type(value).__module__.split(".")[0] == "scipy":
        return held_by_module(value)
    if not isinstance(name, str) or not callable(value):
        return None
    candidates = [np, np.linalg, np.random, math, builtins]
    home = sys.modules.get(home_of(value))
    if home is not None and (
        home.__name__.split(".")[0] in sys.stdlib_module_names and home.__name__ != "__main__"
    ):
        candidates.append(home)
    if home is not None and home.__name__.split(".")[0] in ("numpy", "scipy"):
        candidates.append(home)
    for module in candidates:
        if getattr(module, name, None) is value:
            return module.__name__, name
    return None
