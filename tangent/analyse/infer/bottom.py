"""What stops the interpretation of a block."""

from __future__ import annotations

from typing import Any

import gast

from tangent.syntax.nodes import at, call, const
from tangent.unit import Instance


class Bottom(Exception):
    """A recursive call whose result is not known yet: nothing behind it is reached in this round."""


class Never(Exception):
    """A statement that certainly raises a `TypeError`, as its types show: None is taken apart.

    Programs say no such thing, but derivatives do where types decide a branch on the way in and not on the
    way back: what was saved in the other branch is None there.
    """


def raising(s: Any, name: str) -> Any:
    """The statement that stands for one that takes None apart; `name` is what TypeError is called there."""
    new = gast.Raise(call(name, const("cannot unpack non-iterable NoneType object")), None)
    new.certain = True
    return at(new, s)


def only_raises(instance: Instance) -> bool:
    """Whether a function does nothing but take None apart."""
    body = [s for s in instance.tree.body if not _is_docstring(s)]
    return len(body) == 1 and hasattr(body[0], "certain")


def _is_docstring(s: Any) -> bool:
    return isinstance(s, gast.Expr) and isinstance(s.value, gast.Constant)
