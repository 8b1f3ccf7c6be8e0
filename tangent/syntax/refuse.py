"""How the rooms say no: a refusal carries a code and a node; the pipeline turns it into an error with a
place.
"""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """Internal: something in the user's program is not differentiated.  `code` is a key of `errors.CODES`.

    `reason` is added to the message after a colon, `hint` stands in place of the usual way out.
    """

    def __init__(self, code: str, node: Any, detail: str = "", hint: str = "", reason: str = "") -> None:
        super().__init__(code, detail)
        self.code, self.node, self.detail, self.hint, self.reason = code, node, detail, hint, reason
        self.unit: Any = None


class Untracked(Refused):
    """Nothing that is written down beforehand gives the adjoint of `name`, an array or what holds one."""

    def __init__(self, code: str, node: Any, name: str, detail: str = "", hint: str = "") -> None:
        super().__init__(code, node, detail or name, hint)
        self.name = name
