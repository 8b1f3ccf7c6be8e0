"""From a rule to statements: names are put in, decided branches folded, unused lines dropped.

A branch that the types cannot decide makes the whole rule a helper function of the emitted module.
"""

from __future__ import annotations

import builtins
import functools
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import gast
import numpy as np

from tangent.analyse.flow import function_of
from tangent.analyse.ufuncs import makes_objects
from tangent.errors import TangentError
from tangent.rules.kinds import UNSUPPORTED, Rule
from tangent.rules.spelling import name_of
from tangent.syntax.nodes import (
    Rewriter,
    assign,
    call,
    clone,
    const,
    load,
    loads_in,
    subscript,
    substitute,
    walk,
)
from tangent.syntax.refuse import Refused
from tangent.transform.plainer import Plainer
from tangent.transform.typer import ASKED, Typer
from tangent.types import UNKNOWN, Fields, Seq, constant


@lru_cache(maxsize=1024)
def parse_rule(body: Callable[..., Any]) -> gast.FunctionDef:
    """The tree of a rule (or helper), read once per process."""
    tree = gast.parse(textwrap.dedent(inspect.getsource(body))).body[0]
    tree.decorator_list = []
    return tree


@lru_cache(maxsize=1024)
def read_by(body: Callable[..., Any]) -> tuple[str, ...]:
    """The names that a rule reads."""
    return tuple(sorted(loads_in(parse_rule(body).body)))


@lru_cache(maxsize=1024)
def refusals_of(body: Callable[..., Any]) -> tuple[Any, ...]:
    """The tests at the head of a rule that refuse a call: they are asked in forward mode, too."""
    statements = [s for s in parse_rule(body).body if not isinstance(s, gast.Expr)]
    refuses = [isinstance(s, gast.If) and isinstance(s.body[0], gast.Raise) for s in statements]
    return tuple(statements[: refuses.index(False)])


OF_OBJECTS = "it makes arrays of objects: convert each where it is made (`u(x).astype(float)`)"


class _Undecided(Exception):
    pass


@dataclass
class Expansion:
    """Statements to run first, and one expression per differentiable argument (None: nothing flows)."""

    setup: list[Any] = field(default_factory=list)
    results: dict[str, Any] = field(default_factory=dict)


def bind_rule(rule: Rule, args: list[Any], keywords: dict[str, Any], node: Any) -> dict[str, Any]:
    """Parameter → expression, by Python's rules; options that no rule covers are refused."""
    bound: dict[str, Any] = {}
    positional = [p for p in rule.params]
    if rule.variadic:
        first = positional.index(rule.wrt[0])
        bound[rule.wrt[0]] = gast.Tuple(list(args[first:]), gast.Load())
        args = args[:first]
    if len(args) > len(positional):
        raise Refused("argument", node, f"too many arguments for `{name_of(rule.function)}`")
    for p, a in zip(positional, args, strict=False):
        bound[p] = a
    for k, v in keywords.items():
        if k not in rule.params:
            alias = {"a": "x", "x": "a", "m": "a", "arr": "a", "min": "a_min", "max": "a_max"}.get(k)
            if alias not in rule.params or alias in bound:
                raise Refused("argument", node, f"`{k}=` of `{name_of(rule.function)}`")
            k = alias
        bound[k] = v
    return bound


def no_rule(function: Any, node: Any) -> Refused:
    """The refusal of a function without a rule, with the reason where it is known."""
    reason, hint = UNSUPPORTED.get(function, ""), ""
    if isinstance(function, np.ufunc) and makes_objects(function):
        reason = OF_OBJECTS
    if isinstance(function, functools._lru_cache_wrapper):
        reason = "it gives again what it has returned before, in another call perhaps"
        hint = "Decorate a function inside of the one that is differentiated, or keep a dict of results."
    return Refused("no_rule", node, name_of(function), hint, reason)


def hidden_write(e: Any, name: str) -> Refused:
    """The refusal of a call that writes into an array with a derivative, in a way that no rule covers."""
    hint = "Assign what it returns: `y[...] = f(x)`, or `y[k] = f(x[k])` where `where=` chooses."
    return Refused("no_rule", e, called(e), hint, f"it writes into `{name}`")


def unknown_call(instance: Any, e: Any) -> Refused:
    """The refusal of a call of something that is not known."""
    made = [n.value for n in gast.walk(instance.tree) if isinstance(n, gast.Assign) and same_name(n, e.func)]
    makers = [function_of(instance, c) for c in made if isinstance(c, gast.Call)]
    reasons = [OF_OBJECTS if m is np.frompyfunc else UNSUPPORTED.get(m, "") for m in makers]
    owner = instance.types.get(e.func.value) if isinstance(e.func, gast.Subscript) else None
    if isinstance(owner, Fields) and isinstance(e.func.slice, gast.Constant):
        # The user has written an attribute.
        name = called(gast.Call(gast.Attribute(e.func.value, e.func.slice.value, gast.Load()), [], []))
        reason = "the objects that come here hold different functions"
        hint = "Keep the name of the function in the attribute, and choose with `if` in the method."
        return Refused("unknown_call", e, f"`{name}`", hint, reason)
    return Refused("unknown_call", e, f"`{called(e)}`", reason=next(filter(None, reasons), ""))


def same_name(s: Any, e: Any) -> bool:
    """Whether a statement binds the variable that is read."""
    return isinstance(e, gast.Name) and any(isinstance(t, gast.Name) and t.id == e.id for t in s.targets)


def called(e: Any) -> str:
    """What stands before the brackets of a call, for a message."""
    return str(gast.unparse(gast.fix_missing_locations(clone(e.func))))


class _Pick(Rewriter):
    """Parts of displays whose place is known, and displays that are unpacked into another one or a call."""

    def __init__(self, known: Callable[[Any], Any]) -> None:
        self.known = known

    def rewrite_Subscript(self, e: Any) -> Any:
        if not isinstance(e.value, gast.Tuple):
            return e
        if isinstance(e.slice, gast.Slice):
            bounds = [
                None if p is None else self.known(p) for p in (e.slice.lower, e.slice.upper, e.slice.step)
            ]
            if NotImplemented in bounds:
                return e
            return gast.Tuple(e.value.elts[slice(*bounds)], gast.Load())
        place = self.known(e.slice)
        return e.value.elts[place] if isinstance(place, int) else e

    def rewrite_Tuple(self, e: Any) -> Any:
        e.elts = _unpacked(e.elts)
        return e

    def rewrite_Call(self, e: Any) -> Any:
        e.args = _unpacked(e.args)
        return e


def _unpacked(items: list[Any]) -> list[Any]:
    out: list[Any] = []
    for i in items:
        starred = isinstance(i, gast.Starred) and isinstance(i.value, gast.Tuple)
        out += i.value.elts if starred else [i]
    return out


class Expander:
    """Expands rules into one emitted function.  `ours` binds the names that rules use in that function."""

    def __init__(
        self,
        typer: Typer,
        fresh: Callable[[str], str],
        ours: Callable[[str, Any], str],
        helper: Callable[[Callable[..., Any], str], str],
        is_active: Callable[[Any], bool],
    ) -> None:
        self.is_active = is_active
        self.typer = typer
        self.fresh = fresh
        self.ours = ours
        self.helper = helper

    def expand(
        self,
        rule: Rule,
        body: Callable[..., Any],
        bound: dict[str, Any],
        wanted: list[str],
        extra: dict[str, Any],
        node: Any,
    ) -> Expansion:
        """`bound`: parameters → expressions; `extra`: out, out_bar, x_dot ... → expressions."""
        self.check_options(rule, bound, node)
        self.check_activity(rule, bound, node)
        tree = parse_rule(body)
        table: dict[str, Any] = {}
        for p in rule.params:
            if p in bound:
                table[p] = bound[p]
            elif p in rule.defaults:
                table[p] = self.default(rule.defaults[p])
            else:
                raise Refused("argument", node, f"`{p}` of `{name_of(rule.function)}` is missing")
        table.update(extra)
        refusals = refusals_of(rule.vjp) if body is rule.jvp else ()
        for g in (*read_by(body), *sorted(loads_in(list(refusals)))):
            if g in ASKED:
                table[g] = load(ASKED[g])
            if g in table:
                continue
            if g in body.__globals__ or hasattr(builtins, g):
                table[g] = self.ours(g, body.__globals__.get(g, getattr(builtins, g, None)))
        for s in refusals:
            if self.typer.decided(substitute(s.test, table)):
                self.run(s.body, table, Expansion(), rule, wanted, node)
        try:
            return self.inline(tree.body, table, rule, wanted, node)
        except _Undecided:
            return self.call_helper(rule, body, bound, wanted, extra)

    def check_options(self, rule: Rule, bound: dict[str, Any], node: Any) -> None:
        """An option that the rule neither reads nor knows to be harmless must have its default."""
        for p, e in bound.items():
            if p in rule.wrt or p in rule.neutral or p not in rule.defaults or p in read_by(rule.vjp):
                continue
            value = constant(self.typer.type(e))
            if value is NotImplemented or (value is not None and value != rule.defaults[p]):
                raise Refused("argument", node, f"`{p.lstrip('_')}=` of `{name_of(rule.function)}`")

    def check_activity(self, rule: Rule, bound: dict[str, Any], node: Any) -> None:
        """What a rule has no derivative for must not carry one; our helpers leave out only shapes."""
        if (getattr(rule.function, "__module__", None) or "").startswith("tangent.runtime"):
            return
        for p, e in bound.items():
            if p not in rule.wrt and p not in rule.neutral and self.is_active(e):
                name = name_of(rule.function)
                raise Refused(
                    "argument", node, f"`{p}` of `{name}` (its rule has no derivative with respect to it)"
                )

    def default(self, value: Any) -> Any:
        if value is None or isinstance(value, (bool, int, float, str)):
            return const(value)
        if isinstance(value, tuple):
            return gast.Tuple([self.default(v) for v in value], gast.Load())
        raise TypeError(f"a rule's default must be a literal, not {value!r}")

    def inline(
        self, stmts: list[Any], table: dict[str, Any], rule: Rule, wanted: list[str], node: Any
    ) -> Expansion:
        out = Expansion()
        done = self.run(list(stmts), dict(table), out, rule, wanted, node)
        if not done and rule.kind != "mutation" and not rule.accumulates:
            raise TypeError(f"the rule of {name_of(rule.function)} ends without a return")
        self.drop_unused(out)
        return out

    def run(
        self,
        stmts: list[Any],
        table: dict[str, Any],
        out: Expansion,
        rule: Rule,
        wanted: list[str],
        node: Any,
    ) -> bool:
        for s in stmts:
            if isinstance(s, gast.If):
                decided = self.typer.decided(substitute(s.test, table))
                if decided is None:
                    raise _Undecided
                if self.run(s.body if decided else s.orelse, table, out, rule, wanted, node):
                    return True
            elif isinstance(s, gast.Return):
                self.take_results(self.spell(substitute(s.value, table)), out, rule, wanted)
                return True
            elif isinstance(s, gast.Raise):
                given = s.exc.args if isinstance(s.exc, gast.Call) else []
                detail = getattr(substitute(given[0], table), "value", "") if given else ""
                raise Refused("argument", node, str(detail))
            elif isinstance(s, gast.Assign) and isinstance(s.targets[0], gast.Name):
                value = self.choose(self.spell(substitute(s.value, table)))
                if isinstance(value, gast.Tuple):
                    table[s.targets[0].id] = value  # operands that are put together for a call
                    continue
                name = self.fresh(s.targets[0].id)
                table[s.targets[0].id] = name
                out.setup.append(assign(name, value))
                self.typer.env[name] = self.typer.type(value)
            elif isinstance(s, gast.Assign) and not isinstance(s.targets[0], gast.Tuple):
                written = substitute(s, table)
                written.value = self.spell(written.value)
                out.setup.append(written)
            elif isinstance(s, gast.Assign):
                value = substitute(s.value, table)
                value = self.spell(value)
                names = [self.fresh(t.id) for t in s.targets[0].elts]
                parts = self.typer.type(value)
                for k, (t, n) in enumerate(zip(s.targets[0].elts, names, strict=True)):
                    table[t.id] = n
                    self.typer.env[n] = parts.items[k] if isinstance(parts, Seq) else UNKNOWN
                target = gast.Tuple([gast.Name(n, gast.Store(), None, None) for n in names], gast.Store())
                out.setup.append(gast.Assign([target], value, None))
            elif not (isinstance(s, gast.Expr) and isinstance(s.value, gast.Constant)):
                out.setup.append(substitute(s, table))
        return False

    def spell(self, e: Any) -> Any:
        """`(a, b)[1]` → `b`: an operand of a function with any number of them; and what is plainer with the
        types known.  Of a derivative that the rule calls, what it emits for these types is called."""
        picked = _Pick(lambda k: constant(self.typer.type(k))).visit(e)
        plain = Plainer(self.typer.type, self.typer.session).visit(picked)
        for n in walk(plain):
            if isinstance(n, gast.Call) and isinstance(n.func, gast.Name):
                self.call_emitted(n)
        return plain

    def call_emitted(self, e: Any) -> None:
        derivative = self.typer.ours.get(e.func.id)
        if derivative is None or not hasattr(type(derivative), "_tangent_callee"):
            return
        types = [self.typer.type(a) for a in e.args]
        try:
            function = derivative._tangent_callee(types, {}, self.typer.session)
        except TangentError:
            return  # it is asked again when it is called, and says then what it does not know
        if function is not None:
            self.typer.emitted.add(function)
            e.func = load(self.ours(function.__name__, function))

    def choose(self, e: Any) -> Any:
        """Decided conditional expressions are replaced by the branch."""
        if isinstance(e, gast.IfExp):
            decided = self.typer.decided(e.test)
            if decided is None:
                raise _Undecided
            return self.choose(e.body if decided else e.orelse)
        return e

    def take_results(self, value: Any, out: Expansion, rule: Rule, wanted: list[str]) -> None:
        value = self.choose(value)
        returned = [w for w in rule.wrt if not (rule.kind == "mutation" and w == rule.wrt[0])]
        if rule.kind == "pair_jvp":
            out.results["out_dot"] = value
            return
        items = value.elts if isinstance(value, gast.Tuple) and len(returned) > 1 else [value]
        if rule.variadic:
            out.results[rule.wrt[0]] = value
            return
        if len(items) != len(returned):
            raise TypeError(
                f"the rule of {name_of(rule.function)} returns {len(items)} values for {returned}"
            )
        for w, item in zip(returned, items, strict=True):
            if w in wanted:
                out.results[w] = self.choose(item)

    def drop_unused(self, out: Expansion) -> None:
        if not out.setup:
            return
        needed = set().union(*(loads_in(e) for e in out.results.values())) if out.results else set()
        kept: list[Any] = []
        for s in reversed(out.setup):
            if isinstance(s, gast.Assign):
                targets = {
                    n.id
                    for n in gast.walk(s.targets[0])
                    if isinstance(n, gast.Name) and isinstance(n.ctx, gast.Store)
                }
                if targets and isinstance(s.targets[0], (gast.Name, gast.Tuple)) and not targets & needed:
                    continue
            needed |= loads_in(s)
            kept.append(s)
        out.setup = kept[::-1]

    def call_helper(
        self,
        rule: Rule,
        body: Callable[..., Any],
        bound: dict[str, Any],
        wanted: list[str],
        extra: dict[str, Any],
    ) -> Expansion:
        """The rule becomes a function of the emitted module; its results are read from the tuple it returns.
        """
        name = self.helper(body, rule.function.__name__ if hasattr(rule.function, "__name__") else "rule")
        accepted = inspect.signature(body).parameters
        args: list[Any] = []
        given: list[str] = []
        for p in rule.params:
            if p not in bound or inspect.signature(body).parameters[p].kind is inspect.Parameter.KEYWORD_ONLY:
                break
            given.append(p)
            args += (
                [clone(a) for a in bound[p].elts] if rule.variadic and p == rule.wrt[0] else [clone(bound[p])]
            )
        keywords = {p: clone(bound[p]) for p in bound if p not in given}
        keywords |= {k: clone(v) for k, v in extra.items() if k in accepted}
        value: Any = call(load(name), *args, **keywords)
        returned = [w for w in rule.wrt if not (rule.kind == "mutation" and w == rule.wrt[0])]
        out = Expansion()
        if rule.kind == "pair_jvp":  # the one tangent of the result, whatever moves
            out.results["out_dot"] = value
            return out
        if rule.accumulates or not returned:
            out.setup.append(gast.Expr(value))
            return out
        if len(returned) == 1 or rule.variadic:
            out.results[returned[0]] = value
            return out
        result = self.fresh("bars")
        out.setup.append(assign(result, value))
        for i, w in enumerate(returned):
            if w in wanted:
                out.results[w] = subscript(load(result), const(i))
        return out
