"""Give every function a single exit, and every loop body one path through its branches.

    for v in xs:                      for v in xs:
        if v < 0: continue                if v < 0:
        if v > 9: return v                    pass
        s = s + v                         elif v > 9:
    return s                                  result = v; returned = True; break
                                          else:
                                              s = s + v
                                      if not returned: result = s
                                      return result

Afterwards `break` stands only at the end of a branch with nothing behind the branch, `continue` is gone,
loops have no `else`, and `return` is the last statement.  A branch that ends early takes the rest of its
block into the other branch; a flag is used only where the rest would have to be written twice.  No jump
leaves the body of a `with` or a `try`: it happens behind it, under a flag if need be.
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.normalise.attempts import as_branches
from tangent.syntax.core import Attempt, Enter, Exit, Landed, enter, protected
from tangent.syntax.nodes import Namer, assign, at, const, inner_blocks, load, store

LOOPS = (gast.For, gast.While)


class _Leave(gast.Pass):
    """Marks the end of a path that leaves the block: kind is "return" or "continue"."""

    kind = ""


def _leave(kind: str) -> Any:
    node = _Leave()
    node.kind = kind
    return node


def single_exit(function: gast.FunctionDef, namer: Namer) -> None:
    """Rewrite the body of `function` in place."""
    body = function.body = as_branches(function.body, namer)
    returns = _returns(body)
    if not returns and not _has_compound(body):
        return
    only_last = len(returns) == 1 and body and body[-1] is returns[0]
    control = _Control(namer, needs_result=bool(returns) and not only_last)
    last = body[-1] if only_last else None
    new, falls = control.block(body[:-1] if only_last else body, in_loop=False)
    if last is not None:
        new.append(last)
    elif returns:
        if falls:
            new = [assign(control.result, const(None)), *new]
        new.append(at(gast.Return(load(control.result)), returns[-1]))
    function.body = _clean(new)


def _returns(stmts: list[Any]) -> list[Any]:
    found: list[Any] = []
    for s in stmts:
        if isinstance(s, gast.Return):
            found.append(s)
        for block in inner_blocks(s):
            found += _returns(block)
    return found


def _has_compound(stmts: list[Any]) -> bool:
    """Whether anything but plain branches has to be put into structured form."""
    return any(
        isinstance(s, (*LOOPS, gast.With, Attempt)) or any(_has_compound(b) for b in inner_blocks(s))
        for s in stmts
    )


def _jumps(stmts: list[Any]) -> bool:
    """Whether a `return`, `break` or `continue` that leaves this block stands in it."""
    for s in stmts:
        if isinstance(s, (gast.Return, gast.Break, gast.Continue, _Leave)):
            return True
        if isinstance(s, (gast.If, gast.With)) and any(_jumps(b) for b in inner_blocks(s)):
            return True
        if isinstance(s, LOOPS) and (_returns(s.body) or _jumps(s.orelse)):
            return True
    return False


def _clean(stmts: list[Any]) -> list[Any]:
    out = []
    for s in stmts:
        if isinstance(s, _Leave):
            continue
        if isinstance(s, (gast.If, gast.For, gast.While)):
            s.body = _clean(s.body) or [gast.Pass()]
            s.orelse = _clean(s.orelse)
        out.append(s)
    return out


class _Control:
    def __init__(self, namer: Namer, needs_result: bool) -> None:
        self.namer = namer
        self.result = namer.fresh("result") if needs_result else ""
        self._returned = ""

    @property
    def returned(self) -> str:
        if not self._returned:
            self._returned = self.namer.fresh("returned")
        return self._returned

    # -------------------------------------------------------------- blocks

    def block(self, stmts: list[Any], in_loop: bool) -> tuple[list[Any], bool]:
        """The structured form of `stmts`, and whether control can reach the end of it."""
        out: list[Any] = []
        for i, s in enumerate(stmts):
            rest = stmts[i + 1 :]
            if isinstance(s, gast.Return):
                return out + self._return(s, in_loop), False
            if isinstance(s, gast.Continue):
                return [*out, _leave("continue")], False
            if isinstance(s, (gast.Break, _Leave)):
                return [*out, s], False
            if isinstance(s, gast.Raise):
                return [*out, s, *(r for r in rest if isinstance(r, Landed))], True
            if isinstance(s, gast.With):
                before, inside, jumps = self._inside(s.body, in_loop)
                opened = [self._enter(item, s) for item in s.items]
                out += [*before, *opened, *inside, *(at(Exit(), s) for _ in opened)]
                tail, falls = self.block([*jumps, *rest], in_loop)
                return out + tail, falls
            if isinstance(s, Attempt):
                out += self._attempt(s, in_loop)
            if isinstance(s, gast.If):
                if _jumps([s]):
                    tail, falls = self._if(s, rest, in_loop)
                    return out + tail, falls
                s.body, _ = self.block(s.body, in_loop)
                s.orelse, _ = self.block(s.orelse, in_loop)
                out.append(s)
            elif isinstance(s, LOOPS):
                before, after = self._loop(s, in_loop)
                out += [*before, s]
                if after:
                    tail, falls = self.block([*after, *rest], in_loop)
                    return out + tail, falls
            else:
                out.append(s)
        return out, True

    def _return(self, s: Any, in_loop: bool) -> list[Any]:
        value = s.value if s.value is not None else const(None)
        set_result = at(assign(self.result, value), s)
        if not in_loop:
            return [set_result, _leave("return")]
        return [set_result, assign(self.returned, const(True)), gast.Break()]

    def _if(self, s: Any, rest: list[Any], in_loop: bool) -> tuple[list[Any], bool]:
        body_falls = self._falls(s.body)
        orelse_falls = self._falls(s.orelse)
        if body_falls and orelse_falls and rest:
            return self._if_with_flag(s, rest, in_loop)
        s.body, f1 = self.block([*s.body, *rest] if body_falls else s.body, in_loop)
        s.orelse, f2 = self.block([*s.orelse, *rest] if orelse_falls else s.orelse, in_loop)
        s.body = s.body or [gast.Pass()]
        return [s], f1 or f2

    # -------------------------------------------------------------- with and try

    def _enter(self, item: Any, s: Any) -> Enter:
        hidden = item.optional_vars is None
        target = store(self.namer.fresh("context")) if hidden else item.optional_vars
        return at(enter(target, item.context_expr, hidden), s)

    def _attempt(self, s: Attempt, in_loop: bool) -> list[Any]:
        """No jump leaves what stands inside `try:`; returns the statements to put before it."""
        end = protected(s)
        before, inside, jumps = self._inside(s.body[:end], in_loop)
        behind = [*s.always, *jumps]
        if self._falls(jumps):
            behind += s.body[end + 1 :]
        s.body, s.always = [*inside, Landed(), *behind], ()
        return before

    def _inside(self, stmts: list[Any], in_loop: bool) -> tuple[list[Any], list[Any], list[Any]]:
        """A block that no jump may leave: what goes before it, the block, and the jumps behind it."""
        if not _jumps(stmts):
            return [], self.block(stmts, in_loop)[0], []
        if isinstance(stmts[-1], (gast.Return, gast.Break, gast.Continue)) and not _jumps(stmts[:-1]):
            inside = self.block(stmts[:-1], in_loop)[0]
            if not isinstance(stmts[-1], gast.Return):
                return [], inside, [stmts[-1]]
            result, *leave = self._return(stmts[-1], in_loop)
            return [], [*inside, result], leave
        inside, falls = self.block(stmts, in_loop)
        return self._jumps_behind(inside, falls)

    def _jumps_behind(self, inside: list[Any], falls: bool) -> tuple[list[Any], list[Any], list[Any]]:
        """The jumps of a structured block as flags, and statements that jump where a flag is set."""
        holder = gast.If(const(True), inside, [])
        kinds = _kinds(inside)
        before: list[Any] = []
        jumps: list[Any] = [gast.Break() if kinds == {"break"} else _leave(min(kinds - {"break"}))]
        if falls:
            skip = self.namer.fresh("skip")
            before.append(assign(skip, const(False)))
            self._flag_leaves(holder, skip, set())
            jumps = [gast.If(load(skip), jumps, [])]
        if len(kinds) > 1:
            stop = self.namer.fresh("stop")
            before.append(assign(stop, const(False)))
            self._stop_leaves(holder, stop)
            jumps = [gast.If(load(stop), [gast.Break()], []), *jumps]
        return before, _without_jumps(inside), jumps

    def _falls(self, stmts: list[Any]) -> bool:
        for s in stmts:
            if isinstance(s, (gast.Return, gast.Break, gast.Continue, _Leave)):
                return False
            if isinstance(s, gast.With) and not self._falls(s.body):
                return False
            if isinstance(s, gast.If) and not self._falls(s.body) and s.orelse and not self._falls(s.orelse):
                return False
        return True

    def _if_with_flag(self, s: Any, rest: list[Any], in_loop: bool) -> tuple[list[Any], bool]:
        """Both branches may end early and both may go on: remember which, and go on under a test."""
        s.body, _ = self.block(s.body, in_loop)
        s.orelse, _ = self.block(s.orelse, in_loop)
        skip, stop = self.namer.fresh("skip"), ""
        kinds: set[str] = set()
        self._flag_leaves(s, skip, kinds)
        out: list[Any] = [assign(skip, const(False))]
        if "break" in kinds:
            stop = self.namer.fresh("stop")
            out.append(assign(stop, const(False)))
            self._stop_leaves(s, stop)
        tail, falls = self.block(rest, in_loop)
        go_on: list[Any] = [gast.If(gast.UnaryOp(gast.Not(), load(skip)), tail, [])]
        if stop:
            go_on = [gast.If(load(stop), [gast.Break()], go_on)]
        return [*out, s, *go_on], falls or kinds == {"continue"}

    def _flag_leaves(self, s: Any, flag: str, kinds: set[str]) -> None:
        for block in (s.body, s.orelse):
            for inner in block:
                if isinstance(inner, gast.If):
                    self._flag_leaves(inner, flag, kinds)
            if block and isinstance(block[-1], (gast.Break, _Leave)):
                last = block[-1]
                kinds.add("break" if isinstance(last, gast.Break) else last.kind)
                block.insert(-1, assign(flag, const(True)))

    def _stop_leaves(self, s: Any, flag: str) -> None:
        for block in (s.body, s.orelse):
            for inner in block:
                if isinstance(inner, gast.If):
                    self._stop_leaves(inner, flag)
            if block and isinstance(block[-1], gast.Break):
                block[-1] = assign(flag, const(True))

    # -------------------------------------------------------------- loops

    def _loop(self, s: Any, in_loop: bool) -> tuple[list[Any], list[Any]]:
        """Structure a loop; returns statements to put before it and behind it."""
        before: list[Any] = []
        after: list[Any] = []
        returns = bool(_returns(s.body))
        forever = isinstance(s, gast.While) and _is_true(s.test) and not breaks(s.body)
        orelse, s.orelse = s.orelse, []
        s.body, _ = self.block(s.body, in_loop=True)
        if returns:
            if not in_loop and not forever:
                before.append(assign(self.returned, const(False)))
            leave = gast.Break() if in_loop else _leave("return")
            # A loop without end is only left by `return`.
            after.append(leave if forever else gast.If(load(self.returned), [leave], []))
        if orelse:
            if breaks(s.body):
                broke = self.namer.fresh("broke")
                before.append(assign(broke, const(False)))
                _markbreaks(s.body, broke)
                after.append(gast.If(gast.UnaryOp(gast.Not(), load(broke)), orelse, []))
            else:
                after += orelse
        return before, after


def _kinds(stmts: list[Any]) -> set[str]:
    """How the paths through a structured block leave it."""
    found: set[str] = set()
    for s in stmts:
        if isinstance(s, gast.If):
            found |= _kinds(s.body) | _kinds(s.orelse)
        elif isinstance(s, (gast.Break, _Leave)):
            found.add("break" if isinstance(s, gast.Break) else s.kind)
    return found


def _without_jumps(stmts: list[Any]) -> list[Any]:
    """A structured block whose jumps have become flags."""
    out = []
    for s in stmts:
        if isinstance(s, (gast.Break, _Leave)):
            continue
        if isinstance(s, gast.If):
            s.body = _without_jumps(s.body) or [gast.Pass()]
            s.orelse = _without_jumps(s.orelse)
        out.append(s)
    return out


def _is_true(test: Any) -> bool:
    return isinstance(test, gast.Constant) and bool(test.value)


def breaks(stmts: list[Any]) -> bool:
    """Whether a `break` of the loop with this body stands in it."""
    return any(
        isinstance(s, gast.Break)
        or (isinstance(s, (gast.If, gast.With)) and any(breaks(b) for b in inner_blocks(s)))
        for s in stmts
    )


def _markbreaks(stmts: list[Any], flag: str) -> None:
    for s in stmts:
        if isinstance(s, gast.If):
            _markbreaks(s.body, flag)
            _markbreaks(s.orelse, flag)
    if stmts and isinstance(stmts[-1], gast.Break):
        stmts.insert(-1, assign(flag, const(True)))
