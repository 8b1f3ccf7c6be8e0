"""Names mean what Python means by them, at the moment they are looked up."""

from __future__ import annotations

import enum
import math
import re
import symtable
import types
from typing import Any

import gast
import pytest

from tangent.analyse.places import place_of
from tangent.source.scope import MISSING, Borrowing, Scope, bound_names
from tangent.testing.structures import compile_source

LIMIT = 3
module_value: Any = 1.0


class Holder:
    factor = 2.0

    class Inner:
        depth = 2

    @staticmethod
    def double(x: float) -> float:
        return 2 * x

    @property
    def computed(self) -> float:
        return 1.0


class Colour(enum.Enum):
    RED = 1


class Lazy(type):
    def __getattr__(cls, name: str) -> str:
        return name


class WithLazy(metaclass=Lazy):
    pass


holder = Holder()


def expression(text: str) -> Any:
    return gast.parse(text, mode="eval").body


def plain(x: Any) -> Any:
    LIMIT = x
    return math.sin(LIMIT) + module_value


def test_global_and_builtin() -> None:
    scope = Scope(plain)  # type: ignore[arg-type]
    assert scope.lookup("math") == ("global", math)
    assert scope.lookup("module_value").kind == "global"
    assert scope.lookup("len") == ("builtin", len)
    with pytest.raises(KeyError):
        scope.lookup("no_such_name")


def test_closure_hides_global_and_is_live() -> None:
    def factory(module_value: float) -> Any:
        def inner(x: float) -> float:
            return x * module_value

        def change(to: float) -> None:
            nonlocal module_value
            module_value = to

        return inner, change

    inner, change = factory(5.0)
    other, _ = factory(6.0)
    scope = Scope(inner)
    assert scope.lookup("module_value") == ("closure", 5.0)
    change(7.0)
    assert scope.lookup("module_value") == ("closure", 7.0)
    assert Scope(other).lookup("module_value") == ("closure", 6.0)


def test_empty_cell_is_missing_and_hides_the_global() -> None:
    def factory() -> Any:
        def inner(x: float) -> float:
            return x * module_value

        if False:
            module_value = 1.0
        return inner

    scope = Scope(factory())
    with pytest.raises(KeyError):
        scope.lookup("module_value")
    assert scope.resolve(expression("module_value")) is MISSING
    assert scope.resolve(expression("module_value.real")) is MISSING


def test_globals_are_live(monkeypatch: pytest.MonkeyPatch) -> None:
    scope = Scope(plain)  # type: ignore[arg-type]
    assert scope.lookup("module_value").value == 1.0
    monkeypatch.setitem(globals(), "module_value", 9.0)
    assert scope.lookup("module_value").value == 9.0
    monkeypatch.setitem(globals(), "len", 3)
    assert scope.lookup("len") == ("global", 3)


def test_builtins_of_the_function_itself() -> None:
    namespace: dict[str, Any] = {"__builtins__": {"special": 42}}
    exec("def f(): return special", namespace)
    scope = Scope(namespace["f"])
    assert scope.lookup("special") == ("builtin", 42)
    with pytest.raises(KeyError):
        scope.lookup("len")


def test_each_function_has_the_globals_of_its_own_module() -> None:
    scopes = []
    for scale in (2, 3):
        module = types.ModuleType(f"m{scale}")
        exec(f"SCALE = {scale}\ndef f(x): return x * SCALE", module.__dict__)
        scopes.append(Scope(module.f))
    assert [scope.lookup("SCALE").value for scope in scopes] == [2, 3]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("math", math),
        ("math.pi", math.pi),
        ("Holder.factor", 2.0),
        ("Holder.Inner.depth", 2),
        ("Holder.double", Holder.double),
        ("Colour.RED", Colour.RED),
        ("holder", holder),
        ("len", len),
    ],
)
def test_resolve(text: str, value: Any) -> None:
    found = Scope(plain).resolve(expression(text))  # type: ignore[arg-type]
    assert found is value or found == value


def test_resolve_numpy() -> None:
    numpy = pytest.importorskip("numpy")
    namespace: dict[str, Any] = {}
    exec("import numpy as np\nimport numpy.linalg as la\ndef f(): pass", namespace)
    scope = Scope(namespace["f"])
    assert scope.resolve(expression("np.linalg.solve")) is numpy.linalg.solve
    assert scope.resolve(expression("la.solve")) is numpy.linalg.solve
    assert scope.resolve(expression("np.add.reduce")) is MISSING
    assert scope.resolve(expression("np.no_such")) is MISSING


@pytest.mark.parametrize(
    "text",
    [
        "holder.factor",
        "math.pi.real",
        "math.nothing",
        "nothing",
        "nothing.at.all",
        "x",
        "x.shape",
        "LIMIT",
        "f(x).y",
        "math.sin(1.0)",
        "math[0]",
        "(1).real",
        "WithLazy.anything",
        "Holder().factor",
    ],
)
def test_resolve_refuses(text: str) -> None:
    found = Scope(plain).resolve(expression(text))  # type: ignore[arg-type]
    assert found is MISSING
    assert not found


def test_resolve_respects_inner_names() -> None:
    scope = Scope(plain)  # type: ignore[arg-type]
    assert scope.resolve(expression("math.pi"), frozenset({"math"})) is MISSING


def test_resolve_with_failing_module_getattr() -> None:
    module = types.ModuleType("m")
    exec("def __getattr__(name): raise RuntimeError(name)", module.__dict__)
    namespace: dict[str, Any] = {"m": module}
    exec("def f(): pass", namespace)
    assert Scope(namespace["f"]).resolve(expression("m.x")) is MISSING


def test_none_is_not_missing() -> None:
    namespace: dict[str, Any] = {"nothing": None}
    exec("def f(): pass", namespace)
    found = Scope(namespace["f"]).resolve(expression("nothing"))
    assert found is None
    assert found is not MISSING


def test_nothing_is_cached() -> None:
    namespace: dict[str, Any] = {"k": 1}
    exec("def f(): return k", namespace)
    scope = Scope(namespace["f"])
    assert scope.resolve(expression("k")) == 1
    namespace["k"] = 2
    assert scope.resolve(expression("k")) == 2
    del namespace["k"]
    assert scope.resolve(expression("k")) is MISSING


LOCALS = {
    "def f(a, /, b, *c, d=1, **e): pass": "abcde",
    "def f():\n a = 1\n b: int = 2\n c: int\n d += 1": "abcd",
    "def f():\n for a, (b, *c) in x: pass": "abc",
    "def f():\n with x as a: pass": "a",
    "def f():\n try: pass\n except E as a: pass": "a",
    "def f():\n import a, b.x, c.x as d\n from e import f as g, h": "abdgh",
    "def f():\n def a(b): c = 1\n class d:\n  e = 1": "ad",
    "def f():\n global a\n a = b = 1": "b",
    "def f():\n def g():\n  nonlocal a\n  a = 2\n a = 1": "ag",
    "def f():\n del a": "a",
    "def f():\n return [a for a in b for c in d]": "",
    "def f():\n return [(a := 1) for b in (c := d)]": "ac",
    "def f():\n return {a: (b := 2) for a in c if (d := a)}": "bd",
    "def f():\n return [[(a := b) for b in c] for c in d]": "a",
    "def f():\n return lambda a: (b := a)": "",
    "def f():\n return lambda a=(b := 1): a": "b",
    "def f():\n @(a := g)\n def b(c=(d := 1)): pass": "abd",
    "def f():\n class a(b := object, c=(d := 1)): e = 1": "abd",
    "def f():\n match x:\n  case [a, *b]: pass\n  case {1: c, **d}: pass\n  case K(z=e) as f: pass": "abcdef",
    "def f():\n x.a = 1\n x[b] = 2": "",
    "def f():\n if (a := 1): pass": "a",
    "def f():\n print(a)": "",
}


@pytest.mark.parametrize("text", LOCALS)
def test_bound_names(text: str) -> None:
    tree = gast.parse(text).body[0]
    assert bound_names(tree) == set(LOCALS[text])


# Not those with comprehensions: Python 3.12 counts their variables as locals of the function.
PLAIN = [text for text in LOCALS if not re.search(r"[\[{(].* for ", text)]


@pytest.mark.parametrize("text", PLAIN)
def test_bound_names_agree_with_symtable(text: str) -> None:
    table = symtable.symtable(text, "f", "exec").get_children()[0]
    assert isinstance(table, symtable.Function)
    assert bound_names(gast.parse(text).body[0]) == set(table.get_locals())


def test_comprehension_variable_is_not_local_with_a_tree() -> None:
    namespace: dict[str, Any] = {"i": 10}
    text = "def f(xs):\n    return [i for i in xs]"
    exec(text, namespace)
    tree = gast.parse(text).body[0]
    assert Scope(namespace["f"], tree).locals == {"xs"}
    assert Scope(namespace["f"], tree).resolve(expression("i")) == 10
    assert "xs" in Scope(namespace["f"]).locals


def test_locals_from_the_code() -> None:
    def f(a: Any) -> Any:
        b = a
        return lambda: b

    assert Scope(f).locals == {"a", "b"}  # type: ignore[arg-type]


def test_a_borrowed_name_is_the_variable_that_it_stands_for() -> None:
    workspace = [0.0]
    theirs = compile_source("def f(): return SPACE", "f", {"SPACE": workspace})
    mine = compile_source("def g(): return SPACE", "g", {"SPACE": [1.0]})
    scope = Scope(theirs)
    borrowing = Borrowing(mine, frozenset(), {"SPACE": (scope, "SPACE"), "space": (scope, "SPACE")})
    assert place_of(borrowing, "SPACE") == place_of(borrowing, "space") == place_of(scope, "SPACE")
    assert place_of(Scope(mine), "SPACE") != place_of(scope, "SPACE")
