"""`dataclasses.asdict`, `astuple` and `fields`, said attribute by attribute.

    d = asdict(body)       →     d = {"m": body.m, "x": body.x.copy(), "spin": {"w": body.spin.w.copy()}}

What is in lists, tuples and dicts is copied, too, at every depth, and so are arrays: what the object is
changed to afterwards is not seen.  `fields(body)` needs the class only.
"""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterable
from typing import Any

import gast

from tangent.analyse.objects import OBJECTS
from tangent.analyse.rewriting import Env, Rewriting
from tangent.objects import is_named_tuple
from tangent.syntax.nodes import at, call, clone, const, load, method, subscript
from tangent.syntax.refuse import Refused
from tangent.types import CONTAINERS, Dict, ListOf, Num, Seq, Static, Type, constant


def fields_of_class(t: Type) -> Type | None:
    """What `dataclasses.fields` gives for an object or a class: what it says of each is known."""
    cls = t.cls if isinstance(t, OBJECTS) else t.value if isinstance(t, Static) else None
    if not isinstance(cls, type) or not dataclasses.is_dataclass(cls):
        return None
    return Seq("tuple", tuple(map(Static, dataclasses.fields(cls))))


class AsData(Rewriting):
    """The part of inference that takes dataclasses apart as these functions do."""

    def as_data(self, s: Any, env: Env) -> list[Any] | None:
        """Statements for one that calls one of them with an object; None for all others."""
        e = s.value if isinstance(s, (gast.Assign, gast.Expr)) else None
        if not isinstance(e, gast.Call) or len(e.args) != 1 or e.keywords or self.is_method(e, env):
            return None
        t = self.eval(e.args[0], env)
        function = constant(self.eval(e.func, env))
        if not dataclasses.is_dataclass(getattr(t, "cls", None)):
            return None
        if function is dataclasses.fields:
            value: Any = call(e.func, load(self.name_of(t.cls)))
        elif function is dataclasses.asdict or function is dataclasses.astuple:
            value = self.copied_parts(e.args[0], t, function is dataclasses.asdict, env)
        else:
            return None
        return self.once(s, gast.dump(value), lambda: self.core([self.with_value(s, at(value, e))], s))

    def copied_parts(self, e: Any, t: Type, named: bool, env: Env) -> Any:
        """An expression for a copy of the value of `e`, in which dataclasses are dicts (or else tuples)."""
        if isinstance(t, OBJECTS):
            return self.copied_object(e, t, named, env)
        if isinstance(t, Seq):
            made = gast.List if t.kind == "list" else gast.Tuple
            return made(self.copied_items(e, range(len(t.items)), t, named, env), gast.Load())
        if isinstance(t, Dict):
            return gast.Dict([const(k) for k in t.keys], self.copied_items(e, t.keys, t, named, env))
        if isinstance(t, ListOf) and isinstance(t.item, Num) and t.item.is_scalar:
            return call(self.unit_name("list", list), clone(e))
        if isinstance(t, Num) and t.kind == "array":
            if t.rank in (0, 1):
                return method(clone(e), "copy")
            return call(self.session.name_of("copied", copy.deepcopy, self.unit), clone(e))
        if isinstance(t, CONTAINERS):
            raise Refused("container", e, "a copy as data of a list or dict of objects")
        return clone(e)

    def copied_items(self, e: Any, keys: Iterable[Any], t: Any, named: bool, env: Env) -> list[Any]:
        places = [subscript(clone(e), const(k)) for k in keys]
        return [self.copied_parts(p, i, named, env) for p, i in zip(places, t.items, strict=True)]

    def copied_object(self, e: Any, t: Any, named: bool, env: Env) -> Any:
        names = self.data_of(t)
        if names is None:
            raise Refused("container", e, f"a copy as data of an object of class `{t.cls.__name__}`")
        parts = [at(gast.Attribute(clone(e), name, gast.Load()), e) for name in names]
        values = [self.copied_parts(p, self.eval(p, env), named, env) for p in parts]
        if is_named_tuple(t.cls):
            return call(self.name_of(t.cls), *values)
        if named:
            return gast.Dict([const(name) for name in names], values)
        return gast.Tuple(values, gast.Load())

    def data_of(self, t: Any) -> list[str] | None:
        """The attributes of an object that count as its data."""
        if dataclasses.is_dataclass(t.cls):
            return [f.name for f in dataclasses.fields(t.cls)]
        return list(t.cls._fields) if is_named_tuple(t.cls) else None
