"""Write errors.md, the reference of all error codes, from the table in `tangent.error_codes`."""

from __future__ import annotations

from pathlib import Path

from tangent.errors import reference

PAGE = Path(__file__).resolve().parent / "errors.md"

if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
