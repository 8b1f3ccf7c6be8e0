"""The result of a reversal: both sweeps of one instance."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tangent.analyse.memory import Memory
from tangent.syntax.nodes import (
    Namer,
)
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
