"""What expressions are printed from: phrases, and questions about nodes that decide how they look.

A phrase is how tightly an expression binds and what it consists of: text, layout marks, and the nodes below
it, each with the level that it needs to stand there without brackets.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import gast

from tangent.emit import literals
from tangent.emit.layout import BREAK, CLOSE, OPEN_ITEMS, OPEN_OPERATORS, OPEN_PLAIN

# How tightly an expression binds, from loosest to tightest.
(
    NAMED,
    YIELD,
    TUPLE,
    TEST,
    OR,
    AND,
    NOT,
    COMPARE,
    BIT_OR,
    BIT_XOR,
    BIT_AND,
    SHIFT,
    SUM,
    TERM,
    FACTOR,
    POWER,
    AWAIT,
    ATOM,
) = range(18)

BINARY = {
    "BitOr": BIT_OR,
    "BitXor": BIT_XOR,
    "BitAnd": BIT_AND,
    "LShift": SHIFT,
    "RShift": SHIFT,
    "Add": SUM,
    "Sub": SUM,
    "Mult": TERM,
    "MatMult": TERM,
    "Div": TERM,
    "FloorDiv": TERM,
    "Mod": TERM,
    "Pow": POWER,
}

Part: TypeAlias = str | tuple[Any, int]  # text, or a node and the least level that needs no brackets there
Phrase: TypeAlias = tuple[int, list[Part]]


def listed(items: Iterable[list[Part]]) -> list[Part]:
    parts: list[Part] = []
    for item in items:
        if parts:
            parts += [",", BREAK]
        parts += item
    return parts


def bracketed(items: Iterable[list[Part]]) -> list[Part]:
    """What stands between a pair of brackets: items and commas, one more at the end if each has a line."""
    parts = listed(items)
    return [OPEN_ITEMS, *parts, CLOSE] if parts else []


def elements(nodes: Iterable[Any]) -> list[list[Part]]:
    return [[(node, TEST)] for node in nodes]


def chain(operands: Sequence[list[Part]], operators: Sequence[str]) -> list[Part]:
    parts: list[Part] = [OPEN_OPERATORS, *operands[0]]
    for operator, operand in zip(operators, operands[1:], strict=True):
        parts += [BREAK, operator, *operand]
    parts.append(CLOSE)
    return parts


def arguments(args: Iterable[Any], keywords: Iterable[Any]) -> list[list[Part]]:
    items: list[list[Part]] = []
    for arg in args:
        items.append([(arg, NAMED if isinstance(arg, gast.NamedExpr) else TEST)])
    for keyword in keywords:
        items.append([literals.identifier(keyword.arg) + "=" if keyword.arg else "**", (keyword.value, TEST)])
    return items


def parameters(t: Any) -> list[list[Part]]:
    plain = [*t.posonlyargs, *t.args]
    defaults = [None] * (len(plain) - len(t.defaults)) + list(t.defaults)
    items = [parameter(name, default) for name, default in zip(plain, defaults, strict=True)]
    if t.posonlyargs:
        items.insert(len(t.posonlyargs), ["/"])
    if t.vararg:
        items.append(["*", *parameter(t.vararg, None)])
    elif t.kwonlyargs:
        items.append(["*"])
    items += [parameter(name, default) for name, default in zip(t.kwonlyargs, t.kw_defaults, strict=True)]
    if t.kwarg:
        items.append(["**", *parameter(t.kwarg, None)])
    return items


def parameter(name: Any, default: Any) -> list[Part]:
    parts: list[Part] = [literals.identifier(name.id)]
    if name.annotation:
        parts += [": ", (name.annotation, TEST)]
    if default:
        parts += [" = " if name.annotation else "=", (default, TEST)]
    return parts


def type_params(t: Any) -> list[Part]:
    params = getattr(t, "type_params", None)
    if not params:
        return []
    return ["[", *bracketed([type_param(param) for param in params]), "]"]


def type_param(param: Any) -> list[Part]:
    stars = {"TypeVar": "", "TypeVarTuple": "*", "ParamSpec": "**"}
    parts: list[Part] = [stars[param.__class__.__name__] + literals.identifier(param.name)]
    if getattr(param, "bound", None):
        parts += [": ", (param.bound, TEST)]
    if getattr(param, "default_value", None):
        parts += [" = ", (param.default_value, TEST)]
    return parts


def generator(result: list[Part], generators: Iterable[Any]) -> list[Part]:
    parts: list[Part] = [OPEN_PLAIN, *result]
    for loop in generators:
        parts += [BREAK, "async for " if loop.is_async else "for "]
        parts += [(loop.target, TUPLE), " in ", (loop.iter, OR)]
        for test in loop.ifs:
            parts += [BREAK, "if ", (test, OR)]
    parts.append(CLOSE)
    return parts


def with_item(item: Any) -> list[Part]:
    parts: list[Part] = [(item.context_expr, TEST)]
    if item.optional_vars:
        parts += [" as ", (item.optional_vars, TEST)]
    return parts


def imported(alias: Any) -> str:
    name = literals.dotted(alias.name)
    return f"{name} as {literals.identifier(alias.asname)}" if alias.asname else name


# Questions about nodes


def is_open_tuple(node: Any) -> bool:
    return isinstance(node, gast.Tuple) and len(node.elts) > 1


def is_row_of_names(node: Any) -> bool:
    """A tuple of names only, which says nothing that would need a line for each of them."""
    return is_open_tuple(node) and all(isinstance(e, gast.Name) for e in node.elts)


def is_number(node: Any) -> bool:
    return isinstance(node, gast.Constant) and type(node.value) in (int, float, complex)


def is_simple_operand(node: Any) -> bool:
    """What black writes close to `**`: a number, a name, or a dotted name."""
    while isinstance(node, gast.Attribute):
        node = node.value
    return isinstance(node, gast.Name) or is_number(node)


def is_simple_bound(node: Any) -> bool:
    """What black writes close to the colon of a slice: nothing, a name, a number, a sign and a number."""
    if isinstance(node, gast.UnaryOp) and not isinstance(node.op, gast.Not):
        node = node.operand
    return node is None or isinstance(node, (gast.Name, gast.Constant))
