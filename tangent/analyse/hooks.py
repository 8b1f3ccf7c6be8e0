"""The value that a block of `grad_of` looks at must not be written in place: its adjoint would be, too."""

from __future__ import annotations

import gast

from tangent.analyse.flow import function_of
from tangent.runtime import hooked
from tangent.syntax.nodes import walk
from tangent.syntax.refuse import Refused
from tangent.unit import Instance


def check_hooks(instance: Instance) -> None:
    memory = instance.memory
    written = {memory.region_of(n) for names in memory.writes.values() for n in names}
    for n in walk(instance.tree.body):
        if isinstance(n, gast.Call) and function_of(instance, n) is hooked:
            name = n.args[0].id
            if memory.region_of(name) in written:
                detail = f"`grad_of({name})` of an array that is written in place"
                hint = f"Look at a copy (`{name} = {name}.copy()`), or at the value that is written."
                raise Refused("block", n, detail, hint)
