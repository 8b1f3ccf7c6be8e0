"""One operation per statement, on names and constants, in the order in which Python evaluates.

    y = np.sin(a * b) + x[i - 1]     →     t1 = a * b
                                           t2 = np.sin(t1)
                                           t3 = x[i - 1]
                                           y = t2 + t3

What cannot carry a derivative stays whole: tests and comparisons, subscripts' indices, shapes, messages.
Conditional expressions become `if` statements, comprehensions become loops.  The temporaries are folded
back into the expressions they came from (`optimise.nest`) wherever the derivative does not need them.
"""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from typing import Any

import gast

from tangent.normalise.comprehensions import (
    FORMS,
    READS_ALL,
    STOPS_EARLY,
    Scopes,
    as_list,
    built,
    first_of,
    in_pairs,
    inlined,
    is_mapping,
    looped,
    over_generator,
    pairs,
    taken_apart,
    variables,
)
from tangent.normalise.walrus import spelled_out
from tangent.syntax.core import Caught, attempt, enter
from tangent.syntax.frames import frame
from tangent.syntax.nodes import (
    STORE,
    Namer,
    as_load,
    assign,
    at,
    children,
    const,
    is_view_called,
    load,
    loads_in,
    names_in,
    statements_in,
    store,
    stores_in,
    substitute,
    walk,
)
from tangent.syntax.refuse import Refused

READS = (gast.Call, gast.Compare, gast.BoolOp, gast.JoinedStr)
"""Operands that are kept whole, and look at what may change."""
SHAPE_ATTRIBUTES = ("shape", "size", "ndim", "dtype")


def flatten(function: gast.FunctionDef, namer: Namer, meanings: Mapping[str, str]) -> set[str]:
    """Rewrite the body of `function` in place; returns the names of the temporaries that were made.

    meanings: outer names → the builtin that they mean, where that is not the one of the same name; "" for
    something else.
    """
    locals_ = (
        {name for name, meaning in meanings.items() if not meaning}
        | stores_in(function.body)
        | {n.target.id for n in walk(function.body) if isinstance(n, gast.NamedExpr)}
        | {a.id for a in walk(function.args) if isinstance(a, gast.Name)}
    )
    flattener = Flattener(namer, locals_, meanings, Scopes(function))
    nonlocals = [s.names for s in statements_in(function.body) if isinstance(s, gast.Nonlocal)]
    flattener.rebound = {n for names in nonlocals for n in names}
    function.body = flattener.block(function.body)
    _fence_walrus(function.body)
    return flattener.temporaries


def read_before(name: str, targets: list[Any]) -> bool:
    """Whether an item among `targets` is found by `name` before that is bound: `u[i], i = ...`."""
    for t in targets:
        if isinstance(t, gast.Name):
            if t.id == name:
                return False
        elif name in loads_in(t):
            return True
    return False


def _fence_walrus(stmts: list[Any]) -> None:
    """What is not read to its end, and what has not become a loop, must not assign by `:=`."""
    stack = list(stmts)
    while stack:
        n = stack.pop()
        if isinstance(n, gast.NamedExpr):
            raise Refused("walrus", n, "`:=` in a comprehension that is not read to its end")
        if not isinstance(n, (gast.FunctionDef, gast.Lambda)):
            stack += children(n)


class Flattener:
    def __init__(
        self, namer: Namer, locals_: set[str], meanings: Mapping[str, str], scopes: Scopes
    ) -> None:
        self.namer = namer
        self.scopes = scopes
        self.locals = locals_
        self.meanings = meanings
        self.rebound: set[str] = set()
        self.temporaries: set[str] = set()
        self.out: list[Any] = []

    def block(self, stmts: list[Any]) -> list[Any]:
        saved, self.out = self.out, []
        for s in stmts:
            start = len(self.out)
            for part in spelled_out(s, self.name_temporary, self.rebound):
                handler = getattr(self, "do_" + type(part).__name__, None)
                if handler is None:
                    raise Refused("statement", part, f"`{type(part).__name__}`")
                handler(part)
            for new in self.out[start:]:
                # Which statement of the user this came from: comments in the emitted code quote it.
                if not hasattr(new, "origin"):
                    new.origin = s
        out, self.out = self.out, saved
        return out

    def name_temporary(self) -> str:
        name = self.namer.temporary()
        self.temporaries.add(name)
        return name

    def emit(self, node: Any, origin: Any) -> None:
        self.out.append(at(node, origin))

    def temporary(self, value: Any, origin: Any) -> Any:
        name = self.namer.temporary()
        self.temporaries.add(name)
        self.emit(assign(name, value), origin)
        return at(load(name), origin)

    # -------------------------------------------------------------- statements

    def do_Assign(self, s: Any) -> None:
        if len(s.targets) == 1:
            self.bind(s.targets[0], s.value, s)
            return
        first = s.targets[0]
        if isinstance(first, gast.Name) and first.id not in loads_in(s.value):
            self.bind(first, s.value, s)
            value = at(load(first.id), s)
        else:
            value = self.atom(s.value, name_it=True)
            self.bind(first, value, s)
        for target in s.targets[1:]:
            self.bind(target, value, s)

    def do_AnnAssign(self, s: Any) -> None:
        if s.value is not None:
            self.bind(s.target, s.value, s)

    def do_AugAssign(self, s: Any) -> None:
        target = self.place(s.target)
        if isinstance(target, gast.Attribute):
            # Read, updated (in place, if it is an array), and stored, as Python does.
            old = self.temporary(as_load(target), s)
            self.emit(gast.AugAssign(store(old.id), s.op, self.atom(s.value)), s)
            self.emit(gast.Assign([target], at(load(old.id), s), None), s)
            return
        if self.changes_under_way(s):
            # Python has read the old value before a call on the right changes it.
            before = self.namer.fresh("before")
            self.emit(assign(before, as_load(target)), s)
            self.emit(gast.AugAssign(store(before), s.op, self.atom(s.value)), s)
            self.emit(gast.Assign([target], load(before), None), s)
            return
        value = self.atom(s.value)
        self.emit(gast.AugAssign(target, s.op, value), s)

    def changes_under_way(self, s: Any) -> bool:
        """Whether a call on the right of `x op= ...` may bind `x`, or write into the array of `x[i]`."""
        if not self.calls_user(s.value):
            return False
        if isinstance(s.target, gast.Name):
            return s.target.id in self.rebound
        calls = [n for n in walk(s.value) if isinstance(n, gast.Call)]
        inner = {n.func.id for n in calls if isinstance(n.func, gast.Name)} & self.locals
        return bool(inner or loads_in(s.target.value) & loads_in(s.value))

    def calls_user(self, e: Any) -> bool:
        """Whether an expression may run code of the user: not a builtin, nor a function of a module."""
        return any(isinstance(n, gast.Call) and not self.is_known(n.func) for n in walk(e))

    def is_known(self, func: Any) -> bool:
        if isinstance(func, gast.Attribute):
            return self.module_chain(func)
        name = self.builtin(func)
        return bool(name) and hasattr(builtins, name)

    def kept(self, atom: Any, later: list[Any]) -> Any:
        """An operand as it is now, though what is evaluated after it may change what it reads."""
        rebound = isinstance(atom, gast.Name) and atom.id in self.rebound
        if (rebound or isinstance(atom, READS)) and any(map(self.calls_user, later)):
            return self.temporary(atom, atom)
        return atom

    def elements(self, items: list[Any]) -> list[Any]:
        return [self.kept(self.element(e), items[k + 1 :]) for k, e in enumerate(items)]

    def do_Expr(self, s: Any) -> None:
        if isinstance(s.value, gast.Constant):
            return
        if isinstance(s.value, gast.Yield):
            given = at(gast.Yield(self.given(s.value.value)), s.value)
            self.emit(gast.Expr(given), s)
            return
        value = self.simple(s.value)
        func = value.func if isinstance(value, gast.Call) else None
        if isinstance(func, gast.Attribute) and func.attr == "pop":
            self.temporary(value, s)  # what is taken out is put back, on the way back: it needs a name
            return
        self.emit(gast.Expr(value), s)

    def do_If(self, s: Any) -> None:
        test = self.test(s.test)
        self.emit(gast.If(test, self.block(s.body), self.block(s.orelse)), s)

    def do_Attempt(self, s: Any) -> None:
        self.emit(attempt(s.test.id, self.block(s.body), self.block(s.orelse)), s)

    def do_Caught(self, s: Any) -> None:
        self.emit(Caught(s.test, self.block(s.body), self.block(s.orelse)), s)

    def do_Catch(self, s: Any) -> None:
        self.emit(s, s)

    def do_Landed(self, s: Any) -> None:
        self.emit(s, s)

    def do_Exit(self, s: Any) -> None:
        self.emit(s, s)

    def do_Enter(self, s: Any) -> None:
        (target,) = s.targets
        manager = s.value if isinstance(s.value, gast.Name) else self.simple(s.value)
        if isinstance(target, gast.Name):
            self.emit(enter(target, manager, s.hidden), s)
            return
        entered = self.namer.temporary()
        self.temporaries.add(entered)
        self.emit(enter(store(entered), manager, False), s)
        self.bind(target, at(load(entered), s), s)

    def do_While(self, s: Any) -> None:
        self.emit(gast.While(self.index(s.test, calls=True), self.block(s.body), []), s)

    def do_For(self, s: Any) -> None:
        simpler = self.simpler_loop(s)
        if simpler is not None:
            self.do_For(simpler)
            return
        iterable = self.iterable(s.iter)
        rebound = loads_in(iterable) & stores_in([s.target, *s.body]) & self.locals
        if rebound:
            # What is iterated over is what the name meant before the loop.
            names = {n: self.temporary(at(load(n), s), s).id for n in sorted(rebound)}
            iterable = substitute(iterable, names)
        target, stored = self.target_of_names(s.target, [])
        body = [*stored, *s.body]
        assigned = stores_in(body)
        renames: dict[str, str] = {}
        for n in walk(target):
            # The variable of a loop that the body assigns gets a name of its own for the header, so
            # that the header's value is still there for the backward sweep.
            if isinstance(n, gast.Name) and n.id in assigned:
                renames[n.id] = self.namer.fresh(n.id)
        if renames:
            target = substitute(target, renames)
            body = [*(at(assign(old, load(new)), s) for old, new in renames.items()), *body]
        loop = gast.For(target, iterable, self.block(body), [], None)
        loop.counted = getattr(s, "counted", False)
        self.emit(loop, s)

    def target_of_names(self, target: Any, outer: list[Any]) -> tuple[Any, list[Any]]:
        """The target of a loop in which all are names, and what stores and unpacks those of all else."""
        starred = any(isinstance(t, gast.Starred) for t in getattr(target, "elts", ()))
        if isinstance(target, (gast.Tuple, gast.List)) and not starred:
            found = [self.target_of_names(t, [*outer, *target.elts]) for t in target.elts]
            names = at(type(target)([t for t, _ in found], STORE), target)
            return names, [s for _, more in found for s in more]
        if isinstance(target, gast.Name) and not read_before(target.id, outer):
            return target, []
        name = self.namer.fresh("item")
        return store(name), [at(gast.Assign([target], load(name), None), target)]

    def simpler_loop(self, s: Any) -> Any:
        """A loop over generator expressions, or whose tuples are not unpacked, in plainer form."""
        if isinstance(s.iter, gast.GeneratorExp):
            e = self.own_scope(s.iter)
            return over_generator(at(gast.For(s.target, e, s.body, [], None), s))
        kind = self.pairing(s.iter)
        if not kind:
            return None
        count = len(s.iter.args) if kind == "zip" else 2
        if not isinstance(s.target, (gast.Tuple, gast.List)) or len(s.target.elts) != count:
            return taken_apart(s, count, self.namer)
        for position, a in enumerate(s.iter.args):
            if isinstance(a, gast.GeneratorExp) and kind == "enumerate" and not is_mapping(a):
                return self.counted(s)
            if isinstance(a, gast.GeneratorExp):
                return inlined(s, position, self.begun(self.own_scope(a), s.iter.args[:position]))
        return None

    def pairing(self, e: Any) -> str:
        """The kind of an iterable that yields tuples: enumerate, zip, or the items of a dict."""
        if not isinstance(e, gast.Call):
            return ""
        if isinstance(e.func, gast.Attribute):
            return "items" if e.func.attr == "items" and not e.args and not e.keywords else ""
        found = self.builtin(e.func)
        plain = e.args and not any(isinstance(a, gast.Starred) for a in e.args)
        return found if found in ("enumerate", "zip") and plain else ""

    def counted(self, s: Any) -> Any:
        """`for k, v in enumerate(g)` with a counter, where `g` leaves items out."""
        start = [*s.iter.args[1:], *(k.value for k in s.iter.keywords)]
        count = self.namer.fresh(f"{getattr(s.target.elts[0], 'id', 'k')}_next")
        self.locals.add(count)
        self.bind_name(count, start[0] if start else const(0), s)
        head: list[Any] = [
            gast.Assign([s.target.elts[0]], load(count), None),
            gast.AugAssign(store(count), gast.Add(), const(1)),
        ]
        body = [*(at(n, s) for n in head), *s.body]
        return at(gast.For(s.target.elts[1], s.iter.args[0], body, [], None), s)

    def begun(self, e: Any, before: list[Any]) -> Any:
        """A generator expression without what it does when it is made: `for f in (make(),)` at its head."""
        g = e.generators[0]
        one = isinstance(g.iter, gast.Tuple) and len(g.iter.elts) == 1 and isinstance(g.target, gast.Name)
        if len(e.generators) == 1 or not one or g.ifs or any(map(self.calls_user, before)):
            return e
        self.bind_name(g.target.id, g.iter.elts[0], e)
        return at(gast.GeneratorExp(e.elt, e.generators[1:]), e)

    def own_scope(self, e: Any) -> Any:
        """A comprehension whose variables are known nowhere else."""
        e = self.scopes.renamed(e, self.namer)
        self.locals |= set(variables(e))
        return e

    def do_Return(self, s: Any) -> None:
        if s.value is None:
            self.emit(gast.Return(None), s)
            return
        self.emit(gast.Return(self.atom(s.value)), s)

    def do_Assert(self, s: Any) -> None:
        self.emit(s, s)

    def do_Raise(self, s: Any) -> None:
        self.emit(s, s)

    def do_Pass(self, s: Any) -> None:
        pass

    def do_Nonlocal(self, s: Any) -> None:
        pass  # the variable is a hidden parameter, and a further result

    def do_Break(self, s: Any) -> None:
        self.emit(s, s)

    def do_Delete(self, s: Any) -> None:
        for target in s.targets:
            if isinstance(target, gast.Subscript):
                target = self.place(target)
            # A name is forgotten when it is known what is read later (see webs).
            self.emit(gast.Delete([target]), s)

    def do_FunctionDef(self, s: Any) -> None:
        self.hold_defaults(s)
        if not s.decorator_list:
            self.emit(s, s)
            return
        decorators, s.decorator_list = s.decorator_list, []
        decorators = [self.atom(d, name_it=not isinstance(d, gast.Name)) for d in decorators]
        plain = self.namer.fresh(f"{s.name}_plain")
        self.locals.add(plain)
        name, s.name = s.name, plain
        self.emit(s, s)
        value: Any = load(plain)
        for d in reversed(decorators):
            value = at(gast.Call(d, [at(value, s)], []), s)
        self.bind_name(name, value, s)

    def hold_defaults(self, function: Any) -> None:
        """Defaults are evaluated where the function is made: variables hold those that are no literals."""
        args = function.args
        positional = [*args.posonlyargs, *args.args]
        pairs = list(zip(positional[len(positional) - len(args.defaults) :], args.defaults))
        for k, (p, d) in enumerate(pairs):
            args.defaults[k] = self.held(p.id, d)
        for k, (p, d) in enumerate(zip(args.kwonlyargs, args.kw_defaults)):
            if d is not None:
                args.kw_defaults[k] = self.held(p.id, d)

    def held(self, parameter: str, default: Any) -> Any:
        operand = default.operand if isinstance(default, gast.UnaryOp) else default
        if isinstance(operand, gast.Constant) or hasattr(default, "holds"):
            return default
        name = self.namer.fresh(f"{parameter}_default")
        self.locals.add(name)
        self.emit(frame([name]), default)
        self.bind_name(name, default, default)
        variable = at(load(name), default)
        variable.holds = True
        return variable

    # -------------------------------------------------------------- targets

    def bind(self, target: Any, value: Any, origin: Any) -> None:
        if isinstance(target, gast.Name):
            self.bind_name(target.id, value, origin)
        elif isinstance(target, gast.Subscript):
            atom = self.atom(value)
            self.emit(gast.Assign([self.place(target)], atom, None), origin)
        elif isinstance(target, (gast.Tuple, gast.List)):
            self.unpack(target, value, origin)
        elif isinstance(target, gast.Attribute):
            atom = self.atom(value)
            self.emit(gast.Assign([self.place(target)], atom, None), origin)
        else:
            raise Refused("starred", target)

    def bind_name(self, name: str, value: Any, origin: Any) -> None:
        if isinstance(value, gast.IfExp):
            test = self.test(value.test)
            self.emit(gast.If(test, self.branch(name, value.body), self.branch(name, value.orelse)), origin)
        elif isinstance(value, gast.BoolOp) and not self.logical(value):
            self.bind_boolean(name, value, origin)
        elif isinstance(value, FORMS) and name not in names_in(value):
            self.comprehension(name, value, origin)
        elif self.is_next(value):
            self.next_of(name, value, origin)
        else:
            self.emit(assign(name, self.simple(value)), origin)

    def branch(self, name: str, value: Any) -> list[Any]:
        saved, self.out = self.out, []
        self.bind_name(name, value, value)
        out, self.out = self.out, saved
        return out

    def bind_boolean(self, name: str, value: Any, origin: Any) -> None:
        """`name = a and b` with operands that are values: lazily, one `if` per operator."""
        first, *rest = value.values
        self.bind_name(name, first, origin)
        remaining = rest[0] if len(rest) == 1 else at(gast.BoolOp(value.op, rest), value)
        body = self.branch(name, remaining)
        test: Any = load(name)
        if isinstance(value.op, gast.Or):
            test = gast.UnaryOp(gast.Not(), test)
        self.emit(gast.If(test, body, []), origin)

    def unpack(self, target: Any, value: Any, origin: Any) -> None:
        targets = target.elts
        if isinstance(value, gast.GeneratorExp):
            # It is read to its end, and one item more would be an error.
            value = at(gast.ListComp(value.elt, value.generators), value)
        if any(isinstance(t, gast.Starred) for t in targets):
            self.unpack_starred(targets, value, origin)
            return
        stars = isinstance(value, (gast.Tuple, gast.List)) and any(
            isinstance(v, gast.Starred) for v in value.elts
        )
        if isinstance(value, (gast.Tuple, gast.List)) and not stars and len(value.elts) == len(targets):
            self.unpack_display(targets, value.elts, origin)
            return
        atom = self.atom(value, name_it=True)
        names = []
        later = []
        for t in targets:
            if isinstance(t, gast.Name) and not read_before(t.id, targets):
                names.append(store(t.id))
            else:
                name = self.namer.temporary()
                self.temporaries.add(name)
                names.append(store(name))
                later.append((t, at(load(name), origin)))
        self.emit(gast.Assign([gast.Tuple(names, gast.Store())], atom, None), origin)
        for t, v in later:
            self.bind(t, v, origin)

    def unpack_starred(self, targets: list[Any], value: Any, origin: Any) -> None:
        """`a, *b, c = v` → `a = v[0]; b = list(v[1:-1]); c = v[-1]`; items are written when all is read."""
        if self.builtin(load("list")) != "list":
            raise Refused("starred", origin, "Take the slice yourself: `list` is not the builtin here.")
        atom = self.atom(value, name_it=True)
        if isinstance(value, gast.Call):
            self.out[-1].taken_apart = True  # its parts are read one by one
        if isinstance(atom, gast.Name) and atom.id in stores_in(targets):
            atom = self.temporary(atom, origin)
        star = next(i for i, t in enumerate(targets) if isinstance(t, gast.Starred))
        behind = len(targets) - star - 1
        later = []
        for i, t in enumerate(targets):
            if i == star:
                t, stop = t.value, const(-behind) if behind else None
                part = gast.Subscript(atom, gast.Slice(const(star), stop, None), gast.Load())
                part = gast.Call(load("list"), [at(part, origin)], [])
            else:
                part = gast.Subscript(atom, const(i if i < star else i - len(targets)), gast.Load())
            if isinstance(t, gast.Name) and not read_before(t.id, targets):
                self.bind(t, at(part, origin), origin)
            else:
                name = self.namer.temporary()
                self.temporaries.add(name)
                self.bind_name(name, at(part, origin), origin)
                later.append((t, at(load(name), origin)))
        for t, v in later:
            self.bind(t, v, origin)

    def unpack_display(self, targets: list[Any], values: list[Any], origin: Any) -> None:
        written = set().union(*(names_in(t) for t in targets))
        read = set().union(*(loads_in(v) for v in values))
        if not written & read and all(isinstance(t, gast.Name) for t in targets):
            for t, v in zip(targets, values, strict=True):
                self.bind(t, v, origin)
            return
        atoms = [self.atom(v, name_it=not isinstance(v, (gast.Name, gast.Constant))) for v in values]
        if all(isinstance(t, gast.Name) for t in targets) and len({t.id for t in targets}) == len(targets):
            left = gast.Tuple([store(t.id) for t in targets], gast.Store())
            self.emit(gast.Assign([left], gast.Tuple(atoms, gast.Load()), None), origin)
            return
        # A name on the right may be overwritten on the way: keep all old values first.
        copies = [
            self.temporary(a, origin) if isinstance(a, gast.Name) and a.id in written else a for a in atoms
        ]
        for t, v in zip(targets, copies, strict=True):
            self.bind(t, v, origin)

    def place(self, target: Any) -> Any:
        """A target of an in-place write: a name, or a subscript of a name."""
        if isinstance(target, gast.Name):
            return store(target.id)
        if isinstance(target, gast.Subscript):
            base = self.atom(target.value, name_it=True)
            return at(gast.Subscript(base, self.index(target.slice), gast.Store()), target)
        if isinstance(target, gast.Attribute):
            base = self.atom(target.value, name_it=True)
            return at(gast.Attribute(base, target.attr, gast.Store()), target)
        raise Refused("starred", target)

    # -------------------------------------------------------------- expressions

    def atom(self, e: Any, name_it: bool = False) -> Any:
        """A name, a constant, or something that needs no derivative, with the value of `e`."""
        if isinstance(e, (gast.Name, gast.Constant)):
            if name_it and isinstance(e, gast.Constant):
                return self.temporary(e, e)
            return e
        if isinstance(e, gast.Lambda):
            self.hold_defaults(e)
        if not name_it and self.inert(e):
            return self.index(e, calls=True)
        if (
            isinstance(e, gast.IfExp)
            or (isinstance(e, gast.BoolOp) and not self.logical(e))
            or isinstance(e, FORMS)
            or self.is_next(e)
        ):
            name = self.namer.temporary()
            self.temporaries.add(name)
            self.bind_name(name, e, e)
            return at(load(name), e)
        simple = self.simple(e)
        if isinstance(simple, (gast.Name, gast.Constant)):
            return simple
        return self.temporary(simple, e)

    def inert(self, e: Any) -> bool:
        """Whether `e` is kept whole as an operand: it is built of constants, shapes, attributes of modules.
        """
        if isinstance(e, (gast.Constant, gast.Compare, gast.JoinedStr, gast.Lambda, gast.Slice)):
            return True
        if isinstance(e, gast.UnaryOp):
            return isinstance(e.op, gast.Not) or isinstance(e.operand, gast.Constant)
        if isinstance(e, gast.BoolOp):
            return self.logical(e)
        if isinstance(e, gast.Attribute):
            if e.attr in SHAPE_ATTRIBUTES and isinstance(e.value, gast.Name):
                return True
            return self.module_chain(e)
        if isinstance(e, gast.Subscript):
            return isinstance(e.value, gast.Attribute) and e.value.attr == "shape" and self.inert(e.value)
        if isinstance(e, gast.Tuple):
            return all(isinstance(i, gast.Name) or self.inert(i) for i in e.elts)
        if isinstance(e, gast.Call):
            if self.builtin(e.func) in STOPS_EARLY:
                return any(isinstance(a, gast.GeneratorExp) for a in e.args)
            return self.builtin(e.func) == "len" and all(
                isinstance(a, gast.Name) or self.inert(a) for a in e.args
            )
        return False

    def module_chain(self, e: Any) -> bool:
        while isinstance(e, gast.Attribute):
            e = e.value
        return isinstance(e, gast.Name) and e.id not in self.locals

    def logical(self, e: Any) -> bool:
        """Whether the value of a boolean expression is a truth value whichever operand is returned."""
        if isinstance(e, gast.BoolOp):
            return all(self.logical(v) for v in e.values)
        if isinstance(e, gast.UnaryOp):
            return isinstance(e.op, gast.Not)
        return isinstance(e, gast.Compare) or (isinstance(e, gast.Constant) and isinstance(e.value, bool))

    def test(self, e: Any) -> Any:
        """A test is kept whole: truth values have no derivative."""
        return self.index(e, calls=True)

    def index(self, e: Any, calls: bool = False) -> Any:
        """An expression that is kept whole.  Without `calls`, calls and displays in it get a name."""
        if calls:
            return e
        if isinstance(e, (gast.Name, gast.Constant)):
            return e
        if isinstance(e, gast.Slice):
            parts = [None if p is None else self.index(p) for p in (e.lower, e.upper, e.step)]
            return at(gast.Slice(*parts), e)
        if isinstance(e, gast.Tuple) and not any(isinstance(i, gast.Starred) for i in e.elts):
            return at(gast.Tuple([self.index(i) for i in e.elts], gast.Load()), e)
        if isinstance(e, (gast.BinOp, gast.UnaryOp)) and not self.has_calls(e):
            return e
        if self.inert(e) and not isinstance(e, (gast.Compare, gast.Lambda)):
            return e
        return self.atom(e, name_it=True)

    def has_calls(self, e: Any) -> bool:
        for n in walk(e):
            if isinstance(n, gast.Call) and self.builtin(n.func) != "len":
                return True
            if isinstance(n, (gast.IfExp, gast.ListComp, gast.Lambda, gast.Compare)):
                return True
        return False

    def builtin(self, func: Any) -> str:
        """Which builtin function an expression means, if it is the name of one."""
        if not isinstance(func, gast.Name) or func.id in self.locals:
            return ""
        return self.meanings.get(func.id, func.id)

    def iterable(self, e: Any) -> Any:
        """What a loop runs over: ranges, enumerate, zip and reversed keep their form, arrays get a name."""
        if isinstance(e, gast.Call):
            builtin = self.builtin(e.func)
            if builtin == "range" and not e.keywords:
                return at(gast.Call(e.func, [self.index(a) for a in e.args], []), e)
            starred = any(isinstance(a, gast.Starred) for a in e.args)
            if builtin in ("enumerate", "zip", "reversed") and not starred:
                keywords = [gast.keyword(k.arg, self.index(k.value)) for k in e.keywords]
                return at(gast.Call(e.func, [self.iterable(a) for a in e.args], keywords), e)
        if is_view_called(e):
            return at(
                gast.Call(gast.Attribute(self.atom(e.func.value), e.func.attr, gast.Load()), [], []), e
            )
        return self.atom(e, name_it=not isinstance(e, gast.Name))

    def simple(self, e: Any) -> Any:
        """One operation on atoms."""
        handler = getattr(self, "of_" + type(e).__name__, None)
        if handler is None:
            if isinstance(e, gast.GeneratorExp):
                return self.generator(e)
            raise Refused("expression", e, f"`{type(e).__name__}`")
        return at(handler(e), e)

    def given(self, e: Any) -> Any:
        """What `yield` hands over: a tuple is taken apart where the loop does so."""
        if isinstance(e, gast.Tuple) and not any(isinstance(i, gast.Starred) for i in e.elts):
            return at(gast.Tuple([self.atom(i) for i in e.elts], gast.Load()), e)
        return const(None) if e is None else self.atom(e)

    def of_Yield(self, e: Any) -> Any:
        raise Refused("yield", e, "`yield` as an expression")

    of_YieldFrom = of_Yield

    def of_Name(self, e: Any) -> Any:
        return e

    def of_Constant(self, e: Any) -> Any:
        return e

    def of_Compare(self, e: Any) -> Any:
        return e

    def of_JoinedStr(self, e: Any) -> Any:
        return e

    def of_Lambda(self, e: Any) -> Any:
        self.hold_defaults(e)
        return e

    def of_IfExp(self, e: Any) -> Any:
        return self.atom(e)

    def of_ListComp(self, e: Any) -> Any:
        return self.atom(e)

    of_SetComp = of_DictComp = of_ListComp

    def of_Set(self, e: Any) -> Any:
        return gast.Set([self.element(i) for i in e.elts])

    def of_BoolOp(self, e: Any) -> Any:
        return e if self.logical(e) else self.atom(e)

    def of_BinOp(self, e: Any) -> Any:
        # Long sums lean to the left; walk down that side without recursion.
        spine = []
        while isinstance(e, gast.BinOp):
            spine.append(e)
            e = e.left
        left = self.atom(e)
        while spine:
            node = spine.pop()
            left = self.kept(left, [node.right])
            right = self.atom(node.right)
            value = at(gast.BinOp(left, node.op, right), node)
            left = self.temporary(value, node) if spine else value
        return left

    def of_UnaryOp(self, e: Any) -> Any:
        if isinstance(e.op, gast.Not) or isinstance(e.operand, gast.Constant):
            return e
        return gast.UnaryOp(e.op, self.atom(e.operand))

    def of_Attribute(self, e: Any) -> Any:
        if self.module_chain(e):
            return e
        return gast.Attribute(self.atom(e.value, name_it=True), e.attr, gast.Load())

    def of_Subscript(self, e: Any) -> Any:
        base = self.atom(e.value, name_it=not self.inert(e.value) or isinstance(e.value, gast.Tuple))
        return gast.Subscript(base, self.index(e.slice), gast.Load())

    def of_Tuple(self, e: Any) -> Any:
        return gast.Tuple(self.elements(e.elts), gast.Load())

    def of_List(self, e: Any) -> Any:
        return gast.List(self.elements(e.elts), gast.Load())

    def of_Dict(self, e: Any) -> Any:
        # A key that is None stands for `**`: what it brings is known when types are (`analyse.stars`).
        keys, values = [], []
        for i, (k, v) in enumerate(zip(e.keys, e.values, strict=True), 1):
            # A key and its value come before the next key.
            later = [n for n in (*e.keys[i:], *e.values[i:]) if n is not None]
            keys.append(None if k is None else self.kept(self.index(k), [v, *later]))
            values.append(self.kept(self.atom(v, name_it=k is None), later))
        return gast.Dict(keys, values)

    def element(self, e: Any) -> Any:
        if isinstance(e, gast.Starred):
            return self.star(e)
        return self.atom(e)

    def star(self, e: Any) -> Any:
        """`*values`: how many there are is known when types are (`analyse.stars`)."""
        value = e.value
        if isinstance(value, gast.GeneratorExp):
            value = at(gast.ListComp(value.elt, value.generators), value)
        if isinstance(value, gast.ListComp):
            value.counted = True
        return at(gast.Starred(self.atom(value, name_it=True), gast.Load()), e)

    def owner_of_method(self, e: Any) -> Any:
        """A name for what a method is called of; `o.__dict__` gets none, as it stands for `o` (`setters`)."""
        if isinstance(e, gast.Attribute) and e.attr == "__dict__":
            return at(gast.Attribute(self.atom(e.value, name_it=True), e.attr, gast.Load()), e)
        return self.atom(e, name_it=True)

    def of_Call(self, e: Any) -> Any:
        func = e.func
        if self.builtin(func) == "print":
            return e
        if isinstance(func, gast.Attribute) and not self.module_chain(func):
            func = at(gast.Attribute(self.owner_of_method(func.value), func.attr, gast.Load()), func)
        elif not isinstance(func, (gast.Name, gast.Attribute)):
            func = self.atom(func, name_it=True)
        if self.inert(e):
            return e
        plain = self.consumed(e)
        if plain is not None:
            return self.atom(plain)
        reads_all = self.reads_all(e)
        if isinstance(func, gast.Attribute) and func.attr == "_make":
            for a in e.args:  # how many fields a named tuple gets must be known
                a.counted = True
        given = [*e.args, *(k.value for k in e.keywords)]
        args = [self.kept(self.argument(a, reads_all), given[i + 1 :]) for i, a in enumerate(e.args)]
        keywords = []
        for k in e.keywords:
            keywords.append(gast.keyword(k.arg, self.atom(k.value, name_it=k.arg is None)))
        return gast.Call(func, args, keywords)

    def argument(self, e: Any, reads_all: bool) -> Any:
        if isinstance(e, gast.Starred):
            return self.star(e)
        if isinstance(e, gast.GeneratorExp):
            if not reads_all:
                return self.generator(e)
            counted = getattr(e, "counted", False)
            e = at(gast.ListComp(e.elt, e.generators), e)
            e.counted = counted
        elif reads_all and self.only_iterated(e):
            e = as_list(e)
        return self.atom(e)

    def generator(self, e: Any) -> Any:
        """A generator expression that is handed to something, as a call of a generator function.

        What its first loop runs over is known when it is made.
        """
        source, *more = e.generators
        items = source.iter
        if not isinstance(items, gast.Name) and not self.only_iterated(items):
            items = self.atom(items, name_it=True)
        held = sorted(loads_in(items) & self.locals)
        name = self.namer.fresh("items")
        self.locals.add(name)
        first = at(gast.comprehension(source.target, items, source.ifs, 0), source)
        body = [looped([first, *more], [at(gast.Expr(at(gast.Yield(e.elt), e)), e)], e)]
        definition = gast.parse(f"def {name}({', '.join(held)}): pass").body[0]
        definition.body = body
        self.emit(definition, e)
        return self.atom(at(gast.Call(load(name), list(map(load, held)), []), e))

    def reads_all(self, e: Any) -> bool:
        """Whether a call reads its arguments to their ends, so that a list is as good as an iterator."""
        name = e.func.attr if isinstance(e.func, gast.Attribute) else self.builtin(e.func)
        return name in READS_ALL

    def only_iterated(self, e: Any) -> bool:
        """Whether an expression makes an iterator, or a view of a dict."""
        if not isinstance(e, gast.Call):
            return False
        if isinstance(e.func, gast.Attribute):
            return is_view_called(e)
        if any(isinstance(a, gast.Starred) for a in e.args):
            return False  # how many there are is known when types are
        return self.builtin(e.func) in ("zip", "enumerate", "reversed")

    def consumed(self, e: Any) -> Any:
        """`list`, `set` and `dict` of one iterator as a comprehension."""
        builtin = self.builtin(e.func)
        if len(e.args) != 1 or e.keywords or builtin not in ("list", "set", "dict"):
            return None
        (a,) = e.args
        if builtin == "dict" and self.pairing(a):
            return pairs(in_pairs(a))
        if self.only_iterated(a):
            a = as_list(a)
        elif not isinstance(a, gast.GeneratorExp):
            return None
        if builtin == "dict":
            return pairs(a)
        return at((gast.ListComp if builtin == "list" else gast.SetComp)(a.elt, a.generators), e)

    def is_next(self, e: Any) -> bool:
        return (
            isinstance(e, gast.Call)
            and self.builtin(e.func) == "next"
            and bool(e.args)
            and isinstance(e.args[0], gast.GeneratorExp)
        )

    def next_of(self, name: str, e: Any, origin: Any) -> None:
        if len(e.args) != 2:
            raise Refused("comprehension", e, "`next` of a generator expression, without a default,")
        for s in self.block(first_of(name, self.own_scope(e.args[0]), e.args[1], origin)):
            self.out.append(s)

    def comprehension(self, name: str, e: Any, origin: Any) -> None:
        """`name = <comprehension>` as loops that fill it."""
        e = self.own_scope(e)
        if isinstance(e, gast.SetComp) and self.builtin(load("set")) != "set":
            raise Refused("comprehension", e, "a set comprehension where `set` is not the builtin")
        for s in self.block(built(name, e, origin, self.namer)):
            self.out.append(s)
