"""Calls that change everything that they change, or raise an exception before they have changed anything.

    def pay(self, amount):
        if amount > self.balance:
            raise ValueError("short")                            <- nothing has been changed
        self.balance = self.balance - amount * (1.0 + self.fee)  <- numbers: cannot raise
        self.log.append(amount)

What a handler finds is what was there before such a call.
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.analyse.memory import remember_memory
from tangent.syntax.core import Attempt, Catch, can_raise
from tangent.syntax.nodes import inner_blocks, stores_in, walk
from tangent.types import UNKNOWN, Dict, DictOf, ListOf, Num, Seq, Static, constant
from tangent.unit import Instance

_SAFE = (gast.Add, gast.Sub, gast.Mult)


def may_raise(instance: Instance, s: Any, caught: tuple[type, ...] = (BaseException,)) -> bool:
    """Whether a statement may raise, as far as types tell: sums and products of floats do not.

    caught: only these exceptions count.
    """
    if not can_raise(s):
        return False
    if type(s) is gast.Assign and isinstance(s.targets[0], gast.Name):
        raised = _kinds_raised(instance, s.value)
        if raised and not any(issubclass(r, c) or issubclass(c, r) for r in raised for c in caught):
            return False
    if isinstance(s, gast.Expr):
        return not _appends(instance, s.value)
    plain = type(s) is gast.Assign and isinstance(s.targets[0], gast.Name)
    if type(s) is gast.Assign and isinstance(s.targets[0], gast.Tuple):
        t, parts = instance.types.get(s.value), s.targets[0].elts
        named = all(isinstance(e, gast.Name) for e in parts) and isinstance(s.value, gast.Name)
        return not (named and isinstance(t, Seq) and len(t.items) == len(parts))
    if plain or (isinstance(s, gast.Return) and s.value is not None):
        return not _is_safe(instance, s.value)
    if isinstance(s, gast.AugAssign) and isinstance(s.target, gast.Name) and isinstance(s.op, _SAFE):
        return not (_is_number(instance, s.target) and _is_safe(instance, s.value))
    return not (isinstance(s, gast.Return) and s.value is None)


def _kinds_raised(instance: Instance, e: Any) -> tuple[type, ...]:
    """The exceptions that an operation on values of known types may raise; none where that is not known."""
    if isinstance(e, gast.Subscript) and isinstance(e.slice, (gast.Name, gast.Constant)):
        t = instance.types.get(e.value)
        if isinstance(t, (Seq, ListOf, Dict, DictOf)) or (isinstance(t, Num) and t.rank):
            return (LookupError, TypeError)
    if isinstance(e, gast.BinOp) and all(_is_number(instance, x) for x in (e.left, e.right)):
        return (ArithmeticError,)
    return ()


def kinds_caught(instance: Instance, s: Attempt) -> tuple[type, ...]:
    """The classes of exceptions that the handlers of a `try` take; all where that is not known."""
    found: list[type] = []
    for n in walk(s.orelse):
        if isinstance(n, Catch):
            t = instance.types.get(n.value)
            values = [constant(i) for i in (t.items if isinstance(t, Seq) else (t or UNKNOWN,))]
            known = all(isinstance(v, type) and issubclass(v, BaseException) for v in values)
            found += values if known else [BaseException]
    return tuple(found)


def _is_safe(instance: Instance, e: Any) -> bool:
    if isinstance(e, (gast.Name, gast.Constant)):
        return True
    if isinstance(e, (gast.Tuple, gast.List)):
        return all(_is_safe(instance, i) for i in e.elts)
    if isinstance(e, gast.BinOp):
        sides = (e.left, e.right)
        numbers = all(_is_number(instance, x) and _is_safe(instance, x) for x in sides)
        return isinstance(e.op, _SAFE) and numbers
    if isinstance(e, gast.Attribute):
        return isinstance(instance.types.get(e.value), Static)
    if isinstance(e, gast.Subscript):
        t, k = instance.types.get(e.value), constant(instance.types.get(e.slice, Static(None)))
        return isinstance(t, Seq) and isinstance(k, int) and -len(t.items) <= k < len(t.items)
    return False


def _is_number(instance: Instance, e: Any) -> bool:
    t = instance.types.get(e)
    return isinstance(t, Num) and t.is_scalar and not t.optional


def _appends(instance: Instance, e: Any) -> bool:
    if not isinstance(e, gast.Call) or not isinstance(e.func, gast.Attribute) or len(e.args) != 1:
        return False
    is_list = isinstance(instance.types.get(e.func.value), (Seq, ListOf))
    return is_list and e.func.attr == "append" and _is_safe(instance, e.args[0])


def is_atomic(callee: Instance) -> bool:
    """Whether a function does not raise once it has begun to change what its caller can see."""
    if not callee.done or callee.recursive:
        return False
    remember_memory(callee)
    return _block(callee, callee.tree.body, False) is not None


def _block(callee: Instance, stmts: list[Any], wrote: bool) -> bool | None:
    """Whether something has been written at the end of a block; None where something is half done."""
    for s in stmts:
        blocks = inner_blocks(s)
        if blocks:
            test = getattr(s, "test", getattr(s, "iter", None))
            if wrote and not isinstance(test, (gast.Name, gast.Constant)):
                return None
            after = []
            for block in blocks:
                again = isinstance(s, (gast.For, gast.While))
                once = _block(callee, block, wrote)
                twice = _block(callee, block, once) if again and once is not None else once
                if twice is None:
                    return None
                after.append(twice)
            wrote = any(after) or wrote
            continue
        if wrote and may_raise(callee, s):
            return None
        writes = _writes(callee, s)
        if writes is None:
            return None
        wrote = wrote or writes
    return wrote


def _writes(callee: Instance, s: Any) -> bool | None:
    """Whether a statement changes what the caller can see; None if it may do so in part."""
    if any(n in callee.calls for n in walk(s)):
        inner = [callee.calls[n][0] for n in walk(s) if n in callee.calls]
        if any(i.rebound or (i.memory is not None and i.memory.written) for i in inner):
            return True if len(inner) == 1 and is_atomic(inner[0]) else None
        return False
    changed = any(callee.memory.writes.get(id(n)) for n in walk(s))
    if changed and may_raise(callee, s):
        return None
    return changed or bool(stores_in(s) & set(callee.rebound))
