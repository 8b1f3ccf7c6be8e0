"""Which lists, dicts and sets have one name only: a copy of such a one can stand for it on the way back."""

from __future__ import annotations

import gast

from tangent.analyse.kinds import holds
from tangent.syntax.nodes import walk
from tangent.transform.reverse import Sweeps
from tangent.types import CONTAINERS, Callable_, Num, Obj, Plain, Record, SetOf, Static, Type

OTHERS = (Num, Static, Plain, Callable_, Obj)
"""No containers, and nothing that a list of the program could be put into."""


class Alone:
    """The names of one function; asked by name."""

    def __init__(self, sweeps: Sweeps) -> None:
        self.parts = sweeps.parts
        self.memory = sweeps.instance.memory
        self.kinds: dict[str, set[Type | None]] = {p: {t} for p, t in sweeps.instance.arg_types.items()}
        for n in walk(sweeps.instance.tree.body):
            if isinstance(n, gast.Name):
                self.kinds.setdefault(n.id, set()).add(sweeps.instance.types.get(n))

    def __call__(self, name: str) -> bool:
        """Whether a list, dict or set has no other name, and is in no other one."""
        home = self.memory.region_of(name)
        others = [m for m in self.kinds if m != name and self.memory.region_of(m) == home]
        if self.holds(name, SetOf):
            return all(self.holds(m, OTHERS) for m in others)
        return self.holds(name, CONTAINERS) and not any(self.may_be_or_hold(m, name) for m in others)

    def holds(self, name: str, classes: type | tuple[type, ...]) -> bool:
        """Whether a name always stands for a value of these classes."""
        return all(isinstance(t, classes) for t in self.kinds.get(name, {None}))

    def may_be_or_hold(self, other: str, name: str) -> bool:
        if self.holds(other, OTHERS):
            return False
        if not self.holds(other, CONTAINERS):
            return True
        # What an object holds is put there by a call, and read as an attribute: only its type tells.
        objects = [t for t in self.kinds[other] if isinstance(t, Record)]
        if any(holds(t, part) for t in objects for part in self.kinds[name]):
            return True
        return bool(self.parts.may_be(name, other) or other in self.parts.above(name))
