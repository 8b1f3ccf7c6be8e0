"""What a test asks of an object of the user's that changes is asked in a call of its method.

    while q:                   →     while q.__len__():
    if a == b:                 →     if a.__eq__(b):
    if o in (a, b):            →     if o == a or o == b:
    if k in q:                 →     if q.__contains__(k):

Such an object is nothing but variables, or is another one by the time that the backward sweep asks again:
Python cannot look at it as a whole.  What compares and measures objects by default, and in dataclasses, is
written out.
"""

from __future__ import annotations

import types as python_types
from typing import TYPE_CHECKING, Any

import gast

from tangent.analyse.attributes import is_new
from tangent.analyse.objects import NOWHERE, OBJECTS, class_attribute
from tangent.objects import compared_fields, is_generated
from tangent.syntax.nodes import at, become, clone, const, subscript
from tangent.syntax.refuse import Refused
from tangent.types import PY_BOOL, Fields, Obj, Seq, Static, Type

Env = dict[str, Type]
IDENTITY = {gast.Eq: gast.Is, gast.NotEq: gast.IsNot}


class Asked:
    """The part of inference that writes such questions out."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """The inference that this is a part of."""

    def changes_here(self, t: Type | None) -> bool:
        """Whether a value is an object whose attributes are variables."""
        if isinstance(t, Fields):
            return not t.optional
        return isinstance(t, Obj) and (is_new(t.path) or t.path in {path for path, _ in self.program.state})

    def instead(self, e: Any, new: Any, env: Env) -> Type:
        """The type of what stands for `e` from now on, as soon as types are the final ones."""
        new = at(new, e)
        if not self.pruning:
            become(e, new)
            new = e
        found: Type = self.eval(new, env)
        return found

    def truth_asked(self, e: Any, t: Type, env: Env) -> Type:
        """The type of an expression of which the truth is asked; of an object, what its method says."""
        if not self.changes_here(t):
            return t
        for name in ("__bool__", "__len__"):
            method = class_attribute(t.cls, name)  # type: ignore[attr-defined]
            if isinstance(method, python_types.FunctionType):
                return self.instead(e, _call(clone(e), name), env)
            if method is not NOWHERE:
                return t
        return t

    # -------------------------------------------------------------- comparisons

    def comparison_asked(self, e: Any, operands: list[Type], env: Env) -> Type | None:
        """The type of `a == b`, `a in (b, c)` and `k in a` of objects that change; None for all others."""
        if not any(map(self.changes_here, operands)):
            return None
        found = self.pair_asked(e, operands, env) if len(operands) == 2 else None
        if found is None and not all(isinstance(op, (gast.Is, gast.IsNot)) for op in e.ops):
            # At run time such an object may be a dict, which would answer for itself.
            for operand, t in zip([e.left, *e.comparators], operands, strict=True):
                if isinstance(t, Fields):
                    raise Refused("attribute_object", e, getattr(operand, "id", "it"))
        return found

    def pair_asked(self, e: Any, operands: list[Type], env: Env) -> Type | None:
        op, (a, b), right = e.ops[0], operands, e.comparators[0]
        if isinstance(op, (gast.Eq, gast.NotEq)):
            return self.equality_asked(e, op, a, b, env)
        if not isinstance(op, (gast.In, gast.NotIn)):
            return None
        if isinstance(b, Seq) and isinstance(right, gast.Name):
            tests = [self.is_item(e.left, a, right, k, item) for k, item in enumerate(b.items)]
            return self.instead(e, _either(tests, isinstance(op, gast.NotIn)), env)
        return self.contents_asked(e, op, b, env) if self.changes_here(b) else None

    def contents_asked(self, e: Any, op: Any, b: Any, env: Env) -> Type | None:
        """`k in b`: what the class of `b` says of it, as a bool."""
        own = class_attribute(b.cls, "__contains__")
        if not isinstance(own, python_types.FunctionType):
            return None
        call = at(_call(clone(e.comparators[0]), "__contains__", clone(e.left)), e)
        is_bool = self.eval(call, env) in (PY_BOOL, Static(True), Static(False))
        answer = call if is_bool and isinstance(op, gast.In) else gast.UnaryOp(gast.Not(), call)
        twice = not is_bool and isinstance(op, gast.In)
        return self.instead(e, gast.UnaryOp(gast.Not(), answer) if twice else answer, env)

    def is_item(self, e: Any, t: Type, listed: Any, k: int, item: Type) -> Any:
        """Whether an object is the item `k` of a list, or equals it."""
        if isinstance(item, OBJECTS) and self.identical(t, item):
            return const(True)
        return _compare(clone(e), gast.Eq(), subscript(clone(listed), const(k)))

    def equality_asked(self, e: Any, op: Any, a: Type, b: Type, env: Env) -> Type | None:
        left, right = e.left, e.comparators[0]
        if not isinstance(a, OBJECTS):
            a, b, left, right = b, a, right, left
        own = class_attribute(a.cls, "__eq__")  # type: ignore[attr-defined]
        generated = is_generated(own)
        if own is object.__eq__ or (generated and not (isinstance(b, OBJECTS) and b.cls is a.cls)):  # type: ignore[attr-defined]
            return self.identity_asked(e, op, a, b, env)
        if class_attribute(a.cls, "__ne__") is not object.__ne__:  # type: ignore[attr-defined]
            return None
        self.session.use_owned(a.cls, "__eq__", own)  # type: ignore[attr-defined]
        if generated:
            names = compared_fields(a.cls)  # type: ignore[attr-defined]
            parts = [gast.Tuple([_attribute(clone(o), n) for n in names], gast.Load()) for o in (left, right)]
            return self.instead(e, _compare(parts[0], type(op)(), parts[1]), env)
        call = at(_call(clone(left), "__eq__", clone(right)), e)
        answer = self.eval(call, env)
        if isinstance(answer, Static) and answer.value is NotImplemented:
            return self.identity_asked(e, op, a, b, env)
        return self.instead(e, call if isinstance(op, gast.Eq) else gast.UnaryOp(gast.Not(), call), env)

    def identity_asked(self, e: Any, op: Any, a: Type, b: Type, env: Env) -> Type | None:
        """`a == b` where the class of `a` does not say what that means: whether they are one object."""
        if isinstance(b, Static) and type(b.value) in (type(None), str, int, float, bool):
            return self.instead(e, const(isinstance(op, gast.NotEq)), env)
        if not isinstance(b, OBJECTS) or not _says_nothing(class_attribute(b.cls, "__eq__"), a, b):
            return None
        return self.instead(e, _compare(clone(e.left), IDENTITY[type(op)](), clone(e.comparators[0])), env)


def _says_nothing(own: Any, a: Any, b: Any) -> bool:
    """Whether an `__eq__` of the class of `b` has no answer for an object `a`."""
    return own is object.__eq__ or (is_generated(own) and a.cls is not b.cls)


def _attribute(owner: Any, name: str) -> Any:
    return gast.Attribute(owner, name, gast.Load())


def _call(owner: Any, name: str, *args: Any) -> Any:
    return gast.Call(_attribute(owner, name), list(args), [])


def _compare(left: Any, op: Any, right: Any) -> Any:
    return gast.Compare(left, [op], [right])


def _either(tests: list[Any], negated: bool) -> Any:
    whole = const(False) if not tests else tests[0] if len(tests) == 1 else gast.BoolOp(gast.Or(), tests)
    return gast.UnaryOp(gast.Not(), whole) if negated else whole
