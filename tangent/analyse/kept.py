"""Expressions that are kept whole (tests, comparisons) must change nothing: nobody would undo it.

Calls that may do so have been taken out of them (`normalise.changing`), by the names of functions; here it is
known what each call does.
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.analyse.flow import function_of, method_of
from tangent.analyse.memory import CHANGING, WRITING_METHODS, remember_memory
from tangent.rules import RULES
from tangent.syntax.nodes import own_nodes
from tangent.syntax.refuse import Refused
from tangent.types import Num
from tangent.unit import Instance

ARRAYS = WRITING_METHODS["array"]


def check_kept(instance: Instance) -> None:
    """Raise `Refused` where a call inside another expression changes something."""
    nodes = list(own_nodes(instance.tree.body))
    plain = {id(n.value) for n in nodes if isinstance(n, (gast.Assign, gast.Expr))}
    for n in nodes:
        if isinstance(n, gast.Call) and id(n) not in plain and changes(instance, n):
            raise Refused("kept_call", n)


def changes(instance: Instance, e: Any) -> bool:
    """Whether a call writes into an array or container, or binds a variable of somebody else."""
    user = instance.calls.get(e)
    if user is not None:
        remember_memory(user[0])
        return bool(user[0].memory.written or user[0].rebound)
    found = method_of(instance, e)
    if found is not None:
        return found[0] in (ARRAYS if isinstance(found[1], Num) else CHANGING)
    try:
        rule = RULES.get(function_of(instance, e))
    except TypeError:
        return False
    return rule is not None and rule.kind == "mutation"
