"""Comments and empty lines as nodes of the tree.

Python's grammar drops comments, but emitted code is meant to be read: every backward block is headed by the
statement it belongs to.  `Comment` and `Blank` stand in a list of statements like any other statement, so
passes that move or copy blocks carry them along.  The printer turns them into text; nothing else needs to
know them.
"""

from typing import Any, ClassVar

import gast

# The same as gast's own statements have, so that `copy_location` and `fix_missing_locations` treat all alike.
_PLACE = ("lineno", "col_offset", "end_lineno", "end_col_offset")


class Comment(gast.stmt):
    """A comment on a line of its own; `text` comes without the '#'."""

    _fields = ("text",)
    _field_types: ClassVar[dict[str, Any]] = {"text": str}
    _attributes = _PLACE

    # The default is for `copy.deepcopy`, which makes an empty node first.  As in gast, `ast.AST.__init__` is
    # not called: from Python 3.13 on it warns about fields that it does not know.
    def __init__(self, text: str = "", **place: Any) -> None:
        self.text = text
        self.__dict__.update(place)


def quotes(comment: Comment) -> bool:
    """Whether a comment quotes a statement of the user: it takes one line, and is cut if it does not fit."""
    return comment.text.startswith("backward: ")


class Blank(gast.stmt):
    """An empty line."""

    _fields = ()
    _field_types: ClassVar[dict[str, Any]] = {}
    _attributes = _PLACE

    def __init__(self, **place: Any) -> None:
        self.__dict__.update(place)
