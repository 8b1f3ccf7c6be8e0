"""Results that are real or complex, as the values decide: they get one type, which is complex.

    w = np.linalg.eigvals(a)    →    w = complex_eigvals(a)        where `a` is real
    y = np.emath.sqrt(x)        →    y = complex_sqrt(x)

The numbers are the same.  What could tell the two apart is refused: a question about the type, a text of such
a number, and a result that NumPy might have given as a real one.
"""

from __future__ import annotations

import types as python_types
from collections.abc import Iterable, Iterator
from typing import Any

import gast
import numpy as np

from tangent.analyse.flow import function_of
from tangent.analyse.rewriting import Env, Rewriting
from tangent.rules.spelling import name_of
from tangent.runtime import either
from tangent.syntax.refuse import Refused
from tangent.types import HOLDERS, Num, Type
from tangent.unit import Instance, Session, is_ours

SAID: dict[Any, Any] = {
    np.linalg.eig: either.complex_eig,
    np.linalg.eigvals: either.complex_eigvals,
    np.roots: either.complex_roots,
} | {
    getattr(np.emath, name): getattr(either, f"complex_{name}")
    for name in "sqrt log log2 log10 logn power arccos arcsin arctanh".split()
}
"""Function → what says it with complex numbers only."""
ASKING = (
    np.iscomplexobj, np.isrealobj, np.result_type, np.common_type, np.min_scalar_type, np.can_cast,
    np.real_if_close,
)  # fmt: skip
BUILTINS = ("isinstance", "type", "print", "str", "repr", "format")
"""Functions that tell a complex number from a real one of the same value."""
OURS = {ours: function for function, ours in SAID.items()}
HINT = "Use `.real`, `np.abs` or another part that is real, or say `{name}` of `{argument} + 0j`."


class Either(Rewriting):
    """The part of inference that gives such results their type."""

    def with_one_type(self, s: Any, function: Any, env: Env) -> list[Any] | None:
        """Statements for a call of one of these functions; None where it stays."""
        try:
            said = SAID.get(function)
        except TypeError:
            return None
        if said is None or is_made(self.unit.function):
            return None
        e = s.value
        types = [self.eval(a, env) for a in [*e.args, *(k.value for k in e.keywords)]]
        if not types or any(is_complex(t) for t in types):
            return None
        made = gast.Call(self.of_ours(said), e.args, e.keywords)
        return self.once(s, ("either", *types), lambda: self.core([self.with_value(s, made)], s))


def is_made(function: Any) -> bool:
    """Whether the text is ours, or emitted: there, what is typed complex is complex."""
    return function is not None and (is_ours(function) or (function.__module__ or "").startswith("<tangent "))


def is_complex(t: Type | None) -> bool:
    return isinstance(t, Num) and t.dtype is not None and t.dtype.kind == "c"


def check_either(session: Session, instances: Iterable[Instance], entry: Instance) -> None:
    """Refuse what could tell a complex number from a real one, where NumPy might have given either."""
    if not any(v is f for v in session.names.values() for f in OURS):
        return  # most programs call none of them, and have many nodes
    written = [i for i in instances if not is_made(i.unit.function)]
    found = next((c for i in written for n in gast.walk(i.tree) if (c := _either(i, n))), None)
    if found is None:
        return
    e, name, argument = found
    hint = HINT.format(name=name, argument=argument)
    for i in written:
        nodes = list(gast.walk(i.tree))
        names = {n.id for n in nodes if isinstance(n, gast.Name) and is_complex(i.types.get(n))}
        asked = i.asked or next((n for n in nodes if _asks(i, n, names)), None)
        if asked is not None:
            raise Refused("argument", asked, f"whether a number is complex, after `{name}`", hint)
    if any(i is entry for i in written) and any(map(is_complex, _numbers(entry.result))):
        raise Refused("argument", e, f"a result that is real or complex, as `{name}` finds", hint)


def _either(i: Instance, n: Any) -> tuple[Any, str, str] | None:
    """A call of which this is a node, the function that the user wrote, and its argument."""
    function = function_of(i, n) if isinstance(n, gast.Call) else None
    if not isinstance(function, python_types.FunctionType) or function not in OURS:
        return None
    return n, name_of(OURS[function]), gast.unparse(n.args[0]) if n.args else "x"


def _asks(i: Instance, n: Any, names: set[str]) -> bool:
    """Whether a node tells the two apart; what is only printed has no types, but its variables have `names`.
    """

    def has(e: Any) -> bool:
        return is_complex(i.types.get(e)) or (isinstance(e, gast.Name) and e.id in names)

    if isinstance(n, gast.Attribute):
        return n.attr == "dtype" and has(n.value)
    if isinstance(n, gast.FormattedValue):
        return has(n.value)
    if not isinstance(n, gast.Call) or not any(map(has, n.args)):
        return False
    function = function_of(i, n)
    return any(function is f for f in ASKING) or i.unit.builtin(n.func) in BUILTINS


def _numbers(t: Any) -> Iterator[Any]:
    """The types of the numbers in a container."""
    yield t
    if isinstance(t, HOLDERS):
        for part in getattr(t, "items", None) or [getattr(t, "item", None)]:
            yield from _numbers(part)
