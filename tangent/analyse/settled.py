"""A variable whose type is a container in one place and not known in another has no one adjoint.

The adjoint of a list is a list; that of what is not known is made by helpers that treat it as an array.  What
was added to the one would be missing in the other.
"""

from __future__ import annotations

import gast

from tangent.syntax.nodes import walk
from tangent.syntax.refuse import Refused
from tangent.types import CONTAINERS, Unknown, differentiable
from tangent.unit import Instance


def check_settled(instance: Instance, varied: frozenset[str]) -> None:
    """Raise `Refused` where a variable that carries a derivative may be a container, or not."""
    containers: set[str] = set()
    unknown: dict[str, gast.Name] = {}
    for n in walk(instance.tree.body):
        if isinstance(n, gast.Name) and n.id in varied:
            t = instance.types.get(n)
            if isinstance(t, CONTAINERS) and differentiable(t):
                containers.add(n.id)
            elif type(t) is Unknown:
                unknown.setdefault(n.id, n)
    for name in (n for n in unknown if n in containers):
        raise Refused("container", unknown[name], f"`{name}`, which is a container or something else")
