"""How the rooms say no: a refusal carries a code and a node; the pipeline turns it into an error with a
place.
"""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """Internal: something in the user's program is not differentiated.  `code` is a key of `errors.CODES`."""

    def __init__(self, code: str, node: Any, detail: str = "", hint: str = "") -> None:
        super().__init__(code, detail)
        self.code, self.node, self.detail, self.hint = code, node, detail, hint
        self.unit: Any = None
