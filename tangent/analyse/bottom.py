"""What stops the interpretation of a block."""

from __future__ import annotations

from typing import Any

import gast

from tangent.syntax.nodes import at, call, const
from tangent.unit import Instance


class Bottom(Exception):
    """A recursive call whose result is not known yet: nothing behind it is reached in this round."""


class Never(Exception):
    """A statement that certainly raises, as its types show: None is taken apart, or an attribute that no way
    has set yet is read.

    Programs hardly say the first, but derivatives do where types decide a branch on the way in and not on the
    way back: what was saved in the other branch is None there.
    """

    def __init__(self, error: Exception | None = None) -> None:
        super().__init__()
        self.error = error or TypeError("cannot unpack non-iterable NoneType object")


def raising(s: Any, name: str, error: Exception) -> Any:
    """The statement that stands for one that raises `error`, the class of which is called `name` there."""
    new = gast.Raise(call(name, const(str(error))), None)
    new.certain = error
    return at(new, s)


def only_raises(instance: Instance) -> Exception | None:
    """What a function raises that does nothing else."""
    body = [s for s in instance.tree.body if not _is_docstring(s)]
    return getattr(body[0], "certain", None) if len(body) == 1 else None


def _is_docstring(s: Any) -> bool:
    return isinstance(s, gast.Expr) and isinstance(s.value, gast.Constant)
