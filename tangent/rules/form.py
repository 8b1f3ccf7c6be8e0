"""Is a rule well-formed?  What the compiler pastes has to be readable, and to return what the kind promises.

Each question has an answer in words: the error names the function, the line of the rule, and what is wrong.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterable
from typing import Any

from tangent.errors import TangentError, error
from tangent.rules.spelling import name_of

FORBIDDEN = {
    ast.For: "a loop",
    ast.While: "a loop",
    ast.Lambda: "a lambda",
    ast.ListComp: "a comprehension",
    ast.SetComp: "a comprehension",
    ast.DictComp: "a comprehension",
    ast.GeneratorExp: "a comprehension",
    ast.NamedExpr: "an assignment inside an expression",
    ast.Try: "`try`",
    ast.With: "`with`",
    ast.FunctionDef: "a function inside the rule",
}


def check_form(rule: Any) -> None:
    """Raise TGT305 unless the rule (of `kinds.Rule`) can be put into a derivative."""
    _check_hashable(rule)
    _check_names(rule)
    _check_body(rule, rule.vjp, _returned(rule), writes=rule.kind == "mutation" or rule.accumulates)
    if rule.jvp is not None:
        _check_same_arguments(rule)
        _check_body(rule, rule.jvp, 1, writes=rule.kind == "mutation")


def _wrong(rule: Any, what: str, body: Any = None) -> TangentError:
    where = ""
    if body is not None:
        code = body.__code__
        where = f" ({code.co_filename}, line {code.co_firstlineno})"
    return error("bad_rule", None, name_of(rule.function), what + where)


def _check_hashable(rule: Any) -> None:
    try:
        hash(rule.function)
    except TypeError:
        raise _wrong(rule, "the function is no key: it cannot be hashed; wrap it in a small class") from None
    if not callable(rule.function):
        raise _wrong(rule, f"{rule.function!r} cannot be called")


def _returned(rule: Any) -> int:
    """How many expressions the reverse body returns."""
    if rule.accumulates:
        return 0
    return 1 if rule.variadic else len(rule.wrt) - (rule.kind == "mutation")


# ---------------------------------------------------------------- the parameters


def _check_names(rule: Any) -> None:
    for name in (*rule.wrt, *rule.neutral):
        if name not in rule.params:
            has = ", ".join(rule.params)
            raise _wrong(rule, f"it has no parameter named {name!r} (it has {has})", rule.vjp)
    if rule.kind == "pair" and rule.jvp is None:
        raise _wrong(rule, "a `pair` needs a `jvp`", rule.vjp)
    bars = {w + "_bar" for w in rule.wrt}
    asked = {"out"} if rule.kind == "elementwise" else {"out", "out_bar", *bars}
    if rule.kind == "mutation":
        asked = {rule.wrt[0] + "_bar"}
    _check_asked(rule, rule.vjp, asked | ({"position"} if rule.variadic else set()))
    if rule.variadic and "position" not in _keywords(rule.vjp):
        raise _wrong(rule, "a rule with `*` has to ask for `position`", rule.vjp)
    if rule.jvp is not None:
        dots = {w + "_dot" for w in rule.wrt}
        _check_asked(rule, rule.jvp, dots if rule.kind == "mutation" else {"out", *dots})


def _keywords(body: Callable[..., Any]) -> list[str]:
    """The keyword-only parameters without a default: those that the compiler fills."""
    found = inspect.signature(body).parameters.values()
    return [p.name for p in found if p.kind is p.KEYWORD_ONLY and p.default is p.empty]


def _check_asked(rule: Any, body: Callable[..., Any], known: set[str]) -> None:
    for name in _keywords(body):
        if name not in known:
            can = ", ".join(sorted(known))
            raise _wrong(rule, f"it asks for {name!r}; a rule of this kind may ask for {can}", body)


def _check_same_arguments(rule: Any) -> None:
    asked = set(_keywords(rule.jvp))
    own = [p for p in inspect.signature(rule.jvp).parameters if p not in asked]
    if [p.lstrip("_") for p in own] != [p.lstrip("_") for p in rule.params]:
        raise _wrong(rule, f"its jvp takes {own}, the rule itself {list(rule.params)}", rule.jvp)


# ---------------------------------------------------------------- the body


def _check_body(rule: Any, body: Callable[..., Any], count: int, writes: bool) -> None:
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(body))).body[0]
    except (OSError, TypeError, SyntaxError):
        raise _wrong(rule, "its text cannot be found: define it in a file or a notebook cell", body) from None
    if not isinstance(tree, ast.FunctionDef):
        raise _wrong(rule, "it has to be a function with a body (`def`)", body)
    if body.__closure__:
        free = ", ".join(body.__code__.co_freevars)
        raise _wrong(rule, f"it uses a variable of the function around it ({free}): use globals only", body)
    for node in ast.walk(ast.Module(tree.body, [])):
        for cls, name in FORBIDDEN.items():
            if isinstance(node, cls):
                raise _wrong(rule, f"there is {name} in it: put that into a helper function", body)
    parameters = frozenset(inspect.signature(body).parameters)
    ends, _ = _check_block(rule, body, tree.body, parameters, count, writes)
    if count and not ends and not writes:
        raise _wrong(rule, "a path through it ends without a `return`", body)


def _check_block(
    rule: Any, body: Any, block: Iterable[ast.stmt], bound: frozenset[str], count: int, writes: bool
) -> tuple[bool, frozenset[str]]:
    """Check a block; whether it ends the function, and the names that are bound where it does not."""
    for node in block:
        if isinstance(node, ast.If):
            ends, then = _check_block(rule, body, node.body, bound, count, writes)
            other_ends, other = _check_block(rule, body, node.orelse, bound, count, writes)
            if ends and other_ends:
                return True, bound
            bound = other if ends else then if other_ends else then & other
        elif isinstance(node, ast.Return):
            _check_return(rule, body, node, count)
            return True, bound
        elif isinstance(node, ast.Raise):
            return True, bound
        elif isinstance(node, ast.Assign):
            bound |= _check_assignment(rule, body, node, bound, writes)
        elif not isinstance(node, ast.Expr) or not (writes or isinstance(node.value, ast.Constant)):
            what = type(node).__name__
            raise _wrong(rule, f"a statement that cannot be pasted ({what})", body)
    return False, bound


def _check_assignment(
    rule: Any, body: Any, node: ast.Assign, bound: frozenset[str], writes: bool
) -> frozenset[str]:
    target = node.targets[0]
    items = target.elts if isinstance(target, ast.Tuple) else [target]
    names = [i.id for i in items if isinstance(i, ast.Name)]
    if len(names) != len(items) and not writes:
        raise _wrong(rule, "it assigns to something that is not a name", body)
    for name in names:
        if name in bound and name != "_":
            raise _wrong(rule, f"it assigns to {name!r} twice, or to a parameter", body)
    return frozenset(names)


def _check_return(rule: Any, body: Any, node: ast.Return, count: int) -> None:
    found = 0 if node.value is None else 1
    # The adjoint of a tuple, and the tangent of a result that is one, may be a tuple themselves.
    if isinstance(node.value, ast.Tuple) and (count > 1 or rule.kind == "elementwise"):
        found = len(node.value.elts)
    if found != count:
        wanted = f"{count} for {', '.join(rule.wrt)}" if body is rule.vjp else "the tangent of the result"
        raise _wrong(rule, f"it returns {found} expression{'s' * (found != 1)} instead of {wanted}", body)
