"""Small tools for gast trees: constructors, copies, templates, names."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import gast

LOAD = gast.Load()
STORE = gast.Store()


def load(name: str) -> gast.Name:
    return _name(name, LOAD)


def store(name: str) -> gast.Name:
    return _name(name, STORE)


def _name(name: str, ctx: gast.expr_context) -> gast.Name:
    new = gast.Name.__new__(gast.Name)  # the constructor of gast counts and matches its arguments
    new.__dict__.update(id=name, ctx=ctx, annotation=None, type_comment=None)
    return new


def const(value: Any) -> gast.expr:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value < 0:
        return gast.UnaryOp(gast.USub(), gast.Constant(-value, None))
    return gast.Constant(value, None)


def is_literal(value: Any) -> bool:
    """Whether a value can be written down as itself."""
    return value is None or type(value) in (bool, int, float, str)


def assign(name: str, value: gast.expr) -> gast.Assign:
    return gast.Assign([store(name)], value, None)


def augment(target: gast.expr, op: gast.operator, value: gast.expr) -> gast.AugAssign:
    return gast.AugAssign(as_store(target), op, value)


def call(function: gast.expr | str, *args: gast.expr, **keywords: gast.expr) -> gast.Call:
    func = load(function) if isinstance(function, str) else function
    return gast.Call(func, list(args), [gast.keyword(k, v) for k, v in keywords.items()])


def method(value: gast.expr, name: str, *args: gast.expr) -> gast.Call:
    return gast.Call(gast.Attribute(value, name, LOAD), list(args), [])


def subscript(value: gast.expr, index: gast.expr) -> gast.Subscript:
    return gast.Subscript(value, index, LOAD)


def tuple_of(items: Iterable[gast.expr]) -> gast.Tuple:
    return gast.Tuple(list(items), LOAD)


def as_store(node: gast.expr) -> gast.expr:
    """A copy of a name, attribute, subscript or tuple as the target of an assignment."""
    if isinstance(node, gast.Name):
        return store(node.id)
    if isinstance(node, gast.Subscript):
        return gast.Subscript(node.value, node.slice, STORE)
    if isinstance(node, gast.Attribute):
        return gast.Attribute(node.value, node.attr, STORE)
    if isinstance(node, (gast.Tuple, gast.List)):
        return type(node)([as_store(e) for e in node.elts], STORE)
    if isinstance(node, gast.Starred):
        return gast.Starred(as_store(node.value), STORE)
    raise TypeError(f"not a target: {node!r}")


def as_load(node: gast.expr) -> gast.expr:
    """A copy of a target as an expression that reads it."""
    if isinstance(node, gast.Name):
        return at(load(node.id), node)
    if isinstance(node, gast.Subscript):
        return at(gast.Subscript(node.value, node.slice, LOAD), node)
    if isinstance(node, gast.Attribute):
        return at(gast.Attribute(node.value, node.attr, LOAD), node)
    raise TypeError(f"not a target: {node!r}")


def at(node: Any, origin: gast.AST) -> Any:
    """`node` with the source position of `origin` (positions serve error messages only)."""
    if hasattr(origin, "lineno"):
        for field in ("lineno", "col_offset", "end_lineno", "end_col_offset"):
            setattr(node, field, getattr(origin, field, None))
    return node


def become(node: Any, new: Any) -> None:
    """Make `node` what `new` is, where it stands."""
    places = ("lineno", "col_offset", "end_lineno", "end_col_offset")
    place = {f: getattr(node, f) for f in places if hasattr(node, f)}
    node.__class__ = new.__class__
    node.__dict__.clear()
    node.__dict__.update({**new.__dict__, **place})


_FIELDS: dict[type, tuple[str, ...]] = {}
_LEAVES = ("ctx", "op", "ops", "kind", "type_comment", "id", "attr", "arg", "name", "n", "s")
_SHARED = (gast.expr_context, gast.operator, gast.unaryop, gast.cmpop, gast.boolop)
_LEAF_CLASSES: dict[type, bool] = {}  # for the classes that have been met


def is_leaf(cls: type) -> bool:
    """Whether what has this class is no node, or one without a place of its own: an operator, a context."""
    found = _LEAF_CLASSES.get(cls)
    if found is None:
        found = _LEAF_CLASSES[cls] = not issubclass(cls, ast.AST) or issubclass(cls, _SHARED)
    return found


def node_fields(cls: type) -> tuple[str, ...]:
    """The fields of nodes of a class that may hold nodes; operators and contexts are no nodes to visit."""
    found = _FIELDS.get(cls)
    if found is None:
        # The name of a handler is a node, unlike other names.
        leaves = _LEAVES if not issubclass(cls, gast.ExceptHandler) else ()
        known = cls._fields if issubclass(cls, ast.AST) and not issubclass(cls, _SHARED) else ()
        found = _FIELDS[cls] = tuple(f for f in known if f not in leaves)
    return found


def clone(node: Any) -> Any:
    """A deep copy, several times faster than `copy.deepcopy`."""
    cls = node.__class__
    if cls is list:
        return [clone(n) for n in node]
    if is_leaf(cls):
        return node
    new = cls.__new__(cls)
    values = new.__dict__
    values.update(node.__dict__)
    for field in node_fields(cls):
        value = values.get(field)
        if value.__class__ is list or not is_leaf(value.__class__):
            values[field] = clone(value)
    return new


_SIMPLE = frozenset((gast.Assign, gast.AugAssign, gast.Expr, gast.Return, gast.Pass))


def inner_blocks(s: Any) -> list[list[Any]]:
    """The lists of statements inside a statement (not those of nested functions), in program order."""
    if s.__class__ in _SIMPLE:
        return []
    if isinstance(s, (gast.If, gast.For, gast.While)):
        return [s.body, s.orelse]
    if isinstance(s, gast.With):
        return [s.body]
    if isinstance(s, gast.Try):
        return [s.body, *(h.body for h in s.handlers), s.orelse, s.finalbody]
    if isinstance(s, gast.Match):
        return [c.body for c in s.cases]
    return []


# What most nodes hold, the last first, written out: trees are walked so often that this is a good part of a
# derivation, and so are the loops below.
_HELD: dict[type, Callable[[Any], Sequence[Any]]] = {
    gast.Name: lambda n: () if n.annotation is None else (n.annotation,),
    gast.Constant: lambda n: (),
    gast.BinOp: lambda n: (n.right, n.left),
    gast.UnaryOp: lambda n: (n.operand,),
    gast.Attribute: lambda n: (n.value,),
    gast.Subscript: lambda n: (n.slice, n.value),
    gast.Call: lambda n: (*n.keywords[::-1], *n.args[::-1], n.func),
    gast.keyword: lambda n: (n.value,),
    gast.Compare: lambda n: (*n.comparators[::-1], n.left),
    gast.Tuple: lambda n: n.elts[::-1],
    gast.List: lambda n: n.elts[::-1],
    gast.Assign: lambda n: (n.value, *n.targets[::-1]),
    gast.AugAssign: lambda n: (n.value, n.target),
    gast.Expr: lambda n: (n.value,),
}
_held_by = _HELD.get


def _held(node: Any) -> list[Any]:
    """The nodes right below any other node, the last first."""
    out: list[ast.AST] = []
    values = node.__dict__
    for field in node_fields(node.__class__):
        value = values.get(field)
        if value.__class__ is list:
            out += [v for v in value if isinstance(v, ast.AST)]
        elif isinstance(value, ast.AST):
            out.append(value)
    out.reverse()
    return out


def children(node: ast.AST) -> Sequence[Any]:
    """The nodes right below `node`, in source order."""
    return _held_by(node.__class__, _held)(node)[::-1]


def walk(node: ast.AST | list[Any]) -> Iterator[Any]:
    """All nodes below and including `node`, in source order, without recursion."""
    stack: list[ast.AST] = node[::-1] if isinstance(node, list) else [node]
    pop, name, constant, held_by, others = stack.pop, gast.Name, gast.Constant, _held_by, _held
    while stack:
        n = pop()
        yield n
        cls = n.__class__
        if cls is not name and cls is not constant:
            stack += held_by(cls, others)(n)


def statements_in(stmts: list[Any], nested: bool = True) -> Iterator[Any]:
    """The statements below, those of `nested` functions and classes too: much fewer than there are nodes."""
    stack: list[Any] = stmts[::-1]
    while stack:
        s = stack.pop()
        yield s
        if s.__class__ in _SIMPLE or (not nested and isinstance(s, (gast.FunctionDef, gast.ClassDef))):
            continue
        for field in reversed(node_fields(s.__class__)):
            value = s.__dict__.get(field)
            if value.__class__ is list:
                for v in reversed(value):
                    if isinstance(v, gast.stmt):
                        stack.append(v)
                    elif isinstance(v, (gast.ExceptHandler, gast.match_case)):
                        stack += v.body[::-1]


def position(e: Any) -> tuple[int, int]:
    """Line and column in the text of the user: copies of a node have the same one."""
    return getattr(e, "lineno", 0), getattr(e, "col_offset", 0)


def effect(s: Any) -> Any:
    """Mark a statement that only acts on the world of the user: no derivative flows through it."""
    s.effect = True
    return s


def is_effect(s: Any) -> bool:
    return getattr(s, "effect", False)


def has_break(stmts: list[Any]) -> bool:
    """Whether the body of a loop in the core language leaves the loop."""
    return any(
        isinstance(s, gast.Break) or (isinstance(s, gast.If) and (has_break(s.body) or has_break(s.orelse)))
        for s in stmts
    )


def own_nodes(stmts: list[Any]) -> Iterator[Any]:
    """All nodes of a block, in source order, but for those inside functions and classes defined in it."""
    stack: list[ast.AST] = stmts[::-1]
    while stack:
        n = stack.pop()
        yield n
        if not isinstance(n, (gast.FunctionDef, gast.ClassDef, gast.Lambda)):
            stack += _held_by(n.__class__, _held)(n)


def name_nodes(node: ast.AST | list[Any]) -> list[Any]:
    """All names below `node`, in no order."""
    found: list[Any] = []
    stack: list[Any] = list(node) if isinstance(node, list) else [node]
    pop, name, constant, held_by, others = stack.pop, gast.Name, gast.Constant, _held_by, _held
    while stack:
        n = pop()
        cls = n.__class__
        if cls is name:
            found.append(n)
        elif cls is not constant:
            stack += held_by(cls, others)(n)
    return found


def names_in(node: ast.AST | list[Any]) -> set[str]:
    """Names that are read or written anywhere below `node`."""
    return {n.id for n in name_nodes(node)}


def loads_in(node: ast.AST | list[Any]) -> set[str]:
    return {n.id for n in name_nodes(node) if n.ctx.__class__ is not gast.Store}


def certainly_read(node: Any) -> set[str]:
    """Names that are read wherever this runs to its end: not only on one of several ways, or later."""
    if isinstance(node, gast.IfExp):
        return certainly_read(node.test)
    if isinstance(node, gast.BoolOp):
        return certainly_read(node.values[0])
    if isinstance(node, gast.Compare):
        return certainly_read(node.left) | certainly_read(node.comparators[0])
    if isinstance(node, (*_SCOPES, gast.If, gast.For, gast.While, gast.Try)):
        return set()
    found = {node.id} if isinstance(node, gast.Name) and isinstance(node.ctx, gast.Load) else set()
    return found.union(*map(certainly_read, children(node)))


def dotted(e: Any) -> str | None:
    """`np.add.at` as text; None for anything but names and attributes."""
    parts = []
    while isinstance(e, gast.Attribute):
        parts.append(e.attr)
        e = e.value
    if not isinstance(e, gast.Name):
        return None
    parts.append(e.id)
    return ".".join(reversed(parts))


VIEWS = ("keys", "values", "items")
"""Methods of a dict that give a view of it."""


def is_view_called(e: Any) -> bool:
    """Whether an expression is `o.keys()`, `o.values()` or `o.items()`, of a dict or of anything else."""
    if not isinstance(e, gast.Call) or not isinstance(e.func, gast.Attribute):
        return False
    return e.func.attr in VIEWS and not e.args and not e.keywords


def augmented_in(node: Any) -> set[str]:
    """Names on the left of `x += e`, which is read and written, anywhere below `node`."""
    if node.__class__ is gast.Assign:
        return set()
    targets = [n.target for n in walk(node) if isinstance(n, gast.AugAssign)]
    return {t.id for t in targets if isinstance(t, gast.Name)}


_SCOPES = frozenset((gast.Lambda, gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp))
_BINDING = frozenset((gast.Store, gast.Del, gast.Param))


def stores_in(node: ast.AST | list[Any]) -> set[str]:
    """Names bound anywhere below `node` (not inside nested functions)."""
    found: set[str] = set()
    stack: list[Any] = list(node) if isinstance(node, list) else [node]
    while stack:
        n = stack.pop()
        cls = n.__class__
        if cls is gast.Name:
            if n.ctx.__class__ in _BINDING:
                found.add(n.id)
        elif cls is gast.FunctionDef or cls is gast.ClassDef:
            found.add(n.name)
        elif cls not in _SCOPES:
            held = _held_by(cls)
            if held is None:
                held = _held
                if hasattr(n, "binds_test"):
                    found.add(n.test.id)  # a `try`, which notes how it ended
            stack += held(n)
    return found


def substitute(node: Any, table: Mapping[str, Any]) -> Any:
    """A copy of `node` with names replaced by names (str) or expressions."""
    cls = node.__class__
    if cls is list:
        return [substitute(n, table) for n in node]
    if is_leaf(cls):
        return node
    if isinstance(node, gast.Name):
        new = table.get(node.id)
        if new is None:
            return clone(node)
        if isinstance(new, str):
            return at(gast.Name(new, node.ctx, None, None), node)
        return clone(new)
    copied = cls.__new__(cls)
    values = copied.__dict__
    values.update(node.__dict__)
    for field in node_fields(cls):
        value = values.get(field)
        if value.__class__ is list or not is_leaf(value.__class__):
            values[field] = substitute(value, table)
    return copied


class Rewriter:
    """A bottom-up rewriter of expressions and statements in place; methods `rewrite_<Class>`."""

    def visit(self, node: Any) -> Any:
        if isinstance(node, list):
            out: list[Any] = []
            for n in node:
                new = self.visit(n)
                if isinstance(new, list):
                    out.extend(new)
                elif new is not None:
                    out.append(new)
            return out
        cls = node.__class__
        if is_leaf(cls):
            return node
        values = node.__dict__
        for field in node_fields(cls):
            value = values.get(field)
            if value.__class__ is list or not is_leaf(value.__class__):
                values[field] = self.visit(value)
        handler: Callable[[Any], Any] | None = getattr(self, "rewrite_" + cls.__name__, None)
        return node if handler is None else handler(node)


@lru_cache(maxsize=4096)
def _template(text: str) -> Any:
    return gast.parse(text).body


def quote(text: str, **parts: Any) -> Any:
    """The expression `text`, with names replaced by the given expressions (or names)."""
    (stmt,) = _template(text)
    return substitute(stmt.value, parts) if parts else clone(stmt.value)


def quote_stmts(text: str, **parts: Any) -> list[Any]:
    """The statements `text`, with names replaced."""
    return substitute(_template(text), parts)


def same(a: Any, b: Any) -> bool:
    """Structural equality of two trees, positions and contexts aside."""
    if type(a) is not type(b):
        return False
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, gast.expr_context):
        return True
    if not isinstance(a, ast.AST):
        return bool(a == b)
    if isinstance(a, gast.Constant):
        return type(a.value) is type(b.value) and repr(a.value) == repr(b.value)
    return all(same(getattr(a, f, None), getattr(b, f, None)) for f in a._fields if f != "ctx")


class Namer:
    """Gives out names that nobody uses, always the same ones for the same program."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.taken = set(taken)
        self.temporaries = 0
        self.tried: dict[str, int] = {}
        """For each wish: so many names made from it are taken."""

    def fresh(self, wish: str) -> str:
        name, k = wish, 0
        if name in self.taken:
            k = self.tried.get(wish, 0)
            while name in self.taken:
                k += 1
                name = f"{wish}_{k}"
            self.tried[wish] = k
        self.taken.add(name)
        return name

    def mark(self) -> Any:
        return set(self.taken), self.temporaries, dict(self.tried)

    def rewind(self, mark: Any) -> None:
        """Take back the names that were given out since `mark`."""
        self.taken, self.temporaries, self.tried = mark

    def temporary(self) -> str:
        while True:
            self.temporaries += 1
            name = f"t{self.temporaries}"
            if name not in self.taken:
                self.taken.add(name)
                return name


def is_ellipsis(e: Any) -> bool:
    return isinstance(e, gast.Constant) and e.value is ...
