"""Write functions.md, the table of functions, from the tables of rules."""

from __future__ import annotations

from pathlib import Path

from tangent.catalogue import page

PAGE = Path(__file__).resolve().parent / "functions.md"

if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
