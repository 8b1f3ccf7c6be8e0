"""The pair of a function of which only arguments, or snapshots of its loop, are kept; it is run again.

The pair that keeps everything is written once beside it, and called by both halves.  `steps_forward(start,
stop, ...)` takes any steps of a loop, so a segment between two snapshots (uniform), or a single step
(binomial), is undone by the same two functions.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import gast

import tangent.runtime as runtime
from tangent.analyse.memory import remember_memory
from tangent.analyse.repeatable import refuse_effects
from tangent.syntax.nodes import Namer
from tangent.syntax.refuse import Refused
from tangent.types import Num
from tangent.unit import Instance


@dataclass(frozen=True)
class Parts:
    """The parameters of the function by what happens to them.

    states: bound again by a step.  written: arrays and containers that it writes into.  constants: the
    others.
    """

    instance: Instance
    inner: Any
    shadows: tuple[str, ...]
    copied: frozenset[str]
    unstable: frozenset[str]

    @property
    def states(self) -> tuple[str, ...]:
        return tuple(self.instance.rebound)

    @property
    def moving(self) -> tuple[str, ...]:
        """What a snapshot consists of."""
        found = {*self.states, *self.written}
        return tuple(p for p in self.instance.arg_types if p in found)

    @property
    def written(self) -> tuple[str, ...]:
        return tuple(p for p in self.instance.arg_types if p in self.instance.memory.written)

    @property
    def constants(self) -> tuple[str, ...]:
        return tuple(p for p in self.instance.arg_types if p not in self.moving)


def keep_less(
    assembler: Any, pair: Any, inner: Any, instance: Instance, shadows: tuple[str, ...], unstable: Any
) -> None:
    """Write the two functions of `pair`, by means of those of `inner`, which keep everything."""
    refuse_effects(instance)
    remember_memory(instance)
    memory = instance.memory
    both = [p for p in instance.rebound if p in memory.written]
    if both:
        raise Refused(
            "checkpoint", instance.tree, f"`{both[0]}` is written in place and bound to another object"
        )
    homes = {memory.region_of(p) for p in memory.written}
    moved = {p for p in instance.arg_types if memory.region_of(p) in homes}
    parts = Parts(instance, inner, shadows, frozenset(moved), frozenset(unstable))
    text = _Text(assembler, parts)
    kept = instance.unit.kept
    forward, backward = {"arguments": text.arguments, "uniform": text.uniform, "binomial": text.binomial}[
        kept.schedule
    ]()
    head = [text.saved, *([text.out_bar] if inner.out_bar else []), *(text.bar(p) for p in shadows)]
    assembler.function(pair.forward_name, instance, forward, None)
    assembler.function(pair.backward_name, instance, backward, None, params=head)


class _Text:
    """The bodies of the two functions, as text."""

    def __init__(self, assembler: Any, parts: Parts) -> None:
        self.p, self.inner = parts, parts.inner
        unit = parts.instance.unit
        self.namer = Namer({*unit.taken, *parts.instance.arg_types})
        self.ours = assembler.module.ours(unit)
        self.saved, self.out_bar, self.again, self.out = map(
            self.namer.fresh, ("saved", "out_bar", "again", "out")
        )
        self.bars: dict[str, str] = {}

    def bar(self, p: str) -> str:
        if p not in self.bars:
            self.bars[p] = self.namer.fresh(f"{p}_bar")
        return self.bars[p]

    def fresh(self, *wishes: str) -> list[str]:
        return [self.namer.fresh(w) for w in wishes]

    # -------------------------------------------------------------- parts of the text

    def copy_of(self, p: str) -> str:
        if isinstance(self.p.instance.arg_types[p], Num):
            return f"{p}.copy()"
        return f"{self.ours('copied', copy.deepcopy)}({p})"

    def snapshot(self, names: Iterable[str]) -> str:
        return _tuple([self.copy_of(p) if p in self.p.copied else p for p in names])

    def constants(self, leave: Iterable[str] = ()) -> list[str]:
        """The constants to be kept, as expressions; those that the caller goes on writing to as copies."""
        left = [p for p in self.p.constants if p not in set(leave)]
        return [self.copy_of(p) if p in self.p.unstable else p for p in left]

    def call(self, exchanged: dict[str, str]) -> str:
        """Some steps, by the forward function that keeps everything: the value and what is kept."""
        args = [exchanged.get(p, p) for p in self.p.instance.arg_types]
        return f"{self.inner.forward_name}({', '.join(args)})"

    def advance(self, start: str, stop: str, k: str, end: str = "") -> list[str]:
        """Steps of which nothing but the state is kept."""
        call = self.call({start: k, stop: end or f"{k} + 1"})
        return [f"{self.out} = {call}[0]", *self.values()] if self.p.states else [call]

    def back(self, exchanged: dict[str, str]) -> str:
        """The call of the backward function that belongs to it."""
        bars = []
        if self.inner.out_bar:
            states = [
                self.bar(p) if p in self.inner.returned else f"{self.out_bar}[{k + 1}]"
                for k, p in enumerate(self.p.states)
            ]
            bars = [_tuple([f"{self.out_bar}[0]", *states])] if states else [self.out_bar]
        # What is kept of these steps ends with the call.
        args = [
            f"{self.call(exchanged)}[1]",
            *bars,
            *(self.bar(p) for p in self.p.shadows),
            *self.inner.reads_written,
        ]
        return f"{self.inner.backward_name}({', '.join(args)})"

    def begin(self) -> list[str]:
        """Adjoints before the first step is undone."""
        lines = []
        for k, p in enumerate(self.p.states):
            if p in self.inner.returned:
                lines.append(f"{self.bar(p)} = {self.out_bar}[{k + 1}]")
        for p in self.inner.returned:
            if p not in self.p.states:
                lines.append(f"{self.bar(p)} = {self.zero(p)}")
        return lines

    def zero(self, p: str) -> str:
        t = self.p.instance.arg_types[p]
        if isinstance(t, Num) and t.kind == "py" and t.dtype is not None and t.dtype.kind == "f":
            return "0.0"
        return f"{self.ours('zeros', runtime.zeros)}({p})"

    def undo(self, exchanged: dict[str, str]) -> list[str]:
        """Some steps again, one call of the backward function, and what it finds."""
        found, more = [], []
        for p in self.inner.returned:
            if p in self.p.states:
                found.append(self.bar(p))
                continue
            (part,) = self.fresh(f"{p}_part_bar")
            found.append(part)
            t = self.p.instance.arg_types[p]
            total = (
                f"{self.bar(p)} + {part}"
                if isinstance(t, Num)
                else f"{self.ours('add', runtime.add)}({self.bar(p)}, {part})"
            )
            more.append(f"{self.bar(p)} = {total}")
        return [f"{', '.join(found)} = {self.back(exchanged)}" if found else self.back(exchanged), *more]

    def end(self) -> list[str]:
        bars = [self.bar(p) for p in self.inner.returned]
        return [f"return {', '.join(bars)}"] if bars else []

    def result(self, value: str, kept: str) -> str:
        return f"return {value}, {kept}"

    def values(self) -> list[str]:
        """The states after a call."""
        return [f"{p} = {self.out}[{k + 1}]" for k, p in enumerate(self.p.states)]

    def value(self) -> str:
        return _tuple(["None", *self.p.states]) if self.p.states else "None"

    # -------------------------------------------------------------- schedules

    def arguments(self) -> tuple[list[Any], list[Any]]:
        names = list(self.p.instance.arg_types)
        (value,) = self.fresh("value")
        unkept = [p for p in names if p in self.p.copied or p in self.p.unstable]
        kept = {p: self.namer.fresh(f"{p}_kept") for p in unkept}
        forward = [f"{kept[p]} = {self.copy_of(p)}" for p in unkept]
        # What the caller goes on writing to is not seen by the function either.
        apart = {p: k for p, k in kept.items() if p not in self.p.copied}
        forward += [f"{value} = {self.call(apart)}[0]"]
        forward += [self.result(value, _tuple([kept.get(p, p) for p in names]))]
        backward = [f"{_targets(names)} = {self.saved}"] if names else []
        backward += [f"{p} = {self.copy_of(p)}" for p in self.p.written]
        backward.append(f"_, {self.again} = {self.call({})}")
        call = f"{self.inner.backward_name}({', '.join(self.arguments_back())})"
        backward.append(f"return {call}" if self.inner.returned else call)
        return _parsed(forward, self.about_forward()), _parsed(
            backward, self.about_backward("it is computed again")
        )

    def arguments_back(self) -> list[str]:
        out_bar = [self.out_bar] if self.inner.out_bar else []
        return [self.again, *out_bar, *(self.bar(p) for p in self.p.shadows), *self.inner.reads_written]

    def uniform(self) -> tuple[list[Any], list[Any]]:
        start, stop, *slots = self.bounds()
        k, distance, snapshots = self.fresh("k", "distance", "snapshots")
        function = self.ours("uniform_distance", runtime.uniform_distance)
        segment = {start: k, stop: f"min({k} + {distance}, {stop})"}
        moving = self.p.moving
        forward = [
            f"{distance} = {function}({', '.join([f'{stop} - {start}', *slots])})",
            f"{snapshots} = []",
            f"for {k} in range({start}, {stop}, {distance}):",
            *_indented(self.break_if_stopped()),
            f"    {snapshots}.append({self.snapshot((k, *moving))})",
            *_indented(self.advance(start, stop, k, segment[stop])),
            self.result(self.value(), _tuple([stop, distance, snapshots, *self.constants((start, stop))])),
        ]
        names = [stop, distance, snapshots, *(p for p in self.p.constants if p not in (start, stop))]
        backward = [
            f"{_targets(names)} = {self.saved}",
            *self.begin(),
            f"for {', '.join([k, *moving])} in reversed({snapshots}):"
            if moving
            else f"for ({k},) in reversed({snapshots}):",
            *_indented([f"{p} = {self.copy_of(p)}" for p in self.p.written]),
            *_indented(self.undo(segment)),
            *self.end(),
        ]
        return _parsed(forward, self.about_forward()), _parsed(
            backward, self.about_backward("from each snapshot to the next one again, the last ones first")
        )

    def binomial(self) -> tuple[list[Any], list[Any]]:
        start, stop, slots = self.bounds()
        k, first, last, due, left = self.fresh("k", "first", "last", "due", "left")
        begin, snapshots = self.fresh("begin", "snapshots")
        distance = self.ours("snapshot_distance", runtime.snapshot_distance)
        moving = self.p.moving

        forward = [
            f"{begin} = {self.snapshot(moving)}",
            f"{last} = {stop}",
            f"for {k} in range({start}, {stop}):",
            *_indented(self.advance(start, stop, k)),
            *_indented(self.break_if_stopped(f"{last} = {k} + 1")),
            self.result(self.value(), _tuple([start, last, begin, *self.constants((start, stop))])),
        ]
        names = [start, last, begin, *(p for p in self.p.constants if p not in (start, stop))]
        snapshot = f"{snapshots}.append({self.snapshot((k, *moving))})"
        backward = [
            f"{_targets(names)} = {self.saved}",
            f"{snapshots} = [({start}, *{begin})]" if moving else f"{snapshots} = [({start},)]",
            *self.begin(),
            f"for {last} in reversed(range({start}, {last})):",
            f"    {_targets([first, *moving])} = {snapshots}[-1]",
            *_indented([f"{p} = {self.copy_of(p)}" for p in self.p.written]),
            f"    {left} = {slots} - len({snapshots})",
            f"    {due} = {first} + {distance}({last} + 1 - {first}, {left} + 1)",
            f"    for {k} in range({first}, {last}):",
            f"        if {k} == {due}:",
            f"            {snapshot}",
            f"            {due} = {k} + {distance}({last} + 1 - {k}, {left})",
            f"            {left} -= 1",
            *_indented(_indented(self.advance(start, stop, k))),
            f"    if {first} == {last}:",
            f"        {snapshots}.pop()",
            *_indented(self.undo({start: last, stop: f"{last} + 1"})),
            *self.end(),
        ]
        return _parsed(forward, self.about_forward()), _parsed(
            backward, self.about_backward("each step again, from the last snapshot before it")
        )

    def about_forward(self) -> str:
        kept = (
            "its arguments"
            if self.p.instance.unit.kept.schedule == "arguments"
            else "states from which to begin again"
        )
        return f"Value of {self.p.instance.unit.name}, and {kept}."

    def about_backward(self, how: str) -> str:
        return f"Adjoints for {self.p.instance.unit.name}: {how}."

    def bounds(self) -> list[str]:
        return [p.name for p in self.p.instance.unit.params]

    def break_if_stopped(self, *before: str) -> list[str]:
        stopped = self.p.instance.unit.kept.stopped
        return [f"if {stopped}:", *_indented([*before, "break"])] if stopped else []


def _tuple(items: list[str]) -> str:
    return f"({', '.join(items)}{',' if len(items) == 1 else ''})"


def _targets(names: list[str]) -> str:
    return _tuple(names) if len(names) == 1 else ", ".join(names)


def _indented(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def _parsed(lines: list[str], docstring: str) -> list[Any]:
    body: list[Any] = gast.parse("\n".join(lines) + "\n").body
    return [gast.Expr(gast.Constant(docstring, None)), *body]
