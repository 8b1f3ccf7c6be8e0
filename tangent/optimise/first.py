"""The first part that is added to a new buffer of zeros is put there.

    x_bar = np.zeros_like(x)        →     x_bar = np.zeros_like(x)
    x_bar[:-1] -= t_bar                   x_bar[1:] = t_bar
    x_bar[1:] += t_bar                    x_bar[:-1] -= t_bar

Sums can be reordered, but nothing else may have looked at the buffer.  What is only taken away stays:
`= -t_bar` would cost as much.
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.optimise.chains import Chains, Context, Info, is_zeros_like
from tangent.optimise.effects import root
from tangent.syntax.nodes import statements_in

REACH = 20  # how many statements may stand between

_PLAIN = (gast.Assign, gast.AugAssign)


def first(context: Context) -> bool:
    if not any(_is_zeros(s, context) for s in statements_in(context.function.body, nested=False)):
        return False
    chains = context.chains()
    changed = False
    for zeros in chains.infos:
        if _is_zeros(zeros.stmt, context):
            first = _first_addition(zeros, chains)
            if first is not None:
                _assign_first(first, zeros.block)
                changed = True
    return changed


def _is_zeros(s: Any, context: Context) -> bool:
    return (
        isinstance(s, gast.Assign)
        and len(s.targets) == 1
        and type(s.targets[0]) is gast.Name
        and context.adjoint(s.targets[0].id)
        and is_zeros_like(s.value)
    )


def _first_addition(zeros: Info, chains: Chains) -> list[Info] | None:
    """The additions to parts of a buffer of zeros, up to the first that adds and does not take away."""
    buffer, name = zeros.defs[0], zeros.stmt.targets[0].id
    run: list[Info] = []
    for i in range(zeros.index + 1, min(zeros.index + 1 + REACH, len(chains.infos))):
        info = chains.infos[i]
        s = info.stmt
        if info.block is not zeros.block or not isinstance(s, _PLAIN):
            return None
        touched = [*info.written, *(u.of for u in info.uses)]
        if not any(chains.same_object(d, buffer) for d in touched):
            if run or info.effect:
                return None
            continue
        adds = isinstance(s, gast.AugAssign) and isinstance(s.op, (gast.Add, gast.Sub))
        if not adds or info.calls or not isinstance(s.target, gast.Subscript):
            return None
        if root(s.target).id != name or any(
            u.kind == "read" and chains.same_object(u.of, buffer) for u in info.uses
        ):
            return None
        run.append(info)
        if isinstance(s.op, gast.Add):
            return run
    return None


def _assign_first(run: list[Info], block: list[Any]) -> None:
    s = run[-1].stmt
    place = next(i for i, other in enumerate(block) if other is run[0].stmt)
    block.remove(s)
    block.insert(place, gast.Assign([s.target], s.value, None))
