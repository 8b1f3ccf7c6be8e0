"""`for k in checkpoint_loop(range(n)): ...` as a call of a function that takes some of its steps.

    for k in checkpoint_loop(range(n)):            def steps(start, stop):
        u = f(u, k)                                    nonlocal u, stopped
        if u > limit:                                  for k in range(start, stop):
            break                            →             u = f(u, k)
                                                           if u > limit:
                                                               stopped = True
                                                               return
                                                   stopped = False
                                                   steps(0, n)

What one step hands to the next is `nonlocal`, and so goes into the function and comes out of it: between
any two steps there is a complete state, of which a snapshot can be taken (`transform/checkpoints.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gast

from tangent.normalise.exposed import Names, exposed
from tangent.syntax.nodes import (
    Namer,
    assign,
    at,
    call,
    children,
    clone,
    const,
    inner_blocks,
    load,
    loads_in,
    store,
    stores_in,
    subscript,
    walk,
)
from tangent.syntax.refuse import Refused


@dataclass(frozen=True)
class Kept:
    """What is kept of a function: "arguments", or snapshots by a "uniform" or "binomial" schedule.

    stopped: the variable that says that no further step is taken.
    """

    schedule: str
    stopped: str = ""

    @property
    def name(self) -> str:
        """What the functions that keep less are called after."""
        return "checkpoint" if self.schedule == "arguments" else self.schedule


def with_checkpoints(function: gast.FunctionDef, namer: Namer, meaning: Callable[[Any], str]) -> None:
    """Rewrite the loops of a function (not of those inside it), and mark decorated functions, in place."""

    def is_checkpoint(func: Any) -> bool:
        return meaning(func) == "loop"

    found = _statements(function.body)
    for s in found:
        if isinstance(s, gast.FunctionDef) and [meaning(d) for d in s.decorator_list] == ["function"]:
            s.decorator_list = []
            s.kept = Kept("arguments")
    marked = [s for s in found if _marked(s, is_checkpoint)]
    if marked:
        reads = Counter(n.id for n in walk(function.body) if isinstance(n, gast.Name) and _is_read(n))
        for s in marked:
            _say_exchanges(s.body, reads)
        given = {n.id for n in function.args.args} | {n.id for n in function.args.kwonlyargs}
        # What a step hands on has a value where the step itself stands in the steps of another loop.
        given |= {n for s in found if isinstance(s, gast.Nonlocal) for n in s.names}
        _Rewriter(namer, is_checkpoint).block(function.body, frozenset(), frozenset(given))


def _marked(s: Any, is_checkpoint: Callable[[Any], bool]) -> bool:
    return isinstance(s, gast.For) and isinstance(s.iter, gast.Call) and is_checkpoint(s.iter.func)


def _is_read(n: Any) -> bool:
    return not isinstance(n.ctx, gast.Store)


def _say_exchanges(stmts: list[Any], reads: Counter[str]) -> None:
    """`t = p; p = q; q = t` → `p, q = q, p`, in place."""
    for s in stmts:
        if not isinstance(s, gast.FunctionDef):
            for block in inner_blocks(s):
                _say_exchanges(block, reads)
    k = 0
    while k + 2 < len(stmts):
        moves = [_move(s) for s in stmts[k : k + 3]]
        if None not in moves:
            (t, p), (again, q), (other, held) = moves  # type: ignore[misc]
            if (again, other, held) == (p, q, t) and len({p, q, t}) == 3 and reads[t] == 1:
                target = gast.Tuple([store(p), store(q)], gast.Store())
                value = gast.Tuple([load(q), load(p)], gast.Load())
                stmts[k : k + 3] = [at(gast.Assign([target], value, None), stmts[k])]
        k += 1


def _move(s: Any) -> tuple[str, str] | None:
    if not isinstance(s, gast.Assign) or len(s.targets) != 1:
        return None
    target, value = s.targets[0], s.value
    return (target.id, value.id) if isinstance(target, gast.Name) and isinstance(value, gast.Name) else None


def _statements(stmts: list[Any]) -> list[Any]:
    """All statements of a function, those of functions inside it left out."""
    found = []
    for s in stmts:
        found.append(s)
        if not isinstance(s, (gast.FunctionDef, gast.ClassDef)):
            for block in inner_blocks(s):
                found += _statements(block)
    return found


class _Rewriter:
    def __init__(self, namer: Namer, is_checkpoint: Callable[[Any], bool]) -> None:
        self.namer, self.is_checkpoint = namer, is_checkpoint

    def block(self, stmts: list[Any], after: Names, bound: Names) -> Names:
        """after: what may be read behind the block; bound: names that have a value before it."""
        k = 0
        while k < len(stmts):
            s = stmts[k]
            behind = exposed(stmts[k + 1 :], after, after)
            if _marked(s, self.is_checkpoint):
                new = self.loop(s, behind, bound)
                stmts[k : k + 1] = new
                k += len(new)
            else:
                inside = behind
                if isinstance(s, (gast.For, gast.While)):
                    inside |= exposed([s], behind)
                if not isinstance(s, (gast.FunctionDef, gast.ClassDef)):
                    for inner in inner_blocks(s):
                        self.block(inner, inside, bound | _targets(s))
                k += 1
            bound |= stores_in(s)
        return bound

    def loop(self, s: Any, behind: Names, bound: Names) -> list[Any]:
        for n in walk(s.body):
            if isinstance(n, gast.Attribute) and isinstance(n.ctx, gast.Store):
                raise Refused("checkpoint", n, "a write into an attribute")
        options = self.options(s.iter)
        schedule, slots = options["schedule"], options["slots"]
        before, first, last, head = self.range(s)
        state = self.state(s, behind)
        for name in sorted(state - bound):
            raise Refused(
                "checkpoint",
                s,
                f"`{name}` is handed on by the loop, and has no value before it",
                f"Give `{name}` a value before the loop.",
            )
        stopped, exits = self.jumps(s)
        steps, start, stop = (self.namer.fresh(n) for n in ("steps", "start", "stop"))
        loop = at(
            gast.For(store(head[0]), call("range", load(start), load(stop)), [*head[1], *s.body], [], None), s
        )
        declared = sorted(state | ({stopped} if stopped else set()) | {flag for flag, _ in exits})
        body: list[Any] = [gast.Nonlocal(declared)] if declared else []
        definition = at(gast.parse(f"def {steps}(): pass").body[0], s)
        params = [start, stop] + ([self.namer.fresh("slots")] if slots is not None else [])
        definition.args.args = [gast.Name(p, gast.Param(), None, None) for p in params]
        definition.body = [*body, loop]
        definition.kept = Kept(schedule, stopped)
        arguments = [first, last] + ([slots] if slots is not None else [])
        out = [*before]
        out += [
            assign(flag, const(False)) for flag in [*([stopped] if stopped else []), *(f for f, _ in exits)]
        ]
        out += [definition, gast.Expr(call(steps, *arguments))]
        out += [gast.If(load(flag), [gast.Return(value)], []) for flag, value in exits]
        if s.orelse:
            out += [gast.If(gast.UnaryOp(gast.Not(), load(stopped)), s.orelse, [])] if stopped else s.orelse
        for new in out:
            _placed(new, s.iter)
        return out

    def options(self, e: Any) -> dict[str, Any]:
        given = dict(zip(("iterable", "schedule", "slots"), e.args, strict=False))
        given |= {k.arg: k.value for k in e.keywords}
        if "iterable" not in given or set(given) - {"iterable", "schedule", "slots"} or len(e.args) > 3:
            raise Refused("checkpoint", e, "these arguments of `checkpoint_loop`")
        schedule = given.get("schedule", const("uniform"))
        if not isinstance(schedule, gast.Constant) or schedule.value not in ("uniform", "binomial"):
            raise Refused("checkpoint", e, 'a schedule that is not `"uniform"` or `"binomial"`, as a literal')
        slots = given.get("slots")
        if isinstance(slots, gast.Constant) and slots.value is None:
            slots = None
        if slots is None and schedule.value == "binomial":
            raise Refused("checkpoint", e, "a binomial schedule without `slots`")
        return {"iterable": given["iterable"], "schedule": schedule.value, "slots": slots}

    def range(self, s: Any) -> tuple[list[Any], Any, Any, tuple[str, list[Any]]]:
        """Statements before the loop, its bounds, and the counter with what begins each step."""
        e = self.options(s.iter)["iterable"]
        is_range = isinstance(e, gast.Call) and isinstance(e.func, gast.Name) and e.func.id == "range"
        if is_range and len(e.args) < 3 and isinstance(s.target, gast.Name):
            first, last = ([const(0), *e.args])[-2:]
            return [], first, last, (s.target.id, [])
        before: list[Any] = []
        length, item, k = self.item(e, before, self.namer.fresh("k"))
        return before, const(0), length, (k, [at(gast.Assign([s.target], item, None), s)])

    def item(self, e: Any, before: list[Any], k: str) -> tuple[Any, Any, str]:
        """How many items a sequence has, and that of step k; statements before the loop hold the sequence."""
        name = e.func.id if isinstance(e, gast.Call) and isinstance(e.func, gast.Name) else ""
        if name == "enumerate" and len(e.args) == 1 and not e.keywords:
            length, item, _ = self.item(e.args[0], before, k)
            return length, gast.Tuple([load(k), item], gast.Load()), k
        if name == "zip" and e.args and not e.keywords:
            parts = [self.item(a, before, k) for a in e.args]
            lengths = [length for length, _, _ in parts]
            shortest = call("min", *lengths) if len(lengths) > 1 else lengths[0]
            return shortest, gast.Tuple([item for _, item, _ in parts], gast.Load()), k
        items = self.namer.fresh("items")
        before.append(assign(items, e))
        return call("len", load(items)), subscript(load(items), load(k)), k

    def state(self, s: Any, behind: Names) -> set[str]:
        """What is bound in a step and read by the next one, or after the loop."""
        bound = stores_in(s.body) | stores_in(s.target)
        head: Names = behind
        while True:
            inner = exposed(s.body, head, head) - stores_in(s.target)
            if inner <= head:
                break
            head |= inner
        escaping = {n for e in _returns(s.body) for n in loads_in(e)}
        return {n for n in bound if n in head or n in escaping}

    def jumps(self, s: Any) -> tuple[str, list[tuple[str, Any]]]:
        """`break` and `return` end the function; the flag that says so, and the returns behind the loop."""
        returns = _returns(s.body)
        stopped = self.namer.fresh("stopped") if returns or _breaks(s.body) else ""
        exits: list[tuple[str, Any]] = []

        def rewritten(stmts: list[Any], own: bool) -> list[Any]:
            out: list[Any] = []
            for st in stmts:
                if isinstance(st, gast.Break) and own:
                    out += [assign(stopped, const(True)), gast.Return(None)]
                elif isinstance(st, gast.Return):
                    flag = self.namer.fresh("returned")
                    exits.append((flag, st.value))
                    out += [assign(stopped, const(True)), assign(flag, const(True)), gast.Return(None)]
                else:
                    if not isinstance(st, gast.FunctionDef):
                        inner = own and not isinstance(st, (gast.For, gast.While))
                        for block in inner_blocks(st):
                            block[:] = rewritten(block, inner)
                    out.append(st)
            return out

        s.body = rewritten(s.body, True)
        return stopped, exits


def _placed(new: Any, origin: Any) -> None:
    """What was made stands where the loop stood."""
    stack = [new]
    while stack:
        n = stack.pop()
        if isinstance(n, (gast.stmt, gast.expr)) and not hasattr(n, "lineno"):
            at(n, origin)
        stack += children(n)


def _targets(s: Any) -> Names:
    return frozenset(stores_in(s.target)) if isinstance(s, gast.For) else frozenset()


def _returns(stmts: list[Any]) -> list[Any]:
    return [clone(s.value) for s in _statements(stmts) if isinstance(s, gast.Return) and s.value is not None]


def _breaks(stmts: list[Any]) -> bool:
    """Whether a `break` of this loop itself stands in its body."""
    for s in stmts:
        if isinstance(s, gast.Break):
            return True
        inner = () if isinstance(s, (gast.For, gast.While, gast.FunctionDef)) else inner_blocks(s)
        if any(_breaks(b) for b in inner):
            return True
    return False
