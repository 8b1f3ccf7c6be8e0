"""Context managers of the user's, written around the body of their `with`.

    with Scaled(model, k) as m:            manager = Scaled(model, k)
        y = m(x)                           m = manager.__enter__()
                                           try:
                                    →          y = m(x)
                                           finally:
                                               manager.__exit__(None, None, None)

A function made by `contextlib.contextmanager` is written around the body as a generator is around that of a
loop.  It is done where a manager is given what it could change or lend (a list, an array, an object); else
only where a derivative is refused otherwise (`Session.enters_opened`): most managers only measure or print,
and are not looked into.
"""

from __future__ import annotations

import ast
import inspect
import types as python_types
from typing import TYPE_CHECKING, Any

import gast

from tangent.analyse.contexts import maker_of, swallows, tree_of
from tangent.analyse.generators import Generators
from tangent.analyse.handed import MadeGenerator
from tangent.analyse.objects import OBJECTS
from tangent.analyse.rewriting import Env
from tangent.source.scope import MISSING
from tangent.syntax.core import Enter, Landed, attempt, catch, entered_by
from tangent.syntax.nodes import at, const, load, method
from tangent.syntax.refuse import Refused
from tangent.types import Generating, Method, Obj, holds_variables, mutable
from tangent.unit import is_users


class Entering(Generators):
    """The part of inference that writes managers out."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """What inference itself has."""

    def manager_written_out(self, stmts: list[Any], i: int, env: Env) -> tuple[list[Any], int] | None:
        """Statements for the `with` that begins at `stmts[i]`, and where it ends; None where it stays."""
        s = stmts[i]
        if not isinstance(s, Enter):
            return None
        if (opened := self.walk_opened(stmts, i, env)) is not None:
            return opened
        made = self.manager_of(s, env)
        shares = is_users(self.maker(s.value, env)) and self.shares(s.value, env)
        if made is None:
            if shares:
                raise Refused("with", s.value, "a context manager that may change what it is given")
            return None
        self.session.enters = True
        if not (shares or self.session.enters_opened):
            return None
        ends = [k for k, st in enumerate(stmts) if entered_by(stmts).get(id(st)) is s]
        end = ends[0] if ends else len(stmts)  # the end is never reached
        body = stmts[i + 1 : end]
        return self.once(s, ("with", made), lambda: self.around(s, made, body)), end + 1

    def manager_of(self, s: Enter, env: Env) -> Any:
        """The class of a manager, or the call of a generator that makes it; None for those of libraries."""
        maker = self.maker(s.value, env)
        wrapped = getattr(maker, "__wrapped__", None)
        if inspect.isgeneratorfunction(wrapped) and not isinstance(maker, type):
            return None if swallows(maker) else self.generator_of(s.value, wrapped, env)
        methods = [inspect.getattr_static(maker, n, None) for n in ("__enter__", "__exit__")]
        if not isinstance(maker, type) or not all(isinstance(m, python_types.FunctionType) for m in methods):
            return None
        return None if swallows(maker) or _asks_for_the_exception(methods[1]) else maker

    def maker(self, e: Any, env: Env) -> Any:
        """The class of a manager, or what `contextlib.contextmanager` made of a function; or `MISSING`."""
        if not isinstance(e, gast.Call):
            t = self.eval(e, env)
            return t.cls if isinstance(t, OBJECTS) else MISSING
        t = self.eval(e.func, env)
        return t.function if isinstance(t, Method) else maker_of(self.unit, {**self.types, e.func: t}, e)

    def shares(self, e: Any, env: Env) -> bool:
        """Whether a manager is given what it could change, or hand on: it is no number and no string."""
        if not isinstance(e, gast.Call):
            return not isinstance(self.eval(e, env), Obj)
        given = [self.eval(n, env) for n in [e.func, *e.args, *(k.value for k in e.keywords)]]
        given = [t.owner if isinstance(t, Method) else t for t in given]
        return any((mutable(t) and not isinstance(t, Obj)) or holds_variables(t) for t in given)

    def generator_of(self, e: Any, function: Any, env: Env) -> Generating | None:
        t = self.eval(e.func, env)
        args = [self.eval(a, env) for a in e.args]
        keywords = {k.arg: self.eval(k.value, env) for k in e.keywords}
        exprs = list(e.args)
        if isinstance(t, Method):
            args, exprs = [t.owner, *args], [self.entered_object(e, t, env), *exprs]
        self.whole_call = e
        try:
            self.call_unit(e, self.program.unit_of(function), None, args, keywords, env, exprs)
        except MadeGenerator as call:
            return call.made
        return None

    def entered_object(self, e: Any, t: Method, env: Env) -> Any:
        """The object whose method makes the manager `e`."""
        if isinstance(e.func, gast.Attribute) and self.eval(e.func.value, env) == t.owner:
            return e.func.value
        return self.owner_expr(t, e, env)

    def around(self, s: Enter, made: Any, body: list[Any]) -> list[Any]:
        self.instance.unrolled = True
        target = s.targets[0]
        if isinstance(made, Generating):
            loop = at(gast.For(target, s.value, body, [], None), s)
            return self.woven(loop, made, once=True)
        manager = s.value
        out: list[Any] = []
        if not isinstance(manager, gast.Name):
            manager = self.named(manager, out, s)
        out.append(at(gast.Assign([target], method(manager, "__enter__"), None), s))
        error = self.variable("error")
        told = [load(error) for _ in range(3)]  # it asks of each whether it is None
        again = [
            catch(error, load("BaseException"), False),
            gast.Expr(method(manager, "__exit__", *told)),
            gast.Raise(None, None),
        ]
        last = gast.Expr(method(manager, "__exit__", const(None), const(None), const(None)))
        flag = self.variable("completed")
        out.append(attempt(flag, [*body, Landed(), at(last, s)], [at(n, s) for n in again]))
        return [at(n, s) for n in out]


def _asks_for_the_exception(leave: Any) -> bool:
    """Whether `__exit__` looks at the exception: what it is told here says only whether there is one."""
    tree = tree_of(leave)
    if tree is None:
        return True
    given = set(list(inspect.signature(leave).parameters)[1:])
    nodes = [n for s in tree.body for n in ast.walk(s)]
    whether = {id(e) for n in nodes for e in _asked_whether(n)}
    return any(getattr(n, "id", "") in given and id(n) not in whether for n in nodes)


def _asked_whether(n: Any) -> list[Any]:
    """What an expression or statement asks no more of than whether it is there: `if e:`, `e is None`."""
    if isinstance(n, (ast.If, ast.IfExp)):
        return [n.test]
    if isinstance(n, ast.UnaryOp) and isinstance(n.op, ast.Not):
        return [n.operand]
    against_none = isinstance(n, ast.Compare) and ast.unparse(n.comparators[-1]) == "None" and len(n.ops) == 1
    return [n.left] if against_none else []
