"""Write constructs.md, the table of constructs, from what the programs in `tests/constructs` do."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    from tests.constructs import page

    (ROOT / "docs" / "constructs.md").write_text(page(), encoding="utf-8")
