"""Reduce a function to the core language: single exit, one operation per statement, one name per value.

The order: fence (refuse), matches (`match`), control (exits), flatten (operations), webs (names).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import gast

from tangent.normalise.caches import with_caches
from tangent.normalise.changing import name_changing_calls
from tangent.normalise.checkpoints import with_checkpoints
from tangent.normalise.comprehensions import ALL_FORMS, variables
from tangent.normalise.control import single_exit
from tangent.normalise.fence import fence
from tangent.normalise.flatten import flatten
from tangent.normalise.functional import maps_as_generators
from tangent.normalise.generators import iterator_as_generator, without_yield_from
from tangent.normalise.handed import iterators_as_generators
from tangent.normalise.imports import Imported, without_imports
from tangent.normalise.iterators import without_iterators
from tangent.normalise.matches import without_match
from tangent.normalise.meanings import Meanings
from tangent.normalise.suppressed import without_suppress
from tangent.normalise.transposed import transpose_displays
from tangent.normalise.walrus import loops_with_test
from tangent.normalise.webs import split_webs
from tangent.syntax.nodes import Namer, children, names_in, own_nodes, stores_in, walk


@dataclass(frozen=True)
class Normal:
    """A function in the core language; `temporaries` are the names that flattening made, `taken` all names.
    """

    tree: gast.FunctionDef
    temporaries: frozenset[str]
    taken: frozenset[str]
    imports: tuple[Imported, ...] = ()
    carried: frozenset[str] = frozenset()
    """Temporaries that an earlier derivation has made."""


def normalise(function: gast.FunctionDef, around: Meanings, nested: bool = False) -> Normal:
    """`function` is rewritten in place.

    nested: it is defined inside another function, and may rebind variables of that one.
    """
    fence(function, nested)
    meanings = around.builtins
    namer = Namer(names_in(function) | stores_in(function.body) | {function.name})
    outside = rebound_outside(function)
    with_checkpoints(function, namer, around.mark)
    with_caches(function, namer, around.mark)
    without_suppress(function, around.mark)
    imports = without_imports(function, namer)
    iterator_as_generator(function, builtins_in(function, meanings))
    function.body = without_yield_from(function.body, namer)
    without_match(function, namer)
    temporaries = name_changing_calls(function, namer, builtins_in(function, meanings), around.known)
    loops_with_test(function.body)
    maps_as_generators(function, namer, builtins_in(function, meanings))
    transpose_displays(function, builtins_in(function, meanings))
    iterators_as_generators(function, namer, builtins_in(function, meanings), around)
    temporaries |= without_iterators(function, namer, builtins_in(function, meanings), around)
    iterators_as_generators(function, namer, builtins_in(function, meanings), around, named=True)
    single_exit(function, namer)
    temporaries |= flatten(function, namer, meanings)
    split_webs(function, namer, temporaries, captured_names(function), outside)
    return Normal(function, frozenset(temporaries), frozenset(namer.taken), imports)


def builtins_in(function: Any, meanings: Mapping[str, str]) -> Callable[[Any], str]:
    """Which builtin an expression means in a function; "" for others."""
    own = stores_in(function.body) | set(params_of(function))

    def builtin(e: Any) -> str:
        known = isinstance(e, gast.Name) and e.id not in own
        return meanings.get(e.id, e.id) if known else ""

    return builtin


def params_of(function: Any) -> list[str]:
    """Names of all parameters of a function or lambda, in order."""
    a = function.args
    every = [
        *a.posonlyargs,
        *a.args,
        *([a.vararg] if a.vararg else []),
        *a.kwonlyargs,
        *([a.kwarg] if a.kwarg else []),
    ]
    return [p.id for p in every]


def free_names(function: Any) -> list[str]:
    """Names that a nested function or lambda reads from outside, sorted."""
    body = function.body if isinstance(function.body, list) else [function.body]
    outside = rebound_outside(function)
    bound = (set(params_of(function)) | stores_in(body)) - outside
    return sorted((_read_in(body) | outside) - bound)


def _read_in(nodes: list[Any]) -> set[str]:
    """Names that are read, but for variables of comprehensions, and of functions inside."""
    found: set[str] = set()
    stack = list(nodes)
    while stack:
        n = stack.pop()
        if isinstance(n, (gast.FunctionDef, gast.Lambda)):
            found |= set(free_names(n))
            stack += [d for d in [*n.args.defaults, *n.args.kw_defaults] if d is not None]
            continue
        if isinstance(n, ALL_FORMS):
            first = n.generators[0].iter
            found |= _read_in([c for c in children(n) if c is not first]) - set(variables(n))
            n = first
        if isinstance(n, gast.Name) and isinstance(n.ctx, gast.Load):
            found.add(n.id)
        stack += children(n)
    return found


def rebound_outside(function: Any) -> set[str]:
    """Variables of an enclosing function that a nested one declares `nonlocal`."""
    if not isinstance(function.body, list):
        return set()
    declared = [n.names for n in own_nodes(function.body) if isinstance(n, gast.Nonlocal)]
    return {name for names in declared for name in names}


def captured_names(function: gast.FunctionDef) -> set[str]:
    """Variables of `function` that functions defined inside it read."""
    own = stores_in(function.body) | set(params_of(function))
    found: set[str] = set()
    for n in walk(function.body):
        if isinstance(n, (gast.FunctionDef, gast.Lambda)):
            found |= set(free_names(n)) & own
    return found
