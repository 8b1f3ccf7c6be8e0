"""Types of expressions: operators, comparisons, displays, attributes, subscripts."""

from __future__ import annotations

import dataclasses
import enum
import functools
import operator
import types as python_types
from collections.abc import Callable
from typing import Any

import gast
import numpy as np

from tangent.analyse import questions, strings
from tangent.analyse.bottom import Never
from tangent.analyse.bounds import as_integer, shape_of, slice_length
from tangent.analyse.calls import ARRAY_ATTRIBUTES, partial_function
from tangent.analyse.fields import stands_for_object
from tangent.analyse.infer.part import Part
from tangent.analyse.infer.reshape import as_real, dict_with_item, integer_arithmetic, join_all, trial
from tangent.analyse.inline import is_stale
from tangent.analyse.objects import NOWHERE, OBJECTS, UNARY_METHODS, class_attribute
from tangent.analyse.probe import BINARY, UNARY, elementwise_result
from tangent.analyse.setters import index_value
from tangent.analyse.shapes import ABSENT, broadcast, getitem_shape
from tangent.analyse.unroll import OneByOne, unlike
from tangent.analyse.values import type_of_value
from tangent.objects import is_named_tuple, is_user_class
from tangent.source.variables import Variables
from tangent.syntax.nodes import at, become, clone, const, position, walk
from tangent.syntax.refuse import Refused
from tangent.types import (
    INT,
    NONE,
    NOTHING,
    PY_BOOL,
    PY_INT,
    UNKNOWN,
    Callable_,
    Closure,
    DefaultDict,
    Deque,
    Dict,
    DictOf,
    Dim,
    Fields,
    Generating,
    Held,
    Iter,
    ListOf,
    Maybe,
    Method,
    Num,
    Obj,
    Partial,
    Plain,
    Raised,
    Seq,
    SetOf,
    SliceType,
    Solved,
    Sparse,
    Static,
    TupleOf,
    Type,
    Unknown,
    any_key,
    any_length,
    constant,
    differentiable,
    general,
    integer,
    is_function,
    join,
    text,
)

Env = dict[str, Type]
SLICE_BOUNDS = ("start", "stop", "step")
HELD_BY_FUNCTIONS = (
    "args", "keywords", "__defaults__", "__kwdefaults__", "__closure__", "__dict__", "__self__",
)  # fmt: skip
ORDERS = (gast.Lt, gast.LtE, gast.Gt, gast.GtE)
SET_OPERATORS = ("BitAnd", "BitOr", "BitXor", "Sub")
COMPARISONS: dict[type, Callable[[Any, Any], Any]] = {
    gast.Eq: operator.eq,
    gast.NotEq: operator.ne,
    gast.Lt: operator.lt,
    gast.LtE: operator.le,
    gast.Gt: operator.gt,
    gast.GtE: operator.ge,
}

def takes_none_apart(operands: list[Type]) -> bool:
    """Whether an operation on these certainly raises a `TypeError`, as one is None: it has no value.

    On the first trip of a loop a variable may be None that later ones compute with, behind a test.
    """
    return NONE in operands and all(isinstance(t, Num) or t in (NONE, NOTHING) for t in operands)


class Expressions(Part):
    """Interprets expressions; a mixin of the inference."""

    def eval(self, e: Any, env: Env) -> Type:
        t: Type = getattr(self, "of_" + type(e).__name__, self.of_other)(e, env)
        self.types[e] = t
        return t

    def of_other(self, e: Any, env: Env) -> Type:
        raise Refused("expression", e, f"`{type(e).__name__}`")

    def of_Name(self, e: Any, env: Env) -> Type:
        if e.id not in self.locals:
            self.instance.seen.setdefault(e.id, set()).add(position(e))
        if e.id in env:
            if is_stale(env[e.id]):
                hint = "Make the functions one by one, or pass what they need as arguments."
                raise OneByOne("unknown_call", e, f"`{e.id}`", hint)
            if e.id in self.generators or isinstance(env[e.id], Generating):
                raise Refused("yield", e, "a generator, used in another way than by a loop,")
            if env[e.id] == NONE and hasattr(e, "missing"):
                raise Never(e.missing)
            return env[e.id]
        if e.id in self.locals:
            # First defined later: on this path it has no value, and Python will say so.
            return UNKNOWN
        return self.outside(e, e.id)

    def outside(self, e: Any, name: str) -> Type:
        if self.unit.outer_name and name == self.unit.name:
            return Closure(self.home, self.home.captured)  # a nested function that calls itself
        if name in self.unit.names:
            held = self.unit.names[name]
            known = isinstance(held, (np.ndarray, list, dict, Variables))
            return type_of_value(self.session, held, ("default", name), True) if known else Static(held)
        try:
            kind, value = self.unit.scope.lookup(name)
        except KeyError:
            return UNKNOWN
        if kind != "builtin":
            self.session.use_global(self.unit, name, value)
        scope, name = self.unit.scope.origin(name)
        return type_of_value(self.session, value, ("global", id(scope), name), constants=True)

    def of_Constant(self, e: Any, env: Env) -> Type:
        if hasattr(e, "makes"):
            return self.new_object(e, e.makes, env)
        if hasattr(e, "stands_for"):
            return self.eval(e.stands_for, env)
        return type_of_value(self.session, e.value, None, constants=True)

    def of_Slice(self, e: Any, env: Env) -> Type:
        for p in (e.lower, e.upper, e.step):
            if p is not None:
                self.eval(p, env)
        return SliceType()

    def of_JoinedStr(self, e: Any, env: Env) -> Type:
        self.messages += 1
        parts: list[Type] = []
        for v in e.values:
            if isinstance(v, gast.FormattedValue):
                self.quiet(v.value, env)
                parts.append(UNKNOWN if v.format_spec or v.conversion != -1 else self.types[v.value])
            else:
                parts.append(self.eval(v, env))
        self.messages -= 1
        return strings.known(lambda *values: "".join(map(str, values)), *parts) or Plain(str)

    def of_Starred(self, e: Any, env: Env) -> Type:
        self.eval(e.value, env)
        return UNKNOWN

    def of_FormattedValue(self, e: Any, env: Env) -> Type:
        return Plain(str)

    def of_Lambda(self, e: Any, env: Env) -> Type:
        unit = self.program.nested_unit(self.unit, e)
        return Closure(unit, unit.captured)

    def of_BoolOp(self, e: Any, env: Env) -> Type:
        short = isinstance(e.op, gast.Or)
        operands: list[Type] = []
        for v in e.values:
            operands.append(self.truth_asked(v, self.eval(v, env), env))
            known = [constant(t) for t in operands]
            if all(isinstance(k, bool) for k in known) and known[-1] is short:
                return Static(short)  # what follows is not evaluated
        values = [constant(t) for t in operands]
        if all(v is not NotImplemented for v in values) and not any(
            isinstance(v, np.ndarray) for v in values
        ):
            result = values[0]
            for v in values[1:]:
                result = (result and v) if isinstance(e.op, gast.And) else (result or v)
            return type_of_value(self.session, result, None, constants=True)
        return join_all([general(t) for t in operands])

    def of_IfExp(self, e: Any, env: Env) -> Type:
        """In a test, a message or a subscript, which are kept whole."""
        decided = self.decide(e.test, env)
        if decided is not None:
            return self.eval(e.body if decided else e.orelse, env)
        return join(general(self.eval(e.body, env)), general(self.eval(e.orelse, env)))

    def of_Compare(self, e: Any, env: Env) -> Type:
        operands = [self.eval(v, env) for v in [e.left, *e.comparators]]
        asked = self.comparison_asked(e, operands, env)
        if asked is not None:
            found: Type = asked
            return found
        outcomes = [self.compare(op, a, b) for op, a, b in zip(e.ops, operands, operands[1:], strict=False)]
        if all(o is not None for o in outcomes):
            named = (self.types.get(n) for n in walk(e) if isinstance(n, gast.Name))
            if not self.pruning and any(map(stands_for_object, named)):
                become(e, const(all(outcomes)))  # `o is None` of an object that is None at run time
            return Static(all(outcomes))
        if False in outcomes[:1]:
            return Static(False)
        if all(isinstance(op, (gast.In, gast.NotIn, gast.Is, gast.IsNot)) for op in e.ops):
            return PY_BOOL
        shapes = [t.shape for t in operands if isinstance(t, Num)]
        if any(isinstance(op, ORDERS) for op in e.ops) and takes_none_apart(operands):
            return NOTHING
        if len(shapes) == len(operands) and len(operands) == 2:
            result = self.elementwise(operator.lt, [as_real(t) for t in operands], e)
            return result
        return PY_BOOL if not any(isinstance(t, (Num, type(UNKNOWN))) for t in operands) else UNKNOWN

    def compare(self, op: Any, a: Type, b: Type) -> bool | None:
        """The outcome of a comparison that the types decide."""
        if isinstance(op, (gast.Is, gast.IsNot)):
            same = self.identical(a, b)
            return None if same is None else same is isinstance(op, gast.Is)
        x, y = constant(a), constant(b)
        if isinstance(op, (gast.In, gast.NotIn)):
            if isinstance(b, Dict) and x is not NotImplemented:
                return (b.get(x) is not None) is isinstance(op, gast.In)
            if x is NotImplemented or y is NotImplemented:
                return None
            return bool((x in y) is isinstance(op, gast.In))
        if isinstance(op, (gast.Eq, gast.NotEq)):
            same = questions.equal_lengths(self.session, a, b)
            if same is not None:
                return same is isinstance(op, gast.Eq)
        if x is NotImplemented or y is NotImplemented:
            return None
        try:
            return bool(COMPARISONS[type(op)](x, y))
        except Exception:
            return None

    def identical(self, a: Type, b: Type) -> bool | None:
        for s, o in ((a, b), (b, a)):
            if isinstance(s, Static) and s.value is None:
                if isinstance(o, Static):
                    return o.value is None
                undecided = isinstance(o, (Unknown, Maybe)) or getattr(o, "optional", False)
                return None if undecided else False
            if isinstance(s, Static) and isinstance(o, Num) and o.kind == "array" and not o.optional:
                return False
        if isinstance(a, (Static, Callable_)) and isinstance(b, (Static, Callable_)):
            return constant(a) is constant(b)
        if isinstance(a, Obj) and isinstance(b, Obj) and a.is_new and b.is_new:
            return bool(a.path == b.path)
        return None

    def decide(self, test: Any, env: Env) -> bool | None:
        t = self.truth_asked(test, self.eval(test, env), env)
        value = constant(t)
        if value is NotImplemented:
            return True if is_function(t) else self.truth_of_object(t)
        if (
            isinstance(t, Num)
            and t.sym is not None
            and isinstance(test, gast.Name)
            and test.id in self.locals
        ):
            return None if test.id in self.instance.multi else bool(value)
        return bool(value)

    def of_UnaryOp(self, e: Any, env: Env) -> Type:
        t = self.eval(e.operand, env)
        if isinstance(e.op, gast.Not):
            t = self.truth_asked(e.operand, t, env)
            value = constant(t)
            if value is NotImplemented:
                known = self.truth_of_object(t)
                return PY_BOOL if known is None else Static(not known)
            return Static(not value)
        self.check_no_counter(e, t)
        if isinstance(t, OBJECTS):
            method = UNARY_METHODS[type(e.op).__name__]
            return self.special_method(e, t, e.operand, method, [], [], env) or UNKNOWN
        if isinstance(t, Num) and t.sym is not None and t.sym.base is None and isinstance(e.op, gast.USub):
            return integer(-t.sym.offset)
        if takes_none_apart([t]):
            return NOTHING
        return self.elementwise(UNARY[type(e.op).__name__], [t], e)

    def of_BinOp(self, e: Any, env: Env) -> Type:
        a, b = self.eval(e.left, env), self.eval(e.right, env)
        name = type(e.op).__name__
        if takes_none_apart([a, b]):
            return NOTHING
        if isinstance(a, OBJECTS) or isinstance(b, OBJECTS):
            return self.binary_method(e, a, b, env)
        if isinstance(a, Sparse) or isinstance(b, Sparse):
            return self.sparse_operator(e, a, b)
        if name in SET_OPERATORS and all(isinstance(t, (SetOf, Seq, ListOf)) for t in (a, b)):
            # Lists and tuples have no such operators: what is typed as one here are the keys of a dict.
            return join(self.as_set(a, e), self.as_set(b, e))
        if isinstance(a, (Seq, ListOf)) or isinstance(b, (Seq, ListOf)):
            return self.sequence_operator(name, a, b, e)
        if name == "BitOr" and isinstance(a, (Dict, DictOf)) and isinstance(b, (Dict, DictOf)):
            return self.merged(a, b)
        if name == "MatMult":
            found = self.probed(np.matmul, [a, b], {}, e)
            return product_of_any_rank(a, b) if found is UNKNOWN else found
        if text(a):
            return strings.known(BINARY[name], a, b) or Plain(str)
        self.check_no_counter(e, a, b)
        symbolic = integer_arithmetic(name, a, b)
        if symbolic is not None:
            return symbolic
        return self.elementwise(BINARY[name], [a, b], e)

    def check_no_counter(self, e: Any, *operands: Type) -> None:
        if any(isinstance(t, DefaultDict) and differentiable(t) for t in operands):
            raise Refused("container", e, f"`{type(e.op).__name__}` of a `Counter`")

    def merged(self, a: Dict | DictOf, b: Dict | DictOf) -> Type:
        """`a | b` of two dicts."""
        if not isinstance(a, Dict) or not isinstance(b, Dict):
            return join(a, b)
        for k, item in zip(b.keys, b.items, strict=True):
            a = dict_with_item(a, k, item)
        return a

    def sequence_operator(self, name: str, a: Type, b: Type, e: Any) -> Type:
        if name == "Add" and isinstance(a, (Seq, ListOf)) and isinstance(b, (Seq, ListOf)):
            return self.concatenated(a, b)
        if name == "Mult":
            seq, times = (a, b) if isinstance(a, (Seq, ListOf)) else (b, a)
            n = constant(times)
            if isinstance(seq, Seq) and isinstance(n, int):
                return Seq(seq.kind, seq.items * max(0, n))
            return any_length(seq)
        if isinstance(a, Num) or isinstance(b, Num):
            raise Refused("container", e, "arithmetic between an array and a list")
        return UNKNOWN

    def elementwise(self, function: Any, operands: list[Type], node: Any) -> Type:
        """Element-wise result: class, dtype and rank by a trial on ones, lengths by broadcasting."""
        nums: list[Num] = []
        options: list[tuple[str, Any, int]] = []
        for t in operands:
            t = PY_BOOL if isinstance(t, Static) and isinstance(t.value, bool) else t
            if isinstance(t, Static) and t.value is None:
                options.append((None, None, 0))  # type: ignore[arg-type]
            elif isinstance(t, Num) and t.dtype is not None and t.shape is not None and t.kind != "any":
                nums.append(t)
                options.append((t.kind, t.dtype, len(t.shape)))
            else:
                return self.elementwise_general(function, operands)
        found = trial(function, options)
        if found is None:
            return UNKNOWN
        kind, dtype, rank = found
        shape = broadcast(self.session, [t.shape for t in nums])
        if kind != "array" or shape is None or len(shape) != rank:
            return Num(kind, dtype, () if kind != "array" else None)
        return Num(kind, dtype, shape)

    def elementwise_general(self, function: Any, operands: list[Type]) -> Type:
        """Some class, rank or dtype is unknown: keep what the others say."""
        nums = [t for t in operands if isinstance(t, Num)]
        if len(nums) < len(operands):
            return NOTHING if NOTHING in operands else UNKNOWN
        shape = broadcast(self.session, [t.shape for t in nums])
        kind = "array" if any(t.kind == "array" for t in nums) and shape != () else "any"
        dtype = None
        if all(t.dtype is not None for t in nums):
            found = elementwise_result(function, tuple(("array", t.dtype, 1) for t in nums))
            dtype = found[1] if found else None
        return Num(kind, dtype, shape)

    def of_Tuple(self, e: Any, env: Env) -> Type:
        return Seq("tuple", tuple(self.eval(i, env) for i in e.elts))

    def of_List(self, e: Any, env: Env) -> Type:
        items = [self.eval(i, env) for i in e.elts]
        if any(isinstance(t, Num) and differentiable(t) for t in items):
            # Beside variables it is a number like them, whose derivative is zero.
            items = [PY_BOOL if isinstance(t, Static) and isinstance(t.value, bool) else t for t in items]
        return Seq("list", tuple(items))

    def of_Dict(self, e: Any, env: Env) -> Type:
        keys = [self.eval(k, env) for k in e.keys]
        items = [self.eval(v, env) for v in e.values]
        made_for = getattr(e, "made_for", None)
        result: Type = Dict((), ()) if made_for is None else Fields((), (), made_for)
        for k, v in zip(keys, items, strict=True):
            assert isinstance(result, (Dict, DictOf))
            result = self.dict_with(result, k, v)
        return result

    def as_set(self, t: Type, e: Any) -> Type:
        if isinstance(t, SetOf):
            return t
        return SetOf(None if isinstance(t, Seq) and not t.items else any_key(self.item_of(t, e)))

    def of_Set(self, e: Any, env: Env) -> Type:
        items = [any_key(self.eval(i, env)) for i in e.elts]
        return SetOf(join_all(items))

    def of_ListComp(self, e: Any, env: Env) -> Type:
        """A comprehension that is kept whole, in a test."""
        inner = dict(env)
        for g in e.generators:
            self.bind(g.target, self.item_of(self.eval(g.iter, inner), g.iter), inner)
            for test in g.ifs:
                self.eval(test, inner)
        if isinstance(e, gast.DictComp):
            return DictOf(any_key(self.eval(e.key, inner)), self.eval(e.value, inner))
        item = self.eval(e.elt, inner)
        return SetOf(any_key(item)) if isinstance(e, gast.SetComp) else ListOf(general(item))

    of_SetComp = of_DictComp = of_GeneratorExp = of_ListComp

    def of_Attribute(self, e: Any, env: Env) -> Type:
        base = self.eval(e.value, env)
        if (written := self.read_held(base, e, env)) is not None:
            return written
        if isinstance(base, Static) and isinstance(base.value, (python_types.ModuleType, type)):
            held = class_attribute(base.value, e.attr) if isinstance(base.value, type) else NOWHERE
            named = is_named_tuple(base.value) and e.attr != "_make"
            if isinstance(held, classmethod) and (named or is_user_class(base.value)):
                self.session.use_owned(base.value, e.attr, held)
                return Method(held.__func__, base)
            try:
                value = getattr(base.value, e.attr)
            except AttributeError:
                return UNKNOWN
            self.session.use_owned(base.value, e.attr, value if held is NOWHERE else held)
            return type_of_value(self.session, value, ("attribute", id(base.value), e.attr), constants=True)
        if isinstance(base, Static) and isinstance(base.value, np.dtype):
            return questions.dtype_attribute(base.value, e.attr)
        if isinstance(base, Num):
            return self.array_attribute(base, e)
        if isinstance(base, OBJECTS):
            if isinstance(base, Obj):
                self.instance.seen.setdefault((base.path, e.attr), set()).add(position(e))
            if isinstance(base, Fields) and base.get(e.attr) is not None:
                return self.field_of(e, env)
            written = self.read_attribute(base, e, env)
            if written is None:
                return self.object_attribute(base, e, env)
            self.check_computed(base, e, written)
            return written
        if isinstance(base, type(UNKNOWN)):
            self.check_unknown_owner(e)
        if isinstance(base, Deque) and e.attr == "maxlen":
            become(e, const(base.limit))
            return self.eval(e, env)
        if isinstance(base, Static) and isinstance(base.value, enum.Enum):
            return self.member_attribute(base, e, env)
        if isinstance(base, Static) and isinstance(base.value, dataclasses.Field):
            return type_of_value(self.session, getattr(base.value, e.attr, None), None, constants=True)
        if isinstance(base, Raised) and not self.messages:
            raise Refused("exception_value", e)
        if isinstance(base, Solved):
            return self.part_of_result(base, e.attr, e, env)
        if isinstance(base, Partial) and e.attr == "func":
            return partial_function(base)
        if isinstance(base, (Partial, Closure, Method)) and e.attr in HELD_BY_FUNCTIONS:
            moves = any(differentiable(env.get(n, UNKNOWN)) for n in base.captured)
            if moves or not isinstance(base, Partial):
                raise Refused("expression", e, f"`.{e.attr}`, which may hold variables,")
        if isinstance(base, Callable_):
            value = getattr(base.function, e.attr, None)
            if isinstance(base.function, functools.partial) and e.attr in ("args", "keywords"):
                path = ("partial", id(base.function), e.attr)
                return type_of_value(self.session, value, path, constants=True)
            return Callable_(value) if callable(value) else UNKNOWN
        if isinstance(base, Held):
            value = getattr(base.value, e.attr, None)
            if type(value) is np.ndarray:
                self.session.use_owned(base.value, e.attr, value)
                return type_of_value(self.session, value, ("attribute", id(base.value), e.attr))
        return NOTHING if base in (NONE, NOTHING) else UNKNOWN

    def note_question(self, t: Type, e: Any) -> None:
        """Whether a number is complex has been asked, and the answer was yes (`analyse/either.py`)."""
        if isinstance(t, Num) and t.dtype is not None and t.dtype.kind == "c":
            self.instance.asked = e

    def array_attribute(self, base: Num, e: Any) -> Type:
        if isinstance(base, Sparse):
            return self.sparse_attribute(base, e)
        if e.attr == "shape":
            return shape_of(self.session, base)
        if e.attr == "ndim":
            return PY_INT if base.shape is None else integer(len(base.shape))
        if e.attr == "size":
            if base.shape is not None and len(base.shape) == 1:
                return Num("py", INT, (), as_integer(self.session, base.shape[0]))
            return PY_INT
        if e.attr == "dtype":
            self.note_question(base, e)
            return Static(base.dtype) if base.dtype is not None else UNKNOWN
        if e.attr in ARRAY_ATTRIBUTES:
            if base.kind != "array":
                return self.elementwise(ARRAY_ATTRIBUTES[e.attr], [base], e) if e.attr != "T" else base
            return self.probed(ARRAY_ATTRIBUTES[e.attr], [base], {}, e)
        return UNKNOWN

    # -------------------------------------------------------------- subscripts

    def of_Subscript(self, e: Any, env: Env) -> Type:
        base = self.eval(e.value, env)
        self.eval_index(e.slice, env)
        self.check_trick(base, e.slice)
        if isinstance(base, OBJECTS) and not self.reads_field(base, e):
            if isinstance(base, Fields) and is_named_tuple(base.cls):
                return self.field_at(e, env)
            index, given = self.types[e.slice], e.slice
            if any(isinstance(n, gast.Slice) for n in walk(given)):
                given = self.typed(at(index_value(given), given), index)
            return self.special_method(e, base, e.value, "__getitem__", [index], [given], env) or UNKNOWN
        if isinstance(base, Dict) and constant(self.types[e.slice]) is NotImplemented:
            self.read_at.append(e)
        return self.getitem(base, e.slice, env)

    def eval_index(self, index: Any, env: Env) -> None:
        self.eval(index, env)

    def getitem(self, base: Type, index: Any, env: Env) -> Type:
        t = self.types[index]
        if base in (NOTHING, NONE):
            return NOTHING
        if isinstance(base, Static) and base.value in (np.s_, np.index_exp):
            is_tuple = isinstance(t, Seq) and t.kind == "tuple"
            return t if base.value is np.s_ or is_tuple else Seq("tuple", (t,))
        if isinstance(t, SliceType) and isinstance(base, (Seq, ListOf)) and not isinstance(index, gast.Slice):
            self.bounds_written(index, env)
        if isinstance(base, Solved):
            return self.part_of_result(base, constant(t), index, env)
        if isinstance(base, Maybe):
            base = base.held()
        if text(base):
            return self.part_of_string(base, index, t)
        if isinstance(base, Iter) and base.kind == "range":
            return base if isinstance(t, SliceType) else PY_INT
        if isinstance(base, (Seq, ListOf)):
            return self.sequence_item(base, index, t)
        if isinstance(base, Dict):
            key = constant(t)
            if key is NotImplemented:
                return self.any_item(base, index)
            return base.get(key) or UNKNOWN
        if isinstance(base, DictOf):
            return base.item or NOTHING
        if isinstance(base, Static) and isinstance(base.value, enum.EnumMeta):
            member = base.value.__members__.get(constant(t))
            return UNKNOWN if member is None else Static(member)
        if isinstance(base, Num) and base.shape is not None and not isinstance(t, TupleOf):
            items = index.elts if isinstance(index, gast.Tuple) else [index]
            found = [self.types[i] for i in items]
            if not isinstance(index, gast.Tuple) and isinstance(t, Seq):
                if t.kind == "tuple":
                    found = list(t.items)
                else:
                    found = [self.probed(np.array, [t], {}, index)]
            found = [self.probed(np.array, [f], {}, index) if isinstance(f, Seq) else f for f in found]
            bounds = [self.bounds(i) if isinstance(i, gast.Slice) else (None, None, None) for i in items]
            if len(bounds) != len(found):
                bounds = [(None, None, None)] * len(found)
            shape, kind = getitem_shape(self.session, base.shape, found, bounds, self.slice_length)
            if shape is None:
                return Num("any", base.dtype, None)
            if (
                shape == ()
                and kind == "basic"
                and not any(isinstance(f, Static) and f.value is Ellipsis for f in found)
            ):
                return Num("np", base.dtype) if base.dtype is not None else UNKNOWN
            return Num("array", base.dtype, shape)
        if isinstance(base, Num):
            return Num("any", base.dtype, None)
        return UNKNOWN

    def bounds_written(self, index: Any, env: Env) -> None:
        """`items[s]` with a slice that has a name as `items[s.start:s.stop:s.step]`: it makes a new list."""
        bounds = [at(gast.Attribute(at(clone(index), index), f, gast.Load()), index) for f in SLICE_BOUNDS]
        become(index, gast.Slice(*bounds))
        self.eval(index, env)

    def any_item(self, base: Dict, index: Any) -> Type:
        """The type of an item whose key is computed; if items differ, loops that make them are unrolled."""
        if not base.items:
            return NOTHING
        if unlike(base.items) and any(map(self.is_countable, self.loops)):
            raise OneByOne("container", index, "an entry that depends on the trip")
        return join_all(list(base.items))

    def part_of_string(self, base: Type, index: Any, t: Type) -> Type:
        if not isinstance(index, gast.Slice):
            return strings.known(operator.getitem, base, t) or Plain(str)
        bounds = (index.lower, index.upper, index.step)
        parts = [Static(None) if b is None else self.types[b] for b in bounds]
        return strings.known(lambda s, *bounds: s[slice(*bounds)], base, *parts) or Plain(str)

    def bounds(self, s: Any) -> tuple[Any, Any, Any]:
        lower = ABSENT if s.lower is None else self.symbol(s.lower)
        upper = ABSENT if s.upper is None else self.symbol(s.upper)
        step = None if s.step is None else constant(self.types[s.step])
        return lower, upper, 0 if step is NotImplemented else step

    def slice_length(self, bounds: tuple[Any, Any, Any], dim: Dim | None) -> Dim | None:
        return slice_length(self.session, bounds, dim, self.ranges)

    def symbol(self, e: Any) -> Dim | None:
        t = self.types[e]
        if isinstance(t, Static) and t.value is None:
            return ABSENT
        return t.sym if isinstance(t, Num) else None

    def sequence_item(self, base: Type, index: Any, t: Type) -> Type:
        if isinstance(base, Seq):
            if isinstance(t, SliceType):
                parts = (
                    [
                        None if p is None else constant(self.types[p])
                        for p in (index.lower, index.upper, index.step)
                    ]
                    if isinstance(index, gast.Slice)
                    else [NotImplemented]
                )
                if not any(p is NotImplemented for p in parts):
                    return Seq(base.kind, base.items[slice(*parts)])
                return any_length(base)
            key = constant(t)
            if key is NotImplemented and any(map(is_function, base.items)) and isinstance(t, Num) and t.sym:
                key = self.session.value(t.sym)  # which function it is becomes a guard
            if isinstance(key, int):
                missing = UNKNOWN if base.items else NOTHING
                return base.items[key] if -len(base.items) <= key < len(base.items) else missing
            return join_all([general(i) for i in base.items])
        assert isinstance(base, ListOf)
        if isinstance(t, SliceType):
            return base
        return base.item or NOTHING


def product_of_any_rank(a: Type, b: Type) -> Type:
    """The type of `a @ b` where ranks are not known: a matrix times something has at least one axis."""
    if not isinstance(a, Num) or not isinstance(b, Num) or a.dtype is None or b.dtype is None:
        return UNKNOWN
    matrix = any(t.shape is not None and len(t.shape) > 1 for t in (a, b))
    return Num("array" if matrix else "any", np.result_type(a.dtype, b.dtype), None)
