"""Callees as they are, without a derivative, where the user's own function cannot be called.

A callee that rebinds variables of an enclosing function (or reads some that were rebound in the meantime)
gets them as parameters and returns the new ones.  Where such a call carries no derivative it still is the
emitted form that has to be called: the user's function would change variables of a frame that is not there.
So it is where an object is a dict of its attributes, which the user's function knows nothing of.
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.analyse.attributes import is_new, paths_in
from tangent.analyse.fields import holds_fields
from tangent.analyse.stars import Bound
from tangent.analyse.state import hidden_parameters
from tangent.syntax.nodes import become, clone, load, walk
from tangent.syntax.refuse import Refused
from tangent.transform.defaults import default_of
from tangent.transform.module import Emitted, Module
from tangent.transform.nested import nested
from tangent.types import Type
from tangent.unit import Instance


def mark(instance: Instance) -> None:
    """Note on the calls that need the emitted form; copies of the nodes keep the note."""
    if not instance.calls:
        return
    inner = set(hidden_parameters(instance)) & set(instance.rebound)
    for n in walk(instance.tree.body):
        found = instance.calls.get(n)
        if found is not None:
            callee, bound = found
            variables = callee.rebound or callee.places or set(callee.attrs.values()) & set(callee.arg_types)
            types = (callee.result, *callee.arg_types.values())
            variables = variables or any(map(_is_none_of_its_class, types))
            if variables or inner & set(bound.hidden.values()):
                n.plain = found


def _is_none_of_its_class(t: Type | None) -> bool:
    """Whether a value is, or holds, an object that exists only as variables, or as a dict."""
    return holds_fields(t) or any(map(is_new, paths_in(t)))


def complete(module: Module) -> None:
    """Exchange the marked calls that are left, and write the functions that they need."""
    done = 0
    while done < len(module.functions):
        tree = module.functions[done].tree
        done += 1
        for n in walk(tree.body):
            found = getattr(n, "plain", None)
            if found is not None:
                callee, bound = found
                new = gast.Call(load(_plain(module, callee)), _arguments(module, callee, bound), [])
                become(n, new)  # a property or an operator was none


def _plain(module: Module, instance: Instance) -> str:
    key = ("plain", id(instance))
    name = module.cache.get(key)
    if name is None:
        name = module.cache[key] = module.function_name(f"{instance.unit.name}_primal")
        tree = gast.parse(f"def {name}(): pass").body[0]
        tree.args.args = [gast.Name(p, gast.Param(), None, None) for p in instance.arg_types]
        tree.body = nested(clone(instance.tree.body)) or [gast.Pass()]
        module.functions.append(Emitted(tree, instance.unit, set(instance.unit.temporaries)))
    return name


def _arguments(module: Module, callee: Instance, bound: Bound) -> list[Any]:
    out: list[Any] = []
    for p in callee.arg_types:
        if p in bound.exprs:
            out.append(clone(bound.exprs[p]))
        elif p in bound.hidden:
            out.append(load(bound.hidden[p]))
        else:
            found = default_of(module.ours(callee.unit), callee, p)
            if found is None:
                raise Refused("state", callee.unit.tree, callee.unit.name)
            out.append(found)
    return out
