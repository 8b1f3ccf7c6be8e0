"""Workspaces: arrays, lists and dicts that the program writes in place but that no parameter brings.

    def f(x):                               def f(x):
        buf[:] = 2.0 * x                        buf_1 = buf.copy()
        fill(x)                     →           buf_1[:] = 2.0 * x
        return np.sum(buf)                      fill(x, buf_1)
                                                t1 = np.sum(buf_1)
                                                buf[...] = buf_1
                                                return t1

A global (or a variable captured by the function) that is written is a hidden parameter of each function that
writes or reads it, or that calls one which does.  The function that is differentiated works on a copy, and
leaves in the workspace what the primal leaves there, once, at the end of the forward sweep: the backward
sweep, which puts old values back, never reaches the user's array.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import gast
import numpy as np

from tangent.analyse.attributes import is_new, taken_in
from tangent.analyse.logs import logs_among
from tangent.analyse.memory import Memory, remember_memory
from tangent.analyse.standins import (
    check_kept,
    contents_back,
    copy_of,
    deep_contents_back,
    deep_copy,
    holds_written,
)
from tangent.syntax.nodes import (
    Namer,
    assign,
    at,
    children,
    clone,
    effect,
    load,
    names_in,
    stores_in,
    substitute,
)
from tangent.syntax.refuse import Refused
from tangent.types import Dict, ListOf, Num, Seq, SetOf, Type
from tangent.unit import Instance, Place


def written_places(instance: Instance, followed: set[Place], shared: set[Place]) -> dict[str, Place]:
    """The variables from outside that hold what the instance, or what it calls, writes in place.

    Lists and dicts that are only added to are logs: these statements are left as they are, and act on the
    user's own object.  `followed`: places that are read somewhere, so that what is put in counts.  `shared`:
    those that are written elsewhere, and read here perhaps.
    """
    found = {n: p for n, p in _outside(instance).items() if n not in instance.places}
    if not found:
        return {}
    logs = {n: s for n, s in logs_among(instance, found).items() if found[n] not in followed}
    for name, statements in logs.items():
        instance.logged.add(found.pop(name))
        for s in statements:
            effect(s)
    instance.read |= {p for p in found.values() if not isinstance(p.value, np.ndarray)}
    remember_memory(instance)
    memory: Memory = instance.memory
    instance.memory = None  # the tree is going to change
    found_here = {n: p for n, p in found.items() if n in memory.touched or p in shared}
    instance.looks_at |= set(found.values()) - set(found_here.values())
    return found_here


def read_elsewhere(instances: Iterable[Instance]) -> set[Place]:
    """Places that one function writes and another one looks at, which does not know of that."""
    instances = list(instances)
    written = {p for i in instances for p in i.places.values()}
    values = {id(p.value) for p in written}
    missed: set[Place] = set()
    for i in instances:
        for p in i.looks_at:
            if p in written:
                missed.add(p)
            elif id(p.value) in values:
                raise Refused("container", i.tree, f"`{p.name}`, which is written under another name")
        for p, e in i.read_unseen.items():
            if id(p.value) in values:
                raise Refused("container", e, f"`{p.name}`, read by a function that is called unseen")
    return missed


def _outside(instance: Instance) -> dict[str, Place]:
    """Variables from outside that hold something that can be written."""
    found: dict[str, Place] = dict(instance.borrowed)
    own = stores_in(instance.tree.body) | set(instance.arg_types)
    stack: list[Any] = list(instance.tree.body)
    while stack:
        n = stack.pop()
        if isinstance(n, gast.Name) and n.id not in own and n.id not in found:
            if _writable(instance.types.get(n)):
                place = place_of(instance.unit.scope, n.id)
                if place is not None:
                    found[n.id] = place
        elif not isinstance(n, (gast.FunctionDef, gast.Lambda)):
            stack += children(n)
    return {n: found[n] for n in sorted(found)}


def place_of(scope: Any, name: str) -> Place | None:
    # A name that a function has of another one, with its text, means the variable of that one.
    scope, name = scope.origin(name)
    try:
        kind, value = scope.lookup(name)
    except KeyError:
        return None
    if kind == "builtin":
        return None
    function = scope.function
    free = function.__code__.co_freevars
    where = function.__closure__[free.index(name)] if name in free else function.__globals__
    return Place(id(where), name, scope, value)


def _writable(t: Type | None) -> bool:
    if isinstance(t, Num):
        return t.kind in ("array", "any")
    return isinstance(t, (Dict, SetOf)) or (isinstance(t, (Seq, ListOf)) and t.kind == "list")


def with_copies(
    instance: Instance, order: list[Instance], held_at: Callable[[Any], Any]
) -> Instance:
    """The instance as it is called from outside: it makes the copies, and writes them back.

    held_at: what an attribute of an object from outside holds now.
    """
    namer = Namer(instance.unit.taken | names_in(instance.tree) | set(instance.places))
    local = {name: namer.fresh(name) for name in instance.places}
    places = {local[name]: place for name, place in instance.places.items()}
    temporaries = set(local.values())

    def temporary() -> str:
        temporaries.add(new := namer.temporary())
        return new

    before, behind, attributes = taken_in(instance, order, temporary, held_at)
    apart = {*places, *local, *attributes}
    types = {n: t for n, t in instance.arg_types.items() if n not in apart}
    body = [_renamed(s, local) for s in instance.tree.body]
    head: list[Any] = []
    tail: list[Any] = []
    for name, new in local.items():
        t = instance.arg_types[name]
        if holds_written(instance, name, t):
            check_kept(instance, order, name, t)
            changed = name in instance.memory.grown
            copied = deep_copy(t, load(name), temporary, head)
            back = deep_contents_back(t, load(name), load(new), changed)
        else:
            copied, back = copy_of(t, load(name)), contents_back(t, load(name), new)
        head.append(assign(new, copied))
        tail += [_located(effect(s), instance) for s in back]
    head = [_located(s, instance) for s in head]
    instance.unit.learn(temporaries, namer)
    last = [body.pop()] if body and isinstance(body[-1], gast.Return) else []
    if instance.rebound:  # nobody takes what is behind the result
        last[0].value = last[0].value.elts[0]
    new_instance = Instance(instance.unit, instance.name, types, clone(instance.tree))
    new_instance.tree.body = [*head, *before, *body, *tail, *behind, *last]
    new_instance.places, new_instance.unrolled = places, instance.unrolled
    # What the function itself makes is still made of variables.
    new_instance.attrs = {key: name for key, name in instance.attrs.items() if is_new(key[0])}
    return new_instance


def _renamed(node: Any, table: dict[str, str]) -> Any:
    """A copy with names exchanged; functions defined inside read the workspace as a hidden parameter, but for
    those that we write and that are never taken out (`inside`)."""
    if isinstance(node, (gast.FunctionDef, gast.Lambda)) and not getattr(node, "inside", False):
        return clone(node)
    if isinstance(node, gast.Name) or not children(node):
        return substitute(node, table)
    new = clone(node)
    for field in node._fields:
        value = getattr(node, field, None)
        if isinstance(value, list):
            setattr(new, field, [_renamed(v, table) if isinstance(v, gast.AST) else v for v in value])
        elif isinstance(value, gast.AST):
            setattr(new, field, _renamed(value, table))
    return new


def _located(s: Any, instance: Instance) -> Any:
    return at(s, instance.tree)
