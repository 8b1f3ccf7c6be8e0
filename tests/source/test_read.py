"""From a function object to its own text: every way in which Python lets one be defined, and lost."""

from __future__ import annotations

import ast
import functools
import importlib
import linecache
import os
import subprocess
import sys
import textwrap
import threading
import types
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gast
import pytest

import tangent.source.read as module
from tangent.errors import SourceError, TangentError, UnsupportedError
from tangent.source.match import same_code
from tangent.source.read import place_of, read

Importer = Callable[..., Any]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Importer]:
    """Import a text as a module; bytes are written as they are."""
    monkeypatch.syspath_prepend(str(tmp_path))
    names: list[str] = []

    def do(text: str | bytes, name: str = "subject") -> Any:
        data = text if isinstance(text, bytes) else textwrap.dedent(text).encode("utf-8")
        (tmp_path / f"{name}.py").write_bytes(data)
        sys.modules.pop(name, None)
        importlib.invalidate_caches()
        names.append(name)
        return importlib.import_module(name)

    yield do
    for name in names:
        sys.modules.pop(name, None)


def body(function: Any) -> str:
    """The tree as text (gast's printer), without the comments."""
    return gast.unparse(gast.fix_missing_locations(read(function).tree)).strip()


def refused(function: Any, code: str) -> TangentError:
    with pytest.raises(TangentError) as raised:
        read(function)
    assert raised.value.code == code
    with pytest.raises(TangentError) as again:
        read(function)
    assert str(again.value) == str(raised.value)
    return raised.value


# --- what is found ---------------------------------------------------------------------------------------


def test_plain_function(load: Importer) -> None:
    f = load("import math\n\n\ndef f(x, y=2.0, *, k=3):\n    # note\n    return x * y\n").f
    source = read(f)
    assert source.function is f
    assert source.name == "f" and source.tree.name == "f"
    assert source.text == "def f(x, y=2.0, *, k=3):\n    # note\n    return x * y\n"
    assert (source.first_line, source.column_offset) == (4, 0)
    assert source.lines == ("def f(x, y=2.0, *, k=3):", "    # note", "    return x * y")
    assert source.file == f.__code__.co_filename
    assert isinstance(source.tree, gast.FunctionDef)
    assert source.tree.body[0].lineno == 6


def test_each_read_gives_a_tree_of_its_own(load: Importer) -> None:
    f = load("def f(x):\n    return x\n").f
    first = read(f)
    first.tree.body[0].value.id = "spoiled"
    assert read(f).tree.body[0].value.id == "x"


def test_gast_conversion_is_that_of_gast(load: Importer) -> None:
    text = """
    def f(a, /, b: int = 1, *c, d: float, e=2, **g) -> float:
        global G
        try:
            x: int = [i for i in range(3) if i][0]
        except (ValueError, TypeError) as error:
            raise error from None
        with open("f") as h, open("g"):
            pass
        def inner(y):
            nonlocal x
            x += 1
            return f"{y!r:>{x}}" + b[1:2, ..., None]
        match a:
            case [1, *rest] | {"k": [*rest]}:
                del x
        class K(list, metaclass=type):
            z = 1
        return lambda q: -q if not q else {1: 2, **d}, {*e}, x < 1 <= 2, (yield_ := 3)
    """
    text = textwrap.dedent(text)
    f = load(text).f
    expected = gast.parse(text).body[0]
    assert gast.dump(read(f).tree, include_attributes=True) == gast.dump(expected, include_attributes=True)


def test_method_static_class_property(load: Importer) -> None:
    m = load(
        """
        class C:
            def f(self, x):
                return self.k * x

            @staticmethod
            def s(x):
                return x + 1

            @classmethod
            def c(cls, x):
                return x + 2
        """
    )
    source = read(m.C().f)
    assert source.function is m.C.f
    assert source.text == "def f(self, x):\n    return self.k * x\n"
    assert (source.first_line, source.column_offset) == (3, 4)
    assert source.tree.col_offset == 4
    assert body(m.C.f) == "def f(self, x):\n    return self.k * x"
    assert body(m.C.s) == "def s(x):\n    return x + 1"
    assert body(m.C.c) == "def c(cls, x):\n    return x + 2"
    assert body(m.C.__dict__["s"]) == body(m.C.s)
    assert body(m.C.__dict__["c"]) == body(m.C.c)


def test_private_names_are_spelled_out(load: Importer) -> None:
    m = load(
        """
        class __C:
            def f(self, __x):
                def __g(y):
                    return __h(y, __k=__x)
                return self.__scale * __g(__x) + self.__doc__ + self._one
        def __h(y): return y
        """
    )
    f = vars(m)["__C"].f
    expected = (
        "def f(self, _C__x):\n\n    def _C__g(y):\n        return _C__h(y, __k=_C__x)\n"
        "    return self._C__scale * _C__g(_C__x) + self.__doc__ + self._one"
    )
    assert body(f) == expected
    # ... which is what the compiler made of them.
    assert set(f.__code__.co_varnames + f.__code__.co_cellvars) == {"self", "_C__x", "_C__g"}
    assert "_C__scale" in f.__code__.co_names


def test_class_inside_has_private_names_of_its_own(load: Importer) -> None:
    m = load(
        """
        class A:
            def f(self):
                class B:
                    def g(self):
                        return self.__x
                return B, self.__x
        """
    )
    assert "self._B__x" in body(m.A.f) and "B, self._A__x" in body(m.A.f)


def test_nested_function_and_closure(load: Importer) -> None:
    m = load(
        """
        def outer(k):
            if k:
                def f(x):
                    return k * x
            else:
                def f(x):
                    return k + x
            return f
        """
    )
    assert body(m.outer(2)) == "def f(x):\n    return k * x"
    assert body(m.outer(0)) == "def f(x):\n    return k + x"
    assert read(m.outer(2)).text == "def f(x):\n    return k * x\n"


def test_decorators_are_stripped_and_wrapper_is_not_followed(load: Importer) -> None:
    m = load(
        """
        import functools

        def twice(f):
            @functools.wraps(f)
            def wrapper(*args):
                return 2 * f(*args)
            return wrapper

        def same(f):
            return f

        @twice
        def f(x):
            return x * x

        @same
        @same
        def g(x):
            return x * x
        """
    )
    assert m.f.__wrapped__ is not None
    assert body(m.f) == "def wrapper(*args):\n    return 2 * f(*args)"
    source = read(m.g)
    assert source.tree.decorator_list == []
    assert source.text == "def g(x):\n    return x * x\n"
    assert source.first_line == 19


def test_decorator_that_is_a_lambda(load: Importer) -> None:
    m = load("@(lambda f: f)\ndef g(x): return x\n\n@lambda h: (lambda x: h(x) + 1)\ndef k(x): return x\n")
    assert body(m.g) == "def g(x):\n    return x"
    assert body(m.k) == "def anonymous(x):\n    return h(x) + 1"


def test_two_functions_of_one_name(load: Importer) -> None:
    m = load(
        """
        def f(x):
            return x * 2
        first = f
        def f(x):
            return x * 3
        class A:
            def f(x):
                return x * 4
        class B:
            def f(x):
                return x * 4
        """
    )
    assert [body(one).split()[-1] for one in (m.first, m.f, m.A.f, m.B.f)] == ["2", "3", "4", "4"]
    assert [read(one).first_line for one in (m.first, m.f, m.A.f, m.B.f)] == [2, 5, 8, 11]


def test_same_name_in_dead_branches(load: Importer) -> None:
    m = load(
        """
        if False:
            def f(x):
                return x * 2
        if True:
            def f(x):
                return x * 3
        try:
            pass
        finally:
            g = lambda x: x + 1
        """
    )
    assert body(m.f) == "def f(x):\n    return x * 3"
    assert body(m.g) == "def g(x):\n    return x + 1"


# --- lambdas ---------------------------------------------------------------------------------------------


def test_lambda_is_a_function_with_a_return(load: Importer) -> None:
    source = read(load("scale = lambda x, k=2: k * x\n").scale)
    assert source.name == source.tree.name == "scale"
    assert source.text == "lambda x, k=2: k * x"
    assert (source.first_line, source.column_offset) == (1, 8)
    (statement,) = source.tree.body
    assert isinstance(statement, gast.Return)
    assert (statement.lineno, statement.col_offset) == (1, 23)
    assert str(place_of(source, statement)).endswith("subject.py:1:24")


def test_two_lambdas_on_one_line(load: Importer) -> None:
    m = load("f, g, h = (lambda x: x * 2), (lambda x: x * 3), (lambda y: y * 2)\n")
    assert body(m.f) == "def anonymous(x):\n    return x * 2"
    assert body(m.g) == "def anonymous(x):\n    return x * 3"
    assert body(m.h) == "def anonymous(y):\n    return y * 2"
    assert [read(one).column_offset for one in (m.f, m.g, m.h)] == [11, 30, 49]


def test_lambdas_that_differ_in_constants_only(load: Importer) -> None:
    m = load(
        "fs = [lambda x: x * 1, lambda x: x * 1.0, lambda x: x * True, lambda x: x * 0.0, lambda x: x * -0.0]"
    )
    assert [body(f).split("* ")[1] for f in m.fs] == ["1", "1.0", "True", "0.0", "-0.0"]


def test_lambdas_that_differ_in_free_variables_only(load: Importer) -> None:
    m = load("def make(a, b):\n    return (lambda x: a * x), (lambda x: b * x)\n")
    f, g = m.make(1, 2)
    assert "a * x" in body(f) and "b * x" in body(g)


def test_identical_lambdas_on_one_line(load: Importer) -> None:
    m = load("f, g = (lambda x: x * 2), (lambda x: x * 2)\n")
    assert body(m.f) == body(m.g)
    assert read(m.f).column_offset == 8
    assert read(m.g).column_offset in {8, 27}  # Python 3.11 may share the code


def test_lambda_in_lambda(load: Importer) -> None:
    m = load("f = lambda x: lambda y: lambda z: x + y + z\n")
    assert read(m.f).text == "lambda x: lambda y: lambda z: x + y + z"
    assert read(m.f(1)).text == "lambda y: lambda z: x + y + z"
    assert read(m.f(1)(2)).text == "lambda z: x + y + z"


def test_lambda_as_default_and_argument(load: Importer) -> None:
    m = load(
        """
        import functools
        def f(x, g=lambda t: t * 2, *, h=lambda t: t * 3): return g(x)
        k = functools.partial(lambda a, b: a - b, 1)
        class C:
            __k = 1
            m = lambda self: self.__k
        table = {"a": lambda x: x + 1, "b": lambda x: x + 2}
        d: object = lambda x: x + 3
        """
    )
    assert body(m.f.__defaults__[0]).endswith("t * 2")
    assert body(m.f.__kwdefaults__["h"]).endswith("t * 3")
    assert body(m.k.func) == "def anonymous(a, b):\n    return a - b"
    assert body(m.C.m) == "def m(self):\n    return self._C__k"
    assert [body(f)[-1] for f in m.table.values()] == ["1", "2"]
    assert read(m.d).name == "d"


def test_lambda_over_several_lines(load: Importer) -> None:
    m = load(
        """
        fs = [
            lambda x: (
                x
                * 2
            ), lambda x:
                x * 3,
        ]
        """
    )
    assert read(m.fs[0]).text == "lambda x: (\n        x\n        * 2\n    )"
    assert read(m.fs[1]).text == "lambda x:\n        x * 3"
    assert read(m.fs[1]).tree.body[0].lineno == 7
    assert place_of(read(m.fs[1]), read(m.fs[1]).tree.body[0].value).text == "        x * 3,"


def test_lambdas_in_a_loop_share_their_text(load: Importer) -> None:
    m = load("fs = [lambda x, i=i: x * i for i in range(3)]\n")
    assert {read(f).text for f in m.fs} == {"lambda x, i=i: x * i"}


def test_many_lambdas_are_not_quadratic(load: Importer) -> None:
    m = load("fs = [" + ", ".join(f"lambda x: x * {k}" for k in range(300)) + "]\n")
    assert [read(m.fs[k]).text for k in (0, 150, 299)] == [f"lambda x: x * {k}" for k in (0, 150, 299)]


# --- places of definition --------------------------------------------------------------------------------


def register(text: str, filename: str, namespace: dict[str, Any] | None = None) -> dict[str, Any]:
    lines = [line + "\n" for line in text.split("\n")]
    linecache.cache[filename] = (len(text), None, lines, filename)
    namespace = {} if namespace is None else namespace
    exec(compile(text, filename, "exec", dont_inherit=True), namespace)
    return namespace


def test_exec_with_registered_text() -> None:
    f = register("def f(x):\n    return x * 2\n", "<cell 1>")["f"]
    assert body(f) == "def f(x):\n    return x * 2"
    assert read(f).file == "<cell 1>"


def test_notebook_cell_with_await_and_futures() -> None:
    text = "import asyncio\nawait asyncio.sleep(0)\ndef f(x: int): return x * 2\n"
    filename = "/tmp/ipykernel_1/2.py"
    linecache.cache[filename] = (len(text), None, text.splitlines(True), filename)
    import __future__

    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT | __future__.annotations.compiler_flag
    code = compile(text, filename, "exec", flags=flags, dont_inherit=True)
    (inner,) = (
        const for const in code.co_consts if isinstance(const, types.CodeType) and const.co_name == "f"
    )
    assert body(types.FunctionType(inner, {})) == "def f(x: int):\n    return x * 2"


def test_tangents_own_derivatives() -> None:
    from tangent.build.compile import compile_source

    f = compile_source("def f_grad(x):\n    return 2.0 * x\n", "f_grad", {})["f_grad"]
    assert body(f) == "def f_grad(x):\n    return 2.0 * x"


def test_doctest() -> None:
    import doctest

    found: dict[str, Any] = {}
    example = ">>> def f(x):\n...     return x * 2\n>>> found['text'] = read(f).text\n"
    test = doctest.DocTestParser().get_doctest(example, {"found": found, "read": read}, "t", None, 0)
    doctest.DocTestRunner().run(test)
    assert found["text"] == "def f(x):\n    return x * 2\n"


def test_exec_without_text() -> None:
    namespace: dict[str, Any] = {}
    exec("def f(x): return x", namespace)
    raised = refused(namespace["f"], "TGT001")
    assert isinstance(raised, SourceError)
    assert "`f`" in str(raised) and "<string>:1:1" in str(raised)


def test_exec_beside_other_text_of_that_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python 3.13 keeps the text of `python -c` under the name that all has which `exec` is given."""
    monkeypatch.setitem(linecache.cache, "<string>", (8, None, ["y = 1\n"], "<string>"))
    namespace: dict[str, Any] = {}
    exec("def f(x): return x", namespace)
    refused(namespace["f"], "TGT001")


def test_interactive_and_command_line() -> None:
    program = (
        "def f(x):\n    return x * 2\n\n"
        "from tangent.source.read import read\nfrom tangent.errors import TangentError\n"
        "try: print(read(f).text.split()[-1])\nexcept TangentError as e: print(e.code)\n\n"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(module.__file__).parents[2])}
    for args, given in (["-c", program], None), (["-q", "-i"], program), (["-"], program):
        done = subprocess.run(
            [sys.executable, *args], env=env, input=given or "", capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() in {"2", "TGT001"}, done


def test_zip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as out:
        out.writestr("in_zip.py", "def f(x):\n    return x * 2  # ü\n")
    monkeypatch.syspath_prepend(str(archive))
    f = importlib.import_module("in_zip").f
    assert body(f) == "def f(x):\n    return x * 2"
    sys.modules.pop("in_zip")


def test_module_without_source(tmp_path: Path, load: Importer) -> None:
    import py_compile

    (tmp_path / "bare.py").write_text("def f(x):\n    return x\n")
    py_compile.compile(str(tmp_path / "bare.py"), cfile=str(tmp_path / "bare.pyc"))
    (tmp_path / "bare.py").unlink()
    importlib.invalidate_caches()
    refused(importlib.import_module("bare").f, "TGT001")
    sys.modules.pop("bare")


def test_deleted_file(load: Importer) -> None:
    m = load("def f(x):\n    return x\n")
    linecache.getlines(m.__file__)
    Path(m.__file__).unlink()
    refused(m.f, "TGT001")


def test_loader_that_fails() -> None:
    class Loader:
        def get_source(self, name: str) -> str:
            raise RuntimeError(name)

    namespace: dict[str, Any] = {"__name__": "odd", "__loader__": Loader()}
    exec(compile("def f(x): return x", "/nowhere/odd.py", "exec"), namespace)
    refused(namespace["f"], "TGT001")


def test_namedtuple_and_dataclass_methods() -> None:
    import dataclasses

    made = dataclasses.make_dataclass("D", ["x"])
    refused(made.__init__, "TGT001")


# --- text in all shapes ----------------------------------------------------------------------------------


def test_tabs(load: Importer) -> None:
    m = load("class C:\n\tdef f(self, x):\n\t\tif x:\n\t\t\ty = x\n\t\treturn (x,\n\n# c\n  y)\n")
    source = read(m.C.f)
    assert source.text == "def f(self, x):\n\tif x:\n\t\ty = x\n\treturn (x,\n\n# c\n y)\n"
    assert source.column_offset == 1
    place = place_of(source, source.tree.body[0].body[0].value)
    assert (place.line, place.column, place.text) == (4, 8, "\t\t\ty = x")


def test_strings_keep_their_indentation(load: Importer) -> None:
    text = (
        'class C:\n    def f(self, x):\n        """Doc\n        more\n    less\n        """\n'
        '        return f"""{x}\n        a""", \'b\\\n        c\'\n'
    )
    m = load(text)
    source = read(m.C.f)
    assert source.text == (
        'def f(self, x):\n    """Doc\n        more\n    less\n        """\n'
        '    return f"""{x}\n        a""", \'b\\\n        c\'\n'
    )
    again = ast.parse(source.text).body[0]
    assert ast.dump(again) == ast.dump(ast.parse(text).body[0].body[0])  # type: ignore[attr-defined]


def test_non_ascii_names_and_columns(load: Importer) -> None:
    m = load("def f(größe, ﬁ):\n    é = 'ü'; return größe * ﬁ\n")
    source = read(m.f)
    value = source.tree.body[1].value
    # Python folds the ligature; the object and the tree agree.
    assert [name.id for name in source.tree.args.args] == ["größe", "fi"]
    place = place_of(source, value)
    assert (place.column, place.end_column) == (21, 30)
    assert place.text[place.column - 1 : place.end_column - 1] == "größe * ﬁ"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("head", ["", "\ufeff", "\x0c", "# a\x0cb\n"])
def test_line_ends_and_marks(load: Importer, end: str, head: str) -> None:
    text = head + "k = 1\n\x0c\ndef f(x):\n    '''a\n    b'''\n    return x * 'é'\n"
    m = load(text.replace("\n", end).encode("utf-8"))
    source = read(m.f)
    assert source.text == "def f(x):\n    '''a\n    b'''\n    return x * 'é'\n"
    assert source.first_line == 3 + head.count("\n")
    assert place_of(source, source.tree.body[1]).line == source.first_line + 3


def test_form_feeds_do_not_shift_lines(load: Importer) -> None:
    m = load("\x0cdef g(): pass\n\x0c\ndef f(x):\n\x0c    y = x\n    return y  # \x0c\n")
    source = read(m.f)
    assert source.first_line == 3
    assert place_of(source, source.tree.body[1]).text == "    return y  # \x0c"
    assert read(m.g).first_line == 1


def test_latin1_cookie(load: Importer) -> None:
    m = load("# -*- coding: latin-1 -*-\ndef f(x):\n    é = 'é'; return é\n".encode("latin-1"))
    assert "é = 'é'" in read(m.f).text
    assert m.f(1) == "é"


def test_no_newline_at_the_end(load: Importer) -> None:
    assert read(load(b"def f(x): return x").f).text == "def f(x): return x\n"
    assert read(load(b"def f(x): return x;  # c", "second").f).text == "def f(x): return x;  # c\n"


def test_large_bodies(load: Importer) -> None:
    total = " + ".join(["x"] * 400)
    lines = "\n".join(f"    y{k} = x * {k}" for k in range(1500))
    params = ", ".join(f"a{k}" for k in range(300))
    brackets = "(" * 80 + "x" + ")" * 80
    m = load(f"def f(x, {params}):\n    z = {total}\n    w = {brackets}\n{lines}\n    return z\n")
    limit = sys.getrecursionlimit()
    tree = read(m.f).tree
    assert len(tree.body) == 1503 and len(tree.args.args) == 301
    assert sys.getrecursionlimit() == limit


def test_too_deep_for_python(load: Importer) -> None:
    m = load("def f(x):\n    return x\n")
    Path(m.__file__).write_text("def f(x):\n    return " + "-" * 100_000 + "x\n")
    with pytest.raises(SourceError) as raised:
        read(m.f)
    assert raised.value.code in {"TGT005", "TGT006"}  # SyntaxError, MemoryError, RecursionError: it depends


# --- the file is not what it was -------------------------------------------------------------------------

EDITS = {
    "constant": ("* 2", "* 3"),
    "constant of another type": ("* 2", "* 2.0"),
    "operator": ("x *", "x +"),
    "global name": ("math.pi", "math.e"),
    "local name": ("local", "other"),
    "parameter": ("(x, y)", "(x, z)"),
    "order of parameters": ("(x, y)", "(y, x)"),
    "nested function": ("t + 1", "t + 7"),
    "gone": ("def f", "def g"),
    "async": ("def f", "async def f"),
    "kind of a parameter": ("f(x, y)", "f(x, *, y)"),
    "docstring": ("Doc.", "Docs."),
}
ORIGINAL = """\
import math
def f(x, y):
    '''Doc.'''
    local = x * 2
    inner = [t + 1 for t in (x, y)]
    g = lambda t: t + 1
    return local * math.pi + g(y)
"""


@pytest.mark.parametrize("edit", EDITS)
def test_edited_after_import(load: Importer, edit: str) -> None:
    m = load(ORIGINAL)
    assert "local" in body(m.f)
    path = Path(m.__file__)
    status = path.stat()
    assert EDITS[edit][0] in ORIGINAL
    path.write_text(ORIGINAL.replace(*EDITS[edit]))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    raised = refused(m.f, "TGT002")
    assert isinstance(raised, SourceError)
    assert "changed since it was imported" in str(raised) and "subject.py:2:1" in str(raised)
    path.write_text(ORIGINAL)
    assert "local" in body(m.f)


def test_shifted_after_import_is_found_again(load: Importer) -> None:
    m = load(ORIGINAL)
    Path(m.__file__).write_text("# one\n# more\n" + ORIGINAL.replace("    '''Doc", "    # new\n    '''Doc"))
    source = read(m.f)
    assert source.first_line == 4
    assert place_of(source, source.tree.body[-1]).text.strip().startswith("return")


def test_another_function_moved_to_the_line(load: Importer) -> None:
    m = load("def f(x):\n    return x * 2\ndef g(x):\n    return x * 3\n")
    Path(m.__file__).write_text("def g(x):\n    return x * 3\ndef f(x):\n    return x * 2\n")
    assert body(m.f) == "def f(x):\n    return x * 2"


def test_reload(load: Importer) -> None:
    m = load("def f(x):\n    return x * 2\n")
    old = m.f
    new = load("def f(x):\n    return x * 3\n#\n").f
    assert body(new).endswith("3")
    refused(old, "TGT002")


def test_text_that_is_no_longer_python(load: Importer) -> None:
    m = load("def f(x):\n    return x\n")
    for data in (
        b"def f(x:\n",
        b"def f(x): return '\xff'\n",
        b"# coding: nonsense\n",
        b"def f(x): return x\0\n",
    ):
        Path(m.__file__).write_bytes(data)
        refused(m.f, "TGT005")


def test_code_replaced(load: Importer) -> None:
    m = load("def f(x):\n    return x * 2\ndef g(x):\n    return x * 3\n")
    m.f.__code__ = m.g.__code__
    assert body(m.f) == "def g(x):\n    return x * 3"
    m.g.__code__ = m.g.__code__.replace(co_consts=(None, 4))
    refused(m.g, "TGT002")


def test_optimised_python(tmp_path: Path) -> None:
    (tmp_path / "opt.py").write_text("def f(x):\n    '''Doc'''\n    assert x\n    return x * 2\n")
    program = "import opt; from tangent.source.read import read; print(len(read(opt.f).tree.body))"
    root = str(Path(module.__file__).parents[2])
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([root, str(tmp_path)])}
    for flag in ("-O", "-OO", "-Xno_debug_ranges"):
        args = [sys.executable, flag, "-c", program]
        done = subprocess.run(args, env=env, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "3"


def test_lambdas_without_columns(tmp_path: Path) -> None:
    (tmp_path / "pair.py").write_text("f, g = (lambda x: x * 2), (lambda x: x * 3)\n")
    program = "import pair; from tangent.source.read import read; print(read(pair.g).text)"
    root = str(Path(module.__file__).parents[2])
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([root, str(tmp_path)])}
    args = [sys.executable, "-Xno_debug_ranges", "-c", program]
    done = subprocess.run(args, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "lambda x: x * 3"


def with_assert(x: float, scale: float = 2.0) -> float:
    """pytest rewrites this."""
    assert x > 0, "positive"
    assert all(t > 0 for t in [x, scale])
    square = lambda t: t * t  # noqa: E731
    return square(x) * scale + 17.25


def test_function_that_pytest_has_rewritten() -> None:
    source = read(with_assert)
    assert len(source.tree.body) == 5
    assert "17.25" in source.text
    assert body(test_function_that_pytest_has_rewritten).startswith("def test_function_that")


def test_edit_of_a_function_that_pytest_has_rewritten(load: Importer) -> None:
    pytest.register_assert_rewrite("rewritten")
    text = "def f(x):\n    assert x > 0, 'no'\n    y = x * 2.5\n    return y\n"
    m = load(text, "rewritten")
    assert any(name.startswith("@py") for name in (*m.f.__code__.co_names, *m.f.__code__.co_varnames))
    assert len(read(m.f).tree.body) == 3
    for edit in (("2.5", "3.5"), ("y", "z"), ("return y", "return abs(y)"), ("def", "#\ndef")):
        Path(m.__file__).write_text(text.replace(*edit))
        refused(m.f, "TGT002")


# --- what is refused -------------------------------------------------------------------------------------


def test_async_and_generators(load: Importer) -> None:
    m = load(
        """
        async def a(x):
            return x
        async def b(x):
            yield x
        def c(x):
            yield x
        class K:
            def d(self, x):
                y = yield from x
        e = lambda x: (yield x)
        import types
        @types.coroutine
        def g(x):
            yield x
        """
    )
    codes = {"a": "TGT101", "b": "TGT101", "c": "TGT102", "e": "TGT102", "g": "TGT101"}
    for name, code in codes.items():
        raised = refused(getattr(m, name), code)
        assert isinstance(raised, UnsupportedError)
        assert f"`{name}`" in raised.message
    assert "async def a(x):\n      | ^^^^^^^^^^^\n" in str(refused(m.a, "TGT101"))
    assert str(refused(m.K().d, "TGT102").place).endswith("subject.py:9:5")


@pytest.mark.parametrize(
    "thing", [len, sum, int, dict.get, "".join, functools.partial(len), 3, None, type, object(), os]
)
def test_not_a_python_function(thing: Any) -> None:
    raised = refused(thing, "TGT004")
    assert isinstance(raised, SourceError)
    assert "0x" not in str(raised)


def test_cached_function_is_not_python() -> None:
    refused(functools.lru_cache(len), "TGT004")


# --- places ----------------------------------------------------------------------------------------------


def place_text(source: Any, node: Any) -> str:
    place = place_of(source, node)
    return place.text[place.column - 1 : place.end_column - 1]


def test_spans(load: Importer) -> None:
    m = load(
        """
        class C:
            @staticmethod
            def f(x):
                for i in range(3):
                    x = x + 1; y = (x
                        * 2)
                try:
                    pass
                except ValueError:
                    pass
                def inner(t): return t
                class K: pass
                with x: pass
                return x
        """
    )
    source = read(m.C.f)
    loop, attempt, inner, cls, with_, last = source.tree.body
    assert place_text(source, loop) == "for"
    assert place_text(source, loop.iter) == "range(3)"
    assert place_text(source, loop.body[0].value) == "x + 1"
    assert place_text(source, loop.body[1].value) == "(x" or place_text(source, loop.body[1].value) == "x"
    assert place_text(source, attempt) == "try"
    assert place_text(source, attempt.handlers[0]) == "except"
    assert place_text(source, inner) == "def inner"
    assert place_text(source, cls) == "class K"
    assert place_text(source, with_) == "with"
    assert place_text(source, last) == "return x"
    assert place_text(source, source.tree) == "def f"
    assert place_text(source, source.tree.args.args[0]) == "x"
    assert place_of(source, last).line == 15
    assert place_of(source, last).file == m.__file__


def test_place_of_a_node_without_one(load: Importer) -> None:
    source = read(load("def f(x):\n    return x\n").f)
    assert place_text(source, gast.Name("t", gast.Load(), None, None)) == "def f"
    assert place_text(source, None) == "def f"
    far = gast.copy_location(gast.Name("t", gast.Load(), None, None), source.tree)
    far.lineno = far.end_lineno = 99
    assert place_of(source, far).text == ""
    no_end = gast.Pass()
    no_end.lineno, no_end.col_offset = 2, 4
    assert place_text(source, no_end) == "return x"


# --- side effects ----------------------------------------------------------------------------------------


def test_warnings_of_the_module_are_not_repeated(load: Importer) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        m = load("def g(x): return x is 1, '\\d'\ndef f(x): return x\n")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        before = list(warnings.filters)
        assert body(m.f) == "def f(x):\n    return x"
        assert list(warnings.filters) == before


def test_nothing_of_the_module_is_run(load: Importer) -> None:
    m = load("count = []\ncount.append(1)\ndef f(x, y=count.append(2)): return x\n")
    read(m.f)
    assert m.count == [1, 2]


def test_threads(load: Importer) -> None:
    names = [f"m{k}" for k in range(6)]
    functions = [
        load(f"f = lambda x: x * {k}; g = lambda x: x + {k}\n", name).g for k, name in enumerate(names)
    ]
    wrong: list[Any] = []

    def work(seed: int) -> None:
        for k in range(40):
            number = (seed + k) % 6
            if read(functions[number]).text != f"lambda x: x + {number}":
                wrong.append(number)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_same_code_is_strict() -> None:
    def codes(*texts: str) -> list[types.CodeType]:
        return [eval(f"lambda x: {text}").__code__ for text in texts]

    for one, other in (("x + 1", "x + 1.0"), ("(1, 2)", "(1, True)"), ("x in {1, 2}", "x in {1, 2.0}")):
        a, b, again = codes(one, other, one)
        assert same_code(a, again) and not same_code(a, b)
    nan = compile("x", "f", "eval").replace(co_consts=(float("nan"),))
    assert same_code(nan, nan.replace(co_consts=(float("nan"),)))


def test_source_is_frozen(load: Importer) -> None:
    source = read(load("def f(x):\n    return x\n").f)
    with pytest.raises(AttributeError):
        source.name = "g"  # type: ignore[misc]
    assert len({source, read(source.function)}) == 2
