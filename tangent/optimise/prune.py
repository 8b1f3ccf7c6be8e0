"""Values that are handed over and not read.

    return y, (x, t1, t2)           →     return y, (x, t2)

    x, t1, t2 = saved               →     x, t2 = saved

What a backward function needs is decided before the other passes run, some of which then need less of it.
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.optimise.chains import Context, parameters
from tangent.syntax.nodes import walk


def prune(*contexts: Context) -> bool:
    """The functions of a pair: a forward and its backward function."""
    if len(contexts) != 2:
        return False
    forward, backward = (c.function for c in contexts)
    handed, taken = _handed(forward), _taken(backward)
    if handed is None or taken is None or len(handed.elts) != len(taken.targets[0].elts):
        return False
    names = [e.id for e in taken.targets[0].elts]
    read = {n.id for n in walk(backward.body) if type(n) is gast.Name and n not in taken.targets[0].elts}
    kept = [k for k, name in enumerate(names) if name in read]
    if len(kept) == len(names):
        return False
    handed.elts = [handed.elts[k] for k in kept]
    taken.targets[0].elts = [taken.targets[0].elts[k] for k in kept]
    if not kept:
        backward.body.remove(taken)
    elif len(kept) == 1:
        _hand_over_bare(forward, backward, taken)
    return True


def _handed(forward: Any) -> Any:
    """The display of what the forward function hands over."""
    returns = [n for n in walk(forward.body) if isinstance(n, gast.Return)]
    if len(returns) != 1 or not isinstance(returns[0].value, gast.Tuple):
        return None
    saved = returns[0].value.elts[-1]
    return saved if isinstance(saved, gast.Tuple) else None


def _taken(backward: Any) -> Any:
    """The statement that takes it apart."""
    first = parameters(backward.args)[0].id
    for s in backward.body:
        if isinstance(s, gast.Assign) and isinstance(s.value, gast.Name) and s.value.id == first:
            target = s.targets[0]
            names = isinstance(target, gast.Tuple) and all(type(e) is gast.Name for e in target.elts)
            return s if names else None
    return None


def _hand_over_bare(forward: Any, backward: Any, taken: Any) -> None:
    pair = next(n for n in walk(forward.body) if isinstance(n, gast.Return)).value
    pair.elts[-1] = pair.elts[-1].elts[0]
    parameters(backward.args)[0].id = taken.targets[0].elts[0].id
    backward.body.remove(taken)
