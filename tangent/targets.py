"""What is differentiated: from anything that can be called to a Python function and the arguments it gets.

A `Target` knows the parameters of the function underneath (`names`: all of them, in order, as the emitted
functions take them), the signature that the caller sees, and how a call of one becomes a call of the other.
"""

from __future__ import annotations

import builtins
import functools
import inspect
import math
import types
import weakref
from collections import ChainMap
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from tangent.analyse.entry import Group, names_for
from tangent.errors import error
from tangent.objects import callee_name
from tangent.pipeline import unit_of
from tangent.runtime import Checkpoint
from tangent.unit import Lifted, is_users

Argnums = int | str | Sequence[int | str]


@dataclass(eq=False)
class Target:
    """`function` is the Python function; `inner` (a recipe) gives one for the types of a call."""

    fun: Any
    name: str
    signature: inspect.Signature
    names: tuple[str, ...]
    visible: tuple[str, ...]
    function: Any = None
    inner: Any = None
    full: inspect.Signature | None = None
    lead: tuple[Any, ...] = ()
    fixed: MutableMapping[str, Any] = field(default_factory=dict)
    plain: bool = True
    """Whether positional arguments, one for each visible parameter, are already in the order of `names`."""
    starred: bool = False
    """It has `*args` or `**kwargs`, and is compiled only when `spread` for the arguments of a call."""
    groups: tuple[Group, ...] = ()
    """What starred parameters take."""

    def bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, ...]:
        """The values of all parameters of the function underneath, in order."""
        if self.plain and not kwargs and len(args) == len(self.visible):
            return (*self.lead, *args)
        full = self.full or self.signature
        try:
            bound = full.bind(*self.lead, *args, **{**self.fixed, **kwargs})
        except TypeError as e:
            raise TypeError(f"{self.name}() {e}") from None
        bound.apply_defaults()
        return tuple(bound.arguments[n] for n in self.names)

    # -------------------------------------------------------------- `*args` and `**kwargs`

    def spread(
        self, args: tuple[Any, ...], kwargs: dict[str, Any], whole: frozenset[str] = frozenset()
    ) -> tuple[Target, tuple[Any, ...]]:
        """The target for as many arguments as a call brings, and the values of its parameters.

        Starred parameters named in `whole` stay one argument, a tuple or a dict.
        """
        if self.inner is not None:
            derivative, given = self.fun.fitted(args, kwargs, whole)
            return derivative._tangent_target(), given
        full = self.full or self.signature
        try:
            bound = full.bind(*self.lead, *args, **{**self.fixed, **kwargs})
        except TypeError as e:
            raise TypeError(f"{self.name}() {e}") from None
        bound.apply_defaults()
        parameters: list[inspect.Parameter] = []
        values: list[Any] = []
        groups: list[Group] = []
        for p in full.parameters.values():
            value = bound.arguments[p.name]
            if p.kind not in STARS or p.name in whole:
                by_position = p.kind not in (p.KEYWORD_ONLY, p.VAR_KEYWORD)
                parameters.append(inspect.Parameter(p.name, _PLACES[not by_position]))
                values.append(value)
                continue
            by_key = p.kind is p.VAR_KEYWORD
            keys = tuple(value) if by_key else tuple(range(len(value)))
            made = names_for(unit_of(self.function), p.name, keys, by_key)
            groups.append(Group(p.name, keys if by_key else None, made))
            parameters += [inspect.Parameter(n, _PLACES[by_key]) for n in made]
            values += value.values() if by_key else value
        flat = inspect.Signature(parameters)
        visible = parameters[len(self.lead) :]
        fitted = replace(
            self,
            signature=inspect.Signature(visible),
            full=flat,
            names=tuple(flat.parameters),
            visible=tuple(p.name for p in visible),
            fixed={},
            plain=all(p.kind is not p.KEYWORD_ONLY for p in parameters),
            starred=False,
            groups=tuple(groups),
        )
        return fitted, tuple(values)


_PLACES = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
STARS = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)

def target_of(fun: Any) -> Target:
    """The target of a function, method, lambda, partial, NumPy function or derivative."""
    if isinstance(fun, functools.partial):
        return _partial(fun)
    if isinstance(fun, types.MethodType):
        return _method(fun)
    if isinstance(fun, (staticmethod, classmethod)):
        return target_of(fun.__func__)
    if isinstance(fun, Lifted):
        names = tuple(fun.signature.parameters)
        return Target(fun, _name_of(fun), fun.signature, names, names, fun, plain=False)
    if isinstance(fun, Checkpoint):
        return target_of(fun.function)  # all of it is the derivative's own
    if isinstance(fun, types.FunctionType):
        return _plain(fun, _with_rule(fun), _name_of(fun))
    if hasattr(fun, "_tangent_target"):
        return fun._tangent_target()
    if callable(fun) and isinstance(type(fun).__call__, types.FunctionType):
        return _method(types.MethodType(type(fun).__call__, fun))
    if not callable(fun):
        raise error("not_callable", None, f"`{_short(fun)}`")
    if isinstance(fun, (np.ufunc, types.BuiltinFunctionType)) or type(fun).__module__ == "numpy":
        made = _function_of(fun)
        return _plain(fun, made, made.__name__)
    kind = "a class" if isinstance(fun, type) else f"an object of class {type(fun).__qualname__}"
    way = "Pass its method (`obj.method`) or a function that calls it." if not isinstance(fun, type) else ""
    raise error("not_python", None, getattr(fun, "__qualname__", type(fun).__qualname__), kind, hint=way)


def _name_of(function: Any) -> str:
    name: str = function.__name__ if function.__name__ != "__call__" else callee_name(function)
    return name if name.isidentifier() else "function"


_SIGNATURES: weakref.WeakKeyDictionary[Any, tuple[Any, Any, inspect.Signature]] = weakref.WeakKeyDictionary()


def _signature(function: types.FunctionType) -> inspect.Signature:
    """The signature of a function; to work it out anew at each `vjp` would take longer than many programs."""
    code, defaults = function.__code__, function.__defaults__
    known = _SIGNATURES.get(function)
    if known is not None and known[0] is code and known[1] is defaults:
        return known[2]
    found = inspect.signature(function, follow_wrapped=False)
    if function.__kwdefaults__ is None:  # a dict, which may change in place
        _SIGNATURES[function] = code, defaults, found
    return found


def _plain(fun: Any, function: types.FunctionType, name: str) -> Target:
    signature = _signature(function)
    names = tuple(signature.parameters)
    kinds = {p.kind for p in signature.parameters.values()}
    plain = inspect.Parameter.KEYWORD_ONLY not in kinds
    return Target(fun, name, signature, names, names, function, plain=plain, starred=bool(kinds & set(STARS)))


def _method(fun: types.MethodType) -> Target:
    below = target_of(fun.__func__)
    parameters = list(below.signature.parameters.values())
    if not parameters:
        raise error("not_callable", None, f"`{fun.__qualname__}`")
    if parameters[0].kind is not inspect.Parameter.VAR_POSITIONAL:
        parameters = parameters[1:]
    signature = below.signature.replace(parameters=parameters)
    return Target(
        fun,
        below.name,
        signature,
        below.names,
        tuple(signature.parameters),
        below.function,
        below.inner,
        below.full or below.signature,
        (*below.lead, fun.__self__),
        below.fixed,
        below.plain,
        below.starred,
    )


def _partial(fun: functools.partial[Any]) -> Target:
    below = target_of(fun.func)
    try:
        # `inspect.signature` of the partial would read `__signature__` and `__wrapped__` of the function.
        given = below.signature.bind_partial(*fun.args, **fun.keywords)
    except TypeError as e:
        raise TypeError(f"{below.name}() {e}") from None
    by_position = set(list(below.signature.parameters)[: len(fun.args)])
    parameters = []
    keyword = False
    for p in below.signature.parameters.values():
        if p.name in by_position and p.kind is not p.VAR_POSITIONAL:
            continue
        if p.name in given.arguments and p.kind not in STARS:
            keyword = True
            p = p.replace(default=given.arguments[p.name], kind=p.KEYWORD_ONLY)
        elif keyword and p.kind is p.POSITIONAL_OR_KEYWORD:
            p = p.replace(kind=p.KEYWORD_ONLY)
        parameters.append(p)
    signature = below.signature.replace(parameters=parameters)
    return Target(
        fun,
        below.name,
        signature,
        below.names,
        tuple(signature.parameters),
        below.function,
        below.inner,
        below.full or below.signature,
        (*below.lead, *fun.args),
        ChainMap(fun.keywords, below.fixed),  # as they are when it is called
        below.plain and not fun.keywords,
        below.starred,
    )


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


# ---------------------------------------------------------------- functions without Python source


def _with_rule(function: types.FunctionType) -> types.FunctionType:
    """`def f(x): return f_itself(x)` for a function of the user that has a rule: not its source counts."""
    from tangent.build.compile import compile_source
    from tangent.rules import RULES

    if function not in RULES or not is_users(function):
        return function
    known = function.__dict__.get("_tangent_called")
    if known is None or known[0] is not function:
        names = list(inspect.signature(function).parameters)
        name = _name_of(function)
        text = f"def {name}({', '.join(names)}):\n    return {name}_itself({', '.join(names)})\n"
        made = compile_source(text, name, {f"{name}_itself": function})[name]
        made.__defaults__, made.__module__ = function.__defaults__, function.__module__
        known = function.__dict__["_tangent_called"] = (function, made)
    return known[1]


@functools.lru_cache(maxsize=256)
def _function_of(function: Any) -> types.FunctionType:
    """`def sin(x): return np.sin(x)` for a NumPy or math function: something that can be differentiated."""
    from tangent.build.compile import compile_source
    from tangent.rules import RULES

    spelled = _spelling(function)
    rule = RULES.get(function)
    if spelled is None or (rule is None and not isinstance(function, np.ufunc)):
        name = str(getattr(function, "__qualname__", None) or getattr(function, "__name__", repr(function)))
        raise error("not_python", None, name, type(function).__name__)
    if rule is None:
        required, options = [f"x{k}" for k in range(function.nin)] if function.nin > 1 else ["x"], {}
    else:
        literal = (int, float, str, type(None))
        required = [p for p in rule.params if p not in rule.defaults]
        options = {p: d for p, d in rule.defaults.items() if isinstance(d, literal)}
    head = ", ".join([*required, *(f"{p}={d!r}" for p, d in options.items())])
    call = ", ".join([*required, *(f"{p}={p}" for p in options)])
    name = function.__name__ if function.__name__.isidentifier() else "function"
    text = f"def {name}({head}):\n    return {spelled}({call})\n"
    return compile_source(text, name, {"np": np, "math": math})[name]


def _spelling(function: Any) -> str | None:
    name = getattr(function, "__name__", "")
    for prefix, module in (("np.", np), ("np.linalg.", np.linalg), ("math.", math), ("", builtins)):
        if getattr(module, name, None) is function:
            return prefix + name
    return None


# ---------------------------------------------------------------- argnums


def resolve_argnums(target: Target, argnums: Argnums) -> tuple[tuple[str, ...], bool]:
    """The names of the parameters that `argnums` means, and whether it is one bare position or name."""
    single = isinstance(argnums, (int, str, np.integer)) and not isinstance(argnums, bool)
    if single:
        entries: list[Any] = [argnums]
    elif isinstance(argnums, Sequence) and not isinstance(argnums, bytes):
        entries = list(argnums)
    else:
        raise error("argnums", None, target.name, f"`{_short(argnums)}` is no position and no name")
    found = [_one_argnum(target, entry) for entry in entries]
    if len(set(found)) != len(found):
        twice = next(name for name in found if found.count(name) > 1)
        raise error("argnums", None, target.name, f"`{twice}` is named twice")
    return tuple(found), single


def starred_argnums(target: Target, argnums: Argnums) -> tuple[tuple[str, ...], bool]:
    """`argnums` as far as it can be told before a call says how many arguments there are."""
    single = isinstance(argnums, (int, str, np.integer))
    entries: list[Any] = [argnums] if single else list(argnums)  # type: ignore[arg-type]
    kinds = {p.kind for p in target.signature.parameters.values()}
    for entry in entries:
        open_end = STARS[1] if isinstance(entry, str) else STARS[0]
        if open_end not in kinds:
            _one_argnum(target, entry)
    return tuple([str(e) for e in entries]), single


def _one_argnum(target: Target, entry: Any) -> str:
    visible = target.visible
    if isinstance(entry, str):
        if entry not in visible:
            known = ", ".join(visible) or "none"
            raise error("unknown_argument", None, target.name, entry, f"it has {known}")
        return entry
    if isinstance(entry, bool) or not isinstance(entry, (int, np.integer)):
        raise error("argnums", None, target.name, f"`{_short(entry)}` is no position and no name")
    if not -len(visible) <= entry < len(visible):
        reason = f"it has {len(visible)} parameters, and no position {entry}"
        raise error("argnums", None, target.name, reason)
    return visible[int(entry)]
