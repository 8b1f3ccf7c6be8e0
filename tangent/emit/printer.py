"""Trees to text: the last room of the road.

`Printer` derives from astunparse's `Unparser`, whose tables, bookkeeping and plainest statements it keeps,
and replaces the rest, so that it prints every tree that gast 0.7 makes of Python 3.11 to 3.13.  Statements
are here, what stands inside a line is in `expressions`.  A logical line is collected as a list of strings
and layout marks; if it is too long, `layout` breaks it.
"""

import copy
import sys
import textwrap
from collections.abc import Sequence
from typing import Any

import gast

from tangent.emit import literals
from tangent.emit.expressions import Expressions
from tangent.emit.layout import (
    CLOSE,
    INDENT,
    OPEN_PARENS,
    OPEN_PARENS_ITEMS,
    layout,
)
from tangent.emit.phrases import (
    ATOM,
    NAMED,
    TEST,
    TUPLE,
    YIELD,
    arguments,
    bracketed,
    imported,
    is_open_tuple,
    listed,
    parameters,
    type_params,
    with_item,
)
from tangent.syntax.comments import Blank, Comment, quotes

WIDTH = 99

# These consist of operands and operators: a line may break between them, inside brackets added for that.
_CHAINS = (gast.BinOp, gast.BoolOp, gast.Compare, gast.IfExp)
_DEFINITIONS = (gast.FunctionDef, gast.AsyncFunctionDef, gast.ClassDef)


def _cut(text: str, width: int) -> str:
    """The beginning of a line, up to the end of a word."""
    head, space, _ = text[: width - 3].rpartition(" ")
    return f"{head if space and len(head) > width // 2 else text[: width - 4]} ..."


def to_source(tree: Any, width: int = WIDTH) -> str:
    """The text of a module, a list of statements (both end with a newline), a statement or an expression."""
    text = Printer(width).print(tree)
    whole = isinstance(tree, (list, gast.mod)) and not isinstance(tree, gast.Expression)
    return text + "\n" if whole and text else text


def headline(stmt: Any) -> str:
    """A statement on one line, however long; of a compound statement, only the line up to the colon."""
    stmt = copy.copy(stmt)
    for field in ("decorator_list", "body", "orelse", "handlers", "finalbody", "cases"):
        if hasattr(stmt, field):
            setattr(stmt, field, [])
    return Printer(sys.maxsize).print(stmt).partition("\n")[0]


class Printer(Expressions):
    """Prints gast trees as Python; see the module's docstring for how."""

    def __init__(self, width: int = WIDTH) -> None:
        super().__init__()
        self._width = width
        self._indent = 0
        self._out: list[str] = []
        self._line_indent = 0

    def print(self, tree: Any) -> str:
        if isinstance(tree, list):
            self._statements(tree, top=True, docstring=True)
        elif isinstance(tree, gast.stmt):
            self._statements([tree], top=True)
        else:
            self.dispatch(tree)
        self._flush()
        return "\n".join(self._out)

    # Lines

    def fill(self, text: str = "") -> None:
        self._flush()
        self._line_indent = self._indent
        if text:
            self._line.append(text)

    def write(self, text: str) -> None:
        self._line.append(text)

    def _flush(self) -> None:
        if not self._line:
            return
        indent = INDENT * self._line_indent
        text = " " * indent + "".join(self._line)
        if len(text) > self._width:
            text = layout(self._line, indent, self._width)
        self._out.append(text)
        self._line = []

    def dispatch(self, tree: Any) -> None:
        if isinstance(tree, (gast.expr, gast.pattern, gast.slice)):
            self._put((tree, TEST))
        else:
            self._method(tree)(tree)

    def _value(self, node: Any, least: int) -> None:
        """An expression that fills the rest of its statement: it may get brackets in order to be broken."""
        core = node
        while isinstance(core, gast.UnaryOp):
            core = core.operand
        if isinstance(core, _CHAINS):
            self._put(OPEN_PARENS, (node, least), CLOSE)
        elif least <= TUPLE and is_open_tuple(node):
            self._put(OPEN_PARENS_ITEMS, (node, least), CLOSE)
        else:
            self._put((node, least))

    # Blocks

    def _block(self, body: Sequence[Any], docstring: bool = False) -> None:
        self.enter()
        self._statements(body, top=False, docstring=docstring)
        if all(isinstance(stmt, (Comment, Blank)) for stmt in body):
            self.fill("pass")
        self.leave()

    def _statements(self, body: Sequence[Any], top: bool, docstring: bool = False) -> None:
        text = _find_docstring(body) if docstring else None
        previous = None
        blanks = 0
        for stmt, leads in zip(body, _lead_to_definitions(body), strict=True):
            if isinstance(stmt, Blank):
                blanks = min(blanks + 1, 2)
                continue
            if previous is not None:
                attached = isinstance(previous, Comment) and not blanks
                if isinstance(previous, _DEFINITIONS) or (leads and not attached):
                    blanks = 2 if top else max(blanks, 1)
                elif top and (previous is text or _ends_imports(previous, stmt)):
                    blanks = max(blanks, 1)
                self._skip(blanks)
            if stmt is text:
                self._docstring(stmt)
            else:
                self._method(stmt)(stmt)
            previous = stmt
            blanks = 0

    def _skip(self, blanks: int) -> None:
        self._flush()
        self._out += [""] * blanks

    def _docstring(self, stmt: Any) -> None:
        prefix = stmt.value.kind or ""
        self.fill(prefix + literals.docstring(stmt.value.value))

    def _Comment(self, t: Any) -> None:
        text = "# " + literals.comment(t.text)
        self._flush()
        if len(self._out) < 2:
            text = literals.without_cookie(text)
        indent = " " * (INDENT * self._indent)
        if len(indent) + len(text) <= self._width:
            self._out.append(indent + text.rstrip())
        elif quotes(t):
            self._out.append(indent + _cut(text, self._width - len(indent)))
        else:
            self._out += textwrap.wrap(
                text,
                self._width,
                initial_indent=indent,
                subsequent_indent=indent + "#     ",
                break_long_words=False,
                break_on_hyphens=False,
            )

    def _Blank(self, t: Any) -> None:
        self._skip(1)

    def _Module(self, t: Any) -> None:
        self._statements(t.body, top=True, docstring=True)

    def _Interactive(self, t: Any) -> None:
        self._statements(t.body, top=True)

    # Definitions

    def _FunctionDef(self, t: Any) -> None:
        self._function(t, "def ")

    def _AsyncFunctionDef(self, t: Any) -> None:
        self._function(t, "async def ")

    def _function(self, t: Any, keyword: str) -> None:
        self._decorators(t)
        self.fill(keyword + literals.identifier(t.name))
        self._put(*type_params(t), "(", *bracketed(parameters(t.args)), ")")
        if t.returns:
            self._put(" -> ", (t.returns, TEST))
        self._block(t.body, docstring=True)

    def _ClassDef(self, t: Any) -> None:
        self._decorators(t)
        self.fill("class " + literals.identifier(t.name))
        self._put(*type_params(t))
        if t.bases or t.keywords:
            self._put("(", *bracketed(arguments(t.bases, t.keywords)), ")")
        self._block(t.body, docstring=True)

    def _decorators(self, t: Any) -> None:
        for decorator in t.decorator_list:
            self.fill("@")
            self._put((decorator, NAMED if isinstance(decorator, gast.NamedExpr) else TEST))

    def _TypeAlias(self, t: Any) -> None:
        self.fill("type ")
        self._put((t.name, ATOM), *type_params(t), " = ")
        self._value(t.value, TEST)

    # Simple statements (pass, break, continue, del, raise: the base class)

    def _Expr(self, t: Any) -> None:
        self.fill()
        self._value(t.value, YIELD)

    def _Assign(self, t: Any) -> None:
        self.fill()
        for target in t.targets:
            self._value(target, TUPLE)
            self.write(" = ")
        self._value(t.value, YIELD)

    def _AugAssign(self, t: Any) -> None:
        self.fill()
        self._put((t.target, ATOM), f" {self.binop[t.op.__class__.__name__]}= ")
        self._value(t.value, YIELD)

    def _AnnAssign(self, t: Any) -> None:
        self.fill()
        # `(x): int` does not make x a local variable, as `x: int` does.
        if isinstance(t.target, gast.Name) and not t.simple:
            self._put("(", (t.target, ATOM), ")")
        else:
            self._put((t.target, ATOM))
        self._put(": ", (t.annotation, TEST))
        if t.value:
            self.write(" = ")
            self._value(t.value, YIELD)

    def _Return(self, t: Any) -> None:
        self.fill("return")
        if t.value:
            self.write(" ")
            self._value(t.value, TUPLE)

    def _Assert(self, t: Any) -> None:
        self.fill("assert ")
        self._value(t.test, TEST)
        if t.msg:
            self.write(", ")
            self._value(t.msg, TEST)

    def _Global(self, t: Any) -> None:
        self.fill("global " + ", ".join([literals.identifier(name) for name in t.names]))

    def _Nonlocal(self, t: Any) -> None:
        self.fill("nonlocal " + ", ".join([literals.identifier(name) for name in t.names]))

    def _Import(self, t: Any) -> None:
        self.fill("import " + ", ".join([imported(alias) for alias in t.names]))

    def _ImportFrom(self, t: Any) -> None:
        self.fill(f"from {'.' * (t.level or 0)}{literals.dotted(t.module) if t.module else ''} import ")
        names = [imported(alias) for alias in t.names]
        if names == ["*"]:  # brackets are not allowed around it
            self.write("*")
        else:
            self._put(OPEN_PARENS_ITEMS, *listed([[name] for name in names]), CLOSE)

    # Compound statements

    def _header(self, keyword: str, test: Any) -> None:
        self.fill(keyword)
        self._value(test, NAMED if isinstance(test, gast.NamedExpr) else TEST)

    def _else(self, keyword: str, body: Sequence[Any]) -> None:
        if body:
            self.fill(keyword)
            self._block(body)

    def _If(self, t: Any) -> None:
        self._header("if ", t.test)
        self._block(t.body)
        # A loop, not a call: a chain of a thousand branches is a tree that is a thousand deep.
        while len(t.orelse) == 1 and isinstance(t.orelse[0], gast.If):
            t = t.orelse[0]
            self._header("elif ", t.test)
            self._block(t.body)
        self._else("else", t.orelse)

    def _While(self, t: Any) -> None:
        self._header("while ", t.test)
        self._block(t.body)
        self._else("else", t.orelse)

    def _For(self, t: Any) -> None:
        self._loop(t, "for ")

    def _AsyncFor(self, t: Any) -> None:
        self._loop(t, "async for ")

    def _loop(self, t: Any, keyword: str) -> None:
        self.fill(keyword)
        self._value(t.target, TUPLE)
        self.write(" in ")
        self._value(t.iter, TUPLE)
        self._block(t.body)
        self._else("else", t.orelse)

    def _With(self, t: Any) -> None:
        self._with(t, "with ")

    def _AsyncWith(self, t: Any) -> None:
        self._with(t, "async with ")

    def _with(self, t: Any, keyword: str) -> None:
        self.fill(keyword)
        only = t.items[0]
        if len(t.items) > 1:
            self._put(OPEN_PARENS_ITEMS, *listed([with_item(item) for item in t.items]), CLOSE)
        elif only.optional_vars:
            self._put(*with_item(only))
        elif isinstance(only.context_expr, gast.Tuple):
            # `with (a, b):` would be two managers.
            self._put("(", (only.context_expr, TEST), ")")
        else:
            self._value(only.context_expr, TEST)
        self._block(t.body)

    def _Try(self, t: Any) -> None:
        self._try(t, "except")

    def _TryStar(self, t: Any) -> None:
        self._try(t, "except*")

    def _try(self, t: Any, keyword: str) -> None:
        self.fill("try")
        self._block(t.body)
        for handler in t.handlers:
            self.fill(keyword)
            if handler.type:
                self._put(" ", (handler.type, TEST))
            if handler.name:
                self._put(" as ", (handler.name, ATOM))  # in gast a Name
            self._block(handler.body)
        self._else("else", t.orelse)
        self._else("finally", t.finalbody)

    def _Match(self, t: Any) -> None:
        self.fill("match ")
        named = isinstance(t.subject, gast.NamedExpr)
        self._value(t.subject, NAMED if named else TUPLE)
        self.enter()
        for case in t.cases:
            self.fill("case ")
            self._put((case.pattern, TEST))
            if case.guard:
                self.write(" if ")
                self._value(case.guard, NAMED if isinstance(case.guard, gast.NamedExpr) else TEST)
            self._block(case.body)
        self.leave()


# Lists of statements


def _lead_to_definitions(body: Sequence[Any]) -> list[bool]:
    """Which statements are definitions, or comments right above one: blank lines go before these."""
    leads = [False] * len(body)
    following = False
    for place in range(len(body) - 1, -1, -1):
        stmt = body[place]
        following = isinstance(stmt, _DEFINITIONS) or (following and isinstance(stmt, Comment))
        leads[place] = following
    return leads


def _find_docstring(body: Sequence[Any]) -> Any:
    for stmt in body:
        if isinstance(stmt, (Comment, Blank)):
            continue
        value = stmt.value if isinstance(stmt, gast.Expr) else None
        return stmt if isinstance(value, gast.Constant) and type(value.value) is str else None
    return None


def _ends_imports(previous: Any, stmt: Any) -> bool:
    imports = (gast.Import, gast.ImportFrom)
    return isinstance(previous, imports) and not isinstance(stmt, imports)
