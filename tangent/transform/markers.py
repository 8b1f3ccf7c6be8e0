"""Marks in the backward sweep that `restore` turns into code, or drops if nothing reads the old value."""

from __future__ import annotations

from typing import Any

import gast


class Undo(gast.stmt):
    """The point where a forward statement `site` is undone.

    kind "name": the names `names` get back the values they had before it; "content": what it wrote to
    `target` (an expression) gets back its old elements; "list": the list `target` gets back its old items,
    and so do those in it where a callee has changed them (`nested`).
    """

    _fields = ()

    def __init__(
        self, kind: str, site: Any, names: tuple[str, ...] = (), target: Any = None, nested: bool = False
    ) -> None:
        self.kind, self.site, self.names, self.target, self.nested = kind, site, names, target, nested


class Origin(gast.stmt):
    """Heads the adjoint statements of one statement of the user."""

    _fields = ()

    def __init__(self, stmt: Any) -> None:
        self.stmt = stmt
