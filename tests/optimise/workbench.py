"""Text with comments → tree → passes → text, and running both."""

import re
import textwrap

import gast
import numpy as np

from tangent.emit.printer import to_source
from tangent.optimise import PASSES, optimise
from tangent.optimise.effects import dotted
from tangent.syntax.comments import Comment
from tangent.syntax.nodes import names_in

IMPURE = {"np.random.rand", "np.add.at", "np.copyto", "np.random.seed"}
BUILTINS = {
    "len",
    "range",
    "reversed",
    "enumerate",
    "zip",
    "abs",
    "float",
    "int",
    "min",
    "max",
    "tuple",
    "unbroadcast",
}


def pure(func):
    name = dotted(func)
    return name is not None and (
        name in BUILTINS or (name.startswith(("np.", "math.")) and name not in IMPURE)
    )


def parse(text):
    text = re.sub(
        r"^( *)# ?(.*)$", lambda m: f"{m[1]}__comment__({m[2]!r})", textwrap.dedent(text), flags=re.M
    )
    tree = gast.parse(text)
    comments(tree)
    (function,) = tree.body
    return function


def comments(node):
    for field in ("body", "orelse"):
        block = getattr(node, field, None)
        if isinstance(block, list):
            for k, s in enumerate(block):
                if (
                    isinstance(s, gast.Expr)
                    and isinstance(s.value, gast.Call)
                    and getattr(s.value.func, "id", "") == "__comment__"
                ):
                    block[k] = Comment(s.value.args[0].value)
                else:
                    comments(s)


def temporaries(function):
    """t, t1 ..., adjoints, tangents and tapes."""
    return {n for n in names_in(function) if re.fullmatch(r"t\d*|.*_(bar|dot|tape)(_\d+)?|_t\d+", n)}


def run(text, *passes, **options):
    """The text after these passes (all of them by default)."""
    function = text if isinstance(text, gast.FunctionDef) else parse(text)
    off = [p for p in PASSES if passes and p not in passes]
    options.setdefault("is_float", lambda name: name in "xyzrhcdwg" or name in ("x1", "y1"))
    names = temporaries(function) - set(options.pop("user", ()))
    optimise(function, names, options.pop("pure", pure), off=off, **options)
    return to_source(function) + "\n"


def body(text, params="a, b, c, d, g, h, i, n, r, x, y, z, y_bar"):
    return f"def f({params}):\n" + textwrap.indent(textwrap.dedent(text).strip("\n"), "    ") + "\n"


def check(before, after, *passes, **options):
    """Statements before and after, as bodies of one function; twice gives the same."""
    got = run(body(before), *passes, **options)
    want = body(after)
    assert got == want, f"\n{got}\n--- expected\n{want}"
    assert run(got, *passes, **options) == got


def unchanged(text, *passes, **options):
    check(text, text, *passes, **options)


def compiled(text, **names):
    space = {"np": np, "unbroadcast": lambda a, b: a, **names}
    exec(text, space)
    return space["f"]
