"""Context managers of the user's, written around the body of their `with`.

    with Scaled(model, k) as m:            manager = Scaled(model, k)
        y = m(x)                           m = manager.__enter__()
                                           try:
                                    →          y = m(x)
                                           finally:
                                               manager.__exit__(None, None, None)

A function made by `contextlib.contextmanager` is written around the body as a generator is around that of a
loop.  It is done only where a derivative is refused otherwise (`Session.enters_opened`): most managers only
measure or print, and are not looked into.
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
from tangent.types import Generating, Method, Type, constant


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
        if made is None:
            return None
        self.session.enters = True
        if not self.session.enters_opened:
            return None
        ends = [k for k, st in enumerate(stmts) if entered_by(stmts).get(id(st)) is s]
        end = ends[0] if ends else len(stmts)  # the end is never reached
        body = stmts[i + 1 : end]
        return self.once(s, ("with", made), lambda: self.around(s, made, body)), end + 1

    def manager_of(self, s: Enter, env: Env) -> Any:
        """The class of a manager, or the call of a generator that makes it; None for those of libraries."""
        e = s.value
        maker: Any = MISSING
        if isinstance(e, gast.Call):
            t = self.eval(e.func, env)
            function = t.function if isinstance(t, Method) else constant(t)
            wrapped = getattr(function, "__wrapped__", None)
            if inspect.isgeneratorfunction(wrapped) and not isinstance(function, type):
                return None if swallows(function) else self.generator_of(e, wrapped, t, env)
            maker = maker_of(self.unit, {**self.types, e.func: t}, e)
        else:
            t = self.eval(e, env)
            maker = t.cls if isinstance(t, OBJECTS) else MISSING
        methods = [inspect.getattr_static(maker, n, None) for n in ("__enter__", "__exit__")]
        if not isinstance(maker, type) or not all(isinstance(m, python_types.FunctionType) for m in methods):
            return None
        return None if swallows(maker) or _asks_for_the_exception(methods[1]) else maker

    def generator_of(self, e: Any, function: Any, t: Type, env: Env) -> Generating | None:
        args = [self.eval(a, env) for a in e.args]
        keywords = {k.arg: self.eval(k.value, env) for k in e.keywords}
        exprs = list(e.args)
        if isinstance(t, Method):
            args, exprs = [t.owner, *args], [self.owner_expr(t, e, env), *exprs]
        self.whole_call = e
        try:
            self.call_unit(e, self.program.unit_of(function), None, args, keywords, env, exprs)
        except MadeGenerator as call:
            return call.made
        return None

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
        leave = method(manager, "__exit__", const(None), const(None), const(None))
        again = [
            catch(self.variable("error"), load("BaseException"), True),
            gast.Expr(leave),
            gast.Raise(None, None),
        ]
        last = gast.Expr(method(manager, "__exit__", const(None), const(None), const(None)))
        flag = self.variable("completed")
        out.append(attempt(flag, [*body, Landed(), at(last, s)], [at(n, s) for n in again]))
        return [at(n, s) for n in out]


def _asks_for_the_exception(leave: Any) -> bool:
    """Whether `__exit__` looks at the exception: here it is told of none."""
    tree = tree_of(leave)
    if tree is None:
        return True
    given = set(leave.__code__.co_varnames[1 : leave.__code__.co_argcount])
    code = leave.__code__
    starred = code.co_flags & (inspect.CO_VARARGS | inspect.CO_VARKEYWORDS)
    if starred:
        given |= set(code.co_varnames[code.co_argcount : code.co_argcount + 2])
    return any(getattr(n, "id", "") in given for n in _names(tree.body))


def _names(stmts: list[Any]) -> list[Any]:
    return [n for s in stmts for n in ast.walk(s) if isinstance(n, ast.Name)]
