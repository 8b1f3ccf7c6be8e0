"""Expressions and patterns to text.

The methods of this half of the printer do not write, as astunparse's do: they *return* a `Phrase`, and
`_put` expands phrases with a stack of its own.  So brackets are decided in one place, and no expression is
too deep.
"""

import sys
from collections.abc import Callable, Sequence
from typing import Any

import astunparse
import gast

from tangent.emit import literals
from tangent.emit.layout import (
    CLOSE,
    OPEN_INDEX,
    OPEN_INDICES,
    OPEN_ITEMS,
    OPEN_NAMES,
    OPEN_OPERATORS,
    OPEN_PLAIN,
)
from tangent.emit.phrases import (
    AND,
    ATOM,
    AWAIT,
    BINARY,
    BIT_OR,
    COMPARE,
    FACTOR,
    NAMED,
    NOT,
    OR,
    POWER,
    TEST,
    TUPLE,
    YIELD,
    Part,
    Phrase,
    arguments,
    bracketed,
    chain,
    elements,
    generator,
    is_row_of_names,
    is_simple_bound,
    is_simple_operand,
    listed,
    parameters,
)

_QUOTES = ('"', "'", '"""', "'''")
# From Python 3.12 on (PEP 701) anything may stand in the fields of an f-string.
_FREE_FIELDS = sys.version_info >= (3, 12)


class _NoQuotes(Exception):
    """An f-string that cannot be written in the language of Python 3.11 with the quotes that are left."""


class Expressions(astunparse.Unparser):
    """The part of the printer that deals with what stands inside a line."""

    # What the base class can print of Python 2 and of trees before 3.9 would come out wrong.
    _Print = _Exec = _Repr = _TryExcept = _TryFinally = None
    _Num = _Str = _Bytes = _NameConstant = _Ellipsis = _Index = _ExtSlice = None

    # The base class prints while it is constructed, onto a file: hence no super().__init__().
    def __init__(self) -> None:
        self._line: list[str] = []
        # Inside a field of an f-string: the quotes that Python 3.11 allows there.
        self._field_quotes: tuple[str, ...] | None = None

    def _method(self, node: Any) -> Callable[[Any], Any]:
        method: Callable[[Any], Any] | None = getattr(self, "_" + node.__class__.__name__, None)
        if method is None:
            raise TypeError(f"cannot print a {node.__class__.__module__}.{node.__class__.__name__}")
        return method

    def _put(self, *parts: Part) -> None:
        """Write parts, expanding nodes with an explicit stack instead of recursion."""
        write = self._line.append
        todo = list(reversed(parts))
        while todo:
            part = todo.pop()
            if isinstance(part, str):
                write(part)
                continue
            node, least = part
            level, phrase = self._method(node)(node)
            if level < least:
                todo += (")", CLOSE)
                todo += reversed(phrase)
                todo += (OPEN_ITEMS if level == TUPLE else OPEN_PLAIN, "(")
            else:
                todo += reversed(phrase)

    # Patterns

    def _MatchValue(self, t: Any) -> Phrase:
        return ATOM, [(t.value, BIT_OR)]

    def _MatchSingleton(self, t: Any) -> Phrase:
        return ATOM, [literals.constant(t.value)]

    def _MatchSequence(self, t: Any) -> Phrase:
        return ATOM, ["[", *bracketed([[(pattern, TEST)] for pattern in t.patterns]), "]"]

    def _MatchMapping(self, t: Any) -> Phrase:
        items: list[list[Part]] = [
            [(key, TEST), ": ", (pattern, TEST)] for key, pattern in zip(t.keys, t.patterns, strict=True)
        ]
        if t.rest:
            items.append(["**" + t.rest])
        return ATOM, ["{", *bracketed(items), "}"]

    def _MatchClass(self, t: Any) -> Phrase:
        items: list[list[Part]] = [[(pattern, TEST)] for pattern in t.patterns]
        for name, pattern in zip(t.kwd_attrs, t.kwd_patterns, strict=True):
            items.append([name + "=", (pattern, TEST)])
        return ATOM, [(t.cls, ATOM), "(", *bracketed(items), ")"]

    def _MatchStar(self, t: Any) -> Phrase:
        return ATOM, ["*" + (t.name or "_")]

    def _MatchAs(self, t: Any) -> Phrase:
        if t.pattern is None:
            return ATOM, [t.name or "_"]
        return TEST, [(t.pattern, BIT_OR), " as " + t.name]

    def _MatchOr(self, t: Any) -> Phrase:
        patterns: list[list[Part]] = [[(pattern, BIT_OR + 1)] for pattern in t.patterns]
        return BIT_OR, chain(patterns, ["| "] * (len(t.patterns) - 1))

    # Atoms

    def _Name(self, t: Any) -> Phrase:
        return ATOM, [literals.identifier(t.id)]

    def _Constant(self, t: Any) -> Phrase:
        if isinstance(t.value, (str, bytes)) and self._field_quotes is not None:
            text = self._field_string(t.value, self._field_quotes)
        else:
            text = literals.constant(t.value)
        if t.kind:
            text = t.kind + text
        return (FACTOR if text.startswith("-") else ATOM), [text]

    def _field_string(self, value: str | bytes, quotes: tuple[str, ...]) -> str:
        prefix = ""
        if isinstance(value, bytes):
            prefix, value = "b", value.decode("ascii", "backslashreplace")
        text = literals.raw_string(value, quotes)
        if text is None:
            raise _NoQuotes
        return prefix + text

    def _List(self, t: Any) -> Phrase:
        return ATOM, ["[", *bracketed(elements(t.elts)), "]"]

    def _Set(self, t: Any) -> Phrase:
        # `{}` is a dict.
        return ATOM, ["{", *(bracketed(elements(t.elts)) or ["*()"]), "}"]

    def _Tuple(self, t: Any) -> Phrase:
        """Without brackets; `_put` adds them where the place demands it."""
        if not t.elts:
            return ATOM, ["()"]
        if len(t.elts) == 1:
            return ATOM, ["(", OPEN_PLAIN, (t.elts[0], TEST), ",", CLOSE, ")"]
        mark = OPEN_NAMES if is_row_of_names(t) else OPEN_OPERATORS
        return TUPLE, [mark, *listed(elements(t.elts)), CLOSE]

    def _Dict(self, t: Any) -> Phrase:
        items: list[list[Part]] = []
        for key, value in zip(t.keys, t.values, strict=True):
            items.append([(key, TEST), ": ", (value, TEST)] if key is not None else ["**", (value, BIT_OR)])
        return ATOM, ["{", *bracketed(items), "}"]

    def _ListComp(self, t: Any) -> Phrase:
        return ATOM, ["[", *generator([(t.elt, TEST)], t.generators), "]"]

    def _SetComp(self, t: Any) -> Phrase:
        return ATOM, ["{", *generator([(t.elt, TEST)], t.generators), "}"]

    def _GeneratorExp(self, t: Any) -> Phrase:
        return ATOM, ["(", *generator([(t.elt, TEST)], t.generators), ")"]

    def _DictComp(self, t: Any) -> Phrase:
        return ATOM, ["{", *generator([(t.key, TEST), ": ", (t.value, TEST)], t.generators), "}"]

    def _Attribute(self, t: Any) -> Phrase:
        # The dot of `1.real` belongs to the number.
        if isinstance(t.value, gast.Constant) and type(t.value.value) is int and t.value.value >= 0:
            return ATOM, ["(", (t.value, ATOM), ").", literals.identifier(t.attr)]
        return ATOM, [(t.value, ATOM), ".", literals.identifier(t.attr)]

    def _Call(self, t: Any) -> Phrase:
        if len(t.args) == 1 and not t.keywords and isinstance(t.args[0], gast.GeneratorExp):
            return ATOM, [(t.func, ATOM), (t.args[0], ATOM)]  # one pair of brackets is enough for both
        return ATOM, [(t.func, ATOM), "(", *bracketed(arguments(t.args, t.keywords)), ")"]

    def _Subscript(self, t: Any) -> Phrase:
        index = t.slice
        if isinstance(index, gast.Tuple) and index.elts:
            if len(index.elts) > 1:
                return ATOM, [(t.value, ATOM), "[", OPEN_INDICES, *listed(elements(index.elts)), CLOSE, "]"]
            if isinstance(index.elts[0], gast.Slice):
                return ATOM, [(t.value, ATOM), "[", OPEN_INDEX, (index.elts[0], TEST), ",", CLOSE, "]"]
        return ATOM, [(t.value, ATOM), "[", OPEN_INDEX, (index, TEST), CLOSE, "]"]

    def _Slice(self, t: Any) -> Phrase:
        # As black does: a colon binds less than an operator, and shows it by its blanks.
        wide = not all(is_simple_bound(bound) for bound in (t.lower, t.upper, t.step))
        phrase: list[Part] = []
        if t.lower:
            phrase += [(t.lower, TEST), " " if wide else ""]
        phrase.append(":")
        if t.upper:
            phrase += [" " if wide else "", (t.upper, TEST)]
        if t.step:
            phrase += [" :" if wide and t.upper else ":", " " if wide else "", (t.step, TEST)]
        return ATOM, phrase

    def _Starred(self, t: Any) -> Phrase:
        return TEST, ["*", (t.value, BIT_OR)]

    # Operators

    def _BinOp(self, t: Any) -> Phrase:
        name = t.op.__class__.__name__
        level = BINARY[name]
        if level == POWER:
            return level, self._power(t)
        # Down the left side in a loop: a sum of many terms is one chain, broken at all its operators or none.
        operands: list[list[Part]] = []
        operators = []
        while isinstance(t, gast.BinOp) and BINARY[t.op.__class__.__name__] == level:
            operands.append([(t.right, level + 1)])
            operators.append(self.binop[t.op.__class__.__name__] + " ")
            t = t.left
        operands.append([(t, level)])
        return level, chain(operands[::-1], operators[::-1])

    def _power(self, t: Any) -> list[Part]:
        right = t.right
        if isinstance(right, gast.UnaryOp) and isinstance(right.op, gast.USub):
            right = right.operand
        if isinstance(right, gast.BinOp) and isinstance(right.op, gast.Pow):
            right = right.left  # as in x**y**z
        tight = is_simple_operand(t.left) and is_simple_operand(right)
        return [(t.left, AWAIT), "**" if tight else " ** ", (t.right, FACTOR)]

    def _UnaryOp(self, t: Any) -> Phrase:
        if isinstance(t.op, gast.Not):
            return NOT, ["not ", (t.operand, NOT)]
        return FACTOR, [self.unop[t.op.__class__.__name__], (t.operand, FACTOR)]

    def _BoolOp(self, t: Any) -> Phrase:
        level, word = (AND, "and ") if isinstance(t.op, gast.And) else (OR, "or ")
        return level, chain([[(value, level + 1)] for value in t.values], [word] * (len(t.values) - 1))

    def _Compare(self, t: Any) -> Phrase:
        operands: list[list[Part]] = [[(value, COMPARE + 1)] for value in (t.left, *t.comparators)]
        return COMPARE, chain(operands, [self.cmpops[op.__class__.__name__] + " " for op in t.ops])

    def _IfExp(self, t: Any) -> Phrase:
        return TEST, chain([[(t.body, OR)], [(t.test, OR)], [(t.orelse, TEST)]], ["if ", "else "])

    def _Lambda(self, t: Any) -> Phrase:
        parts: list[Part] = []
        for item in parameters(t.args):
            parts += [", " if parts else " ", *item]
        return TEST, ["lambda", *parts, ": ", (t.body, TEST)]

    def _NamedExpr(self, t: Any) -> Phrase:
        return NAMED, [(t.target, ATOM), " := ", (t.value, TEST)]

    def _Await(self, t: Any) -> Phrase:
        return AWAIT, ["await ", (t.value, ATOM)]

    def _Yield(self, t: Any) -> Phrase:
        return YIELD, ["yield ", (t.value, TUPLE)] if t.value else ["yield"]

    def _YieldFrom(self, t: Any) -> Phrase:
        return YIELD, ["yield from ", (t.value, TEST)]

    # Strings with fields

    def _FormattedValue(self, t: Any) -> Phrase:
        return ATOM, [self._f_string([t])]

    def _JoinedStr(self, t: Any) -> Phrase:
        return ATOM, [self._f_string(t.values)]

    def _f_string(self, values: Sequence[Any]) -> str:
        """In the language of Python 3.11 if that is possible, whatever runs: the text may travel."""
        outside = self._field_quotes
        quotes = _QUOTES if outside is None else outside
        for quote in quotes:
            inside = tuple(other for other in quotes if quote not in other)
            try:
                return self._quoted_f_string(values, quote, inside)
            except _NoQuotes:
                continue
        if outside is not None:
            raise _NoQuotes
        if not _FREE_FIELDS:
            raise ValueError("a field of an f-string needs more quotes or backslashes than Python 3.11 has")
        return self._quoted_f_string(values, '"', None)

    def _quoted_f_string(self, values: Sequence[Any], quote: str, inside: tuple[str, ...] | None) -> str:
        """`inside` are the quotes that strings in fields may have; None lets fields contain anything."""
        return f"f{quote}{''.join([self._f_part(value, quote, inside, False) for value in values])}{quote}"

    def _f_part(self, node: Any, quote: str, inside: tuple[str, ...] | None, in_spec: bool) -> str:
        if isinstance(node, gast.FormattedValue):
            return self._field(node, quote, inside)
        text = literals.escape(node.value, quote[0])
        if in_spec:  # where doubled braces mean nothing
            return text.replace("{", r"\x7b").replace("}", r"\x7d")
        return text.replace("{", "{{").replace("}", "}}")

    def _field(self, node: Any, quote: str, inside: tuple[str, ...] | None) -> str:
        text = self._field_expression(node.value, TEST, inside)
        if "lambda" in text:  # its colon would end the field
            text = self._field_expression(node.value, ATOM, inside)
        if inside is not None and (quote in text or "\\" in text or ("\n" in text and len(quote) == 1)):
            raise _NoQuotes
        if text.startswith("{"):
            text = " " + text
        if node.conversion != -1:
            text += "!" + chr(node.conversion)
        if node.format_spec:
            spec = [self._f_part(value, quote, inside, True) for value in node.format_spec.values]
            text += ":" + "".join(spec)
        return "{" + text + "}"

    def _field_expression(self, node: Any, least: int, inside: tuple[str, ...] | None) -> str:
        line, quotes = self._line, self._field_quotes
        self._line, self._field_quotes = [], inside
        try:
            self._put((node, least))
            return "".join(self._line)
        finally:
            self._line, self._field_quotes = line, quotes
