"""What an expression reads: operands whose derivative flows on, values, or only shapes."""

from __future__ import annotations

from typing import Any

import gast
import numpy as np

import tangent.runtime as runtime
from tangent.analyse.calls import ARRAY_METHODS, PLAIN_METHODS, operator_of
from tangent.analyse.strings import is_string
from tangent.objects import is_plain, is_record_class, positional_fields
from tangent.rules import INACTIVE, RULES, Rule
from tangent.rules.sharing import SOMETIMES, method_may_share
from tangent.runtime.solvers import (
    evolved,
    fitted,
    meshed,
    splined,
    steered,
    swept,
    swept_inside,
    tilted,
)
from tangent.source.scope import MISSING
from tangent.syntax.nodes import walk
from tangent.types import (
    CONTAINERS,
    NONE,
    PARTS,
    UNKNOWN,
    Callable_,
    Closure,
    Dict,
    DictOf,
    Iter,
    ListOf,
    Method,
    Num,
    Obj,
    Partial,
    Plain,
    Record,
    Seq,
    SliceType,
    Solved,
    Static,
    Type,
    Unknown,
    captures,
    constant,
    differentiable,
    mutable,
)
from tangent.unit import Instance

INACTIVE_BUILTINS = (
    "len",
    "range",
    "isinstance",
    "print",
    "int",
    "bool",
    "type",
    "callable",
    "str",
    "repr",
    "id",
)
PURE_BUILTINS = ("sorted", "next", "any", "all", "list", "tuple", "set", "frozenset", "min", "max", "sum")
TAKING = ("pop", "copy", "get", "setdefault", "popitem", "values", "items")
"""Methods of containers that give items of theirs."""
SHAPE_ATTRIBUTES = ("shape", "ndim", "size", "dtype")


def function_of(instance: Instance, e: gast.Call) -> Any:
    """The object that a call calls, as a key of the rule table; None if it is not known by a rule."""
    func = e.func
    if isinstance(func, gast.Attribute):
        base = instance.types.get(func.value)
        if isinstance(base, Num):
            return ARRAY_METHODS.get(func.attr)
        if isinstance(base, Callable_) and isinstance(base.function, np.ufunc):
            return getattr(base.function, func.attr, None)
    t = instance.types.get(func)
    if isinstance(t, (Callable_, Static)):
        return constant(t)
    return None


def method_of(instance: Instance, e: gast.Call) -> tuple[str, Type] | None:
    """(name, type of the object) if a call is a method call on a value of the program."""
    func = e.func
    if not isinstance(func, gast.Attribute):
        return None
    base = instance.types.get(func.value)
    if isinstance(base, (Num, Seq, ListOf, Dict, DictOf)):
        return func.attr, base
    return None


def record_display(instance: Instance, e: Any) -> dict[str, Any] | None:
    """Attribute → operand of a call that makes a record of its attributes: `State(x, v=v)`; else None."""
    if not isinstance(e, gast.Call) or e in instance.calls:
        return None
    target = instance.types.get(e.func)
    if isinstance(target, (Callable_, Static)) and constant(target) in (runtime.like, runtime.make):
        return {k.arg: k.value for k in e.keywords if k.arg is not None}
    cls = target.value if isinstance(target, Static) else None
    if not is_record_class(cls) or not is_plain(cls) or not isinstance(instance.types.get(e), Record):
        return None
    found = dict(zip(positional_fields(cls), e.args, strict=False))
    return found | {k.arg: k.value for k in e.keywords if k.arg is not None}


def is_inactive_call(instance: Instance, e: gast.Call) -> bool:
    """Whether the result of a call carries no derivative, whatever its arguments."""
    if instance.unit.builtin(e.func) == "print":
        return True
    if isinstance(e.func, gast.Attribute) and is_string(instance.types.get(e.func.value)):
        return True
    if chooses_places(instance, e):
        return True
    found = method_of(instance, e)
    if found is not None and found[0] in ("index", "count", "keys", "nonzero", "argmax", "argmin", "argsort"):
        return True
    function = function_of(instance, e)
    if function is None:
        return False
    try:
        if function in INACTIVE:
            return True
    except TypeError:
        return False
    if getattr(function, "__module__", "") != "builtins":
        return False
    name = getattr(function, "__name__", "")
    # Keys of a dict, an order, a truth value: what has no derivative by its type.
    return name in INACTIVE_BUILTINS or (name in PURE_BUILTINS and not can_flow(instance.types.get(e)))


def chooses_places(instance: Instance, e: gast.Call) -> bool:
    """`sorted(range(len(xs)), key=lambda k: xs[k])` and its like give places, which have no derivative."""
    t = instance.types.get(e.args[0]) if e.args else None
    ranges = isinstance(t, Iter) and t.kind == "range"
    return ranges and instance.unit.builtin(e.func) in ("sorted", "min", "max")


def flows(instance: Instance, e: Any) -> list[gast.Name]:
    """The names in an expression of the core language through which a derivative can flow to its value."""
    if isinstance(e, gast.Name):
        return [e]
    if e in instance.calls:
        return _user_call_flows(instance, *instance.calls[e])
    if isinstance(e, (gast.Constant, gast.Compare, gast.JoinedStr, gast.BoolOp, gast.Lambda, gast.Slice)):
        return []
    if isinstance(e, gast.BinOp):
        return [] if operator_of(e) in INACTIVE else flows(instance, e.left) + flows(instance, e.right)
    if isinstance(e, gast.UnaryOp):
        return [] if isinstance(e.op, (gast.Not, gast.Invert)) else flows(instance, e.operand)
    if isinstance(e, gast.Subscript):
        return flows(instance, e.value)
    if isinstance(e, gast.Attribute):
        if isinstance(held := instance.types.get(e.value), Solved) and e.attr in held.keywords:
            return [gast.Name(held.captured[held.keywords.index(e.attr)], gast.Load(), None, None)]
        return [] if is_shape(instance, e) or is_of_class(instance, e) else flows(instance, e.value)
    if isinstance(e, (gast.Tuple, gast.List)):
        return [n for i in e.elts for n in flows(instance, i)]
    if isinstance(e, gast.Dict):
        return [n for i in e.values for n in flows(instance, i)]
    if isinstance(e, gast.Call):
        return _call_flows(instance, e)
    return []


def is_shape(instance: Instance, e: gast.Attribute) -> bool:
    """Whether an attribute is the shape or the like of an array (not that of an object of the user)."""
    return e.attr in SHAPE_ATTRIBUTES and not isinstance(instance.types.get(e.value), (Record, Obj))


def is_of_class(instance: Instance, e: gast.Attribute) -> bool:
    """Whether an attribute of an object is one of its class."""
    base = instance.types.get(e.value)
    return isinstance(base, Record) and e.attr not in base.keys


def _user_call_flows(instance: Instance, callee: Instance, bound: Any) -> list[gast.Name]:
    """Through the arguments of a call of the user's, and the variables that it gets unseen."""
    del callee
    out = [n for a in bound.exprs.values() for n in flows(instance, a)]
    return out + [gast.Name(name, gast.Load(), None, None) for name in bound.hidden.values()]


def _call_flows(instance: Instance, e: gast.Call) -> list[gast.Name]:
    if is_inactive_call(instance, e):
        return []
    out: list[gast.Name] = []
    if isinstance(e.func, gast.Attribute) and not isinstance(
        instance.types.get(e.func.value), (Static, Callable_, Closure, Partial)
    ):
        out += flows(instance, e.func.value)  # a method, also of an object of which nothing is known
    elif isinstance(e.func, gast.Name) and e.func.id in instance.unit.locals:
        out += flows(instance, e.func)  # an object that something else has made of functions
    for a in [*e.args, *(k.value for k in e.keywords)]:
        out += flows(instance, a)
    if instance.calls.get(e) is None:
        hidden = (*captures(instance.types.get(e.func, NONE)), *held_by_arguments(instance, e))
        out += [gast.Name(name, gast.Load(), None, None) for name in hidden]
    return out


SAY = (steered, evolved, splined, fitted, swept, swept_inside, tilted, meshed)


def held_by_arguments(instance: Instance, e: gast.Call) -> list[str]:
    """The variables that are read by the functions which a call is given, and calls unseen.

    Not those of a key, which only decides about an order, nor what a mark says by itself.
    """
    if function_of(instance, e) in SAY:
        return []
    given = [*e.args, *(k.value for k in e.keywords if k.arg != "key")]
    types = [instance.types.get(g, NONE) for g in given]
    return [n for t in types for n in (*captures(t), *(t.captured if isinstance(t, Method) else ()))]


def can_flow(t: Type | None) -> bool:
    return t is None or differentiable(t)


def is_view(instance: Instance, e: Any) -> list[gast.Name]:
    """Names whose memory the value of `e` may share (its elements, for a container)."""
    t = instance.types.get(e)
    if isinstance(t, Num) and t.is_scalar:
        return []
    if isinstance(t, (Static, Plain, Callable_, Closure, Method, Partial)):
        return []
    if isinstance(t, Obj) and t.is_new:
        return []
    if isinstance(e, gast.Name):
        return [e]
    if e in instance.calls:
        return _user_call_views(instance, *instance.calls[e])
    if new_container(instance, e) and not holds_mutable(t):
        return []
    if isinstance(e, gast.Subscript):
        return is_view(instance, e.value) if _may_be_basic(instance, e) else []
    if isinstance(e, gast.Attribute):
        # What is not known of an array (`x.flat`, `x.data`) may lead back to it.
        return [] if is_shape(instance, e) else is_view(instance, e.value)
    if isinstance(e, gast.BinOp) and isinstance(t, (Seq, ListOf)):
        return is_view(instance, e.left) + is_view(instance, e.right)
    if isinstance(e, (gast.Tuple, gast.List)):
        return [n for i in e.elts for n in is_view(instance, i)]
    if isinstance(e, gast.Dict):
        return [n for i in e.values for n in is_view(instance, i)]
    if isinstance(e, gast.Call):
        return _call_views(instance, e)
    return []


def holds_mutable(t: Type | None) -> bool:
    """Whether two containers that have their items in common share anything that can be written."""
    if isinstance(t, PARTS):
        return any(map(mutable, t.items))
    if isinstance(t, (ListOf, DictOf)):
        return t.item is not None and mutable(t.item)
    return True


def new_container(instance: Instance, e: Any) -> bool:
    """Whether `e` makes a list, tuple or dict of its own that takes the items of others."""
    if isinstance(e, gast.BinOp):
        return True
    if isinstance(e, gast.Subscript):
        return isinstance(e.slice, gast.Slice)
    if not isinstance(e, gast.Call):
        return False
    if isinstance(e.func, gast.Attribute):
        is_container = isinstance(instance.types.get(e.func.value), CONTAINERS)
        return is_container and e.func.attr == "copy"
    return instance.unit.builtin(e.func) in ("list", "dict", "sorted", "tuple")


def basic_index(instance: Instance, e: gast.Subscript) -> bool:
    """Whether a subscript certainly gives a view (slices and integers), or an element of a container."""
    t = instance.types.get(e.value)
    if not isinstance(t, Num):
        return not isinstance(t, Unknown) or not any(map(_is_advanced, _index_types(instance, e.slice)))
    return all(map(_is_basic, _index_types(instance, e.slice)))


def _may_be_basic(instance: Instance, e: gast.Subscript) -> bool:
    """Whether nothing in an index is known to make a copy."""
    if not isinstance(instance.types.get(e.value), Num):
        return True
    return not any(map(_is_advanced, _index_types(instance, e.slice)))


def _index_types(instance: Instance, index: Any) -> list[Type]:
    """The types of the parts of an index, which may be a tuple in a variable."""
    items = index.elts if isinstance(index, gast.Tuple) else [index]
    found = [SliceType() if isinstance(i, gast.Slice) else instance.types.get(i, UNKNOWN) for i in items]
    whole = found[0] if not isinstance(index, gast.Tuple) else None
    return list(whole.items) if isinstance(whole, Seq) and whole.kind == "tuple" else found


def _is_basic(t: Type) -> bool:
    if isinstance(t, Num):
        return t.kind in ("py", "np") and t.dtype is not None and t.dtype.kind in "iu"
    return isinstance(t, SliceType) or (isinstance(t, Static) and (t.value is None or t.value is Ellipsis))


def _is_advanced(t: Type) -> bool:
    if isinstance(t, Num):
        return t.kind == "array" or (t.dtype is not None and t.dtype.kind == "b")
    return isinstance(t, (Seq, ListOf, Iter))


def _user_call_views(instance: Instance, callee: Instance, bound: Any) -> list[gast.Name]:
    names: list[gast.Name] = []
    for param in callee.memory.result_aliases if callee.memory is not None else bound.exprs:
        if param in bound.exprs:
            names += is_view(instance, bound.exprs[param])
        elif param in bound.hidden:
            names.append(gast.Name(bound.hidden[param], gast.Load(), None, None))
    return names


def _sources(rule: Rule, e: gast.Call) -> list[Any]:
    """The arguments with which the result may share memory."""
    if rule.variadic:
        return list(e.args)
    return e.args[:1] or [k.value for k in e.keywords if k.arg in rule.wrt[:1]]


def _types(instance: Instance, e: gast.Call, first: list[Any]) -> tuple[list[Type], dict[str, Type]]:
    """The types of the arguments of a call, and of its options; `first` come before the arguments."""
    args = [instance.types.get(a, UNKNOWN) for a in (*first, *e.args)]
    return args, {k.arg: instance.types.get(k.value, UNKNOWN) for k in e.keywords}


def _method_shares(instance: Instance, e: gast.Call) -> bool:
    """Whether a method of arrays may give back the array, or a view of it."""
    function = ARRAY_METHODS.get(e.func.attr)
    if e.func.attr in (*PLAIN_METHODS, "conj", "conjugate"):
        return method_may_share(e.func.attr, *_types(instance, e, [e.func.value]))
    return _shares(instance, function, e, [e.func.value]) if function in RULES else True


def _shares(instance: Instance, function: Any, e: gast.Call, first: list[Any]) -> bool:
    """Whether a function that has a rule may give back memory of an argument."""
    if function in SOMETIMES:
        return SOMETIMES[function](*_types(instance, e, first))
    return RULES[function].view


def _call_views(instance: Instance, e: gast.Call) -> list[gast.Name]:
    found = method_of(instance, e)
    if found is not None:
        name, base = found
        if isinstance(base, CONTAINERS):
            return is_view(instance, e.func.value) if name in TAKING else []
        return is_view(instance, e.func.value) if _method_shares(instance, e) else []
    function = function_of(instance, e)
    try:
        rule = RULES.get(function)
        if rule is not None:
            sources = _sources(rule, e) if _shares(instance, function, e, []) else []
            return [n for a in sources for n in is_view(instance, a)]
        if function in INACTIVE:
            return []
    except TypeError:
        pass
    name = getattr(function, "__name__", "")
    if getattr(function, "__module__", "") == "builtins" and name in (
        "float",
        "int",
        "len",
        "range",
        "bool",
        "sum",
    ):
        return []
    return [n for a in [*e.args, *(k.value for k in e.keywords)] for n in is_view(instance, a)]


def content_reads(instance: Instance, e: Any) -> set[str]:
    """Names whose elements an expression reads: not those of which it only takes the shape or dtype."""
    names: set[str] = set()
    stack = list(e) if isinstance(e, list) else [e]
    while stack:
        n = stack.pop()
        if isinstance(n, gast.Attribute) and n.attr in SHAPE_ATTRIBUTES and isinstance(n.value, gast.Name):
            continue
        if isinstance(n, gast.Call) and _only_shape(instance, n.func):
            continue
        if isinstance(n, gast.Name):
            if isinstance(n.ctx, gast.Load):
                names.add(n.id)
            continue
        for field in n._fields:
            value = getattr(n, field, None)
            if isinstance(value, list):
                stack += [v for v in value if isinstance(v, gast.AST)]
            elif isinstance(value, gast.AST):
                stack.append(value)
    return names


def _only_shape(instance: Instance, func: Any) -> bool:
    if isinstance(func, gast.Name):
        return instance.unit.builtin(func) == "len"
    if not isinstance(func, gast.Attribute) or func.attr not in (
        "zeros_like",
        "ones_like",
        "empty_like",
        "shape",
        "ndim",
    ):
        return False
    # What is not found where the user wrote it is `np` in our own text.
    return instance.unit.scope.resolve(func) in (getattr(np, func.attr), MISSING)


def function_names(tree: Any) -> set[str]:
    """Names of functions defined inside a function."""
    return {n.name for n in walk(tree) if isinstance(n, gast.FunctionDef)}


def unpacked_iterables(instance: Instance, target: Any, e: Any) -> list[tuple[Any, Any]]:
    """`for i, (a, b) in enumerate(zip(x, y))`: what each part of the target runs over; None for a counter."""
    t = instance.types.get(e)
    if isinstance(t, Iter) and isinstance(e, gast.Call) and isinstance(target, gast.Tuple):
        parts = e.args if t.kind == "zip" else [None, e.args[0]] if t.kind == "enumerate" else []
        if len(parts) == len(target.elts):
            pairs = zip(target.elts, parts, strict=True)
            return [p for sub, part in pairs for p in unpacked_iterables(instance, sub, part)]
    return [(target, e)]
