"""The result of a reversal: both sweeps of one instance."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import gast

from tangent.analyse.memory import Memory
from tangent.analyse.parts import PUTS
from tangent.syntax.nodes import Namer, is_effect, is_ellipsis, loads_in, statements_in
from tangent.transform.bars import Bar, Key
from tangent.unit import Instance

State = dict[Key, Bar]


@dataclass(eq=False)
class Sweeps:
    """The result: forward and backward statements of one instance, before values are saved.

    bars: parameter → expression of its adjoint at the end; None where it is zero.
    """

    instance: Instance
    name: str
    active: frozenset[str]
    shadow_params: tuple[str, ...]
    unstable: frozenset[str]
    memory: Memory
    beside: frozenset[str] = frozenset()
    """Regions of memory whose shadows are made in the forward sweep (see `beside.py`)."""
    shadows: frozenset[str] = frozenset()
    """The names of these shadows."""
    forward: list[Any] = field(default_factory=list)
    backward: list[Any] = field(default_factory=list)
    result: Any = None
    out_bars: list[str] = field(default_factory=list)
    out_bar: str = "out_bar"
    bars: dict[str, Any] = field(default_factory=dict)
    namer: Namer = field(default_factory=Namer)
    multi: frozenset[str] = frozenset()
    saved_calls: set[str] = field(default_factory=set)
    reads_written: tuple[str, ...] = ()
    forward_name: str = ""
    backward_name: str = ""
    pair: Any = None
    typer: Any = None
    parts: Any = None
    ours: Any = None
    counters: dict[int, str] = field(default_factory=dict)
    bar_names: dict[Key, str] = field(default_factory=dict)
    plans: dict[int, Any] = field(default_factory=dict)
    definitions: dict[str, list[Any]] = field(default_factory=dict)
    levels: list[tuple[Any, list[Any]]] = field(default_factory=list)
    """Statements that give a variable an adjoint on one way through a branch, with the branch."""

    @cached_property
    def handed_out(self) -> set[str]:
        """Regions of memory of what the program puts into an object from outside: `history.append(h)`."""
        given: set[str] = set()
        for st in statements_in(self.instance.tree.body):
            e = getattr(st, "value", None)
            if not is_effect(st):
                continue
            if isinstance(st, gast.Assign):
                given |= loads_in(st.value) if self.gives_away(st.targets[0]) else set()
            elif isinstance(e, gast.Call) and isinstance(e.func, gast.Attribute) and e.func.attr in PUTS:
                given |= loads_in(e.args)
        return {self.memory.region_of(n) for n in given}

    def gives_away(self, target: Any) -> bool:
        """Whether what is stored there is the object itself: `space[...] = y` takes only numbers."""
        filled = isinstance(target, gast.Subscript) and is_ellipsis(target.slice)
        return not filled and not isinstance(target, gast.Name)

    def goes_on_changing(self, name: str) -> bool:
        """Whether a value has to be copied to be kept: others hold it, and may write to it."""
        home = self.memory.region_of(name)
        return home in self.handed_out or any(self.memory.region_of(p) == home for p in self.unstable)
