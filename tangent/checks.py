"""What is asked of arguments, results, tangents and cotangents before a derivative runs."""

from __future__ import annotations

import inspect
import typing
from typing import Any

import gast
import numpy as np

from tangent.errors import Place, TangentError, error
from tangent.objects import attributes, is_named_tuple, is_record, rebuilt
from tangent.syntax.constants import can_be_said
from tangent.targets import Target
from tangent.types import (
    BOOL,
    INT,
    PY_BOOL,
    PY_COMPLEX,
    PY_FLOAT,
    PY_INT,
    UNKNOWN,
    Dict,
    ListOf,
    Num,
    Record,
    Seq,
    Static,
    Type,
    general,
)
from tangent.types import (
    differentiable as may_vary,
)

_CONTAINERS = (tuple, list, dict)


def is_inexact(value: Any) -> bool:
    """Whether a leaf is a floating or complex number or array."""
    if isinstance(value, (np.ndarray, np.generic)):
        return value.dtype.kind in "fc"
    return isinstance(value, (float, complex))


def varies(value: Any, inside: tuple[int, ...] = ()) -> bool:
    """Whether a value can carry a derivative: it is or contains a floating number.

    inside: the objects around it, by identity.
    """
    if isinstance(value, dict):
        return any(varies(v, inside) for v in value.values())
    if isinstance(value, (tuple, list)):
        return any(varies(v, inside) for v in value)
    if is_record(value):
        parts = attributes(value).values() if id(value) not in inside else ()
        return any(varies(v, (*inside, id(value))) for v in parts)
    return is_inexact(value)


# ---------------------------------------------------------------- arguments


def value(name: str, given: Any) -> None:
    """Refuse what no derivative is exact for: odd dtypes and classes of arrays."""
    if isinstance(given, np.ndarray) and type(given) is not np.ndarray:
        kind = type(given)
        raise error("array_class", None, name, f"{kind.__module__}.{kind.__qualname__}")
    if isinstance(given, (np.ndarray, np.generic)):
        dtype = given.dtype
        if dtype.kind in "OV" or dtype.char in "gG":
            raise error("dtype", None, name, str(dtype))
    elif isinstance(given, dict):
        for k, item in given.items():
            value(f"{name}[{k!r}]", item)
    elif is_named_tuple(type(given)):
        for k, item in attributes(given).items():
            value(f"{name}.{k}", item)
    elif isinstance(given, (tuple, list)):
        for k, item in enumerate(given):
            value(f"{name}[{k}]", item)


def keys(name: str, given: Any) -> None:
    """Refuse what the adjoint, which has the same keys, could not say in its text."""
    if isinstance(given, dict):
        for k, item in given.items():
            if not can_be_said(k):
                hint = "Use strings, numbers, members of an `Enum`, or tuples of these as keys."
                raise error("container", None, f"`{name}` has the key {k!r}, which has no literal", hint=hint)
            keys(f"{name}[{k!r}]", item)
    elif isinstance(given, (tuple, list)):
        for k, item in enumerate(given):
            keys(f"{name}[{k}]", item)


def differentiable(wrt: tuple[str, ...], types: dict[str, Type], values: dict[str, Any]) -> None:
    """Refuse `argnums` whose values carry no derivative."""
    for name in wrt:
        if name in values:
            if not varies(values[name]) and not (_is_container(values[name]) and not values[name]):
                raise error("integer_argument", None, name, kind_of(values[name]))
        elif not may_vary(types[name]):
            raise error("integer_argument", None, name, _kind_of_type(types[name]))


def _is_container(given: Any) -> bool:
    return isinstance(given, _CONTAINERS)


def kind_of(given: Any) -> str:
    """The type of a value in words."""
    if isinstance(given, np.ndarray):
        return f"dtype {given.dtype}"
    return f"type {type(given).__name__}"


def _kind_of_type(t: Type) -> str:
    if isinstance(t, Num):
        return f"dtype {t.dtype}" if t.kind == "array" else f"type {t.dtype}"
    if isinstance(t, Static):
        return f"type {type(t.value).__name__}"
    return f"type {type(t).__name__}"


def describe(given: Any) -> str:
    """A value's type as Numba writes it: `f8[:, :]`, `int`, `{'w': f8[:]}`."""
    if isinstance(given, np.ndarray):
        axes = "[" + ", ".join(":" * given.ndim) + "]"
        return given.dtype.str.lstrip("<>|=") + axes
    if isinstance(given, bool) or given is None or isinstance(given, str):
        return repr(given)
    if isinstance(given, np.generic):
        return f"np.{given.dtype}"
    if isinstance(given, dict):
        return "{" + ", ".join(f"{k!r}: {describe(v)}" for k, v in given.items()) + "}"
    if is_named_tuple(type(given)):
        return type(given).__name__
    if isinstance(given, tuple):
        return "(" + ", ".join(map(describe, given)) + ("," if len(given) == 1 else "") + ")"
    if isinstance(given, list):
        return "[" + ", ".join(map(describe, given)) + "]"
    return getattr(given, "__name__", None) or type(given).__name__


# ---------------------------------------------------------------- types before the first call


def types_ahead(target: Target, session: Any) -> dict[str, Type]:
    """The types that annotations and defaults give; what they leave open is unknown.

    session: the `unit.Session` of the derivation, which gets to know the object of a bound method.
    """
    try:
        hints = (
            typing.get_type_hints(target.function, include_extras=True) if target.function is not None else {}
        )
    except Exception:  # a name of an annotation may not exist at run time
        hints = {}
    full = target.full or target.signature
    found: dict[str, Type] = {}
    given = dict(zip(target.names, target.lead, strict=False)) | dict(target.fixed)
    for name in target.names:
        parameter = full.parameters.get(name)
        if name in given:
            found[name] = _type_of(session, name, given[name])
        elif name in hints:
            found[name] = type_of_annotation(hints[name])
        elif parameter is not None and parameter.default is not inspect.Parameter.empty:
            found[name] = _type_of(session, name, parameter.default)
        else:
            found[name] = UNKNOWN
    return found


def _type_of(session: Any, name: str, given: Any) -> Type:
    """The type of an argument that is there ahead of a call; another call may bring other lengths."""
    from tangent.analyse.values import type_of_value

    found = type_of_value(session, given, name)
    session.actual.clear()
    session.contiguous.clear()
    return general(found)


def type_of_annotation(hint: Any) -> Type:
    """The type that an annotation means; unknown where it leaves class, dtype or rank open."""
    simple = {float: PY_FLOAT, int: PY_INT, bool: PY_BOOL, complex: PY_COMPLEX, type(None): Static(None)}
    if isinstance(hint, type) and hint in simple:
        return simple[hint]
    if isinstance(hint, type) and issubclass(hint, np.generic):
        return Num("np", np.dtype(hint))
    if isinstance(hint, str):
        from tangent.type_text import parse_type

        return parse_type(hint)
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is np.ndarray and len(args) == 2:
        inner = typing.get_args(args[1])
        if inner and isinstance(inner[0], type) and issubclass(inner[0], np.generic):
            try:
                return Num("array", np.dtype(inner[0]), None)
            except TypeError:
                return UNKNOWN
    if origin is typing.Annotated:
        for extra in args[1:]:
            if isinstance(extra, str):
                return type_of_annotation(extra)
        return type_of_annotation(args[0])
    if origin is tuple and args and args[-1] is not Ellipsis:
        return Seq("tuple", tuple(type_of_annotation(a) for a in args))
    return UNKNOWN


# ---------------------------------------------------------------- results of grad


def result(name: str, instance: Any, has_aux: bool) -> bool:
    """Refuse results that are no real number; whether the type is not known before the function runs."""
    t = instance.result
    if has_aux:
        if isinstance(t, Seq) and t.kind == "tuple" and len(t.items) == 2:
            t = t.items[0]
        elif t is UNKNOWN or t is None:
            return True
        else:
            raise error("aux", _return_place(instance), name)
    if t is None or t is UNKNOWN:
        return True
    if isinstance(t, Static) and t.value is None:
        if _always_raises(instance):
            return False
        raise error("none", _return_place(instance), name)
    if not isinstance(t, Num):
        raise error("not_scalar", _return_place(instance), name, _phrase(t))
    if t.dtype is not None and t.dtype.kind == "c":
        raise error("complex", _return_place(instance), name)
    if t.shape is not None and t.shape != ():
        raise error("not_scalar", _return_place(instance), name, _phrase(t))
    if t.dtype is not None and t.dtype.kind != "f":
        raise error("not_scalar", _return_place(instance), name, _phrase(t), hint=_NOT_REAL)
    return t.shape is None or t.dtype is None or t.optional


def some_result(kind: str, name: str, instance: Any) -> None:
    """Refuse functions that return nothing; nobody sees what an `hvp` is the derivative of."""
    t = instance.result
    perhaps = kind == "hvp" and isinstance(t, Num) and t.optional
    if perhaps or (isinstance(t, Static) and t.value is None and not _always_raises(instance)):
        raise error("none", _return_place(instance), name)


def _always_raises(instance: Any) -> bool:
    """Whether no end of the function can be reached for these types: the derivative raises what it raises."""
    return _ends_in_raise(instance.tree.body, instance.types)


def _ends_in_raise(block: list[Any], types: dict[Any, Type]) -> bool:
    for statement in block:
        if isinstance(statement, gast.Raise):
            return True
        if isinstance(statement, gast.Return):
            return False
        if isinstance(statement, gast.If) and all(
            _ends_in_raise(branch, types) for branch in (statement.body, statement.orelse)
        ):
            return True
    return False


_NOT_REAL = "An integer or a boolean has no derivative; return the float that it was made from."


def _phrase(t: Type) -> str:
    if isinstance(t, Num):
        if t.dtype == BOOL and t.kind == "py":
            return "a bool"
        if t.dtype == INT and t.kind == "py":
            return "an int"
        if t.shape:
            lengths = ", ".join("n" if d is None or d.constant is None else str(d.constant) for d in t.shape)
            axes = f"({lengths},)" if len(t.shape) == 1 else f"({lengths})"
            return f"an array of rank {len(t.shape)} and shape {axes}"
        return f"a number of dtype {t.dtype}"
    if isinstance(t, Seq):
        return f"a {t.kind} of {len(t.items)}"
    if isinstance(t, Record):
        return f"an object of class {t.cls.__name__}"
    if isinstance(t, ListOf):
        return "a list"
    if isinstance(t, Dict):
        return "a dict"
    return f"a {type(t.value).__name__}" if isinstance(t, Static) else "no number"


def _return_place(instance: Any) -> Place | None:
    """The `return` that the caller's attention belongs to: the last one of the function."""
    from tangent.source.read import place_of

    found = [n for n in gast.walk(instance.tree) if isinstance(n, gast.Return)]
    located = [n for n in found if getattr(n, "lineno", None) is not None]
    source = instance.unit.source
    if source is None:
        return None
    return place_of(source, located[-1] if located else source.tree)


def scalar(found: Any, name: str, has_aux: bool) -> None:
    """The same check as `result`, of the value itself."""
    if has_aux:
        if not isinstance(found, tuple) or len(found) != 2:
            raise error("aux", None, name)
        found = found[0]
    if found is None:
        raise error("none", None, name)
    if not isinstance(found, (np.ndarray, np.generic, float, complex, int)):
        raise error("not_scalar", None, name, f"a {type(found).__name__}")
    if np.iscomplexobj(found):
        raise error("complex", None, name)
    if np.ndim(found) != 0:
        raise error("not_scalar", None, name, f"an array of shape {np.shape(found)}")
    if not is_inexact(found):
        raise error("not_scalar", None, name, f"a {type(found).__name__}", hint=_NOT_REAL)


# ---------------------------------------------------------------- results of Jacobians


def floats(
    kind: str, name: str, instance: Any, has_aux: bool, wrt: tuple[str, ...], along: bool = False
) -> None:
    """Refuse results that a Jacobian has no row for: integers, strings, what is not known beforehand.

    along: the instance is that of `f_jvp`, which returns a pair.
    """
    t = instance.result
    if along:
        t = t.items[0] if isinstance(t, Seq) else UNKNOWN
    if has_aux:
        if not (isinstance(t, Seq) and t.kind == "tuple" and len(t.items) == 2):
            raise error("aux", _return_place(instance), name)
        t = t.items[0]
    if isinstance(t, Static) and t.value is None and not _always_raises(instance):
        raise error("none", _return_place(instance), name)
    kind = "jacfwd" if kind == "hessian" else kind
    for leaf in _parts(t):
        if isinstance(leaf, Num):
            known = leaf.dtype is not None and leaf.shape is not None and leaf.kind != "any"
            known = known and not leaf.optional
            if known and leaf.differentiable:
                continue
            what = f"an array of dtype {leaf.dtype}" if leaf.kind == "array" else _phrase(leaf)
        else:
            known, what = leaf is not UNKNOWN and leaf is not None, _phrase(leaf)
        what = what if known else "something of which the type is not known before it runs"
        raise error("not_floats", _return_place(instance), kind, name, what)
    if _any_complex(t) and kind != "jacfwd":
        raise error("complex", _return_place(instance), name, hint="Use `jacfwd`, or `vjp`.")
    for p in wrt:
        if kind == "jacfwd" and _any_complex(instance.arg_types[p]):
            raise error("complex", None, p, hint="Use `jacrev`, `vjp` or `jvp`.")


def _any_complex(t: Type) -> bool:
    return any(isinstance(i, Num) and i.dtype is not None and i.dtype.kind == "c" for i in _parts(t))


def _parts(t: Type) -> list[Type]:
    """The types of all leaves of a container."""
    if isinstance(t, (Seq, Dict, Record)):
        return [leaf for item in t.items for leaf in _parts(item)]
    return [t]


# ---------------------------------------------------------------- tangents and cotangents


def tangent(primal: Any, given: Any, name: str, what: str = "tangent") -> Any:
    """`given` as the tangent of `primal` (or the cotangent of a result): same structure, shape and dtype."""
    if isinstance(primal, np.ndarray):
        return _array_tangent(primal, given, name, what)
    if isinstance(primal, (np.inexact, float, complex)):
        return _number_tangent(primal, given, name, what)
    if isinstance(primal, dict):
        if not isinstance(given, dict) or list(given) != list(primal):
            raise _unfit(what, name, f"a dict with the keys {list(primal)}", given)
        return type(primal)({k: tangent(v, given[k], f"{name}[{k!r}]", what) for k, v in primal.items()})
    if is_record(primal):
        if type(given) is not type(primal) or not set(attributes(primal)) <= set(attributes(given)):
            raise _unfit(what, name, f"an object of class {type(primal).__name__}", given)
        found = attributes(given)
        return rebuilt(
            primal, {k: tangent(p, found[k], f"{name}.{k}", what) for k, p in attributes(primal).items()}
        )
    if isinstance(primal, (tuple, list)):
        if type(given) is not type(primal) or len(given) != len(primal):
            raise _unfit(what, name, f"a {type(primal).__name__} of {len(primal)}", given)
        parts = [
            tangent(p, g, f"{name}[{k}]", what) for k, (p, g) in enumerate(zip(primal, given, strict=True))
        ]
        return type(primal)(parts)
    if given is None or _is_zero(given):
        return None
    raise _unfit(what, name, f"None, because `{name}` is of {kind_of(primal)},", given)


def _is_zero(given: Any) -> bool:
    dtype = getattr(given, "dtype", None)
    if dtype is not None and np.dtype(dtype).kind == "V":  # JAX's float0
        return True
    return isinstance(given, (int, float, np.ndarray, np.generic)) and not np.any(given)


def _array_tangent(primal: np.ndarray, given: Any, name: str, what: str) -> Any:
    if primal.dtype.kind not in "fc":
        if given is None or _is_zero(given):
            return None
        raise _unfit(what, name, f"None, because it is of dtype {primal.dtype},", given)
    if primal.ndim == 0 and isinstance(given, (float, int, np.generic)) and not isinstance(given, bool):
        given = np.asarray(given, dtype=primal.dtype if not isinstance(given, np.generic) else None)
    if type(given) is not np.ndarray or given.shape != primal.shape or given.dtype != primal.dtype:
        raise _unfit(what, name, f"an array of shape {primal.shape} and dtype {primal.dtype}", given)
    return given


def _number_tangent(primal: Any, given: Any, name: str, what: str) -> Any:
    if isinstance(given, np.ndarray) and given.ndim == 0:
        given = given[()]
    fits = isinstance(given, (float, int, np.floating, np.integer)) and not isinstance(
        given, (bool, np.bool_)
    )
    if isinstance(primal, (complex, np.complexfloating)):
        fits = fits or isinstance(given, (complex, np.complexfloating))
    if not fits:
        raise _unfit(what, name, f"a {type(primal).__name__}", given)
    if isinstance(primal, np.generic):
        return primal.dtype.type(given)
    return complex(given) if isinstance(primal, complex) else float(given)


def _unfit(what: str, name: str, expected: str, given: Any) -> TangentError:
    return error("structure", None, what, name, expected, _shown(given))


def _shown(given: Any) -> str:
    if isinstance(given, np.ndarray):
        return f"an array of shape {given.shape} and dtype {given.dtype}"
    if isinstance(given, dict):
        return f"a dict with the keys {list(given)}"
    if isinstance(given, (tuple, list)):
        return f"a {type(given).__name__} of {len(given)}"
    return "None" if given is None else f"a {type(given).__name__}"
